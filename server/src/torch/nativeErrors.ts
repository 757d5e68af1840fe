/** The message for a call that fits none of several overloads, as torch/csrc/utils/invalid_arguments.cpp words it. */
import type { Interp } from "../python/interp.ts";
import { type Kwargs, type Value, ClassValue, FunctionValue, Instance, NativeFunction, PyDict, PyList, PyTuple } from "../python/values.ts";
import { Device, Enumerator } from "./device.ts";
import { DType } from "./dtype.ts";
import type { NativeSignature } from "./native.ts";
import { Tensor } from "./tensor.ts";

/** What messages call a parameter's type. */
export const TYPE_NAMES: Readonly<Record<string, string>> = {
  Tensor: "Tensor",
  Scalar: "Number",
  int64_t: "int",
  SymInt: "int",
  SymBool: "bool",
  double: "float",
  complex: "complex",
  TensorList: "tuple of Tensors",
  IntArrayRef: "tuple of ints",
  SymIntArrayRef: "tuple of ints",
  "ArrayRef<double>": "tuple of floats",
  "c10::List<::std::optional<Tensor>>": "tuple of Tensors",
  ScalarList: "tuple of Scalars",
  Generator: "torch.Generator",
  bool: "bool",
  Storage: "torch.Storage",
  "PyObject*": "object",
  ScalarType: "torch.dtype",
  Layout: "torch.layout",
  MemoryFormat: "torch.memory_format",
  QScheme: "torch.qscheme",
  Device: "torch.device",
  Stream: "torch.Stream",
  "c10::string_view": "str",
};

/** A type as CPython's `tp_name` has it. */
export function tpName(interp: Interp, v: Value): string {
  if (v instanceof Tensor) return v.isParameter ? "Parameter" : (v.cls?.name ?? "Tensor");
  if (v instanceof DType) return "torch.dtype";
  if (v instanceof Device || v instanceof Enumerator) return `torch.${v.kind}`;
  if (v instanceof PyTuple && v.cls?.name === "Size") return "torch.Size";
  if (v instanceof PyDict && v.cls?.name === "OrderedDict") return "collections.OrderedDict";
  if (v instanceof Instance && v.cls.moduleName === "torch.storage") return `torch.storage.${v.cls.name}`;
  if (v instanceof FunctionValue) return "function";
  if (v instanceof NativeFunction) return "builtin_function_or_method";
  if (v instanceof ClassValue) return v.metaclass?.name ?? "type";
  return interp.typeName(v);
}

export function invalidCombination(interp: Interp, name: string, options: readonly NativeSignature[], args: readonly Value[], kwargs: Kwargs): string {
  const start = `${name}() received an invalid combination of arguments - got `;
  const given: Given = { interp, args, kwargs, keywordOrder: hashMapOrder([...kwargs.keys()]) };
  const [first] = options;
  if (options.length === 1 && first) {
    const option = parseOption(first);
    const unmatched = unmatchedKeywords(given, option);
    if (unmatched.length > 0) return `${start}unrecognized keyword arguments: ${unmatched.join(", ")}`;
    const told = option.length === args.length + kwargs.size ? markedTypes(given, option) : types(given);
    return `${start}${told}, but expected ${shownSignature(first)}`;
  }
  return `${start}${types(given)}, but expected one of:\n${options.map((o) => describe(given, o)).join("")}`;
}

interface Given {
  readonly interp: Interp;
  readonly args: readonly Value[];
  readonly kwargs: Kwargs;
  readonly keywordOrder: readonly string[];
}

/** An overload as the message shows it: `(Tensor input, *, Number alpha = 1)`. */
function shownSignature(s: NativeSignature): string {
  const parts: string[] = [];
  let keywordOnly = false;
  for (const p of s.parameters) {
    const star = p.keywordOnly && !keywordOnly ? "*, " : "";
    keywordOnly = p.keywordOnly;
    parts.push(`${star}${TYPE_NAMES[p.type] ?? p.type} ${p.name}${p.default === null ? "" : ` = ${p.default}`}`);
  }
  return `(${parts.join(", ")})`;
}

interface ShownParameter {
  readonly type: string;
  readonly name: string;
}

/**
 * PyTorch reads the parameters back from the text it shows: the last word is
 * taken for the name, so that a parameter with a default is named by it.
 */
function parseOption(s: NativeSignature): readonly ShownParameter[] {
  return shownSignature(s).slice(1, -1).split(", ").map((part) => {
    const at = part.lastIndexOf(" ");
    return at < 0 ? { type: part, name: part } : { type: part.slice(0, at), name: part.slice(at + 1) };
  });
}

