/** What an entry is given: stated shapes, annotations, or symbols. */
import { type Dim, symbol } from "../dims/index.ts";
import { type ClassValue, FunctionValue, PyList, PyTuple, Unknown, type Value } from "../python/values.ts";
import { walk } from "../syntax/walk.ts";
import type { Arg, Expr, FunctionDef, Lambda } from "../syntax/ast.ts";
import { type DType, DTYPES, FLOAT32, INT64, dtype } from "../torch/dtype.ts";
import { ShapeVar, Tensor } from "../torch/tensor.ts";
import { splitInputs, splitTop } from "./inputText.ts";
import { positionalParameters } from "./typeComments.ts";

/** Names → symbols, shared by the inputs of one entry: `N` is one batch. */
export class SymbolTable {
  private readonly symbols = new Map<string, Dim>();
  dim(name: string): Dim {
    let d = this.symbols.get(name);
    if (d === undefined) {
      d = symbol({ name, min: 1 });
      this.symbols.set(name, d);
    }
    return d;
  }
  /** A size as it is written: `28`, `N`, `2*H`, `?`. */
  parse(text: string): Dim {
    const t = text.trim();
    if (/^\d+$/.test(t)) return Number(t);
    if (/^[A-Za-z_]\w*$/.test(t)) return this.dim(t);
    return symbol({ name: t || "?", min: 0, anonymous: true });
  }
}

export class InputError extends Error {}

/**
 * An input as the command line and the settings write it: `2x3x32x32`,
 * `(N,3,H,W)`, `2x16:int64`, a list `[S,S]`, a tuple `(S;S)`; `=EXPRESSION` is
 * evaluated by the caller.
 */
export function parseInput(spec: string, table: SymbolTable, evaluate: (expression: string) => Value): Value {
  const text = spec.trim();
  if (text.startsWith("=")) return evaluate(text.slice(1));
  if (text.startsWith("[") && text.endsWith("]")) return new PyList(splitTop(text.slice(1, -1), /[,;]/).map((s) => parseInput(s, table, evaluate)));
  if (text.startsWith("(") && text.endsWith(")") && topLevel(text.slice(1, -1), ";")) return new PyTuple(splitTop(text.slice(1, -1), /;/).map((s) => parseInput(s, table, evaluate)));
  const [, shapeText = "", typeName] = /^(.*?)(?::\s*(\w+))?$/s.exec(text) ?? [];
  const type = typeName === undefined ? FLOAT32 : DTYPES.get(typeName as "float32");
  if (!type) throw new InputError(`unknown dtype '${typeName}' in input '${spec}'`);
  const shape = shapeText.trim();
  let dims: Dim[];
  if (shape === "" || shape === "()") dims = [];
  else if (shape.startsWith("(") && shape.endsWith(")")) dims = shape.slice(1, -1).split(",").map((s) => s.trim()).filter((s) => s !== "").map((s) => table.parse(s));
  else if (/^[\w?]+(x[\w?]+)*$/.test(shape)) dims = /^\d+(x\d+)*$/.test(shape) ? shape.split("x").map(Number) : shape.split("x").map((s) => table.parse(s));
  else throw new InputError(`cannot read the input '${spec}': write sizes as 2x3x32x32 or (N,3,H,W)`);
  return new Tensor(dims, type);
}

