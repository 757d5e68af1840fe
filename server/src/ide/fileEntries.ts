/** What a file has to run: the calls that reach a model, and every model that no call reaches, run on what is known of its inputs. */
import type { Interp } from "../python/interp.ts";
import { namesIn } from "../python/binding.ts";
import type { Problem } from "../python/problem.ts";
import { ClassValue, FunctionValue, Instance, type ModuleValue, NO_KWARGS, Unknown, type Value } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import { childrenOf, isModule, moduleClass } from "../torch/module.ts";
import { Tensor, USUAL } from "../torch/tensor.ts";
import { ownProblems } from "./certainty.ts";
import { Blind, isGiven, textOf, whyUnknown } from "./built.ts";
import { type Entry, type EntryNotes, runEntry } from "./entries.ts";
import { type Configuration, type Known, configurations, knownConfigurations, likeliest, takesConfiguration } from "./configs.ts";
import { constructorOf, requiredParameters, unwrapped } from "./inputs.ts";
import { runStep, stepsOf } from "./steps.ts";
import type { ProjectText } from "./projectText.ts";
import { doubted, provenProblems } from "./proven.ts";
import { tensorInputs } from "./tensorInputs.ts";
import { isCollected, isSkipped, missingNames, runFixtures, runTest, testMethods } from "./tests.ts";
import { type BuiltBy, PLAIN, type Plan, buildModel, classExpr, forwardOf, optionalInputs, runClass, runModel } from "./modelRuns.ts";

/** Gives the entry that starts at a definition: by running it, or one that is known to be the same. `known` is what it depends on besides what it reads. */
export type Recall = (start: Node, known: string, run: () => Entry) => Entry;

/** All entries of a loaded file but those that ran `before`: the script itself, which ran when it was loaded, and what the user set. */
export function fileEntries(interp: Interp, module: ModuleValue, before: readonly Entry[], project: ProjectText, recall: Recall = (_start, _known, run) => run()): Entry[] {
  const entries: Entry[] = [];
  const seen = new Set<Node>();
  const builds = new Map<ClassValue, BuiltBy>();
  /** Where the code gives a class what is not known. */
  const vague = new Map<ClassValue, BuiltBy>();
  const blind = new Blind();
  const look = ({ trace, configured }: Entry): void => {
    for (const node of trace.executed) seen.add(node);
    for (const [cls, how] of trace.built) {
      if (!builds.has(cls)) builds.set(cls, { ...how, configured });
      if (!vague.has(cls) && !isGiven(how)) vague.set(cls, { ...how, configured });
    }
    blind.look(trace);
  };
  const note = (e: Entry): void => {
    entries.push(standing(e, project));
    look(e);
  };
  for (const e of before) look(e);
  const own = ownDefinitions(module);
  for (const fn of own.functions) {
    if (seen.has(fn.node) || isSkipped(fn)) continue;
    const { node, name } = unwrapped(fn);
    if (missingNames(fn, node).length > 0 || node.args.vararg || seen.has(node)) continue;
    const runFactory = (plan: Plan): Entry => runEntry(interp, { expr: `${name}()`, origin: "function", node, guessed: false }, (notes) => callFactory(interp, fn, notes, plan));
    note(recall(node, "", () => withGuesses(interp, runFactory(PLAIN), PLAIN, runFactory)));
  }
  const buildOf = (cls: ClassValue): BuiltBy | null => {
    const built = builds.get(cls);
    return built && isGiven(built) && isWhole(cls, built) ? built : null;
  };
  // Arguments that are no plain values cannot be told from others.
  const recalled = (start: Node, names: string, built: BuiltBy | null, run: () => Entry): void => {
    const text = built && textOf(built);
    note(built && text === null ? run() : recall(start, `${names}(${text ?? ""})`, run));
  };
  const known = knownConfigurations(module);
  const names = known.map((k) => k.name).join();
  const run = (cls: ClassValue, node: Node): void => {
    if (seen.has(node) && !blind.has(node)) return;
    const built = buildOf(cls);
    recalled(cls.node ?? node, names, built, () => withProofs(interp, cls, built, classEntry(interp, cls, known, built)));
  };
  const forwards = own.classes.flatMap((cls) => {
    const forward = cls.lookup("forward");
    const node = forward instanceof FunctionValue ? unwrapped(forward).node : null;
    return node !== null && cls.node !== null && own.nodes.has(node) ? [{ cls, node }] : [];
  });
  const [configured, plain] = [forwards.filter(({ cls }) => takesConfiguration(cls)), forwards.filter(({ cls }) => !takesConfiguration(cls))];
  for (const { cls, node } of plain) run(cls, node);
  // What is written last is made of the others, and calls them as they are meant to be called.
  for (const { cls, node } of configured.reverse()) run(cls, node);
  for (const cls of own.classes) {
    for (const [name, fn] of stepsOf(cls)) {
      if (seen.has(fn.node) || cls.node === null) continue;
      const plan = { ...PLAIN, built: buildOf(cls) };
      recalled(fn.node, "", plan.built, () => runEntry(interp, { expr: `${classExpr(cls, plan)}.${name}(batch)`, origin: "class", node: fn.node, guessed: true }, (notes) => stepOf(interp, cls, name, fn, notes, plan)));
    }
  }
  const collected = own.tests.length > 0 && isCollected(module, before.map((e) => e.trace));
  for (const cls of collected ? own.tests : []) {
    for (const [name, fn] of testMethods(cls, module)) {
      const { node } = unwrapped(fn);
      if (!seen.has(node)) note(recall(node, "", () => runEntry(interp, { expr: `${cls.name}.${name}()`, origin: "function", node, guessed: false }, () => runTest(interp, cls, name))));
    }
  }
  // What fails with the defaults may be well with what the code gives instead.
  for (const cls of own.classes) {
    const i = entries.findIndex((e) => e.node === cls.node && e.origin === "class" && e.status === "failed" && !e.symbolicArguments);
    const built = vague.get(cls);
    const other = i >= 0 && built ? withInputs(interp, cls, { ...PLAIN, built }).entry : null;
    if (other && other.status !== "failed") entries[i] = other;
  }
  return entries;
}

