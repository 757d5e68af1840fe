import assert from "node:assert/strict";
import {
  add,
  and,
  divides,
  eq,
  floordiv,
  ge,
  gt,
  le,
  lt,
  mod,
  mul,
  ne,
  not,
  or,
  print,
  printCond,
  product,
  sub,
  symbol,
  type Cond,
} from "../../server/src/dims/index.ts";

const N = symbol({ name: "N", min: 1 });
const H = symbol({ name: "H", min: 1 });
const W = symbol({ name: "W", min: 1 });
const i = symbol({ name: "i", min: -Infinity });
const digit = symbol({ name: "digit", min: 0, max: 9 });

describe("conditions", () => {
  const decided: readonly (readonly [string, Cond, boolean])[] = [
    ["equal numbers", eq(3, 3), true],
    ["different numbers", eq(3, 4), false],
    ["an expression and itself", eq(add(H, 1), add(1, H)), true],
    ["a constant difference", eq(add(H, 1), H), false],
    ["a size below its least value", eq(H, 0), false],
    ["a size from its least value on", ge(H, 1), true],
    ["a symbol above its greatest value", gt(digit, 9), false],
    ["an odd number twice", eq(mul(2, H), 3), false],
    ["a product that a factor rules out", eq(product([20, H, W]), 321), false],
    ["a remainder as large as its divisor", eq(mod(i, 4), 4), false],
    ["a multiple", divides(4, mul(8, i)), true],
    ["no multiple", divides(4, add(mul(8, i), 2)), false],
    ["a multiple of a symbol", divides(H, product([H, W])), true],
    ["one or its opposite", or(eq(H, W), ne(H, W)), true],
    ["one and its opposite", and(ge(H, W), lt(H, W)), false],
    ["nothing at all", and(), true],
    ["no alternative", or(), false],
  ];
  for (const [name, c, expected] of decided) it(`decides ${name}`, () => assert.equal(c, expected));

  const same: readonly (readonly [string, Cond, Cond])[] = [
    ["sides", eq(H, W), eq(W, H)],
    ["a common divisor", eq(mul(2, H), mul(2, W)), eq(H, W)],
    ["a divisor of an inequality", ge(mul(2, i), 5), ge(i, 3)],
    ["a factor that is not zero", eq(mul(N, H), mul(N, W)), eq(H, W)],
    ["a factor that is positive", ge(mul(N, H), mul(N, 4)), ge(H, 4)],
    ["strict and not strict", gt(H, 3), ge(H, 4)],
    ["a double negation", not(not(le(H, W))), le(H, W)],
    ["the negation of an inequality", not(le(H, W)), gt(H, W)],
    ["two ways to ask for a multiple", eq(mod(H, 32), 0), divides(32, H)],
    ["rounding that changes nothing", eq(mul(2, floordiv(H, 2)), H), divides(2, H)],
    ["a remainder that is known", eq(mod(H, 4), 3), divides(4, add(H, 1))],
    ["a remainder of a symbol", eq(mod(H, W), 0), divides(W, H)],
    ["what the divisor shares", divides(12, mul(8, H)), divides(3, H)],
    ["what has an inverse", divides(7, mul(3, H)), divides(7, H)],
    ["a sign", divides(4, sub(W, H)), divides(4, sub(H, W))],
    ["the order of conjuncts", and(ge(H, 3), ge(W, 3)), and(ge(W, 3), ge(H, 3))],
    ["De Morgan", not(and(eq(H, 3), eq(W, 3))), or(ne(H, 3), ne(W, 3))],
    ["an alternative that cannot be", or(gt(H, mul(H, H)), ge(i, H)), ge(i, H)],
    ["nested alternatives", or(or(eq(H, 3), eq(H, 4)), eq(H, 5)), or(eq(H, 5), eq(H, 4), eq(H, 3))],
    ["a product that is zero", eq(mul(i, sub(H, 4)), 0), or(eq(i, 0), eq(H, 4))],
  ];
  for (const [name, left, right] of same) {
    it(`knows ${name}`, () => assert.ok(left === right, `${printCond(left)} is not ${printCond(right)}`));
  }

  it("keeps what it cannot decide", () => {
    assert.equal(typeof eq(H, W), "object");
    assert.equal(typeof divides(4, mul(2, H)), "object");
    assert.equal(print(mul(N, 2)), "2*N");
  });
});
