/** Conditions that hold for pictures alone that nobody has: of a row or two, wider than any, or as many as a layer has features. PyTorch runs these, so they are no errors. */
import { type Cond, type Constraint, type Dim, type Expr, asSymbol, eq, ge, isConst, le, symbolsOf } from "../dims/index.ts";
import { type Interp, isAnonymous } from "../python/interp.ts";
import { Unknown } from "../python/values.ts";
import { ShapeVar } from "./tensor.ts";

/** Pictures of so many rows are tiny. */
const MOST_TINY = 4;
/** A batch that nobody writes into a model. */
const SOME_BATCH = 7;
/** No picture is as wide. */
const HUGE = 8000;

/**
 * Whether two sizes fit for odd pictures alone. Where both hang on the same side of a picture, that is a tiny one: in `x + conv(x)`,
 * where the convolution makes one row fewer, two rows fit, since the one that is left is repeated. Where one hangs on the sides
 * of a picture, it is a huge one: `fc(pool(x))` without flattening takes the width for the channels.
 */
export function isOfOddInputs(interp: Interp, cond: Cond, [a, b]: readonly [Dim, Dim]): boolean {
  if (typeof cond === "boolean" || !interp.failsForSure("RuntimeError")) return false;
  if (anonymousIn(a) || anonymousIn(b)) return false;
  const [left, right] = [sizesOfInputs(a), sizesOfInputs(b)];
  const shared = left.filter((s) => right.includes(s));
  if (shared.length > 0) return shared.every(isOfPicture) && isRefuted(interp, cond, shared.map((s) => ge(s, MOST_TINY + 1)));
  const wide = isConst(b) ? left : isConst(a) ? right : [];
  return wide.length > 0 && wide.every(isOfPicture) && isRefuted(interp, cond, wide.map((s) => le(s, HUGE)));
}

/** Whether a layer takes for its features how many pictures there are, so that only one batch fits: `fc(x.view(-1, x.size(0)))`. */
export function isBatchForFeatures({ scope }: Interp, [features, expected]: readonly [Dim, Dim]): boolean {
  if (isConst(features) || !isConst(expected) || !isBatch(features)) return false;
  const before = scope.mark();
  const isOpen = scope.assume(eq(features, SOME_BATCH)) !== "no";
  scope.undo(before);
  return isOpen;
}

/** Whether a condition cannot hold where others do, which may. */
function isRefuted({ scope }: Interp, cond: Constraint, others: readonly Cond[]): boolean {
  const before = scope.mark();
  const fit = others.every((c) => scope.assume(c) !== "no");
  const verdict = fit ? scope.decide(cond) : "unknown";
  scope.undo(before);
  return verdict === "no";
}

/** The sizes of inputs that a size hangs on: no arguments. */
function sizesOfInputs(d: Dim): readonly Expr[] {
  return isConst(d) ? [] : [...symbolsOf(d)].filter((s) => !(asSymbol(s)?.info.origin instanceof Unknown));
}

function anonymousIn(d: Dim): boolean {
  return !isConst(d) && [...symbolsOf(d)].some(isAnonymous);
}

/** Whether a size is the number of pictures in a batch, which stands first. */
function isBatch(s: Expr): boolean {
  const origin = asSymbol(s)?.info.origin;
  return origin instanceof ShapeVar && origin.dims !== null && origin.dims.length >= 4 && origin.dims[0] === s;
}

/** Whether a size is a height or width of pictures, which stand last. */
function isOfPicture(s: Expr): boolean {
  const origin = asSymbol(s)?.info.origin;
  return origin instanceof ShapeVar && origin.dims !== null && origin.dims.length >= 4 && origin.dims.slice(-2).includes(s);
}