interface Definitions {
  readonly functions: readonly FunctionValue[];
  readonly classes: readonly ClassValue[];
  /** Classes that are no modules. */
  readonly tests: readonly ClassValue[];
  /** All nodes of functions defined in the file. */
  readonly nodes: { has(node: Node): boolean };
}

function ownDefinitions(module: ModuleValue): Definitions {
  const functions: FunctionValue[] = [];
  const classes: ClassValue[] = [];
  const tests: ClassValue[] = [];
  for (const [, v] of module.globals.entries()) {
    if (v instanceof FunctionValue && unwrapped(v).module === module && unwrapped(v).node.kind === "FunctionDef") functions.push(v);
    else if (v instanceof ClassValue && v.module === module && v.isSubclassOf(moduleClass)) classes.push(v);
    else if (v instanceof ClassValue && v.module === module) tests.push(v);
  }
  return { functions, classes, tests, nodes: { has: (node) => node.unit.path === module.path } };
}

/** Builds a Lightning module and runs one of its steps on a batch that nobody knows. */
function stepOf(interp: Interp, cls: ClassValue, name: string, fn: FunctionValue, notes: EntryNotes, plan: Plan): Value {
  const model = buildModel(interp, cls, notes, plan);
  if (!isModule(model)) return model;
  notes.model = model;
  return runStep(interp, model, name, fn, notes);
}

/** Whether a call gives a constructor all that it must be given: one that passes on any keywords (`Model(**kwargs)`) gives none where nobody calls it with some. */
function isWhole(cls: ClassValue, { args, kwargs }: BuiltBy): boolean {
  const init = constructorOf(cls);
  if (!init) return true;
  const { positional, keyword } = requiredParameters(init.node, true);
  return [...positional.slice(args.length), ...keyword].every((p) => kwargs.has(p.name));
}

