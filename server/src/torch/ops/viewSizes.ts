/** Sizes and strides of a view: what -1 stands for, and whether the memory allows it (ATen's infer_size and computeStride). */
import { type Cond, type Dim, divExact, divides, eq, floordiv, ge, gt, isConst, lt, mul, print, printShape, product, symbolsOf } from "../../dims/index.ts";
import { isAnonymous } from "../../python/interp.ts";
import { type Explanation, type OpContext, sizes } from "../op.ts";
import { type Strides, contiguousStrides } from "../tensor.ts";

/**
 * The sizes asked for, -1 put in its place. Sizes that cannot hold the elements
 * are noted as the failure; then -1 stands for what keeps the batch.
 */
export function inferSize(c: OpContext, asked: readonly Dim[], shape: readonly Dim[]): readonly Dim[] {
  const free = freeSize(c, asked);
  const numel = product(shape);
  const given = product(asked.filter((_, i) => i !== free));
  const message = (): string => `shape '${sizes(asked)}' is invalid for input of size ${print(numel)}`;
  const why: Explanation = {
    rule: "view-size",
    law: () => `${c.op}: ${printShape(shape)} has ${count(numel)}, which ${free < 0 ? `${printShape(asked)} with its ${print(given)} cannot hold` : `are no multiple of ${print(given)}, as ${printShape(asked)} needs`}`,
  };
  if (free < 0) {
    const [have, want] = cancel(c, numel, given);
    c.check(eq(have, want), "RuntimeError", message, why);
    return asked;
  }
  if (given === 0) {
    if (c.known(eq(numel, 0)) === true) c.fail("RuntimeError", `cannot reshape tensor of 0 elements into shape ${sizes(asked)} because the unspecified dimension size -1 can be any value and is ambiguous`, why);
    c.check(false, "RuntimeError", message, why);
  }
  const guess = mightBeFree(c, asked[free] as Dim);
  const inferred = given === 0 ? c.freshDim() : rest(c, shape, numel, given, free === 0, (fits) => (guess ? undefined : c.check(fits, "RuntimeError", message, why)));
  // Mended, `x.view(-1, K)` keeps the batch; what follows may have been made for K or for what a sample has.
  if (c.failure && free === 0 && asked.length === 2 && shape.length > 1) return [shape[0] as Dim, c.freshDim(1)];
  return asked.map((d, i) => (i === free ? inferred : d));
}

function count(numel: Dim): string {
  return `${print(numel)} element${numel === 1 ? "" : "s"}`;
}

/** The place of -1, or of the one size that is not known and may be -1; -1 if there is none. */
function freeSize(c: OpContext, asked: readonly Dim[]): number {
  let free = -1;
  asked.forEach((d, i) => {
    if (d === -1) {
      if (free >= 0) c.fail("RuntimeError", "only one dimension can be inferred", { rule: "view-size" });
      free = i;
    } else if (isConst(d) && d < 0) {
      c.fail("RuntimeError", `invalid shape dimension ${d} at index ${i} of shape ${sizes(asked)}`, { rule: "view-size" });
    }
  });
  if (free >= 0) return free;
  const open = asked.flatMap((d, i) => (mightBeFree(c, d) ? [i] : []));
  return open.length === 1 ? (open[0] as number) : -1;
}

function mightBeFree(c: OpContext, d: Dim): boolean {
  if (isConst(d)) return false;
  return c.interp.scope.bounds(d).lo < 0 && [...symbolsOf(d)].some(isAnonymous);
}

