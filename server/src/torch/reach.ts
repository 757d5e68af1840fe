/**
 * What the elements of a tensor of indices reach where they themselves are not known: those that
 * are drawn evenly from a range, or that a loader gathers from all items of a data set.
 */
import { type Dim, add, isConst, product, symbol } from "../dims/index.ts";
import type { Kwargs, Value } from "../python/values.ts";
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

const elements = new WeakMap<Tensor, { readonly reach: Reach; readonly number: Dim }>();

/** The one element of a tensor of integers, of which it is known what it reaches: a number that is the same wherever somebody asks for it. */
export function elementOf(t: Tensor): Dim | undefined {
  if (t.data) return t.data[0];
  const { reach } = t;
  if (!reach || t.dtype.category !== 1) return undefined;
  const known = elements.get(t);
  if (known?.reach === reach) return known.number;
  const number = symbol({ name: "?", min: reach.least, max: reach.most, anonymous: true });
  elements.set(t, { reach, number });
  return number;
}

/** What a number more or less than one element is: `i + 32`. */
export function inheritSum(result: Tensor, op: string, args: readonly Value[], kwargs: Kwargs): void {
  if ((op !== "add" && op !== "sub") || args.length !== 2 || kwargs.size > 0 || result.data !== null || result.shape?.length !== 0 || result.dtype.category !== 1) return;
  const [t, k] = args[0] instanceof Tensor || op === "sub" ? args : [args[1], args[0]];
  if (!(t instanceof Tensor) || typeof k !== "number" || t.shape?.length !== 0 || !t.reach) return;
  const number = elementOf(t);
  if (number === undefined) return;
  const by = op === "add" ? k : -k;
  const reach = { ...t.reach, least: t.reach.least + by, most: t.reach.most + by };
  result.reach = reach;
  elements.set(result, { reach, number: add(number, by) });
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
