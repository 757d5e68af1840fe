/** Views that tear items or dimensions apart: they keep the order of the elements, which a change of dimensions does not. */
import { type Dim, isConst, print, printShape, product, sub, symbolsOf } from "../../dims/index.ts";
import { isAnonymous } from "../../python/interp.ts";
import type { Node } from "../../syntax/ast.ts";
import type { OpContext } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { movedChannels } from "../../python/suspicion.ts";
import { here, isInForward, sourceOf, suspect } from "./suspect.ts";

type Shape = readonly Dim[];

/** Warns of a view that cannot be meant. `asked`: the sizes as they are written, -1 included. */
export function checkView(c: OpContext, t: Tensor, shape: Shape, asked: Shape, to: Shape): void {
  if (!c.interp.recording || c.failure || t.isParameter || shape.length < 3) return;
  if (asked.length === 2 && asked[0] === -1) checkFold(c, shape, to);
  else if (shape.length === to.length) checkSwap(c, t, shape, to);
  else if (to.length >= 3) checkMix(c, t, shape, to);
}

/** `view(-1, K)` where K is neither an item's elements nor a group of its last dimensions. */
function checkFold(c: OpContext, shape: Shape, to: Shape): void {
  const [rows, width] = to;
  const item = product(shape.slice(1));
  if (width === undefined || !isConst(width) || !isConst(item) || width === item || width <= 1) return;
  let suffix = 1;
  for (let i = shape.length - 1; i > 0; i--) {
    const size = shape[i] as number;
    if (width === suffix * size) return;
    if (width < suffix * size) {
      const isGroup = width % suffix === 0 && (suffix * size) % width === 0;
      // Heads of the last dimension, or neighbours in a sequence, may be meant; channels of an image may not.
      if (isGroup && (i === shape.length - 1 || shape.length !== 4)) return;
      break;
    }
    suffix *= size;
  }
  if (width > item && shape.length !== 4) return;
  suspect(c.interp, here(c.interp, c.node), {
    rule: "batch-folded",
    law: `${c.op}: ${printShape(shape)} has ${item} elements an item, so that rows of ${width} make ${printShape([rows as Dim, width])}: a row is no longer an item of the batch`,
    reason: `each item's elements are torn apart: flatten(1) gives rows of ${item}`,
    subjects: c.subjects,
  });
}

/** The same sizes in another order: (N, H, W, C) viewed as (N, C, H, W). */
function checkSwap(c: OpContext, t: Tensor, shape: Shape, to: Shape): void {
  const from = shape.filter((d) => d !== 1);
  const into = to.filter((d) => d !== 1);
  if (from.length !== into.length || from.every((d, i) => d === into[i])) return;
  const left = [...into];
  for (const d of from) {
    const at = left.indexOf(d);
    if (at < 0) return;
    left.splice(at, 1);
  }
  const moved = from.filter((d, i) => d !== into[i]);
  if (moved.some((d) => [...symbolsOf(d)].some(isAnonymous)) || (isRefinement(from, into) && !isClips(shape, to) && !movedChannels(shape, to))) return;
  // Relative positions are shifted by viewing (q, k + 1) as (k + 1, q).
  if (moved.some((d) => moved.some((e) => d !== e && isShift(d, e))) || FILLED.has(sourceOf(t, PARTS).from?.op ?? "")) return;
  const shifted = shiftOf(t, to);
  if (shifted !== null) {
    c.interp.trace.forgetProblems(0, (p) => p.rule === "view-swaps-dims" && p.node === shifted);
    return;
  }
  const isPicture = isImages(shape, to) || isClips(shape, to) || movedChannels(shape, to) !== null;
  if (!isPicture && !isInForward(c.interp.site)) return;
  if (isInForward(c.interp.site) && MADE.has(t.from?.op ?? "") && isInForward(t.from?.site ?? null)) return;
  const order = movedChannels(shape, to) ?? permutation(shape, to);
  suspect(c.interp, here(c.interp, c.node), {
    rule: "view-swaps-dims",
    law: `${c.op}: ${printShape(shape)} as ${printShape(to)} keeps the elements in their order and so mixes the dimensions`,
    reason: `to move dimensions use ${order ? `permute(${order.join(", ")})` : "permute or transpose"}`,
    subjects: c.subjects,
  });
}

