/** Places in files, as LSP counts them: 0-based lines, UTF-16 characters. */
import type { Node } from "../syntax/ast.ts";
import { LineIndex } from "../syntax/lines.ts";

export interface Position {
  readonly line: number;
  readonly character: number;
}
export interface Range {
  readonly start: Position;
  readonly end: Position;
}
export interface Place {
  readonly path: string;
  readonly range: Range;
}

/** Line tables of the files at hand. */
export class Places {
  private readonly tables = new Map<string, { text: string; index: LineIndex }>();
  private readonly text: (path: string) => string | undefined;
  constructor(text: (path: string) => string | undefined) {
    this.text = text;
  }
  private table(path: string): LineIndex | undefined {
    const text = this.text(path);
    if (text === undefined) return undefined;
    const known = this.tables.get(path);
    if (known && known.text === text) return known.index;
    const index = new LineIndex(text);
    this.tables.set(path, { text, index });
    return index;
  }
  /** File-absolute offsets as a range. */
  range(path: string, start: number, end: number): Range {
    const index = this.table(path);
    if (!index) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    return { start: index.position(start), end: index.position(end) };
  }
  offset(path: string, p: Position): number {
    return this.table(path)?.offset(p) ?? 0;
  }
  of(node: Node): Place {
    const { path, base } = node.unit;
    return { path, range: this.range(path, base + node.start, base + node.end) };
  }
}
