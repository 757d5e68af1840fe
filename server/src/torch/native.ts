/**
 * PyTorch's argument parser (torch/csrc/utils/python_arg_parser.cpp): which of a
 * native function's overloads a call means, and the TypeError where it is none.
 */
import { misspelt } from "../python/spelling.ts";
import { PyRaise } from "../python/errors.ts";
import { NdArray } from "../python/stdlib/numpy/array.ts";
import { genericClass } from "../python/stdlib/numpy/dtypes.ts";
import { type Kwargs, type Value, Alt, ClassValue, FunctionValue, Instance, ModuleValue, NativeFunction, PyBytes, PyComplex, PyDict, PyFloat, PyIterator, PyList, PyRange, PySet, PySlice, PyTuple, SymBool, SymFloat, SymInt, Unknown } from "../python/values.ts";
import { Args, type Parameter, type Signature, literal } from "./args.ts";
import { Device, Enumerator, Generator, deviceError } from "./device.ts";
import { DType } from "./dtype.ts";
import { TYPE_NAMES, invalidCombination, tpName } from "./nativeErrors.ts";
import { NATIVE_SIGNATURES } from "./nativeSignatures.ts";
import { GiveUp, type OpContext } from "./op.ts";
import { parseDevice } from "./ops/options.ts";
import { scalarTypeName } from "./ops/scalarTypes.ts";
import { Tensor } from "./tensor.ts";

/** In place of an operator's signature: bind to the native function's own parameters. */
export const NATIVE = "native";

export interface NativeParameter {
  /** As PyTorch writes it: `int64_t`, `IntArrayRef`, `Tensor`. */
  readonly type: string;
  readonly name: string;
  /** `IntArrayRef[2]`: one int stands for two. 0: none does. */
  readonly size: number;
  readonly allowNone: boolean;
  /** The default's text; null: required. */
  readonly default: string | null;
  readonly keywordOnly: boolean;
}

export interface NativeSignature {
  readonly name: string;
  readonly parameters: readonly NativeParameter[];
  readonly required: number;
  readonly positional: number;
  readonly deprecated: boolean;
}

/** A call matched to an overload. */
export interface NativeCallMatch extends Match {
  /** An argument is not known, and another overload would fit as well. */
  readonly ambiguous: boolean;
}

const parsed = new Map<string, readonly NativeSignature[]>();

/** Whether PyTorch binds the function natively. */
export function isNative(path: string): boolean {
  return Object.hasOwn(NATIVE_SIGNATURES, path);
}

/** A native function's overloads, deprecated ones last; null for a function written in Python. */
export function nativeSignatures(path: string): readonly NativeSignature[] | null {
  const known = parsed.get(path);
  if (known) return known;
  const text = isNative(path) ? NATIVE_SIGNATURES[path] : undefined;
  if (text === undefined) return null;
  const signatures = text.startsWith("=") ? (nativeSignatures(text.slice(1)) ?? []) : parseSignatures(path, text);
  parsed.set(path, signatures);
  return signatures;
}

export function parseSignatures(path: string, text: string): readonly NativeSignature[] {
  if (text === "") return [{ name: path.slice(path.lastIndexOf(".") + 1), parameters: [], required: 0, positional: 0, deprecated: false }];
  const all = text.split("|").map(parseSignature);
  return [...all.filter((s) => !s.deprecated), ...all.filter((s) => s.deprecated)];
}

function parseSignature(text: string): NativeSignature {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  const parameters: NativeParameter[] = [];
  let keywordOnly = false;
  const inside = text.slice(open + 1, close);
  for (const part of inside === "" ? [] : inside.split(/, (?![^{]*\})/)) {
    if (part === "*") {
      keywordOnly = true;
      continue;
    }
    const m = /^([\w:*<>]+)(?:\[(\d*)\])?(\?)? (\w+)(?:=(.*))?$/.exec(part);
    if (!m) throw new Error(`cannot read the parameter "${part}" of ${text}`);
    const init = m[5] ?? null;
    parameters.push({ type: m[1] as string, name: m[4] as string, size: Number(m[2] ?? 0), allowNone: m[3] !== undefined || init === "None", default: init, keywordOnly });
  }
  return {
    name: text.slice(0, open),
    parameters,
    required: parameters.filter((p) => p.default === null).length,
    positional: parameters.filter((p) => !p.keywordOnly).length,
    deprecated: text.endsWith("?deprecated"),
  };
}

