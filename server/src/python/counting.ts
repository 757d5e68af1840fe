/**
 * Numbers that the passes of a loop make of what they were (`self.steps += 1`).
 * Of a loop of which only some passes are run they do not tell how many there
 * are: what they are after all passes is known only if every pass is sure to
 * change them alike, and is nobody's otherwise.
 */
import type { Expr, For, Stmt, While } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { PyRaise } from "./errors.ts";
import { evaluate } from "./evaluate.ts";
import type { Frame, Interp } from "./interp.ts";
import { Env, Instance, NO_KWARGS, PyDict, PyFloat, type PyObject, type Site, SymInt, Unknown, type Value } from "./values.ts";

interface Place {
  readonly holder: PyObject | Env;
  readonly key: Value;
  readonly get: () => Value;
  readonly set: (v: Value) => void;
  /** Where it was changed last, for what its holder refuses. */
  site: Site | null;
  /** Its value before it was first changed. */
  readonly first: Value;
  /** What a pass adds; null: nobody knows. */
  perPass: number | null;
  /** What this pass has added so far, and all that were run. */
  sum: number;
  total: number;
  /** Whether each pass that was run is sure to have added that. */
  sure: boolean;
}

type Noted = Omit<Place, "perPass" | "sum" | "total" | "sure">;

let innermost: Counting | null = null;

export class Counting {
  private readonly interp: Interp;
  private readonly frame: Frame;
  /** Names of which the loop asks what they are. */
  readonly tested: ReadonlySet<string>;
  private readonly outer: Counting | null = innermost;
  private readonly places = new Map<PyObject | Env, Map<Value, Place>>();
  private certain: number;
  private passes = 0;

  /** Opens it for a loop; `close` ends it. */
  constructor(interp: Interp, frame: Frame, loop: For | While) {
    this.interp = interp;
    this.tested = namesTested(loop);
    this.frame = frame;
    this.certain = interp.conditional;
    innermost = this;
  }

  close(): void {
    innermost = this.outer;
  }

  /** A pass begins. Within one that may not be made, what it does for sure counts as sure. */
  beginPass(): void {
    this.certain = this.interp.conditional;
  }

  afterPass(): void {
    this.passes += 1;
    for (const p of this.all()) {
      if (this.passes === 1) p.perPass = p.perPass === null ? null : p.sum;
      else if (p.perPass !== p.sum) p.perPass = null;
      p.sum = 0;
    }
  }

  /** A pass was left, or not made for sure: nothing is known of how much it added. */
  giveUp(): void {
    for (const p of this.all()) {
      p.perPass = null;
      p.sure = false;
    }
  }

  private *all(): Generator<Place> {
    for (const of of this.places.values()) yield* of.values();
  }

  /** A number was made of what it was; `by`: what was added to it for sure. */
  note(place: Noted, by: number | null): void {
    const of = this.places.get(place.holder) ?? new Map<Value, Place>();
    const p = of.get(place.key) ?? { ...place, perPass: this.passes === 0 ? 0 : null, sum: 0, total: 0, sure: true };
    this.places.set(place.holder, of.set(place.key, p));
    p.site = place.site;
    if (by === null || this.interp.conditional > this.certain) {
      p.perPass = null;
      p.sure = false;
    } else {
      p.sum += by;
      p.total += by;
    }
  }

  /** A place was set to something else. */
  reset(holder: PyObject | Env, key: Value): void {
    const p = this.places.get(holder)?.get(key);
    if (p) {
      p.perPass = null;
      p.sure = false;
    }
    this.outer?.reset(holder, key);
  }

  /** Makes unknown what the passes changed and a further pass may ask for; whether there is any. */
  forget(): boolean {
    let any = false;
    for (const p of this.grown()) {
      if (isBundled(p.holder) || (p.holder === this.frame.env && !this.tested.has(p.key as string))) continue;
      any = true;
      p.set(new Unknown(`'${String(p.key)}' counts the passes of a loop of which only some are run`));
    }
    return any;
  }

  private *grown(): Generator<Place> {
    for (const p of this.all()) {
      if (p.holder instanceof Env && p.holder !== this.frame.env && p.holder !== this.frame.module.globals) continue;
      const now = p.get();
      if (now !== p.first && isNumber(now) && isNumber(p.first)) yield p;
    }
  }

  /** The loop has ended; `times`: how many passes it made in all, if that is known. What an outer loop counts grows by as much. */
  settle(times: number | null): void {
    for (const p of this.all()) {
      if (p.holder instanceof Env) {
        this.tell(p, null);
        continue;
      }
      const by = times === null || p.perPass === null ? null : p.perPass * times;
      if (by !== null && typeof p.first === "number") {
        p.set(p.first + by);
        this.hold(p);
      } else if (isNumber(p.get()) && p.get() !== p.first) p.set(new Unknown(`'${String(p.key)}' counts the passes of a loop whose number is not known`));
      this.tell(p, by);
    }
  }

