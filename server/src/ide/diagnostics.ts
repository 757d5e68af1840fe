/** Problems as diagnostics: the place to change, the law, PyTorch's words, and where each number came from. */
import { Scope, print, printShape } from "../dims/index.ts";
import { namesIn } from "../python/binding.ts";
import type { Interp } from "../python/interp.ts";
import type { Problem } from "../python/problem.ts";
import { FunctionValue, type Instance, PyFloat, type Site, SymFloat, Unknown, type Value } from "../python/values.ts";
import type { Call, Expr, FunctionDef, Lambda, Node, Stmt } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { parseParameters } from "../torch/args.ts";
import { modules } from "../torch/define.ts";
import { Tensor } from "../torch/tensor.ts";
import { isShaped } from "./built.ts";
import { givenFor } from "./builtFor.ts";
import { isLaw, isSetInBranch, ownProblems } from "./certainty.ts";
import { type Entry, squareVerdict } from "./entries.ts";
import type { Fix } from "./fixes/index.ts";
import type { Place, Places, Range } from "./position.ts";

export interface Related extends Place {
  readonly message: string;
}

export interface Diagnostic {
  readonly path: string;
  readonly code: string;
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly message: string;
  readonly range: Range;
  readonly related: readonly Related[];
  /** What the diagnostic is about, for the code actions. */
  readonly problem: Problem | null;
  /** The expression that a fix would change, with the number it should be. */
  readonly argument: { readonly expr: Expr; readonly parameter: string; readonly expected: number | string } | null;
  /** Whether the place gives a layer its number, which fails elsewhere. */
  readonly constructs?: boolean;
  /** Whether it is told at a call only because what is at fault stands in another file. */
  readonly isAtCall?: boolean;
  /** What makes a comment say what is so: it needs no proof. */
  readonly rewrite?: Fix;
}

const FAILS = "the call that fails";

/** Where the cause of what is told at a call stands in another file: the call that fails there, or the number that does not fit. */
function causesElsewhere(d: Pick<Diagnostic, "related" | "isAtCall">, path: string): readonly Related[] {
  if (d.isAtCall !== true) return [];
  return d.related.slice(0, 2).filter((r) => r.path !== path && (r.message === FAILS || r.message.endsWith(" would fit")));
}

/**
 * The diagnostics of several files that are told together: what stands at a call because its cause is in another
 * of the files is told there, once, however many calls come to it.
 */
export function atTheirCauses<D extends Pick<Diagnostic, "code" | "range" | "related" | "isAtCall">, F extends { readonly path: string; readonly diagnostics: readonly D[] }>(files: readonly F[], textOf: (path: string) => string | undefined): F[] {
  const keyOf = (path: string, code: string, { start }: Range): string => `${path}:${code}:${start.line}:${start.character}`;
  const told = new Set(files.flatMap((f) => f.diagnostics.map((d) => keyOf(f.path, d.code, d.range))));
  const paths = new Set(files.map((f) => f.path));
  const moved = new Map<string, D[]>();
  const stay = new Map(files.map((f) => [f.path, f.diagnostics.filter((d) => {
    const causes = causesElsewhere(d, f.path).filter((r) => paths.has(r.path));
    const [cause] = causes;
    if (!cause) return true;
    if (causes.some((r) => told.has(keyOf(r.path, d.code, r.range)))) return false;
    // A comment there may hide what is told.
    if (textOf(cause.path)?.includes("shapelint:") !== false) return true;
    told.add(keyOf(cause.path, d.code, cause.range));
    const here: Related = { path: f.path, range: d.range, message: "called here" };
    const there = { ...d, path: cause.path, range: cause.range, related: [...causes.slice(1), here, ...d.related.filter((r) => !causes.includes(r))].slice(0, 20) };
    moved.set(cause.path, [...(moved.get(cause.path) ?? []), there]);
    return false;
  })]));
  return files.map((f) => {
    const added = moved.get(f.path) ?? [];
    const all = [...(stay.get(f.path) ?? []), ...added];
    for (const [i, { isAtCall: _, ...d }] of all.entries()) all[i] = d as D;
    return { ...f, diagnostics: added.length === 0 ? all : all.sort((x, y) => x.range.start.line - y.range.start.line || x.range.start.character - y.range.start.character) };
  });
}

