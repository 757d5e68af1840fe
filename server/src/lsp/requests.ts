/** What a client asks beyond the protocol. Places are the editor's own. */
import type { WorkspaceEdit } from "vscode-languageserver/node";
import type { ArgumentValue, PoolingSite } from "../ide/pooling.ts";
import type { Position, Range } from "../ide/position.ts";
import type { Table, TableRow } from "../ide/table.ts";

/** The poolings and convolutions of a document, in its order. */
export const poolingsRequest = "shapelint/poolings";
export interface PoolingsParams {
  readonly uri: string;
}
/** null: not answered, since another edit came. */
export type PoolingsResult = readonly PoolingSite[] | null;

/** An edit that gives arguments of the call at a range new values; null where there is nothing to change. */
export const editArgumentsRequest = "shapelint/editArguments";
export interface EditArgumentsParams {
  readonly uri: string;
  readonly range: Range;
  readonly changes: Readonly<Record<string, ArgumentValue>>;
}
export type EditArgumentsResult = WorkspaceEdit | null;

/** The table of the model class at a position, else of the document's last model. */
export const tableRequest = "shapelint/table";
export interface TableParams {
  readonly uri: string;
  readonly position: Position;
}
/** null: not answered, since another edit came. */
export type TableResult = { readonly table: PlacedTable | null } | null;

export interface Location {
  readonly uri: string;
  readonly range: Range;
}

export interface PlacedRow extends Omit<TableRow, "call" | "definition"> {
  readonly call: Location | null;
  readonly definition: Location | null;
}

export interface PlacedTable extends Omit<Table, "rows"> {
  readonly rows: readonly PlacedRow[];
}

export type { ArgumentValue, PoolingSite, Position, Range };
export type { Count } from "../ide/table.ts";