/**
 * Finds the overload that a call means, or raises the TypeError that PyTorch
 * raises. `args` without the receiver of a method.
 */
export function matchNative(c: OpContext, path: string, args: readonly Value[], kwargs: Kwargs): NativeCallMatch {
  try {
    const match = chooseOverload(c, path, args, kwargs);
    for (const p of match.signature.parameters) {
      if (p.type === "Device") checkDevice(c, match.values.get(p.name) ?? null);
      if (p.type === "double") checkReal(c, match.values.get(p.name) ?? null);
    }
    unpackLists(c, match);
    return match;
  } catch (e) {
    // What is not known fits wherever it may: what is known is at fault, a keyword first.
    if (e instanceof PyRaise && [...args, ...kwargs.values()].some((v) => v instanceof Unknown)) nameOfNone(c, path, kwargs);
    if (e instanceof PyRaise) c.refused = e;
    throw e;
  }
}

/** Fails for a keyword that no overload has, whatever the other arguments are. */
function nameOfNone(c: OpContext, path: string, kwargs: Kwargs): void {
  const names = new Set((nativeSignatures(path) ?? []).flatMap((s) => s.parameters.flatMap((p) => [p.name, ...(NUMPY_NAMES[p.name] ?? [])])));
  const function_ = path.split(".").at(-1) ?? path;
  for (const name of kwargs.keys()) if (!names.has(name)) c.fail("TypeError", `${function_}() got an unexpected keyword argument '${name}'`, { rule: "argument-name", ...misspelt(name, [...names], function_) });
}

/** The parser makes a device of what it is given before the function is called. */
function checkDevice(c: OpContext, v: Value): void {
  const message = typeof v === "string" ? deviceError(v) : typeof v === "number" && v < 0 ? "Device index must not be negative" : null;
  if (message !== null) c.fail("RuntimeError", message, { rule: "argument-value" });
}

/** A complex number that was drawn has an imaginary part, and is no float. */
function checkReal(c: OpContext, v: Value): void {
  if (v instanceof Tensor && v.dtype.category === 3 && /^randn?(_like)?$/.test(v.from?.op ?? "")) c.fail("RuntimeError", "value cannot be converted to type double without overflow", { rule: "argument-value" });
}

function chooseOverload(c: OpContext, path: string, args: readonly Value[], kwargs: Kwargs): NativeCallMatch {
  const signatures = nativeSignatures(path) ?? [];
  const [only] = signatures;
  if (signatures.length === 1 && only) {
    if (only.parameters.length === 0 && path.startsWith("Tensor.")) noArguments(c, only, args, kwargs);
    const match = attempt(c, only, args, kwargs, true);
    if (match) return match;
  }
  let found: NativeCallMatch | null = null;
  for (const s of signatures) {
    const match = attempt(c, s, args, kwargs, false);
    if (!match) continue;
    // Where the arguments fit one in use as well as one that is deprecated, the former is meant.
    if (found && s.deprecated) break;
    if (found) return { ...found, ambiguous: true };
    found = match;
    if (!match.unsure) break;
  }
  if (found) return found;
  const count = args.length + kwargs.size;
  const plausible = signatures.filter((s) => count >= s.required && count <= s.parameters.length && !s.deprecated);
  if (plausible.length === 1) attempt(c, plausible[0] as NativeSignature, args, kwargs, true);
  const shown = signatures.filter((s) => !s.deprecated);
  return fail(c, invalidCombination(c.interp, signatures[0]?.name ?? path, shown, args, kwargs), "argument-type");
}

