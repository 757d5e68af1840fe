/** Code actions: fixes at a place, and all fixes of a file, each proven by another analysis. */
import type { Fix, TextEdit } from "./fixes.ts";
import type { Range } from "./position.ts";
import type { Session } from "./session.ts";

/** A fix with the code of the diagnostic that it mends. */
export interface OfferedFix extends Fix {
  readonly code: string;
}

function overlaps(a: Range, b: Range): boolean {
  const before = (p: Range["start"], q: Range["start"]): boolean => p.line < q.line || (p.line === q.line && p.character < q.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}

export function codeActions(session: Session, path: string, range: Range): readonly OfferedFix[] {
  return session.analyse(path).diagnostics.filter((d) => overlaps(d.range, range)).flatMap((d) => d.fixes.map((f) => ({ ...f, code: d.code })));
}

const MOST_ROUNDS = 50;

/** Applies fixes one after another, analysing again after each; gives one edit that replaces the changed text. */
export function fixAll(session: Session, path: string): readonly TextEdit[] {
  const original = session.text(path);
  if (original === undefined) return [];
  let text = original;
  const whole = session.places.range(path, 0, original.length);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const fix = session.analyseText(path, text).diagnostics.flatMap((d) => d.fixes).find((f) => f.preferred && f.edits.every((e) => e.path === path));
    if (!fix) break;
    text = session.applyEdits(path, text, fix.edits);
  }
  return text === original ? [] : [{ path, range: whole, newText: text }];
}
