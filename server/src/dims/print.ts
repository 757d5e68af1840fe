import { add, fromMonomial, isConst, mul, neg, sub } from "./construct.ts";
import type { Cond, Constraint, Divisibility } from "./constraint.ts";
import { asAtom, type Atom, type Dim, type Expr, type Term } from "./expr.ts";
import { factorize, shiftedProduct } from "./factor.ts";
import { pythonMod } from "./interval.ts";
import { findModulus, type Modulus } from "./modulus.ts";

/** A dim as a Python expression over the names of its symbols: `N*(H - 12)//4`. */
export function print(d: Dim): string {
  if (isConst(d)) return `${d}`;
  const { text } = printExpr(d);
  return isBlank(text) ? "?" : text;
}

/** Whether a text says nothing: arithmetic of several sizes of which none is known. */
function isBlank(text: string): boolean {
  return (text.match(/\?/g)?.length ?? 0) > 2 && !/[A-Za-z_]/.test(text);
}

/** A shape as Python prints a tuple, `(N, 20, H//2 - 4, 4)`. */
export function printShape(ds: readonly Dim[]): string {
  return ds.length === 1 ? `(${ds.map(print).join()},)` : `(${ds.map(print).join(", ")})`;
}

/** A condition as a Python expression. */
export function printCond(c: Cond): string {
  if (typeof c === "boolean") return c ? "True" : "False";
  switch (c.kind) {
    case "eq":
      return printComparison(c.expr, "==");
    case "ne":
      return printComparison(c.expr, "!=");
    case "ge":
      return printAtLeast(c.expr);
    case "divides":
      return printDivides(c);
    case "and":
    case "or":
      return shortestFirst(c.args.map((arg) => printArgument(arg, c.kind))).join(` ${c.kind} `);
  }
}

/** Python's precedence, as far as it matters here. */
const SUM = 1;
const PRODUCT = 2;
const PRIMARY = 3;

interface Text {
  readonly text: string;
  readonly level: number;
}

function printExpr(e: Expr): Text {
  const { coefficient, factors } = factorize(e);
  if (factors.length > 1 && factors.some((f) => f.terms.length > 1 || f.constant !== 0)) {
    return printProduct(coefficient, factors);
  }
  const modulus = findModulus(e);
  if (modulus !== null) return printWithModulus(modulus);
  return shortest(sumVariants(e));
}

function printWithModulus({ times, dividend, divisor, rest }: Modulus): Text {
  const remainder = printModulus(dividend, divisor);
  const size = Math.abs(times);
  const scaled = size === 1 ? remainder.text : `${size}*${wrap(remainder, PRIMARY)}`;
  if (rest === 0) {
    if (times > 0) return { text: scaled, level: PRODUCT };
    return { text: size === 1 ? `-(${scaled})` : `-${scaled}`, level: SUM };
  }
  const other = printDim(rest);
  if (times < 0) return { text: `${other.text} - ${scaled}`, level: SUM };
  if (!other.text.startsWith("-"))
    return { text: `${isConst(rest) ? `${scaled} + ${other.text}` : `${other.text} + ${scaled}`}`, level: SUM };
  return { text: `${scaled} - ${wrap(printDim(neg(rest)), PRODUCT)}`, level: SUM };
}

function printModulus(dividend: Dim, divisor: Dim): Text {
  const top = isConst(dividend) || !isConst(divisor) ? printDim(dividend) : printModulo(dividend, divisor);
  return { text: `${wrap(top, PRIMARY)} % ${wrap(printDim(divisor), PRIMARY)}`, level: PRODUCT };
}

/** A dividend as a product where it is one but for multiples of the divisor. */
function printModulo(dividend: Expr, divisor: number): Text {
  const { coefficient, factors } = factorize(dividend);
  const parts = factors.flatMap((f) => {
    const split = shiftedProduct(f);
    return split === null || split.constant % divisor !== 0 ? [f] : [split.left, split.right];
  });
  return parts.length > factors.length ? printProduct(coefficient, parts) : printExpr(dividend);
}

