import { add, fromMonomial, isConst, mul, pow, sub } from "./construct.ts";
import type { Atom, Dim, Expr, Monomial } from "./expr.ts";
import { floorDivide, gcd } from "./interval.ts";
import type { Ranges } from "./ranges.ts";

/**
 * Whether no integers make all of `nonNegative` at least zero: proven, not merely likely.
 *
 * Every monomial counts as a variable of its own, tied to the others by its range, by what rounding
 * means for a floor and by what an extremum means; variables are then eliminated one by one
 * (Fourier and Motzkin), each inequality being tightened to integers.
 */
export function refutes(nonNegative: readonly Dim[], ranges: Ranges): boolean {
  const system = new System(ranges);
  for (const d of nonNegative) system.add(d);
  system.defineVariables();
  return system.eliminate();
}

/** `sum of coefficients[i] * variable i, plus constant, is at least zero`. */
interface Row {
  readonly coefficients: ReadonlyMap<Monomial, number>;
  readonly constant: number;
}

const MAX_ROWS = 100;
/** More than so many are not worth making, however many then turn out to be the same. */
const MOST_COMBINED = 400;
const MAX_VARIABLES = 24;

class System {
  readonly #ranges: Ranges;
  readonly #rows = new Map<string, Row>();
  readonly #variables = new Set<Monomial>();
  readonly #pending: Monomial[] = [];
  #contradictory = false;

  constructor(ranges: Ranges) {
    this.#ranges = ranges;
  }

  add(d: Dim): void {
    if (isConst(d)) {
      if (d < 0) this.#contradictory = true;
      return;
    }
    this.#addRow({ coefficients: new Map(d.terms.map((t) => [t.monomial, t.coefficient])), constant: d.constant });
  }

  /** States what is known of every variable; that may bring in further ones. */
  defineVariables(): void {
    for (let m = this.#pending.shift(); m !== undefined; m = this.#pending.shift()) {
      const own = fromMonomial(m);
      const { lo, hi } = this.#ranges.of(own);
      if (lo !== -Infinity) this.add(sub(own, lo));
      if (hi !== Infinity) this.add(sub(hi, own));
      const [atom, more] = m.factors;
      if (atom === undefined) continue;
      if (more === undefined) this.#defineAtom(atom);
      else this.#defineProduct(m);
    }
  }

