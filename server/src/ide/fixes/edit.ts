/** Edits of a text, and fixes made of them. */
import type { Place } from "../position.ts";

export interface TextEdit extends Place {
  readonly newText: string;
}

/** A repair that may mend a fault; it is offered once it is proven. */
export interface Candidate {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Mends the program, but perhaps not as meant: never applied unasked. */
  readonly tentative?: boolean;
  /** Offered only if nothing else mends. */
  readonly lastResort?: boolean;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The likeliest of several, and likely enough to be applied by "fix all". */
  readonly preferred: boolean;
}
