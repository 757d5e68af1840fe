import { type Fault, HEADERS, type LogicalLine } from "./layout.ts";
import { topLevel } from "./top-level.ts";

/** CPython's limit, too. */
const MAX_LEVELS = 100;

/** The places where the indentation of the lines is not Python's, each with the index of its line. */
export function indentationFaults(text: string, lines: readonly LogicalLine[]): { fault: Fault; line: number }[] {
  const faults: { fault: Fault; line: number }[] = [];
  const add = (line: number, start: number, end: number, message: string) =>
    faults.push({ line, fault: { start, end, message } });
  const levels = [0];
  let header: LogicalLine | null = null;
  lines.forEach((line, index) => {
    let top = levels.at(-1) ?? 0;
    if (line.indent > top) {
      if (header === null) {
        const before = lines[index - 1];
        if (before === undefined || !lacksColon(text, before))
          add(index, line.lineStart, line.start, "unexpected indent");
      } else if (levels.length === MAX_LEVELS + 1)
        add(index, line.lineStart, line.start, "too many levels of indentation");
      levels.push(line.indent);
    } else {
      if (header !== null)
        add(index - 1, header.start, header.end, `expected an indented block after '${header.word}'`);
      while (line.indent < top) {
        levels.pop();
        top = levels.at(-1) ?? 0;
      }
      if (line.indent > top) {
        add(index, line.lineStart, line.start, "unindent does not match any outer indentation level");
        levels.push(line.indent);
      }
    }
    header = opensBlock(text, line) ? line : null;
  });
  const last = lines.at(-1);
  if (last !== undefined && header !== null && HEADERS.has(last.word)) {
    add(lines.length - 1, last.start, last.end, `expected an indented block after '${last.word}'`);
  }
  return faults;
}

/** Is this a header whose only fault is that it was not finished? */
function lacksColon(text: string, line: LogicalLine): boolean {
  return HEADERS.has(line.word) && !topLevel(text.slice(line.start, line.end)).flat.includes(":");
}

/** Is this the header of a block whose body stands on the lines after it? */
export function opensBlock(text: string, line: LogicalLine): boolean {
  return line.fault === null && text.charCodeAt(line.end - 1) === 58;
}
