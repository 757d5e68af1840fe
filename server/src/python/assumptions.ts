/** What the sides of a fork assumed, to see that values which look different are the same. */
import { type Cond, type Dim, eq, not } from "../dims/index.ts";
import type { Interp } from "./interp.ts";
import { PyTuple, SymBool, SymInt, type Value } from "./values.ts";

export interface Assumptions {
  /** The values of the sides, one a side, those replaced that on their own side equal another side's. */
  reconcile(values: readonly Value[]): readonly Value[];
}

/** Null where no side assumed anything about sizes. */
export function assumptions(interp: Interp, conds: readonly (Cond | null)[]): Assumptions | null {
  if (conds.length < 2 || conds.every((c) => c === null || typeof c === "boolean")) return null;
  return { reconcile: (values) => (values.length === conds.length ? reconciled(interp, values, conds) : values) };
}

function reconciled(interp: Interp, values: readonly Value[], conds: readonly (Cond | null)[]): readonly Value[] {
  const decided = truthOf(values, conds);
  if (decided !== null) return [decided];
  const result = [...values];
  for (let i = 0; i < result.length; i++) {
    const cond = conds[i] ?? null;
    if (cond === null || typeof cond === "boolean") continue;
    for (let j = 0; j < result.length; j++) {
      const [own, other] = [result[i] ?? null, result[j] ?? null];
      if (own === other || !mayBeEqual(own, other)) continue;
      const both = supposing(interp, cond, (equal) => common(other, own, equal));
      if (both === undefined) continue;
      result[i] = both;
      result[j] = both;
    }
  }
  return result;
}

/** True where a condition holds and False where it does not: the condition itself. */
function truthOf(values: readonly Value[], conds: readonly (Cond | null)[]): Value | null {
  const [a, b, more] = values;
  const [c, d] = conds;
  if (more !== undefined || typeof a !== "boolean" || b !== !a) return null;
  if (c === null || d === null || c === undefined || d === undefined || typeof c === "boolean" || not(c) !== d) return null;
  return a ? new SymBool(c) : typeof d === "boolean" ? d : new SymBool(d);
}

function mayBeEqual(a: Value, b: Value): boolean {
  if (isSize(a) && isSize(b)) return true;
  return typeof a === "object" && typeof b === "object" && a !== null && b !== null && a.kind === b.kind && (a instanceof PyTuple || a.reconciledWith !== undefined);
}

/** One value that stands for both, which are equal as far as `equal` says; else undefined. */
function common(a: Value, b: Value, equal: (x: Dim, y: Dim) => boolean): Value | undefined {
  if (a === b) return a;
  if (isSize(a) && isSize(b)) return equal(sizeOf(a), sizeOf(b)) ? a : undefined;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return undefined;
  if (!(a instanceof PyTuple) || !(b instanceof PyTuple)) return a.kind === b.kind ? a.reconciledWith?.(b, equal) : undefined;
  if (a.cls !== b.cls || a.items.length !== b.items.length) return undefined;
  const items = a.items.map((item, i) => common(item, b.items[i] ?? null, equal));
  return items.every((item) => item !== undefined) ? new PyTuple(items, a.cls) : undefined;
}

function isSize(v: Value): v is number | SymInt {
  return v instanceof SymInt || (typeof v === "number" && Number.isSafeInteger(v));
}

function sizeOf(v: number | SymInt): Dim {
  return typeof v === "number" ? v : v.dim;
}

function supposing<T>(interp: Interp, cond: Cond, look: (equal: (x: Dim, y: Dim) => boolean) => T): T {
  const mark = interp.scope.mark();
  interp.scope.assume(cond);
  try {
    return look((x, y) => x === y || interp.scope.decide(eq(x, y)) === "yes");
  } finally {
    interp.scope.undo(mark);
  }
}