/** Why an input cannot be read; null: it can. */
export function inputProblem(text: string): string | null {
  const specs = splitInputs(text);
  if (specs.length === 0) return "write the input's sizes, such as (1, 3, 224, 224)";
  try {
    for (const spec of specs) parseInput(spec.replace(/^[A-Za-z_]\w*=/, ""), new SymbolTable(), () => null);
    return null;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

function topLevel(text: string, ch: string): boolean {
  let depth = 0;
  for (const c of text) {
    if ("([".includes(c)) depth += 1;
    else if (")]".includes(c)) depth -= 1;
    else if (depth === 0 && c === ch) return true;
  }
  return false;
}

/** The names in an annotation: `Optional[torch.Tensor]` → Optional, torch, Tensor. */
export function namesIn(e: Expr): string[] {
  switch (e.kind) {
    case "Name":
      return [e.id];
    case "Attribute":
      return [...namesIn(e.value), e.attr];
    case "Subscript":
      return [...namesIn(e.value), ...namesIn(e.slice)];
    case "Tuple":
    case "List":
      return e.elts.flatMap(namesIn);
    case "BinOp":
      return [...namesIn(e.left), ...namesIn(e.right)];
    case "Constant":
      return e.value.type === "str" ? (e.value.value.match(/\w+/g) ?? []) : [];
    default:
      return [];
  }
}

const INDEX_NAMES = /^(input_ids|ids|idx|tokens?|token_ids|labels?|targets?|indices|index|token_type_ids|position_ids|decoder_input_ids|(\w+_)?grid_(thw|hws))$/;
/** What an extractor computes is of floats, also where an annotation was copied from a text model. */
const FEATURE_NAMES = /^(input_features|input_values|pixel_values|pixel_values_videos|inputs_embeds|hidden_states)$/;
const CONTAINERS = new Set(["List", "list", "Tuple", "tuple", "Sequence", "Dict", "dict", "Mapping", "Iterable", "Callable", "NestedTensor"]);

/** What a parameter of `forward` is taken to be. `shape: (N, 3, H, W)` stated beside it counts most; `rank` is that of inputs of which nothing tells it, `unusual` that of one whose name tells another. */
export function symbolicInput(p: Arg, stated: string | null, table: SymbolTable, rank: number | null = null, unusual?: number): Value {
  if (stated !== null) {
    const t = new Tensor(stated.replace(/^[([]|[)\]]$/g, "").split(",").map((s) => s.trim()).filter((s) => s !== "").map((s) => table.parse(s)), elementType(p));
    t.inputName = p.name;
    return t;
  }
  const names = p.annotation ? namesIn(p.annotation) : [];
  const jaxtyped = p.annotation ? jaxtyping(p.annotation, table) : null;
  if (jaxtyped) {
    jaxtyped.inputName = p.name;
    return jaxtyped;
  }
  const isTensor = names.some((n) => n === "Tensor" || n.endsWith("Tensor"));
  if (p.annotation && (names.some((n) => CONTAINERS.has(n)) || !isTensor)) return new Unknown(`the argument '${p.name}' is not known`, p, p.name, true);
  // What is not as others of its name has nothing in common with them but the batch.
  const own = BY_RANK[unusual ?? 0]?.map((size, i) => (i === 0 ? size : `${p.name}_${i}`));
  const usual = (own ?? usualSizes(p.name) ?? BY_RANK[rank ?? 0])?.map((size) => table.parse(size)) ?? null;
  const t = new Tensor(new ShapeVar(p.name, usual), elementType(p));
  t.inputName = p.name;
  return t;
}

function elementType(p: Arg): DType {
  const names = p.annotation ? namesIn(p.annotation) : [];
  if (FEATURE_NAMES.test(p.name)) return FLOAT32;
  return INDEX_NAMES.test(p.name) || names.includes("LongTensor") ? INT64 : names.includes("BoolTensor") ? dtype("bool") : FLOAT32;
}

/** What inputs of well-known names are in the libraries that agree on them. */
const SIZES_BY_NAME: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^decoder_input_ids$/, ["N", "S"]],
  [/^(\w+_ids|ids|idx|tokens|input_values|attention_mask)$/, ["N", "T"]],
  [/^(\w+_)?grid_(thw|hws)$/, ["M", "3"]],
  [/^encoder_(hidden_states|embeds)$/, ["N", "S", "D"]],
  [/^(decoder_inputs_embeds)$/, ["N", "S", "C"]],
  [/^(hidden_states|hidden_state|inputs_embeds|input_embeds)$/, ["N", "T", "C"]],
  [/^input_features$/, ["N", "C", "T"]],
  [/^(pixel_values|images?|img)$/, ["N", "C", "H", "W"]],
  [/^(pixel_values_videos|videos?)$/, ["N", "F", "C", "H", "W"]],
];

