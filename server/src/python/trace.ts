/** What an analysis saw: values at nodes, module calls, problems, unknowns. Everything that a user is shown is read from it. */
import type { Dim } from "../dims/index.ts";
import type { Node } from "../syntax/ast.ts";
import type { Problem } from "./problem.ts";
import { type ClassValue, type Instance, type Kwargs, type Site, type Value, PyDict, PyList, PyObject, PyTuple, type Unknown } from "./values.ts";

/** At most so many distinct values are kept a node, and of what is assigned, all of whose shapes are listed. */
const MOST_VALUES = 12;
const MOST_ASSIGNED = 256;

/** So many failures are looked at for what fails on all sides of a fork. */
const MOST_FAILED = 2000;

export interface ModuleCall {
  readonly module: Instance;
  readonly type: string;
  readonly inputs: readonly Value[];
  readonly kwargs: Kwargs;
  readonly output: Value;
  readonly node: Node | null;
  readonly site: Site | null;
  /** Multiply-adds of the call itself, those of the calls within left out; null: none. */
  readonly macs: Dim | null;
  readonly status: "ok" | "failed" | "repaired";
}

/** The arguments of a constructor. */
export interface Built {
  readonly args: readonly Value[];
  readonly kwargs: Kwargs;
  /** More is given, which nobody knows: `Net(*sizes)`. */
  readonly open: boolean;
}

export interface UnknownSeen {
  readonly value: Unknown;
  readonly node: Node | null;
}

export class Trace {
  /** Values that nodes in the user's files took, distinct, in order. */
  readonly values: Map<Node, Value[]> = new Map();
  /** Names and attributes assigned to, with what they were given. */
  readonly targets: Map<Node, Value[]> = new Map();
  /** The user's functions whose bodies ran. */
  readonly executed: Set<Node> = new Set();
  /** How the user's code built each of its classes first. */
  readonly built: Map<ClassValue, Built> = new Map();
  /** In order of completion. */
  readonly calls: ModuleCall[] = [];
  /** Multiply-adds of products and convolutions since the innermost module call began that has not ended; reckoned when they are asked for. */
  readonly products: (() => Dim)[] = [];
  readonly problems: Problem[] = [];
  readonly unknowns: UnknownSeen[] = [];
  /** Names under torch (or a modelled library) that have no rule, with how often they were met. */
  readonly unmodelled: Map<string, number> = new Map();
  private readonly seenProblems = new Set<string>();
  private readonly ids = new Map<Node | Instance, number>();

  record(node: Node, value: Value): void {
    note(this.values, node, value, MOST_VALUES);
  }

  assigned(node: Node, value: Value): void {
    note(this.targets, node, value, MOST_ASSIGNED);
    note(this.values, node, value, MOST_VALUES);
  }

  /** How often something failed, each time that a loop repeats it counted. */
  failures = 0;

  /** The places that failed, in order, each time: with how many undecided branches were around. */
  readonly failed: { readonly place: string; readonly depth: number }[] = [];

  /** `depth`: how many undecided branches are around. */
  problem(p: Problem, depth = p.conditional ? Number.POSITIVE_INFINITY : 0): void {
    if (p.severity === "error") {
      this.failures += 1;
      if (this.failed.length < MOST_FAILED && !p.avoidable) this.failed.push({ place: this.placeOf(p), depth });
    }
    const key = this.keyOf(p);
    if (this.seenProblems.has(key)) return;
    this.seenProblems.add(key);
    this.problems.push(p);
  }

  /** Notes that what failed on every side of a fork fails: `depth` undecided branches are around that fork. */
  failedOnAllSides(places: ReadonlySet<string>, depth: number): void {
    for (const place of places) this.failed.push({ place, depth });
    if (depth > 0) return;
    this.problems.forEach((p, i) => {
      if (p.conditional && p.severity === "error" && places.has(this.placeOf(p))) this.problems[i] = { ...p, conditional: false };
    });
  }

