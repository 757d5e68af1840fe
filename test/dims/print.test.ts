import assert from "node:assert/strict";
import {
  add,
  and,
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
  neg,
  not,
  or,
  print,
  printCond,
  printShape,
  product,
  sub,
  symbol,
  type Cond,
  type Dim,
} from "../../server/src/dims/index.ts";

const N = symbol({ name: "N", min: 1 });
const C = symbol({ name: "C", min: 1 });
const H = symbol({ name: "H", min: 1 });
const W = symbol({ name: "W", min: 1 });
const T = symbol({ name: "T", min: 1 });
const heads = symbol({ name: "num_heads", min: 1 });
const size = symbol({ name: "x.shape[1]", min: 1 });
const unknown = symbol({ name: "?", min: 0, anonymous: true });

/** Height or width after two 5x5 convolutions and two 2x2 pools. */
const pooled = (d: Dim) => sub(floordiv(d, 4), 3);

describe("print", () => {
  const dims: readonly (readonly [Dim, string])[] = [
    [7, "7"],
    [-3, "-3"],
    [H, "H"],
    [neg(H), "-H"],
    [add(H, 1), "H + 1"],
    [sub(5, H), "5 - H"],
    [sub(W, mul(2, H)), "W - 2*H"],
    [product([16, N, H]), "16*N*H"],
    [floordiv(H, 2), "H//2"],
    [sub(floordiv(H, 2), 4), "H//2 - 4"],
    [floordiv(sub(H, 13), 4), "(H - 13)//4"],
    [neg(floordiv(H, 2)), "-(H//2)"],
    [mul(2, floordiv(H, 2)), "2*(H//2)"],
    [floordiv(mul(H, W), 2), "H*W//2"],
    [floordiv(mul(3, H), 4), "3*H//4"],
    [floordiv(T, heads), "T//num_heads"],
    [floordiv(T, mul(2, heads)), "T//(2*num_heads)"],
    [mod(H, 4), "H % 4"],
    [mul(2, mod(H, 4)), "2*(H % 4)"],
    [add(mod(H, 4), 1), "H % 4 + 1"],
    [add(W, mod(H, 4)), "W + H % 4"],
    [mod(add(H, W), 4), "(H + W) % 4"],
    [mod(neg(H), 4), "(-H) % 4"],
    [mod(T, heads), "T % num_heads"],
    [sub(W, mod(T, heads)), "W - T % num_heads"],
    [mod(floordiv(H, 2), 2), "(H//2) % 2"],
    [add(floordiv(unknown, 2), 1), "?//2 + 1"],
    [add(mul(unknown, floordiv(unknown, 2)), floordiv(unknown, 3)), "?"],
    [minimum(H, 1024), "min(H, 1024)"],
    [maximum(sub(H, 10), 0), "max(H - 10, 0)"],
    [isqrt(H), "math.isqrt(H)"],
    [mul(sub(H, 4), sub(W, 4)), "(H - 4)*(W - 4)"],
    [product([20, pooled(H), pooled(W)]), "20*((H - 12)//4)*((W - 12)//4)"],
    [floordiv(product([20, N, pooled(H), pooled(W)]), 320), "N*((H - 12)//4)*((W - 12)//4)//16"],
    [add(size, 1), "x.shape[1] + 1"],
    [mul(2, unknown), "2*?"],
  ];
  for (const [d, text] of dims) it(text, () => assert.equal(print(d), text));

  it("prints shapes as tuples", () => {
    assert.equal(printShape([N, 20, sub(floordiv(H, 2), 4), 4]), "(N, 20, H//2 - 4, 4)");
    assert.equal(printShape([3]), "(3,)");
    assert.equal(printShape([]), "()");
  });

  const conds: readonly (readonly [Cond, string])[] = [
    [eq(H, 28), "H == 28"],
    [eq(28, H), "H == 28"],
    [ne(H, W), "H != W"],
    [eq(add(H, 2), W), "H + 2 == W"],
    [ge(H, 12), "H >= 12"],
    [gt(H, 12), "H >= 13"],
    [le(T, 1024), "T <= 1024"],
    [lt(H, W), "H < W"],
    [le(H, W), "W >= H"],
    [eq(mod(H, 32), 0), "H % 32 == 0"],
    [ne(mod(H, 32), 0), "H % 32 != 0"],
    [eq(mod(H, 32), 3), "H % 32 == 3"],
    [divides(heads, T), "T % num_heads == 0"],
    [divides(12, mul(8, H)), "H % 3 == 0"],
    [eq(mul(2, floordiv(H, 2)), H), "H % 2 == 0"],
    [eq(product([20, pooled(H), pooled(W)]), 320), "((H - 12)//4)*((W - 12)//4) == 16"],
    [divides(320, product([20, N, pooled(H), pooled(W)])), "(N*((H - 12)//4)*((W - 12)//4)) % 16 == 0"],
    [eq(mod(product([20, N, pooled(H), pooled(W)]), 320), 0), "(N*((H - 12)//4)*((W - 12)//4)) % 16 == 0"],
    [or(eq(H, 1), eq(H, W)), "H == 1 or H == W"],
    [and(or(eq(H, 1), eq(H, W)), ge(C, 3)), "C >= 3 and (H == 1 or H == W)"],
    [not(or(eq(H, 1), eq(H, W))), "H != 1 and H != W"],
    [true, "True"],
    [false, "False"],
  ];
  for (const [c, text] of conds) it(text, () => assert.equal(printCond(c), text));
});