/** All diagnostics of a file (null: of every file) from its entries; the same finding of several entries is told once. */
export function diagnosticsOf(interp: Interp, entries: readonly Entry[], places: Places, path: string | null): Diagnostic[] {
  const out = new Map<string, Diagnostic>();
  const elsewhere = new Set<string>();
  for (const entry of entries) {
    interp.scope = entry.scope;
    const causes = new Map<string, Node | null>();
    for (const p of withoutConsequences(withoutLacking(ownProblems(entry), entry.trace.problems))) {
      if (entry.guessed && !entry.asBuilt && worksElsewhere(p, entry, entries)) continue;
      const d = diagnostic(interp, entry, p, path, places);
      if (!d) continue;
      const cause = d.argument || p.severity === "warning" ? null : causeOf(p);
      if (cause !== null) {
        const place = causes.get(cause);
        if (place !== undefined && place !== p.node) continue;
        causes.set(cause, p.node);
      }
      // What fails in another file fails for each of its calls.
      const within = d.argument || d.constructs ? undefined : causesElsewhere(d, d.path).find((r) => r.message === FAILS);
      const failure = within && `${d.code}:${within.path}:${JSON.stringify(within.range)}`;
      if (failure !== undefined && elsewhere.has(failure)) continue;
      if (failure !== undefined && d.severity === "error") elsewhere.add(failure);
      // Layers that take a number from one place tell one mistake.
      const key = `${d.path}:${d.constructs ? "" : d.code}:${JSON.stringify(d.range)}`;
      const known = out.get(key);
      if (!known || (known.severity === "warning" && d.severity === "error")) out.set(key, d);
    }
    const square = squareWarning(entry, path, places);
    if (square) out.set(`${square.code}:${JSON.stringify(square.range)}`, square);
  }
  return [...out.values()].sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
}

/** Problems but those of a collection that lacks what a call would have put into it, had it not failed before. */
function withoutLacking(problems: readonly Problem[], all: readonly Problem[]): readonly Problem[] {
  return problems.filter((p) => !lacksAnItem(p) || !all.slice(0, all.indexOf(p)).some((f) => f.severity === "error" && f.site !== null && f.node !== p.node));
}

function lacksAnItem(p: Problem): boolean {
  if (p.subjects.some((v) => v instanceof Tensor)) return false;
  // The surroundings are as they are, and so is what is written out in its place.
  if (p.node?.kind === "Subscript" && (p.node.value.kind === "Dict" || p.node.value.kind === "List" || (p.node.value.kind === "Attribute" && p.node.value.attr === "environ"))) return false;
  return p.rule === "unknown-key" || (p.exception === "IndexError" && /^(list|tuple) index out of range|from empty/.test(p.message)) || p.message.startsWith("zero-size array to reduction");
}

/** What fails where one of the operands may lack a dimension: what it gives has a rank only once it is mended. */
const OPEN_RANK: ReadonlySet<string> = new Set(["broadcast", "rank"]);
/** What asks for a rank. */
const ASKS_RANK: ReadonlySet<string> = new Set(["rank", "dim-out-of-range"]);

/** Whether a function asserts something after a call that it makes has failed, of which it may come. */
function isAssertedAfter(p: Problem, all: readonly Problem[]): boolean {
  if (p.rule !== "assertion" || !p.recorded || !p.site?.callee) return false;
  const isCalledThere = (q: Problem): boolean => {
    for (let s = q.site; s; s = s.parent) if (s.parent === p.site) return true;
    return false;
  };
  return all.slice(0, all.indexOf(p)).some((q) => q.severity === "error" && !q.conditional && q.rule !== "assertion" && isCalledThere(q));
}

/** Problems but those that others bring about: a rank that is asked of what has none until another is mended, or of what lost its batch. */
function withoutConsequences(all: readonly Problem[]): readonly Problem[] {
  const problems = all.length < 2 ? all : all.filter((p) => !isOfFailedCall(p, all) && !isOfFailedPart(p, all) && !isOfFailedPair(p, all) && !isOfLongText(p, all) && !isAssertedAfter(p, all));
  const failed = problems.filter((p) => p.severity === "error" && OPEN_RANK.has(p.rule));
  const squeezed = problems.filter((p) => p.rule === "squeeze-batch");
  const doubtful = problems.filter((p) => p.severity === "error" && isDoubtful(p));
  if (failed.length === 0 && squeezed.length === 0 && doubtful.length === 0) return problems;
  const raised = new Map<Problem, Problem>();
  const own = problems.filter((p) => {
    if (ABOUT_SIZES.has(p.rule) && madeBy(p, earlierThan(p, doubtful, problems))) return false;
    if (!ASKS_RANK.has(p.rule)) return true;
    const cause = madeBy(p, squeezed);
    if (cause) raised.set(cause, raised.get(cause) ?? p);
    return !cause && !madeBy(p, failed);
  });
  // Where the lost batch is what fails, it is told where it is lost.
  return own.map((p) => {
    const failure = raised.get(p);
    return failure ? { ...p, severity: "error", exception: failure.exception, message: failure.message, conditional: failure.conditional, avoidable: failure.avoidable } : p;
  });
}

