/** Runs one recorded expression in our interpreter and says what it gave, in the goldens' own form. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { type Cond, type Dim, type Expr, Scope, evaluate, holds, isConst, print, printCond, symbol, symbolsOf } from "../../server/src/dims/index.ts";
import { diskFileSystem } from "../../server/src/cli/disk.ts";
import { createEngine } from "../../server/src/ide/engine.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import type { FileSystem } from "../../server/src/python/imports.ts";
import { execute } from "../../server/src/python/execute.ts";
import { type Frame, type Interp, isAnonymous } from "../../server/src/python/interp.ts";
import { OutOfFuel, PyRaise } from "../../server/src/python/errors.ts";
import { Trace } from "../../server/src/python/trace.ts";
import { mark, takeBack } from "../../server/src/python/trail.ts";
import { Alt, type Env, Instance, ModuleValue, PyDict, PyFloat, PyList, PyTuple, SymFloat, SymInt, Unknown, type Value } from "../../server/src/python/values.ts";
import { floatClass } from "../../server/src/python/builtins/types.ts";
import { initParser, parse } from "../../server/src/syntax/parser.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { DType } from "../../server/src/torch/dtype.ts";
import { countParameters, isModule } from "../../server/src/torch/module.ts";
import { gradientMode } from "../../server/src/torch/gradient.ts";
import { Tensor, contiguousStrides } from "../../server/src/torch/tensor.ts";
import type { Fact, GoldenValue } from "../goldens/load.ts";

const PREAMBLE = `
import math, torch, torchvision, einops
from torch import nn
import torch.nn.functional as F
from collections import OrderedDict
from einops import rearrange, reduce, repeat
`;

export type Outcome = { readonly r: GoldenValue | { readonly unknown: string } } | { readonly x: readonly [string, string] };

let shared: { interp: Interp; globals: Env; module: ModuleValue } | null = null;

const NO_PACKAGES: FileSystem = { readFile: () => undefined, exists: () => false, isDirectory: () => false, list: () => [] };

/** There are no packages but the bundled ones. (Mocha takes a hook that has a parameter for one that calls back.) */
export async function prepare(): Promise<void> {
  await prepareWith(undefined);
}

/** Packages are read from the folder that holds them. */
export async function prepareWith(packages: string | undefined): Promise<void> {
  await initParser(locateWasm());
  const { interp } = createEngine({ fs: packages === undefined ? NO_PACKAGES : diskFileSystem(), parse, prelude: bundledSource, roots: packages === undefined ? [] : [packages], isLibrary: () => true, isRecorded: () => false });
  const module = new ModuleValue("facts", "/facts.py", interp.builtins);
  module.recorded = true;
  shared = { interp, globals: module.globals, module };
  run(PREAMBLE);
}

/** The folder of an environment that holds its packages. */
export function packagesOf(env: string): string {
  const version = readdirSync(path.join(env, "lib")).find((name) => /^python3\.\d+$/.test(name));
  if (version === undefined) throw new Error(`${env} is no Python environment`);
  return path.join(env, "lib", version, "site-packages");
}

function run(text: string): void {
  if (!shared) throw new Error("prepare() must be awaited first");
  const { interp, globals, module } = shared;
  const frame: Frame = { env: globals, func: null, module, globalNames: null, nonlocalNames: null, yields: null, returnValue: null, pending: [], handling: null };
  for (const unit of parse("/facts.py", text).units) execute(interp, unit.body, frame);
}

/** Evaluates a fact's expression; the state is taken back afterwards. */
export function evaluateFact(fact: Pick<Fact, "e" | "pre">): Outcome & { warning?: string } {
  return evaluateWith(fact, new Map()).outcome;
}

/** The calls that were recorded with gradients on (scripts/oracle/evaluate.py). */
const NEEDS_GRADIENTS = /requires_grad|backward|autograd/;

/** The numbers that stand for the symbols of a run, by the symbols' names. */
export type Numbers = ReadonlyMap<string, number>;

export interface Run {
  readonly outcome: Outcome & { warning?: string };
  /** A requirement that the numbers do not meet, as it was met on the way. */
  readonly violated: string | undefined;
}