  /** Eliminates all variables; true if a contradiction comes out. */
  eliminate(): boolean {
    let rows = [...this.#rows.values()];
    while (!this.#contradictory) {
      const variable = cheapestVariable(rows);
      if (variable === null) return false;
      const positive = rows.filter((r) => (r.coefficients.get(variable) ?? 0) > 0);
      const negative = rows.filter((r) => (r.coefficients.get(variable) ?? 0) < 0);
      if (rows.length + positive.length * negative.length > MOST_COMBINED) return false;
      this.#rows.clear();
      for (const row of rows) if (!row.coefficients.has(variable)) this.#addRow(row);
      for (const p of positive) for (const n of negative) this.#addRow(combine(p, n, variable));
      if (this.#rows.size > MAX_ROWS) return this.#contradictory;
      rows = [...this.#rows.values()];
    }
    return true;
  }

  #defineAtom(atom: Atom): void {
    switch (atom.kind) {
      case "floordiv": {
        const { numerator, denominator } = atom;
        const whole = mul(atom.expr, denominator);
        if (this.#ranges.of(denominator).lo < 1) return;
        this.add(sub(numerator, whole));
        this.add(sub(add(whole, denominator), add(numerator, 1)));
        return;
      }
      case "min":
        for (const d of atom.args) this.add(sub(d, atom.expr));
        return;
      case "max":
        for (const d of atom.args) this.add(sub(atom.expr, d));
        return;
      case "isqrt":
        this.add(sub(atom.arg, pow(atom.expr, 2)));
        this.add(sub(pow(add(atom.expr, 1), 2), add(atom.arg, 1)));
        return;
      case "symbol":
      case "opaque":
        return;
    }
  }

  /** `(a - lo) * (b - lo')` is not negative, and likewise at the upper ends. */
  #defineProduct(m: Monomial): void {
    const product = fromMonomial(m);
    for (const atom of new Set(m.factors)) {
      const rest = m.factors.filter((_, i) => i !== m.factors.indexOf(atom)).reduce<Dim>((p, a) => mul(p, a.expr), 1);
      const a = this.#ranges.ofAtom(atom);
      const b = this.#ranges.of(rest);
      if (Number.isFinite(a.lo) && Number.isFinite(b.lo)) {
        this.add(expand(product, atom.expr, rest, a.lo, b.lo));
      }
      if (Number.isFinite(a.hi) && Number.isFinite(b.lo)) {
        this.add(mul(expand(product, atom.expr, rest, a.hi, b.lo), -1));
      }
    }
  }

  #addRow(row: Row | null): void {
    const tight = row === null ? null : tighten(row);
    if (tight === null) return;
    if (tight.coefficients.size === 0) {
      if (tight.constant < 0) this.#contradictory = true;
      return;
    }
    for (const m of tight.coefficients.keys()) {
      if (this.#variables.has(m) || this.#variables.size >= MAX_VARIABLES) continue;
      this.#variables.add(m);
      this.#pending.push(m);
    }
    const key = [...tight.coefficients].map(([m, c]) => `${c}*${m.id}`).join();
    const known = this.#rows.get(key);
    if (known === undefined || tight.constant < known.constant) this.#rows.set(key, tight);
  }
}

/** `(a - x) * (b - y)`. */
function expand(product: Dim, a: Expr, b: Dim, x: number, y: number): Dim {
  return add(sub(sub(product, mul(a, y)), mul(b, x)), mul(x, y));
}

/** The variable whose elimination makes the fewest rows; null when none is left. */
function cheapestVariable(rows: readonly Row[]): Monomial | null {
  const counts = new Map<Monomial, { positive: number; negative: number }>();
  for (const row of rows) {
    for (const [m, c] of row.coefficients) {
      const count = counts.get(m) ?? { positive: 0, negative: 0 };
      if (c > 0) count.positive += 1;
      else count.negative += 1;
      counts.set(m, count);
    }
  }
  let best: Monomial | null = null;
  let least = Infinity;
  for (const [m, { positive, negative }] of counts) {
    const cost = positive * negative - positive - negative;
    if (cost < least) [best, least] = [m, cost];
  }
  return best;
}

/** The sum of two rows in which a variable cancels; null if a number in it is not exact. */
function combine(positive: Row, negative: Row, variable: Monomial): Row | null {
  const p = positive.coefficients.get(variable) ?? 0;
  const n = -(negative.coefficients.get(variable) ?? 0);
  const common = gcd(p, n);
  const coefficients = new Map<Monomial, number>();
  let exact = true;
  const sum = (x: number, y: number) => {
    const [a, b] = [x * (n / common), y * (p / common)];
    if (![a, b, a + b].every(Number.isSafeInteger)) exact = false;
    return a + b;
  };
  for (const m of new Set([...positive.coefficients.keys(), ...negative.coefficients.keys()])) {
    const total = sum(positive.coefficients.get(m) ?? 0, negative.coefficients.get(m) ?? 0);
    if (total !== 0) coefficients.set(m, total);
  }
  const constant = sum(positive.constant, negative.constant);
  return exact ? { coefficients, constant } : null;
}

/** Divides by the common divisor of the coefficients and sorts them. */
function tighten({ coefficients, constant }: Row): Row {
  let divisor = 0;
  for (const c of coefficients.values()) divisor = gcd(divisor, c);
  const sorted = [...coefficients].sort(([a], [b]) => a.id - b.id);
  if (divisor <= 1) return { coefficients: new Map(sorted), constant };
  return {
    coefficients: new Map(sorted.map(([m, c]) => [m, c / divisor])),
    constant: floorDivide(constant, divisor),
  };
}