/** What an input is taken to be if it has so many dimensions. */
const BY_RANK: Readonly<Record<number, readonly string[]>> = { 2: ["N", "C"], 3: ["N", "T", "C"], 4: ["N", "C", "H", "W"], 5: ["N", "C", "D", "H", "W"] };

function usualSizes(name: string): readonly string[] | undefined {
  return SIZES_BY_NAME.find(([names]) => names.test(name))?.[1];
}

/** The sizes of one of several tensors, which share the size of the batch alone; null: its rank is open. */
export function sizesOfItem(name: string, rank: number | null, table: SymbolTable): readonly Dim[] | null {
  const isImage = rank === 3 && /^(images?|imgs?)_/.test(name);
  const sizes = isImage ? ["C", "H", "W"] : BY_RANK[rank ?? 0];
  const [, place = ""] = /(\d+)$/.exec(name) ?? [];
  return sizes?.map((size) => table.dim(size === "N" ? size : `${size}${place}`)) ?? null;
}

/** Whether a parameter of forward takes a tensor, as its annotation or name tells. */
export function isInput(p: Arg): boolean {
  const names = p.annotation ? namesIn(p.annotation) : [];
  if (names.some((n) => CONTAINERS.has(n))) return false;
  return p.annotation ? names.some((n) => n === "Tensor" || n.endsWith("Tensor")) : usualSizes(p.name) !== undefined;
}

/** Whether a parameter's annotation admits None. */
export function mayBeNone(p: Arg): boolean {
  const { annotation } = p;
  if (!annotation) return false;
  return namesIn(annotation).includes("Optional") || (annotation.kind === "BinOp" && /\bNone\b/.test(annotation.unit.text.slice(annotation.start, annotation.end)));
}

const JAXTYPES: Readonly<Record<string, DType>> = { Float: FLOAT32, Float32: FLOAT32, Float16: dtype("float16"), BFloat16: dtype("bfloat16"), Float64: dtype("float64"), Int: INT64, Int64: INT64, Int32: dtype("int32"), Bool: dtype("bool"), Num: FLOAT32, Shaped: FLOAT32, Inexact: FLOAT32, Real: FLOAT32, Integer: INT64, UInt8: dtype("uint8") };