/** Whether it fails about sizes on what a part of its own expression gives, and that part failed in another call before: where it goes well, its sizes are as wrong. */
function isOfFailedPart(p: Problem, problems: readonly Problem[]): boolean {
  const { node } = p;
  if (!node || !ABOUT_SIZES.has(p.rule)) return false;
  const parts = p.subjects.flatMap((v) => (v instanceof Tensor && v.from?.node ? [v.from.node] : []));
  if (!parts.some((n) => n !== node && n.unit === node.unit && n.start >= node.start && n.end <= node.end)) return false;
  return problems.slice(0, problems.indexOf(p)).some((m) => m.severity === "error" && m.site !== p.site && m.node !== node && m.node !== null && ABOUT_SIZES.has(m.rule) && parts.includes(m.node));
}

/** What fails on the result of a call that fails, by what that call fails at. */
const FAILED_CALLS: ReadonlyMap<string, string> = new Map([["dtype", "dtype"], ["backward-scalar", "any"], ["unpack", "stack-sizes"]]);

/** Whether it fails about types, gradients or items on what a call gives that fails itself: what that is once mended, nobody knows. */
function isOfFailedCall(p: Problem, problems: readonly Problem[]): boolean {
  const causes = FAILED_CALLS.get(p.rule);
  if (!causes) return false;
  const seen = new Set<Tensor>();
  const open = p.subjects.filter((v): v is Tensor => v instanceof Tensor);
  for (let x = open.pop(); x && seen.size < 200; x = open.pop()) {
    if (seen.has(x) || !x.from) continue;
    seen.add(x);
    const { failed, node } = x.from;
    if (failed && node !== p.node && problems.some((q) => q.node === node && q.severity === "error" && (causes === "any" || causes === q.rule))) return true;
    open.push(...x.from.inputs);
  }
  return false;
}

/** Whether it compares what two things give that were told before not to fit each other: a loss of outputs and labels, then their accuracy. */
function isOfFailedPair(p: Problem, problems: readonly Problem[]): boolean {
  if (p.rule !== "broadcast" && p.rule !== "loss-target" && p.rule !== "loss-broadcast") return false;
  const tensors = p.subjects.filter((v): v is Tensor => v instanceof Tensor);
  if (tensors.length < 2) return false;
  return problems.slice(0, problems.indexOf(p)).some((q) => {
    if (q.rule !== "loss-target" || q.severity !== "error" || q.node === p.node) return false;
    const pair = q.subjects.filter((v): v is Tensor => v instanceof Tensor);
    const met = tensors.map((t) => pair.findIndex((s) => comesFrom(t, s)));
    return pair.length > 1 && !met.includes(-1) && new Set(met).size > 1;
  });
}

function comesFrom(t: Tensor, source: Tensor): boolean {
  const seen = new Set<Tensor>();
  const open = [t];
  for (let x = open.pop(); x && seen.size < 100; x = open.pop()) {
    if (x === source) return true;
    if (seen.has(x)) continue;
    seen.add(x);
    open.push(...(x.from?.inputs ?? []));
  }
  return false;
}

/** Whether a mask made for so many positions does not fit a text that is too long for the table of positions as well. */
function isOfLongText(p: Problem, problems: readonly Problem[]): boolean {
  if (p.rule !== "broadcast" && p.rule !== "attention-mask") return false;
  return problems.slice(0, problems.indexOf(p)).some((q) => {
    const [, index, rows] = q.rule === "embedding-index" ? (/index (\d+) is not below the (\d+) rows/.exec(q.law) ?? []) : [];
    if (index === undefined || rows === undefined) return false;
    const numbers = (p.law.match(/\d+/g) ?? []).map(Number);
    return numbers.includes(Number(rows)) && numbers.some((n) => n > Number(index));
  });
}

/** Whether it is one of the parts that a tensor was cut into, or a view of one: `scale, shift = self.film(c).chunk(2, -1)`. */
function isPart(v: Value): boolean {
  let at = v instanceof Tensor ? v : undefined;
  for (let i = 0; at?.from && i < 4; i++) {
    if (/^(chunk|split|tensor_split)$/.test(at.from.op)) return at.from.results !== undefined;
    at = /^(index|unsqueeze|view|reshape|expand)$/.test(at.from.op) ? at.from.inputs[0] : undefined;
  }
  return false;
}

/** What fails about sizes. */
const ABOUT_SIZES: ReadonlySet<string> = new Set(["broadcast", "loss-target", "linear-in-features", "conv-in-channels", "attention-embed-dim", "matmul-shapes", "cat-sizes", "norm-num-features", "normalized-shape", "rnn-input-size", "view-size", "view-contiguity", "index-shape", "loss-broadcast"]);

/** Whether the sizes of what it would give are anybody's guess: a rank is wrong, all sizes of a view are written, channels stand elsewhere, perhaps in all that follows, or a part does not fit, and so the others of its tensor. */
function isDoubtful(p: Problem): boolean {
  if (p.rule === "broadcast") return p.subjects.some(isPart);
  if (p.rule === "rank" || p.rule === "view-size" || p.rule === "attention-mask" || p.rule === "cat-sizes") return true;
  // A series without its features is taken for one that has no batch.
  if (p.rule === "rnn-input-size") return p.subjects.some((v) => v instanceof Tensor && v.shape?.length === 2);
  return p.rule === "conv-in-channels" && p.blame?.kind === "module-argument" && p.blame.expected === null;
}

