import { withoutMagics } from "../ide/notebook.ts";

/** The cells of an open notebook as one program, in order. */
export interface JoinedCells {
  readonly text: string;
  /** The line of `text` at which each cell begins. */
  readonly firstLines: readonly number[];
}

/** Each cell begins a new line; line and column inside a cell stay as they are. */
export function joinCells(cells: readonly string[]): JoinedCells {
  const firstLines: number[] = [];
  const lines: string[] = [];
  for (const cell of cells) {
    firstLines.push(lines.length);
    lines.push(...withoutMagics(cell).split(/\r\n|\r|\n/));
  }
  return { text: lines.join("\n"), firstLines };
}

/** The cell that a line of the joined text belongs to. */
export function cellAt(joined: JoinedCells, line: number): number {
  return Math.max(
    0,
    joined.firstLines.findLastIndex((first) => first <= line),
  );
}
