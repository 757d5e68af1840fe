import {
  Expr,
  Monomial,
  asSymbol,
  dimKey,
  rangeOf,
  weightOf,
  type Atom,
  type AtomBase,
  type Dim,
  type ExtremumAtom,
  type FloorDivAtom,
  type Home,
  type IsqrtAtom,
  type OpaqueAtom,
  type SymbolAtom,
  type SymbolInfo,
  type Term,
} from "./expr.ts";
import { addIntervals, floorDivIntervals, integerSqrt, interval, mulIntervals } from "./interval.ts";

/** Makes a new symbol, distinct from all others. */
export function symbol(info: SymbolInfo): Expr {
  const id = nextId();
  const home: Home = { age: id, table: new Map() };
  const range = interval(info.min, info.max ?? Infinity);
  return attachExpr<SymbolAtom>({ kind: "symbol", info, id, home, range, weight: 1, depth: 1 }).expr;
}

export function floorDivAtom(numerator: Dim, denominator: Dim): Atom {
  const key = `f${dimKey(numerator)}/${dimKey(denominator)}`;
  return internAtom(key, [numerator, denominator], (base) => ({
    kind: "floordiv",
    numerator,
    denominator,
    range: floorDivIntervals(rangeOf(numerator), rangeOf(denominator)),
    ...base,
  }));
}

/** `args` distinct and free of dominated ones; their order is fixed here. */
export function extremumAtom(kind: "min" | "max", unsorted: readonly Dim[]): Atom {
  const args = [...unsorted].sort(compareDims);
  const pick = kind === "min" ? Math.min : Math.max;
  const ranges = args.map(rangeOf);
  return internAtom(`${kind}${args.map(dimKey).join()}`, args, (base) => ({
    kind,
    args,
    range: { lo: pick(...ranges.map((r) => r.lo)), hi: pick(...ranges.map((r) => r.hi)) },
    ...base,
  }));
}

export function isqrtAtom(arg: Expr): Atom {
  return internAtom(`q${dimKey(arg)}`, [arg], (base) => ({
    kind: "isqrt",
    arg,
    range: {
      lo: integerSqrt(Math.max(arg.range.lo, 0)),
      hi: integerSqrt(Math.max(arg.range.hi, 0)),
    },
    ...base,
  }));
}

export function opaqueAtom(op: "add" | "mul", unsorted: readonly Dim[]): Atom {
  for (const d of unsorted) {
    if (typeof d === "number" && !Number.isSafeInteger(d)) {
      throw new RangeError(`${d} is not a safe integer`);
    }
  }
  const args = [...unsorted].sort(compareDims);
  const combine = op === "add" ? addIntervals : mulIntervals;
  return internAtom(`${op}${args.map(dimKey).join()}`, args, (base) => ({
    kind: "opaque",
    op,
    args,
    range: args.map(rangeOf).reduce(combine),
    ...base,
  }));
}

/** The product of atoms given by ascending id. */
export function internMonomial(factors: readonly Atom[]): Monomial {
  const [only] = factors;
  if (only !== undefined && factors.length === 1) {
    const term = only.expr.terms[0];
    if (term !== undefined) return term.monomial;
  }
  return newMonomial(factors);
}

/** `terms` sorted, nonempty, without zeros; coefficients and constant safe. */
export function internExpr(terms: readonly Term[], constant: number): Expr {
  let home = CONSTANTS;
  let key = `e${constant}`;
  for (const { monomial, coefficient } of terms) {
    if (monomial.home.age > home.age) home = monomial.home;
    key += `,${coefficient}*${monomial.id}`;
  }
  const known = home.table.get(key);
  if (known instanceof Expr) return known;
  const made = new Expr(nextId(), terms, constant, home);
  home.table.set(key, made);
  return made;
}

