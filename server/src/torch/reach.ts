/**
 * What the elements of a tensor of indices reach where they themselves are not known: those that
 * are drawn evenly from a range, or that a loader gathers from all items of a data set.
 */
import { isConst, product } from "../dims/index.ts";
import { Tensor } from "./tensor.ts";

export interface Reach {
  readonly least: number;
  readonly most: number;
  /** Drawn evenly from all of these; else both ends are there in some batch of an epoch. */
  readonly drawn: boolean;
}

/** Operators whose result has the very elements of what it was made of. */
const SAME_ELEMENTS: ReadonlySet<string> = new Set(["view", "view_as", "reshape", "squeeze", "unsqueeze", "permute", "transpose", "t", "movedim", "flatten", "unflatten", "ravel", "contiguous", "clone", "detach", "to", "long", "int", "cuda", "cpu"]);
/** Operators whose result has some of them. */
const SOME_ELEMENTS: ReadonlySet<string> = new Set(["index", "select", "narrow", "slice", "split", "chunk", "unbind"]);

/** Hands down to a new result what its elements reach. */
export function inheritReach(result: Tensor, op: string, from: unknown): void {
  if (result.reach !== null || !(from instanceof Tensor) || from.reach === null || result.data !== null) return;
  if (SAME_ELEMENTS.has(op) || (from.reach.drawn && SOME_ELEMENTS.has(op))) result.reach = result.dtype.category === 1 ? whole(from.reach) : from.reach;
}

/** As a conversion to integers leaves it. */
function whole(reach: Reach): Reach {
  const { least, most } = reach;
  return Number.isInteger(least) && Number.isInteger(most) ? reach : { ...reach, least: Math.trunc(least), most: Math.trunc(most) };
}

/** So unlikely is it that what is called certain does not happen. */
const UNLIKELY = 1e-9;

/** An element that is not within `least` and below `end`: one that is known, or one that is there for sure; undefined: none. */
export function beyond(t: Tensor, least: number, end: number, isExempt: (element: number) => boolean = () => false): number | undefined {
  const isWrong = (x: number): boolean => (x < least || x >= end) && !isExempt(x);
  if (t.data) return t.data.find(isWrong);
  const { reach } = t;
  if (!reach) return undefined;
  if (!reach.drawn) return [reach.most, reach.least].find(isWrong);
  const count = t.shape && product(t.shape);
  if (count === null || !isConst(count)) return undefined;
  const worst = [reach.most, reach.least].find(isWrong);
  const all = reach.most - reach.least + 1;
  const wrong = Math.max(0, reach.most + 1 - Math.max(end, reach.least)) + Math.max(0, Math.min(least, reach.most + 1) - reach.least);
  return (1 - Math.min(wrong, all) / all) ** count < UNLIKELY ? worst : undefined;
}
