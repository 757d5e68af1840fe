/** What the product says of a bug and its twin, and what becomes of the program with each of its fixes. */
import type { Analysis } from "../../server/src/ide/session.ts";
import { fixAll } from "../../server/src/ide/actions.ts";
import { atTheirCauses } from "../../server/src/ide/diagnostics.ts";
import { sessionOver } from "../analysis.ts";
import type { Bug, Fact, Files } from "./table.ts";
import { keyOf } from "./table.ts";

type Found = Analysis["diagnostics"][number];

export interface Fixed {
  readonly title: string;
  readonly mends: Found;
  readonly edits: string;
  readonly files: Files;
}

export interface Verdict {
  /** A word stands on the line to change or on the failing call's. */
  readonly found: boolean;
  /** It stands on the line that the twin changes. */
  readonly atChange: boolean;
  readonly complaints: readonly string[];
}

export function judge(bug: Bug, known: ReadonlyMap<string, Fact> = new Map()): { verdict: Verdict; bad: readonly Found[]; good: readonly Found[]; fixed: readonly Fixed[]; all: Files } {
  const bad = said(bug.bad);
  const good = said(bug.good);
  const complaints: string[] = [];
  const fact = known.get(keyOf(bug.bad));
  const twin = known.get(keyOf(bug.good));
  if (known.size > 0) {
    if (!fact || !twin) complaints.push("PyTorch was not asked");
    if (twin && !twin.runs) complaints.push(`PyTorch does not run the twin: ${twin.exception}: ${twin.message}`);
  }
  const line = (d: Found): string => `${d.path.slice("/project/".length)}:${d.range.start.line}`;
  const changed = new Set(Object.entries(bug.changed).flatMap(([file, lines]) => lines.map((l) => `${file}:${l}`)));
  const last = fact && !fact.runs ? fact.stack.at(-1) : undefined;
  const isAtFailure = (d: Found): boolean => last !== undefined && d.path === `/project/${last[0]}` && d.range.start.line >= last[1] && d.range.start.line <= last[2];
  const atChange = bad.some((d) => changed.has(line(d)));
  const found = atChange || bad.some(isAtFailure);
  if (bad.length === 0) complaints.push("not found");
  else if (!found) complaints.push("found at the wrong place");
  const causes = new Set(bad.map((d) => line(d))).size;
  if (causes > Math.max(1, changed.size)) complaints.push(`told ${causes} times`);
  if (fact && !fact.runs && bad.length > 0 && !bad.some((d) => d.severity === "error")) complaints.push("PyTorch raises, we warn");
  if (fact?.runs && bad.some((d) => d.severity === "error")) complaints.push("PyTorch runs it, we call it an error");
  if (good.length > 0) complaints.push("words on the twin");
  const fixed = bad.flatMap((d) => d.fixes.map((f): Fixed => {
    const session = sessionOver(bug.bad);
    const files: Record<string, string> = { ...bug.bad };
    for (const path of new Set(f.edits.map((e) => e.path))) {
      const name = path.slice("/project/".length);
      files[name] = session.applyEdits(path, files[name] ?? "", f.edits.filter((e) => e.path === path));
    }
    return { title: f.title, mends: d, edits: f.edits.map((e) => `${e.path.slice(9)}:${e.range.start.line + 1} ${JSON.stringify(e.newText)}`).join(", "), files };
  }));
  const failing = fixed.filter((f) => known.get(keyOf(f.files))?.runs === false).map((f) => f.title);
  if (failing.length > 0) complaints.push(`PyTorch does not run what the fix gives: ${failing.join("; ")}`);
  return { verdict: { found, atChange, complaints }, bad, good, fixed, all: fixedAll(bug.bad) };
}

/** The program after "fix all" in each of its files, the one that is run first. */
function fixedAll(files: Files): Files {
  const session = sessionOver(files);
  const out: Record<string, string> = { ...files };
  for (const name of Object.keys(files).filter((n) => n.endsWith(".py")).reverse()) {
    const path = `/project/${name}`;
    out[name] = session.applyEdits(path, out[name] ?? "", fixAll(session, path));
    session.setOverlay(path, out[name]);
  }
  return out;
}

/** The errors and warnings about a program, of every file. */
function said(files: Files): readonly Found[] {
  const session = sessionOver(files);
  const each = Object.keys(files).filter((name) => name.endsWith(".py")).map((name) => ({ path: `/project/${name}`, diagnostics: session.analyse(`/project/${name}`).diagnostics }));
  return atTheirCauses(each, (path) => session.text(path)).flatMap((f) => f.diagnostics).filter((d) => d.severity === "error" || d.severity === "warning");
}
