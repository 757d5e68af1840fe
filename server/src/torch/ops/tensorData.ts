/** Tensors from nested lists, as `torch.tensor` reads them (torch/csrc/utils/tensor_new.cpp). */
import { NdArray } from "../../python/stdlib/numpy/array.ts";
import { genericClass } from "../../python/stdlib/numpy/dtypes.ts";
import { tensorFromArray } from "./numpyArrays.ts";
import { type Dim, isConst } from "../../dims/index.ts";
import { type Value, Alt, Instance, PyBigInt, PyBytes, PyComplex, PyFloat, PyDict, PyIterator, PyList, PyRange, PySet, PyTuple, SymBool, SymFloat, SymInt, Unknown } from "../../python/values.ts";
import { someNumber } from "../../python/join.ts";
import { floatDefault } from "../defaultType.ts";
import { BOOL, DTYPES, DType, type DTypeName, promoteTypes } from "../dtype.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { cast, numberOf } from "./promotion.ts";
import { elementType, fits } from "./scalars.ts";
import { MOST_ELEMENTS } from "./strided.ts";

const DATA = { rule: "argument-value" };

/** A tensor of the elements of nested lists; a tensor given is copied. `type`: null infers it. */
export function tensorOf(c: OpContext, data: Value, type: DType | null, device: string | null): Tensor {
  if (data instanceof NdArray) return tensorOf(c, tensorFromArray(c, data), type, device);
  if (data instanceof Tensor) {
    const copy = new Tensor(data.shapeOrVar, type ?? data.dtype, { device: device ?? data.device, data: data.data?.map((x) => cast(x, type ?? data.dtype)) ?? null });
    copy.hasUnsureType = type === null && data.hasUnsureType;
    return copy;
  }
  if (typeof data === "string" || data instanceof PyBytes) c.fail("TypeError", `new(): invalid data type '${c.interp.typeName(data)}'`, DATA);
  const reader = new Reader(c);
  const shape = reader.sizes(data);
  const found = type ?? reader.typeOf(data);
  const elements: number[] = [];
  const known = shape.includes(0) || reader.store(data, shape, 0, found, elements);
  return new Tensor(shape, found, { device: device ?? "cpu", data: known && elements.length <= MOST_ELEMENTS ? elements : null });
}

/** An array's rows, as a sequence has them; undefined where nobody knows how many. */
function rowsOf(a: NdArray): readonly NdArray[] | undefined {
  const [length, ...rest] = a.shape;
  if (length === undefined || !isConst(length) || length > MOST_ELEMENTS) return undefined;
  const each = a.data === null ? 0 : a.data.length / Math.max(length, 1);
  return Array.from({ length }, (_, i) => new NdArray(rest, a.type, a.data?.slice(i * each, (i + 1) * each) ?? null));
}

/** Whether a value is a layer that can be read as nothing else. */
function isLayer(v: Value): boolean {
  return v instanceof Instance && v.primitive === undefined && v.cls.mro.some((k) => k.name === "Module" && k.moduleName?.startsWith("torch.nn")) && ["__len__", "__array__", "__float__", "__index__"].every((name) => v.cls.lookup(name) === undefined);
}

/** Whether a value is a number for sure; an array without dimensions is one too. */
function isNumber(v: Value): boolean {
  return v instanceof NdArray ? v.shape.length === 0 : elementType(v) !== undefined;
}

class Reader {
  readonly c: OpContext;
  constructor(c: OpContext) {
    this.c = c;
  }

  /** The items of a list, tuple or range; null for a scalar. */
  private items(v: Value): readonly Value[] | null {
    if (v instanceof PyTuple) return v.items;
    if (v instanceof PyList) return v.unbounded ? [v.unbounded.item] : v.items;
    if (someNumber(v) !== undefined) return null;
    if (v instanceof Unknown) return v.symbol !== null ? null : this.c.giveUp(v.reason);
    if (v instanceof Alt) return v.options.every(isNumber) ? null : this.c.giveUp("an element has several possible values");
    if (v instanceof NdArray) return v.shape.length === 0 ? null : (rowsOf(v) ?? this.c.giveUp("an array of unknown length"));
    if (v instanceof PyRange) {
      const all = this.c.interp.iterate(v, this.c.node);
      return Array.isArray(all) ? all : this.c.giveUp("a range of unknown length");
    }
    if (v instanceof Instance && v.primitive === undefined && v.cls.lookup("__getitem__") !== undefined) return this.c.giveUp(`the elements of a ${v.cls.name}`);
    return null;
  }

  /** The sizes, read off the first item of every level. */
  sizes(v: Value): readonly Dim[] {
    const out: Dim[] = [];
    let at = v;
    for (;;) {
      // A text of no characters is a sequence of no items.
      if (at === "") return [...out, 0];
      if (typeof at === "string" || at instanceof PyBytes) this.c.fail("ValueError", `too many dimensions '${this.c.interp.typeName(at)}'`, DATA);
      const items = this.items(at);
      if (!items) return out;
      out.push(at instanceof PyList && at.unbounded ? (at.unbounded.count ?? this.c.freshDim()) : items.length);
      const [first] = items;
      if (first === undefined) return out;
      at = first;
    }
  }