/** Evaluates an expression in which names stand for symbolic sizes; what it gives is told with their numbers. */
export function evaluateWith(fact: Pick<Fact, "e" | "pre">, numbers: Numbers): Run {
  if (!shared) throw new Error("prepare() must be awaited first");
  const { interp, globals } = shared;
  const trace = new Trace();
  interp.trace = trace;
  interp.scope = new Scope();
  interp.workAtStart = interp.work;
  interp.forks = 0;
  const values = new Map<Expr, number>();
  const m = mark();
  try {
    for (const [name, n] of numbers) {
      const s = symbol({ name, min: 1 });
      values.set(s, n);
      globals.set(name, new SymInt(s));
    }
    globals.set("u", new Unknown("what nobody knows"));
    gradientMode.set(NEEDS_GRADIENTS.test(`${fact.pre ?? ""}${fact.e}`));
    try {
      run(`${fact.pre ?? ""}\n__result__ = (${fact.e})\n`);
    } catch (e) {
      // What takes too much work is not known.
      if (e instanceof OutOfFuel) return { outcome: { r: { unknown: "the work is too much" } }, violated: undefined };
      if (!(e instanceof PyRaise)) throw e;
      trace.problem(e.problem);
    }
    const violated = interp.scope.facts.find((f) => isAbout(f.cond, values) && !holds(f.cond, values));
    return { outcome: outcomeOf(interp, trace, globals.get("__result__") ?? null, values), violated: violated && printCond(violated.cond) };
  } finally {
    takeBack(m);
  }
}

function outcomeOf(interp: Interp, trace: Trace, result: Value, values: ReadonlyMap<Expr, number>): Run["outcome"] {
  // Where we go on after a failed call, PyTorch stopped: its failure is our first.
  const problem = trace.problems.find((p) => p.severity === "error");
  if (problem) return { x: [problem.exception, problem.exception === "KeyError" ? unquoted(problem.message) : problem.message] };
  const warning = trace.problems.find((p) => p.severity === "warning" && p.exception === "UserWarning")?.message;
  return { r: describe(interp, result, values), ...(warning === undefined ? {} : { warning }) };
}

/** Whether all symbols of a condition have numbers. */
function isAbout(cond: Cond, values: ReadonlyMap<Expr, number>): boolean {
  return [...symbolsOf(cond)].every((s) => values.has(s));
}

