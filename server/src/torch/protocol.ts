/** How tensors take part in Python: their class, attributes, items, iteration and truth; and nn.Parameter, nn.Buffer. */
import { isConst, print } from "../dims/index.ts";
import { someFloat } from "../python/builtins/symbolic.ts";
import { objectClass } from "../python/builtins/types.ts";
import { type Interp, fromDim } from "../python/interp.ts";
import { type NativeCall, type Value, Alt, BoundMethod, ClassValue, Instance, Namespace, type Kwargs, NO_KWARGS, ELLIPSIS, PySlice, NativeFunction, PyComplex, PyDict, PyFloat, PyIterator, PyList, PyRange, PySet, PyTuple, SomeComplex, SymBool, SymFloat, SymInt, Unbounded, Unknown } from "../python/values.ts";
import { NdArray } from "../python/stdlib/numpy/array.ts";
import type { Node } from "../syntax/ast.ts";
import { asDim } from "./args.ts";
import { floatDefault } from "./defaultType.ts";
import { defineValue, tensorMethods, tensorProperties } from "./define.ts";
import { type DType, DType as DTypeObject, FLOAT32, INT64, dtype } from "./dtype.ts";
import { inheritGradient, isLeaf, noteWrite, refusedWrite, requiresGradient } from "./gradient.ts";
import { TORCH_NAMES } from "./names.ts";
import { parseSignatures } from "./native.ts";
import { invalidCombination } from "./nativeErrors.ts";
import { OpContext, sizes } from "./op.ts";
import { LEAVES_ONLY, requiresGrad, setRequiresGrad } from "./ops/autograd.ts";
import { itemOf, legacyType } from "./ops/conversion.ts";
import { deviceArgument } from "./ops/options.ts";
import { getItem, setItem } from "./ops/indexing.ts";
import { sizeClass } from "./ops/size.ts";
import { truthOf } from "./ops/tensorAttributes.ts";
import { tensorOf } from "./ops/tensorData.ts";
import { unbind } from "./ops/split.ts";
import { inheritReach } from "./reach.ts";
import { memoryOf, noteInPlace, noteSaved, setHasGrad } from "./savedValues.ts";
import { ShapeVar, Tensor } from "./tensor.ts";

export const tensorClass = new ClassValue("Tensor", [objectClass], null, "torch");
export const parameterClass = new ClassValue("Parameter", [tensorClass], null, "torch.nn.parameter");
export const bufferClass = new ClassValue("Buffer", [tensorClass], null, "torch.nn.parameter");
export const uninitializedParameterClass = new ClassValue("UninitializedParameter", [parameterClass], null, "torch.nn.parameter");
export const uninitializedBufferClass = new ClassValue("UninitializedBuffer", [bufferClass], null, "torch.nn.parameter");

defineValue("torch.Tensor", tensorClass);
defineValue("torch._tensor.Tensor", tensorClass);
for (const cls of [parameterClass, bufferClass, uninitializedParameterClass, uninitializedBufferClass]) defineValue(`torch.nn.parameter.${cls.name}`, cls);
defineValue("torch.nn.Parameter", parameterClass);
defineValue("torch.nn.Buffer", bufferClass);
defineValue("torch.nn.UninitializedParameter", uninitializedParameterClass);
defineValue("torch.nn.UninitializedBuffer", uninitializedBufferClass);

/** Runs something that raises or gives up as an operator does, noted under a name. */
function guarded(interp: Interp, name: string, node: Node | null, run: (c: OpContext) => Value): Value {
  const c = new OpContext(interp, name, node, null);
  return interp.guard(c, () => run(c));
}