/** Those that were there before: what a loop or another block does at the same place later made nothing of this. */
function earlierThan(p: Problem, makers: readonly Problem[], all: readonly Problem[]): readonly Problem[] {
  return makers.length === 0 ? makers : makers.filter((m) => m !== p && all.indexOf(m) < all.indexOf(p));
}

/** The one of several problems whose call made what another fails on. */
function madeBy(p: Problem, makers: readonly Problem[]): Problem | null {
  const seen = new Set<Tensor>();
  const open = p.subjects.filter((v): v is Tensor => v instanceof Tensor);
  for (let x = open.pop(); x && seen.size < 200; x = open.pop()) {
    const { from } = x;
    if (seen.has(x) || !from) continue;
    seen.add(x);
    const maker = from.node !== p.node ? makers.find((m) => m.node === from.node && m.node !== null && (from.failed || m.site === from.site || m.site === null || from.site === null)) : undefined;
    if (maker) return maker;
    open.push(...from.inputs);
  }
  return null;
}

/** What fails alike at another place of one function, on tensors of the same sizes, has the same cause; null where each place is at fault for itself. */
function causeOf(p: Problem): string | null {
  // The same two sizes meet several times in one statement.
  const sizes = p.rule === "broadcast" && p.recorded && p.node ? /(\d+) and (\d+) differ/.exec(p.law) : null;
  if (sizes && p.node && !p.site?.callee) return `${p.rule} ${sizes.slice(1).sort().join(" ")} ${p.node.unit.path} ${p.node.unit.base}`;
  if (!SHARED_CAUSES.has(p.rule) || p.law === "" || !p.recorded || !p.site?.callee) return null;
  return `${p.rule} ${p.law} ${p.site.callee.node.unit.path} ${p.site.callee.qualname}`;
}

/** Two values that do not fit each other: wherever they meet. */
const SHARED_CAUSES: ReadonlySet<string> = new Set(["broadcast", "loss-target", "leaf-in-place"]);

/** Whether code of the file's own reaches the place, and it works there: a class is not built as we guessed where other code builds it. */
function worksElsewhere(p: Problem, entry: Entry, entries: readonly Entry[]): boolean {
  const place = ownPlace(p);
  // With symbols or defaults for its arguments, a class goes well for some of them: those that another gives it are perhaps none of these.
  const isGuess = (e: Entry): boolean => e.guessed && !e.asBuilt && (e.symbolicArguments || (place !== null && isWithin(place, e.node) && !isWithin(place, entry.node)));
  // Of sizes, it has to come there by the same calls: elsewhere another layer may stand in the place. A name is bound there, or it is not.
  const isOfSizes = (isLaw(p) || p.rule === "groups") && p.rule !== "undefined-name";
  const calls = isOfSizes ? callsTo(p) : [];
  // Nor does a guess tell which branch sets an attribute, or that what fails with nothing supposed goes well.
  const isDecided = isSetInBranch(p) || entry.proven.some((q) => q.problem === p);
  const says = (e: Entry): boolean => (isOfSizes ? !isGuess(e) && calls.every((node) => e.trace.values.has(node)) : !isDecided || !isGuess(e));
  return place !== null && entries.some((e) => e !== entry && says(e) && e.trace.values.get(place)?.some((v) => !(v instanceof Unknown || (v instanceof Tensor && !isShaped(v)))) === true && !e.trace.problems.some((q) => ownPlace(q) === place));
}

/** The calls in the user's own files by which a failure is come to. */
function callsTo(p: Problem): readonly Node[] {
  const out: Node[] = [];
  for (let s = p.site; s; s = s.parent) if (s.recorded && s.node) out.push(s.node);
  return out;
}

function isWithin(place: Node, definition: Node | null): boolean {
  return definition !== null && place.unit === definition.unit && definition.start <= place.start && place.end <= definition.end;
}

/** The innermost place in a file that the user works on: the failing expression, or the call that led to it. */
export function ownPlace(p: { readonly node: Node | null; readonly site: Site | null; readonly recorded: boolean }): Node | null {
  if (p.recorded && p.node) return p.node;
  for (let s = p.site; s; s = s.parent) if (s.recorded && s.node) return s.node;
  return null;
}

/** Whether the layer's number was right for another call: then this call is at fault. */
function isSometimesRight(entry: Entry, p: Problem): boolean {
  const b = p.blame;
  return b?.kind === "module-argument" && entry.trace.calls.some((c) => c.module === b.module && c.status === "ok");
}

