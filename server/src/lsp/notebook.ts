/** The cells of a notebook as one program, in order. */
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
    lines.push(...blankMagics(cell.split(/\r\n|\r|\n/)));
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

/** IPython's cell magics whose body is Python still. */
const pythonCells = /^%%(time|timeit|capture|prun|debug)\b/;

/** IPython's magics and shell lines are not Python: each becomes a `pass` of the same length. */
function blankMagics(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== "");
  if (first >= 0 && /^%%/.test(lines[first] ?? "") && !pythonCells.test(lines[first] ?? "")) return lines.map(() => "");
  return lines.map((line) => line.replace(/^(\s*)(%{1,2}[A-Za-z_].*|!(?!=).*|\w.*\w\?{1,2}|\?{1,2}\w.*)$/, blank));
}

function blank(_line: string, indent: string, magic: string): string {
  return indent + (magic.length < 4 ? "#" : "pass").padEnd(magic.length);
}