/** Tells a new tensor where it comes from. */
function comesFrom(interp: Interp, result: Value, op: string, node: Node | null, inputs: readonly Tensor[]): Value {
  const tensors = result instanceof PyTuple ? result.items : result instanceof PyList && result.unbounded ? [result.unbounded.item] : [result];
  for (const t of tensors) {
    if (t instanceof Tensor && t.from === null && t.inputName === null && !t.isParameter && !inputs.includes(t)) {
      t.from = { op, node, site: interp.site, recorded: interp.recording, module: interp.activeModule, inputs, formula: null, along: null };
      inheritReach(t, op, inputs[0]);
      if (t.mapped.length === 0) t.mapped = inputs[0]?.mapped ?? [];
      inheritGradient(t, op, inputs, NO_KWARGS);
      noteSaved(t, op, inputs, NO_KWARGS);
    }
  }
  return result;
}

// ---------------------------------------------------------------- class and attributes

Tensor.prototype.pyClass = function pyClass(this: Tensor): ClassValue {
  if (this.cls) return this.cls;
  if (!this.isParameter) return tensorClass;
  return this.shape === null && this.shapeVar !== null ? uninitializedParameterClass : parameterClass;
};

let methodNames: ReadonlySet<string> | null = null;

/** Whether PyTorch's tensors have it. */
function isMember(name: string): boolean {
  methodNames ??= new Set((TORCH_NAMES.Tensor ?? "").split(" "));
  return methodNames.has(name);
}

Tensor.prototype.pyGetattr = function pyGetattr(this: Tensor, interp: Interp, name: string): Value | undefined {
  if (this.cls && definedByUser(this.cls, name)) return undefined;
  const own = name === "grad" ? undefined : this.attrs?.get(name);
  if (own !== undefined) return own;
  const property = tensorProperties.get(name);
  if (property) {
    const v = property(interp, this);
    return name === "shape" || v === this ? v : comesFrom(interp, v, name, null, [this]);
  }
  const method = tensorMethods.get(name);
  if (method) return new BoundMethod(this, method);
  const special = SPECIAL.get(name);
  if (special) return new BoundMethod(this, special);
  if (name === "__class__") return this.pyClass?.(interp);
  if (name === "__dict__") return PyDict.of([...(this.attrs?.entries() ?? [])]);
  // It may have been distributed by a function that we do not see through: `fully_shard(model)`.
  if (DISTRIBUTED.has(name)) return new Unknown(`'${name}' of a distributed tensor`);
  if (!isMember(name) || name.startsWith("__")) return undefined;
  const path = `Tensor.${name}`;
  interp.trace.unmodelled.set(path, (interp.trace.unmodelled.get(path) ?? 0) + 1);
  return new Unknown(`${path} is not modelled`);
};

const DISTRIBUTED: ReadonlySet<string> = new Set(["device_mesh", "placements", "full_tensor", "to_local", "redistribute"]);

/** Whether a subclass written in Python defines the name. */
function definedByUser(cls: ClassValue, name: string): boolean {
  return cls.mro.some((c) => c.node !== null && c.attrs.has(name));
}

Tensor.prototype.pySetattr = function pySetattr(this: Tensor, interp: Interp, name: string, value: Value, node: Node | null): boolean {
  switch (name) {
    case "data":
      if (value instanceof Tensor) {
        if (value.dtype.category < 2 && requiresGrad(this) === true) throw interp.raise("RuntimeError", "data set to a tensor that requires gradients must be floating point or complex dtype", node, { rule: "dtype", law: () => `.data: the tensor requires gradients, and ${value.dtype.name} has none`, subjects: [value] });
        this.become(value);
        return true;
      }
      this.forgetData();
      return true;
    case "requires_grad":
      if (interp.truth(value) === true && this.dtype.category < 2) throw interp.raise("RuntimeError", "only Tensors of floating point dtype can require gradients", node, { rule: "dtype" });
      if (interp.truth(value) === false && requiresGradient(this) && isLeaf(this) === false) throw interp.raise("RuntimeError", LEAVES_ONLY, node, { rule: "backward-scalar", law: () => "only a tensor that is no result can be told to need no gradient: detach() it" });
      setRequiresGrad(this, interp.truth(value));
      return true;
  }
  if (name !== "grad" && name !== "names" && tensorProperties.has(name) && isMember(name)) {
    throw interp.raise("AttributeError", `attribute '${name}' of 'torch._C.TensorBase' objects is not writable`, node, { rule: "unknown-attribute" });
  }
  if (name === "grad") setHasGrad(this, false);
  this.attrs ??= new Namespace();
  this.attrs.set(name, value);
  return true;
};

