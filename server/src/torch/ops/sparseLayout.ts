/** What is known of sparse tensors beside their shapes. */
import type { Dim } from "../../dims/index.ts";
import type { OpContext } from "../op.ts";
import type { Tensor } from "../tensor.ts";

export interface Sparse {
  readonly layout: "sparse_coo" | "sparse_csr" | "sparse_csc" | "sparse_bsr" | "sparse_bsc";
  /** Number of elements stored. */
  readonly count: Dim;
  /** Dimensions that indices count; the others are stored whole. */
  readonly dims: number;
  /** Leading dimensions of a batch of compressed matrices. */
  readonly batch?: number;
  /** Sizes of the blocks of a layout that has some. */
  readonly block?: readonly Dim[];
  /** The lines and places along them of what a compressed matrix stores, where they are known. */
  readonly places?: readonly (readonly [line: number, place: number])[];
  /** Whether every place is stored once; undefined: not known. */
  readonly coalesced?: boolean;
}

/** A layout as messages call it: `SparseCsr`. */
export function layoutName(layout: Sparse["layout"]): string {
  return layout === "sparse_coo" ? "Sparse" : `Sparse${layout.slice(7, 8).toUpperCase()}${layout.slice(8)}`;
}

const known = new WeakMap<Tensor, Sparse>();

/** What is known of a tensor that is sparse. */
export function sparseOf(t: Tensor): Sparse | undefined {
  return known.get(t);
}

/** A sparse tensor of a shape. */
export function sparse(c: OpContext, shape: readonly Dim[], like: Tensor, s: Sparse): Tensor {
  const out = c.tensor(shape, like.dtype, { strides: null, device: like.device });
  known.set(out, s);
  return out;
}

/** Whether a tensor stores coordinates. */
export function isCoo(t: Tensor): boolean {
  return known.get(t)?.layout === "sparse_coo";
}
