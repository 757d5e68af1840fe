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

/** IPython's magics and shell lines are no Python: each becomes a `pass` of the same length, a cell in another language blank lines. */
export function withoutMagics(source: string): string {
  if (/^\s*%%/.test(source) && !/^\s*%%(time|timeit|capture|prun|debug)\b/.test(source)) return source.replace(/[^\r\n]/g, "");
  return source.replace(/^([ \t]*)(%{1,2}[A-Za-z_].*|!(?!=).*|[\w.*]+\?{1,2}|\?{1,2}\w.*)$/gm, blank);
}

function blank(_line: string, indent: string, magic: string): string {
  return indent + (magic.length < 4 ? "#" : "pass").padEnd(magic.length);
}
