/** Broadcasting (https://docs.pytorch.org/docs/stable/notes/broadcasting.html), as every elementwise operator uses it. */
import { type Cond, type Dim, eq, ge, isConst, maximum, or, print, printShape } from "../../dims/index.ts";
import type { OpContext } from "../op.ts";

export interface BroadcastOptions {
  /** What the operands are called in PyTorch's message; default `["a", "b"]`. */
  readonly names?: readonly [string, string];
  /** Our sentence; default: both shapes and the dimension at fault. */
  readonly law?: (a: readonly Dim[], b: readonly Dim[], dim: number) => string;
  /** Code of the diagnostic rule; default `broadcast`. */
  readonly rule?: string;
}

/**
 * The shape that the shapes broadcast to, from left to right and from the last
 * dimension to the first, as PyTorch compares them. Where two sizes do not fit,
 * the failure is noted, and the result's size is not known: either may be wrong.
 */
export function broadcastShapes(c: OpContext, shapes: readonly (readonly Dim[])[], options: BroadcastOptions = {}): readonly Dim[] {
  const [first = [], ...rest] = shapes;
  return rest.reduce((a, b) => broadcastTwo(c, a, b, options), first);
}

function broadcastTwo(c: OpContext, a: readonly Dim[], b: readonly Dim[], options: BroadcastOptions): readonly Dim[] {
  if (a.length === b.length && a.every((d, i) => d === b[i])) return a;
  const rank = Math.max(a.length, b.length);
  const out: Dim[] = new Array(rank);
  for (let i = rank - 1; i >= 0; i--) {
    const x = a[i - (rank - a.length)] ?? 1;
    const y = b[i - (rank - b.length)] ?? 1;
    out[i] = broadcastSizes(c, x, y, (fits) => {
      const [left, right] = options.names ?? ["a", "b"];
      c.check(fits, "RuntimeError", () => `The size of tensor ${left} (${print(x)}) must match the size of tensor ${right} (${print(y)}) at non-singleton dimension ${i + c.mapped.length}`, {
        rule: options.rule ?? "broadcast",
        law: () => options.law?.(a, b, i) ?? mismatch(c.op, a, b, i),
        sides: [x, y],
      });
    });
  }
  // Of other ranks either may be meant to have the other's: then no size of the result is known.
  if (c.failure && a.length !== b.length && Math.min(a.length, b.length) >= 3) c.giveUp("the operands do not broadcast");
  return out;
}

/**
 * The size that two sizes broadcast to. `require` is told what must hold; it is
 * not called where that is certain.
 */
export function broadcastSizes(c: OpContext, x: Dim, y: Dim, require: (fits: Cond) => void): Dim {
  if (x === y || y === 1) return x;
  if (x === 1) return y;
  if (isConst(x) && isConst(y)) {
    require(false);
    return c.freshDim(0);
  }
  const equal = eq(x, y);
  const same = c.known(equal);
  if (same === true) return isConst(y) ? y : x;
  const xIsOne = c.known(eq(x, 1));
  if (xIsOne === true) return y;
  const yIsOne = c.known(eq(y, 1));
  if (yIsOne === true) return x;
  let fits: Cond = same === false ? false : equal;
  if (xIsOne === undefined) fits = or(fits, eq(x, 1));
  if (yIsOne === undefined) fits = or(fits, eq(y, 1));
  require(fits);
  if (yIsOne === undefined && xIsOne === undefined) {
    return c.known(ge(x, 1)) && c.known(ge(y, 1)) ? maximum(x, y) : c.freshDim(0);
  }
  // One of them is not 1: it is the result whatever the other is.
  if (xIsOne === false) return isConst(y) && yIsOne === false ? y : x;
  return y;
}

/** `add: (N, 64, 32, 32) and (N, 128, 32, 32) do not broadcast, 64 is not 128 (dim 1)` */
export function mismatch(op: string, a: readonly Dim[], b: readonly Dim[], dim: number): string {
  const rank = Math.max(a.length, b.length);
  const x = a[dim - (rank - a.length)] ?? 1;
  const y = b[dim - (rank - b.length)] ?? 1;
  return `${op}: ${printShape(a)} and ${printShape(b)} do not broadcast: ${print(x)} and ${print(y)} differ at dim ${dim}`;
}