// ---------------------------------------------------------------- items

Tensor.prototype.pyGetitem = function pyGetitem(this: Tensor, interp: Interp, key: Value, node: Node | null): Value {
  const split = alternative(key);
  if (split) return interp.forkOver(split, (v) => this.pyGetitem?.(interp, replaced(key, split, v), node) ?? null);
  const item = comesFrom(interp, guarded(interp, "index", node, (c) => getItem(c, this, key)), "index", node, [this]);
  if (item instanceof Tensor && item !== this && isBasic(key)) item.memory = memoryOf(this);
  return item;
};

Tensor.prototype.pySetitem = function pySetitem(this: Tensor, interp: Interp, key: Value, value: Value, node: Node | null): boolean {
  const split = alternative(key);
  if (split || value instanceof Alt || value instanceof Unknown) {
    this.forgetData();
    noteWrite(this, [value]);
    noteInPlace(this, "index_put_", [value]);
    return true;
  }
  guarded(interp, "index assignment", node, (c) => {
    const refused = refusedWrite(this);
    c.check(refused === null, "RuntimeError", () => (writesToView(key) ? `a view of ${refused}` : (refused ?? "")), { rule: "leaf-in-place", law: () => "a tensor that requires gradients is changed in place: do it under torch.no_grad(), or on its .data", subjects: [this] });
    setItem(c, this, key, value);
    return null;
  });
  noteWrite(this, [value]);
  noteInPlace(this, "index_put_", [value]);
  this.forgetData();
  return true;
};

/** Whether an assignment goes to a view of the tensor: no part of the subscript is a mask or a tensor of indices, and some part takes less than all. */
function writesToView(key: Value): boolean {
  const parts = key instanceof PyTuple ? key.items : [key];
  const isWhole = (v: Value): boolean => v === ELLIPSIS || (v instanceof PySlice && v.start === null && v.stop === null && v.step === null);
  return isBasic(key) && !parts.every(isWhole);
}

/** Whether a subscript takes a view: no part of it is a mask or a tensor of indices. */
function isBasic(key: Value): boolean {
  const parts = key instanceof PyTuple ? key.items : [key];
  return parts.every((v) => v === null || typeof v === "number" || v instanceof SymInt || v instanceof PySlice || v === ELLIPSIS);
}

/** The first part of a subscript that has several possible values. */
function alternative(key: Value): Alt | null {
  if (key instanceof Alt) return key;
  return key instanceof PyTuple ? ((key.items.find((v) => v instanceof Alt) as Alt | undefined) ?? null) : null;
}

function replaced(key: Value, old: Alt, by: Value): Value {
  return key instanceof PyTuple ? new PyTuple(key.items.map((v) => (v === old ? by : v)), key.cls) : by;
}

Tensor.prototype.pyLen = function pyLen(this: Tensor, interp: Interp, node: Node | null): Value {
  if (this.shape === null) return this.shapeVar ? fromDim(this.shapeVar.sizeAt(0)) : new Unknown("the length of a tensor", node);
  const [first] = interp.simplifyShape(this.shape);
  if (first === undefined) throw interp.raise("TypeError", "len() of a 0-d tensor", node, { rule: "rank", subjects: [this] });
  return fromDim(first);
};

