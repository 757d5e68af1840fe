/** Holds `summary` against what PyTorch's forward hooks recorded, call by call. */
import path from "node:path";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import type { Entry } from "../../server/src/ide/entries.ts";
import { runGiven } from "../../server/src/ide/given.ts";
import type { Places } from "../../server/src/ide/position.ts";
import { Session } from "../../server/src/ide/session.ts";
import { type Summary, summaryOf } from "../../server/src/ide/summary.ts";
import type { ValueJson } from "../../server/src/ide/values-json.ts";
import type { Interp } from "../../server/src/python/interp.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { ModuleValue } from "../../server/src/python/values.ts";

export type CaseInput = string | readonly CaseInput[] | { readonly [key: string]: CaseInput };

export interface Case {
  readonly id: string;
  readonly module: string;
  readonly entry: string;
  readonly setup?: string;
  readonly inputs: readonly CaseInput[];
  readonly kwargs?: Readonly<Record<string, CaseInput>>;
  readonly mode?: "eval" | "train";
}

export interface Truth {
  readonly id: string;
  readonly file?: string;
  readonly error?: string;
  readonly params?: number;
  readonly out?: ValueJson;
  readonly calls?: readonly { readonly path: string | null; readonly type: string; readonly in: readonly ValueJson[]; readonly kwargs?: Readonly<Record<string, ValueJson>>; readonly out: ValueJson }[];
}

export interface Verdict {
  readonly id: string;
  readonly verdict: "exact" | "partial" | "failed";
  readonly calls: number;
  readonly agree: number;
  readonly first: string;
}

const sessions = new Map<string, Session>();

export function specOf(input: CaseInput): string {
  if (typeof input === "string") return input;
  if (Array.isArray(input)) return `[${(input as readonly CaseInput[]).map(specOf).join(";")}]`;
  throw new Error("a dict input has no SPEC");
}

/** The session over an environment's packages. */
function sessionOf(env: string): Session {
  let session = sessions.get(env);
  if (!session) {
    session = new Session({ fs: diskFileSystem(), prelude: bundledSource, searchPaths: [], pythonEnv: env });
    sessions.set(env, session);
  }
  return session;
}

/** Runs a case through the analysis. */
export function runCase(c: Case, file: string, env: string | Session): { interp: Interp; entry: Entry; script: Entry; places: Places } {
  const session = typeof env === "string" ? sessionOf(env) : env;
  const { engine, module, script } = session.load(file, false);
  const m: unknown = module;
  if (!(m instanceof ModuleValue)) throw new Error(`cannot load ${file}`);
  const inputs = [...c.inputs.map(specOf), ...Object.entries(c.kwargs ?? {}).map(([k, v]) => `${k}=${specOf(v)}`)];
  const entry = runGiven(engine.interp, m, { expr: c.entry, inputs, mode: c.mode ?? "eval", ...(c.setup === undefined ? {} : { setup: c.setup }) });
  return { interp: engine.interp, entry, script, places: session.places };
}

export function summarize(c: Case, file: string, env: string | Session): { summary: Summary; errors: readonly string[] } {
  const { interp, entry, script, places } = runCase(c, file, env);
  return { summary: summaryOf(interp, entry, places), errors: [...script.trace.problems, ...entry.trace.problems].filter((p) => p.severity === "error" && !p.conditional).map((p) => `${p.exception}: ${p.message} at ${p.node ? JSON.stringify(places.of(p.node)) : "?"}`) };
}

export function compare(c: Case, truth: Truth, env: string | Session): Verdict {
  const calls = truth.calls ?? [];
  const verdict = (kind: Verdict["verdict"], agree: number, first: string): Verdict => ({ id: c.id, verdict: kind, calls: calls.length, agree, first });
  let result: ReturnType<typeof summarize>;
  try {
    result = summarize(c, path.resolve(truth.file ?? ""), env);
  } catch (e) {
    return verdict("failed", 0, `our own failure: ${e instanceof Error ? (e.stack ?? "").split("\n").slice(0, 6).join(" | ") : String(e)}`);
  }
  const { summary, errors } = result;
  const own = summary.calls;
  const substitution = new Map<string, number>();
  let agree = 0;
  let first = "";
  for (let i = 0; i < Math.max(calls.length, own.length); i++) {
    const want = calls[i];
    const got = own[i];
    if (!want || !got) {
      first ||= want ? `call ${i}: PyTorch calls ${want.path} (${want.type}), we end` : `call ${i}: we call ${got?.path} (${got?.type}), PyTorch ends`;
      continue;
    }
    const same = want.path === got.path && want.type === got.type && agrees({ seq: want.in }, { seq: got.inputs }, substitution) && agrees(want.out, got.output, substitution) && agrees({ map: want.kwargs ?? {} }, { map: got.kwargs }, substitution);
    if (same) agree += 1;
    else first ||= `call ${i}: PyTorch ${want.path} ${want.type} ${JSON.stringify(want.in)} → ${JSON.stringify(want.out)}\n      we ${got.path} ${got.type} ${JSON.stringify(got.inputs)} → ${JSON.stringify(got.output)}`;
  }
  if (agree === calls.length && own.length === calls.length && summary.params !== truth.params) first ||= `parameters: PyTorch ${truth.params}, we ${summary.params}`;
  if (errors.length > 0) first = `false error: ${errors[0]}\n      ${first}`;
  const unknown = summary.unknowns[0];
  if (first && unknown) first += `\n      unknown: ${unknown.reason} (${unknown.path}:${(unknown.range?.start.line ?? -1) + 1})`;
  return verdict(first === "" ? "exact" : agree > 0 ? "partial" : "failed", agree, first);
}

/** A data-dependent size, a symbol of ours, stands for one number throughout. */
function agrees(want: ValueJson, got: ValueJson, substitution: Map<string, number>): boolean {
  if (want === null) return got === null || !(typeof got === "object" && "unknown" in got);
  if (got === null || typeof want === "string" || typeof got === "string") return want === got;
  if (Array.isArray(want)) {
    if (!Array.isArray(got) || got.length !== want.length) return false;
    return want.every((d, i) => {
      const g = (got as readonly (number | string)[])[i];
      if (typeof g === "string" && typeof d === "number") {
        const known = substitution.get(g);
        if (known === undefined) substitution.set(g, d);
        return known === undefined || known === d;
      }
      return d === g;
    });
  }
  if ("seq" in want) return "seq" in got && want.seq.length === got.seq.length && want.seq.every((w, i) => agrees(w, got.seq[i] ?? null, substitution));
  if ("map" in want) return "map" in got && Object.keys(want.map).length === Object.keys(got.map).length && Object.entries(want.map).every(([k, w]) => k in got.map && agrees(w, (got.map as Readonly<Record<string, ValueJson>>)[k] ?? null, substitution));
  return false;
}

/** Errors and warnings on files that work. */
export function checkFiles(files: readonly string[], env: string): { file: string; reports: string[] }[] {
  const session = new Session({ fs: diskFileSystem(), prelude: bundledSource, searchPaths: [], pythonEnv: env });
  return files.map((file) => {
    const { diagnostics } = session.analyse(file);
    session.release(file);
    return { file, reports: diagnostics.map((d) => `${d.range.start.line + 1}: ${d.severity} ${d.code}: ${d.message.split("\n")[0]}`) };
  });
}
