/** numpy's arrays: a shape over dims, a type, and the items where they are few and known. */
import { type Dim, eq, isConst, print, product } from "../../../dims/index.ts";
import type { Node } from "../../../syntax/ast.ts";
import { Stuck, type Call } from "../../builtins/native.ts";
import { dimOf, fromDim } from "../../builtins/numbers.ts";
import { someFloat, someInt } from "../../builtins/symbolic.ts";
import { objectClass } from "../../builtins/types.ts";
import type { Interp } from "../../interp.ts";
import { someNumber } from "../../join.ts";
import { unary } from "../../operators.ts";
import { touch } from "../../trail.ts";
import {
  Alt,
  ClassValue,
  Instance,
  PyIterator,
  PyList,
  PyObject,
  PyRange,
  PyTuple,
  Unbounded,
  Unknown,
  type Value,
} from "../../values.ts";
import {
  bare,
  BOOL,
  convert,
  FLOAT64,
  type NumpyType,
  numpyType,
  promote,
  promoteWeak,
  scalarOf,
  typeOfItem,
} from "./dtypes.ts";
import { assignItems, pick } from "./indexing.ts";

/** Arrays of more items keep their shape only. */
export const MOST_ITEMS = 4096;

export const ndarrayClass = new ClassValue("ndarray", [objectClass], null, "numpy");
ndarrayClass.shownName = "numpy.ndarray";

/** What an array has besides. */
const UNMODELLED: ReadonlySet<string> = new Set(
  "ctypes data device flags imag mT strides byteswap dump dumps getfield newbyteorder partition putmask resize setfield setflags sort tobytes tofile tostring to_device view __array_interface__ __array_struct__".split(" "),
);

/** Special methods that every array has, of which nothing is known but that they are there: operators are evaluated without them. */
const SPECIAL =
  /^__(?:i|r)?(?:abs|add|and|array_(?:finalize|function|namespace|priority|ufunc|wrap)|bool|complex|copy|deepcopy|delitem|divmod|dlpack(?:_device)?|floordiv|invert|lshift|matmul|mod|mul|neg|or|pos|pow|rshift|setstate|sub|truediv|xor)__$/;

