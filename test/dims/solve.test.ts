import assert from "node:assert/strict";
import {
  add,
  and,
  divides,
  eq,
  floordiv,
  ge,
  le,
  lt,
  mod,
  mul,
  ne,
  or,
  product,
  Scope,
  sub,
  symbol,
  type Cond,
  type Dim,
  type Verdict,
} from "../../server/src/dims/index.ts";
import { evaluatePython } from "./python.ts";

const N = symbol({ name: "N", min: 1 });
const C = symbol({ name: "C", min: 1 });
const Z = symbol({ name: "Z", min: 1 });
const H = symbol({ name: "H", min: 1 });
const W = symbol({ name: "W", min: 1 });
const T = symbol({ name: "T", min: 1 });
const inChannels = symbol({ name: "in_ch", min: 1 });
const outChannels = symbol({ name: "out_ch", min: 1 });
const heads = symbol({ name: "num_heads", min: 1 });
const width = symbol({ name: "embed_dim", min: 1 });
const nameless = symbol({ name: "?", min: 0, anonymous: true });

/** Two 5x5 convolutions and two 2x2 pools, as facts and as sizes. */
const pooled = (d: Dim) => sub(floordiv(d, 4), 3);
const [h, w] = [pooled(H), pooled(W)];
const fits: readonly Cond[] = [ge(H, 5), ge(W, 5), ge(H, 16), ge(W, 16)];

function scopeOf(...facts: readonly Cond[]): Scope {
  const scope = new Scope();
  for (const fact of facts) scope.assume(fact);
  return scope;
}

describe("Scope.solve", () => {
  it("finds the sizes behind a flattened size", () => {
    const { satisfiable, boxes } = scopeOf(...fits, eq(product([20, h, w]), 320)).solve([H, W]);
    assert.equal(satisfiable, "yes");
    assert.ok(boxes !== "many");
    const ranges = boxes.map((box) => [H, W].map((s) => [box.get(s)?.lo, box.get(s)?.hi]));
    assert.deepEqual(ranges, [
      [
        [16, 19],
        [76, 79],
      ],
      [
        [20, 23],
        [44, 47],
      ],
      [
        [28, 31],
        [28, 31],
      ],
      [
        [44, 47],
        [20, 23],
      ],
      [
        [76, 79],
        [16, 19],
      ],
    ]);
  });

  it("finds residues", () => {
    const { boxes } = scopeOf(divides(32, H), le(H, 100)).solve();
    assert.deepEqual(boxes, [new Map([[H, { lo: 32, hi: 96, modulus: 32, residue: 0 }]])]);
  });

  it("gives up on too many boxes", () => {
    const { satisfiable, boxes } = scopeOf(eq(mul(H, W), 2 ** 20 * 3 ** 10)).solve();
    assert.deepEqual([satisfiable, boxes], ["yes", "many"]);
  });

  it("gives up on what boxes do not describe", () => {
    const { satisfiable, boxes } = scopeOf(eq(inChannels, outChannels)).solve();
    assert.deepEqual([satisfiable, boxes], ["yes", "many"]);
  });

  it("looks at the symbols asked for only", () => {
    const scope = scopeOf(eq(inChannels, outChannels), ge(H, 12));
    assert.deepEqual(scope.solve([H]).boxes, [new Map([[H, { lo: 12, hi: Infinity, modulus: 1, residue: 0 }]])]);
    assert.deepEqual(
      scope.solve([H]).requirements.map((r) => r.text),
      ["H >= 12"],
    );
  });

  it("allows everything without facts", () => {
    assert.deepEqual(new Scope().solve(), { satisfiable: "yes", boxes: [new Map()], requirements: [] });
  });
});