  /** What a holder refuses to count to (a schedule of so many steps), it refused in one of the passes that were not run. */
  private hold({ holder, site }: Place): void {
    const refuses = isBundled(holder) && site?.node ? (holder as Instance).cls.lookup("_counted") : undefined;
    if (refuses === undefined) return;
    const { interp } = this;
    const outer = interp.site;
    interp.site = site;
    try {
      interp.call(refuses, [holder as Instance], NO_KWARGS, site?.node ?? null);
    } catch (e) {
      if (!(e instanceof PyRaise) || interp.isHandled(e)) throw e;
      interp.trace.problem(e.problem, interp.conditional);
    } finally {
      interp.site = outer;
    }
  }

  /** Every pass was run: an outer loop counts what they added. */
  passOn(): void {
    for (const p of this.all()) this.tell(p, p.sure ? p.total : null);
  }

  private tell(p: Place, by: number | null): void {
    if (this.outer) this.outer.note({ holder: p.holder, key: p.key, get: p.get, set: p.set, site: p.site, first: p.first }, by);
  }
}

function isBundled(holder: PyObject | Env): boolean {
  return holder instanceof Instance && (holder.cls.module?.path?.startsWith("<") ?? false);
}

function isNumber(v: Value): boolean {
  return typeof v === "number" || v instanceof PyFloat || v instanceof SymInt;
}

/** Notes a statement that makes a number of what it was, or sets it anew, before it is carried out. */
export function noteNumber(interp: Interp, s: Stmt, operand: Value, frame: Frame): void {
  if (innermost === null) return;
  if (s.kind === "AugAssign") {
    const place = placeOf(interp, s.target, frame);
    if (place) innermost.note({ ...place, site: interp.site, first: place.get() }, s.op === "+" && typeof operand === "number" ? operand : null);
  } else if (s.kind === "Assign") {
    for (const target of s.targets) {
      if (target.kind !== "Attribute" && target.kind !== "Subscript") continue;
      const place = placeOf(interp, target, frame);
      if (!place) continue;
      if (ownMention(s, target)) innermost.note({ ...place, site: interp.site, first: place.get() }, addedIn(s.value));
      else innermost.reset(place.holder, place.key);
    }
  }
}

const mentions = new WeakMap<Stmt, boolean>();

/** Whether a statement sets an attribute or item to what it makes of it. */
function ownMention(s: Stmt & { kind: "Assign" }, target: Expr): boolean {
  let found = mentions.get(s);
  if (found === undefined) {
    found = false;
    walk(s.value, (n) => {
      if (n.kind === target.kind && spelled(n as Expr) !== null && spelled(n as Expr) === spelled(target)) found = true;
    });
    mentions.set(s, found);
  }
  return found;
}

/** `self.steps` as text; null: it is more than names, attributes and constants. */
function spelled(e: Expr): string | null {
  if (e.kind === "Name") return e.id;
  if (e.kind === "Constant") return JSON.stringify(e.value) ?? null;
  if (e.kind !== "Attribute" && e.kind !== "Subscript") return null;
  const left = spelled(e.value);
  if (left === null) return null;
  if (e.kind === "Attribute") return `${left}.${e.attr}`;
  const right = spelled(e.slice as Expr);
  return right === null ? null : `${left}[${right}]`;
}

/** The number that a sum adds to what stands on its other side; null: it is no such sum. */
function addedIn(e: Expr): number | null {
  if (e.kind !== "BinOp" || e.op !== "+") return null;
  const [by] = [e.right, e.left].flatMap((side) => (side.kind === "Constant" && side.value.type === "int" ? [side.value.value] : []));
  return by ?? null;
}

function placeOf(interp: Interp, target: Expr, frame: Frame): Pick<Place, "holder" | "key" | "get" | "set"> | null {
  if (target.kind === "Name") {
    const holder = frame.globalNames?.has(target.id) ? frame.module.globals : frame.env;
    return { holder, key: target.id, get: () => holder.get(target.id) ?? null, set: (v) => holder.set(target.id, v) };
  }
  if (target.kind !== "Attribute" && target.kind !== "Subscript") return null;
  if (spelled(target) === null) return null;
  try {
    const holder = evaluate(interp, target.value, frame);
    if (target.kind === "Attribute") {
      if (!(holder instanceof Instance)) return null;
      const { attr } = target;
      if (!holder.attrs.has(attr)) return null;
      return { holder, key: attr, get: () => holder.attrs.get(attr) ?? null, set: (v) => holder.attrs.set(attr, v) };
    }
    if (!(holder instanceof PyDict)) return null;
    const key = evaluate(interp, target.slice as Expr, frame);
    if (typeof key !== "string" && typeof key !== "number") return null;
    return { holder, key, get: () => interp.getitem(holder, key, null), set: (v) => interp.setitem(holder, key, v, null) };
  } catch (e) {
    if (!(e instanceof PyRaise)) throw e;
    return null;
  }
}

const testedNames = new WeakMap<For | While, ReadonlySet<string>>();

/** Names that the conditions within a loop speak of. */
function namesTested(loop: For | While): ReadonlySet<string> {
  const known = testedNames.get(loop);
  if (known) return known;
  const found = new Set<string>();
  walk(loop, (n) => {
    if (n.kind === "If" || n.kind === "While" || n.kind === "IfExp" || n.kind === "Assert") walk(n.test, (e) => void (e.kind === "Name" && found.add(e.id)));
  });
  testedNames.set(loop, found);
  return found;
}