/** `numel / given`; `require` is told what must hold for it to be whole. `isBatch`: it stands where the batch does. */
function rest(c: OpContext, shape: readonly Dim[], numel: Dim, given: Dim, isBatch: boolean, require: (fits: Cond) => void): Dim {
  const exact = isConst(numel) && isConst(given) ? (numel % given === 0 ? numel / given : null) : divExact(numel, given);
  if (exact !== null) return exact;
  const [batch, ...others] = shape;
  if (batch === undefined || isConst(batch) || !isInputSize(batch)) {
    require(divides(given, numel));
    return isConst(numel) ? c.freshDim() : floordiv(numel, given);
  }
  // The batch can be of any size: what must hold, must hold for one item.
  const item = product(others);
  const share = divExact(given, batch);
  if (share !== null) {
    require(divides(share, item));
    return floordiv(item, share);
  }
  const several = divExact(given, item);
  if (several !== null) {
    require(divides(several, batch));
    return floordiv(batch, several);
  }
  if (!isBatch || c.known(divides(given, numel)) === true) {
    require(divides(given, numel));
    return floordiv(numel, given);
  }
  require(divides(given, item));
  return isConst(item) && isConst(given) ? batch : mul(batch, floordiv(item, given));
}

/** A size that an input was given a name for. */
function isInputSize(d: Dim): boolean {
  const all = symbolsOf(d);
  return !isConst(d) && all.size === 1 && all.has(d) && !isAnonymous(d);
}

/** Both sides without the symbols that they have in common. */
function cancel(c: OpContext, a: Dim, b: Dim): readonly [Dim, Dim] {
  let x = a;
  let y = b;
  for (const s of symbolsOf(b)) {
    if (c.known(ge(s, 1)) !== true) continue;
    for (;;) {
      const p = isConst(x) ? null : divExact(x, s);
      const q = isConst(y) ? null : divExact(y, s);
      if (p === null || q === null) break;
      x = p;
      y = q;
    }
  }
  return [x, y];
}

/**
 * The strides of a view of other sizes; "copy" where no strides do, null where
 * it depends on sizes or strides that are not known.
 */
export function viewStrides(c: OpContext, shape: readonly Dim[], strides: Strides, to: readonly Dim[]): Strides | "copy" {
  if (strides === undefined || strides === null) return strides;
  if (shape.length === 0) return to.map(() => 1);
  const numel = product(shape);
  const empty = c.known(eq(numel, 0));
  if (empty === undefined) return null;
  if (empty) return shape.length === to.length && shape.every((d, i) => d === to[i]) ? strides : contiguousStrides(to);
  const out: Dim[] = new Array(to.length);
  let at = to.length - 1;
  let base = strides.at(-1) as Dim;
  let have: Dim = 1;
  let used: Dim = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    have = mul(have, shape[d] as Dim);
    if (d > 0) {
      const ends = endsChunk(c, shape[d - 1] as Dim, strides[d - 1] as Dim, mul(have, base));
      if (ends === undefined) return null;
      if (!ends) continue;
    }
    for (; at >= 0; at--) {
      const size = to[at] as Dim;
      const more = size === 1 ? true : isLess(c, used, have);
      if (more === undefined) return null;
      if (!more) break;
      out[at] = mul(used, base);
      used = mul(used, size);
    }
    const same = used === have ? true : c.known(eq(used, have));
    if (same === undefined) return null;
    if (!same) return "copy";
    if (d > 0) {
      base = strides[d - 1] as Dim;
      have = 1;
      used = 1;
    }
  }
  // All elements have their place: what sizes are left are 1, known or not.
  for (; at >= 0; at--) {
    if (isConst(to[at] as Dim) && to[at] !== 1) return "copy";
    out[at] = mul(used, base);
  }
  return out;
}

/** Whether the dimension before is not laid out in one piece with what follows it. */
function endsChunk(c: OpContext, size: Dim, stride: Dim, expected: Dim): boolean | undefined {
  if (size === 1 || stride === expected) return false;
  const same = c.known(eq(stride, expected));
  if (same === true) return false;
  const single = c.known(eq(size, 1));
  if (single === true) return false;
  return same === false && single === false ? true : undefined;
}

function isLess(c: OpContext, a: Dim, b: Dim): boolean | undefined {
  if (a === b) return false;
  const ratio = isConst(a) && isConst(b) ? null : divExact(b, a);
  return ratio === null ? c.known(lt(a, b)) : c.known(gt(ratio, 1));
}
