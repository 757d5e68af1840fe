import assert from "node:assert/strict";
import fc from "fast-check";
import {
  add,
  ceildiv,
  divExact,
  evaluate,
  floordiv,
  isConst,
  isqrt,
  maximum,
  minimum,
  mod,
  mul,
  neg,
  pow,
  print,
  product,
  sub,
  substitute,
  sum,
  symbol,
  symbolsOf,
  type Dim,
} from "../../server/src/dims/index.ts";

const N = symbol({ name: "N", min: 1 });
const H = symbol({ name: "H", min: 1 });
const W = symbol({ name: "W", min: 1 });
const C = symbol({ name: "C", min: 1 });
const i = symbol({ name: "i", min: -Infinity });

/** Hash-consing makes equal normal forms one object. */
function assertSame(left: Dim, right: Dim): void {
  assert.ok(left === right, `${print(left)} is not ${print(right)}`);
}

/** One dimension through a convolution or pooling layer, by PyTorch's formula. */
function layer(size: Dim, kernel: number, stride = 1, padding = 0): Dim {
  return add(floordiv(sub(add(size, 2 * padding), kernel), stride), 1);
}

describe("normal form", () => {
  const same: readonly (readonly [string, Dim, Dim])[] = [
    ["constants are numbers", sub(add(H, 3), H), 3],
    ["sums commute", add(add(H, W), 2), add(2, add(W, H))],
    ["products distribute", mul(add(H, 1), add(W, 2)), sum([mul(H, W), mul(2, H), W, 2])],
    ["powers multiply", mul(pow(H, 2), H), pow(H, 3)],
    ["a number divides", floordiv(7, -2), -4],
    ["a number's remainder has the divisor's sign", mod(7, -2), -1],
    ["multiples leave the floor", floordiv(sum([mul(4, H), W, 9]), 4), sum([H, 2, floordiv(add(W, 1), 4)])],
    ["constants that are multiples leave the floor", floordiv(sub(H, 12), 4), sub(floordiv(H, 4), 3)],
    ["a common divisor cancels", floordiv(mul(2, H), 4), floordiv(H, 2)],
    ["a common divisor cancels beside a constant", floordiv(add(mul(2, H), 1), 4), floordiv(H, 2)],
    ["floors compose", floordiv(add(floordiv(H, 2), 3), 5), floordiv(add(H, 6), 10)],
    ["floors compose under a minus", floordiv(neg(floordiv(H, 2)), 3), neg(floordiv(add(floordiv(H, 2), 2), 3))],
    ["rounding up has one spelling", ceildiv(H, 4), floordiv(add(H, 3), 4)],
    ["rounding up by a symbol has one spelling", ceildiv(H, W), floordiv(sub(add(H, W), 1), W)],
    ["a negative divisor moves up", floordiv(H, -4), floordiv(neg(H), 4)],
    ["coefficients become residues", floordiv(mul(5, H), 4), add(H, floordiv(H, 4))],
    ["remainders have one spelling", mod(H, 4), sub(H, mul(4, floordiv(H, 4)))],
    ["a remainder of a multiple", mod(mul(6, H), 3), 0],
    ["a remainder of a remainder", mod(mod(H, 12), 4), mod(H, 4)],
    ["a remainder is below its divisor", floordiv(mod(H, 7), 7), 0],
    ["a symbol cancels", floordiv(product([N, C, H, W]), mul(C, H)), mul(N, W)],
    ["a symbol cancels in part", floordiv(product([N, H, W]), mul(4, H)), floordiv(mul(N, W), 4)],
    ["a factor cancels", floordiv(product([16, sub(H, 4), sub(W, 4)]), mul(4, sub(H, 4))), mul(4, sub(W, 4))],
    ["a factor cancels in part", floordiv(mul(N, sub(H, 4)), mul(3, sub(H, 4))), floordiv(N, 3)],
    ["floors by symbols compose", floordiv(floordiv(H, W), 2), floordiv(H, mul(2, W))],
    ["multiples of a symbol leave the floor", floordiv(add(mul(H, W), N), W), add(H, floordiv(N, W))],
    ["extrema are flat", minimum(minimum(H, W), 7), minimum(7, H, W)],
    ["extrema drop what is dominated", minimum(add(H, 2), H), H],
    ["extrema know the bounds of symbols", maximum(H, 1), H],
    ["extrema know that a remainder is small", minimum(sub(mod(H, 2), 3), 1), sub(mod(H, 2), 3)],
    ["extrema know the order of quotients", maximum(floordiv(H, 4), floordiv(add(H, 3), 4)), floordiv(add(H, 3), 4)],
    ["extrema shift", maximum(sub(H, 10), 0), sub(maximum(H, 10), 10)],
    ["extrema scale", minimum(mul(2, H), mul(4, W)), mul(2, minimum(H, mul(2, W)))],
    ["extrema change their kind under a minus", neg(minimum(neg(H), neg(W))), maximum(H, W)],
    ["an extremum of one value", maximum(H, H), H],
    ["roots of squares", isqrt(mul(4, pow(H, 2))), mul(2, H)],
    ["roots of numbers", isqrt(17), 4],
    ["a chain of convolutions and pools", layer(layer(layer(layer(H, 5), 2, 2), 5), 2, 2), sub(floordiv(H, 4), 3)],
    ["padding and strides", layer(layer(layer(H, 7, 2, 3), 3, 2, 1), 3, 2, 1), add(floordiv(sub(H, 1), 8), 1)],
  ];
  for (const [name, left, right] of same) {
    it(name, () => assertSame(left, right));
  }

  const different: readonly (readonly [string, Dim, Dim])[] = [
    ["roots of what may be negative stay", isqrt(pow(i, 2)), i],
    ["products of floors stay products", mul(floordiv(H, 2), floordiv(W, 2)), floordiv(mul(H, W), 4)],
    ["two symbols of one name", symbol({ name: "N", min: 1 }), N],
    ["floors of what need not divide", mul(2, floordiv(H, 2)), H],
  ];
  for (const [name, left, right] of different) {
    it(name, () => assert.ok(left !== right, print(left)));
  }

  it("keeps a chain of any length one floor", () => {
    let size: Dim = H;
    for (let n = 0; n < 30; n++) size = layer(size, 3, n % 3 === 0 ? 2 : 1);
    assert.ok(!isConst(size));
    assert.equal(size.terms.length, 1);
  });

  it("divides polynomials exactly or not at all", () => {
    const flat = product([20, N, sub(floordiv(H, 4), 3), sub(floordiv(W, 4), 3)]);
    assert.equal(divExact(flat, mul(20, sub(floordiv(H, 4), 3))), mul(N, sub(floordiv(W, 4), 3)));
    assert.equal(divExact(flat, 40), null);
    assert.equal(divExact(flat, H), null);
    assert.equal(divExact(12, 4), 3);
    assert.equal(divExact(12, 5), null);
    assert.equal(divExact(0, H), 0);
    assert.equal(divExact(H, 0), null);
  });

  it("refuses what Python refuses", () => {
    assert.throws(() => floordiv(H, 0), RangeError);
    assert.throws(() => mod(5, 0), RangeError);
    assert.throws(() => isqrt(-1), RangeError);
    assert.throws(() => pow(H, -1), RangeError);
    assert.throws(() => pow(H, 0.5), RangeError);
  });

  it("leaves a division by what became zero as it was", () => {
    const n = symbol({ name: "n", min: 0 });
    const quotient = floordiv(H, n);
    assert.equal(substitute(quotient, new Map([[n, 0]])), quotient);
  });

  it("knows its symbols", () => {
    assert.deepEqual(symbolsOf(add(floordiv(mul(H, W), N), 1)), new Set([H, W, N]));
    assert.deepEqual(symbolsOf(3), new Set());
  });
});

