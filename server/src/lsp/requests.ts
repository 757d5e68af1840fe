/** What a client asks beyond the protocol. Places are the editor's own. */
import type { WorkspaceEdit } from "vscode-languageserver/node";
import type { ModelClass } from "../ide/models.ts";
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

/** The model classes of a document, each with the input it is shown for. */
export const modelsRequest = "shapelint/models";
export interface ModelsParams {
  readonly uri: string;
}
/** null: not answered, since another edit came. */
export type ModelsResult = readonly ModelClass[] | null;

/** All inputs that the user set: by document, then by model class, as they were written. */
export const inputsNotification = "shapelint/inputs";
export type StatedInputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Why an input cannot be read; null: it can. */
export const inputProblemRequest = "shapelint/inputProblem";
export interface InputProblemParams {
  readonly uri: string;
  readonly input: string;
}

/** Every shape of a document with the name it was assigned to, for what an edit changes. */
export const shapesRequest = "shapelint/shapes";
export interface ShapesParams {
  readonly uri: string;
}
export interface AssignedShape {
  readonly name: string;
  readonly position: Position;
  readonly shape: string;
}
/** null: not answered, since another edit came. */
export type ShapesResult = readonly AssignedShape[] | null;

/** What a lens may do, each with the command that does it and, but for the shapes, its title. */
export type LensAction = "shapes" | "table" | "preview" | "input";
export type LensCommands = Readonly<Partial<Record<LensAction, { readonly command: string; readonly title?: string }>>>;

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

export type { ArgumentValue, ModelClass, PoolingSite, Position, Range };
export type { Count } from "../ide/table.ts";