/** Positions are shifted as well by viewing (q, k) as (k, q), leaving out its first row, and viewing what is left as (q, k - 1): the view that this one turns back; null: none. */
function shiftOf(t: Tensor, to: Shape): Node | null {
  const rest = t.from;
  const view = rest !== null && ROWS.has(rest.op) ? rest.inputs[0]?.from : null;
  if (!view || !VIEWS.has(view.op)) return null;
  const before = view.inputs[0]?.shape;
  const changed = before?.filter((d, i) => d !== to[i]) ?? [];
  return before?.length === to.length && changed.length === 1 ? view.node : null;
}

/** (N, H, W, C) as (N, C, H, W). */
function isImages(shape: Shape, to: Shape): boolean {
  return shape.length === 4 && to[0] === shape[0] && to[1] === shape[3] && to[2] === shape[1] && to[3] === shape[2];
}

/** (N, T, C, H, W) as (N, C, T, H, W), where C is grey or colour. */
function isClips(shape: Shape, to: Shape): boolean {
  return shape.length === 5 && [1, 3].includes(shape[2] as number) && to[1] === shape[2] && to[2] === shape[1] && [0, 3, 4].every((i) => to[i] === shape[i]);
}

/** Heads split off before the dimensions are moved: (N, T, C) viewed as (N, heads, T, C // heads), or back. */
function checkMix(c: OpContext, t: Tensor, shape: Shape, to: Shape): void {
  if (!isInForward(c.interp.site) || MADE.has(t.from?.op ?? "") || FILLED.has(sourceOf(t, PARTS).from?.op ?? "")) return;
  if ([...shape, ...to].some((d) => [...symbolsOf(d)].some(isAnonymous)) || isRefinement(shape, to)) return;
  const before = (ds: Shape, i: number): Dim => product(ds.slice(0, i));
  const moved = shape.filter((d, i) => d !== 1 && to.includes(d) && !to.some((e, j) => e === d && before(to, j) === before(shape, i)));
  if (moved.length !== 1) return;
  // What does not move must make up what does not move: only then are the same dimensions meant.
  const rest = (ds: Shape): Dim => product(ds.filter((d) => d !== moved[0]));
  if (shape[0] !== to[0] || shape.filter((d) => d === moved[0]).length !== 1 || to.filter((d) => d === moved[0]).length !== 1 || rest(shape) !== rest(to)) return;
  suspect(c.interp, here(c.interp, c.node), {
    rule: "view-swaps-dims",
    law: `${c.op}: ${printShape(shape)} as ${printShape(to)} moves ${String(print(moved[0] as Dim))} past another dimension, which a view cannot: it keeps the elements in their order`,
    reason: to.length > shape.length ? "split the dimension where it stands, then transpose" : "transpose back first, then merge",
    subjects: c.subjects,
  });
}

/** Whether merging and splitting neighbours leads from one to the other, as where 8·8 and 64 stand side by side. */
function isRefinement(from: Shape, into: Shape): boolean {
  const a = [...from];
  const b = [...into];
  while (a.length > 0 && b.length > 0) {
    const x = a.pop() as Dim;
    const y = b.pop() as Dim;
    if (x === y) continue;
    if (!isConst(x) || !isConst(y)) return false;
    if (x > y && x % y === 0) a.push(x / y);
    else if (y > x && y % x === 0) b.push(y / x);
    else return false;
  }
  return true;
}

function isShift(a: Dim, b: Dim): boolean {
  const d = sub(a, b);
  return d === 1 || d === -1;
}

/** Where each dimension comes from, if that is certain. */
function permutation(shape: Shape, to: Shape): readonly number[] | null {
  if (new Set(shape).size === shape.length) return to.map((d) => shape.indexOf(d));
  return shape.length === 4 && to[0] === shape[0] && to[1] === shape[3] ? [0, 3, 1, 2] : null;
}

const PARTS: ReadonlySet<string> = new Set(["view", "reshape", "index", "narrow", "getitem", "slice"]);
const VIEWS: ReadonlySet<string> = new Set(["view", "reshape"]);
const ROWS: ReadonlySet<string> = new Set(["index", "narrow", "getitem", "slice"]);
/** Padding that a shift takes away again. */
const FILLED: ReadonlySet<string> = new Set(["cat", "pad", "constant_pad_nd"]);
/** Elements that have no order. */
const MADE: ReadonlySet<string> = new Set(["randn", "rand", "zeros", "ones", "empty", "full", "arange", "randint", "randn_like", "zeros_like", "ones_like"]);