  /** Takes back the problems noted after the first so many. */
  forgetProblems(first: number, which: (p: Problem) => boolean = () => true): void {
    for (const p of this.problems.splice(first)) {
      if (which(p)) this.seenProblems.delete(this.keyOf(p));
      else this.problems.push(p);
    }
  }

  private keyOf(p: Problem): string {
    return `${this.placeOf(p)}:${p.message}`;
  }

  private placeOf(p: Problem): string {
    const layer = p.blame?.kind === "module-argument" ? p.blame.module : null;
    return `${this.idOf(p.node)}:${this.idOf(layer)}:${p.rule}`;
  }

  /** A number for a node or layer, the same each time. */
  private idOf(thing: Node | Instance | null): number {
    if (!thing) return -1;
    const id = this.ids.get(thing) ?? this.ids.size;
    this.ids.set(thing, id);
    return id;
  }

  unknown(value: Unknown, node: Node | null, recorded: boolean): void {
    if (recorded && this.unknowns.length < 1000) this.unknowns.push({ value, node });
  }
}

function note(table: Map<Node, Value[]>, node: Node, value: Value, most: number): void {
  const seen = table.get(node);
  // Loops over numbers give many values, of which no more is shown than that they are numbers.
  if (seen && seen.length >= MOST_VALUES && isPlain(value)) return;
  if (seen && (seen.length >= most || seen.includes(value) || seen.some((v) => alike(v, value)))) return;
  const copy = snapshot(value);
  if (seen) seen.push(copy);
  else table.set(node, [copy]);
}

/** Whether a value is a number or text, or a short tuple of such. */
function isPlain(v: Value): boolean {
  if (v instanceof PyTuple) return v.items.length <= 16 && v.items.every(isPlain);
  return !(v instanceof PyObject) || v.kind === "float" || v.kind === "symint";
}

/** Whether two values of a place are shown as one. */
function alike(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (!(a instanceof PyObject) || !(b instanceof PyObject) || a.kind !== b.kind) return false;
  if (a instanceof PyTuple) return b instanceof PyTuple && a.cls === b.cls && allAlike(a.items, b.items);
  if (a instanceof PyList) return b instanceof PyList && a.cls === b.cls && !a.unbounded && !b.unbounded && allAlike(a.items, b.items);
  return a.looksLike?.(b) === true;
}

function allAlike(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.length <= 16 && a.every((v, i) => alike(v, b[i] ?? null));
}

/** A value as it is now: lists and dicts may still grow. */
export function snapshot(value: Value): Value {
  return value instanceof PyList ? snapshotList(value) : value instanceof PyDict ? snapshotDict(value) : value;
}

/** So deep are collections within collections looked into. */
const SNAPSHOT_DEPTH = 4;

/** A value as it is now, with what its lists, dicts and tuples hold: `[{"masks": masks}]` may get other masks later. */
export function deepSnapshot(value: Value, depth = SNAPSHOT_DEPTH): Value {
  if (depth === 0) return value;
  if (value instanceof PyTuple) {
    const items = value.items.map((v) => deepSnapshot(v, depth - 1));
    return items.every((v, i) => v === value.items[i]) ? value : new PyTuple(items, value.cls);
  }
  if (value instanceof PyList) {
    const copy = snapshotList(value);
    copy.items = copy.items.map((v) => deepSnapshot(v, depth - 1));
    return copy;
  }
  if (!(value instanceof PyDict)) return value;
  const copy = snapshotDict(value);
  for (const [key, entry] of copy.entries) copy.entries.set(key, { ...entry, value: deepSnapshot(entry.value, depth - 1) });
  return copy;
}

function snapshotList(v: PyList): PyList {
  const copy = new PyList(v.items.slice(), v.cls);
  copy.unbounded = v.unbounded;
  return copy;
}

function snapshotDict(v: PyDict): PyDict {
  const copy = new PyDict(v.cls);
  copy.entries = new Map(v.entries);
  copy.open = v.open;
  return copy;
}