/** `about`: the value that is at fault. */
function fail(c: OpContext, message: string, rule: string, about?: Value): never {
  return c.fail("TypeError", message, about === undefined ? { rule } : { rule, subjects: [about] });
}

/** A method without parameters is bound without a parser: CPython itself complains. */
function noArguments(c: OpContext, s: NativeSignature, args: readonly Value[], kwargs: Kwargs): void {
  if (kwargs.size > 0) fail(c, `TensorBase.${s.name}() takes no keyword arguments`, "argument-name");
  if (args.length > 0) fail(c, `TensorBase.${s.name}() takes no arguments (${args.length} given)`, "argument-count");
}

/**
 * Binds a call to the overload's own parameters; a method's receiver is `input`.
 * Gives up where an unknown argument leaves several overloads.
 */
export function bindNative(c: OpContext, path: string, args: readonly Value[], kwargs: Kwargs): Args {
  const method = path.startsWith("Tensor.");
  const match = matchNative(c, path, method ? args.slice(1) : args, kwargs);
  if (match.ambiguous) throw new GiveUp([...args, ...kwargs.values()].find((v) => v instanceof Unknown) ?? new Unknown(`the arguments of ${match.signature.name} are not known`, c.node));
  // The device is read before the function itself looks at anything.
  const device = match.values.get("device");
  if (typeof device === "string") parseDevice(c, device);
  if (typeof device === "number" && device < 0) c.fail("RuntimeError", "Device index must not be negative", { rule: "argument-value" });
  const values = ofOut(c, match);
  const given = method ? new Map(values).set("input", args[0] ?? null) : values;
  return new Args(c, boundSignature(match.signature, method), given);
}

/** What a function that makes tensors is given: with `out`, what it makes is of its type and where it is, which nothing else given may contradict. */
function ofOut(c: OpContext, match: Match): ReadonlyMap<string, Value> {
  const out = match.values.get("out");
  if (!(out instanceof Tensor) || !["dtype", "device", "requires_grad"].every((name) => match.signature.parameters.some((p) => p.name === name))) return match.values;
  const values = new Map(match.values);
  const dtype = values.get("dtype") ?? out.dtype;
  if (dtype instanceof DType) c.check(dtype === out.dtype, "RuntimeError", () => `dtype ${scalarTypeName(dtype)} does not match dtype of out parameter (${scalarTypeName(out.dtype)})`, { rule: "dtype" });
  values.set("dtype", dtype);
  if (values.get("device") === undefined || values.get("device") === null) values.set("device", out.device === "?" ? new Unknown("the device is not known", c.node) : out.device);
  return values;
}

const bound = new Map<NativeSignature, Signature>();

function boundSignature(s: NativeSignature, method: boolean): Signature {
  const known = bound.get(s);
  if (known) return known;
  const parameters = s.parameters.map((p): Parameter => ({ name: p.name, default: p.default === null ? undefined : defaultValue(p.default), kind: p.keywordOnly ? "keyword" : "positional" }));
  if (method) parameters.unshift({ name: "input", default: undefined, kind: "positional" });
  const made: Signature = { name: s.name, parameters, python: false };
  bound.set(s, made);
  return made;
}

function defaultValue(text: string): Value {
  if (text.startsWith("{")) return new PyTuple(text.slice(1, -1).split(",").map((x) => Number(x)));
  // PyTorch reads the number that this text begins with, which is none.
  if (text === "at::Reduction::Mean") return 0;
  return literal(text);
}

/** Whether the overload that a call means has a parameter of that name. */
export function takes(a: Args, name: string): boolean {
  return a.signature.parameters.some((p) => p.name === name);
}

interface Match {
  readonly signature: NativeSignature;
  /** The arguments given, by name; an argument that was not given is absent. */
  readonly values: ReadonlyMap<string, Value>;
  /** Some argument's value is not known. */
  readonly unsure: boolean;
}

/** numpy's names, taken as well. */
const NUMPY_NAMES: Readonly<Record<string, readonly string[]>> = { dim: ["axis"], keepdim: ["keepdims"], input: ["x", "a", "x1"], other: ["x2"] };

