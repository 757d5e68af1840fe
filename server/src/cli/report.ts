/** Diagnostics as text in rustc's manner: the excerpt, a caret under the place, notes, help. */
import type { Diagnostic } from "../ide/diagnostics.ts";
import type { Range } from "../ide/position.ts";

export interface ReportOptions {
  readonly color: boolean;
  /** Text of a file, for the excerpt. */
  readonly text: (path: string) => string | undefined;
  /** How a path is shown. */
  readonly show: (path: string) => string;
}

const COLORS = { error: "31;1", warning: "33;1", information: "36;1", hint: "36", note: "32;1", help: "36;1", gutter: "34;1", bold: "1" } as const;

export function report(path: string, d: Diagnostic, fixes: readonly { readonly title: string }[], o: ReportOptions): string {
  const paint = (kind: keyof typeof COLORS, s: string): string => (o.color ? `\u001b[${COLORS[kind]}m${s}\u001b[0m` : s);
  const [first = "", ...more] = d.message.split("\n");
  const lines = [`${paint(d.severity, `${d.severity}[${d.code}]`)}${paint("bold", `: ${first}`)}`];
  const width = String(d.range.start.line + 1).length;
  const gutter = (n?: number): string => paint("gutter", `${n === undefined ? " ".repeat(width) : String(n).padStart(width)} |`);
  lines.push(`${" ".repeat(width)}${paint("gutter", "-->")} ${o.show(path)}:${d.range.start.line + 1}:${d.range.start.character + 1}`);
  lines.push(gutter(), ...excerpt(path, d.range, o, gutter, (s) => paint(d.severity, s)), gutter());
  for (const m of more) lines.push(`${" ".repeat(width)} ${paint("gutter", "=")} ${paint("bold", "note")}: ${m}`);
  lines.push(...way(path, d.related, o).map(([at, code, message]) => `${" ".repeat(width)} ${paint("gutter", "=")} ${paint("gutter", at)}  ${code}  ${paint("note", message)}`));
  for (const f of fixes) lines.push(`${paint("help", "help")}: ${f.title}`);
  return `${lines.join("\n")}\n`;
}

/** Longest excerpt of code in a line of the way. */
const LONGEST_CODE = 44;

/** How it came to this, a line a place: where it stands, its code, what happened there; in columns. */
function way(path: string, related: Diagnostic["related"], o: ReportOptions): [string, string, string][] {
  const rows = related.map((r): [string, string, string] => {
    const at = `${r.path === path ? o.show(r.path).replace(/.*[\\/]/, "") : o.show(r.path)}:${r.range.start.line + 1}:${r.range.start.character + 1}`;
    const line = (o.text(r.path) ?? "").split(/\r\n|\r|\n/)[r.range.start.line] ?? "";
    const code = line.slice(r.range.start.character, r.range.end.line === r.range.start.line ? r.range.end.character : undefined).trim();
    return [at, code.length > LONGEST_CODE ? `${code.slice(0, LONGEST_CODE - 1)}…` : code, r.message];
  });
  const widths = [0, 1].map((i) => Math.max(0, ...rows.map((r) => r[i]?.length ?? 0)));
  return rows.map(([at, code, message]) => [at.padEnd(widths[0] ?? 0), code.padEnd(widths[1] ?? 0), message]);
}

/** The place's line with carets under it; of several lines the first. */
function excerpt(path: string, range: Range, o: ReportOptions, gutter: (n?: number) => string, paint: (s: string) => string): string[] {
  const line = (o.text(path) ?? "").split(/\r\n|\r|\n/)[range.start.line];
  if (line === undefined) return [];
  const end = range.end.line === range.start.line ? range.end.character : line.trimEnd().length;
  const before = line.slice(0, range.start.character);
  // Tabs and wide characters keep their width in the line of carets.
  const lead = Array.from(before, (c) => (c === "\t" ? "\t" : isWide(c) ? "  " : " ")).join("");
  const carets = Array.from(line.slice(range.start.character, Math.max(end, range.start.character + 1)), (c) => (isWide(c) ? "^^" : "^")).join("") || "^";
  return [`${gutter(range.start.line + 1)} ${line}`, `${gutter()} ${lead}${paint(carets)}`];
}

/** Whether a terminal gives the character two columns (East Asian Width W or F). */
function isWide(c: string): boolean {
  const code = c.codePointAt(0) ?? 0;
  return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff);
}
