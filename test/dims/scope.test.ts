import assert from "node:assert/strict";
import {
  add,
  and,
  ceildiv,
  divides,
  eq,
  floordiv,
  ge,
  gt,
  isqrt,
  le,
  lt,
  maximum,
  minimum,
  mod,
  mul,
  ne,
  or,
  pow,
  print,
  printCond,
  product,
  Scope,
  sub,
  sum,
  symbol,
  type Cond,
  type Dim,
  type Verdict,
} from "../../server/src/dims/index.ts";

const N = symbol({ name: "N", min: 1 });
const C = symbol({ name: "C", min: 1 });
const H = symbol({ name: "H", min: 1 });
const W = symbol({ name: "W", min: 1 });
const T = symbol({ name: "T", min: 1 });
const D = symbol({ name: "D", min: 1 });
const heads = symbol({ name: "heads", min: 1 });
const i = symbol({ name: "i", min: -Infinity });
const h = sub(floordiv(H, 4), 3);
const w = sub(floordiv(W, 4), 3);

function scopeOf(...facts: readonly Cond[]): Scope {
  const scope = new Scope();
  for (const fact of facts) scope.assume(fact);
  return scope;
}

describe("Scope.decide", () => {
  const table: readonly (readonly [string, readonly Cond[], Cond, Verdict])[] = [
    ["a bound of a symbol", [], ge(add(H, 3), 4), "yes"],
    ["what is open", [], eq(H, W), "unknown"],
    ["a larger bound", [ge(H, 12)], ge(H, 10), "yes"],
    ["a smaller bound", [ge(H, 12)], lt(H, 12), "no"],
    ["a floor through its argument", [ge(H, 16)], ge(h, 1), "yes"],
    ["an argument through its floor", [ge(h, 1)], ge(H, 16), "yes"],
    ["an argument through its floor, one less", [ge(h, 1)], ge(H, 17), "unknown"],
    ["floors of one argument", [], ge(floordiv(H, 2), floordiv(H, 4)), "yes"],
    ["a floor and what rounds up", [], le(sub(floordiv(add(H, 1), 2), floordiv(H, 2)), 1), "yes"],
    ["a remainder below its divisor", [], lt(mod(i, 7), 7), "yes"],
    ["a remainder that is not negative", [], ge(mod(i, 7), 0), "yes"],
    ["a remainder by a symbol", [], lt(mod(i, D), D), "yes"],
    ["padding to a multiple", [], ge(mul(32, ceildiv(H, 32)), H), "yes"],
    ["padding by less than a multiple", [], lt(sub(mul(32, ceildiv(H, 32)), H), 32), "yes"],
    ["a positive part", [], ge(maximum(sub(H, 10), 0), sub(H, 10)), "yes"],
    ["a minimum of sizes", [], ge(minimum(H, W), 1), "yes"],
    ["a minimum and one of its arguments", [], le(minimum(H, W, 7), W), "yes"],
    ["a root and its square", [], le(pow(isqrt(T), 2), T), "yes"],
    ["a product of sizes", [], ge(mul(H, W), H), "yes"],
    ["a product of what is at least two", [ge(H, 2), ge(W, 2)], ge(mul(H, W), add(H, W)), "yes"],
    ["a chain of inequalities", [ge(H, W), ge(W, N)], ge(H, N), "yes"],
    ["a chain of inequalities under floors", [ge(H, W), ge(W, N)], ge(floordiv(H, 3), floordiv(N, 3)), "yes"],
    ["a sum of inequalities", [le(add(H, W), 10), ge(H, 8)], le(W, 2), "yes"],
    ["an equality", [eq(H, W)], eq(mul(H, 3), mul(W, 3)), "yes"],
    ["an equality under a floor", [eq(H, W)], eq(floordiv(H, 2), floordiv(W, 2)), "yes"],
    ["an equality of sums", [eq(add(H, W), 10)], lt(H, 10), "yes"],
    ["unequal multiples", [eq(mul(2, H), mul(3, W))], divides(3, H), "yes"],
    ["a parity", [], eq(mul(2, H), add(mul(2, W), 1)), "no"],
    ["an even product", [], divides(2, mul(H, add(H, 1))), "yes"],
    ["a square that is never one off a multiple", [], divides(3, add(pow(i, 2), 1)), "no"],
    ["a multiple", [divides(16, H)], divides(8, H), "yes"],
    ["no multiple", [divides(16, H)], divides(16, add(H, 4)), "no"],
    ["a multiple through its remainder", [eq(mod(H, 16), 0)], eq(mul(16, floordiv(H, 16)), H), "yes"],
    ["multiples of one after the other", [divides(2, H), divides(2, floordiv(H, 2))], divides(4, H), "yes"],
    ["a size that is a multiple", [divides(16, H)], ge(H, 16), "yes"],
    ["equal multiples", [divides(32, H), eq(H, W)], divides(32, W), "yes"],
    ["heads that divide", [divides(heads, D)], eq(mul(heads, floordiv(D, heads)), D), "yes"],
    ["heads and their size", [divides(heads, D)], ge(floordiv(D, heads), 1), "yes"],
    ["split heads", [divides(heads, D)], eq(product([N, T, heads, floordiv(D, heads)]), product([N, T, D])), "yes"],
    ["a known product", [eq(mul(h, w), 16)], eq(product([N, 20, h, w]), mul(320, N)), "yes"],
    ["a factor of a known product", [ge(h, 1), ge(w, 1), eq(mul(h, w), 16)], le(h, 16), "yes"],
    ["a size behind a known product", [ge(h, 1), ge(w, 1), eq(mul(h, w), 16)], le(H, 79), "yes"],
    ["what was excluded", [ne(H, 3)], eq(H, 3), "no"],
    ["an end that was excluded", [ne(H, 1)], ge(H, 2), "yes"],
    ["one of two", [or(eq(N, 1), eq(N, H)), gt(N, 1)], eq(N, H), "yes"],
    ["both of two", [or(eq(N, 1), eq(N, H))], le(N, H), "yes"],
    ["neither of two", [or(eq(N, 3), eq(N, 5))], eq(N, 4), "no"],
    ["a conjunction", [ge(H, 3), ge(W, 3)], and(ge(H, 2), ge(W, 2)), "yes"],
    ["an interval", [ge(H, 28), le(H, 31)], eq(floordiv(H, 4), 7), "yes"],
    ["the same sum in other words", [ge(sum([H, W, 3]), N)], ge(add(H, 4), sub(N, W)), "yes"],
  ];
  for (const [name, facts, c, expected] of table) {
    it(`${expected}: ${name}`, () => assert.equal(scopeOf(...facts).decide(c), expected, printCond(c)));
  }
});

