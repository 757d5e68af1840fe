/** Shapes that people state: in annotations (jaxtyping, torchtyping, Pyrefly), in `# shape:` comments, and in comments as they come. */
import { type Dim, isConst, print } from "../dims/index.ts";
import type { Comment, Expr } from "../syntax/ast.ts";

/** A stated size: a number, a name, or null for one that may be anything. */
type Size = number | string | null;

export interface Stated {
  readonly sizes: readonly Size[];
  /** Where any number of dimensions may stand (`...`); -1: nowhere. */
  readonly open: number;
  /** How it is written: the place within its text, and what stands between the sizes. */
  readonly written: { readonly start: number; readonly end: number; readonly form: (sizes: readonly string[]) => string; readonly texts: readonly string[] } | null;
  /** Written as people write: the batch may be left out, channels may come last. */
  readonly loose: boolean;
}

// ---------------------------------------------------------------- comparing

/** Whether a tensor of this shape certainly is not what is stated; sizes that are not known contradict nothing. */
export function contradicts(stated: Stated, shape: readonly Dim[], names: ReadonlyMap<string, number> = new Map()): boolean {
  const variants = stated.loose ? [shape, ...(shape.length > 0 ? [shape.slice(1)] : [])] : [shape];
  if (variants.every((v) => differs(stated, v, names))) return !(stated.loose && mayBeReordered(stated, shape));
  return false;
}

function differs({ sizes, open }: Stated, shape: readonly Dim[], names: ReadonlyMap<string, number>): boolean {
  if (open < 0 ? sizes.length !== shape.length : sizes.length > shape.length) return true;
  const bound = new Map(names);
  return sizes.some((size, i) => {
    const d = shape[open >= 0 && i >= open ? shape.length - sizes.length + i : i];
    if (size === null || d === undefined || !isConst(d)) return false;
    if (typeof size === "number") return size !== d;
    const before = bound.get(size);
    bound.set(size, d);
    return before !== undefined && before !== d;
  });
}

/** `28x28x1` of an image (1, 28, 28); `3x3`, which may be a kernel; and numbers whose tensor has sizes that are not known. */
function mayBeReordered({ sizes }: Stated, shape: readonly Dim[]): boolean {
  if (!sizes.every((s) => typeof s === "number")) return false;
  if (sizes.length === 2 && shape.length > 2) return true;
  const sorted = (ds: readonly (Dim | Size)[]): string => JSON.stringify(ds.map(Number).sort((a, b) => a - b));
  return [shape, shape.slice(1)].some((v) => v.length === sizes.length && v.every(isConst) && sorted(v) === sorted(sizes));
}

/** As `contradicts`, of a comment that names its tensor: there only an image's dimensions may be told in another order. */
export function differsInOrder(stated: Stated, shape: readonly Dim[]): boolean {
  const isImage = [shape.at(-1), shape.at(-3)].some((d) => d === 1 || d === 3 || d === 4);
  return shape.every(isConst) && contradicts(isImage ? stated : { ...stated, loose: false }, shape) && (shape.length === 0 || differs(stated, shape.slice(1), new Map()));
}

/** The statement as it would be true: sizes that agree stay as they are written. */
export function rewritten(stated: Stated, shape: readonly Dim[]): string | null {
  const { written, sizes } = stated;
  if (!written || stated.open >= 0) return null;
  const whole = sizes.length === shape.length || !stated.loose || sizes.length !== shape.length - 1 ? shape : shape.slice(1);
  return written.form(
    whole.map((d, i) => {
      const size = sizes.length === whole.length ? sizes[i] : undefined;
      const text = written.texts[i];
      const stays = size !== undefined && text !== undefined && (size === null || typeof size === "string" || !isConst(d) || size === d);
      return stays ? text : print(d);
    }),
  );
}

// ---------------------------------------------------------------- comments

const SHAPE_COMMENT = /#\s*shape:\s*(?=[([])/;

