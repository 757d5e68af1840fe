/** Registration of operators and layers, and the tree of names under `torch` that they make. */
import { type Interp, fromDim } from "../python/interp.ts";
import { PyRaise } from "../python/errors.ts";
import { type Value, type Kwargs, Alt, ClassValue, Instance, NativeFunction, PyDict, PyList, PyTuple, SymInt, Unknown } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import { type Args, type Signature, asDim, bind, parseParameters, sequence } from "./args.ts";
import { floatDefault } from "./defaultType.ts";
import type { DType } from "./dtype.ts";
import { NATIVE, bindNative, isNative, matchNative } from "./native.ts";
import { inheritGradient, noteWrite, refusedWrite, requiresGradient } from "./gradient.ts";
import { type Form, GiveUp, OpContext, type OpDef } from "./op.ts";
import { checkOutGradients, intoOut } from "./outs.ts";
import { checkLackingKernel } from "./lackingKernels.ts";
import { checkLayout } from "./refusedLayouts.ts";
import { noteInPlace, noteSaved } from "./savedValues.ts";
import { inheritReach, inheritSum } from "./reach.ts";
import { SHARED_METHODS } from "./members.ts";
import { Tensor } from "./tensor.ts";
import { wholeShape, withWholeShape } from "./unknownRank.ts";
import { underOpenArguments } from "./openArguments.ts";
import { markUnsureTypes, underUnsureTypes } from "./unsureType.ts";
import { type Dim, add, sub, symbol } from "../dims/index.ts";

/** Dotted path → what stands there. Filled by `defineOp`, `defineModule` and `defineValue`; read by the library's namespace. */
export const registry: Map<string, Value> = new Map();
/** Tensor method or property name → the operator. */
export const tensorMethods: Map<string, NativeFunction> = new Map();
export const tensorProperties: Map<string, (interp: Interp, t: Tensor) => Value> = new Map();
/** Every definition, for docs/ops.md and the coverage report. */
export const ops: OpDef[] = [];
export const modules: Map<string, ModuleDef> = new Map();

/** One name of an operator. Most are never called: what a call needs is made by the first. */
class OpFunction extends NativeFunction {
  private readonly def: OpDef;
  private readonly form: Form;
  private readonly path: string;
  private signature: Signature | null = null;

  constructor(name: string, def: OpDef, form: Form, path: string, isStatic: boolean) {
    super(name, null, isStatic);
    this.def = def;
    this.form = form;
    this.path = path;
  }