describe("Scope.satisfiableWith", () => {
  const flat = (features: number) => [...fits, eq(product([20, h, w]), features)];
  const table: readonly (readonly [string, readonly Cond[], readonly Cond[], Verdict])[] = [
    ["a square behind 320 features", flat(320), [eq(H, W)], "yes"],
    ["a square behind 400 features", flat(400), [eq(H, W)], "no"],
    ["400 features at all", flat(400), [], "yes"],
    ["320 features of 28 by 28", flat(320), [eq(H, 28), eq(W, 28)], "yes"],
    ["320 features of 28 by 32", flat(320), [eq(H, 28), eq(W, 32)], "no"],
    ["a square behind a square number", [eq(mul(sub(H, 2), sub(W, 2)), 49)], [eq(H, W)], "yes"],
    ["a square behind another number", [eq(mul(sub(H, 2), sub(W, 2)), 50)], [eq(H, W)], "no"],
    ["unequal paddings of a square", [...fits, eq(mul(h, sub(floordiv(add(W, 3), 4), 4)), 16)], [eq(H, W)], "yes"],
    ["a cube", [eq(product([Z, H, W]), 64)], [eq(Z, H), eq(H, W)], "yes"],
    ["no cube", [eq(product([Z, H, W]), 65)], [eq(Z, H), eq(H, W)], "no"],
    ["a sum of two branches", [eq(add(h, floordiv(H, 8)), 10)], [ge(H, 16)], "yes"],
    ["a sum of two branches that is skipped", [eq(add(floordiv(H, 2), floordiv(H, 2)), 11)], [], "no"],
  ];
  for (const [name, facts, extra, expected] of table) {
    it(`${expected}: ${name}`, () => {
      const scope = new Scope();
      const verdicts = facts.map((f) => scope.assume(f));
      assert.equal(verdicts.includes("no") ? "no" : scope.satisfiableWith(extra), expected);
    });
  }

  it("leaves the facts alone", () => {
    const scope = scopeOf(ge(H, 12));
    scope.satisfiableWith([eq(H, 28)]);
    assert.equal(scope.decide(eq(H, 28)), "unknown");
    assert.equal(scope.facts.length, 1);
  });
});