function describe(given: Given, s: NativeSignature): string {
  const line = ` * ${shownSignature(s)}\n`;
  const option = parseOption(s);
  if (option.length !== given.args.length + given.kwargs.size) return line;
  const unmatched = unmatchedKeywords(given, option);
  if (unmatched.length > 0) return `${line}      didn't match because some of the keywords were incorrect: ${unmatched.join(", ")}\n`;
  return `${line}      didn't match because some of the arguments have invalid types: ${markedTypes(given, option)}\n`;
}

function unmatchedKeywords(given: Given, option: readonly ShownParameter[]): readonly string[] {
  const last = option.slice(Math.max(0, option.length - given.kwargs.size));
  return given.keywordOrder.filter((k) => !last.some((p) => p.name === k));
}

/** The types given, those that do not fit between exclamation marks. */
function markedTypes(given: Given, option: readonly ShownParameter[]): string {
  const { interp, args, kwargs } = given;
  const parts: string[] = [];
  for (let i = 0; i < args.length + kwargs.size; i++) {
    const parameter = option[i];
    const byKeyword = i >= args.length;
    const v = (byKeyword ? kwargs.get(parameter?.name ?? "") : args[i]) ?? null;
    const mark = parameter && accepts(parameter.type, tpName(interp, v)) ? "" : "!";
    parts.push(`${mark}${byKeyword ? `${parameter?.name ?? ""}=` : ""}${typeWithItems(interp, v)}${mark}`);
  }
  return bracket(parts, args.length);
}

/** Without positional arguments PyTorch forgets to remove the last separator. */
function bracket(parts: readonly string[], positional: number): string {
  return positional === 0 && parts.length > 0 ? `(${parts.join(", ")}, )` : `(${parts.join(", ")})`;
}

function accepts(type: string, given: string): boolean {
  return type === "float" ? given === "float" || given === "int" : type === given;
}

function typeWithItems(interp: Interp, v: Value): string {
  const own = tpName(interp, v);
  if (v instanceof PyTuple) return `${own} of (${v.items.map((x) => tpName(interp, x)).join(", ")}${v.items.length === 1 ? "," : ""})`;
  if (v instanceof PyList) return `${own} of [${v.items.map((x) => tpName(interp, x)).join(", ")}]`;
  return own;
}

function types({ interp, args, kwargs, keywordOrder }: Given): string {
  const parts = [...args.map((a) => tpName(interp, a)), ...keywordOrder.map((k) => `${k}=${tpName(interp, kwargs.get(k) ?? null)}`)];
  return bracket(parts, args.length);
}

/** Keywords in the order of the `std::unordered_map` (libstdc++, 13 buckets) that PyTorch keeps them in. */
function hashMapOrder(names: readonly string[]): readonly string[] {
  const order: { name: string; bucket: number }[] = [];
  for (const name of names) {
    const bucket = Number(hashBytes(name) % 13n);
    const at = order.findIndex((e) => e.bucket === bucket);
    order.splice(Math.max(at, 0), 0, { name, bucket });
  }
  return order.map((e) => e.name);
}

const MASK = (1n << 64n) - 1n;
const MULTIPLIER = 0xc6a4a7935bd1e995n;

/** libstdc++'s `std::hash<std::string>`: 64-bit MurmurHash2 with its own seed. */
function hashBytes(text: string): bigint {
  const bytes = new TextEncoder().encode(text);
  const mix = (v: bigint): bigint => v ^ (v >> 47n);
  const load = (from: number, count: number): bigint => {
    let v = 0n;
    for (let i = count - 1; i >= 0; i--) v = (v << 8n) | BigInt(bytes[from + i] ?? 0);
    return v;
  };
  let hash = 0xc70f6907n ^ ((BigInt(bytes.length) * MULTIPLIER) & MASK);
  const aligned = bytes.length & ~7;
  for (let i = 0; i < aligned; i += 8) {
    hash ^= (mix((load(i, 8) * MULTIPLIER) & MASK) * MULTIPLIER) & MASK;
    hash = (hash * MULTIPLIER) & MASK;
  }
  if (bytes.length > aligned) {
    hash ^= load(aligned, bytes.length - aligned);
    hash = (hash * MULTIPLIER) & MASK;
  }
  hash = (mix(hash) * MULTIPLIER) & MASK;
  return mix(hash);
}