/** A KeyError's message is its key's repr; the goldens tell the key. */
function unquoted(message: string): string {
  const text = /^(['"])(.*)\1$/s.exec(message)?.[2];
  return text === undefined ? message : text.replaceAll("\\'", "'");
}

function describe(interp: Interp, v: Value, values: ReadonlyMap<Expr, number>): GoldenValue | { readonly unknown: string } {
  const told = (d: Dim): number => toldWith(d, values);
  if (v instanceof Tensor) {
    const shape = v.shape;
    if (!shape) return { unknown: "rank" };
    const t = interp.simplifyShape(shape).map(told);
    const strides = v.strides;
    if (strides?.some((s, i) => s !== contiguousStrides(shape)[i])) return { t, d: v.dtype.name, s: strides.map(told) };
    return { t, d: v.dtype.name };
  }
  if (v instanceof Unknown) return { unknown: v.reason };
  if (v instanceof Alt) {
    const [first, ...others] = v.options.map((o) => describe(interp, o, values));
    return first !== undefined && others.every((o) => JSON.stringify(o) === JSON.stringify(first)) ? first : { unknown: "alternatives" };
  }
  if (v instanceof PyTuple && v.cls?.name === "Size") return { size: v.items.map((x) => (x instanceof SymInt ? told(x.dim) : (x as number))) };
  if (v instanceof PyList && v.unbounded) return { unknown: v.unbounded.reason };
  if (v instanceof PyTuple || v instanceof PyList) return { seq: v.items.map((x) => describe(interp, x, values) as GoldenValue) };
  if (v instanceof PyDict) return { map: Object.fromEntries(Array.from(v.entries.values(), (e) => [interp.str(e.key), describe(interp, e.value, values) as GoldenValue])) };
  if (v instanceof DType) return { dtype: v.name };
  if (v instanceof PyFloat) return { v: Number.isFinite(v.value) ? Number(v.value.toPrecision(6)) : (String(v.value) as unknown as number) };
  if (v instanceof SymInt) return { v: told(v.dim) };
  if (v instanceof SymFloat) return { v: told(v.numerator) };
  if (v === null || typeof v !== "object") return { v: v as never };
  if (v instanceof Instance && isModule(v)) return { o: v.cls.name, p: countParameters(v).reduce((a: number, d) => a + told(d), 0) };
  if (v instanceof Instance && v.cls.isSubclassOf(floatClass) && v.primitive instanceof PyFloat) return describe(interp, v.primitive, values);
  return { o: interp.typeName(v).replace(/^.*\./, "") };
}

/** A dim as the goldens tell it; `?`: it depends on the elements of a tensor. */
function toldWith(d: Dim, values: ReadonlyMap<Expr, number>): number {
  if (isConst(d)) return d;
  if ([...symbolsOf(d)].every((s) => values.has(s))) return evaluate(d, values);
  return ([...symbolsOf(d)].some(isAnonymous) ? "?" : print(d)) as unknown as number;
}

/**
 * What the elements of a tensor decide is not known, unless they are constants: these operators' sizes and values.
 * What we do not know of them agrees; rank, type and all other sizes are compared.
 */
const BY_ELEMENTS = /\b(nonzero|argwhere|unique|unique_consecutive|masked_select|bincount|lstsq|equal|allclose|item|is_nonzero|not|SanitizeBoundingBoxes|RandomRotation)\b|(?<![.\w])float\(|\.tolist\(/;

/** undefined: agrees. Else what differs. Strides are compared where both sides tell them. */
export function disagreement(fact: Fact, got: ReturnType<typeof evaluateFact>): string | undefined {
  if (fact.also) return chanceDisagreement([fact, ...fact.also], got, BY_ELEMENTS.test(fact.e));
  if (fact.x) {
    if (!("x" in got)) return `PyTorch raises ${fact.x[0]}: ${fact.x[1]}\n      we give ${JSON.stringify(got.r)}`;
    if (got.x[0] !== fact.x[0] || comparable(got.x[1]) !== comparable(fact.x[1])) return `PyTorch: ${fact.x[0]}: ${fact.x[1]}\n      we:      ${got.x[0]}: ${got.x[1]}`;
    return undefined;
  }
  if ("x" in got) return `PyTorch gives ${JSON.stringify(fact.r)}\n      we raise ${got.x[0]}: ${got.x[1]}`;
  if (fact.w?.includes("target size") && got.warning === undefined) return `PyTorch warns: ${fact.w}`;
  return fact.r === undefined ? undefined : differs(fact.r, got.r, BY_ELEMENTS.test(fact.e));
}

/**
 * What a call does by chance must be unknown to us where its outcomes differ, and known where they agree: a size of which
 * outcomes differ is `?`, a failure is told only if every outcome fails so, and its message may leave open the numbers that differ.
 */
function chanceDisagreement(outcomes: readonly Pick<Fact, "r" | "x">[], got: ReturnType<typeof evaluateFact>, byElements: boolean): string | undefined {
  const given = outcomes.flatMap((o) => o.r ?? []);
  const all = outcomes.map((o) => `\n        ${o.x?.join(": ") ?? JSON.stringify(o.r)}`).join("");
  if ("x" in got) {
    const kind = got.x[0];
    // A size that is open is `?`, or has a letter.
    const message = got.x[1].replace(/\[[^[\]]*\]/g, (list) => list.replace(/\b[A-Z]\b/g, "?"));
    const open = new RegExp(`^${comparable(message).replace(/[.*+^${}()|[\]\\]/g, "\\$&").replaceAll("?", "(?:-?\\d+|\\?)")}$`, "s");
    // What fails in every case may be told as it is in one of them.
    const told = message.includes("?") ? outcomes : outcomes.filter(({ x }) => x && comparable(x[1]) === comparable(message));
    return outcomes.every(({ x }) => x && x[0] === kind) && told.length > 0 && told.every(({ x }) => x && open.test(comparable(x[1]))) ? undefined : `PyTorch, by chance:${all}\n      we raise ${kind}: ${message}`;
  }
  if (given.length === 0) return `PyTorch raises, by chance:${all}\n      we give ${JSON.stringify(got.r)}`;
  if ("unknown" in got.r && (given.length < outcomes.length || given.some((r) => !("t" in r)))) return undefined;
  return differs(given.reduce(common), got.r, byElements || given.length < outcomes.length);
}

/** What two outcomes have in common, `?` where they differ. */
function common(a: GoldenValue, b: GoldenValue): GoldenValue {
  const open = "?" as unknown as number;
  if ("t" in a && "t" in b && a.t.length === b.t.length && a.d === b.d) {
    const t = a.t.map((d, i) => (d === b.t[i] ? d : open));
    // Strides that depend on sizes that differ are not compared.
    const s = (a.s ?? contiguousStrides(a.t)).map((d, i) => (d === (b.s ?? contiguousStrides(b.t))[i] ? d : open));
    return { t, d: a.d, s: s as readonly number[] };
  }
  if ("seq" in a && "seq" in b && a.seq.length === b.seq.length) return { seq: a.seq.map((x, i) => common(x, b.seq[i] as GoldenValue)) };
  if ("map" in a && "map" in b) return { map: Object.fromEntries(Object.entries(a.map).flatMap(([k, x]) => (b.map[k] ? [[k, common(x, b.map[k])]] : []))) };
  return JSON.stringify(a) === JSON.stringify(b) ? a : { v: open };
}

/** A message as far as it was recorded. The order in which Python prints a set of strings is chance. */
function comparable(message: string): string {
  return message.slice(0, 600).trim().replace(/\{('[^'{}]*'(?:, '[^'{}]*')*)\}/g, (_, items: string) => `{${items.split(", ").sort().join(", ")}}`);
}

/** Strides of dimensions of size 1, and of a tensor without elements, are of no account. */
function sameLayout(shape: readonly number[], a: readonly unknown[], b: readonly unknown[]): boolean {
  return shape.includes(0) || shape.every((d, i) => d === 1 || a[i] === b[i] || b[i] === "?");
}

function differs(want: GoldenValue, got: GoldenValue | { readonly unknown: string }, byElements: boolean): string | undefined {
  const both = `PyTorch gives ${JSON.stringify(want)}\n      we give       ${JSON.stringify(got)}`;
  if ("v" in want && (want.v as unknown) === "?" && "unknown" in got) return undefined;
  if ("unknown" in got || ("v" in got && got.v === "?")) return byElements && ("v" in want || "o" in want || ("unknown" in got && got.unknown === "rank")) ? undefined : both;
  if ("t" in want) {
    if (!("t" in got) || got.t.length !== want.t.length || want.d !== got.d) return both;
    const open = (d: unknown): boolean => byElements && d === "?";
    if (!want.t.every((d, i) => d === got.t[i] || open(got.t[i]))) return both;
    if (got.s && !got.s.some(open) && !sameLayout(want.t, got.s, want.s ?? contiguousStrides(want.t))) return both;
    return undefined;
  }
  if ("seq" in want) {
    if (!("seq" in got) || got.seq.length !== want.seq.length) return both;
    return want.seq.map((w, i) => differs(w, got.seq[i] as GoldenValue, byElements)).find((d) => d !== undefined);
  }
  if ("map" in want) {
    if (!("map" in got)) return both;
    return Object.entries(want.map).map(([k, w]) => differs(w, got.map[k] ?? { unknown: `no ${k}` }, byElements)).find((d) => d !== undefined);
  }
  if ("o" in want) return !("o" in got) || (want.p !== undefined && want.p !== got.p) ? both : undefined;
  return JSON.stringify(want) === JSON.stringify(got) ? undefined : both;
}

/** Statements and calls executed so far. */
export function stepsDone(): number {
  return shared?.interp.steps ?? 0;
}
