/** What the extension and the table's page tell each other. */
import type { Location, PlacedRow, PlacedTable } from "../../../server/src/lsp/requests.ts";

export type ToPage =
  /** Also after each edit of the source; `saved` is the table as it was when the file was last saved. */
  | { readonly kind: "show"; readonly table: PlacedTable; readonly saved: PlacedTable | null }
  /** There is no model any more. */
  | { readonly kind: "none" };

export type FromPage =
  | { readonly kind: "ready" }
  | { readonly kind: "open"; readonly location: Location }
  | { readonly kind: "copy"; readonly text: string }
  | Shown;

/** The table was drawn. */
export interface Shown {
  readonly kind: "shown";
  readonly rows: number;
  /** Rows that are in the page: those that are seen, and a few more. */
  readonly drawn: number;
  /** Text of the drawn rows. */
  readonly texts: readonly string[];
  readonly changed: number;
  readonly milliseconds: number;
}

export type { Location, PlacedRow, PlacedTable };
