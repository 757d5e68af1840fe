/** What all reductions share: which dimensions go, what is left, and what an empty one means. */
import { type Cond, type Dim, eq, isConst, ne, or, print, product } from "../../dims/index.ts";
import type { Args } from "../args.ts";
import type { DType } from "../dtype.ts";
import { takes } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { outOf, write } from "./pointwise.ts";

/** The dimensions that a reduction goes over; `all`: no dimension was given. */
export interface Reduced {
  readonly shape: readonly Dim[];
  /** The dimensions as they were given. */
  readonly given: readonly Dim[];
  readonly mask: readonly boolean[];
  readonly all: boolean;
  readonly keepdim: boolean;
}

const NAMES: Readonly<Record<number, readonly string[]>> = { 3: ["N", "C", "L"], 4: ["N", "C", "H", "W"], 5: ["N", "C", "D", "H", "W"] };

/** The dims of a reduction's input; several dimensions counted from the front tell an unknown rank. */
export function reducedShape(c: OpContext, x: Tensor, dims: readonly Dim[] | null): readonly Dim[] {
  if (x.shape === null && dims && dims.length > 1) {
    const most = Math.max(...dims.map((d) => (isConst(d) ? d : -1)));
    const names = NAMES[most + 1];
    if (names && dims.every((d) => isConst(d) && d >= 0)) return c.shapeOf(x, names);
  }
  return c.shapeOf(x);
}

/** Reads `dim` (an int, several, None, none) and `keepdim`, and checks them. */
export function readReduction(c: OpContext, a: Args, x: Tensor, dimName = "dim"): Reduced {
  const dims = takes(a, dimName) ? a.maybeInts(dimName) : null;
  const keepdim = takes(a, "keepdim") ? a.bool("keepdim") : false;
  return reduction(c, x, dims, keepdim);
}

/** The same for dimensions already read; none or null: all. */
export function reduction(c: OpContext, x: Tensor, dims: readonly Dim[] | null, keepdim: boolean): Reduced {
  const all = dims === null || dims.length === 0;
  if (all && !keepdim && x.shape === null) return { shape: [], given: [], mask: [], all, keepdim };
  const shape = reducedShape(c, x, dims);
  const mask = shape.map(() => all);
  if (!all) {
    c.check(shape.length <= MOST_DIMS, "RuntimeError", () => `only tensors with up to ${MOST_DIMS} dims are supported`, { rule: "rank" });
    const seen = new Set<number>();
    // Most reductions wrap all dimensions before they compare them; these wrap one after the other.
    if (!WRAPS_ONE_BY_ONE.has(c.op)) for (const d of dims) wrapDim(c, d, shape.length);
    for (const d of dims) {
      const i = wrapDim(c, d, shape.length);
      c.check(!seen.has(i), "RuntimeError", () => `dim ${i} appears multiple times in the list of dims`, { rule: "dim-out-of-range" });
      seen.add(i);
      if (i < mask.length) mask[i] = true;
    }
  }
  if (!all) c.along = mask.flatMap((gone, i) => (gone ? [i] : []));
  return { shape, given: dims ?? [], mask, all, keepdim };
}

/** Reduced dimensions are the bits of a word. */
const MOST_DIMS = 64;

const WRAPS_ONE_BY_ONE: ReadonlySet<string> = new Set(["std", "var", "std_mean", "var_mean", "nansum", "linalg.vector_norm", "linalg.norm"]);

/** What is left of the shape. */
export function reducedDims(r: Reduced): readonly Dim[] {
  return r.keepdim ? r.shape.map((d, i) => (r.mask[i] ? 1 : d)) : r.shape.filter((_, i) => !r.mask[i]);
}

/** A reduction's result: contiguous, to `out` if given. */
export function reduced(c: OpContext, a: Args, x: Tensor, r: Reduced, type: DType, data: readonly number[] | null = null): Tensor {
  const result = new Tensor(reducedDims(r), type, { device: x.device, data });
  return write(c, takes(a, "out") ? outOf(a) : null, result);
}

export function isEmpty(shape: readonly Dim[]): Cond {
  return or(...shape.map((d) => eq(d, 0)));
}

/**
 * A reduction without an identity (a maximum) of nothing: a dimension must be
 * given, and must not be empty, if the tensor has no elements.
 */
export function checkNonEmpty(c: OpContext, r: Reduced, op: string, whole: { readonly exception: string; readonly message: string }): void {
  if (r.shape.length === 0) return;
  const empty = isEmpty(r.shape);
  if (c.known(empty) !== true) return;
  if (r.all) {
    c.check(false, whole.exception, () => whole.message, { rule: "empty-reduction", law: () => `${op}: a tensor of shape ${sizes(r.shape)} has no elements` });
    return;
  }
  for (const d of r.given) {
    const i = wrapDim(c, d, r.shape.length);
    nonZeroSize(c, r.shape, i, `${op}()`, op.startsWith("arg") ? i : d);
  }
}

/** `median(): Expected reduction dim 0 to have non-zero size.` */
export function nonZeroSize(c: OpContext, shape: readonly Dim[], dim: number, op: string, shown: Dim = dim): void {
  if (shape.length === 0) return;
  c.check(ne(shape[dim] as Dim, 0), "IndexError", () => `${op}: Expected reduction dim ${print(shown)} to have non-zero size.`, { rule: "empty-reduction", law: () => `${c.op}: dim ${dim} of ${sizes(shape)} is empty` });
}

export function elementCount(shape: readonly Dim[]): Dim {
  return product(shape);
}

/** The elements of a constant without dimensions or with one: what a reduction over all is computed from. */
export function wholeData(x: Tensor, r: Reduced): readonly number[] | null {
  if (!x.data || x.data.length === 0) return null;
  return r.all || r.mask.every(Boolean) ? x.data : null;
}