Tensor.prototype.pyIterate = function pyIterate(this: Tensor, interp: Interp, node: Node | null): readonly Value[] | Unbounded {
  if (this.shape?.length === 0) throw interp.raise("TypeError", "iteration over a 0-d tensor", node, { rule: "rank", subjects: [this] });
  const items = comesFrom(interp, guarded(interp, "unbind", node, (c) => unbind(c, this, 0)), "unbind", node, [this]);
  if (items instanceof PyTuple) return items.items;
  if (items instanceof PyList && items.unbounded) return items.unbounded;
  return new Unbounded(items instanceof Unknown ? items : new Unknown("an item of a tensor", node), "a tensor whose rank is not known");
};

Tensor.prototype.pyTruth = function pyTruth(this: Tensor, interp: Interp, node: Node | null): Value {
  return guarded(interp, "bool", node, (c) => truthOf(c, this));
};

Tensor.prototype.pyContains = function pyContains(this: Tensor, interp: Interp, item: Value, node: Node | null): Value {
  const isNumber = item instanceof Tensor || typeof item === "number" || typeof item === "boolean" || item instanceof PyFloat || item instanceof SymInt || item instanceof SymFloat || item instanceof Unknown;
  if (!isNumber) throw interp.raise("RuntimeError", `Tensor.__contains__ only supports Tensor or scalar, but you passed in a <class '${interp.typeName(item)}'>.`, node, { rule: "operand-type" });
  return typeof item === "number" && this.data ? this.data.includes(item) : new Unknown("the elements of a tensor are not known", node);
};

Tensor.prototype.pyRepr = function pyRepr(this: Tensor, interp: Interp): string {
  const shape = this.shape ? sizes(interp.simplifyShape(this.shape)) : "[…]";
  const x = this.shape?.length === 0 ? this.data?.[0] : undefined;
  return x === undefined ? `tensor(…, size=${shape})` : `tensor(${String(x)})`;
};

/** Two tensors stand for the same if their shapes, types and layouts are the same and neither is known to be something of its own. */
/** `copy.deepcopy` of a module gives it parameters of its own; one that has no shape yet gets it by itself. */
Tensor.prototype.pyCopy = function pyCopy(this: Tensor): Tensor {
  const open = this.shape === null ? this.shapeVar : null;
  const made = new Tensor(open && this.isParameter ? new ShapeVar(open.name) : this.shapeOrVar, this.dtype, { strides: this.strides, device: this.device, data: this.data, isParameter: this.isParameter, requiresGrad: this.requiresGrad, cls: this.cls });
  if (this.attrs) {
    made.attrs = new Namespace();
    for (const [name, value] of this.attrs.entries()) made.attrs.map.set(name, value);
  }
  made.owner = this.owner;
  made.from = this.from;
  made.hasHistory = this.hasHistory;
  return made;
};

Tensor.prototype.sameAs = function sameAs(this: Tensor, other): boolean {
  if (!(other instanceof Tensor) || other.dtype !== this.dtype || other.isParameter || this.isParameter || other.cls !== this.cls || other.requiresGrad !== this.requiresGrad) return false;
  const sameShape = this.shape && other.shape ? sameDims(this.shape, other.shape) : this.shape === other.shape && this.shapeVar === other.shapeVar;
  if (!sameShape) return false;
  const sameStrides = this.strides === other.strides || (this.strides && other.strides && sameDims(this.strides, other.strides));
  const same = Boolean(sameStrides) && (this.data === other.data || (this.data !== null && other.data !== null && this.data.length === other.data.length && this.data.every((x, i) => x === other.data?.[i])));
  // Where ways meet it is kept for both: what autograd's graph reaches from it is not certain any more.
  if (same && this !== other && this.requiresGrad !== false) this.standsIn = true;
  return same;
};

