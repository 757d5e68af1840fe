/** The builtin functions that reckon, compare, convert and print. */
import { and, maximum, minimum, or, type Cond, type Dim } from "../../dims/index.ts";
import { fromCond, fromDim } from "../interp.ts";
import { openTables } from "../unseenImports.ts";
import { joinValues } from "../join.ts";
import {
  Alt,
  Instance,
  PyFloat,
  PyList,
  PySet,
  SymBool,
  Unbounded,
  Unknown,
  type Value,
  hashKey,
  objectId,
} from "../values.ts";
import { checkHashable, isKey } from "./dicts.ts";
import { formatValue, reprText } from "./format.ts";
import { type Call, MISSING, type NativeTable } from "./native.ts";
import { openFile } from "../stdlib/files.ts";
import { dimOf, intOf, needInt, needString, numberOf } from "./numbers.ts";
import { sortItems } from "./sorting.ts";
import { listFrom } from "./sequences.ts";

export const plainFunctions: NativeTable = {
  "?len(obj, /)": (c, obj) => c.interp.len(obj, c.node),
  "?exit(code=None)": (c, code) => {
    throw c.raise("SystemExit", code === null ? "" : c.interp.str(code));
  },
  "?quit(code=None)": (c, code) => {
    throw c.raise("SystemExit", code === null ? "" : c.interp.str(code));
  },
  // Programs put a `print` of their own in its place, with more arguments: what it is given besides is let pass.
  "?print(*args, sep=' ', end='\\n', file=None, flush=False, **more)": (c, sep, end, file) => {
    const { onPrint } = c.interp;
    if (onPrint && (file === null || (file instanceof Instance && file.cls.name === "TextIOWrapper"))) {
      const text = (v: Value, otherwise: string): string => (typeof v === "string" ? v : otherwise);
      onPrint(c.rest.map((v) => c.interp.str(v)).join(text(sep, " ")) + (end === "\\n" ? "\n" : text(end, "\n")));
    }
    return null;
  },
  "repr(obj, /)": (c, obj) => reprText(c, obj),
  "ascii(obj, /)": (c, obj) => reprText(c, obj).replace(/[^\0-\x7f]/gu, (ch) => escaped(ch.codePointAt(0) ?? 0)),
  "format(value, format_spec='', /)": (c, value, spec) => formatValue(c.interp, value, needString(c, spec), c.node),
  "ord(c, /)": (c, ch) => {
    const text = needString(c, ch, `ord() expected string of length 1, but ${c.typeName(ch)} found`);
    const points = [...text];
    if (points.length !== 1)
      throw c.raise("TypeError", `ord() expected a character, but string of length ${points.length} found`);
    return text.codePointAt(0) ?? 0;
  },
  "chr(i, /)": (c, i) => {
    const point = needInt(c, i);
    if (point < 0 || point > 0x10ffff) throw c.raise("ValueError", "chr() arg not in range(0x110000)");
    return String.fromCodePoint(point);
  },
  "bin(number, /)": (c, n) => inBase(c, n, 2, "0b"),
  "oct(number, /)": (c, n) => inBase(c, n, 8, "0o"),
  "hex(number, /)": (c, n) => inBase(c, n, 16, "0x"),
  "hash(obj, /)": (c, obj) => {
    const n = numberOf(obj);
    if (n !== undefined && Number.isSafeInteger(n)) return n === -1 ? -2 : n;
    const own = obj instanceof Instance ? obj.cls.lookup("__hash__") : undefined;
    if (own !== undefined && own !== null) return c.call(own, obj);
    if (!isKey(obj)) return c.stuck("the hash of a value that is not known");
    checkHashable(c, obj);
    return hashOf(hashKey(obj));
  },
  "id(obj, /)": (c, obj) =>
    obj === null || typeof obj === "boolean"
      ? 0x7e0000000000 + Number(obj) * 32
      : typeof obj === "object" && !(obj instanceof PyFloat)
        ? 0x7f0000000000 + objectId(obj) * 16
        : c.stuck("where a value lies in memory"),
  "sum(iterable, /, start=0)": (c, iterable, start) =>
    c.items(iterable).reduce<Value>((acc, v) => c.interp.binary("+", acc, v, c.node), start),
  "?min(*args, key=None, default?)": (c, key, otherwise) => extremum(c, "min", key, otherwise),
  "?max(*args, key=None, default?)": (c, key, otherwise) => extremum(c, "max", key, otherwise),
  "any(iterable, /)": (c, iterable) => quantified(c, iterable, true),
  "all(iterable, /)": (c, iterable) => quantified(c, iterable, false),
  "?sorted(iterable, /, *, key=None, reverse=False)": (c, iterable, key, reverse) => {
    if (iterable instanceof Alt) return c.interp.forkOver(iterable, (o) => sorted(c, o, key, reverse));
    return sorted(c, iterable, key, reverse);
  },
  "input(prompt='', /)": (c) => c.stuck("what a user types"),
  "open(file, mode='r', ...)": (c, file, mode) => openFile(c, file, mode) ?? c.stuck("a file's content"),
  "compile(source, filename, mode, ...)": (c) => c.stuck("compiled code"),
  "breakpoint(*args, **kwargs)": () => null,
  "~__import__(name, globals=None, locals=None, fromlist=(), level=0)": (c, name, _globals, _locals, fromlist) => {
    if (name instanceof Unknown) openTables(c.interp);
    const full = needString(c, name);
    const module = c.interp.importModule(full);
    if (c.interp.truth(fromlist) === true || !full.includes(".")) return module;
    return c.interp.importModule(full.split(".")[0] ?? full);
  },
};

