/** Symbolic floats: fractions and roots of symbolic ints, and the ints that rounding makes of them. */
import { type Dim, ceildiv, divExact, floordiv, ge, isConst, isqrt, mul, ne, neg, symbol } from "../../dims/index.ts";
import type { Interp } from "../interp.ts";
import type { Node } from "../../syntax/ast.ts";
import { PyFloat, PyObject, SymBool, SymFloat, SymInt, Unknown, type Value } from "../values.ts";

/** The square root of a symbolic int, as a float. */
export class SymRoot extends PyObject {
  readonly kind = "symroot";
  readonly radicand: Dim;
  constructor(radicand: Dim) {
    super();
    this.radicand = radicand;
  }
  override sameAs(other: PyObject): boolean {
    return other instanceof SymRoot && other.radicand === this.radicand;
  }
  override pyBinary(_interp: Interp, _op: string, other: Value): Value | undefined {
    return isNumber(other) ? someFloat() : undefined;
  }
  override pyUnary(): Value {
    return someFloat();
  }
  override pyCompare(_interp: Interp, _op: string, other: Value, _reflected: boolean, node: Node | null): Value | undefined {
    return isNumber(other) ? new Unknown("whether a root is the lesser", node) : undefined;
  }
}

/** An int that is not known. */
export function someInt(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): SymInt {
  return new SymInt(symbol({ name: "?", min, max, anonymous: true }));
}

/** What stands for results that no expression says, by what they were computed from. */
const results = new WeakMap<object, Map<string, Dim>>();

/** What a computation gives that no expression says: the same symbol each time. */
function resultOf(of: Dim, how: string, min = Number.NEGATIVE_INFINITY): Dim {
  if (isConst(of)) return symbol({ name: "?", min, anonymous: true });
  const known = results.get(of) ?? new Map<string, Dim>();
  results.set(of, known);
  const result = known.get(how) ?? symbol({ name: "?", min, anonymous: true });
  known.set(how, result);
  return result;
}

/** The int that a symbolic fraction is rounded to where no expression says which; `how` names the rounding. */
export function roundedSomehow(interp: Interp, v: SymFloat, how: string): Dim {
  const numerator = interp.scope.simplify(v.numerator);
  const isPositive = interp.scope.decide(ge(numerator, 0)) === "yes";
  return resultOf(numerator, `${how} 1/${v.denominator}`, isPositive ? 0 : undefined);
}

/** What an operator gives on a symbolic number and a float, the same each time. */
export function floatSomehow(op: string, a: Value, b: Value): SymFloat {
  const [v, other, side] = b instanceof PyFloat ? [a, b.value, "right"] : a instanceof PyFloat ? [b, a.value, "left"] : [null, 0, ""];
  if (v instanceof SymInt) return new SymFloat(resultOf(v.dim, `${op} ${other} ${side}`), 1);
  if (v instanceof SymFloat) return new SymFloat(resultOf(v.numerator, `${op} ${other} ${side} 1/${v.denominator}`), 1);
  return someFloat();
}

/** A float that is not known. */
export function someFloat(): SymFloat {
  return new SymFloat(symbol({ name: "?", min: Number.NEGATIVE_INFINITY, anonymous: true }), 1);
}

/** A truth value that is not known. */
export function someBool(): Value {
  const cond = ne(symbol({ name: "?", min: Number.NEGATIVE_INFINITY, anonymous: true }), 0);
  return typeof cond === "boolean" ? cond : new SymBool(cond);
}

export function isNumber(v: Value): boolean {
  return typeof v === "number" || typeof v === "boolean" || v instanceof PyFloat || v instanceof SymInt || v instanceof SymFloat || v instanceof SymRoot;
}

/** The greatest int that is not greater; undefined for anything but a symbolic number. */
export function floorOf(interp: Interp, v: Value): Dim | undefined {
  if (v instanceof SymInt) return interp.scope.simplify(v.dim);
  if (v instanceof SymRoot) return isqrt(interp.scope.simplify(v.radicand));
  if (v instanceof SymFloat) return floordiv(interp.scope.simplify(v.numerator), v.denominator);
  return undefined;
}

/** The least int that is not less; undefined for anything but a symbolic int or fraction. */
export function ceilOf(interp: Interp, v: Value): Dim | undefined {
  if (v instanceof SymInt) return interp.scope.simplify(v.dim);
  if (v instanceof SymFloat) return ceildiv(interp.scope.simplify(v.numerator), v.denominator);
  return undefined;
}

/** `int(v)`: towards zero; undefined where the sign is not known. */
export function truncOf(interp: Interp, v: Value): Dim | undefined {
  if (!(v instanceof SymFloat)) return floorOf(interp, v);
  const numerator = interp.scope.simplify(v.numerator);
  const exact = divExact(numerator, v.denominator);
  if (exact !== null) return exact;
  if (interp.scope.decide(ge(numerator, 0)) === "yes") return floordiv(numerator, v.denominator);
  if (interp.scope.decide(ge(neg(numerator), 0)) === "yes") return ceildiv(numerator, v.denominator);
  return undefined;
}

/** `round(v)`, where the value is an int whatever its symbols are. */
export function roundOf(interp: Interp, v: Value): Dim | undefined {
  if (v instanceof SymRoot) return squareRoot(interp.scope.simplify(v.radicand));
  if (v instanceof SymInt) return interp.scope.simplify(v.dim);
  if (v instanceof SymFloat) return divExact(interp.scope.simplify(v.numerator), v.denominator) ?? undefined;
  return undefined;
}

/** The root of a dim that is a square whatever its symbols are. */
function squareRoot(d: Dim): Dim | undefined {
  const root = isqrt(d);
  return mul(root, root) === d ? root : undefined;
}
