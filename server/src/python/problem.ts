/** What is wrong with a call, as the trace keeps it; diagnostics are made from these. */
import type { Dim } from "../dims/index.ts";
import type { Node } from "../syntax/ast.ts";
import type { Instance, Site, Value } from "./values.ts";

/** The number to change. */
export type Blame =
  /** A constructor's argument of a module: `nn.Linear(400, 10)`'s in_features. */
  | { readonly kind: "module-argument"; readonly module: Instance; readonly parameter: string; readonly expected: Dim | null }
  /** An argument of the failing call itself. */
  | { readonly kind: "call-argument"; readonly parameter: string; readonly expected: Dim | null };

export interface Problem {
  /** Code of the rule, as shown: `linear-in-features`. */
  readonly rule: string;
  /** "error": the call raises. "warning": it runs, but surely not as meant. */
  readonly severity: "error" | "warning";
  /** Python's exception class: `RuntimeError`. */
  readonly exception: string;
  /** PyTorch's (or Python's) own message. */
  readonly message: string;
  /** Our sentence, lowercase: the law and both sides. Empty: the message alone is shown. */
  readonly law: string;
  /** The failing call's expression. */
  readonly node: Node | null;
  /** The stack of calls that leads there. */
  readonly site: Site | null;
  /** Whether `node` is in a file that the user works on. */
  readonly recorded: boolean;
  readonly blame: Blame | null;
  /** What a misspelt name may have been meant to be, the nearest first. */
  readonly meant?: readonly string[];
  /** A name that the file binds where a condition holds which does not hold here: what uses it may be meant for there. "device": the condition asks what machine this is. "branch": the function that uses it binds it. */
  readonly boundElsewhere?: boolean | "device" | "branch";
  /** Where the cause stands, if that is not where it fails. */
  readonly cause?: Node;
  /** Tensors whose history explains the numbers. */
  readonly subjects: readonly Value[];
  /** Behind a condition that could not be decided: shown as a warning. */
  readonly conditional: boolean;
  /** After a return, break or continue behind such a condition, which may end what fails before: shown as a warning too. */
  readonly avoidable: boolean;
}
