import { add, collect, isConst, mul, product, sum } from "./construct.ts";
import { floordiv } from "./divide.ts";
import { isqrt, maximum, minimum } from "./extremum.ts";
import { and, divides, eq, ge, ne, not, or, type Cond } from "./constraint.ts";
import type { Atom, Dim, Expr, Term } from "./expr.ts";
import { floorDivide, integerSqrt, pythonMod } from "./interval.ts";

/** `x` with symbols replaced, in normal form again. */
export function substitute(x: Dim, values: ReadonlyMap<Expr, Dim>): Dim {
  if (isConst(x)) return x;
  const replaced = new Map<Atom, Dim>();
  return mapAtoms(x, function replace(atom): Dim {
    let result = replaced.get(atom);
    if (result === undefined) {
      result =
        atom.kind === "symbol" ? (values.get(atom.expr) ?? atom.expr) : rebuild(atom, (d) => mapAtoms(d, replace));
      replaced.set(atom, result);
    }
    return result;
  });
}

export function substituteCond(c: Cond, values: ReadonlyMap<Expr, Dim>): Cond {
  return mapDims(c, (d) => substitute(d, values));
}

/** The number that `x` is when every symbol has a value. */
export function evaluate(x: Dim, values: ReadonlyMap<Expr, number>): number {
  if (isConst(x)) return x;
  let total = x.constant;
  for (const { monomial, coefficient } of x.terms) {
    let term = coefficient;
    for (const factor of monomial.factors) term *= evaluateAtom(factor, values);
    total += term;
  }
  return total + 0;
}

/** Whether a condition is met when every symbol has a value. */
export function holds(c: Cond, values: ReadonlyMap<Expr, number>): boolean {
  if (typeof c === "boolean") return c;
  switch (c.kind) {
    case "eq":
      return evaluate(c.expr, values) === 0;
    case "ne":
      return evaluate(c.expr, values) !== 0;
    case "ge":
      return evaluate(c.expr, values) >= 0;
    case "divides":
      return (pythonMod(evaluate(c.dividend, values), evaluate(c.divisor, values)) === 0) !== c.negated;
    case "and":
      return c.args.every((arg) => holds(arg, values));
    case "or":
      return c.args.some((arg) => holds(arg, values));
  }
}

/** Replaces every atom of `x`, not looking into them. */
export function mapAtoms(x: Dim, replace: (atom: Atom) => Dim): Dim {
  if (isConst(x)) return x;
  const kept: Term[] = [];
  const changed: Dim[] = [];
  for (const term of x.terms) {
    const images = term.monomial.factors.map(replace);
    if (images.every((image, i) => image === term.monomial.factors[i]?.expr)) kept.push(term);
    else changed.push(mul(product(images), term.coefficient));
  }
  if (changed.length === 0) return x;
  return add(sum(changed), collect(kept, x.constant) ?? 0);
}

/**
 * An atom built again from changed arguments; as it was where these make no sense, such as a
 * division by zero in a case that does not come up.
 */
export function rebuild(atom: Atom, change: (d: Dim) => Dim): Dim {
  switch (atom.kind) {
    case "symbol":
      return atom.expr;
    case "floordiv": {
      const denominator = change(atom.denominator);
      return denominator === 0 ? atom.expr : floordiv(change(atom.numerator), denominator);
    }
    case "isqrt": {
      const arg = change(atom.arg);
      return isConst(arg) && arg < 0 ? atom.expr : isqrt(arg);
    }
    case "min":
    case "max": {
      const [first = 0, ...rest] = atom.args.map(change);
      return atom.kind === "min" ? minimum(first, ...rest) : maximum(first, ...rest);
    }
    case "opaque":
      return atom.op === "add" ? sum(atom.args.map(change)) : product(atom.args.map(change));
  }
}

/** A condition with every dim in it changed. */
export function mapDims(c: Cond, change: (d: Dim) => Dim): Cond {
  if (typeof c === "boolean") return c;
  switch (c.kind) {
    case "eq":
    case "ne":
    case "ge": {
      const expr = change(c.expr);
      if (expr === c.expr) return c;
      return c.kind === "eq" ? eq(expr, 0) : c.kind === "ne" ? ne(expr, 0) : ge(expr, 0);
    }
    case "divides": {
      const [divisor, dividend] = [change(c.divisor), change(c.dividend)];
      if (divisor === 0 || (divisor === c.divisor && dividend === c.dividend)) return c;
      const cond = divides(divisor, dividend);
      return c.negated ? not(cond) : cond;
    }
    case "and":
    case "or": {
      const args = c.args.map((arg) => mapDims(arg, change));
      if (args.every((arg, i) => arg === c.args[i])) return c;
      return c.kind === "and" ? and(...args) : or(...args);
    }
  }
}

function evaluateAtom(atom: Atom, values: ReadonlyMap<Expr, number>): number {
  switch (atom.kind) {
    case "symbol": {
      const value = values.get(atom.expr);
      if (value === undefined) throw new RangeError(`no value for ${atom.info.name}`);
      return value;
    }
    case "floordiv":
      return floorDivide(evaluate(atom.numerator, values), evaluate(atom.denominator, values));
    case "isqrt":
      return integerSqrt(evaluate(atom.arg, values));
    case "min":
      return Math.min(...atom.args.map((d) => evaluate(d, values)));
    case "max":
      return Math.max(...atom.args.map((d) => evaluate(d, values)));
    case "opaque": {
      const args = atom.args.map((d) => evaluate(d, values));
      return atom.op === "add" ? args.reduce((a, b) => a + b) : args.reduce((a, b) => a * b);
    }
  }
}