function attempt(c: OpContext, s: NativeSignature, args: readonly Value[], kwargs: Kwargs, raise: boolean): NativeCallMatch | null {
  const first = s.parameters[0];
  const varargs = s.positional === 1 && first !== undefined && isIntListType(first) && args.length > 0 && listItems(args[0] as Value) === null && isIntList(first, new PyTuple(args.slice(0, 1)), { index: 0 }) !== false;
  if (args.length > s.positional && !varargs) return raise ? surplus(c, s, args.length) : null;
  const values = new Map<string, Value>();
  let unsure = false;
  let at = 0;
  let left = kwargs.size;
  for (let i = 0; i < s.parameters.length; i++) {
    const p = s.parameters[i] as NativeParameter;
    let given: Value | undefined;
    let byKeyword = false;
    if (at < args.length) {
      if (p.keywordOnly) return raise ? surplus(c, s, args.length) : null;
      given = args[at];
    } else {
      given = left > 0 ? byName(kwargs, p.name) : undefined;
      byKeyword = true;
    }
    if (given === undefined && p.default !== null) continue;
    if (given === undefined) return raise ? missing(c, s, i) : null;
    if (given === null && p.allowNone) values.set(p.name, null);
    else if (p.type === "Tensor" && given instanceof Tensor) values.set(p.name, given);
    else {
      const failedAt = { index: -1 };
      const fits = checks(c, s, i, given, failedAt);
      if (fits === undefined && varargs && at === 0 && !byKeyword && args.length > 1) {
        unsure = true;
        values.set(p.name, new PyTuple(args));
        at = args.length;
        continue;
      }
      if (fits !== false) {
        if (fits === undefined) unsure = true;
        values.set(p.name, asTaken(p, given));
      } else if (varargs && at === 0 && !byKeyword) {
        values.set(p.name, asTaken(p, new PyTuple(args)));
        at = args.length;
        continue;
      } else if (raise) return wrongType(c, s, p, given, byKeyword, at, failedAt.index);
      else return null;
    }
    if (!byKeyword) at += 1;
    else left -= 1;
  }
  if (left > 0) return raise ? unexpected(c, s, args.length, kwargs) : null;
  return { signature: s, values, unsure, ambiguous: false };
}

function byName(kwargs: Kwargs, name: string): Value | undefined {
  const given = kwargs.get(name);
  if (given !== undefined || !Object.hasOwn(NUMPY_NAMES, name)) return given;
  return NUMPY_NAMES[name]?.map((other) => kwargs.get(other)).find((v) => v !== undefined);
}

function surplus(c: OpContext, s: NativeSignature, got: number): never {
  if (s.required !== s.positional) return fail(c, `${s.name}() takes from ${s.required} to ${s.positional} positional arguments but ${got} were given`, "argument-count");
  return fail(c, `${s.name}() takes ${s.positional} positional argument${s.positional === 1 ? "" : "s"} but ${got} ${got === 1 ? "was" : "were"} given`, "argument-count");
}

function missing(c: OpContext, s: NativeSignature, from: number): never {
  const names = s.parameters.slice(from).filter((p) => p.default === null).map((p) => `"${p.name}"`);
  return fail(c, `${s.name}() missing ${names.length} required positional argument${names.length === 1 ? "s" : ""}: ${names.join(", ")}`, "argument-count");
}

function unexpected(c: OpContext, s: NativeSignature, positional: number, kwargs: Kwargs): never {
  for (const name of kwargs.keys()) {
    const i = s.parameters.findIndex((p) => p.name === name);
    if (i < 0) return c.fail("TypeError", `${s.name}() got an unexpected keyword argument '${name}'`, { rule: "argument-name", ...misspelt(name, s.parameters.map((p) => p.name), s.name) });
    if (i < positional) return fail(c, `${s.name}() got multiple values for argument '${name}'`, "argument-name");
  }
  return fail(c, "invalid keyword arguments", "argument-name");
}

