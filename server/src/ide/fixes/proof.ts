/** A fix is offered only if another analysis, on the edited text, proves it: the diagnostic goes, and none comes. */
import type { Diagnostic } from "../diagnostics.ts";
import { Tensor } from "../../torch/tensor.ts";
import type { Analysis, Session } from "../session.ts";
import type { Candidate, TextEdit } from "./edit.ts";

/** How many diagnostics are left once edits have mended one, over all entries of its file and of the other files at hand that use what is edited; null if they do not, or another comes. */
export function leftAfter(session: Session, d: Diagnostic, all: readonly Diagnostic[], candidate: Candidate): number | null {
  const texts = editedTexts(session, candidate.edits);
  if (!texts) return null;
  let left = 0;
  for (const path of session.usersOf([...texts.keys()], d.path)) {
    const before = path === d.path ? all : session.analyse(path).diagnostics;
    const analysis = session.supposing(texts, () => session.analyse(path));
    const after = analysis.diagnostics;
    if (!isBetter(before, after, path === d.path ? d : null)) return null;
    // What runs because nothing is left to compute with is no repair.
    if (emptyResults(analysis) > emptyResults(session.analyse(path))) return null;
    left += after.filter(isTold).length;
  }
  return left;
}

/** How many calls of layers and models give tensors without elements. */
function emptyResults({ entries }: Analysis): number {
  let found = 0;
  for (const { trace } of entries) for (const { output } of trace.calls) if (output instanceof Tensor && output.shape?.includes(0)) found += 1;
  return found;
}

function editedTexts(session: Session, edits: readonly TextEdit[]): ReadonlyMap<string, string> | null {
  const out = new Map<string, string>();
  for (const path of new Set(edits.map((e) => e.path))) {
    const text = session.text(path);
    if (text === undefined) return null;
    const edited = session.applyEdits(path, text, edits.filter((e) => e.path === path));
    if (edited === text) return null;
    out.set(path, edited);
  }
  return out.size > 0 ? out : null;
}

/** No kind of diagnostic is told more often, and the mended one is gone. */
function isBetter(before: readonly Diagnostic[], after: readonly Diagnostic[], mended: Diagnostic | null): boolean {
  const had = counts(before);
  for (const [kind, n] of counts(after)) if (n > (had.get(kind) ?? 0)) return false;
  if (!mended) return true;
  if (after.filter(isTold).length >= before.filter(isTold).length) return false;
  return !after.some((x) => x.code === mended.code && x.message === mended.message && x.range.start.line === mended.range.start.line);
}

function isTold(d: Diagnostic): boolean {
  return d.severity === "error" || d.severity === "warning";
}

function counts(ds: readonly Diagnostic[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const d of ds.filter(isTold)) {
    const kind = `${d.severity} ${d.code}`;
    out.set(kind, (out.get(kind) ?? 0) + 1);
  }
  return out;
}