export class NdArray extends PyObject {
  readonly kind = "ndarray";
  shape: readonly Dim[];
  type: NumpyType;
  /** Row by row; null: not known. */
  data: readonly Value[] | null;
  constructor(shape: readonly Dim[], type: NumpyType, data: readonly Value[] | null = null) {
    super();
    this.shape = shape;
    this.type = type;
    this.data = data && shape.every(isConst) && data.length <= MOST_ITEMS ? data : null;
  }
  override save(): unknown {
    return { shape: this.shape, type: this.type, data: this.data };
  }
  override load(saved: unknown): void {
    Object.assign(this, saved);
  }
  override joinSaved(saved: readonly unknown[]): unknown {
    const [first, ...rest] = saved as readonly {
      shape: readonly Dim[];
      type: NumpyType;
      data: readonly Value[] | null;
    }[];
    if (!first) return this.save();
    const same = rest.every((s) => s.data === first.data);
    return { ...first, data: same ? first.data : null };
  }
  override sameAs(other: PyObject): boolean {
    return (
      other instanceof NdArray &&
      other.type === this.type &&
      sameShape(other.shape, this.shape) &&
      other.data === null &&
      this.data === null
    );
  }
  override anyOf(all: readonly Value[]): PyObject | undefined {
    const alike = all.every((v) => v instanceof NdArray && v.type === this.type && sameShape(v.shape, this.shape));
    return alike ? new NdArray(this.shape, this.type) : undefined;
  }
  /** Changes the items in place; null: to something that is not known. */
  setData(data: readonly Value[] | null): void {
    touch(this);
    this.data = data;
  }
  override pyClass(): ClassValue {
    return ndarrayClass;
  }
  override pyGetattr(interp: Interp, name: string): Value | undefined {
    switch (name) {
      case "shape":
        return new PyTuple(this.shape.map(fromDim));
      case "ndim":
        return this.shape.length;
      case "size":
        return fromDim(interp.scope.simplify(product(this.shape)));
      case "dtype":
        return this.type;
      case "itemsize":
        return this.type.bits / 8;
      case "nbytes":
        return interp.binary("*", fromDim(product(this.shape)), this.type.bits / 8, null);
      case "T":
        return transposed(
          this,
          this.shape.map((_, i) => this.shape.length - 1 - i),
        );
      case "real":
        return this;
      case "flat":
        return new PyIterator(
          this.data ? this.data.map((v) => scalarOf(v, this.type)) : new Unbounded(unknownItem(), "an array's items"),
        );
      case "base":
        return null;
    }
    return (UNMODELLED.has(name) || SPECIAL.test(name)) && ndarrayClass.lookup(name) === undefined ? new Unknown(`ndarray.${name} is not modelled`) : undefined;
  }
  override pySetattr(interp: Interp, name: string, value: Value): boolean {
    if (name !== "shape") return true;
    const made = interp.call(interp.getattr(this, "reshape", null), [value]);
    if (made instanceof NdArray) {
      touch(this);
      this.shape = made.shape;
    }
    return true;
  }
  override pyBinary(interp: Interp, op: string, other: Value, reflected: boolean, inPlace: boolean): Value | undefined {
    const b = operand(interp, other);
    if (b === undefined) return other instanceof Unknown ? new Unknown(other.reason, other.where) : other instanceof PyList || other instanceof PyTuple ? new Unknown("an array that is not known") : undefined;
    const result =
      op === "@"
        ? reflected
          ? matmul(interp, b, this, null)
          : matmul(interp, this, b, null)
        : reflected
          ? elementwise(interp, op, b, this, null)
          : elementwise(interp, op, this, b, null);
    if (!inPlace || !(result instanceof NdArray)) return scalarIfPoint(result);
    this.setData(result.data?.map((v) => convert(v, this.type)) ?? null);
    return this;
  }
  override pyUnary(interp: Interp, op: string): Value | undefined {
    return scalarIfPoint(
      mapItems(this, op === "~" && this.type === BOOL ? BOOL : this.type, (v) =>
        op === "~" && typeof v === "boolean" ? !v : unary(interp, op, v, null),
      ),
    );
  }
  override pyCompare(interp: Interp, op: string, other: Value, reflected: boolean): Value | undefined {
    const b = operand(interp, other);
    if (b === undefined)
      return other instanceof Unknown
        ? other
        : op === "==" || op === "!="
          ? mapItems(this, BOOL, () => op === "!=")
          : undefined;
    const result = reflected ? compared(interp, op, b, this) : compared(interp, op, this, b);
    return scalarIfPoint(result);
  }
  override pyContains(interp: Interp, item: Value): Value | undefined {
    if (!this.data) return new Unknown("whether an item is in an array");
    let all: Value = false;
    for (const v of this.data) {
      const same = interp.equal(v, bare(item));
      if (same === true) return true;
      if (same === undefined) all = new Unknown("whether an item is in an array");
    }
    return all;
  }
  override pyGetitem(interp: Interp, key: Value): Value | undefined {
    return guarded(() => pick(interp, this, key));
  }
  override pySetitem(interp: Interp, key: Value, value: Value): boolean {
    const done = guarded(() => {
      assignItems(interp, this, key, value);
      return null;
    });
    if (done !== null) this.setData(null);
    return true;
  }
  override pyLen(interp: Interp): Value | undefined {
    const [first] = this.shape;
    if (first === undefined) throw interp.raise("TypeError", "len() of unsized object", null);
    return fromDim(first);
  }
  override pyIterate(interp: Interp): readonly Value[] | Unbounded | undefined {
    const [first] = this.shape;
    if (first === undefined) throw interp.raise("TypeError", "iteration over a 0-d array", null);
    if (typeof first === "number" && first <= MOST_ITEMS)
      return Array.from({ length: first }, (_, i) => pick(interp, this, i));
    return new Unbounded(
      this.shape.length > 1 ? new NdArray(this.shape.slice(1), this.type) : unknownItem(),
      "an array of unknown length",
    );
  }
  override pyTruth(interp: Interp): Value | undefined {
    const size = product(this.shape);
    if (this.data?.length === 1) return interp.truth(this.data[0] ?? null) ?? new Unknown("an array's item");
    if (isConst(size) && size > 1)
      throw interp.raise(
        "ValueError",
        "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
        null,
      );
    return new Unknown("the truth value of an array");
  }
  override pyCopy(): Value {
    return new NdArray(this.shape, this.type, this.data);
  }
}

export function unknownItem(): Unknown {
  return new Unknown("an array's item");
}

/** A scalar of a type, not known which. */
function someScalar(of: NumpyType): Value {
  const item = of.category === "i" || of.category === "u" ? someInt() : of.category === "f" ? someFloat() : unknownItem();
  return scalarOf(item, of);
}

