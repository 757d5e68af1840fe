import { Language, Parser } from "web-tree-sitter";
import type { Module, SyntaxProblem, Unit } from "./ast.ts";
import { withBars } from "./annotations.ts";
import type { Cst } from "./cst.ts";
import { type Fault, type LogicalLine, readLayout } from "./layout.ts";
import { normalized, parseUnit } from "./unit.ts";

/** tree-sitter's engine and its Python grammar: a path each, or the bytes. */
export interface ParserWasm {
  readonly engine: string | Uint8Array;
  readonly grammar: string | Uint8Array;
}

/** Ten times the largest module that people write; the tree of a longer text would not fit the memory. */
const MAX_LENGTH = 8_000_000;

let parser: Parser | null = null;

/** Loads the parser. Must have been awaited once before {@link parse}; later calls do nothing. */
export async function initParser(wasm: ParserWasm): Promise<void> {
  if (parser !== null) return;
  const { engine } = wasm;
  await Parser.init(typeof engine === "string" ? { locateFile: () => engine } : { wasmBinary: engine });
  const language = await Language.load(wasm.grammar);
  parser = new Parser();
  parser.setLanguage(language);
}

/**
 * Parses a Python file of any quality; it never fails. Units of `previous`
 * whose text is found again are re-used as the identical objects, with their
 * `base` brought up to date, so `previous` must not be used afterwards.
 */
export function parse(path: string, text: string, previous?: Module): Module {
  if (text.length > MAX_LENGTH) {
    const message = `the file is too large to be analysed (over ${MAX_LENGTH} characters)`;
    return { path, text, units: [], problems: [{ start: 0, end: 1, message }], comments: [] };
  }
  const source = normalized(text);
  const layout = readLayout(source);
  const known = unitsByText(path, previous);
  const units = unitRanges(source, layout.lines).map(({ start, end }) => {
    const piece = text.slice(start, end);
    const same = known.get(piece)?.pop();
    if (same === undefined) return parseUnit(piece, path, start, parsePiece);
    same.base = start;
    return same;
  });
  return {
    path,
    text,
    units,
    problems: problemsOf(units, layout.markers),
    comments: outside(units, layout.comments),
  };
}

function parsePiece(text: string): Cst {
  const cst = parseText(text);
  let read = cst.root.hasError ? withBars(text, cst.root) : null;
  while (read !== null) {
    const other = parseText(read);
    if (!other.root.hasError) {
      cst.release();
      return other;
    }
    read = withBars(read, other.root);
    other.release();
  }
  return cst;
}

function parseText(text: string): Cst {
  if (parser === null) throw new Error("initParser() must be awaited before parse()");
  const tree = parser.parse(text);
  if (tree === null) throw new Error("tree-sitter gave no tree");
  return { root: tree.rootNode, release: () => tree.delete() };
}

/** The units of each text, last first: popped, the nth of them goes to the text's nth occurrence. */
function unitsByText(path: string, previous: Module | undefined): Map<string, Unit[]> {
  const units = new Map<string, Unit[]>();
  if (previous === undefined || previous.path !== path) return units;
  for (const unit of previous.units.toReversed()) {
    const same = units.get(unit.text);
    if (same === undefined) units.set(unit.text, [unit]);
    else same.push(unit);
  }
  return units;
}

/** Words that continue a statement begun on an earlier line. */
const CONTINUES: ReadonlySet<string> = new Set(["else", "elif", "except", "finally"]);

/** Where the top-level statements stand: each from its first token to the end of its last line's comment. */
function unitRanges(source: string, lines: readonly LogicalLine[]): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  let current: { start: number; end: number } | null = null;
  let decorated = false;
  for (const line of lines) {
    const top = line.indent === 0;
    if (current === null || (top && !decorated && !CONTINUES.has(line.word))) {
      current = { start: top ? line.start : line.lineStart, end: line.end };
      ranges.push(current);
    }
    if (top) decorated = line.word === "@";
    current.end = lineEnd(source, line.end);
  }
  return ranges;
}

/** The end of the comment that follows on the line; else `end`. */
function lineEnd(source: string, end: number): number {
  let i = end;
  while (source.charCodeAt(i) === 32 || source.charCodeAt(i) === 9) i += 1;
  if (source.charCodeAt(i) !== 35) return end;
  const newline = source.indexOf("\n", i);
  const stop = newline < 0 ? source.length : newline;
  return source.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
}

function problemsOf(units: readonly Unit[], markers: readonly Fault[]): SyntaxProblem[] {
  const problems: SyntaxProblem[] = outside(units, markers);
  for (const unit of units) {
    for (const { start, end, message } of unit.problems) {
      problems.push({ start: start + unit.base, end: end + unit.base, message });
    }
  }
  return problems.sort((a, b) => a.start - b.start);
}

/** Those of the ranges that lie in no unit; both are in order. */
function outside<Range extends { readonly start: number }>(units: readonly Unit[], ranges: readonly Range[]): Range[] {
  let next = 0;
  return ranges.filter((range) => {
    let unit = units[next];
    while (unit !== undefined && unit.base + unit.text.length <= range.start) unit = units[++next];
    return unit === undefined || range.start < unit.base;
  });
}
