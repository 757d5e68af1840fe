/** Notebooks as one program: code cells in order, lines that are not Python left blank so that places stay. */

interface Cell {
  readonly cell_type?: string;
  readonly source?: string | readonly string[];
}

interface Notebook {
  readonly cells?: readonly Cell[];
  readonly metadata?: { readonly kernelspec?: { readonly language?: string }; readonly language_info?: { readonly name?: string } };
}

/** The program of a notebook's JSON, cells joined by blank lines: an empty one if it is in another language; undefined if it is no notebook. */
export function notebookText(json: string | undefined): string | undefined {
  if (json === undefined) return undefined;
  let notebook: Notebook;
  try {
    notebook = JSON.parse(json) as Notebook;
  } catch {
    return undefined;
  }
  const language = notebook.metadata?.language_info?.name ?? notebook.metadata?.kernelspec?.language ?? "python";
  if (!/python/i.test(language)) return "";
  const cells = (notebook.cells ?? []).filter((c) => c.cell_type === "code").map((c) => withoutMagics(typeof c.source === "string" ? c.source : (c.source ?? []).join("")));
  // IPython takes the indentation of a cell's first line from all of its lines; here they stay where they are, in a block.
  return cells.map((text, i) => (i === 0 ? text : `${isIndented(text) ? "\nif 1:\n" : "\n\n"}${text}`)).join("");
}

function isIndented(cell: string): boolean {
  return /^[ \t]/.test(cell.split(/\r\n|\r|\n/).find((line) => /^\s*[^\s#]/.test(line)) ?? "");
}

/**
 * IPython's magics and shell lines are no Python: each, with the lines that a backslash joins to it, becomes a statement of the same length that does nothing, a cell in
 * another language blank lines. What a magic only times is still run, and what a magic or the shell gives is not known.
 */
export function withoutMagics(source: string): string {
  if (/^\s*%%/.test(source) && !/^\s*%%(time|timeit|capture|prun|memit|debug)\b/.test(source)) return source.replace(/[^\r\n]/g, "");
  return source
    .replace(/^([ \t]*)(%(?:time|timeit|prun|memit)(?: +-\w+(?: +\d+)?)* +)(?=[^\s%-])/gm, (_line, indent: string, magic: string) => `${indent}if 1:`.padEnd(indent.length + magic.length))
    .replace(/^([ \t]*)((?:%{1,2}[A-Za-z_]|!(?!=))(?:.*\\\r?\n)*.*|[\w.*]+\?{1,2}|\?{1,2}\w.*)$/gm, blank)
    .replace(/^([ \t]*)((?:cd|ls|ll|cat|mkdir|rmdir|rm|mv|cp|pip|conda)(?: +[\w~./-][^=([]*)?|pwd)$/gm, blank)
    .replace(/^([ \t]*[\w, ]+= *)((?:![^=]|%(?!time )[A-Za-z_])(?:.*\\\r?\n)*.*)$/gm, (_line, target: string, magic: string) => target + written("In", magic))
    .replace(/^([ \t]*[\w, ]+= *)(%time +)/gm, (_line, target: string, magic: string) => target + " ".repeat(magic.length));
}

function blank(_line: string, indent: string, magic: string): string {
  return indent + written(magic.search(/$/m) < 4 ? "0" : "pass", magic);
}

/** In the place of a magic whose line may go on after a backslash. */
function written(text: string, magic: string): string {
  return text + magic.slice(text.length).replace(/[^\r\n]/g, " ");
}