/** What gave a constructor the numbers that its layer's are computed of, where another call of the same constructor has made layers that fit. */
function builtWrongly(entry: Entry, p: Problem, number: Expr): Node | null {
  const b = p.blame;
  if (b?.kind !== "module-argument" || number.kind === "Constant") return null;
  const { site } = b.module;
  const builder = site?.parent;
  if (!site || !builder?.recorded || builder.node?.kind !== "Call" || !builder.callee) return null;
  const { args, unit, start, end } = builder.callee.node;
  if (number.unit !== unit || number.start < start || number.end > end) return null;
  const parameters = new Set([...args.posonly, ...args.args, ...args.kwonly].map((q) => q.name));
  let isComputed = false;
  walk(number, (n) => {
    if (n.kind === "Name" && parameters.has(n.id)) isComputed = true;
  });
  const others = entry.trace.calls.filter((c) => c.module.site?.node === site.node && c.module.site.parent !== builder);
  if (!isComputed || !others.some((c) => c.status === "ok")) return null;
  const right = rightParameters(entry);
  const used: string[] = [];
  walk(number, (n) => {
    if (n.kind === "Name" && parameters.has(n.id)) used.push(n.id);
  });
  return used.every((name) => right.get(builder)?.has(name)) ? null : builder.node;
}

/** A constructor's number that fits in no layer that it makes, of several that are made of other numbers each: what it is computed as there is wrong. */
function sharedNumber(entry: Entry, { blame: b }: Problem): Expr | null {
  const site = b?.kind === "module-argument" ? b.module.site : null;
  if (b?.kind !== "module-argument" || site?.node?.kind !== "Call" || !site.recorded) return null;
  const isSuch = (module: Instance): boolean => module.site?.node === site.node;
  const failed = new Set(entry.trace.problems.flatMap((q) => (q.blame?.kind === "module-argument" && q.severity === "error" && q.blame.parameter === b.parameter && isSuch(q.blame.module) ? [q.blame.module] : [])));
  const builders = new Set([...failed].flatMap((m) => m.site?.parent?.node ?? []));
  if (builders.size < 2 || entry.trace.calls.some((c) => isSuch(c.module) && !failed.has(c.module))) return null;
  const number = constructorArgument(b.module, site.node, b.parameter);
  return number?.kind === "Constant" ? null : number;
}

/** The parameters, by the call that gave them, whose numbers fit where other layers take them: another number would not. */
function rightParameters(entry: Entry): ReadonlyMap<Site, ReadonlySet<string>> {
  const known = rightOf.get(entry);
  if (known) return known;
  const out = new Map<Site, Set<string>>();
  for (const module of new Set(entry.trace.calls.filter((c) => c.status === "ok").map((c) => c.module))) {
    const call = module.site?.node;
    // A module made of layers goes well where those that it is made of do.
    if (module.cls.node !== null || call?.kind !== "Call") continue;
    for (const parameter of constructorParameters(module)?.filter((q) => TAKEN.test(q)) ?? []) {
      let expr: Expr | undefined = constructorArgument(module, call, parameter) ?? undefined;
      for (let site = module.site?.parent ?? null; expr?.kind === "Name" && site?.callee; site = site.parent) {
        const name: string = expr.id;
        const given = givenTo(site, name);
        if (!given) break;
        const names = out.get(site) ?? new Set<string>();
        out.set(site, names.add(name));
        expr = given;
      }
    }
  }
  rightOf.set(entry, out);
  return out;
}

const rightOf = new WeakMap<Entry, ReadonlyMap<Site, ReadonlySet<string>>>();

/** The innermost call, on the way to a failure, that stands in the file. */
function callHere(p: Problem, isHere: (node: Node) => boolean): Node | null {
  for (let s = p.site; s; s = s.parent) if (s.recorded && s.node && isHere(s.node)) return s.node;
  return null;
}

/** Where a model's own parameter does not fit in another file: what the call here, that constructs the model, gives for its size or leaves out. */
function constructedHere(p: Problem, isHere: (node: Node) => boolean): Node | null {
  if (p.rule !== "broadcast" || p.subjects.length !== 2) return null;
  const tensors = p.subjects.filter((v): v is Tensor => v instanceof Tensor && v.shape !== null);
  for (const t of tensors) {
    const other = tensors.find((o) => o !== t)?.shape;
    if (!t.isParameter || !other || !t.shape) continue;
    const [own, rank] = [t.shape, other.length];
    const dims = own.flatMap((d, i) => (d !== 1 && other[rank - own.length + i] !== d && other[rank - own.length + i] !== 1 ? [i] : []));
    const given = givenFor(t, dims).find((g) => isHere(g.call) && (g.expr === null || isHere(g.expr)));
    if (given) return given.expr ?? given.call;
  }
  return null;
}