function sorted(c: Call, iterable: Value, key: Value, reverse: Value): Value {
  const list = listFrom(c.interp, iterable, c.node);
  // Of a set of what nobody knows some items may be one.
  if (list instanceof PyList && !list.unbounded && iterable instanceof PySet && list.items.length > 1 && list.items.some((v) => v instanceof Unknown)) {
    list.unbounded = new Unbounded(new Unknown("an item of a set", c.node), "a set of what is not known");
    list.items = [];
    return list;
  }
  if (list instanceof PyList && !list.unbounded) list.replace(sortItems(c, list.items, key, reverse));
  return list;
}

/** Equal keys give equal numbers; which numbers, Python does not say either. */
function hashOf(key: unknown): number {
  let hash = 0x811c9dc5;
  for (const ch of typeof key === "object" && key !== null ? `o${objectId(key as Value)}` : String(key))
    hash = Math.imul(hash ^ (ch.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

function escaped(point: number): string {
  if (point < 0x100) return `\\x${point.toString(16).padStart(2, "0")}`;
  return point < 0x10000 ? `\\u${point.toString(16).padStart(4, "0")}` : `\\U${point.toString(16).padStart(8, "0")}`;
}

function inBase(c: Call, v: Value, base: number, prefix: string): string {
  const n = intOf(v) ?? needInt(c, v);
  return n < 0 ? `-${prefix}${(-n).toString(base)}` : prefix + n.toString(base);
}

function extremum(c: Call, name: "min" | "max", key: Value, otherwise: Value): Value {
  const [first] = c.rest;
  if (first === undefined) throw c.raise("TypeError", `${name} expected at least 1 argument, got 0`);
  if (first instanceof Alt) {
    const rest = c.rest.slice(1);
    return c.interp.forkOver(first, (o) =>
      c.interp.call(c.interp.builtins.get(name) ?? null, [o, ...rest], extremumKeywords(key, otherwise), c.node),
    );
  }
  const items = c.rest.length > 1 ? c.rest : c.items(first);
  if (items.length === 0) {
    if (otherwise !== MISSING) return otherwise;
    throw c.raise("ValueError", `${name}() arg is an empty sequence`);
  }
  const keys = key === null ? items : items.map((v) => c.call(key, v));
  const dims = key === null ? allDims(c, items) : undefined;
  if (dims) {
    const [head = 0, ...tail] = dims;
    return fromDim(c.interp.scope.simplify(name === "min" ? minimum(head, ...tail) : maximum(head, ...tail)));
  }
  let best = 0;
  for (let i = 1; i < items.length; i++) {
    const [a, b] = [keys[i] as Value, keys[best] as Value];
    const better = c.interp.truth(c.interp.compare(name === "min" ? "<" : ">", a, b, c.node));
    if (better === undefined) return undecided(items);
    if (better) best = i;
  }
  return items[best] as Value;
}

function extremumKeywords(key: Value, otherwise: Value): ReadonlyMap<string, Value> {
  const kwargs = new Map<string, Value>();
  if (key !== null) kwargs.set("key", key);
  if (otherwise !== MISSING) kwargs.set("default", otherwise);
  return kwargs;
}

/** One of the items, where it is not known which. */
function undecided(items: readonly Value[]): Value {
  return items.find((v) => v instanceof Unknown) ?? joinValues(items);
}

/** The items as dims, if all are ints and one is symbolic. */
function allDims(c: Call, items: readonly Value[]): readonly Dim[] | undefined {
  const dims: Dim[] = [];
  for (const v of items) {
    if (typeof v === "boolean" || v instanceof Instance) return undefined;
    const d = dimOf(c.interp, v);
    if (d === undefined) return undefined;
    dims.push(d);
  }
  return dims.some((d) => typeof d !== "number") ? dims : undefined;
}

/** `any` (`stop` true) and `all` (`stop` false). */
function quantified(c: Call, iterable: Value, stop: boolean): Value {
  const items = c.interp.iterate(iterable, c.node);
  if (items instanceof Unknown) return items;
  if (items instanceof Unbounded) return c.stuck(items.reason);
  const conds: Cond[] = [];
  let undecidedItem = false;
  for (const v of items) {
    const t = c.interp.truth(v);
    if (t === stop) return stop;
    if (t !== undefined) continue;
    if (v instanceof SymBool) conds.push(v.cond);
    else undecidedItem = true;
  }
  if (undecidedItem) return c.stuck("a condition on items that are not known");
  return conds.length === 0 ? !stop : fromCond(stop ? or(...conds) : and(...conds));
}
