import type { Analysis } from "../ide/session.ts";
import type { Position, Range } from "../ide/position.ts";

/** What the editor shows beside diagnostics, until `ide/` gives it. */

export interface Hover {
  readonly markdown: string;
  readonly range: Range;
}

export interface InlayHint {
  readonly position: Position;
  readonly label: string;
  readonly tooltip?: string;
}

export interface CodeLens {
  readonly range: Range;
  readonly title: string;
}

export function hover(_analysis: Analysis, _position: Position): Hover | null {
  return null;
}

export function inlayHints(_analysis: Analysis, _range: Range): readonly InlayHint[] {
  return [];
}

export function codeLenses(_analysis: Analysis): readonly CodeLens[] {
  return [];
}