/** `(H - 3) % 4 == 0` reads better as `H % 4 == 3`. */
function printDivides({ dividend, divisor, negated }: Divisibility): string {
  const operator = negated ? "!=" : "==";
  if (isConst(divisor) && !isConst(dividend) && dividend.terms.length === 1 && dividend.constant !== 0) {
    const residue = pythonMod(-dividend.constant, divisor);
    return `${printModulus(sub(dividend, dividend.constant), divisor).text} ${operator} ${residue}`;
  }
  return `${printModulus(dividend, divisor).text} ${operator} 0`;
}

function printDim(d: Dim): Text {
  return isConst(d) ? { text: `${d}`, level: d < 0 ? SUM : PRIMARY } : printExpr(d);
}

function wrap({ text, level }: Text, atLeast: number): string {
  return level >= atLeast ? text : `(${text})`;
}

/** Spellings of a sum: as it is, or with what stands beside a floor or extremum drawn into it. */
function sumVariants(e: Expr): readonly Text[] {
  const variants: Text[] = [printSum(e.terms, e.constant)];
  for (const term of e.terms) {
    const [atom, more] = term.monomial.factors;
    if (atom === undefined || more !== undefined || Math.abs(term.coefficient) !== 1) continue;
    const others = e.terms.filter((t) => t !== term);
    if (e.constant !== 0) {
      const absorbed = absorb(atom, term.coefficient, e.constant);
      if (absorbed !== null) variants.push(others.length === 0 ? absorbed : joinSum(others, absorbed));
    }
    if (others.length > 0) {
      const absorbed = absorb(atom, term.coefficient, sub(e, mul(atom.expr, term.coefficient)));
      if (absorbed !== null) variants.push(absorbed);
    }
  }
  return variants;
}

function shortest(variants: readonly Text[]): Text {
  return variants.reduce((a, b) => (b.text.length < a.text.length ? b : a));
}

function joinSum(terms: readonly Term[], last: Text): Text {
  const first = printSum(terms, 0);
  if (first.text.startsWith("-")) return { text: `${last.text} ${spaceSign(first.text)}`, level: SUM };
  return { text: `${first.text} + ${last.text}`, level: SUM };
}

function spaceSign(text: string): string {
  return `- ${text.slice(1)}`;
}

/** `sign * atom + extra` as one floor or extremum. */
function absorb(atom: Atom, sign: number, extra: Dim): Text | null {
  if (atom.kind === "floordiv" && isConst(atom.denominator)) {
    const { numerator, denominator } = atom;
    const top = sign > 0 ? numerator : sub(denominator - 1, numerator);
    return printFloor(add(top, mul(extra, denominator)), denominator);
  }
  if ((atom.kind === "min" || atom.kind === "max") && sign > 0 && isConst(extra)) {
    return printCall(
      atom.kind,
      atom.args.map((d) => add(d, extra)),
    );
  }
  return null;
}

function printSum(terms: readonly Term[], constant: number): Text {
  const ordered = [...terms];
  const [only] = ordered;
  if (only !== undefined && ordered.length === 1 && constant === 0) return printTerm(only);
  const first = ordered.findIndex((t) => t.coefficient > 0);
  if (first < 0 && constant > 0) return { text: [`${constant}`, ...ordered.map(signed)].join(" "), level: SUM };
  if (first > 0) ordered.unshift(...ordered.splice(first, 1));
  const parts = ordered.map((t, i) => (i === 0 ? printTerm(t).text : signed(t)));
  if (constant !== 0) parts.push(`${constant < 0 ? "-" : "+"} ${Math.abs(constant)}`);
  return { text: parts.join(" "), level: SUM };
}

function signed(t: Term): string {
  const size = printTerm({ ...t, coefficient: Math.abs(t.coefficient) });
  return `${t.coefficient < 0 ? "-" : "+"} ${size.text}`;
}

function printTerm({ monomial, coefficient }: Term): Text {
  return printProduct(
    coefficient,
    monomial.factors.map((a) => a.expr),
  );
}

