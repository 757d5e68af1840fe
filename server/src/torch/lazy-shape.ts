/** `x.shape` while the rank of `x` is not known: unpacking it, or asking for a size, tells what the code takes for granted. */
import { type Interp, fromDim } from "../python/interp.ts";
import type { Node } from "../syntax/ast.ts";
import { PyObject, PySlice, PyTuple, Unbounded, Unknown, type Value } from "../python/values.ts";
import { sizeOf } from "./ops/size.ts";
import type { ShapeVar } from "./tensor.ts";

const NAMES: Readonly<Record<number, readonly string[]>> = { 1: ["N"], 2: ["N", "C"], 3: ["N", "T", "C"], 4: ["N", "C", "H", "W"], 5: ["N", "C", "D", "H", "W"] };

export class LazyShape extends PyObject {
  readonly kind = "lazyshape";
  readonly variable: ShapeVar;
  constructor(variable: ShapeVar) {
    super();
    this.variable = variable;
  }
  override pyGetattr(interp: Interp, name: string): Value | undefined {
    const found = interp.lookupAttr(this.settled(interp) ?? sizeOf([]), name);
    return found === undefined || this.variable.dims ? found : new Unknown(`the rank of ${this.variable.name} is not known`);
  }
  /** `b, c, h, w = x.shape`: the rank is the number of names. */
  override pyUnpack(interp: Interp, count: number): readonly Value[] | undefined {
    const known = this.variable.dims;
    if (!known && !this.variable.refine(NAMES[count] ?? Array.from({ length: count }, (_, i) => `${this.variable.name}_${i}`), "unpacking")) return undefined;
    return interp.simplifyShape(this.variable.dims ?? []).map(fromDim);
  }
  override pyGetitem(interp: Interp, key: Value): Value | undefined {
    if (typeof key === "number") {
      const dims = this.variable.dims;
      if (dims) return fromDim(interp.scope.simplify(dims[key < 0 ? key + dims.length : key] ?? 0));
      return fromDim(this.variable.sizeAt(key));
    }
    // `x.shape[-2:]` has as many sizes as it names.
    if (key instanceof PySlice && key.stop === null && key.step === null && typeof key.start === "number" && key.start < 0 && !this.variable.dims) {
      return new PyTuple(Array.from({ length: -key.start }, (_, i) => fromDim(this.variable.sizeAt((key.start as number) + i))));
    }
    const dims = this.variable.asked();
    if (dims) return interp.getitem(sizeOf(interp.simplifyShape(dims)), key, null);
    return new Unknown(`the rank of ${this.variable.name} is not known`);
  }
  override pyLen(): Value {
    return this.variable.asked()?.length ?? new Unknown(`the rank of ${this.variable.name} is not known`);
  }
  override pyIterate(interp: Interp): readonly Value[] | Unbounded {
    const reason = `the rank of ${this.variable.name} is not known`;
    const dims = this.variable.asked();
    return dims ? interp.simplifyShape(dims).map(fromDim) : new Unbounded(new Unknown(reason), reason);
  }
  override pyCompare(interp: Interp, op: string, other: Value, reflected: boolean, node: Node | null): Value {
    const shape = this.settled(interp);
    if (!shape) return new Unknown(`the shape of ${this.variable.name} is not known`);
    return reflected ? interp.compare(op, other, shape, node) : interp.compare(op, shape, other, node);
  }
  override pyBinary(interp: Interp, op: string, other: Value, reflected: boolean, _inPlace: boolean, node: Node | null): Value {
    const shape = this.settled(interp);
    if (!shape) return new Unknown(`the shape of ${this.variable.name} is not known`);
    return reflected ? interp.binary(op, other, shape, node) : interp.binary(op, shape, other, node);
  }
  override pyRepr(interp: Interp): string {
    const shape = this.settled(interp);
    return shape ? interp.repr(shape) : "torch.Size([…])";
  }
  private settled(interp: Interp): Value | null {
    const dims = this.variable.asked();
    return dims ? sizeOf(interp.simplifyShape(dims)) : null;
  }
}