describe("Scope.simplify", () => {
  const flat = product([20, h, w]);
  const table: readonly (readonly [string, readonly Cond[], Dim, Dim])[] = [
    ["nothing", [], flat, flat],
    ["a known size", [eq(H, 28)], h, 4],
    ["a remainder that rounds down to nothing", [ge(H, 2)], floordiv(mul(mod(H, 2), 2), 3), 0],
    ["a known product", [eq(flat, 320)], flat, 320],
    ["a known product as a factor", [eq(flat, 320)], mul(N, flat), mul(320, N)],
    ["a known product in a floor", [eq(flat, 320)], floordiv(mul(N, flat), 64), mul(5, N)],
    ["an equal symbol", [eq(H, W)], add(W, 1), add(H, 1)],
    ["halves of a multiple", [divides(16, H)], mul(2, floordiv(H, 2)), H],
    ["a multiple stays itself", [divides(16, H)], H, H],
    ["a quotient stays a quotient", [divides(16, H)], floordiv(H, 4), floordiv(H, 4)],
    ["rounding of a multiple", [divides(16, H)], floordiv(add(H, 15), 16), floordiv(H, 16)],
    ["a multiple in a product", [divides(16, H)], mul(W, mul(4, floordiv(H, 4))), mul(W, H)],
    ["heads times their size", [divides(heads, D)], product([N, heads, floordiv(D, heads)]), mul(N, D)],
    [
      "a batch folded and unfolded",
      [divides(320, mul(N, flat))],
      mul(16, floordiv(mul(N, flat), 320)),
      product([N, h, w]),
    ],
    ["an atom with one value", [ge(H, 28), le(H, 31)], mul(N, floordiv(H, 4)), mul(7, N)],
    ["a minimum that is decided", [ge(H, W)], minimum(H, W), minimum(H, W)],
    ["a minimum of what is bounded", [le(T, 512)], minimum(T, 1024), minimum(T, 1024)],
  ];
  for (const [name, facts, d, expected] of table) {
    it(name, () => {
      const result = scopeOf(...facts).simplify(d);
      assert.ok(result === expected, `${print(result)} is not ${print(expected)}`);
    });
  }
});