function wrongType(c: OpContext, s: NativeSignature, p: NativeParameter, given: Value, byKeyword: boolean, at: number, failedAt: number): never {
  const expected = TYPE_NAMES[p.type] ?? p.type;
  if (byKeyword) return fail(c, `${s.name}(): argument '${p.name}' must be ${expected}, not ${tpName(c.interp, given)}`, "argument-type", given);
  const where = `${s.name}(): argument '${p.name}' (position ${at + 1}) must be ${expected}`;
  if (failedAt < 0) return fail(c, `${where}, not ${tpName(c.interp, given)}`, "argument-type", given);
  const element = listItems(given)?.[failedAt] ?? null;
  return fail(c, `${where}, but found element of type ${tpName(c.interp, element)} at pos ${failedAt}`, "argument-type", element);
}

/** The parser looks at a list's first element only; the others are met when the list is unpacked. */
function unpackLists(c: OpContext, match: Match): void {
  for (const p of match.signature.parameters) {
    if (p.type === "ArrayRef<double>") unpackFloats(c, match, p);
    if (p.type === "TensorList" && p.size > 0) {
      const items = listItems(match.values.get(p.name) ?? null);
      if (items && items.length !== p.size) fail(c, `expected tuple of ${p.size} elements but got ${items.length}`, "argument-type");
    }
    if (!isIntListType(p)) continue;
    listItems(match.values.get(p.name) ?? null)?.forEach((x, i) => {
      if (x instanceof Tensor && x.dtype.category === 0 && p.type === "SymIntArrayRef") c.fail("RuntimeError", "Expected scalar.isIntegral( false) to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)", { rule: "argument-type", subjects: [x] });
      if (typeof x === "number" || typeof x === "boolean" || x instanceof SymBool || x instanceof Unknown || x instanceof Alt || isIntList(p, new PyTuple([x]), { index: 0 }) !== false) return;
      fail(c, `${match.signature.name}(): argument '${p.name}' failed to unpack the object at pos ${i + 1} with error "type must be tuple of ints,but got ${tpName(c.interp, x)}"`, "argument-type", x);
    });
  }
}

function unpackFloats(c: OpContext, match: Match, p: NativeParameter): void {
  listItems(match.values.get(p.name) ?? null)?.forEach((x, i) => {
    if (x instanceof Tensor || isNumber(x) || unfamiliar(x) === undefined) return;
    fail(c, `${match.signature.name}(): argument '${p.name}' must be tuple of floats, but found element of type ${tpName(c.interp, x)} at pos ${i + 1}`, "argument-type");
  });
}

function isIntListType(p: NativeParameter): boolean {
  return p.type === "IntArrayRef" || p.type === "SymIntArrayRef";
}

/** Functions that take a Python number where a tensor is meant. */
const NUMBERS_AS_TENSORS = new Set(["add", "add_", "add_out", "div", "div_", "div_out", "divide", "divide_", "mul", "mul_", "mul_out", "multiply", "multiply_", "sub", "sub_", "sub_out", "subtract", "subtract_", "true_divide", "true_divide_", "to", "_to_copy", "copy_", "copy", "floor_divide", "floor_divide_", "floor_divide_out", "_conj"]);

const OPTIONAL_TENSORS = "c10::List<::std::optional<Tensor>>";

type Fits = boolean | undefined;

