/** `# shapelint: ignore[code]` on a line, and `# shapelint: ignore-file`: what they hide, and those that hide nothing. */
import { rules } from "../rules/index.ts";
import type { Module } from "../syntax/ast.ts";
import type { Diagnostic } from "./diagnostics.ts";
import type { Places, Range } from "./position.ts";

interface Suppression {
  readonly range: Range;
  /** null: all. */
  readonly codes: readonly string[] | null;
  /** First and last line that it speaks of; null: the file. */
  readonly lines: readonly [number, number] | null;
}

const FORM = /#\s*shapelint:\s*ignore(-file)?\b(?:\s*\[([^\]]*)\])?/;

/** The diagnostics that no comment hides, with one for each comment that hides none. */
export function suppressed(found: readonly Diagnostic[], tree: Module, places: Places): readonly Diagnostic[] {
  const all = suppressions(tree, places);
  if (all.length === 0) return found;
  const used = new Map<Suppression, Set<string>>(all.map((s) => [s, new Set()]));
  const kept = found.filter((d) => {
    let hidden = false;
    for (const s of all) {
      if (!speaksOf(s, d)) continue;
      used.get(s)?.add(d.code);
      hidden = true;
    }
    return !hidden;
  });
  return [...kept, ...all.flatMap((s) => complaints(s, used.get(s) ?? new Set(), tree.path))];
}

function speaksOf(s: Suppression, d: Diagnostic): boolean {
  if (s.codes !== null && !s.codes.includes(d.code)) return false;
  return s.lines === null || (d.range.start.line <= s.lines[1] && d.range.end.line >= s.lines[0]);
}

function complaints(s: Suppression, used: ReadonlySet<string>, path: string): Diagnostic[] {
  const tell = (message: string): Diagnostic => ({ path, code: "unused-suppression", severity: "warning", message, range: s.range, related: [], problem: null, argument: null });
  if (s.codes === null) return used.size > 0 ? [] : [tell(`nothing is reported ${s.lines ? "here" : "in this file"} that the comment could hide`)];
  return s.codes.filter((code) => !used.has(code)).map((code) => tell(rules.has(code) ? `no ${code} is reported ${s.lines ? "here" : "in this file"}` : `there is no rule '${code}'`));
}

function suppressions(tree: Module, places: Places): Suppression[] {
  if (!tree.text.includes("shapelint:")) return [];
  const comments = [...tree.comments, ...tree.units.flatMap((u) => u.comments.map((c) => ({ ...c, start: u.base + c.start })))];
  const lines = tree.text.split(/\r\n|\r|\n/);
  return comments.flatMap(({ start, text }) => {
    const m = FORM.exec(text);
    if (!m) return [];
    const at = start + m.index;
    const range = places.range(tree.path, at, at + m[0].length);
    const codes = m[2] === undefined ? null : m[2].split(",").map((c) => c.trim()).filter((c) => c !== "");
    return [{ range, codes, lines: m[1] ? null : linesOf(lines, range.start.line, range.start.character) }];
  });
}

/** A comment behind code speaks of its line; one that stands alone of the next line with code. */
function linesOf(lines: readonly string[], line: number, character: number): readonly [number, number] {
  if ((lines[line] ?? "").slice(0, character).replace(/#.*/, "").trim() !== "") return [line, line];
  let next = line + 1;
  while (next < lines.length && /^\s*(#.*)?$/.test(lines[next] ?? "")) next += 1;
  return [line, next];
}
