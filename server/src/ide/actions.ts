/** Code actions: fixes at a place, and all fixes of a file, each proven by another analysis. */
import type { Diagnostic } from "./diagnostics.ts";
import type { Fix, TextEdit } from "./fixes/index.ts";
import type { Range } from "./position.ts";
import type { Session } from "./session.ts";

/** A fix with the diagnostic that it mends. */
export interface OfferedFix extends Fix {
  readonly mends: Pick<Diagnostic, "code" | "range">;
}

function overlaps(a: Range, b: Range): boolean {
  const before = (p: Range["start"], q: Range["start"]): boolean => p.line < q.line || (p.line === q.line && p.character < q.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}

export function codeActions(session: Session, path: string, range: Range): readonly OfferedFix[] {
  return session.analyse(path).diagnostics.filter((d) => overlaps(d.range, range)).flatMap((d) => d.fixes.map((f) => ({ ...f, mends: { code: d.code, range: d.range } })));
}

const MOST_ROUNDS = 50;

/** Applies fixes one after another, analysing again after each; gives one edit over all that changed. */
export function fixAll(session: Session, path: string): readonly TextEdit[] {
  const original = session.text(path);
  if (original === undefined) return [];
  let text = original;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = session.supposing(new Map([[path, text]]), () => {
      const fix = preferredFix(session, path);
      return fix && session.applyEdits(path, text, fix.edits);
    });
    if (next === null || next === text) break;
    text = next;
  }
  return text === original ? [] : [difference(session, path, original, text)];
}

function preferredFix(session: Session, path: string): Fix | null {
  for (const d of session.analyse(path).diagnostics) for (const f of d.fixes) if (f.preferred && f.edits.every((e) => e.path === path)) return f;
  return null;
}

/** One edit over what differs. */
function difference(session: Session, path: string, before: string, after: string): TextEdit {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { path, range: session.places.range(path, start, before.length - end), newText: after.slice(start, after.length - end) };
}
