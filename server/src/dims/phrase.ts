import { isConst } from "./construct.ts";
import { and, or, type Constraint } from "./constraint.ts";
import type { Expr } from "./expr.ts";
import { pythonMod } from "./interval.ts";
import { Knowledge } from "./knowledge.ts";
import { print, printCond } from "./print.ts";
import { boxesOf, components, inRange, type Box, type Component, type Range } from "./solve.ts";

/** Conditions and what they say in words. */
export interface Phrase {
  readonly text: string;
  readonly conds: readonly Constraint[];
}

/**
 * Puts conditions into words: the sizes that fit, where these are few, instead of the equation they
 * come from; what holds for several symbols alike is said once.
 */
export function phrased(conds: readonly Constraint[]): readonly Phrase[] {
  const phrases: Phrase[] = [];
  const alike = new Alike();
  const choices = conds.filter(isChoiceOfEnds);
  for (const component of components(conds.filter((c) => !choices.includes(c)))) {
    const sizes = phraseSizes(component);
    if (sizes !== null) phrases.push(sizes);
    else for (const c of component.conds) if (!alike.add(c)) phrases.push({ text: printCond(c), conds: [c] });
  }
  return [...phrases, ...alike.phrases(), ...choices.map((c) => ({ text: printCond(c), conds: [c] }))];
}

/** `N >= 2 or H >= 33 or W >= 33` says what it says; the cases of it would say less. */
function isChoiceOfEnds(c: Constraint): boolean {
  if (c.kind !== "or") return false;
  const ends = c.args.map((arg) => (arg.kind === "ge" ? linearIn(arg.expr)?.symbol : undefined));
  return ends.every((symbol) => symbol !== undefined) && new Set(ends).size === ends.length;
}

/** The symbols of a condition that bounds one symbol or gives its residue. */
class Alike {
  readonly #ends = new Map<Expr, { lo: number; hi: number; conds: Constraint[] }>();
  readonly #residues = new Map<string, { modulus: number; residue: number; symbols: Expr[]; conds: Constraint[] }>();

  /** Takes in a condition; false if it is of another kind. */
  add(c: Constraint): boolean {
    if (c.kind === "divides") return this.#addResidue(c);
    if (c.kind !== "eq" && c.kind !== "ge") return false;
    const linear = linearIn(c.expr);
    if (linear === null) return false;
    const { symbol, sign, constant } = linear;
    const ends = this.#ends.get(symbol) ?? { lo: -Infinity, hi: Infinity, conds: [] };
    if (c.kind === "eq" || sign > 0) ends.lo = -sign * constant;
    if (c.kind === "eq" || sign < 0) ends.hi = -sign * constant;
    ends.conds.push(c);
    this.#ends.set(symbol, ends);
    return true;
  }

  phrases(): readonly Phrase[] {
    const spoken: Phrase[] = [];
    for (const { modulus, residue, symbols, conds } of this.#residues.values()) {
      spoken.push({ text: residueText(inOrder(symbols).map(print), modulus, residue), conds });
    }
    const together = new Map<string, { symbols: Expr[]; lo: number; hi: number; conds: Constraint[] }>();
    for (const [symbol, { lo, hi, conds }] of this.#ends) {
      const same = together.get(`${lo}:${hi}`) ?? { symbols: [], lo, hi, conds: [] };
      same.symbols.push(symbol);
      same.conds.push(...conds);
      together.set(`${lo}:${hi}`, same);
    }
    for (const { symbols, lo, hi, conds } of together.values()) {
      spoken.push({ text: endsText(inOrder(symbols).map(print).join(", "), lo, hi), conds });
    }
    return spoken;
  }

  #addResidue(c: Constraint & { kind: "divides" }): boolean {
    const { divisor, dividend, negated } = c;
    if (negated || !isConst(divisor) || isConst(dividend)) return false;
    const linear = linearIn(dividend);
    if (linear === null) return false;
    const residue = pythonMod(-linear.sign * linear.constant, divisor);
    const key = `${divisor}:${residue}`;
    const same = this.#residues.get(key) ?? { modulus: divisor, residue, symbols: [], conds: [] };
    same.symbols.push(linear.symbol);
    same.conds.push(c);
    this.#residues.set(key, same);
    return true;
  }
}