function sameDims(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

// ---------------------------------------------------------------- special methods

const ONE_ELEMENT = "only one element tensors can be converted to Python scalars";
const SPECIAL = new Map<string, NativeFunction>();

function special(name: string, run: (interp: Interp, self: Tensor, args: readonly Value[], node: Node | null) => Value): void {
  SPECIAL.set(name, new NativeFunction(name, (interp, [self, ...args], _kwargs, node) => (self instanceof Tensor ? run(interp, self, args, node) : new Unknown(`${name} of what is not a tensor`, node))));
}

function notReal(name: string): string {
  return `value cannot be converted to type ${name === "int" ? "int64_t" : "double"} without overflow`;
}

/** Whether the elements are drawn from all numbers, so that the imaginary part of none is 0. */
function isDrawn(t: Tensor): boolean {
  let at: Tensor | undefined = t;
  while (at?.from && /^(expand|view|reshape|squeeze|unsqueeze|transpose|permute|flatten)$/.test(at.from.op)) [at] = at.from.inputs;
  return at?.from != null && /^(rand|randn)$/.test(at.from.op);
}

/** The one element, converted by a builtin class. */
function scalar(interp: Interp, self: Tensor, name: string, node: Node | null): Value {
  const item = guarded(interp, name, node, (c) => itemOf(c, self, "ValueError", ONE_ELEMENT));
  if (item instanceof SomeComplex && name !== "complex" && isDrawn(self)) throw interp.raise("RuntimeError", notReal(name), node, { rule: "argument-type", subjects: [self] });
  if (item instanceof SomeComplex && name !== "complex") return interp.call(interp.builtins.get(name) ?? null, [someFloat()], new Map(), node);
  if (item instanceof Unknown) return item;
  if (item instanceof PyComplex && item.im !== 0 && name !== "complex") {
    throw interp.raise("RuntimeError", notReal(name), node, { rule: "argument-type", subjects: [self] });
  }
  const real = item instanceof PyComplex && name !== "complex" ? new PyFloat(item.re) : item;
  return interp.call(interp.builtins.get(name) ?? null, [real], new Map(), node);
}

special("__int__", (interp, self, _args, node) => scalar(interp, self, "int", node));
special("__float__", (interp, self, _args, node) => scalar(interp, self, "float", node));
special("__complex__", (interp, self, _args, node) => scalar(interp, self, "complex", node));
special("__bool__", (interp, self, _args, node) => self.pyTruth?.(interp, node) ?? null);
special("__index__", (interp, self, _args, node) => {
  const several = self.shape?.some((d) => isConst(d) && d !== 1) === true;
  if (several || self.dtype.category > 1) throw interp.raise("TypeError", "only integer tensors of a single element can be converted to an index", node, { rule: "argument-type" });
  return guarded(interp, "index", node, (c) => itemOf(c, self));
});
special("__len__", (interp, self, _args, node) => self.pyLen?.(interp, node) ?? null);
special("__getitem__", (interp, self, [key = null], node) => self.pyGetitem?.(interp, key, node) ?? null);
special("__setitem__", (interp, self, [key = null, value = null], node) => {
  self.pySetitem?.(interp, key, value, node);
  return null;
});
special("__delitem__", (interp, _self, _args, node) => {
  throw interp.raise("TypeError", "Tensor does not support deleting items", node, { rule: "operand-type" });
});
special("__iter__", (interp, self, _args, node) => new PyIterator(self.pyIterate?.(interp, node) ?? []));
special("__contains__", (interp, self, [item = null], node) => self.pyContains?.(interp, item, node) ?? null);
special("__reversed__", (interp, self, _args, node) => (self.shape?.length === 0 ? self : interp.callPath("torch.flip", [self, new PyTuple([0])], new Map(), node)));
/** Python 2's names of the same. */
for (const [old, now] of [["__div__", "__truediv__"], ["__rdiv__", "__rtruediv__"], ["__idiv__", "__itruediv__"], ["__long__", "__int__"], ["__nonzero__", "__bool__"]] as const) {
  special(old, (interp, self, args, node) => interp.callMethod(self, now, args, node));
}
special("__hash__", (_interp, _self, _args, node) => new Unknown("the hash of a tensor", node));
special("__repr__", (interp, self) => self.pyRepr?.(interp) ?? "");
special("__str__", (interp, self) => self.pyRepr?.(interp) ?? "");
special("__format__", (interp, self) => self.pyRepr?.(interp) ?? "");
special("__deepcopy__", (_interp, self) => copyOf(self));
special("__copy__", (_interp, self) => copyOf(self));
special("__array__", (interp, self, _args, node) => interp.call(tensorMethods.get("numpy") ?? null, [self], new Map(), node));
special("as_subclass", (_interp, self, [cls]) => {
  const out = aliasWith(self, cls instanceof ClassValue ? cls : null);
  return out;
});

/** Another tensor with all that is known of this one. */
function copyOf(t: Tensor): Tensor {
  const out = new Tensor(t.shapeOrVar, t.dtype, { strides: t.strides, device: t.device, data: t.data, isParameter: t.isParameter, requiresGrad: t.requiresGrad, cls: t.cls });
  out.from = t.from;
  out.hasHistory = t.hasHistory;
  return out;
}

function aliasWith(t: Tensor, cls: ClassValue | null): Tensor {
  const out = new Tensor(t.shapeOrVar, t.dtype, { strides: t.strides, device: t.device, data: t.data, cls: cls === tensorClass ? null : cls });
  if (t.hasKnownElements) out.shareMemory(t);
  return out;
}

// ---------------------------------------------------------------- construction

/** `torch.Tensor(2, 3)`, `torch.LongTensor([1, 2])`: sizes or data. */
function legacyNew(c: OpContext, type: DType, given: readonly Value[], kwargs: Kwargs, place: string): Value {
  const args = given.length > 0 ? given : named(c, kwargs);
  const device = deviceArgument(c, kwargs.get("device") ?? null) ?? place;
  const [first] = args;
  if (first === undefined) return new Tensor([0], type, { device });
  if (first instanceof Unknown || first instanceof Alt) return c.giveUp("whether sizes or elements are given is not known");
  if (args.length === 1 && first instanceof Tensor && !(first.shape?.length === 0 && first.dtype.category === 1)) return aliasWith(first, null);
  const dims = args.length === 1 && first instanceof PyTuple && first.cls === sizeClass ? first.items : args;
  const sizesGiven = dims.map((v) => (v instanceof PyFloat ? undefined : asDim(c.interp, v)));
  if (typeof first === "boolean") return args.length > 1 ? noSizes(c, args) : c.fail("TypeError", "new(): data must be a sequence (got bool)", { rule: "argument-type" });
  if (sizesGiven.every((d) => d !== undefined)) {
    const negative = sizesGiven.find((d) => isConst(d) && d < 0);
    if (negative !== undefined) c.fail("RuntimeError", `Trying to create tensor with negative dimension ${print(negative)}: ${sizes(sizesGiven)}`, { rule: "argument-value" });
    return new Tensor(sizesGiven, type, { device });
  }
  if (args.length > 1) return noSizes(c, args);
  if (first instanceof PyList || first instanceof PyTuple || first instanceof PyRange || first instanceof NdArray) return tensorOf(c, first, type, device);
  if (first instanceof PyFloat || typeof first === "string" || first === null || first instanceof PyDict || first instanceof PySet || first instanceof PyIterator) {
    c.fail("TypeError", typeof first === "string" ? "new(): invalid data type 'str'" : `new(): data must be a sequence (got ${c.interp.typeName(first)})`, { rule: "argument-type" });
  }
  return c.giveUp("the elements are not known");
}

/** What is given by name: `size=(2, 3)`, `data=[1.0]`, `other=t`. */
function named(c: OpContext, kwargs: Kwargs): readonly Value[] {
  const size = kwargs.get("size");
  if (size instanceof PyTuple || (size instanceof PyList && !size.unbounded)) return size.items;
  if (size !== undefined) return c.giveUp("a size that is not known");
  const elements = kwargs.get("data") ?? kwargs.get("other");
  return elements === undefined ? [] : [elements];
}

const CONSTRUCTORS = "new(*, Device device=None)|new(Storage storage)|new(Tensor other)|new(SymIntArrayRef size, *, Device device=None)|new(PyObject* data, *, Device device=None)";

/** Several arguments that are not all sizes: the parser looks at the first, the others are met when the sizes are unpacked. */
function noSizes(c: OpContext, args: readonly Value[]): Value {
  if (args.some((v) => v instanceof Unknown || v instanceof Alt || v instanceof Instance)) return c.giveUp("sizes that are not known");
  const isSize = (v: Value): boolean => !(v instanceof PyFloat) && asDim(c.interp, v) !== undefined;
  const [first = null, second = null] = args;
  // A sparse tensor is made anew of indices and values.
  if (first instanceof Tensor && first.dtype === INT64 && second instanceof Tensor) return c.giveUp("whether the tensor is sparse is not known");
  const wrong = args.findIndex((v) => !isSize(v));
  if (!isSize(first) || typeof first === "boolean") c.fail("TypeError", invalidCombination(c.interp, "new", parseSignatures("new", CONSTRUCTORS), args, NO_KWARGS), { rule: "argument-type" });
  return c.fail("TypeError", `new(): argument 'size' failed to unpack the object at pos ${wrong + 1} with error "type must be tuple of ints,but got ${c.interp.typeName(args[wrong] ?? null)}"`, { rule: "argument-type" });
}

tensorClass.construct = (interp, cls, args, kwargs, node) => {
  const made = guarded(interp, "Tensor", node, (c) => legacyNew(c, floatDefault(), args, kwargs, "cpu"));
  if (!(made instanceof Tensor)) return made;
  if (cls !== tensorClass) made.cls = cls;
  return comesFrom(interp, made, "Tensor", node, []);
};

tensorMethods.set("new", new NativeFunction("new", (interp, [self, ...args], kwargs, node) => {
  if (!(self instanceof Tensor)) return new Unknown("new of what is not a tensor", node);
  return comesFrom(interp, guarded(interp, "new", node, (c) => legacyNew(c, self.dtype, args, kwargs, self.device)), "new", node, []);
}));

/** `torch.FloatTensor` and its kind: classes that tensors of their type are instances of. */
for (const place of ["", "cuda."]) {
  for (const name of ["Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool"]) {
    const type = legacyType(`torch.${name}Tensor`) ?? FLOAT32;
    const cls = new ClassValue(`${name}Tensor`, [objectClass], null, `torch${place ? ".cuda" : ""}`);
    cls.construct = (interp, _cls, args, kwargs, node) => comesFrom(interp, guarded(interp, cls.name, node, (c) => legacyNew(c, type, args, kwargs, place ? "cuda" : "cpu")), cls.name, node, []);
    cls.attrs.map.set("__instancecheck__", new NativeFunction("__instancecheck__", (_interp, [, v]) => v instanceof Tensor && v.dtype === type && v.device.startsWith("cuda") === (place !== "")));
    defineValue(`torch.${place}${cls.name}`, cls);
  }
}

/** Parameters and buffers hold the elements of what they are made of. */
function wrapping(kind: "parameter" | "buffer"): NonNullable<ClassValue["construct"]> {
  const own = kind === "parameter" ? parameterClass : bufferClass;
  return (interp, cls, args, kwargs, node) => {
    const data = args[0] ?? kwargs.get("data") ?? null;
    if (data instanceof Alt) return interp.forkOver(data, (v) => interp.call(cls, [v, ...args.slice(1)], kwargs, node));
    if (data instanceof Unknown) return new Unknown(data.reason, data.where ?? node);
    const t = data === null ? new Tensor([0], FLOAT32) : data;
    if (!(t instanceof Tensor)) throw interp.raise("AttributeError", `'${interp.typeName(t)}' object has no attribute 'detach'`, node, { rule: "argument-type", law: () => `a ${kind} is made of a tensor, got a ${interp.typeName(t)}` });
    const isParameter = kind === "parameter";
    const flag = args[1] ?? kwargs.get("requires_grad") ?? isParameter;
    if (isParameter && !(typeof flag === "boolean" || flag instanceof Unknown || flag instanceof Alt || flag instanceof SymBool)) {
      throw interp.raise("TypeError", `_make_subclass(): argument 'require_grad' (position 3) must be bool, not ${interp.typeName(flag)}`, node, { rule: "argument-type", law: () => `requires_grad is True or False, got a ${interp.typeName(flag)}` });
    }
    const requiresGrad = isParameter && interp.truth(flag);
    if (requiresGrad !== false && t.dtype.category < 2) throw interp.raise("RuntimeError", "Only Tensors of floating point and complex dtype can require gradients", node, { rule: "dtype", law: () => `a parameter of type ${t.dtype.name} needs requires_grad=False` });
    const out = new Tensor(t.shapeOrVar, t.dtype, { strides: t.strides, device: t.device, data: t.data, isParameter, requiresGrad, cls: isParameter && cls === own ? null : cls });
    if (t.hasKnownElements) out.shareMemory(t);
    if (!isParameter) {
      out.attrs = new Namespace();
      out.attrs.set("persistent", kwargs.get("persistent") ?? true);
    }
    return out;
  };
}

parameterClass.construct = wrapping("parameter");
bufferClass.construct = wrapping("buffer");
for (const [cls, isParameter] of [[uninitializedParameterClass, true], [uninitializedBufferClass, false]] as const) {
  cls.construct = (interp, _cls, args, kwargs) => {
    const given = args[isParameter ? 2 : 1] ?? kwargs.get("dtype") ?? null;
    const type = given === null ? floatDefault() : given instanceof DTypeObject ? given : interp.dtypeOf(given);
    return new Tensor(new ShapeVar("parameter"), type instanceof DTypeObject ? type : FLOAT32, { isParameter, requiresGrad: isParameter, cls: isParameter ? null : cls });
  };
}
special("materialize", (interp, self, [shape = null], node) => {
  const items = interp.iterate(shape, node);
  if (Array.isArray(items)) {
    const dims = (items as readonly Value[]).map((v) => asDim(interp, v));
    if (dims.every((d) => d !== undefined)) self.become(new Tensor(dims, self.dtype));
  }
  return null;
});

const makeSubclass: NativeCall = (_interp, [cls, data, flag]) => {
  if (!(data instanceof Tensor) || !(cls instanceof ClassValue)) return new Unknown("a subclass of Tensor");
  const out = aliasWith(data, cls);
  out.isParameter = cls.isSubclassOf(parameterClass);
  if (cls === parameterClass) out.cls = null;
  out.requiresGrad = flag === true;
  return out;
};

// ---------------------------------------------------------------- installation

const PYTHON_TYPES: Readonly<Record<string, DType>> = { float: dtype("float64"), int: dtype("int64"), bool: dtype("bool"), complex: dtype("complex128") };

/** `float` and its kind as data types. */
function pythonType(v: Value): Value {
  return v instanceof ClassValue && v.moduleName === "builtins" ? (PYTHON_TYPES[v.name] ?? null) : null;
}

let complete = false;

/** Lets an interpreter know of tensors; all operators must be defined before. */
export function installTensors(interp: Interp): void {
  interp.dtypeOf = pythonType;
  if (complete) return;
  complete = true;
  const members = tensorClass.attrs.map;
  for (const [name, method] of [...SPECIAL, ...tensorMethods]) if (!members.has(name)) members.set(name, method);
  for (const [name, method] of SPECIAL) if (!tensorMethods.has(name)) tensorMethods.set(name, method);
  members.set("_make_subclass", new NativeFunction("_make_subclass", makeSubclass, true));
}

