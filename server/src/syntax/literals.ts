/**
 * Where string literals end, found from the text alone: the layout of a file
 * must be known before, and also without, a grammar.
 */

const CR = 13;
const LF = 10;
const HASH = 35;
const BACKSLASH = 92;
const LEFT_BRACE = 123;
const RIGHT_BRACE = 125;
const MAX_NESTING = 50;

/** Is the quote at `at` that of an f-string (or t-string)? Its prefix stands before it. */
export function isFormatted(text: string, at: number, from: number): boolean {
  let formatted = false;
  let i = at - 1;
  for (; i >= from && i >= at - 3; i--) {
    const letter = text.charCodeAt(i) | 32;
    if (letter === 102 || letter === 116) formatted = true;
    else if (letter !== 114 && letter !== 98 && letter !== 117) break;
  }
  return formatted && !isWordCode(text.charCodeAt(i));
}

export function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code > 127
  );
}

export function isTriple(text: string, at: number): boolean {
  const quote = text.charCodeAt(at);
  return text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
}

/**
 * The offset after the literal whose quote is at `at`. An unterminated literal
 * gives the bitwise complement of where it stops: the line's end, or `limit`
 * for one in triple quotes.
 */
export function stringEnd(text: string, at: number, limit: number, formatted: boolean, nesting = 0): number {
  const quote = text.charCodeAt(at);
  const triple = at + 2 < limit && isTriple(text, at);
  let braces = formatted && nesting < MAX_NESTING;
  let i = at + (triple ? 3 : 1);
  while (i < limit) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) {
      const next = text.charCodeAt(i + 1);
      if (next === CR && text.charCodeAt(i + 2) === LF) i += 3;
      else i += formatted && (next === LEFT_BRACE || next === RIGHT_BRACE) ? 1 : 2;
    } else if (code === quote) {
      if (!triple) return i + 1;
      if (isTriple(text, i) && i + 3 <= limit) return i + 3;
      i += 1;
    } else if ((code === LF || code === CR) && !triple) {
      break;
    } else if (code === LEFT_BRACE && braces) {
      if (text.charCodeAt(i + 1) === LEFT_BRACE) {
        i += 2;
        continue;
      }
      const end = interpolationEnd(text, i + 1, limit, quote, triple, nesting);
      // An interpolation without an end is read as text, once and for the rest of the literal.
      if (end < 0) braces = false;
      i = end < 0 ? i + 1 : end;
    } else {
      i += 1;
    }
  }
  if (formatted && !triple) return stringEnd(text, at, limit, false);
  return ~Math.min(i, limit);
}

/** The offset after the `}` that closes the interpolation whose inside starts at `start`; -1 if there is none. */
function interpolationEnd(
  text: string,
  start: number,
  limit: number,
  quote: number,
  triple: boolean,
  nesting: number,
): number {
  let depth = 0;
  let i = start;
  while (i < limit) {
    const code = text.charCodeAt(i);
    switch (code) {
      case 40: // (
      case 91: // [
      case LEFT_BRACE:
        depth += 1;
        i += 1;
        break;
      case 41: // )
      case 93: // ]
      case RIGHT_BRACE:
        if (depth === 0) return code === RIGHT_BRACE ? i + 1 : -1;
        depth -= 1;
        i += 1;
        break;
      case 34: // "
      case 39: {
        // '
        const end = stringEnd(text, i, limit, isFormatted(text, i, start), nesting + 1);
        if (end < 0) return -1;
        i = end;
        break;
      }
      case HASH:
        while (i < limit && text.charCodeAt(i) !== LF && text.charCodeAt(i) !== CR) i += 1;
        break;
      case 58: // :
        if (depth === 0) return specEnd(text, i + 1, limit, quote, triple, nesting);
        i += 1;
        break;
      default:
        i += 1;
    }
  }
  return -1;
}

/** Like {@link interpolationEnd}, from inside the format specification. */
function specEnd(text: string, start: number, limit: number, quote: number, triple: boolean, nesting: number): number {
  let i = start;
  while (i < limit) {
    const code = text.charCodeAt(i);
    if (code === RIGHT_BRACE) return i + 1;
    if (code === LEFT_BRACE) {
      if (nesting >= MAX_NESTING) return -1;
      i = interpolationEnd(text, i + 1, limit, quote, triple, nesting + 1);
      if (i < 0) return -1;
    } else if (code === quote && (!triple || isTriple(text, i))) {
      return -1;
    } else if ((code === LF || code === CR) && !triple) {
      return -1;
    } else {
      i += 1;
    }
  }
  return -1;
}