function printProduct(coefficient: number, factors: readonly Expr[]): Text {
  const texts: string[] = [];
  const alone = Math.abs(coefficient) === 1 && factors.length === 1;
  for (const factor of [...factors].sort((a, b) => oldestSymbol(a) - oldestSymbol(b))) {
    const text = printFactor(factor);
    if (alone && coefficient === 1) return text;
    texts.push(wrap(text, PRIMARY));
  }
  const sign = coefficient < 0 ? "-" : "";
  const size = Math.abs(coefficient);
  const body = size === 1 ? texts.join("*") : [`${size}`, ...texts].join("*");
  return { text: sign + body, level: sign === "" ? PRODUCT : SUM };
}

function oldestSymbol(e: Expr): number {
  return Math.min(...[...e.symbols].map((s) => s.id));
}

/** In a product, a floor with a number beside it reads best as one floor: `((H - 12)//4)`. */
function printFactor(e: Expr): Text {
  const atom = asAtom(e);
  if (atom !== undefined) return printAtom(atom);
  const [term, more] = e.terms;
  const inner = term?.monomial.factors.length === 1 ? term.monomial.factors[0] : undefined;
  if (term?.coefficient === 1 && more === undefined && inner?.kind === "floordiv") {
    return absorb(inner, 1, e.constant) ?? printExpr(e);
  }
  return printExpr(e);
}

function printAtom(atom: Atom): Text {
  switch (atom.kind) {
    case "symbol":
      return { text: atom.info.name, level: /^[\w.[\]?]+$/.test(atom.info.name) ? PRIMARY : SUM };
    case "floordiv":
      return printFloor(atom.numerator, atom.denominator);
    case "min":
    case "max":
      return printCall(atom.kind, atom.args);
    case "isqrt":
      return printCall("math.isqrt", [atom.arg]);
    case "opaque": {
      const level = atom.op === "add" ? SUM : PRODUCT;
      const operator = atom.op === "add" ? " + " : "*";
      return {
        text: atom.args.map((d) => wrap(printDim(d), atom.op === "add" ? PRODUCT : PRIMARY)).join(operator),
        level,
      };
    }
  }
}

function printFloor(numerator: Dim, denominator: Dim): Text {
  return { text: `${wrap(printDim(numerator), PRODUCT)}//${wrap(printDim(denominator), PRIMARY)}`, level: PRODUCT };
}

function printCall(name: string, args: readonly Dim[]): Text {
  return { text: `${name}(${args.map(print).join(", ")})`, level: PRIMARY };
}

/** `28 == H` reads worse than `H == 28`: what is positive stands on the left, the rest on the right. */
function printComparison(e: Expr, operator: "==" | "!="): string {
  const split = shiftedProduct(e);
  if (split !== null && split.constant !== 0) {
    const [left, right] = [factorize(split.left), factorize(split.right)];
    const product = printProduct(left.coefficient * right.coefficient, [...left.factors, ...right.factors]);
    return `${product.text} ${operator} ${-split.constant}`;
  }
  const { left, right } = sides(e);
  return `${print(left)} ${operator} ${print(right)}`;
}

function printAtLeast(e: Expr): string {
  const { left, right } = sides(e);
  if (isConst(left)) return `${print(right)} <= ${left}`;
  if (!isConst(right)) {
    if (e.constant === -1) return `${print(add(right, -1))} < ${print(left)}`;
    return `${print(left)} >= ${print(right)}`;
  }
  return `${print(left)} >= ${right}`;
}

/** `left - right == e`, each with positive coefficients. */
function sides(e: Expr): { left: Dim; right: Dim } {
  const modulus = findModulus(e);
  if (modulus !== null && isConst(modulus.rest)) {
    return { left: sub(e, modulus.rest), right: -modulus.rest };
  }
  let left: Dim = 0;
  let right: Dim = 0;
  for (const { monomial, coefficient } of e.terms) {
    const term = mul(fromMonomial(monomial), Math.abs(coefficient));
    if (coefficient > 0) left = add(left, term);
    else right = add(right, term);
  }
  if (isConst(left)) return { left: e.constant, right };
  return isConst(right) || e.constant < 0
    ? { left, right: sub(right, e.constant) }
    : { left: add(left, e.constant), right };
}

function shortestFirst(texts: readonly string[]): readonly string[] {
  return [...texts].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

function printArgument(c: Constraint, outer: "and" | "or"): string {
  return c.kind === "or" && outer === "and" ? `(${printCond(c)})` : printCond(c);
}
