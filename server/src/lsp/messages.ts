import type { Diagnostic } from "../ide/diagnostics.ts";
import type { OfferedFix } from "../ide/actions.ts";
import type { TextEdit } from "../ide/fixes/index.ts";
import type { HintStyle, InlayHint } from "../ide/hints.ts";
import type { Hover } from "../ide/hover.ts";
import type { CodeLens } from "../ide/lenses.ts";
import type { ModelClass } from "../ide/models.ts";
import type { ArgumentValue, PoolingSite } from "../ide/pooling.ts";
import type { Place, Position, Range } from "../ide/position.ts";
import type { Table } from "../ide/table.ts";

/** What is said between the protocol thread and the analysis thread: plain data, since it is copied. */

/** A diagnostic without the syntax and values it was made from. */
export interface FoundDiagnostic extends Pick<Diagnostic, "code" | "severity" | "message" | "range"> {
  readonly related: readonly (Place & { readonly message: string })[];
}

export interface AnalysisSettings {
  /** Folders the analysis may read: workspace, Python environment, search paths. */
  readonly roots: readonly string[];
  readonly searchPaths: readonly string[];
  readonly pythonEnv?: string;
  /** Inputs that the user set, by file and model class. */
  readonly inputs?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Levels of rules by code, as the editor sent them. */
  readonly rules?: unknown;
}

/** Each question with its answer's type; every question is about one file. */
export interface Answers {
  /** What is wrong with the settings for a file. */
  mistakes: readonly string[];
  diagnostics: readonly FoundDiagnostic[];
  hover: Hover | null;
  inlayHints: readonly InlayHint[];
  codeLenses: readonly CodeLens[];
  codeActions: readonly OfferedFix[];
  fixAll: readonly TextEdit[];
  insertShapeComments: readonly TextEdit[];
  refreshShapeComments: readonly TextEdit[];
  poolings: readonly PoolingSite[];
  editArguments: readonly TextEdit[];
  table: Table | null;
  models: readonly ModelClass[];
  inputProblem: string | null;
}

export type Question =
  | { readonly about: "mistakes"; readonly path: string }
  | { readonly about: "diagnostics"; readonly path: string }
  | { readonly about: "hover"; readonly path: string; readonly position: Position }
  | { readonly about: "inlayHints"; readonly path: string; readonly range: Range; readonly style: HintStyle }
  | { readonly about: "codeLenses"; readonly path: string }
  | { readonly about: "codeActions"; readonly path: string; readonly range: Range }
  | { readonly about: "fixAll"; readonly path: string }
  | { readonly about: "insertShapeComments"; readonly path: string; readonly range: Range | null }
  | { readonly about: "refreshShapeComments"; readonly path: string }
  | { readonly about: "poolings"; readonly path: string }
  | { readonly about: "inputProblem"; readonly path: string; readonly input: string }
  | { readonly about: "models"; readonly path: string }
  | { readonly about: "table"; readonly path: string; readonly position: Position }
  | {
      readonly about: "editArguments";
      readonly path: string;
      readonly range: Range;
      readonly changes: Readonly<Record<string, ArgumentValue>>;
    };

export type Answer<Q extends Question> = Answers[Q["about"]];

export type ToAnalysis =
  | { readonly kind: "configure"; readonly settings: AnalysisSettings }
  | { readonly kind: "overlay"; readonly path: string; readonly text: string | null }
  | { readonly kind: "invalidate"; readonly paths: readonly string[] }
  | { readonly kind: "question"; readonly id: number; readonly question: Question };

export type FromAnalysis =
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answers[keyof Answers] }
  | { readonly kind: "interrupted"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly error: string };

/** Given to the worker at its start. */
export interface AnalysisThreadData {
  /** One 32-bit cell; the protocol thread stores 1 to interrupt the question under way. */
  readonly interrupt: SharedArrayBuffer;
}