/** Whether a value is accepted for a parameter; undefined: the value is not known. */
function checks(c: OpContext, s: NativeSignature, i: number, value: Value, failedAt: { index: number }): Fits {
  const p = s.parameters[i] as NativeParameter;
  if (isNumpyScalar(value)) return checkScalar(s, p, value);
  const v = value instanceof Instance && value.primitive !== undefined ? value.primitive : value;
  if (v instanceof Unknown || v instanceof Alt) return undefined;
  switch (p.type) {
    case "Tensor":
      return isTensorLike(v) ?? (NUMBERS_AS_TENSORS.has(s.name) && isNumber(v));
    case "Scalar":
      return isNumber(v) || isScalarTensor(v) || unfamiliar(v);
    case "double":
      return typeof v === "number" || typeof v === "boolean" || v instanceof PyFloat || v instanceof SymInt || v instanceof SymFloat || v instanceof SymBool || isScalarTensor(v) || unfamiliar(v);
    case "complex":
      return isNumber(v) || unfamiliar(v);
    case "int64_t":
      return isInt(v) || isIntTensor(v, false) || unfamiliar(v);
    case "SymInt":
      return isInt(v) || isIntTensor(v, true) || isIndexArray(v) || unfamiliar(v);
    case "TensorList":
    case OPTIONAL_TENSORS:
      return isTensorList(v, (index, x) => fail(c, `expected Tensor as element ${index} in argument ${i}, but got ${tpName(c.interp, x)}`, "argument-type"));
    case "IntArrayRef":
    case "SymIntArrayRef":
      return isIntList(p, v, failedAt);
    case "ArrayRef<double>":
    case "ScalarList": {
      const items = listItems(v);
      return items ? items.length === 0 || isNumber(items[0] as Value) || isNumpyScalar(items[0] as Value) || items[0] instanceof Unknown : (unfamiliar(v) ?? false);
    }
    case "bool":
    case "SymBool":
      return typeof v === "boolean" || v instanceof SymBool || unfamiliar(v);
    case "ScalarType":
      return v instanceof DType || (v instanceof ClassValue && PYTHON_SCALARS.has(v.name)) || (v instanceof NativeFunction && PYTHON_SCALARS.has(v.name)) || unfamiliar(v);
    case "Device":
      return isInt(v) || typeof v === "string" || v instanceof Device || unfamiliar(v);
    case "Layout":
      return (v instanceof Enumerator && v.kind === "layout") || unfamiliar(v);
    case "MemoryFormat":
      return (v instanceof Enumerator && v.kind === "memory_format") || unfamiliar(v);
    case "Generator":
      return v instanceof Generator || unfamiliar(v);
    case "c10::string_view":
      return typeof v === "string" || unfamiliar(v);
    case "Storage":
      return v instanceof Instance && v.cls.moduleName === "torch.storage" ? true : unfamiliar(v);
    case "Stream":
      return v instanceof Instance && v.cls.mro.some((k) => k.name === "Stream" && /^(_bundled\.)?torch\b/.test(k.moduleName)) ? true : unfamiliar(v);
    case "PyObject*":
      return true;
    default:
      return unfamiliar(v);
  }
}

/** A scalar of numpy's own type. */
function isNumpyScalar(v: Value): v is Instance {
  return v instanceof Instance && v.primitive !== undefined && v.cls.isSubclassOf(genericClass);
}

/** The parser takes a scalar of numpy's for a number, but a bool for neither an int nor a bool. */
function checkScalar(s: NativeSignature, p: NativeParameter, { primitive: v }: Instance): Fits {
  const isNumeric = isNumber(v ?? null);
  switch (p.type) {
    case "Scalar":
    case "complex":
      return isNumeric;
    case "double":
      return isNumeric && !(v instanceof PyComplex);
    case "Tensor":
      return isNumeric && NUMBERS_AS_TENSORS.has(s.name);
    case "int64_t":
    case "SymInt":
      return isInt(v ?? null);
    case "IntArrayRef":
    case "SymIntArrayRef":
      return p.size > 0 && isInt(v ?? null);
    case "Device":
      return isInt(v ?? null);
    case "PyObject*":
      return true;
    default:
      return false;
  }
}

/** An array that stands for an index: an int without dimensions. */
function isIndexArray(v: Value): boolean {
  return v instanceof NdArray && v.shape.length === 0 && (v.type.isUnsure || v.type.category === "i" || v.type.category === "u");
}