/** `# shape: (N, 20, 4, 4)`; null for any other comment. */
export function shapeComment(comment: Comment): Stated | null {
  const m = SHAPE_COMMENT.exec(comment.text);
  return m ? bracketed(comment.text, m.index + m[0].length, false) : null;
}

const SIZE = String.raw`(?:-1|\?|None|\*|\.\.\.|\w+(?:\s*(?:\/\/|[-+*/])\s*\w+)*)`;
const BRACKETED = new RegExp(String.raw`^(?:torch\.Size\()?([[(])\s*(${SIZE}(?:\s*,\s*${SIZE})*)\s*,?\s*[\])]\)?`);
const PREFIX = /^#+\s*(?:(?:the\s+)?(?:new\s+|now\s+)?(?:output|out|shape|size|dims?|result|x|y|h|z)?\s*(?:shape|size)?\s*(?:is|:|=|->|=>|\u2192)?\s*)?/i;
const TIMES = /^(?:\d+|[A-WYZa-wyz])(?:\s*[x\u00d7]\s*(?:\d+|[A-WYZa-wyz]))+(?!\w)/;
/** Names that people give sizes; anything else between brackets is prose or code. */
const SIZE_NAME = /^(?:[A-Z][A-Z0-9]?|[bncthwldskf]|batch\w*|bs|bsz|seq\w*|hidden\w*|embed\w*|emb\w*|num_\w+|n_\w+|d_\w+|max_\w+|feat\w*|chan\w*|height|width|length|vocab\w*|time\w*|dim\w*)$/;