describe("normal form of what is too large", () => {
  const big = 2 ** 52;

  it("never rounds a number", () => {
    const square = mul(big, big);
    assert.ok(!isConst(square));
    assert.equal(mul(big, big), square);
    assert.equal(sub(square, square), 0);
    assert.equal(evaluate(square, new Map()), big * big);
    assert.ok(!isConst(add(Number.MAX_SAFE_INTEGER, 1)));
    assert.equal(print(mul(mul(H, big), big)), `(${print(mul(H, big))})*${big}`);
  });

  it("does not multiply out without end", () => {
    const letters = Array.from({ length: 9 }, (_, n) => symbol({ name: `s${n}`, min: 1 }));
    const factor = add(sum(letters), 1);
    let power: Dim = 1;
    for (let n = 0; n < 40; n++) power = mul(power, factor);
    assert.ok(!isConst(power) && power.terms.length <= 64);
    const ones = new Map(letters.map((s) => [s, 1]));
    assert.equal(evaluate(pow(factor, 5), ones), 1e5);
    assert.equal(pow(factor, 5), pow(factor, 5));
  });

  it("does not nest without end", () => {
    let d: Dim = H;
    for (let n = 0; n < 5000; n++) d = floordiv(add(mul(d, W), 1), 2);
    assert.ok(print(d).length < 5000);
    let doubling: Dim = H;
    for (let n = 0; n < 200; n++) doubling = maximum(floordiv(add(mul(doubling, W), doubling), 3), add(doubling, 1));
    assert.ok(print(doubling).length < 50000);
    assert.ok(evaluate(floordiv(doubling, 2), new Map([...symbolsOf(doubling)].map((s) => [s, 1]))) >= 0);
  });

  it("takes as long for large numbers as for small ones", () => {
    const large = 2 ** 40;
    assert.equal(print(layer(H, large, large)), `H//${large}`);
    assert.equal(floordiv(add(mul(H, large), 5), large), H);
    assert.ok(!isConst(pow(3, 100000)));
  });
});