/** Runs something that may give up; what it gives is unknown then. */
function guarded(run: () => Value): Value {
  try {
    return run();
  } catch (e) {
    if (e instanceof Stuck) return e.value;
    throw e;
  }
}

/** An array without dimensions is given as a scalar. */
export function scalarIfPoint(v: Value): Value {
  if (!(v instanceof NdArray) || v.shape.length > 0) return v;
  return v.data?.[0] === undefined ? someScalar(v.type) : scalarOf(v.data[0], v.type);
}

export function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/** The shape as numbers; undefined if it is symbolic. */
export function constantShape(shape: readonly Dim[]): readonly number[] | undefined {
  return shape.every(isConst) ? (shape as readonly number[]) : undefined;
}

export function showShape(shape: readonly Dim[]): string {
  const shown = shape.map((d) => (d === -1 ? "newaxis" : print(d)));
  return shape.length === 1 ? `(${shown[0]},)` : `(${shown.join(",")})`;
}

/** A number, nested list or array as an array; undefined for anything else. */
export function toArray(interp: Interp, v: Value, type?: NumpyType): NdArray | undefined {
  // Items that are known are reckoned with one by one.
  if (v instanceof NdArray && v.data) interp.steps += v.data.length;
  if (v instanceof NdArray)
    return type && type !== v.type ? new NdArray(v.shape, type, v.data?.map((x) => convert(x, type)) ?? null) : v;
  const number = someNumber(v);
  if (number !== undefined) return toArray(interp, number, type);
  if (v instanceof Alt) return oneOf(v.options.map((o) => toArray(interp, o, type)));
  if (v instanceof Unknown) return undefined;
  if (v instanceof PyObject && v.kind === "tensor") return fromTensor(interp, v);
  if (v instanceof Instance) {
    const made = ofObject(interp, v, type);
    if (made !== null) return made;
  }
  const nested = nest(interp, v);
  if (!nested) return undefined;
  const own = type ?? nested.type;
  return new NdArray(nested.shape, own, nested.known ? nested.items.map((x) => convert(x, own)) : null);
}

/** One of several arrays that are alike; undefined: they are not. */
function oneOf(arrays: readonly (NdArray | undefined)[]): NdArray | undefined {
  const [first] = arrays;
  return first && arrays.every((a) => a?.type === first.type && sameShape(a.shape, first.shape)) ? new NdArray(first.shape, first.type, null) : undefined;
}

/** `np.array(tensor)`: its shape, and the type that numpy calls by the same name. */
function fromTensor(interp: Interp, v: PyObject): NdArray | undefined {
  const shape = interp.lookupAttr(v, "shape");
  if (!(shape instanceof PyTuple)) return undefined;
  const dims = shape.items.map((d) => dimOf(interp, d));
  if (dims.some((d) => d === undefined)) return undefined;
  const name = interp.repr(interp.lookupAttr(v, "dtype") ?? null).replace(/^torch\./, "");
  return new NdArray(
    dims as Dim[],
    /^(u?int\d+|float(16|32|64)|bool|complex\d+)$/.test(name) ? numpyType(name) : FLOAT64,
  );
}

/** An object that says what array it is by `__array__`; null for one that does not, an array without dimensions to numpy. */
function ofObject(interp: Interp, v: Instance, type: NumpyType | undefined): NdArray | undefined | null {
  const convertible = interp.lookupAttr(v, "__array__");
  if (convertible === undefined) return v.primitive === undefined && v.cls.lookup("__len__") !== undefined && v.cls.lookup("__getitem__") !== undefined ? undefined : null;
  const made = interp.call(convertible, []);
  return made instanceof NdArray ? toArray(interp, made, type) : undefined;
}

/** What nested sequences hold: the items, or at least what they look like. */
interface Nested {
  readonly shape: readonly Dim[];
  readonly items: readonly Value[];
  readonly known: boolean;
  readonly type: NumpyType;
}