/** Where it fails in a library: all that can be told of an entry that is asked for, and fails where no file of the user's has a part. */
function libraryPlace(p: Problem): Node | null {
  const isSource = (node: Node | null): node is Node => node !== null && !node.unit.path.startsWith("<");
  if (isSource(p.node)) return p.node;
  for (let s = p.site; s; s = s.parent) if (isSource(s.node)) return s.node;
  return null;
}

/**
 * On one side of a condition that was not decided: None, an item that a list or
 * dict lacks, or a name that another side binds. What the program knows, and we
 * do not, tells the sides apart.
 */
function followsData(p: Problem): boolean {
  if (/NoneType/.test(p.message)) return true;
  if (p.subjects.some((v) => v instanceof Tensor)) return false;
  if (p.exception === "IndexError" || p.exception === "KeyError") return true;
  const { node } = p;
  return p.exception === "NameError" && node?.kind === "Name" && node.unit.body.some((stmt) => binds(stmt, node.id));
}

/** Whether a statement, or one within it, binds a name. */
function binds(stmt: Stmt, name: string): boolean {
  let found = false;
  walk(stmt, (n) => {
    const targets = n.kind === "Assign" ? n.targets : n.kind === "AugAssign" || n.kind === "AnnAssign" || n.kind === "For" || n.kind === "NamedExpr" ? [n.target] : n.kind === "With" ? n.items.flatMap((i) => i.target ?? []) : [];
    if (targets.some((t) => namesIn(t).includes(name))) found = true;
  });
  return found;
}

function diagnostic(interp: Interp, entry: Entry, p: Problem, path: string | null, places: Places): Diagnostic | null {
  if ((p.conditional || p.avoidable) && followsData(p)) return null;
  const failing = ownPlace(p) ?? (path === null ? libraryPlace(p) : null);
  const written = isSometimesRight(entry, p) ? null : blamed(p, (site, name) => rightParameters(entry).get(site)?.has(name) === true);
  const shared = written && sharedNumber(entry, p);
  const builder = shared ?? (written && builtWrongly(entry, p, written.expr));
  const argument = builder ? null : written;
  const isHere = (node: Node): boolean => path === null || node.unit.path === path;
  const layer = layerWithin(entry, p, failing);
  const cause = p.cause ?? quotientOf(entry, p, failing);
  const keyword = p.rule === "argument-name" && failing?.kind === "Call" ? failing.keywords.find((k) => k.arg !== null && p.message.includes(`'${k.arg}'`)) : undefined;
  const call = failing && !isHere(failing) ? callHere(p, isHere) : null;
  const target: Node | null = keyword && isHere(keyword) ? keyword : cause && isHere(cause) ? cause : builder && isHere(builder) ? builder : argument && isHere(argument.expr) ? argument.expr : layer && isHere(layer) ? layer : failing && !isHere(failing) ? (constructedHere(p, isHere) ?? call) : failing;
  if (!target || (path !== null && target.unit.path !== path)) return null;
  const related: Related[] = [];
  const add = (node: Node | null, message: string): void => {
    if (!node || node === target || node.unit.path.startsWith("<")) return;
    const place = places.of(node);
    if (related.some((r) => r.path === place.path && r.range.start.line === place.range.start.line && r.message === message)) return;
    related.push({ message, ...place });
  };
  if (argument && target !== argument.expr) add(argument.expr, `${argument.parameter}: ${argument.expected} would fit`);
  if (failing !== target) add(failing, FAILS);
  for (let s: Site | null = p.site; s; s = s.parent) if (s.recorded && s.node) add(s.node, s.callee ? `in the call of ${s.callee.qualname}` : "called here");
  const tensors = p.subjects.filter((v) => v instanceof Tensor);
  for (const v of tensors.slice(0, 3)) chain(interp, v, add, tensors.length > 1 ? 3 : 8);
  const said = p.law || (p.message ? `${p.exception}: ${p.message}` : p.exception);
  const severity = p.severity === "warning" || p.conditional || p.avoidable ? "warning" : "error";
  // Of what is only suspicious PyTorch says nothing: the second line is our reason.
  const pytorch = !p.law ? "" : p.exception === "" ? `\n${p.message}` : `\nPyTorch: ${p.message || p.exception}`;
  return { path: target.unit.path, code: p.rule, severity, message: said + pytorch, range: rangeOfTarget(places, target), related: related.slice(0, 20), problem: p, argument: target === argument?.expr ? argument : null, constructs: target === argument?.expr || target === builder, ...(target === call && { isAtCall: true }) };
}