/** A shape in a comment of any wording (`# [B, 64, 56, 56]`, `# 20x4x4`, `# -> (N, 10)`); null where it may be something else. */
export function proseShape(comment: Comment): Stated | null {
  // What another `#` begins is another comment: `# (N, 10)  # noqa`.
  const text = comment.text.replace(/(?<=\S)\s+#.*$/s, "");
  if (SHAPE_COMMENT.test(text)) return null;
  const arrow = Math.max(text.lastIndexOf("->"), text.lastIndexOf("=>"), text.lastIndexOf("\u2192"));
  const at = arrow >= 0 ? arrow + (text[arrow] === "\u2192" ? 1 : 2) : (PREFIX.exec(text)?.[0].length ?? 0);
  const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
  const stated = bracketed(text, start, true) ?? times(text, start);
  if (!stated?.written || stated.sizes.length < 2) return null;
  const rest = text.slice(stated.written.end);
  if (!/^(?:$|[\s,;.:)-]+)/.test(rest) || /\d\s*[x\u00d7]\s*\d|[([]\s*\w+\s*,|\d/.test(rest)) return null;
  const numbers = stated.sizes.filter((s) => typeof s === "number");
  return numbers.every((n) => n > 0) && (numbers.length > 0 || stated.sizes.length > 2) ? stated : null;
}

const NAMED = /^#+\s*([A-Za-z_]\w*)(?:(?:'s)?[ .]?(?:shape|size)(?:\(\))?)?\s*(?::|==?|->|=>|\u2192|is(?= ))\s*(?=\[|\(|torch\.Size\()/;

/** A shape and what has it: `# embedded: [25, 12, 32]`. Numbers alone are told: names of sizes are mostly words. */
export function namedShape(comment: Comment): { readonly name: string; readonly stated: Stated } | null {
  const text = comment.text.replace(/(?<=\S)\s+#.*$/s, "");
  const m = NAMED.exec(text);
  const stated = m && bracketed(text, m[0].length, true);
  if (!m?.[1] || !stated?.written || stated.sizes.length < 2 || !stated.sizes.every((s) => typeof s === "number" && s > 0)) return null;
  return /^[\s.;,]*$/.test(text.slice(stated.written.end)) ? { name: m[1], stated } : null;
}

function bracketed(text: string, start: number, loose: boolean): Stated | null {
  const m = BRACKETED.exec(text.slice(start));
  if (!m) return null;
  const texts = (m[2] ?? "").split(",").map((s) => s.trim()).filter((s) => s !== "");
  const inner = m[0].indexOf(m[2] ?? "");
  const lead = m[0].slice(0, inner);
  const tail = m[0].slice(inner + (m[2] ?? "").length);
  return statedOf(texts, loose, { start, end: start + m[0].length, texts, form: (sizes) => `${lead}${sizes.join(", ")}${sizes.length === 1 && lead.endsWith("(") && !lead.includes("Size") ? "," : ""}${tail.replace(/^\s*,\s*/, "")}` });
}

function times(text: string, start: number): Stated | null {
  const m = TIMES.exec(text.slice(start));
  if (!m) return null;
  const separator = /\s*[x\u00d7]\s*/.exec(m[0])?.[0] ?? "x";
  const texts = m[0].split(/\s*[x\u00d7]\s*/);
  return statedOf(texts, true, { start, end: start + m[0].length, texts, form: (sizes) => sizes.join(separator) });
}

function statedOf(texts: readonly string[], loose: boolean, written: Stated["written"]): Stated | null {
  const sizes: Size[] = [];
  let open = -1;
  for (const t of texts) {
    if (t === "..." || (t === "*" && !loose)) {
      if (open >= 0) return null;
      open = sizes.length;
    } else if (/^\d+$/.test(t)) sizes.push(Number(t));
    else if (/^[A-Za-z_]\w*$/.test(t) && t !== "None" && t !== "_") {
      if (loose && !SIZE_NAME.test(t)) return null;
      sizes.push(t);
    } else sizes.push(null);
  }
  return { sizes, open, written, loose };
}

// ---------------------------------------------------------------- annotations

const ARRAYS: ReadonlySet<string> = new Set(["Float", "Float16", "Float32", "Float64", "BFloat16", "Int", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt", "Integer", "Bool", "Num", "Shaped", "Inexact", "Real", "Complex", "Key"]);

/** `Float[Tensor, "b c h w"]`, `TensorType["b", 3]`, `Tensor[[B, C]]`; null for any other annotation. */
export function annotatedShape(e: Expr): Stated | null {
  if (e.kind !== "Subscript") return null;
  const name = e.value.kind === "Name" ? e.value.id : e.value.kind === "Attribute" ? e.value.attr : "";
  if (ARRAYS.has(name) && e.slice.kind === "Tuple") {
    const text = e.slice.elts[1];
    return text?.kind === "Constant" && text.value.type === "str" ? jaxtyped(text.value.value) : null;
  }
  const list = name === "Tensor" && e.slice.kind === "List" ? e.slice.elts : name === "TensorType" && e.slice.kind === "Tuple" ? e.slice.elts : null;
  if (!list) return null;
  const sizes: Size[] = [];
  for (const x of list) {
    if (x.kind === "Name" && /^(float|int|bool|long)\d*$/.test(x.id)) continue;
    if (x.kind === "Name") sizes.push(x.id);
    else if (x.kind === "Constant" && x.value.type === "int") sizes.push(x.value.value === -1 ? null : x.value.value);
    else if (x.kind === "Constant" && x.value.type === "str" && /^\w+$/.test(x.value.value)) sizes.push(x.value.value);
    else return null;
  }
  return { sizes, open: -1, written: null, loose: false };
}

/** https://docs.kidger.site/jaxtyping/api/array/ */
function jaxtyped(text: string): Stated | null {
  const sizes: Size[] = [];
  let open = -1;
  for (const part of text.trim().split(/\s+/).filter((s) => s !== "")) {
    const size = part.replace(/^\w+=/, "");
    if (size === "..." || size.startsWith("*")) {
      if (open >= 0) return null;
      open = sizes.length;
    } else if (/^\d+$/.test(size)) sizes.push(Number(size));
    // A size of 1 also fits "#name"; "_" and "?name" fit everything, expressions are not reckoned.
    else sizes.push(/^[A-Za-z]\w*$/.test(size) ? size : null);
  }
  return { sizes, open, written: null, loose: false };
}