  override invoke(interp: Interp, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value {
    this.signature ??= signatureOf(this.def, this.form, this.path, this.name);
    return invokeOp(interp, this.def, this.signature, args, kwargs, node, isNative(this.path) ? this.path : null);
  }
}

export function defineOp(def: OpDef): void {
  ops.push(def);
  for (const f of def.forms) {
    const form: Form = typeof f === "string" ? { names: [f] } : f;
    for (const path of form.names) {
      const name = path.slice(path.lastIndexOf(".") + 1);
      const isMethod = path.startsWith("Tensor.");
      if ((form.signature ?? def.signature) === NATIVE && !isNative(path)) throw new Error(`${path} is not a native function`);
      const fn = new OpFunction(name, def, form, path, !isMethod);
      if (isMethod) tensorMethods.set(path.slice(7), fn);
      else registry.set(path, fn);
    }
  }
}

function signatureOf(def: OpDef, form: Form, path: string, name: string): Signature {
  const text = form.signature ?? def.signature;
  return {
    name,
    ...(form.builtin && { builtin: true, qualified: path }),
    ...(form.python && path.startsWith("Tensor.") && { qualified: path }),
    native: text === NATIVE,
    parameters: text === NATIVE ? [] : parseParameters(text),
    python: form.python ?? path.startsWith("torch.nn.functional."),
  };
}

/** A property of tensors: `T`, `ndim`, `is_cuda`. */
export function defineTensorProperty(name: string, get: (interp: Interp, t: Tensor) => Value): void {
  tensorProperties.set(name, get);
}

/** Anything else under `torch`: constants, classes, functions that take no tensor. */
export function defineValue(path: string, value: Value): void {
  registry.set(path, value);
}

/**
 * Runs a rule on a call: binds, checks, and makes a failure raise or be repaired.
 * `native`: the path under which PyTorch binds the function natively, if it does.
 */
export function invokeOp(interp: Interp, def: OpDef, signature: Signature, given: readonly Value[], givenByName: Kwargs, node: Node | null, native: string | null = null): Value {
  const open = takeOpenKeywords(interp);
  if (open) return open.anew();
  const { args, kwargs } = def.read ? def.read(given, givenByName, node) : { args: given, kwargs: givenByName };
  const whole = wholeShape(args, kwargs);
  if (whole) return withWholeShape(interp, def.name, whole, args, kwargs, (replace) => invokeOp(interp, def, signature, args.map(replace), mapKwargs(kwargs, replace), node, native));
  const split = findAlt(args, kwargs);
  if (split) return interp.forkOver(split, (v) => invokeOp(interp, def, signature, args.map((a) => (a === split ? v : a)), mapKwargs(kwargs, (a) => (a === split ? v : a)), node, native));
  if (args.some(hasSomeSizes) || [...kwargs.values()].some(hasSomeSizes)) return invokeOp(interp, def, signature, args.map(withSomeSizes), mapKwargs(kwargs, withSomeSizes), node, native);
  const among = findAmongItems([...args, ...kwargs.values()]);
  if (among) return interp.forkOver(among, (v) => invokeOp(interp, def, signature, args.map((a) => withItem(a, among, v)), mapKwargs(kwargs, (a) => withItem(a, among, v)), node, native));
  const c = new OpContext(interp, def.name, node, signature);
  c.subjects = tensorsIn(args, kwargs);
  const result = interp.guard(c, () => underOpenArguments(c, signature, null, args, kwargs, () => underUnsureTypes(c, null, () => {
    if (native && !signature.native) matchNative(c, native, native.startsWith("Tensor.") ? args.slice(1) : args, kwargs);
    const out = native ? (kwargs.get("out") ?? null) : null;
    if (native && out) c.outs = { path: native, tensors: out instanceof Tensor ? [out] : (sequence(out) ?? []) };
    const a = native && signature.native ? bindNative(c, native, args, kwargs) : bind(c, signature, args, native ? ownKeywords(signature, kwargs) : kwargs);
    const target = writtenTo(c, signature, native, args, kwargs);
    checkLayout(c, signature.name, args);
    const given = def.rule(c, a);
    checkLackingKernel(c, signature.name, args, kwargs);
    const value = out ? intoOut(c, given, out) : given;
    if (target) {
      noteWrite(target, [...args.slice(1), ...kwargs.values()]);
      noteInPlace(target, signature.name, [...args.slice(1), ...kwargs.values()]);
    }
    const { formula } = def;
    const shown = value instanceof PyTuple ? value.items[0] : value;
    if (formula && shown instanceof Tensor && !c.formulaLines) c.explain(() => formulaOf(() => formula(c, a, shown)));
    return value;
  })));
  markUnsureTypes(c, null, result);
  stamp(interp, c, def.name, node, args, kwargs, result);
  return result;
}

/** The keywords without `out`, which PyTorch's parser has let pass, where the operator's own signature does not name it. */
function ownKeywords(signature: Signature, kwargs: Kwargs): Kwargs {
  if (!kwargs.has("out") || signature.parameters.some((p) => p.name === "out")) return kwargs;
  return new Map([...kwargs].filter(([name]) => name !== "out"));
}

/** The keywords that `f(**unknown)` gives, if it is such a call. */
function takeOpenKeywords(interp: Interp): Unknown | null {
  const { openKwargs } = interp;
  interp.openKwargs = null;
  return openKwargs;
}

/** Keywords that nobody knows may give a layer every number that nothing else gives. Null: what they may give besides decides what the layer is. */
function withOpenKeywords(signature: Signature, args: readonly Value[], kwargs: Kwargs, open: Unknown, node: Node | null): Kwargs | null {
  const all = new Map(kwargs);
  for (const [i, p] of signature.parameters.entries()) {
    if (i < args.length || p.kind === "star" || all.has(p.name) || OF_NO_SHAPE.has(p.name)) continue;
    if (p.default === null || typeof p.default === "string") return null;
    all.set(p.name, new Unknown(open.reason, node));
  }
  return all;
}

/** Options that change no shape, and are hardly ever given so. */
const OF_NO_SHAPE: ReadonlySet<string> = new Set(["device", "dtype", "inplace", "padding_mode"]);

/** Options that only decide which parameters a layer has: one that is not known is either. */
const SWITCHES: ReadonlySet<string> = new Set(["affine", "bias", "elementwise_affine", "track_running_stats"]);

/** What layers are given as one int alone. */
const SIZES: ReadonlySet<string> = new Set(["d_model", "embed_dim", "embedding_dim", "hidden_size", "in_channels", "in_features", "input_size", "num_channels", "num_embeddings", "num_features", "num_heads", "out_channels", "out_features"]);

/** Notes that a layer took an argument that nobody knows as a size. */
function noteSize(interp: Interp, name: string | undefined, v: Value): void {
  if (name !== undefined && SIZES.has(name)) interp.isInt(v);
}

function isOpenSwitch(name: string | undefined, v: Value): boolean {
  return v instanceof Unknown && name !== undefined && SWITCHES.has(name);
}

/** The tensor that a call changes in place; PyTorch looks at it before anything else. */
function writtenTo(c: OpContext, signature: Signature, native: string | null, args: readonly Value[], kwargs: Kwargs): Tensor | null {
  checkOutGradients(c, native, signature.name, args, kwargs);
  const [target] = args;
  if (!(target instanceof Tensor) || !IN_PLACE.test(signature.name) || KEEPS_ELEMENTS.has(signature.name)) return null;
  const refused = refusedWrite(target);
  c.check(refused === null, "RuntimeError", () => refused ?? "", { rule: "leaf-in-place", law: () => `${c.op}: a tensor that requires gradients is changed in place: do it under torch.no_grad(), or on its .data`, subjects: [target] });
  return target;
}

const IN_PLACE = /[^_]_$|^__i(?!nt__|nvert__|ndex__|ter__)\w+__$/;
const KEEPS_ELEMENTS: ReadonlySet<string> = new Set(["requires_grad_", "detach_", "share_memory_", "rename_", "retain_", "apply_", "map_", "map2_", "set_", "resize_", "resize_as_", "embedding_renorm_"]);

/** A formula over sizes that are not known is none. */
function formulaOf(lines: () => readonly string[]): readonly string[] {
  try {
    return lines();
  } catch (e) {
    if (e instanceof GiveUp) return [];
    throw e;
  }
}

/** The page of an operator under https://docs.pytorch.org/docs/stable/generated/: the one that its definition names, else that of its public function. */
export function docPage(name: string): string | undefined {
  if (modules.has(name)) return `torch.nn.${name}`;
  const defs = ops.filter((def) => def.name === name);
  const given = defs.find((def) => def.doc !== undefined)?.doc;
  if (given !== undefined) return given;
  const paths = defs.flatMap((def) => def.forms.flatMap((f) => (typeof f === "string" ? [f] : f.names)));
  const page = DOCUMENTED.map((space) => paths.find((path) => space.test(path))).find((path) => path !== undefined);
  return page?.replace(/^Tensor\./, "torch.Tensor.");
}

/** Where documented functions stand, in order of preference. */
const DOCUMENTED: readonly RegExp[] = [/^torch\.nn\.functional\.[a-z]\w*$/, /^torch\.(linalg|fft|special)\.[a-z]\w*$/, /^torch\.(?!native_|quantized_|mkldnn_|\w*_copy$|\w*_$)[a-z]\w*$/, /^Tensor\.[a-z]\w*$/];

function findAlt(args: readonly Value[], kwargs: Kwargs): Alt | null {
  for (const a of args) if (a instanceof Alt) return a;
  for (const a of kwargs.values()) if (a instanceof Alt) return a;
  return null;
}

/** So many items of lists are tried with each of the tensors that they may be. */
const MOST_SPLIT = 2;

/** An item of a list or tuple that is one of several tensors (`torch.cat([a, b])`); null where there is none, or more of them than can be tried. */
function findAmongItems(values: readonly Value[]): Alt | null {
  const found = new Set<Alt>();
  for (const v of values) {
    if (!(v instanceof PyTuple || v instanceof PyList)) continue;
    for (const item of v.items) if (item instanceof Alt && item.options.every((o) => o instanceof Tensor)) found.add(item);
  }
  const [first] = found;
  return first && found.size <= MOST_SPLIT ? first : null;
}

/** A list or tuple with one of the values that an item may be in its place. */
function withItem(v: Value, split: Alt, option: Value): Value {
  if (!(v instanceof PyTuple || v instanceof PyList) || !v.items.includes(split)) return v;
  const items = v.items.map((item) => (item === split ? option : item));
  return v instanceof PyTuple ? new PyTuple(items, v.cls) : new PyList(items, v.cls);
}

/** Whether one of several ints stands among the items of a tuple or list of sizes. */
function hasSomeSizes(v: Value): boolean {
  return (v instanceof PyTuple || v instanceof PyList) && v.items.some(isSomeSize);
}

function isSomeSize(v: Value): v is Alt {
  return v instanceof Alt && v.options.every((o) => typeof o === "number");
}

/** Sizes of which one is one of several: it is some size there. */
function withSomeSizes(v: Value): Value {
  if (!hasSomeSizes(v)) return v;
  const items = (v as PyTuple | PyList).items.map((x) => (isSomeSize(x) ? someSize(x) : x));
  return v instanceof PyTuple ? new PyTuple(items, v.cls) : new PyList(items);
}

function mapKwargs(kwargs: Kwargs, f: (v: Value) => Value): Kwargs {
  return kwargs.size === 0 ? kwargs : new Map([...kwargs].map(([k, v]) => [k, f(v)]));
}

/** Tells new tensors where they come from. */
export function stamp(interp: Interp, c: OpContext, op: string, node: Node | null, args: readonly Value[], kwargs: Kwargs, result: Value, parameters: readonly (boolean | undefined)[] = []): void {
  if (typeof result !== "object" || result === null) return;
  // An LSTM gives its states as a tuple of their own.
  const items = result instanceof PyTuple ? result.items.flatMap((v) => (v instanceof PyTuple ? v.items : [v])) : [result];
  const results = items.filter((v): v is Tensor => v instanceof Tensor);
  for (const t of results) {
    if (t.from === null && t.inputName === null && !t.isParameter) {
      t.from = { op, node, site: interp.site, recorded: interp.recording, module: interp.activeModule, inputs: c.subjects, formula: c.formulaLines, along: c.along, ...(c.order && { order: c.order }), ...(results.length > 1 && { results }), ...(c.failure && { failed: true }) };
      inheritReach(t, op, c.subjects[0]);
      inheritSum(t, op, args, kwargs);
      if (op !== "_maybe_remove_batch_dim" && t.mapped.length === 0) t.mapped = c.mapped;
      inheritGradient(t, op, args, kwargs, parameters, interp.site?.callee?.module.path?.startsWith("<bundled>") === true);
      noteSaved(t, op, args, kwargs);
    }
  }
}

function tensorsIn(args: readonly Value[], kwargs: Kwargs): Tensor[] {
  const out: Tensor[] = [];
  for (const a of args) collectTensors(a, out);
  for (const a of kwargs.values()) collectTensors(a, out);
  return out;
}

function collectTensors(v: Value, out: Tensor[]): void {
  if (v instanceof Tensor) out.push(v);
  else for (const x of sequence(v) ?? []) if (x instanceof Tensor && out.length < 8) out.push(x);
}

// ---------------------------------------------------------------- layers

export interface ModuleDef {
  /** `Conv2d` */
  readonly name: string;
  /** Where PyTorch defines it: `torch.nn.modules.conv`; it is also `torch.nn.<name>` unless `hidden`. */
  readonly module: string;
  /** Name of the base layer class; default `Module`. */
  readonly base?: string;
  readonly hidden?: boolean;
  /** Constructor's parameters without self. */
  readonly init: string;
  /** Checks and attributes at construction. */
  readonly construct: (c: OpContext, self: ModuleBuilder, a: Args) => void;
  /** forward's parameters without self; absent: inherited. */
  readonly inputs?: string;
  readonly forward?: (c: OpContext, self: ModuleBuilder, a: Args) => Value;
  readonly doc?: string;
  /** Multiply-adds of one call, from the first input, the result, and all inputs. */
  readonly macs?: (self: ModuleBuilder, input: Tensor, output: Value, inputs: readonly Value[]) => Dim | null;
  /** Other methods: `forward`-like native functions by name. */
  readonly methods?: Readonly<Record<string, { readonly signature: string; readonly run: (c: OpContext, self: ModuleBuilder, a: Args) => Value }>>;
}

/** A layer under construction or in use: its attributes, parameters, buffers and submodules by name. */
export class ModuleBuilder {
  readonly c: OpContext;
  readonly self: Instance;
  constructor(c: OpContext, self: Instance) {
    this.c = c;
    this.self = self;
  }
  set(attributes: Readonly<Record<string, Value>>): void {
    for (const [k, v] of Object.entries(attributes)) this.self.attrs.set(k, v);
  }
  /** Registers a parameter; null shape: registers None. */
  parameter(name: string, shape: readonly Dim[] | null, type: DType = floatDefault()): void {
    const t = shape === null ? null : new Tensor(shape, type, { isParameter: true, requiresGrad: true });
    if (t) t.owner = { module: this.self, name };
    if (t && this.c.type === "open") t.hasUnsureType = true;
    this.registry("_parameters").set(name, t);
  }
  buffer(name: string, shape: readonly Dim[] | null, type: DType = floatDefault(), persistent = true): void {
    const t = shape === null ? null : new Tensor(shape, type, { requiresGrad: false });
    if (t) t.owner = { module: this.self, name };
    this.registry("_buffers").set(name, t);
    if (!persistent) {
      const set = this.self.attrs.get("_non_persistent_buffers_set");
      if (set && typeof set === "object" && "add" in set) (set as { add(v: Value): void }).add(name);
    }
  }
  submodule(name: string, module: Value): void {
    this.registry("_modules").set(name, module);
  }
  private registry(name: string): PyDict {
    const d = this.self.attrs.get(name);
    if (d instanceof PyDict) return d;
    return this.c.giveUp("cannot assign to a module before Module.__init__() call");
  }
  /** An attribute as Python would read it (parameters, buffers and submodules included). */
  get(name: string): Value {
    return this.c.interp.getattr(this.self, name, this.c.node);
  }
  tensor(name: string): Tensor | null {
    const v = this.get(name);
    if (v instanceof Tensor) return v;
    if (v === null) return null;
    throw new GiveUp(v instanceof Unknown ? v : new Unknown(`${name} is not a tensor`, this.c.node));
  }
  int(name: string): Dim {
    return asDim(this.c.interp, this.get(name)) ?? this.c.giveUp(`${name} is not an int`);
  }
  ints(name: string): readonly Dim[] {
    const v = this.get(name);
    const items = sequence(v);
    if (!items) return [this.int(name)];
    return items.map((x) => asDim(this.c.interp, x) ?? this.c.giveUp(`${name} is not a tuple of ints`));
  }
  bool(name: string): boolean {
    const v = this.get(name);
    return typeof v === "boolean" ? v : (this.c.interp.truth(v) ?? this.c.giveUp(`${name} is not known`));
  }
  get training(): boolean {
    return this.bool("training");
  }
}

/** Attribute of a module of which some attributes or submodules are not known: why. */
export const OPEN = "__open__";

export const moduleClasses: Map<string, ClassValue> = new Map();

/** Defines a layer class. Its base must be defined before it. */
export function defineModule(def: ModuleDef): void {
  modules.set(def.name, def);
  const base = moduleClasses.get(def.base ?? "Module");
  if (!base) throw new Error(`${def.name}: base class ${def.base} is not defined`);
  const cls = new ClassValue(def.name, [base], null, def.module);
  moduleClasses.set(def.name, cls);
  const method = (name: string, signatureText: string, run: (c: OpContext, self: ModuleBuilder, a: Args) => Value | void): void => {
    let signature: Signature | undefined;
    const fn = new NativeFunction(name, (interp, args, kwargs, node) => {
      signature ??= { name: `${def.name}.${name}`, qualified: sharedName(def.name, name), parameters: parseParameters(signatureText), python: true, bound: true };
      return invokeMethod(interp, def, signature, run, args, kwargs, node);
    });
    fn.parameters = () => parseParameters(signatureText);
    cls.attrs.map.set(name, fn);
  };
  method("__init__", def.init, (c, self, a) => {
    if (!begun.has(self.self)) initialise(c.interp, self.self, c.node);
    def.construct(c, self, a);
    return null;
  });
  if (def.forward) method("forward", def.inputs ?? "input", def.forward);
  for (const [name, m] of Object.entries(def.methods ?? {})) method(name, m.signature, m.run);
  registry.set(`${def.module}.${def.name}`, cls);
  if (!def.hidden) registry.set(`torch.nn.${def.name}`, cls);
}

/** What messages call a layer's method that it shares with others. */
function sharedName(layer: string, method: string): string | undefined {
  return Object.entries(SHARED_METHODS).find(([name, layers]) => name.endsWith(`.${method}`) && layers.split(" ").includes(layer))?.[0];
}

/** Whether a layer's parameters require gradients; not known of what is within its sublayers. */
function gradientsOfLayer(self: Instance): readonly (boolean | undefined)[] {
  const own = self.attrs.get("_parameters");
  const sublayers = self.attrs.get("_modules");
  const parameters = own instanceof PyDict ? Array.from(own.entries.values(), (e) => (e.value instanceof Tensor ? requiresGradient(e.value) : e.value === null ? false : undefined)) : [undefined];
  return sublayers instanceof PyDict && sublayers.entries.size === 0 ? parameters : [...parameters, undefined];
}

interface SomeSize {
  readonly split: Alt;
  readonly size: Dim;
}

/** The sizes that stand for one of several, by the fork where it is decided which. */
const sizes = new WeakMap<object, SomeSize[]>();

/** A size that is one of several: the same wherever the value is used, and as much more where as much was added to it on every way. */
function someSize(split: Alt): Value {
  const known = sizes.get(split.fork) ?? [];
  sizes.set(split.fork, known);
  for (const other of known) {
    const more = moreThan(split, other.split);
    if (more !== null) return fromDim(add(other.size, more));
  }
  const size = symbol({ name: "?", min: Math.min(...split.options.map(leastOf)), anonymous: true });
  known.push({ split, size });
  return fromDim(size);
}

function leastOf(v: Value): number {
  return typeof v === "number" ? v : Number.NEGATIVE_INFINITY;
}

/** By how much one of several sizes is more than another, whichever they are; null: it depends. */
function moreThan(a: Alt, b: Alt): number | null {
  if (a === b) return 0;
  if (a.options.length !== b.options.length) return null;
  const by = new Set<Dim | undefined>();
  for (const [i, option] of a.options.entries()) {
    const at = b.ways.findIndex((ways) => ways.size === a.ways[i]?.size && [...ways].every((way) => a.ways[i]?.has(way)));
    const [x, y] = [dimOfSize(option), dimOfSize(b.options[at] ?? null)];
    by.add(x === undefined || y === undefined ? undefined : sub(x, y));
  }
  const [more] = by;
  return by.size === 1 && typeof more === "number" ? more : null;
}

function dimOfSize(v: Value): Dim | undefined {
  return typeof v === "number" ? v : v instanceof SymInt ? v.dim : undefined;
}

/** Layers whose `Module.__init__` has run, while they are made with one of several values. */
const begun = new WeakSet<Instance>();

function initialise(interp: Interp, self: Instance, node: Node | null): void {
  const init = moduleClasses.get("Module")?.attrs.get("__init__");
  if (init) interp.call(init, [self], new Map(), node);
}

function invokeMethod(interp: Interp, def: ModuleDef, signature: Signature, run: (c: OpContext, self: ModuleBuilder, a: Args) => Value | void, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value {
  const [self, ...rest] = args;
  const open = takeOpenKeywords(interp);
  if (open) {
    const named = signature.name.endsWith(".__init__") ? withOpenKeywords(signature, rest, kwargs, open, node) : null;
    if (named) return invokeMethod(interp, def, signature, run, args, named, node);
    if (self instanceof Instance && signature.name.endsWith(".__init__")) {
      initialise(interp, self, node);
      self.attrs.set(OPEN, open);
    }
    return open.anew();
  }
  if (self instanceof Unknown) return new Unknown(self.reason, self.where ?? node);
  if (self instanceof Alt) return interp.forkOver(self, (o) => invokeMethod(interp, def, signature, run, [o, ...rest], kwargs, node));
  if (!(self instanceof Instance)) throw interp.failure("TypeError", `${signature.name}() needs a ${def.name}`, node, {});
  const isInit = signature.name.endsWith(".__init__");
  const begins = isInit && !begun.has(self);
  if (isInit && (rest.some((v, i) => isOpenSwitch(signature.parameters[i]?.name, v)) || [...kwargs].some(([name, v]) => isOpenSwitch(name, v)))) {
    const either = new Alt([true, false]);
    const decided = (name: string | undefined, v: Value): Value => (isOpenSwitch(name, v) ? either : v);
    return invokeMethod(interp, def, signature, run, [self, ...rest.map((v, i) => decided(signature.parameters[i]?.name, v))], new Map([...kwargs].map(([k, v]) => [k, decided(k, v)])), node);
  }
  const split = findAlt(rest, kwargs);
  if (split && begins && split.options.every((o) => typeof o === "number" || o instanceof SymInt)) {
    // A size that is one of several is some size: the same wherever the value is used, where alternatives would meet in every combination.
    const size = someSize(split);
    return invokeMethod(interp, def, signature, run, [self, ...rest.map((a) => (a === split ? size : a))], mapKwargs(kwargs, (a) => (a === split ? size : a)), node);
  }
  if (split) {
    // One layer with one table of parameters, whichever of the values it is made with.
    if (begins) {
      initialise(interp, self, node);
      begun.add(self);
    }
    try {
      return interp.forkOver(split, (v) => invokeMethod(interp, def, signature, run, [self, ...rest.map((a) => (a === split ? v : a))], mapKwargs(kwargs, (a) => (a === split ? v : a)), node));
    } finally {
      if (begins) begun.delete(self);
    }
  }
  const c = new OpContext(interp, def.name, node, signature);
  c.subjects = tensorsIn(rest, kwargs);
  const result = interp.guard(c, () => underOpenArguments(c, signature, isInit ? null : self, rest, kwargs, () => underUnsureTypes(c, self, () => run(c, new ModuleBuilder(c, self), bind(c, signature, rest, kwargs)) ?? null)));
  markUnsureTypes(c, self, result);
  if (isInit && c.failure === null) {
    rest.forEach((v, i) => noteSize(interp, signature.parameters[i]?.name, v));
    kwargs.forEach((v, name) => noteSize(interp, name, v));
  }
  // A layer whose construction could not be followed has attributes that we do not know.
  if (signature.name.endsWith(".__init__") && result instanceof Unknown) self.attrs.set(OPEN, result);
  if (signature.name.endsWith(".forward")) stamp(interp, c, def.name, node, rest, kwargs, result, gradientsOfLayer(self));
  return result;
}

export { PyList, PyRaise };