/** The division that gave a float where a size is needed: the place to change, whatever takes the float. */
function quotientOf(entry: Entry, p: Problem, failing: Node | null): Node | null {
  if (p.rule !== "argument-type" || !/\bfloat\b/.test(p.message)) return null;
  // A layer may divide what it is given once more: then the float that it was given is at fault.
  const given = failing?.kind === "Call" ? [...failing.args, ...failing.keywords.map((k) => k.value)].flatMap((e) => entry.trace.values.get(e) ?? []) : [];
  const isAtFault = (v: Value): boolean => (v instanceof PyFloat || v instanceof SymFloat) && (p.subjects.includes(v) || given.includes(v));
  const found = [...entry.trace.values].filter(([n, values]) => n.kind === "BinOp" && n.op === "/" && values.some(isAtFault));
  return found.length === 1 ? (found[0]?.[0] ?? null) : null;
}

/** The constructor call of a layer that is called by another, a Sequential say, on what a layer before it gives: the place to put another layer before it. */
function layerWithin(entry: Entry, p: Problem, failing: Node | null): Node | null {
  const b = p.blame;
  if (b?.kind !== "module-argument" || b.expected !== null || failing?.kind !== "Call") return null;
  const { site } = b.module;
  const called = entry.trace.values.get(failing.func);
  if (!site?.recorded || !site.node || !called || called.includes(b.module)) return null;
  const isGiven = failing.args.some((a) => entry.trace.values.get(a)?.some((v) => p.subjects.some((t) => v === t || (v instanceof Tensor && t instanceof Tensor && v.looksLike?.(t) === true))));
  return isGiven ? null : site.node;
}

function rangeOfTarget(places: Places, node: Node): Range {
  if (node.kind === "FunctionDef") return places.range(node.unit.path, node.unit.base + node.nameStart, node.unit.base + node.nameEnd);
  return places.of(node).range;
}

/** The operators that made a tensor, newest first, as far as they stand in the user's files. */
function chain(interp: Interp, v: Value, add: (node: Node | null, message: string) => void, most: number): void {
  let t: Tensor | null = v instanceof Tensor ? v : null;
  for (let i = 0; t && i < most; i++) {
    const o: Tensor["from"] = t.from;
    if (!o) return;
    const layer = o.module?.site?.recorded === true && o.module.cls.node === null ? o.module : null;
    const node = layer?.site?.node ?? (o.recorded ? o.node : ownPlace({ node: null, site: o.site, recorded: false }));
    const shape = t.shape;
    const given = shape ? printShape(interp.simplifyShape(shape)) : "a tensor of unknown rank";
    // What made it stands in a library: a data loader's batch.
    add(node, layer || o.recorded ? `${layer?.cls.name ?? o.op} gives ${given}` : `${given} comes from here`);
    t = o.inputs[0] ?? null;
  }
}

/** The expression of the argument to blame, followed through the parameters that pass it on, as far as none of them is right for other layers. */
export function blamed(p: Problem, isRight: (site: Site, name: string) => boolean): Diagnostic["argument"] {
  const b = p.blame;
  if (!b || b.expected === null) return null;
  const expected = typeof b.expected === "number" ? b.expected : print(b.expected);
  if (b.kind === "call-argument") {
    const call = p.recorded && p.node?.kind === "Call" ? p.node : null;
    const expr = call?.keywords.find((k) => k.arg === b.parameter)?.value;
    return expr ? { expr, parameter: b.parameter, expected } : null;
  }
  const site = b.module.site;
  const call = site?.node;
  if (!site || call?.kind !== "Call") return null;
  const expr = constructorArgument(b.module, call, b.parameter);
  if (!expr) return null;
  const found = follow(expr, site.recorded, site.parent, isRight);
  return found ? { expr: found, parameter: b.parameter, expected } : null;
}

/** The expression that a constructor call gives for a parameter. */
export function constructorArgument(module: Instance, call: Call, parameter: string): Expr | null {
  const keyword = call.keywords.find((k) => k.arg === parameter);
  if (keyword) return keyword.value;
  const names = constructorParameters(module);
  const index = names?.indexOf(parameter) ?? -1;
  const arg = call.args[index];
  return arg && !call.args.slice(0, index + 1).some((a) => a.kind === "Starred") ? arg : null;
}

/** The parameters of a library layer's constructor; null for a class of the user's. */
function constructorParameters(module: Instance): readonly string[] | null {
  if (module.cls.node?.unit.path.startsWith("<")) {
    const init = module.cls.lookup("__init__");
    return init instanceof FunctionValue ? [...init.node.args.posonly, ...init.node.args.args].slice(1).map((q) => q.name) : null;
  }
  const def = module.cls.mro.map((c) => (c.node === null ? modules.get(c.name) : undefined)).find((d) => d !== undefined);
  return def && module.cls.node === null ? parseParameters(def.init).map((q) => q.name) : null;
}

/** A name that is a parameter of the enclosing function stands for what its caller wrote. */
function follow(expr: Expr, recorded: boolean, site: Site | null, isRight: (site: Site, name: string) => boolean): Expr | null {
  if (expr.kind === "Name" && site?.callee) {
    const arg = isOnlyTaken(site.callee.node, expr.id) && !passesRight(expr, site, isRight) ? givenTo(site, expr.id) : null;
    const outer = arg && follow(arg, site.recorded, site.parent, isRight);
    if (outer) return outer;
  }
  return recorded ? expr : null;
}