/** `Float[Tensor, "b c h w"]`, `TensorType["b", 3, "h"]`, `Tensor[[B, C]]`; null for any other annotation, or for one with dims that vary. */
export function jaxtyping(e: Expr, table: SymbolTable): Tensor | null {
  if (e.kind !== "Subscript") return null;
  const name = e.value.kind === "Name" ? e.value.id : e.value.kind === "Attribute" ? e.value.attr : "";
  if (e.slice.kind === "Tuple" && JAXTYPES[name]) {
    const text = e.slice.elts[1];
    if (text?.kind !== "Constant" || text.value.type !== "str") return null;
    const parts = text.value.value.trim().split(/\s+/).filter((s) => s !== "");
    if (parts.some((s) => /^[*#]|\.\.\./.test(s))) return null;
    return new Tensor(parts.map((s) => table.parse(s.replace(/^\w+=/, "").replace(/^_.*/, "?"))), JAXTYPES[name] as DType);
  }
  const list = name === "Tensor" && e.slice.kind === "List" ? e.slice.elts : name === "TensorType" && e.slice.kind === "Tuple" ? e.slice.elts : null;
  if (!list) return null;
  const dims: Dim[] = [];
  for (const x of list) {
    if (x.kind === "Name" && /^(float|int|bool|long)/.test(x.id)) continue;
    if (x.kind === "Name") dims.push(table.dim(x.id));
    else if (x.kind === "Constant" && x.value.type === "int") dims.push(x.value.value);
    else if (x.kind === "Constant" && x.value.type === "str") dims.push(table.parse(x.value.value));
    else return null;
  }
  return new Tensor(dims, FLOAT32);
}

/** The function that decorators have wrapped (`functools.wraps` says which). */
export function unwrapped(fn: FunctionValue): FunctionValue {
  let at = fn;
  for (let i = 0; i < 8; i++) {
    const inner = at.attrs.get("__wrapped__");
    if (!(inner instanceof FunctionValue)) break;
    at = inner;
  }
  return at;
}

/** What runs when an object of a class is made, below what decorators put around it. */
export function constructorOf(cls: ClassValue): FunctionValue | null {
  const init = cls.lookup("__init__");
  return init instanceof FunctionValue ? unwrapped(init) : null;
}

/** Parameters that a call must give: without defaults, `self` left out. */
export function requiredParameters(node: FunctionDef | Lambda, isMethod: boolean): { positional: Arg[]; keyword: Arg[] } {
  const all = positionalParameters(node, isMethod);
  const positional = all.slice(0, Math.max(0, all.length - node.args.defaults.length));
  const keyword = node.args.kwonly.filter((_, i) => node.args.kwDefaults[i] === null);
  return { positional, keyword };
}

/** Parameters that are None unless they are given, `self` left out. */
export function parametersWithoutValue({ args }: FunctionDef | Lambda, isMethod: boolean): readonly Arg[] {
  const all = [...args.posonly, ...args.args];
  const isNone = (e: Expr | null | undefined): boolean => e?.kind === "Constant" && e.value.type === "None";
  const first = all.length - args.defaults.length;
  return [...all.filter((_, i) => i >= (isMethod ? 1 : 0) && isNone(args.defaults[i - first])), ...args.kwonly.filter((_, i) => isNone(args.kwDefaults[i]))];
}

/** Keywords that a function asks of its `**kwargs` and cannot do without: `kwargs["dim"]`, `kwargs.pop("dim")`. */
export function requiredKeywords(fn: FunctionDef | Lambda): ReadonlyMap<string, Arg> {
  const { kwarg } = fn.args;
  const out = new Map<string, Arg>();
  if (kwarg === null) return out;
  const isKwargs = (e: Expr): boolean => e.kind === "Name" && e.id === kwarg.name;
  const set = new Set<string>();
  walk(fn, (n) => {
    if (n.kind === "Assign") for (const t of n.targets) if (t.kind === "Subscript" && isKwargs(t.value)) set.add(keyOf(t.slice) ?? "");
    if (n.kind === "Compare" || (n.kind === "Call" && n.func.kind === "Attribute" && isKwargs(n.func.value) && n.func.attr === "setdefault")) {
      const asked = n.kind === "Compare" ? keyOf(n.left) : n.args[0] ? keyOf(n.args[0]) : null;
      if (asked !== null) set.add(asked);
    }
    const key = n.kind === "Subscript" && isKwargs(n.value) ? keyOf(n.slice) : n.kind === "Call" && n.args.length === 1 && n.func.kind === "Attribute" && n.func.attr === "pop" && isKwargs(n.func.value) ? keyOf(n.args[0] as Expr) : null;
    if (key !== null) out.set(key, { ...kwarg, name: key, annotation: null });
  });
  for (const name of set) out.delete(name);
  return out;
}

function keyOf(e: Expr): string | null {
  return e.kind === "Constant" && e.value.type === "str" ? e.value.value : null;
}

/** `# shape: (N, 20, 4, 4)` in the comment that stands behind a parameter on its line; null if none. */
export function statedShape(p: { readonly unit: { readonly text: string; readonly comments: readonly { readonly start: number; readonly text: string }[] }; readonly end: number }): string | null {
  for (const c of p.unit.comments) {
    if (c.start < p.end) continue;
    if (p.unit.text.slice(p.end, c.start).includes("\n")) return null;
    return /#\s*shape:\s*([([][^)\]]*[)\]])/.exec(c.text)?.[1] ?? null;
  }
  return null;
}

/** A placeholder for a constructor's argument that nobody gives: an int once it is used as one. */
export function symbolicArgument(p: Arg): Value {
  const names = p.annotation ? namesIn(p.annotation) : [];
  if (names.includes("bool")) return new Unknown(`the argument '${p.name}' is not given`, p, p.name);
  if (names.includes("str")) return new Unknown(`the argument '${p.name}' is not given`, p, p.name);
  return new Unknown(`the argument '${p.name}' is not given`, p, p.name, true);
}