describe("Scope", () => {
  it("bounds sizes", () => {
    const scope = scopeOf(ge(h, 1), ge(w, 1), eq(product([20, h, w]), 320));
    assert.deepEqual(scope.bounds(H), { lo: 16, hi: 79 });
    assert.deepEqual(scope.bounds(h), { lo: 1, hi: 16 });
    assert.deepEqual(scope.bounds(product([20, h, w])), { lo: 320, hi: 320 });
    assert.deepEqual(new Scope().bounds(i), { lo: -Infinity, hi: Infinity });
    assert.deepEqual(new Scope().bounds(5), { lo: 5, hi: 5 });
  });

  it("tells what a fact adds", () => {
    const scope = new Scope();
    assert.equal(scope.assume(ge(H, 12), "a convolution"), "unknown");
    assert.equal(scope.assume(ge(H, 10)), "yes");
    assert.equal(scope.assume(le(H, 11)), "no");
    assert.equal(scope.assume(true), "yes");
    assert.equal(scope.assume(false), "no");
    assert.deepEqual(
      scope.facts.map((f) => f.why),
      ["a convolution"],
    );
  });

  it("finds facts that contradict each other", () => {
    const table: readonly (readonly Cond[])[] = [
      [eq(H, 3), eq(H, 4)],
      [divides(4, H), eq(mod(H, 8), 2)],
      [ge(H, W), lt(H, W)],
      [eq(H, W), eq(H, add(W, 1))],
      [ge(h, 1), ge(w, 1), le(H, 70), le(W, 70), eq(mul(h, w), 17)],
      [eq(mul(H, H), 20)],
      [eq(add(mul(2, H), mul(4, W)), 7)],
    ];
    for (const facts of table) {
      const scope = new Scope();
      const verdicts = facts.map((f) => scope.assume(f));
      assert.equal(verdicts.at(-1), "no", facts.map(printCond).join(" and "));
    }
  });

  it("takes back facts", () => {
    const scope = scopeOf(ge(H, 12));
    const mark = scope.mark();
    scope.assume(eq(H, 28));
    const inner = scope.mark();
    scope.assume(eq(W, 28));
    scope.undo(inner);
    assert.equal(scope.decide(eq(W, 28)), "unknown");
    assert.equal(scope.simplify(H), 28);
    scope.undo(mark);
    assert.equal(scope.simplify(H), H);
    assert.equal(scope.decide(ge(H, 12)), "yes");
    assert.equal(scope.facts.length, 1);
  });

  it("survives a divisor that turns out to be zero", () => {
    const n = symbol({ name: "n", min: 0 });
    const scope = scopeOf(ge(floordiv(T, n), 1), eq(n, 0), divides(n, D));
    assert.equal(scope.decide(eq(n, 0)), "yes");
    scope.simplify(floordiv(C, n));
    scope.solve();
  });

  it("does more with more facts, not more with larger numbers", () => {
    const large = 2 ** 30;
    const scope = scopeOf(divides(large, H), le(H, 3 * large));
    assert.deepEqual(scope.bounds(H), { lo: large, hi: 3 * large });
    assert.equal(scope.decide(eq(mod(H, large / 2), 0)), "yes");
  });
});
