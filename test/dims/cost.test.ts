import assert from "node:assert/strict";
import {
  add,
  divides,
  eq,
  floordiv,
  ge,
  le,
  maximum,
  mul,
  product,
  Scope,
  sub,
  symbol,
  type Dim,
  type Expr,
} from "../../server/src/dims/index.ts";

/** How many objects (expressions, monomials, atoms, conditions) some work makes: ids count them. */
function objectsMade(work: (H: Expr, W: Expr) => void): number {
  const [H, W] = ["H", "W"].map((name) => symbol({ name, min: 1 }));
  work(H!, W!);
  return symbol({ name: "end", min: 1 }).id - W!.id;
}

function layer(size: Dim, kernel: number, stride: number): Dim {
  return add(floordiv(sub(size, kernel), stride), 1);
}

/** Both sizes through a chain of layers, each demanding that its kernel fits. */
function network(scope: Scope, H: Dim, W: Dim, layers: readonly (readonly [number, number])[]): readonly [Dim, Dim] {
  let [h, w] = [H, W];
  for (const [kernel, stride] of layers) {
    scope.assume(ge(h, kernel));
    scope.assume(ge(w, kernel));
    [h, w] = [layer(h, kernel, stride), layer(w, kernel, stride)];
  }
  return [h, w];
}

const LENET = [
  [5, 1],
  [2, 2],
  [5, 1],
  [2, 2],
] as const;

describe("cost of dims", () => {
  it("grows linearly with the number of layers", () => {
    const deep = (count: number) =>
      objectsMade(
        (H, W) =>
          void network(
            new Scope(),
            H,
            W,
            Array.from({ length: count }, () => [3, 1] as const),
          ),
      );
    const [few, many] = [deep(50), deep(100)];
    assert.ok(many <= 2.1 * few, `${few} objects for 50 layers, ${many} for 100`);
  });

  it("does not grow with the sizes of numbers", () => {
    const work = (scale: number) =>
      objectsMade((H, W) => {
        const scope = new Scope();
        const [h, w] = network(scope, H, W, [
          [5 * scale, scale],
          [2 * scale, scale],
        ]);
        scope.assume(divides(scale, H));
        scope.assume(le(mul(h, w), 100));
        scope.decide(eq(h, w));
        scope.simplify(product([7, h, w]));
      });
    assert.ok(work(2 ** 12) <= 1.1 * work(8), `${work(2 ** 12)} objects, and ${work(8)} for small numbers`);
  });

  it("ends on facts that are tangled", () => {
    const made = objectsMade((H, W) => {
      const scope = new Scope();
      let d: Dim = H;
      for (let n = 0; n < 8; n++) d = maximum(sub(mul(3, floordiv(add(d, W), 4)), d), sub(W, floordiv(d, 2 + n)));
      scope.assume(divides(4, d));
      scope.assume(ge(add(d, floordiv(d, 3)), floordiv(mul(d, W), 5)));
      scope.solve();
    });
    assert.ok(made < 100_000, `${made} objects`);
  });

  // Measured, times 1.2.
  const budgets: readonly (readonly [string, number, (H: Expr, W: Expr) => void])[] = [
    ["the facts of LeNet", 75, (H, W) => void network(new Scope(), H, W, LENET)],
    [
      "the flattened size of LeNet",
      166,
      (H, W) => {
        const scope = new Scope();
        const [h, w] = network(scope, H, W, LENET);
        scope.assume(eq(product([20, h, w]), 320));
        scope.simplify(product([20, h, w]));
      },
    ],
    [
      "the sizes that fit LeNet",
      427,
      (H, W) => {
        const scope = new Scope();
        const [h, w] = network(scope, H, W, LENET);
        scope.assume(eq(product([20, h, w]), 320));
        scope.solve();
        scope.satisfiableWith([eq(H, W)]);
      },
    ],
    [
      "a U-Net of four levels",
      742,
      (H, W) => {
        const scope = new Scope();
        for (const s of [H, W]) {
          for (const k of [8, 4, 2, 1]) scope.assume(eq(mul(2, floordiv(s, 2 * k)), floordiv(s, k)));
        }
        scope.solve();
      },
    ],
  ];
  for (const [name, budget, work] of budgets) {
    it(`stays within its budget for ${name}`, () => {
      const made = objectsMade(work);
      assert.ok(made <= budget, `${made} objects made, ${budget} allowed`);
    });
  }
});