/** A number of numpy's as the parser hands it on: a bool as the number that it is. */
function asTaken(p: NativeParameter, v: Value): Value {
  if (isNumpyScalar(v)) {
    const number = v.primitive ?? null;
    return typeof number === "boolean" && p.type !== "PyObject*" ? new PyFloat(Number(number)) : p.type === "PyObject*" ? v : number;
  }
  if (isIndexArray(v) && p.type === "SymInt") return (v as NdArray).data?.[0] ?? new Unknown("an array's item");
  const items = isIntListType(p) || p.type === "ArrayRef<double>" ? listItems(v) : null;
  if (!items?.some((x) => isNumpyScalar(x) || x instanceof NdArray)) return v;
  return new PyTuple(items.map((x) => (isNumpyScalar(x) && (p.type === "ArrayRef<double>" || isInt(x.primitive ?? null)) ? (x.primitive ?? null) : isIndexArray(x) ? ((x as NdArray).data?.[0] ?? new Unknown("an array's item")) : x)));
}

const PYTHON_SCALARS = new Set(["float", "int", "bool", "complex"]);

/** undefined for an object of a kind that is not known here, which may be what is asked for; else false. */
function unfamiliar(v: Value): undefined | false {
  if (typeof v !== "object" || v === null) return false;
  if (v instanceof Instance) return v.cls.lookup("__torch_function__") !== undefined || v.cls.mro.some((k) => k.unknownBase !== null) ? undefined : false;
  for (const kind of FAMILIAR) if (v instanceof kind) return false;
  return undefined;
}

const FAMILIAR = [Tensor, NdArray, DType, Device, Enumerator, Generator, PyTuple, PyList, PyDict, PySet, PyFloat, PyComplex, PyBytes, PyRange, PySlice, PyIterator, FunctionValue, ClassValue, ModuleValue, NativeFunction, SymInt, SymFloat, SymBool];

function isTensorLike(v: Value): Fits | null {
  if (v instanceof Tensor) return true;
  const answer = unfamiliar(v);
  return answer === undefined ? true : null;
}

function isNumber(v: Value): boolean {
  return typeof v === "number" || typeof v === "boolean" || v instanceof PyFloat || v instanceof PyComplex || v instanceof SymInt || v instanceof SymFloat || v instanceof SymBool;
}

function isInt(v: Value): boolean {
  return typeof v === "number" || v instanceof SymInt;
}

/** A tensor of no dimensions that needs no gradient is taken as a number. */
function isScalarTensor(v: Value): Fits {
  return v instanceof Tensor && !v.requiresGrad && (v.shape === null || v.shape.length === 0);
}

function isIntTensor(v: Value, anyRank: boolean): Fits {
  if (!(v instanceof Tensor) || v.dtype.category > 1) return false;
  if (v.shape === null) return true;
  return anyRank ? v.shape.every((d) => d === 1 || typeof d !== "number") : v.dtype.category === 1 && v.shape.length === 0;
}

function listItems(v: Value): readonly Value[] | null {
  return v instanceof PyTuple || v instanceof PyList ? v.items : null;
}

function isTensorList(v: Value, wrongTensor: (index: number, v: Value) => void): Fits {
  if (v instanceof PyList && v.unbounded) return undefined;
  const items = listItems(v);
  if (!items) return unfamiliar(v) ?? false;
  let sure: Fits = true;
  items.forEach((x, i) => {
    if (x instanceof Unknown || x instanceof Alt) sure = undefined;
    else if (isTensorLike(x) === null) wrongTensor(i, x);
  });
  return sure;
}

function isIntList(p: NativeParameter, v: Value, failedAt: { index: number }): Fits {
  if (v instanceof PyList && v.unbounded) return undefined;
  const items = listItems(v);
  if (!items) return p.size > 0 && (isInt(v) || isIntTensor(v, true)) ? true : unfamiliar(v);
  const [first] = items;
  if (first === undefined) return true;
  if (first instanceof Unknown || first instanceof Alt) return undefined;
  const fits = isInt(first) || isIntTensor(first, true) || isIndexArray(first) || (first instanceof Instance && (typeof first.primitive === "number" || first.primitive instanceof SymInt)) || unfamiliar(first);
  if (fits === false) failedAt.index = 0;
  return fits;
}