/** A class that no call reaches, or none that says anything. */
function classEntry(interp: Interp, cls: ClassValue, known: readonly Known[], built: BuiltBy | null): Entry {
  if (built) return withRank(interp, cls, withInputs(interp, cls, { ...PLAIN, built }));
  const found = configurations(interp, cls, known);
  for (const configurations of combinations(found)) {
    const run = withInputs(interp, cls, { ...PLAIN, configurations });
    const stated = [...configurations.values()].every((c) => c.stated);
    // A guess that fails says nothing.
    if (!stated && run.entry.status === "failed") continue;
    if (stated && run.entry.configured === null) continue;
    return withRank(interp, cls, (stated && withAnother(interp, cls, run, known)) || run);
  }
  return withRank(interp, cls, withAllInputs(interp, cls, { entry: runPlan(interp, cls, PLAIN), plan: PLAIN }));
}

/** With the failures that come whatever the class and its forward are given. */
function withProofs(interp: Interp, cls: ClassValue, built: BuiltBy | null, entry: Entry): Entry {
  if (doubted(entry).length === 0) return entry;
  const open = runPlan(interp, cls, { ...PLAIN, built, open: tensorInputs(entry) });
  const proven = provenProblems(entry, open);
  return proven.length === 0 ? entry : { ...entry, proven };
}

/** Without what the project's text, as it is now, speaks against. */
function standing(entry: Entry, project: ProjectText): Entry {
  const proven = entry.proven.filter((p) => p.stands(project));
  return proven.length === entry.proven.length ? entry : { ...entry, proven };
}

/** The same with another configuration of the file's, where the one that is stated (perhaps for a base class) lacks what the class asks for, and the other has it. */
function withAnother(interp: Interp, cls: ClassValue, { entry, plan }: Run, known: readonly Known[]): Run | null {
  const lacking = entry.trace.problems.flatMap((p) => (p.rule === "unknown-attribute" && p.severity === "error" && !p.conditional ? p.subjects : []));
  const [[name, stated] = []] = plan.configurations;
  if (name === undefined || plan.configurations.size !== 1 || !lacking.some((v) => v instanceof Instance && v.cls === stated?.cls)) return null;
  for (const other of likeliest(cls, known)) {
    if (other === stated?.cls) continue;
    const run = withInputs(interp, cls, { ...PLAIN, configurations: new Map([[name, { cls: other, stated: false }]]) });
    if (run.entry.status !== "failed") return run;
  }
  return null;
}

interface Run {
  readonly entry: Entry;
  readonly plan: Plan;
}

/** Where what is made up does not tell the rank, or shows no end: as it is with what goes well. */
function withRank(interp: Interp, cls: ClassValue, { entry, plan }: Run): Entry {
  const run = (other: Plan): Entry => runPlan(interp, cls, other);
  const first = entry.status === "failed" ? withOtherRank(interp, cls, { entry, plan }) : null;
  return first ?? withGuesses(interp, entry, plan, run);
}

/**
 * A model that is called on what does not show an end, because an input's rank is open, a list's items are not known or it is in training mode
 * without what that takes: as it is with the first guess that shows one, else with that which shows most. What the code fails at as it is stays told.
 */
function withGuesses(interp: Interp, entry: Entry, plan: Plan, run: (plan: Plan) => Entry): Entry {
  if (entry.model === null || (entry.status !== "failed" && isKnown(entry.output)) || ownProblems(entry).length > 0) return entry;
  const until = interp.steps + MOST_STEPS;
  let [best, most] = [entry, knownCalls(entry)];
  for (const guess of guesses(entry)) {
    const other = run({ ...plan, ...guess });
    // Whoever evaluates the model meets this.
    if (ownProblems(other).length > 0) return other;
    if (other.status === "failed") continue;
    if (isKnown(other.output)) return other;
    const known = knownCalls(other);
    if (known > most || best.status === "failed") [best, most] = [other, known];
    if (interp.steps > until) break;
  }
  return best;
}

function knownCalls({ trace }: Entry): number {
  return trace.calls.filter((c) => c.status === "ok" && isKnown(c.output)).length;
}

/** Guesses take no more work than this. */
const MOST_STEPS = 400_000;