function nest(interp: Interp, v: Value): Nested | undefined {
  if (v instanceof NdArray) return { shape: v.shape, items: v.data ?? [], known: v.data !== null, type: v.type };
  const sequence = v instanceof PyList || v instanceof PyTuple || v instanceof PyRange;
  if (!sequence) {
    const number = someNumber(v);
    if (number !== undefined) return nest(interp, number);
    // What is not known may have any shape.
    if (v instanceof Unknown) return undefined;
    if (v instanceof Alt) {
      const array = oneOf(v.options.map((o) => toArray(interp, o)));
      return array && nest(interp, array);
    }
    // What says that it is an array is stacked like one.
    const made = v instanceof PyObject && v.kind === "tensor" ? fromTensor(interp, v) : v instanceof Instance ? ofObject(interp, v, undefined) : null;
    if (made !== null) return made && nest(interp, made);
    return { shape: [], items: [v], known: true, type: typeOfItem(v) };
  }
  const items = interp.iterate(v, null);
  if (!Array.isArray(items)) return undefined;
  const parts: Nested[] = [];
  for (const x of items as readonly Value[]) {
    const part = nest(interp, x);
    if (!part || (parts[0] && !sameShape(part.shape, parts[0].shape))) return undefined;
    parts.push(part);
  }
  const [first] = parts;
  if (first === undefined) return { shape: [0], items: [], known: true, type: FLOAT64 };
  return {
    shape: [items.length, ...first.shape],
    items: parts.flatMap((p) => p.items),
    known: parts.every((p) => p.known),
    type: parts.map((p) => p.type).reduce(promote),
  };
}

/** The other operand of an operator as an array; a plain number keeps its weak type. */
function operand(interp: Interp, v: Value): NdArray | undefined {
  if (v instanceof NdArray) return v;
  if (v instanceof PyObject && v.kind === "tensor") return undefined;
  if (v === null || typeof v === "string") return undefined;
  const made = toArray(interp, v);
  if (made && made.shape.length === 0) weak.set(made, someNumber(v) ?? v);
  return made;
}

/** Python numbers among operands, which take part in promotion with their kind alone. */
const weak = new WeakMap<NdArray, Value>();

function commonType(a: NdArray, b: NdArray): NumpyType {
  const [weakA, weakB] = [weak.get(a), weak.get(b)];
  if (weakA !== undefined && weakB === undefined) return promoteWeak(b.type, weakA);
  if (weakB !== undefined && weakA === undefined) return promoteWeak(a.type, weakB);
  return promote(a.type, b.type);
}

/** The shape that both broadcast to. Raises numpy's ValueError where they cannot. */
export function broadcast(interp: Interp, a: readonly Dim[], b: readonly Dim[], node: Node | null): readonly Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i): Dim => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x === 1) return y;
    if (y === 1 || x === y) return x;
    if (interp.scope.decide(eq(x, y)) === "yes") return x;
    if (isConst(x) && isConst(y))
      throw interp.raise(
        "ValueError",
        `operands could not be broadcast together with shapes ${showShape(a)} ${showShape(b)} `,
        node,
        { rule: "broadcast" },
      );
    return isConst(x) ? x : isConst(y) ? y : interp.freshDim("?", 0, node);
  });
}

/** The place in an array of the item that stands at `place` of a shape it is broadcast to. */
export function broadcastIndex(place: number, to: readonly number[], from: readonly number[]): number {
  let rest = place;
  let index = 0;
  let stride = 1;
  for (let i = 1; i <= to.length; i++) {
    const size = to[to.length - i] ?? 1;
    const own = from[from.length - i];
    if (own !== undefined) {
      if (own !== 1) index += (rest % size) * stride;
      stride *= own;
    }
    rest = Math.floor(rest / size);
  }
  return index;
}

/** Applies a function to pairs of items. */
export function zipItems(
  interp: Interp,
  a: NdArray,
  b: NdArray,
  type: NumpyType,
  f: (x: Value, y: Value) => Value,
  node: Node | null,
): NdArray {
  const shape = broadcast(interp, a.shape, b.shape, node);
  const [to, left, right] = [shape, a.shape, b.shape].map(constantShape);
  const [x, y] = [a.data, b.data];
  const size = to?.reduce((n, d) => n * d, 1) ?? 0;
  if (!to || !left || !right || !x || !y || size > MOST_ITEMS) return new NdArray(shape, type);
  return new NdArray(
    shape,
    type,
    Array.from({ length: size }, (_, i) =>
      convert(f(x[broadcastIndex(i, to, left)] as Value, y[broadcastIndex(i, to, right)] as Value), type),
    ),
  );
}

export function elementwise(interp: Interp, op: string, a: NdArray, b: NdArray, node: Node | null): Value {
  const common = commonType(a, b);
  const type =
    op === "/" && (common.category === "i" || common.category === "u" || common === BOOL)
      ? FLOAT64
      : common === BOOL && "+-*".includes(op) && op !== "*"
        ? op === "+"
          ? BOOL
          : common
        : common;
  return zipItems(interp, a, b, type, (x, y) => arithmetic(interp, op, x, y), node);
}