/** What follows from two expressions alone, reckoned once; null is reckoned again. `operation`: no other key begins so. */
export function remembered(operation: string, a: Expr, b: Expr | number, reckon: () => Dim | null): Dim | null {
  const home = typeof b === "number" || a.home.age > b.home.age ? a.home : b.home;
  const key = typeof b === "number" ? `${operation}${a.id},${b}` : `${operation}${a.id}.${b.id}`;
  const known = home.table.get(key);
  if (known instanceof Expr) return known;
  const made = reckon();
  if (made !== null && typeof made !== "number") home.table.set(key, made);
  return made;
}

/** Interns any other object that is determined by `key` and the dims it is about. */
export function internFor<T extends object>(key: string, about: readonly Dim[], make: (id: number) => T): T {
  const home = youngest(about.map(homeOf));
  const known = home.table.get(key);
  // The key's first letters tell the kinds of objects apart, so what is found is a T.
  if (known !== undefined) return known as T;
  const made = make(nextId());
  home.table.set(key, made);
  return made;
}

/**
 * An atom larger than this forgets what it is made of, so that no walk through an expression takes
 * long although expressions share their parts.
 */
const MAX_DEPTH = 48;
const MAX_WEIGHT = 1000;

const CONSTANTS: Home = { age: 0, table: new Map() };

let lastId = 0;

/** How many objects were made so far, for who measures work. */
export function objectsMade(): number {
  return lastId;
}

function nextId(): number {
  lastId += 1;
  return lastId;
}

type Unattached<A extends Atom> = Omit<A, "expr">;

function attachExpr<A extends Atom>(bare: Unattached<A>): A {
  const atom = bare as A & { expr: Expr };
  const monomial = newMonomial([atom]);
  atom.expr = new Expr(nextId(), [{ coefficient: 1, monomial }], 0, atom.home);
  atom.home.table.set(`e0,1*${monomial.id}`, atom.expr);
  return atom;
}

type AtomIdentity = Pick<AtomBase, "id" | "home" | "weight" | "depth">;

function internAtom(
  key: string,
  args: readonly Dim[],
  make: (base: AtomIdentity) => Unattached<FloorDivAtom | ExtremumAtom | IsqrtAtom | OpaqueAtom>,
): Atom {
  return internFor(key, args, (id): Atom => {
    const depth = 1 + Math.max(...args.map(depthOf));
    const weight = args.reduce<number>((sum, d) => sum + weightOf(d), 1);
    const bare = make({ id, home: youngest(args.map(homeOf)), weight, depth });
    if (depth <= MAX_DEPTH && weight <= MAX_WEIGHT) return attachExpr(bare as Unattached<Atom>);
    const { lo: min, hi: max } = bare.range;
    const leaf = asSymbol(symbol({ name: "?", min, max, anonymous: true }));
    return leaf ?? attachExpr(bare as Unattached<Atom>);
  });
}

function newMonomial(factors: readonly Atom[]): Monomial {
  let home = CONSTANTS;
  let key = "m";
  for (const f of factors) {
    if (f.home.age > home.age) home = f.home;
    key += `${f.id},`;
  }
  const known = home.table.get(key);
  if (known instanceof Monomial) return known;
  const made = new Monomial(nextId(), factors, home);
  home.table.set(key, made);
  return made;
}

function depthOf(d: Dim): number {
  if (typeof d === "number") return 0;
  let depth = 0;
  for (const t of d.terms) for (const f of t.monomial.factors) depth = Math.max(depth, f.depth);
  return depth;
}

function homeOf(d: Dim): Home {
  return typeof d === "number" ? CONSTANTS : d.home;
}

function youngest(homes: readonly Home[]): Home {
  return homes.reduce((a, b) => (b.age > a.age ? b : a), CONSTANTS);
}

function compareDims(a: Dim, b: Dim): number {
  if (typeof a === "number") return typeof b === "number" ? a - b : 1;
  return typeof b === "number" ? -1 : a.id - b.id;
}