function guesses(entry: Entry): readonly Partial<Plan>[] {
  const evaluating = entry.trace.problems.some((p) => p.severity === "error" && (p.rule === "raised" || p.rule === "assertion"));
  const open = entry.inputs.some(({ value }) => value instanceof Tensor && value.shape === null);
  const ranks = likelyRanks(entry);
  const out: Partial<Plan>[] = evaluating ? [{ evaluating }] : [];
  if (open) out.push(...ranks.map((rank) => ({ evaluating, rank })));
  if (!entry.symbolicArguments && !entry.inputs.some(({ value }) => value instanceof Unknown)) return out;
  for (const items of lengths(entry)) {
    for (const rank of [...ranks, null]) out.push({ evaluating, rank: open ? rank : null, supposed: { items, rank } });
  }
  return out;
}

/** How many items a list may have: two, or as many as the model has layers in a list. */
function lengths({ modules }: Entry): readonly number[] {
  const lists = modules.flatMap(([, m]) => (m.cls.name === "ModuleList" ? [childrenOf(m).length] : []));
  return [...new Set([2, ...lists.filter((n) => n > 1 && n < 10)])].slice(0, 3);
}

/** Where an input was taken to be as others of its name, and that would make an error: as it is with a dimension or two more, or one less, if that goes well. */
function withOtherRank(interp: Interp, cls: ClassValue, { entry, plan }: Run): Entry | null {
  if (entry.configured === "likely" || !ownProblems(entry).some((p) => p.severity === "error")) return null;
  const guessed = ranksBy(entry, [USUAL, "index"]);
  // One of them, or all.
  const groups = guessed.length > 1 ? [...guessed.map((g) => [g]), guessed] : [guessed];
  for (const group of groups) {
    for (const more of group.length > 0 ? [1, -1, 2] : []) {
      const other = runPlan(interp, cls, { ...plan, unusual: new Map(group.map(([name, rank]) => [name, rank + more])) });
      if (other.status !== "failed") return other;
    }
  }
  return withoutRank(interp, cls, { entry, plan });
}

/** The inputs whose number of dimensions was settled so, with that number. */
function ranksBy({ inputs }: Entry, settled: readonly string[]): readonly (readonly [string, number])[] {
  return inputs.flatMap(({ name, value }) => (value instanceof Tensor && value.shape !== null && settled.includes(value.settledBy ?? "") ? [[name, value.shape.length] as const] : []));
}

/** Where an index told how many dimensions an input has at least: without what does not fail with more of them. */
function withoutRank(interp: Interp, cls: ClassValue, { entry, plan }: Run): Entry | null {
  const guessed = ranksBy(entry, ["index"]);
  if (guessed.length === 0) return null;
  const found = ownProblems(entry);
  const ofGuessedRank = new Set<Problem>();
  for (const more of [1, 2]) {
    const also = ownProblems(runPlan(interp, cls, { ...plan, unusual: new Map(guessed.map(([name, rank]) => [name, rank + more])) }));
    for (const p of found) if (!also.some((q) => q.node === p.node && q.rule === p.rule)) ofGuessedRank.add(p);
  }
  return ofGuessedRank.size === 0 ? null : { ...entry, ofGuessedRank };
}

/** The ranks to try: what its layers are made for comes first. */
function likelyRanks({ modules }: Entry): readonly number[] {
  const has = (end: string): boolean => modules.some(([, m]) => m.cls.name.endsWith(end));
  return has("3d") ? [5, 4, 3] : has("2d") ? [4, 3, 2] : [3, 4, 2];
}

/** Whether all sizes of what a call gives are known, if only as symbols. */
function isKnown(v: Value): boolean {
  return whyUnknown(v) === null;
}

/** The first configurations of all parameters, the second of all, and so on. */
function combinations(found: ReadonlyMap<string, readonly Configuration[]>): ReadonlyMap<string, Configuration>[] {
  const most = Math.max(0, ...[...found.values()].map((list) => list.length));
  return Array.from({ length: most }, (_, i) => new Map([...found].map(([name, list]) => [name, list[Math.min(i, list.length - 1)] as Configuration])));
}

/** So many optional inputs are given one after the other, as a model asks for them. */
const MOST_INPUTS = 5;