describe("normal form, on random polynomials", () => {
  const symbols = [N, H, W, C];
  const terms = fc.array(
    fc.record({
      coefficient: fc.integer({ min: -5, max: 5 }),
      factors: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    }),
    { maxLength: 6 },
  );
  type Terms = readonly { readonly coefficient: number; readonly factors: readonly number[] }[];
  const build = (of: Terms) => sum(of.map((t) => product([t.coefficient, ...t.factors.map((f) => symbols[f]!)])));
  const shuffled = <T>(items: readonly T[], seed: number) =>
    items.map((item, k) => ({ item, key: ((k + 1) * 7919 * (seed + 1)) % 101 })).sort((a, b) => a.key - b.key);

  it("does not depend on the order of terms and factors", () => {
    fc.assert(
      fc.property(terms, fc.nat(100), (of, seed) => {
        const reordered = shuffled(of, seed).map(({ item }) => ({
          ...item,
          factors: shuffled(item.factors, seed).map((f) => f.item),
        }));
        assertSame(build(of), build(reordered));
      }),
      { numRuns: 500 },
    );
  });

  it("makes equal polynomials identical", () => {
    fc.assert(
      fc.property(terms, terms, terms, (a, b, c) => {
        const [x, y, z] = [build(a), build(b), build(c)];
        assertSame(mul(x, add(y, z)), add(mul(x, y), mul(x, z)));
        assertSame(mul(add(x, y), sub(x, y)), sub(mul(x, x), mul(y, y)));
        assertSame(add(sub(x, y), y), x);
      }),
      { numRuns: 300 },
    );
  });

  it("recovers a factor", () => {
    fc.assert(
      fc.property(terms, terms, (a, b) => {
        const [x, y] = [build(a), build(b)];
        fc.pre(y !== 0);
        assert.equal(divExact(mul(x, y), y), x);
      }),
      { numRuns: 300 },
    );
  });

  it("composes floors of sums", () => {
    const step = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(terms, step, step, fc.integer({ min: -20, max: 20 }), (of, a, b, c) => {
        const x = build(of);
        assertSame(floordiv(add(floordiv(x, a), c), b), floordiv(add(x, a * c), a * b));
      }),
      { numRuns: 500 },
    );
  });
});