  typeOf(v: Value): DType {
    if (v instanceof Tensor) return v.dtype;
    if (typeof v === "string" || v instanceof PyBytes) return this.c.fail("TypeError", `new(): invalid data type '${this.c.interp.typeName(v)}'`, DATA);
    const items = this.items(v);
    if (items) {
      if (items.length === 0) return floatDefault();
      let found: DType | null = null;
      for (const x of items) {
        const own: DType = this.typeOf(x);
        found = found ? promoteTypes(found, own) : own;
        if (found.category === 3) return found;
      }
      return found ?? floatDefault();
    }
    if (v instanceof NdArray) return v.type.isUnsure ? this.c.giveUp("a type that is not known") : tensorFromArray(this.c, v).dtype;
    if (v instanceof Alt && someNumber(v) === undefined) {
      const [type, ...others] = v.options.map((o) => this.typeOf(o));
      return type && others.every((t) => t === type) ? type : this.c.giveUp("an element has several possible types");
    }
    if (v instanceof Instance && v.cls.isSubclassOf(genericClass)) return DTYPES.get(v.cls.name as DTypeName) ?? this.c.giveUp(`the type of a ${v.cls.name} as an element`);
    const own = elementType(someNumber(v) ?? v);
    if (own) return own;
    if (v instanceof Unknown) return elementType(0) ?? BOOL;
    // A layer is neither a number nor a sequence.
    if (isLayer(v)) {
      return this.c.fail("RuntimeError", `Could not infer dtype of ${this.c.interp.typeName(v)}`, { rule: "argument-type" });
    }
    if (v instanceof Instance) return this.c.giveUp(`the type of a ${v.cls.name} as an element`);
    return this.c.fail("RuntimeError", `Could not infer dtype of ${this.c.interp.typeName(v)}`, DATA);
  }

  /** Appends the elements; false if one is not known. */
  store(v: Value, shape: readonly Dim[], level: number, type: DType, out: number[]): boolean {
    if (level === shape.length) return this.storeOne(v, type, out);
    const items = v instanceof Tensor ? null : this.items(v);
    if (!items) return this.c.fail("TypeError", "not a sequence", { ...DATA, law: () => `${this.c.op}: lists and numbers are mixed at one level` });
    const want = shape[level] as Dim;
    const open = v instanceof PyList && v.unbounded !== null;
    if (isConst(want) && !open && items.length !== want) {
      this.c.fail("ValueError", `expected sequence of length ${want} at dim ${level} (got ${items.length})`, { ...DATA, law: () => `${this.c.op}: the lists differ in length: ${want} and ${items.length} at dim ${level}` });
    }
    let known = isConst(want) && !open;
    for (const x of items) known = this.store(x, shape, level + 1, type, out) && known;
    return known;
  }

  private storeOne(v: Value, type: DType, out: number[]): boolean {
    if (v instanceof Alt) return false;
    if (v instanceof Tensor) {
      const count = v.shape?.reduce<number | null>((n, d) => (n !== null && isConst(d) ? n * d : null), 1) ?? null;
      if (count !== null && count !== 1) {
        if (type.category <= 1) this.c.fail("TypeError", "only integer tensors of a single element can be converted to an index", DATA);
        this.c.fail("ValueError", "only one element tensors can be converted to Python scalars", DATA);
      }
      if (type.category <= 1 && v.dtype.category >= 2) this.c.fail("TypeError", "only integer tensors of a single element can be converted to an index", DATA);
      if (v.data?.[0] === undefined) return false;
      out.push(cast(v.data[0], type));
      return true;
    }
    if (isLayer(v) || v instanceof PyList || v instanceof PyTuple || v instanceof PyRange || v instanceof PyIterator || v instanceof PySet || v instanceof PyDict || v instanceof DType || typeof v === "string" || v === null) {
      const name = this.c.interp.typeName(v);
      this.c.fail("TypeError", type.category <= 1 ? `'${name}' object cannot be interpreted as an integer` : `must be real number, not ${name}`, DATA);
    }
    if (someNumber(v) !== undefined) return false;
    if (v instanceof SymInt || v instanceof SymFloat || v instanceof SymBool) {
      const x = numberOf(this.c.interp, v);
      if (x === undefined) return false;
      out.push(cast(x, type));
      return true;
    }
    if (v instanceof PyComplex || v instanceof PyBigInt) {
      if (v instanceof PyComplex && type.category > 0 && type.category < 3) this.c.fail("TypeError", type.category === 2 ? "must be real number, not complex" : "'complex' object cannot be interpreted as an integer", DATA);
      if (v instanceof PyBigInt && type.category === 1 && (type.name !== "int64" || BigInt.asIntN(64, v.value) !== v.value)) this.c.fail("ValueError", "Overflow when unpacking long long", DATA);
      return false;
    }
    if (v instanceof NdArray) return v.data?.[0] !== undefined && this.storeOne(v.data[0], type, out);
    const x = numberOf(this.c.interp, v instanceof Instance && v.primitive !== undefined ? v.primitive : v);
    if (x === undefined) return false;
    const isFloat = v instanceof PyFloat;
    if (type.name === "uint64" && isFloat) this.c.fail("TypeError", "an integer is required", DATA);
    // Only whole numbers wrap around in an unsigned type.
    if (type.category === 1 && (!fits(x, type) || (isFloat && x < 0 && type.name.startsWith("uint")))) this.c.fail("RuntimeError", `value cannot be converted to type ${type.name} without overflow`, DATA);
    out.push(cast(x, type));
    return true;
  }
}
