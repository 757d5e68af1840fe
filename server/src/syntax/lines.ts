/** Converts between UTF-16 offsets and 0-based line/character places, as LSP counts them. */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;
  readonly #text: string;

  constructor(text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
    }
    this.#starts = starts;
    this.#length = text.length;
    this.#text = text;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The place of `offset`; offsets outside the text are clamped to it. */
  position(offset: number): LinePosition {
    const at = Math.min(Math.max(offset, 0), this.#length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.#starts[low] ?? 0) };
  }

  /** The offset of a place; a character beyond its line's end is that end, before the line break. */
  offset(position: LinePosition): number {
    if (position.line < 0) return 0;
    const start = this.#starts[position.line];
    if (start === undefined) return this.#length;
    return Math.min(start + Math.max(position.character, 0), this.#lineEnd(position.line));
  }

  range(start: number, end: number): LineRange {
    return { start: this.position(start), end: this.position(end) };
  }

  /** The text of a line, without its line break. */
  line(line: number): string {
    const start = this.#starts[line];
    return start === undefined ? "" : this.#text.slice(start, this.#lineEnd(line));
  }

  #lineEnd(line: number): number {
    const next = this.#starts[line + 1];
    if (next === undefined) return this.#length;
    const crlf = this.#text.charCodeAt(next - 1) === 10 && this.#text.charCodeAt(next - 2) === 13;
    return Math.max(next - (crlf ? 2 : 1), this.#starts[line] ?? 0);
  }
}

export interface LinePosition {
  readonly line: number;
  /** UTF-16 code units from the line's start. */
  readonly character: number;
}

export interface LineRange {
  readonly start: LinePosition;
  readonly end: LinePosition;
}
