/** What a client asks beyond the protocol. Places are the editor's own. */
import type { WorkspaceEdit } from "vscode-languageserver/node";
import type { ArgumentValue, PoolingSite } from "../ide/pooling.ts";
import type { Position, Range } from "../ide/position.ts";

/** The poolings and convolutions of a document, in its order. */
export const poolingsRequest = "shapelint/poolings";
export interface PoolingsParams {
  readonly uri: string;
}
export type PoolingsResult = readonly PoolingSite[];

/** An edit that gives arguments of the call at a range new values; null where there is nothing to change. */
export const editArgumentsRequest = "shapelint/editArguments";
export interface EditArgumentsParams {
  readonly uri: string;
  readonly range: Range;
  readonly changes: Readonly<Record<string, ArgumentValue>>;
}
export type EditArgumentsResult = WorkspaceEdit | null;

export type { ArgumentValue, PoolingSite, Position, Range };
