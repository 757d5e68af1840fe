/** Holds the stated requirements of models against which inputs PyTorch accepted (recorded by requirements.py). */
import path from "node:path";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import type { Entry } from "../../server/src/ide/entries.ts";
import { evaluateIn, runGiven } from "../../server/src/ide/given.ts";
import { Session } from "../../server/src/ide/session.ts";
import { valueJson } from "../../server/src/ide/values-json.ts";
import type { Interp } from "../../server/src/python/interp.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { ModuleValue, NO_KWARGS, PyTuple } from "../../server/src/python/values.ts";

type Shape = readonly number[];

/** What PyTorch did with a model's inputs: `drawn` without a look at what is stated, `steps` on each side of its bounds. */
export interface Acceptance {
  readonly id: string;
  readonly file: string;
  readonly entry: string;
  readonly setup?: string;
  /** Dimensions that are sizes of data: pixels, time. */
  readonly free: readonly number[];
  readonly drawn: readonly (readonly [Shape, boolean])[];
  readonly steps?: readonly (readonly [Shape, boolean])[];
}

export interface Agreement {
  readonly drawn: { readonly agree: number; readonly all: number };
  readonly steps: { readonly agree: number; readonly all: number };
  /** Each input on which the statement and PyTorch differ. */
  readonly differ: readonly string[];
  /** Inputs on each side of the stated bounds. */
  readonly beside: readonly Shape[];
  /** Those of them that PyTorch was not asked about. */
  readonly unrecorded: readonly Shape[];
  readonly stated: string;
}

const sessions = new Map<string, Session>();

export function judge(record: Acceptance, root: string, env: string): Agreement {
  const { accepts, stated } = statementOf(record, root, env);
  const known = new Map([...record.drawn, ...(record.steps ?? [])].map(([shape, ok]) => [shape.join("x"), ok]));
  const differ: string[] = [];
  const count = (shapes: readonly Shape[]): { agree: number; all: number } => {
    let agree = 0;
    for (const shape of shapes) {
      const ok = known.get(shape.join("x"));
      if (ok === accepts(shape)) agree += 1;
      else differ.push(`${shape.join("x")}: PyTorch ${ok ? "runs" : "raises"}, stated to ${ok ? "raise" : "run"}`);
    }
    return { agree, all: shapes.length };
  };
  const beside = besideBounds(record, accepts);
  const unrecorded = beside.filter((shape) => !known.has(shape.join("x")));
  return { drawn: count(record.drawn.map(([shape]) => shape)), steps: count(beside.filter((shape) => known.has(shape.join("x")))), differ, beside, unrecorded, stated };
}

/** What the analysis states of the inputs that a model accepts, as `check` does. */
function statementOf(record: Acceptance, root: string, env: string): { accepts: (shape: Shape) => boolean; stated: string } {
  let session = sessions.get(env);
  if (!session) {
    session = new Session({ fs: diskFileSystem(), prelude: bundledSource, searchPaths: [], pythonEnv: env });
    sessions.set(env, session);
  }
  const { engine, module } = session.load(path.join(root, record.file), false);
  const m: unknown = module;
  if (!(m instanceof ModuleValue)) throw new Error(`cannot load ${record.file}`);
  const entry = runGiven(engine.interp, m, { expr: record.entry, inputs: [], mode: undefined, ...(record.setup === undefined ? {} : { setup: record.setup }) });
  engine.interp.scope = entry.scope;
  return { accepts: acceptance(engine.interp, m, entry), stated: [JSON.stringify(entry.inputs.map((i) => valueJson(engine.interp, i.value))), ...entry.requirements.map((r) => r.text), ...(entry.status === "complete" ? [] : [entry.status])].join("; ") };
}

/** Whether a shape fits the one that is stated and meets every requirement, all of it read as Python. */
function acceptance(interp: Interp, module: ModuleValue, entry: Entry): (shape: Shape) => boolean {
  const input = entry.inputs[0];
  const sizes = input === undefined ? null : valueJson(interp, input.value);
  if (entry.status === "failed") return () => false;
  if (!Array.isArray(sizes)) return () => true;
  const places = new Map(Object.entries(entry.symbols).map(([name, place]) => [name, Number(/\[(\d+)\]$/.exec(place)?.[1])]));
  const fits = sizes.flatMap((size, i) => (typeof size === "string" && size.includes("?") ? [] : [`(${size}) == d[${i}]`]));
  const conditions = [...fits, ...entry.requirements.map((r) => `(${r.expr})`)];
  const met = evaluateIn(interp, module, `lambda d${[...places.keys()].map((name) => `, ${name}`).join("")}: ${conditions.join(" and ") || "True"}`);
  return (shape) => shape.length === sizes.length && interp.call(met, [new PyTuple([...shape]), ...[...places.values()].map((i) => shape[i] ?? null)], NO_KWARGS, null) === true;
}

/** Farthest that is looked for a bound, and how many are stepped over along one way. */
const REACH = 320;
const BOUNDS = 4;

/** Inputs on each side of the first bounds that are met on the ways out from an accepted one: along each dimension, and all free ones together. */
function besideBounds({ drawn, free }: Acceptance, accepts: (shape: Shape) => boolean): readonly Shape[] {
  const inside = drawn.map(([shape]) => shape).filter(accepts);
  const start = inside.reduce<Shape | undefined>((a, b) => (a === undefined || size(b) < size(a) ? b : a), undefined);
  if (start === undefined) return [];
  const found = new Map<string, Shape>();
  for (const way of [...start.map((_, d) => [d]), free]) {
    const at = (length: number): Shape => start.map((own, d) => (way.includes(d) ? length : own));
    let before = accepts(at(1));
    for (let length = 2, bounds = 0; length <= (way[0] === 0 ? 8 : REACH) && bounds < BOUNDS; length++) {
      const now = accepts(at(length));
      if (now !== before) {
        bounds += 1;
        for (const shape of [at(length - 1), at(length)]) found.set(shape.join("x"), shape);
      }
      before = now;
    }
  }
  return [...found.values()];
}

function size(shape: Shape): number {
  return shape.reduce((a, b) => a * b, 1);
}
