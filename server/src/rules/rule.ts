/** What a diagnostic means, as its page in docs/rules tells it. */
export interface Rule {
  /** As it is shown, ignored and set: `linear-in-features`. */
  readonly code: string;
  readonly title: string;
  /** How it is told where nothing else is set; behind a condition that cannot be decided it is a warning. */
  readonly severity: Severity;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** When not to trust it. */
  readonly doubt: string;
  /** A program that gives this diagnostic and no other. */
  readonly bad: string;
  /** The same program mended: it gives none. */
  readonly good: string;
  /** Files beside it that both import, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

export type Severity = "error" | "warning" | "information" | "hint";