/** Whether a number, on the way that parameters pass it on, is right for other layers. */
function passesRight(expr: Expr, site: Site | null, isRight: (site: Site, name: string) => boolean): boolean {
  for (let at: Expr | null = expr; at?.kind === "Name" && site; site = site.parent) {
    if (isRight(site, at.id)) return true;
    at = givenTo(site, at.id);
  }
  return false;
}

/** What a call gives for a parameter of the function that it calls. */
function givenTo(site: Site, name: string): Expr | null {
  const fn = site.callee?.node;
  if (!fn || site.node?.kind !== "Call") return null;
  const parameters = [...fn.args.posonly, ...fn.args.args];
  const at = parameters.findIndex((q) => q.name === name);
  if (at < 0 && !fn.args.kwonly.some((q) => q.name === name)) return null;
  const keyword = site.node.keywords.find((k) => k.arg === name);
  // A method's or constructor's `self` is not written at the call.
  const skip = parameters[0]?.name === "self" || parameters[0]?.name === "cls" ? 1 : 0;
  const arg = keyword?.value ?? (at >= 0 ? site.node.args[at - skip] : undefined);
  return arg && arg.kind !== "Starred" ? arg : null;
}

/** Whether a parameter says only what layers take, so that another number changes nothing that they give. */
function isOnlyTaken(fn: FunctionDef | Lambda, name: string): boolean {
  const uses = new Set<Node>();
  const taken = new Set<Node>();
  const body: readonly Node[] = fn.kind === "Lambda" ? [fn.body] : fn.body;
  for (const stmt of body) {
    walk(stmt, (n) => {
      if (n.kind === "Name" && n.id === name) uses.add(n);
      if (n.kind === "Call") for (const e of [...positionsTaken(n), ...n.keywords.filter((k) => k.arg !== null && TAKEN.test(k.arg)).map((k) => k.value)]) if (e) taken.add(e);
      if (n.kind === "Compare") for (const e of [n.left, ...n.comparators]) taken.add(e);
      if (n.kind === "Assign" && n.targets.every((t) => t.kind === "Attribute")) taken.add(n.value);
    });
  }
  return uses.size <= 1 || [...uses].every((u) => taken.has(u));
}

/** The arguments by position that say what a layer takes, as its own signature names them; of what is no layer the first. */
function positionsTaken({ func, args }: Call): readonly (Expr | undefined)[] {
  const layer = modules.get(func.kind === "Attribute" ? func.attr : func.kind === "Name" ? func.id : "");
  if (!layer) return [args[0]];
  const names = parseParameters(layer.init).map((q) => q.name);
  return args.filter((_, i) => TAKEN.test(names[i] ?? ""));
}

/** Parameters of layers that say what they take. */
const TAKEN = /^in_|^(input_size|num_embeddings|num_features|num_channels|normalized_shape|d_model|embed_dim)$|^in\w*$/;

/** Fits some images, but no square one, where nothing tells the size: almost surely a slip. */
function squareWarning(entry: Entry, path: string | null, places: Places): Diagnostic | null {
  if (!entry.guessed || entry.symbolicArguments || entry.square !== "no" || entry.trace.problems.length > 0) return null;
  const known = new Scope();
  for (const fact of entry.scope.facts) {
    known.assume(fact.cond);
    if (squareVerdict(known, entry.inputs) !== "no") continue;
    const why = fact.why as { op?: string; node?: Node | null; site?: Site | null; recorded?: boolean; why?: { rule?: string; blame?: Problem["blame"]; subjects?: readonly Value[]; law?: () => string }; message?: () => string } | undefined;
    // The code itself tells the size: it raises for any other.
    if (why === undefined || why.op === "branch") return null;
    if (!why.why?.blame) continue;
    const problem: Problem = { rule: "no-square-input", severity: "warning", exception: "RuntimeError", message: why.message?.() ?? "", law: "", node: why.node ?? null, site: why.site ?? null, recorded: why.recorded ?? false, blame: why.why.blame, subjects: why.why.subjects ?? [], conditional: true, avoidable: false };
    const argument = blamed(problem, (site, name) => rightParameters(entry).get(site)?.has(name) === true);
    const target = argument?.expr ?? ownPlace(problem);
    if (!target || (path !== null && target.unit.path !== path)) continue;
    const sizes = entry.requirements.map((r) => r.text).join("; ");
    return { path: target.unit.path, code: "no-square-input", severity: "warning", message: `${why.why.law?.() ?? problem.message}\nno square image fits: ${sizes}`, range: rangeOfTarget(places, target), related: [], problem, argument };
  }
  return null;
}