describe("requirements", () => {
  const table: readonly (readonly [string, readonly Cond[], readonly string[]])[] = [
    ["nothing", [], []],
    [
      "sizes that fit a linear layer",
      [...fits, eq(product([20, h, w]), 320)],
      ["28 <= H, W <= 31 (and 4 oblong sizes)"],
    ],
    [
      "sizes that no square has",
      [...fits, eq(product([20, h, w]), 340)],
      ["16 <= H <= 19 and 80 <= W <= 83, or 80 <= H <= 83 and 16 <= W <= 19"],
    ],
    ["one oblong size only", [...fits, eq(product([20, h, w]), 20)], ["16 <= H, W <= 19"]],
    ["the length that fits", [ge(H, 16), eq(mul(20, h), 320)], ["76 <= H <= 79"]],
    ["cubes", [eq(product([sub(Z, 2), sub(H, 2), sub(W, 2)]), 1), ge(Z, 2), ge(H, 2), ge(W, 2)], ["Z, H, W == 3"]],
    ["one size", [eq(H, 28)], ["H == 28"]],
    ["bounds of two symbols", [ge(H, 12), ge(W, 12)], ["H, W >= 12"]],
    ["bounds that others imply", [ge(H, 5), ge(W, 5), ge(floordiv(sub(H, 4), 2), 1), ge(H, 12)], ["H >= 12", "W >= 5"]],
    ["a bound behind a floor", [ge(h, 1)], ["H >= 16"]],
    ["a greatest length", [le(T, 1024)], ["T <= 1024"]],
    ["both ends", [le(T, 1024), ge(T, 3)], ["3 <= T <= 1024"]],
    ["one multiple", [divides(32, H)], ["H % 32 == 0"]],
    ["two multiples", [divides(32, H), divides(32, W)], ["H and W divisible by 32"]],
    ["three multiples", [divides(2, H), divides(2, W), divides(2, Z)], ["Z, H and W divisible by 2"]],
    [
      "multiples of a network that halves and doubles",
      [1, 2, 4, 8].flatMap((k) => [H, W].map((s) => eq(mul(2, floordiv(s, 2 * k)), floordiv(s, k)))),
      ["H and W divisible by 16"],
    ],
    [
      "the same from the inside out",
      [8, 4, 2, 1].flatMap((k) => [H, W].map((s) => eq(mul(2, floordiv(s, 2 * k)), floordiv(s, k)))),
      ["H and W divisible by 16"],
    ],
    ["multiples that imply a bound", [ge(H, 4), divides(32, H)], ["H % 32 == 0"]],
    ["multiples and a bound", [ge(H, 33), divides(32, H)], ["H % 32 == 0", "H >= 64"]],
    ["a remainder", [eq(mod(H, 4), 3), eq(mod(W, 4), 3)], ["H, W % 4 == 3"]],
    ["equal channels", [eq(inChannels, outChannels)], ["in_ch == out_ch"]],
    [
      "equal channels and a bound",
      [eq(inChannels, outChannels), ge(outChannels, 8)],
      ["in_ch == out_ch", "in_ch >= 8"],
    ],
    ["heads", [divides(heads, width)], ["embed_dim % num_heads == 0"]],
    [
      "a batch that is folded",
      [divides(320, product([20, N, h, w])), ...fits],
      ["(N*((H - 12)//4)*((W - 12)//4)) % 16 == 0", "H, W >= 16"],
    ],
    ["nothing lost in rounding", [eq(mul(H, W), product([16, floordiv(H, 4), floordiv(W, 4)]))], ["H and W divisible by 4"]],
    [
      "nothing lost in rounding, the channels known afterwards",
      [eq(product([3, H, W]), product([64, C, floordiv(H, 8), floordiv(W, 8)])), eq(C, 3)],
      ["H and W divisible by 8", "C == 3"],
    ],
    [
      "residues that stand side by side",
      [divides(2, floordiv(add(H, 3), 4)), divides(2, floordiv(add(H, 7), 8))],
      ["((H + 3)//4) % 4 == 0"],
    ],
    [
      "residues of which few are left out",
      [ne(mod(H, 4), 1)],
      ["H % 4 != 1"],
    ],
    [
      "more than one value a channel, in ever smaller images",
      [H, floordiv(add(H, 1), 2), floordiv(add(H, 3), 4)].map((h) => or(ge(N, 2), ge(h, 2))),
      ["H >= 5 or N >= 2"],
    ],
    ["an alternative that is ruled out", [or(eq(H, 1), divides(8, H)), ge(H, 2)], ["H % 8 == 0"]],
    ["alternatives", [or(eq(N, 1), eq(N, T))], ["N == 1 or N == T"]],
    ["a few sizes", [or(eq(H, 32), eq(H, 64))], ["H == 32 or H == 64"]],
    ["what is excluded", [ne(H, 7)], ["H != 7"]],
    ["an order", [lt(H, W)], ["H < W"]],
    ["what is about nameless sizes", [ge(nameless, 3), eq(C, 3)], ["C == 3"]],
  ];
  for (const [name, facts, expected] of table) {
    it(name, () => {
      const { requirements } = scopeOf(...facts).solve();
      assert.deepEqual(
        requirements.map((r) => r.text),
        expected,
      );
    });
  }

  it("gives each an expression that is exact", () => {
    const { requirements } = scopeOf(...fits, eq(product([20, h, w]), 320)).solve();
    assert.equal(requirements.length, 1);
    const pool = (size: number) => Math.floor((size - 12) / 4);
    for (let height = 1; height < 90; height++) {
      for (let across = 1; across < 90; across++) {
        const expected = height >= 16 && across >= 16 && 20 * pool(height) * pool(across) === 320;
        assert.equal(evaluatePython(requirements[0]!.expr, { H: height, W: across }), expected, `${height}, ${across}`);
      }
    }
  });

  it("tells where each comes from", () => {
    const scope = new Scope();
    scope.assume(ge(H, 5), "conv1");
    scope.assume(ge(H, 12), "conv2");
    scope.assume(divides(heads, width), "attention");
    scope.assume(and(ge(T, 2), le(T, 64)), "positions");
    assert.deepEqual(
      scope.solve().requirements.map((r) => [r.text, r.why]),
      [
        ["embed_dim % num_heads == 0", ["attention"]],
        ["H >= 12", ["conv1", "conv2"]],
        ["2 <= T <= 64", ["positions"]],
      ],
    );
  });
});