/** Division by zero gives infinity in an array, not an error. */
function arithmetic(interp: Interp, op: string, x: Value, y: Value): Value {
  const zero = y === 0 || y === false || (typeof y === "object" && y !== null && "value" in y && y.value === 0);
  if (zero && (op === "/" || op === "//" || op === "%")) return unknownItem();
  if (op === "**" && typeof x === "number" && typeof y === "number" && y < 0)
    throw interp.raise("ValueError", "Integers to negative integer powers are not allowed.", null);
  return interp.binary(op, x, y, null);
}

function compared(interp: Interp, op: string, a: NdArray, b: NdArray): NdArray {
  return zipItems(interp, a, b, BOOL, (x, y) => interp.compare(op, x, y, null), null);
}

export function mapItems(a: NdArray, type: NumpyType, f: (v: Value) => Value): NdArray {
  return new NdArray(a.shape, type, a.data?.map((v) => convert(f(v), type)) ?? null);
}

/** The array with its axes in another order. */
export function transposed(a: NdArray, axes: readonly number[]): NdArray {
  const shape = axes.map((i) => a.shape[i] as Dim);
  const [from, to] = [constantShape(a.shape), constantShape(shape)];
  if (!a.data || !from || !to) return new NdArray(shape, a.type);
  const strides = from.map((_, i) => from.slice(i + 1).reduce((n, d) => n * d, 1));
  const { data } = a;
  return new NdArray(
    shape,
    a.type,
    data.map((_, place) => {
      let rest = place;
      let index = 0;
      for (let i = to.length - 1; i >= 0; i--) {
        const size = to[i] ?? 1;
        index += (rest % size) * (strides[axes[i] as number] ?? 1);
        rest = Math.floor(rest / size);
      }
      return data[index] as Value;
    }),
  );
}

/** `a @ b`. */
export function matmul(interp: Interp, a: NdArray, b: NdArray, node: Node | null): Value {
  const type = promote(a.type, b.type);
  if (a.shape.length === 0 || b.shape.length === 0)
    throw interp.raise("ValueError", "matmul: Input operand does not have enough dimensions", node);
  const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const inner = left.at(-1) as Dim;
  const other = right.at(-2) as Dim;
  if (isConst(inner) && isConst(other) && inner !== other) {
    throw interp.raise(
      "ValueError",
      `matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size ${other} is different from ${inner})`,
      node,
      { rule: "matmul-shapes" },
    );
  }
  const batch = broadcast(interp, left.slice(0, -2), right.slice(0, -2), node);
  const shape = [
    ...batch,
    ...(a.shape.length === 1 ? [] : [left.at(-2) as Dim]),
    ...(b.shape.length === 1 ? [] : [right.at(-1) as Dim]),
  ];
  return new NdArray(shape, type, batch.length === 0 ? multiplied(interp, a, b, left, right) : null);
}

function multiplied(
  interp: Interp,
  a: NdArray,
  b: NdArray,
  left: readonly Dim[],
  right: readonly Dim[],
): readonly Value[] | null {
  const [m, k, n] = [left.at(-2), left.at(-1), right.at(-1)];
  if (!a.data || !b.data || !isConst(m ?? 0) || !isConst(k ?? 0) || !isConst(n ?? 0)) return null;
  const [rows, inner, columns] = [m, k, n] as number[] as [number, number, number];
  if (rows * columns > MOST_ITEMS || rows * inner * columns > 100_000) return null;
  const { data: x } = a;
  const { data: y } = b;
  if (x === null || y === null) return null;
  return Array.from({ length: rows * columns }, (_, place) => {
    const row = Math.floor(place / columns);
    let sum: Value = 0;
    for (let i = 0; i < inner; i++)
      sum = interp.binary(
        "+",
        sum,
        interp.binary("*", x[row * inner + i] as Value, y[i * columns + (place % columns)] as Value, null),
        null,
      );
    return sum;
  });
}

/** Sizes given as an int or a sequence of ints. */
export function shapeFrom(c: Call, v: Value): Dim[] {
  const one = dimOf(c.interp, bare(c.known(v)));
  if (one !== undefined) return [one];
  const items = v instanceof NdArray ? (v.data ?? c.stuck("a shape that is not known")) : c.items(v);
  return items.map(
    (x) => dimOf(c.interp, bare(c.known(x))) ?? (x instanceof Unknown ? c.stuck(x.reason) : raiseIndex(c, x)),
  );
}

function raiseIndex(c: Call, v: Value): never {
  throw c.raise("TypeError", `'${c.typeName(v)}' object cannot be interpreted as an integer`);
}
