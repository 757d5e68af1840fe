/** What the extension and the preview's page tell each other. */
import type { ArgumentValue, PoolingSite } from "../../../server/src/lsp/requests.ts";
import type { KernelName, Pooling } from "../kernels/pooling.ts";

export type ToPage =
  /** The poolings of a document and the one to show; also after each edit of the source. */
  | { readonly kind: "show"; readonly file: string; readonly sites: readonly PoolingSite[]; readonly chosen: number }
  /** There is none any more. */
  | { readonly kind: "none" }
  /** A picture to pool, as the bytes of its file. */
  | { readonly kind: "picture"; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Asks for a result without a picture. */
  | { readonly kind: "pool"; readonly id: number; readonly plan: Pooling; readonly input: Float32Array };

export type FromPage =
  | { readonly kind: "ready" }
  | { readonly kind: "choose"; readonly index: number }
  | { readonly kind: "reveal" }
  | { readonly kind: "apply"; readonly changes: Readonly<Record<string, ArgumentValue>> }
  | Shown
  | Answered;

/** A picture was drawn. */
export interface Shown {
  readonly kind: "shown";
  readonly kernel: KernelName;
  /** Sizes along depth, height and width. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** The first values, as text: NaN and infinities have no JSON. */
  readonly values: readonly string[];
  readonly indices: readonly number[] | null;
  /** What the page says of the chosen cell. */
  readonly explained: string;
  /** From the message or the change to the picture. */
  readonly milliseconds: number;
}

/** The answer to `pool`, by number. Values are told by their bits. */
export interface Answered {
  readonly kind: "pooled";
  readonly id: number;
  readonly bits: readonly number[];
  readonly indices: readonly number[] | null;
  readonly kernel: KernelName;
}

export type { ArgumentValue, PoolingSite };
