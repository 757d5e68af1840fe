/** Words that can start a line inside no bracket: where one does, a bracket was not closed. */
export const NEVER_BRACKETED: ReadonlySet<string> = new Set(
  "class def import return with while try except finally raise del assert global nonlocal pass break continue elif".split(
    " ",
  ),
);

/** A literal in triple quotes, quotes included. */
export interface TripleString {
  readonly start: number;
  readonly end: number;
}

/**
 * Which literal was not closed, and where it should have ended, if `last` runs
 * to the end of the file. Some literal before it may be to blame: each quote
 * since then is taken for its opposite. That one shows by holding the header of
 * a definition just before its closing quotes, or by prose right after them.
 */
export function unclosedTriple(text: string, before: readonly TripleString[], last: TripleString): TripleString {
  const culprit =
    before.find((string) => {
      if (text.charCodeAt(string.start) !== text.charCodeAt(last.start)) return false;
      const inside = text.slice(string.start + 3, string.end - 3);
      return HEADER_BEFORE_END.test(inside) || isProse(text.slice(string.end, string.end + 200));
    }) ?? last;
  return { start: culprit.start, end: cutBefore(text, culprit) };
}

const HEADER_BEFORE_END = /(?:^|[\n\r])[ \t]*(?:async[ \t]|def[ \t]|class[ \t]|\))[^\n\r]*:[ \t]*\r?\n\s*[rRuU]?$/;

/** Where a literal that was not closed should end: before the next definition, else at its end. */
function cutBefore(text: string, string: TripleString): number {
  const definition = /[\n\r][ \t]*(?:(?:async[ \t]+)?def|class|@\w|import|from)\b/g;
  definition.lastIndex = string.start + 3;
  const match = definition.exec(text);
  if (match === null || match.index >= string.end) return string.end;
  const crlf = text.startsWith("\r\n", match.index - 1);
  return crlf ? match.index - 1 : match.index;
}

/** Does the text after a string's end show that it was a string's start? Words follow that Python cannot join. */
function isProse(text: string): boolean {
  const [, blank = "", first, second] = /^(\s*)([A-Za-z]+)(?:[ \t]+([A-Za-z]+)\b)?/.exec(text) ?? [];
  if (first === undefined) return false;
  if (!/[\n\r]/.test(blank)) return !JOINS.has(first);
  return second !== undefined && !STARTS.has(first) && !JOINS.has(second);
}

/** Words that can stand between two expressions. */
const JOINS: ReadonlySet<string> = new Set("if else for in is and or not as from async".split(" "));

/** Words that can start a statement and have another word after them. */
const STARTS: ReadonlySet<string> = new Set([
  ...NEVER_BRACKETED,
  ..."async await else for from if lambda not match case type yield".split(" "),
]);
