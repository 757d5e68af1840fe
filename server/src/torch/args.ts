/** Signatures of operators, and their bound arguments read by name and type. */
import { NdArray } from "../python/stdlib/numpy/array.ts";
import { misspelt } from "../python/spelling.ts";
import { type Dim, isConst, symbol } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import { type Kwargs, type Value, Alt, Instance, PyFloat, PyList, PyObject, PyTuple, SymInt, Unknown } from "../python/values.ts";
import { elementOf } from "./reach.ts";
import { DType } from "./dtype.ts";
import { GiveUp, type OpContext } from "./op.ts";
import { Tensor } from "./tensor.ts";

export interface Parameter {
  readonly name: string;
  /** undefined: required */
  readonly default: Value | undefined;
  readonly kind: "positional" | "star" | "keyword";
}

export interface Signature {
  readonly parameters: readonly Parameter[];
  /** Missing and surplus arguments raise Python's own TypeError rather than the binding's. */
  readonly python: boolean;
  /** Name that messages call the function by: `conv2d`, `Conv2d.__init__`. */
  readonly name: string;
  /** A function of C without parameters. */
  readonly builtin?: boolean;
  /** The name that Python's own messages call it by, where it is another: `Tensor.storage`. */
  readonly qualified?: string;
  /** A method of a Python class: counts in messages include `self`. */
  readonly bound?: boolean;
  /** Arguments are bound as PyTorch's own parser does, to the parameters of the native overload that the call means. */
  readonly native?: boolean;
}

const parsed = new Map<string, readonly Parameter[]>();

/** Reads `"input, *size, dim=None, *, dtype=None"`. Defaults are None, True, False, numbers and quoted strings. */
export function parseParameters(text: string): readonly Parameter[] {
  const known = parsed.get(text);
  if (known) return known;
  const out: Parameter[] = [];
  let keywordOnly = false;
  for (const part of text.split(",").map((p) => p.trim()).filter((p) => p !== "")) {
    if (part === "*") {
      keywordOnly = true;
      continue;
    }
    if (part.startsWith("*")) {
      out.push({ name: part.slice(1), default: new PyTuple([]), kind: "star" });
      keywordOnly = true;
      continue;
    }
    const [name = "", init] = part.split("=").map((s) => s.trim());
    out.push({ name, default: init === undefined ? undefined : literal(init), kind: keywordOnly ? "keyword" : "positional" });
  }
  parsed.set(text, out);
  return out;
}

