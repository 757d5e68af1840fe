/** Notebooks as one program: code cells in order, lines that are not Python left blank so that places stay. */

interface Cell {
  readonly cell_type?: string;
  readonly source?: string | readonly string[];
}

/** The program of a notebook's JSON, cells joined by blank lines; undefined if it is no notebook. */
export function notebookText(json: string | undefined): string | undefined {
  if (json === undefined) return undefined;
  let cells: readonly Cell[];
  try {
    cells = (JSON.parse(json) as { cells?: readonly Cell[] }).cells ?? [];
  } catch {
    return undefined;
  }
  return cells
    .filter((c) => c.cell_type === "code")
    .map((c) => withoutMagics(typeof c.source === "string" ? c.source : (c.source ?? []).join("")))
    .join("\n\n");
}

/** IPython's `%magic` and `!command` lines are no Python. */
export function withoutMagics(source: string): string {
  if (/^\s*%%/.test(source) && !/^\s*%%(time|timeit|capture)\b/.test(source)) return source.replace(/[^\n]/g, "");
  return source.replace(/^(\s*)[%!?][^\n]*$/gm, (line, indent: string) => (indent ? `${indent}pass` : "").padEnd(Math.min(line.length, 4)));
}