/** Runs a plan, giving more of the optional inputs as long as it fails for want of one. */
function withInputs(interp: Interp, cls: ClassValue, plan: Plan): Run {
  let entry = runPlan(interp, cls, plan);
  let { inputs } = plan;
  for (let i = 0; i < MOST_INPUTS && entry.status === "failed" && entry.model; i++) {
    const next = wanted(interp, entry, inputs);
    if (next === null) break;
    inputs = [...inputs, next];
    entry = runPlan(interp, cls, { ...plan, inputs });
  }
  return { entry, plan: { ...plan, inputs } };
}

/** Where a model fails without its optional inputs, and is well with them: it is never called without. */
function withAllInputs(interp: Interp, cls: ClassValue, run: Run): Run {
  const forward = run.entry.status === "failed" && run.entry.model ? forwardOf(interp, run.entry.model) : null;
  if (!forward) return run;
  const inputs = optionalInputs(forward.fn, forward.isMethod).map((p) => p.name);
  if (inputs.length === 0) return run;
  const plan = { ...run.plan, inputs };
  const entry = runPlan(interp, cls, plan);
  return entry.status === "failed" ? run : { entry, plan };
}

/** An input that was not given, and that a failure names. */
function wanted(interp: Interp, { model, trace, inputs }: Entry, given: readonly string[]): string | null {
  const forward = model ? forwardOf(interp, model) : null;
  if (!forward) return null;
  const { positional, keyword } = requiredParameters(forward.fn.node, forward.isMethod);
  const open = [...positional, ...keyword, ...optionalInputs(forward.fn, forward.isMethod)].map((p) => p.name).filter((name) => !given.includes(name) && !inputs.some((i) => i.name === name && i.value !== null));
  for (const p of trace.problems) {
    if (p.severity !== "error" || p.conditional) continue;
    const text = `${p.message} ${p.node ? textAround(p.node) : ""}`;
    // A sentence may begin with the name.
    const at = (n: string): number => text.search(new RegExp(`\\b${n}\\b`, "i"));
    const name = open.filter((n) => at(n) >= 0).sort((a, b) => at(a) - at(b))[0];
    if (name !== undefined) return name;
    const passedOn = namesBehind(p);
    const source = /NoneType|\bNone\b/.test(p.message) ? open.find((n) => passedOn.has(n)) : undefined;
    if (source !== undefined) return source;
  }
  return null;
}

/** The names that a failing expression's parameters had where the calls that lead to it were made: `self.decoder(input_ids=decoder_input_ids)`. */
function namesBehind({ node, site }: Problem): ReadonlySet<string> {
  let names = new Set(node ? namesIn(node) : []);
  for (let s = site; s; s = s.parent) {
    if (s.node?.kind !== "Call" || s.callee === null) continue;
    const { args, keywords } = s.node;
    // A wrapper passes on what it was given.
    if (args.some((a) => a.kind === "Starred") || keywords.some((k) => k.arg === null)) continue;
    const { posonly, args: plain } = s.callee.node.args;
    const positional = [...posonly, ...plain].map((p) => p.name);
    const first = positional[0] === "self" ? 1 : 0;
    const passed = [...args.flatMap((a, i) => (names.has(positional[i + first] ?? "") ? namesIn(a) : [])), ...keywords.flatMap((k) => (k.arg !== null && names.has(k.arg) ? namesIn(k.value) : []))];
    names = new Set(passed);
  }
  return names;
}

/** The lines that an expression stands in. */
function textAround({ unit, start, end }: Node): string {
  const { text } = unit;
  const stop = text.indexOf("\n", end);
  return text.slice(text.lastIndexOf("\n", start) + 1, stop < 0 ? text.length : stop);
}

function runPlan(interp: Interp, cls: ClassValue, plan: Plan): Entry {
  return runEntry(interp, { expr: classExpr(cls, plan), origin: "class", node: cls.node, guessed: true }, (notes) => runClass(interp, cls, notes, plan));
}

function callFactory(interp: Interp, fn: FunctionValue, notes: EntryNotes, plan: Plan): Value {
  interp.recording = true;
  if (/^test/.test(fn.name)) runFixtures(interp, fn.module.globals.entries());
  const v = interp.call(fn, [], NO_KWARGS, null);
  if (!isModule(v)) return v;
  return runModel(interp, v, notes, plan);
}

