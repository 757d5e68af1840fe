import type { Comment } from "./ast.ts";
import { isFormatted, isTriple, isWordCode, stringEnd } from "./literals.ts";
import { NEVER_BRACKETED, type TripleString, unclosedTriple } from "./unclosed.ts";

/** One logical line: a simple statement, or the header of a compound one. */
export interface LogicalLine {
  /** Offset of its first token. */
  readonly start: number;
  /** Offset after its last token. */
  readonly end: number;
  /** Offset where its first physical line starts. */
  readonly lineStart: number;
  /** Column of the first token; a tab goes to the next multiple of eight, as in CPython. */
  readonly indent: number;
  /** The word it starts with, `@`, or "". */
  readonly word: string;
  /** What is wrong with its brackets or strings. */
  readonly fault: Fault | null;
}

export interface Fault {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface Layout {
  readonly lines: readonly LogicalLine[];
  readonly comments: readonly Comment[];
  /** Lines that a merge left behind: `<<<<<<<`, `=======`, `>>>>>>>`. */
  readonly markers: readonly Fault[];
  /** True if a line is indented by blanks before a tab, which readers of Python count differently. */
  readonly mixedIndent: boolean;
}

/**
 * Reads the logical lines of a text: brackets, strings, comments and
 * indentation, nothing else. A bracket or string that is never closed is found
 * out (a statement keyword cannot stand inside brackets) and ends where the
 * next statement seems to start. Linear in the text's length.
 */
export function readLayout(text: string): Layout {
  const cuts = new Map<number, number>();
  for (;;) {
    const reader = new LayoutReader(text, cuts);
    const layout = reader.read();
    const unclosed = reader.unclosedTriple;
    if (unclosed === null) return layout;
    cuts.set(unclosed.start, unclosed.end);
  }
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const FORM_FEED = 12;
const HASH = 35;

/** What a character means to the scan of a logical line. */
const PLAIN = 0;
const BLANK = 1;
const NEWLINE = 2;
const QUOTE = 3;
const OPEN = 4;
const CLOSE = 5;
const COMMENT = 6;
const CONTINUATION = 7;

const CLASS = new Uint8Array(128);
for (const [characters, meaning] of [
  [" \t\f", BLANK],
  ["\n\r", NEWLINE],
  ["\"'", QUOTE],
  ["([{", OPEN],
  [")]}", CLOSE],
  ["#", COMMENT],
  ["\\", CONTINUATION],
] as const) {
  for (const character of characters) CLASS[character.charCodeAt(0)] = meaning;
}

/** Words that begin the header of a block; `match` and `case` can also be names. */
export const HEADERS: ReadonlySet<string> = new Set(
  "class def if elif else for while with try except finally async match case".split(" "),
);

const CLOSER: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Merely bounds the work on a text with many unclosed triple quotes. */
const MAX_CUTS = 8;

class LayoutReader {
  readonly #text: string;
  readonly #cuts: ReadonlyMap<number, number>;
  readonly #lines: LogicalLine[] = [];
  readonly #comments: Comment[] = [];
  readonly #markers: Fault[] = [];
  readonly #triples: TripleString[] = [];
  /** Offsets of the brackets that are open. */
  readonly #open: number[] = [];
  #mixedIndent = false;
  /** Lines that start before this offset lie under a bracket that is known never to close. */
  #cautiousUntil = 0;
  #fault: Fault | null = null;
  /** Set if reading has to start again, with this string cut short. */
  unclosedTriple: TripleString | null = null;

  constructor(text: string, cuts: ReadonlyMap<number, number>) {
    this.#text = text;
    this.#cuts = cuts;
  }

  read(): Layout {
    const text = this.#text;
    const length = text.length;
    let i = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (i < length && this.unclosedTriple === null) {
      const lineStart = i;
      let indent = 0;
      let blanks = false;
      let code = text.charCodeAt(i);
      for (; code === SPACE || code === TAB || code === FORM_FEED; code = text.charCodeAt(++i)) {
        if (code === TAB) {
          if (blanks) this.#mixedIndent = true;
          indent = (indent | 7) + 1;
        } else if (code === SPACE) {
          blanks = true;
          indent += 1;
        } else {
          indent = 0;
        }
      }
      if (i >= length) break;
      if (code === LF || code === CR) i += 1;
      else if (code === HASH) i = this.#comment(i);
      else if (indent === 0 && this.#isMarker(i)) i = this.#marker(i);
      else i = this.#logicalLine(lineStart, i, indent);
    }
    return {
      lines: this.#lines,
      comments: this.#comments,
      markers: this.#markers,
      mixedIndent: this.#mixedIndent,
    };
  }

  /** Records the comment at `at`; the offset of its line's end. */
  #comment(at: number): number {
    const end = this.#lineEnd(at);
    this.#comments.push({ start: at, end, text: this.#text.slice(at, end) });
    return end;
  }

  #lineEnd(at: number): number {
    const text = this.#text;
    let i = at;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === LF || code === CR) break;
    }
    return i;
  }

  #isMarker(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (code !== 60 && code !== 61 && code !== 62 && code !== 124) return false;
    const line = this.#text.slice(at, at + 8);
    return /^(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)(?:\s|$)/.test(line);
  }

  #marker(at: number): number {
    const end = this.#lineEnd(at);
    this.#markers.push({ start: at, end, message: "merge conflict marker" });
    return end;
  }

  #logicalLine(lineStart: number, start: number, indent: number): number {
    const text = this.#text;
    const word = wordAt(text, start);
    const comments = this.#comments.length;
    const triples = this.#triples.length;
    let cautious = start < this.#cautiousUntil;
    let end = this.#scan(start, indent, word, cautious);
    if (end < 0) {
      this.#cautiousUntil = ~end;
      cautious = true;
      this.#comments.length = comments;
      this.#triples.length = triples;
      end = this.#scan(start, indent, word, cautious);
    }
    this.#lines.push({ start, end: this.#tokensEnd, lineStart, indent, word, fault: this.#fault });
    return end;
  }

  #tokensEnd = 0;

  /**
   * Scans one logical line from `start` and gives the offset after it. If a
   * bracket proves to be unclosed: the bitwise complement of where it did, or,
   * if `cautious`, the offset where the next statement seems to start.
   */
  #scan(start: number, indent: number, word: string, cautious: boolean): number {
    const text = this.#text;
    const length = text.length;
    const open = this.#open;
    open.length = 0;
    this.#fault = null;
    this.#tokensEnd = start;
    let i = start;
    while (i < length) {
      const code = text.charCodeAt(i);
      const meaning = code < 128 ? CLASS[code] : PLAIN;
      if (meaning === PLAIN) {
        this.#tokensEnd = ++i;
        continue;
      }
      switch (meaning) {
        case BLANK:
          i += 1;
          break;
        case QUOTE:
          i = this.#string(i, start);
          this.#tokensEnd = i;
          if (this.unclosedTriple !== null) return i;
          break;
        case OPEN:
          open.push(i);
          this.#tokensEnd = ++i;
          break;
        case CLOSE:
          this.#close(i);
          this.#tokensEnd = ++i;
          break;
        case COMMENT:
          i = this.#comment(i);
          break;
        case CONTINUATION: {
          const next = text.charCodeAt(i + 1);
          if (next === CR && text.charCodeAt(i + 2) === LF) i += 3;
          else if (next === LF || next === CR) i += 2;
          else this.#tokensEnd = ++i;
          break;
        }
        default: {
          if (open.length === 0) return i;
          const next = this.#nextLine(i, indent, word, cautious);
          if (next < 0) {
            if (!cautious) return next;
            this.#neverClosed();
            return i;
          }
          i = next;
        }
      }
    }
    if (open.length > 0) {
      if (!cautious) return ~length;
      this.#neverClosed();
    }
    return length;
  }

  #neverClosed(): void {
    const at = this.#open[0] ?? 0;
    this.#fault ??= { start: at, end: at + 1, message: `'${this.#text.charAt(at)}' was never closed` };
  }

  #close(at: number): void {
    const text = this.#text;
    const closer = text.charAt(at);
    const open = this.#open;
    const top = open.at(-1);
    if (top !== undefined && CLOSER[text.charAt(top)] === closer) {
      open.pop();
      return;
    }
    const message =
      top === undefined ? `unmatched '${closer}'` : `closing '${closer}' does not match opening '${text.charAt(top)}'`;
    this.#fault ??= { start: at, end: at + 1, message };
    const match = open.findLastIndex((offset) => CLOSER[text.charAt(offset)] === closer);
    if (match >= 0) open.length = match;
  }

  /**
   * At a line break inside brackets: the offset after it, or the bitwise
   * complement of the place that shows that a bracket was not closed.
   */
  #nextLine(at: number, indent: number, word: string, cautious: boolean): number {
    const text = this.#text;
    let i = at + 1;
    if (text.charCodeAt(at) === CR && text.charCodeAt(i) === LF) i += 1;
    const lineStart = i;
    let code = text.charCodeAt(i);
    while (code === SPACE || code === TAB || code === FORM_FEED) code = text.charCodeAt(++i);
    if (!isWordCode(code) && code !== 64) return lineStart;
    const first = wordAt(text, i);
    if (NEVER_BRACKETED.has(first) || (first === "async" && /^async[ \t]+(?:def|with)\b/.test(text.slice(i, i + 20)))) {
      return ~i;
    }
    if (!cautious) return lineStart;
    if (i - lineStart <= indent) return ~i;
    const last = text.charAt(this.#tokensEnd - 1);
    return HEADERS.has(word) && !"([{,+-*/|&=".includes(last) ? ~i : lineStart;
  }

  #string(at: number, from: number): number {
    const text = this.#text;
    const cut = this.#cuts.get(at);
    if (cut !== undefined) {
      this.#fault ??= { start: at, end: at + 3, message: "unterminated triple-quoted string literal" };
      return cut;
    }
    const end = stringEnd(text, at, text.length, isFormatted(text, at, from));
    const triple = isTriple(text, at) && Math.abs(end) - at > 3;
    if (end >= 0) {
      if (triple) this.#triples.push({ start: at, end });
      return end;
    }
    const stop = ~end;
    if (!triple) {
      this.#fault ??= { start: at, end: stop, message: "unterminated string literal" };
      return stop;
    }
    if (this.#cuts.size < MAX_CUTS) {
      this.unclosedTriple = unclosedTriple(text, this.#triples, { start: at, end: stop });
    } else {
      this.#fault ??= { start: at, end: at + 3, message: "unterminated triple-quoted string literal" };
    }
    return stop;
  }
}

/** The word at `at`, `@`, or "". */
function wordAt(text: string, at: number): string {
  let i = at;
  if (text.charCodeAt(i) === 64) return "@";
  while (i < text.length && isWordCode(text.charCodeAt(i))) i += 1;
  return text.slice(at, i);
}