/** Reads `sign * symbol + constant`. */
function linearIn(e: Expr): { symbol: Expr; sign: number; constant: number } | null {
  const [term, more] = e.terms;
  const [atom, another] = term?.monomial.factors ?? [];
  if (term === undefined || more !== undefined || another !== undefined) return null;
  if (atom?.kind !== "symbol" || Math.abs(term.coefficient) !== 1) return null;
  return { symbol: atom.expr, sign: term.coefficient, constant: e.constant };
}

/** As the symbols were made: `H` before `W`. */
function inOrder(symbols: readonly Expr[]): readonly Expr[] {
  return [...symbols].sort((a, b) => a.id - b.id);
}

function endsText(names: string, lo: number, hi: number): string {
  if (lo === hi) return `${names} == ${lo}`;
  if (hi === Infinity) return `${names} >= ${lo}`;
  return lo === -Infinity ? `${names} <= ${hi}` : `${lo} <= ${names} <= ${hi}`;
}

function residueText(names: readonly string[], modulus: number, residue: number): string {
  if (residue !== 0 || names.length === 1) return `${names.join(", ")} % ${modulus} == ${residue}`;
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)} divisible by ${modulus}`;
}

const MAX_SYMBOLS = 3;
const MAX_SPELLED_OUT = 2;

/** Whether a condition can be met in several ways that have to be told apart. */
function makesCases(c: Constraint): boolean {
  return c.kind === "or" || (c.kind === "eq" && linearIn(c.expr) === null);
}

/** What sizes fit, if it takes a case distinction to say and the cases are known. */
function phraseSizes(component: Component): Phrase | null {
  const { conds } = component;
  if (component.symbols.size > MAX_SYMBOLS || !conds.some(makesCases)) return null;
  let knowledge: Knowledge | null = Knowledge.nothing();
  for (const c of conds) knowledge = knowledge?.with(c) ?? null;
  const boxes = knowledge === null ? [] : boxesOf(component, knowledge);
  if (boxes === "many" || boxes.length === 0) return null;
  return { text: sizesText(inOrder([...component.symbols]), boxes), conds: shorter(conds, boxes) };
}

/** Conditions, or the sizes that meet them where these are shorter to write. */
function shorter(conds: readonly Constraint[], boxes: readonly Box[]): readonly Constraint[] {
  const sizes = or(...boxes.map((box) => and(...[...box].map(([s, range]) => inRange(s, range)))));
  if (typeof sizes === "boolean") return conds;
  return printCond(sizes).length < conds.map(printCond).join(" and ").length ? [sizes] : conds;
}

function sizesText(symbols: readonly Expr[], boxes: readonly Box[]): string {
  const names = symbols.map(print);
  const even = boxes.filter((box) => new Set(symbols.map((s) => rangeText("", box.get(s)))).size === 1);
  const others = boxes.filter((box) => !even.includes(box));
  if (even.length > 0) {
    const first = symbols[0];
    const texts = even.map((box) => rangeText(names.join(", "), first === undefined ? undefined : box.get(first)));
    const rest = symbols.length === 1 ? "" : countText(others.length, "oblong size");
    return `${texts.slice(0, MAX_SPELLED_OUT).join(" or ")}${countText(texts.length - MAX_SPELLED_OUT, "other size")}${rest}`;
  }
  const nearest = [...others].sort((a, b) => spread(a) - spread(b)).slice(0, MAX_SPELLED_OUT);
  const texts = nearest.map((box) => symbols.map((s) => rangeText(print(s), box.get(s))).join(" and "));
  return `${texts.join(", or ")}${countText(others.length - texts.length, "other size")}`;
}

function countText(count: number, what: string): string {
  return count <= 0 ? "" : ` (and ${count} ${what}${count === 1 ? "" : "s"})`;
}

function rangeText(names: string, range: Range | undefined): string {
  if (range === undefined) return names;
  const ends = endsText(names, range.lo, range.hi);
  if (range.modulus === 1 || range.lo === range.hi) return ends;
  return `${ends} with ${names} % ${range.modulus} == ${range.residue}`;
}

/** How far a box is from being even. */
function spread(box: Box): number {
  const lows = [...box.values()].map((r) => r.lo);
  return Math.max(...lows) - Math.min(...lows);
}