/** A default as it is written. */
export function literal(text: string): Value {
  if (text === "None") return null;
  if (text === "True") return true;
  if (text === "False") return false;
  if (/^['"]/.test(text)) return text.slice(1, -1);
  if (/^-?\d+$/.test(text)) return Number(text);
  return new PyFloat(Number(text));
}

/** Whether an object says by `__torch_function__` what PyTorch's functions do with it. */
export function standsForTensor(v: Value): boolean {
  return v instanceof Instance && v.cls.lookup("__torch_function__") !== undefined;
}

/** Arguments bound to a signature. A getter raises PyTorch's TypeError for a value of the wrong type, and gives up on an unknown one. */
export class Args {
  readonly c: OpContext;
  readonly signature: Signature;
  /** The arguments that the call gave. */
  private readonly given: ReadonlyMap<string, Value>;
  private readonly defaults: ReadonlyMap<string, Value>;

  constructor(c: OpContext, signature: Signature, given: ReadonlyMap<string, Value>) {
    this.c = c;
    this.signature = signature;
    this.given = given;
    this.defaults = layoutOf(signature).defaults;
  }

  /** The argument as it is, default included; null if the signature has none of that name. */
  value(name: string): Value {
    const v = this.given.get(name);
    return v !== undefined ? v : (this.defaults.get(name) ?? null);
  }
  has(name: string): boolean {
    return this.given.has(name);
  }
  /** The same arguments but for one. */
  with(name: string, value: Value): Args {
    return new Args(this.c, this.signature, new Map(this.given).set(name, value));
  }
  /** None, or not given. */
  isNone(name: string): boolean {
    return this.value(name) === null;
  }

  wrongType(name: string, expected: string): never {
    const why = notKnown(this.value(name));
    if (why !== null) return this.c.giveUp(why);
    const i = this.signature.parameters.findIndex((p) => p.name === name);
    return this.c.fail("TypeError", `${this.signature.name}(): argument '${name}'${i >= 0 ? ` (position ${i + 1})` : ""} must be ${expected}, not ${this.c.interp.typeName(this.value(name))}`, { rule: "argument-type" });
  }

  private known(name: string): Value {
    const v = this.value(name);
    if (v instanceof Unknown || v instanceof Alt) throw new GiveUp(v instanceof Unknown ? v : new Unknown(`'${name}' has several possible values`, this.c.node));
    return v;
  }

  tensor(name: string): Tensor {
    const v = this.known(name);
    if (v instanceof Tensor) return v;
    return this.wrongType(name, "Tensor");
  }
  /** A tensor; of one that nobody knows, what is known because the call takes it. */
  tensorOr(name: string, taken: () => Tensor): Tensor {
    if (!(this.value(name) instanceof Unknown)) return this.tensor(name);
    const made = taken();
    made.hasUnsureType = true;
    return made;
  }
  maybeTensor(name: string): Tensor | null {
    return this.isNone(name) ? null : this.tensor(name);
  }
  /** A list or tuple of tensors. */
  tensors(name: string): readonly Tensor[] {
    const v = this.known(name);
    const items = sequence(v);
    if (!items) {
      if (v instanceof Tensor) return this.c.giveUp("a tensor where a sequence of tensors is expected");
      if (v instanceof PyList) return this.c.giveUp(v.unbounded?.reason ?? "a list of unknown length");
      return this.wrongType(name, "tuple of Tensors");
    }
    return items.map((x, i) => {
      if (x instanceof Tensor) return x;
      if (x instanceof Unknown || x instanceof Alt) throw new GiveUp(x instanceof Unknown ? x : new Unknown("an element has several possible values", this.c.node));
      if (standsForTensor(x)) return this.c.giveUp("what an object that stands for a tensor makes of the call");
      return this.c.fail("TypeError", `expected Tensor as element ${i} in argument 0, but got ${this.c.interp.typeName(x)}`, { rule: "argument-type" });
    });
  }
  /** An int, concrete or symbolic. */
  int(name: string): Dim {
    const v = this.value(name);
    const d = asDim(this.c.interp, v);
    if (d !== undefined) return d;
    if (v instanceof Alt) return this.c.giveUp(`'${name}' has several possible values`);
    return this.wrongType(name, "int");
  }
  intOr(name: string, otherwise: Dim): Dim {
    return this.isNone(name) ? otherwise : this.int(name);
  }
  maybeInt(name: string): Dim | null {
    return this.isNone(name) ? null : this.int(name);
  }
  /** An int that must be concrete for the rule to go on. */
  constInt(name: string): number {
    const d = this.c.interp.scope.simplify(this.int(name));
    return isConst(d) ? d : this.c.giveUp(`'${name}' is not a constant`);
  }
  /** A sequence of ints, or one int alone as a sequence of one. */
  ints(name: string): readonly Dim[] {
    const v = this.known(name);
    const items = this.sizes(v);
    if (!items) return [this.int(name)];
    return items.map((x) => asDim(this.c.interp, x) ?? this.wrongType(name, "tuple of ints"));
  }
  /** The items of a sequence; of the shape of an input, too, which is settled by being asked. */
  private sizes(v: Value): readonly Value[] | null {
    const items = sequence(v);
    if (items || !(v instanceof PyObject) || v.kind !== "lazyshape") return items;
    const all = v.pyIterate?.(this.c.interp, this.c.node);
    return Array.isArray(all) ? all : null;
  }
  maybeInts(name: string): readonly Dim[] | null {
    return this.isNone(name) ? null : this.ints(name);
  }
  /** `f(*sizes)` or `f(sizes)`: the ints of a star parameter, given one by one or as one sequence. */
  starInts(name: string): readonly Dim[] {
    const v = this.known(name);
    const items = sequence(v) ?? [v];
    const flat = items.length === 1 ? (this.sizes(items[0] as Value) ?? items) : items;
    return flat.map((x) => {
      const d = asDim(this.c.interp, x);
      if (d !== undefined) return d;
      if (x instanceof Alt) return this.c.giveUp("a size has several possible values");
      const why = notKnown(x);
      if (why !== null) return this.c.giveUp(why);
      return this.c.fail("TypeError", `${this.signature.name}(): argument '${name}' must be tuple of ints, but found element of type ${this.c.interp.typeName(x)}`, { rule: "argument-type" });
    });
  }
  /** Whether the argument is a list or tuple. */
  isSequence(name: string): boolean {
    return sequence(this.value(name)) !== null;
  }
  bool(name: string): boolean {
    const v = this.known(name);
    if (typeof v === "boolean") return v;
    if (typeof v === "number") return v !== 0;
    if (v === null) return false;
    const t = this.c.interp.truth(v);
    return t === undefined ? this.c.giveUp(`'${name}' is not known`) : t;
  }
  string(name: string): string {
    const v = this.known(name);
    if (typeof v === "string") return v;
    if (v instanceof Instance && typeof v.primitive === "string") return v.primitive;
    return this.wrongType(name, "str");
  }
  maybeString(name: string): string | null {
    return this.isNone(name) ? null : this.string(name);
  }
  /** A Python number as a JavaScript one; undefined for one that is not known. */
  number(name: string): number | undefined {
    const v = this.value(name);
    if (typeof v === "number") return v;
    if (typeof v === "boolean") return v ? 1 : 0;
    if (v instanceof PyFloat) return v.value;
    if (v instanceof Instance && typeof v.primitive === "number") return v.primitive;
    if (v instanceof Instance && v.primitive instanceof PyFloat) return v.primitive.value;
    return undefined;
  }
  maybeDtype(name: string): DType | null {
    const v = this.value(name);
    if (v === null) return null;
    const d = v instanceof DType ? v : this.c.interp.dtypeOf(v);
    if (d instanceof DType) {
      this.c.type = "given";
      return d;
    }
    if (v instanceof Unknown || v instanceof Alt) {
      // The result has the type that it would have without; that it may be another is noted.
      this.c.type = "open";
      return null;
    }
    return this.wrongType(name, "torch.dtype");
  }
}

/** The items of a list or tuple (torch.Size included); null for anything else. */
export function sequence(v: Value): readonly Value[] | null {
  if (v instanceof PyTuple) return v.items;
  if (v instanceof PyList && !v.unbounded) return v.items;
  return null;
}

/** A Python int, bool or one-element constant tensor as a dim; an unknown value stands for its symbol; undefined for anything else. */
export function asDim(interp: Interp, v: Value): Dim | undefined {
  if (typeof v === "number") return v;
  if (typeof v === "boolean") return v ? 1 : 0;
  if (v instanceof SymInt) return interp.scope.simplify(v.dim);
  if (v instanceof Unknown) {
    v.symbol ??= symbol({ name: v.name ?? "?", min: v.isInput ? 1 : Number.NEGATIVE_INFINITY, anonymous: !v.isInput, origin: v });
    return interp.scope.simplify(v.symbol);
  }
  if (v instanceof Tensor && v.dtype.category <= 1) {
    const shape = v.shape;
    if (shape?.every((d) => d === 1)) {
      const element = elementOf(v);
      if (element !== undefined) return element;
      return interp.freshDim("?", Number.NEGATIVE_INFINITY, null);
    }
  }
  if (v instanceof Instance && v.primitive !== undefined) return asDim(interp, v.primitive);
  // An array of numpy's that stands for an index.
  if (v instanceof NdArray && v.shape.length === 0 && (v.type.category === "i" || v.type.category === "u")) return asDim(interp, v.data?.[0] ?? new Unknown("an array's item"));
  return undefined;
}

/** The name that messages call a function by. Where a flag decides which of two functions PyTorch's `boolean_dispatch` calls, it is that one's. */
function calledName(s: Signature, args: readonly Value[], kwargs: Kwargs): string {
  const at = s.python && !s.bound && !s.name.endsWith("_with_indices") ? s.parameters.findIndex((p) => p.name === "return_indices") : -1;
  if (at < 0) return s.qualified ?? s.name;
  const flag = kwargs.get("return_indices") ?? args[at] ?? false;
  return flag === true || (typeof flag === "number" && flag !== 0) ? `${s.name}_with_indices` : `_${s.name}`;
}

/** Binds a call's arguments. Surplus, missing and unexpected ones raise the TypeError that PyTorch raises. */
export function bind(c: OpContext, signature: Signature, args: readonly Value[], kwargs: Kwargs): Args {
  const given = new Map<string, Value>();
  const name = (): string => calledName(signature, args, kwargs);
  if (signature.builtin && args.length + kwargs.size > 0) c.fail("TypeError", `${name()}() takes no ${kwargs.size > 0 ? "keyword arguments" : `arguments (${args.length} given)`}`, { rule: "argument-count" });
  const { plain, star, required } = layoutOf(signature);
  const tooMany = args.length > plain.length && !star;
  // Python looks at the keywords first.
  if (tooMany && !signature.python) surplus(c, signature, name(), plain, args.length, kwargs);
  for (let i = 0; i < plain.length && i < args.length; i++) given.set((plain[i] as Parameter).name, args[i] as Value);
  if (star && args.length > plain.length) given.set(star.name, new PyTuple(args.slice(plain.length)));
  for (const [keyword, v] of kwargs) {
    const p = signature.parameters.find((q) => q.name === keyword) ?? alias(signature, keyword);
    if (!p) {
      c.fail("TypeError", `${name()}() got an unexpected keyword argument '${keyword}'`, { rule: "argument-name", ...misspelt(keyword, signature.parameters.map((q) => q.name), signature.name.replace(/\.__init__$/, "")) });
    }
    if (given.has(p.name)) c.fail("TypeError", `${name()}() got multiple values for argument '${keyword}'`, { rule: "argument-name" });
    given.set(p.name, v);
  }
  if (tooMany) surplus(c, signature, name(), plain, args.length, kwargs);
  if (!required.every((name) => given.has(name))) missingArguments(c, signature, name(), required.filter((name) => !given.has(name)));
  return new Args(c, signature, given);
}

/** A signature's parameters as a call meets them. */
interface Layout {
  readonly plain: readonly Parameter[];
  readonly star: Parameter | undefined;
  readonly required: readonly string[];
  readonly defaults: ReadonlyMap<string, Value>;
}

const layouts = new WeakMap<Signature, Layout>();

function layoutOf(signature: Signature): Layout {
  const known = layouts.get(signature);
  if (known) return known;
  const { parameters } = signature;
  const made: Layout = {
    plain: parameters.filter((p) => p.kind === "positional"),
    star: parameters.find((p) => p.kind === "star"),
    required: parameters.filter((p) => p.default === undefined).map((p) => p.name),
    defaults: new Map(parameters.flatMap((p): [string, Value][] => (p.default === undefined ? [] : [[p.name, p.default]]))),
  };
  layouts.set(signature, made);
  return made;
}

/** numpy's names, which PyTorch's bindings take as well. */
const NUMPY_NAMES: Readonly<Record<string, string>> = { axis: "dim", keepdims: "keepdim", x: "input", a: "input", x1: "input", x2: "other" };

function alias(signature: Signature, name: string): Parameter | undefined {
  const other = NUMPY_NAMES[name];
  return other === undefined || signature.python ? undefined : signature.parameters.find((p) => p.name === other);
}

function surplus(c: OpContext, s: Signature, name: string, plain: readonly Parameter[], got: number, kwargs: Kwargs): never {
  const self = s.bound ? 1 : 0;
  const required = plain.filter((p) => p.default === undefined).length + self;
  const most = plain.length + self;
  const takes = required === most ? `${most}` : `from ${required} to ${most}`;
  const plural = most === 1 ? "" : "s";
  const named = s.parameters.filter((p) => p.kind === "keyword" && kwargs.has(p.name)).length;
  const sorts = named > 0 ? ` positional argument${got + self === 1 ? "" : "s"} (and ${named} keyword-only argument${named === 1 ? "" : "s"})` : "";
  const were = got + self === 1 && named === 0 ? "was" : "were";
  return c.fail("TypeError", `${name}() takes ${takes} positional argument${plural} but ${got + self}${sorts} ${were} given`, { rule: "argument-count" });
}

function missingArguments(c: OpContext, s: Signature, name: string, names: readonly string[]): never {
  const plural = names.length === 1 ? "" : "s";
  if (!s.python) return c.fail("TypeError", `${s.name}() missing ${names.length} required positional arguments: ${names.map((n) => `"${n}"`).join(", ")}`, { rule: "argument-count" });
  const quoted = names.map((n) => `'${n}'`);
  const list = quoted.length <= 2 ? quoted.join(" and ") : `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
  return c.fail("TypeError", `${name}() missing ${names.length} required positional argument${plural}: ${list}`, { rule: "argument-count" });
}

/** Why a value may be something else than it looks like; null for one that is known. */
function notKnown(v: Value): string | null {
  if (v instanceof Unknown) return v.reason;
  if (v instanceof Alt) return "one of several values";
  if (v instanceof PyList && v.unbounded) return v.unbounded.reason;
  if (v instanceof PyList || v instanceof PyTuple) for (const x of v.items) if (x instanceof Unknown || x instanceof Alt || (x instanceof PyList && x.unbounded)) return notKnown(x);
  return null;
}
