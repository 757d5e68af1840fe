import type { ConstantValue, JoinedStr, Module } from "../../server/src/syntax/ast.ts";

/** JSON data, as scripts/oracle/dump_ast.py writes it. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** The module's statements in the shape of the oracle's dump: CPython's fields only, file-absolute positions. */
export function project(module: Module): Plain[] {
  return module.units.flatMap((unit) => unit.body.map((statement) => plain(statement, unit.base)));
}

const OURS = new Set(["unit", "nameStart", "nameEnd", "attrStart", "selfDocumenting"]);

function plain(value: unknown, base: number): Plain {
  if (Array.isArray(value)) return value.map((item) => plain(item, base));
  if (value === null || typeof value !== "object") return value as Plain;
  const node = value as Record<string, unknown>;
  if (node.kind === "Constant") {
    return { ...range(node, base), value: constant(node.value as ConstantValue) };
  }
  const result: Record<string, Plain> = {};
  for (const [key, field] of Object.entries(node)) {
    if (OURS.has(key)) continue;
    result[key] = key === "start" || key === "end" ? Number(field) + base : plain(field, base);
  }
  if (node.kind === "JoinedStr") result.values = joined(value as JoinedStr, base);
  return result;
}

function range(node: Record<string, unknown>, base: number): Record<string, Plain> {
  return { kind: node.kind as string, start: Number(node.start) + base, end: Number(node.end) + base };
}

/** CPython writes `{x=}` as the text `x=` and `{x!r}`. */
function joined(node: JoinedStr, base: number): Plain[] {
  const values: Record<string, Plain>[] = [];
  const text = (start: number, end: number, content: string) => {
    const last = values.at(-1);
    const previous = last?.kind === "Constant" ? (last.value as Record<string, Plain>) : undefined;
    if (last === undefined || previous === undefined) {
      values.push({ kind: "Constant", start, end, value: { type: "str", value: content } });
    } else {
      last.end = end;
      last.value = { type: "str", value: String(previous.value) + content };
    }
  };
  for (const value of node.values) {
    const start = value.start + base;
    if (value.kind === "Constant") {
      if (value.value.type === "str") text(start, value.end + base, value.value.value);
      continue;
    }
    const written = value.selfDocumenting;
    if (written !== null) text(start + 1, start + 1 + written.length, written);
    const lowered = plain(value, base) as Record<string, Plain>;
    const bare = written !== null && value.spec === null && value.conversion === null;
    values.push(bare ? { ...lowered, conversion: "r" } : lowered);
  }
  return values;
}

function constant(value: ConstantValue): Plain {
  switch (value.type) {
    case "bigint":
      return { type: "bigint", value: `0x${value.value.toString(16)}` };
    case "float":
    case "complex":
      return { type: value.type, value: String(value.value) };
    case "None":
    case "Ellipsis":
      return { type: value.type };
    default:
      return { type: value.type, value: value.value };
  }
}

/** The first place where two dumps differ: its path and both sides; null if they agree. */
export function difference(ours: Plain | undefined, theirs: Plain | undefined, path = ""): string | null {
  if (ours === theirs) return null;
  if (ours && theirs && typeof ours === "object" && typeof theirs === "object") {
    const left = ours as Record<string, Plain>;
    const right = theirs as Record<string, Plain>;
    if (isNumber(left) && isNumber(right) && Object.is(Number(left.value), Number(right.value))) return null;
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      if (key === "kind" && right[key] === null) continue;
      const found = difference(left[key], right[key], `${path}.${key}`);
      if (found !== null) return found;
    }
    return null;
  }
  return `${path}: ours ${JSON.stringify(ours)?.slice(0, 200)}, CPython's ${JSON.stringify(theirs)?.slice(0, 200)}`;
}

function isNumber(node: Record<string, Plain>): boolean {
  return node.type === "float" || node.type === "complex";
}
