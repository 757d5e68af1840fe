/** `Tensor.dim_order`: dimensions from the slowest to the fastest, found as PyTorch's Python code finds them. */
import { isConst } from "../../dims/index.ts";
import { type Value, PyList, PyTuple } from "../../python/values.ts";
import { defineOp } from "../define.ts";
import { Enumerator } from "../device.ts";
import type { OpContext } from "../op.ts";
import { type Tensor, contiguousStrides } from "../tensor.ts";
import { isContiguous } from "./layout.ts";
import { isChannelsLast } from "./memoryFormat.ts";

defineOp({
  name: "dim_order",
  forms: [{ names: ["Tensor.dim_order"], python: true }],
  signature: "input, *, ambiguity_check=False",
  rule: (c, a) => {
    const t = a.tensor("input");
    const shape = c.shapeOf(t);
    const check = a.value("ambiguity_check");
    const formats = formatsOf(c, check);
    // What may lie channels last as well may be told in another order.
    const isNatural = t.strides === undefined && (shape.length !== 4 || isChannelsLast(c, shape, contiguousStrides(shape)) === false);
    if (isNatural && check === false && !shape.every(isConst)) return new PyTuple(shape.map((_, i) => i));
    const strides = t.strides === undefined ? contiguousStrides(shape) : t.strides;
    if (!strides || !strides.every(isConst) || !shape.every(isConst)) return c.giveUp("the order of the strides is not known");
    const layout: Layout = { shape: shape as readonly number[], strides: strides as readonly number[] };
    if (check !== false && isAmbiguous(layout) && formats.filter((format) => isOf(c, t, layout, format)).length !== 1) {
      c.fail("RuntimeError", "The tensor does not have unique dim order, or cannot map to exact one of the given memory formats.", { rule: "argument-value" });
    }
    const { order, raises } = dimOrder(c, layout, check === true || formats.length > 0);
    if (raises) c.fail("RuntimeError", "The tensor does not have unique dim order.", { rule: "argument-value" });
    return new PyTuple(order);
  },
});

interface Layout {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** The memory formats that are asked for. */
function formatsOf(c: OpContext, check: Value): readonly string[] {
  if (typeof check === "boolean") return [];
  const formats = check instanceof PyList ? check.items.map((v) => (v instanceof Enumerator ? v.name : null)) : [null];
  return formats.map((format) => format ?? c.fail("TypeError", "The ambiguity_check argument must be a bool or a list of memory formats.", { rule: "argument-type" }));
}

/** Dimensions that may change places: of one element, or of neighbours' strides. */
function isAmbiguous({ shape, strides }: Layout): boolean {
  return shape.includes(1) || strides.some((s, i) => i > 0 && s === strides[i - 1]);
}

function isOf(c: OpContext, t: Tensor, { shape, strides }: Layout, format: string): boolean {
  if (!format.startsWith("channels_last")) return isContiguous(c, shape, t.strides) === true;
  return shape.length === (format === "channels_last" ? 4 : 5) && isChannelsLast(c, shape, strides) === true;
}

function dimOrder(c: OpContext, layout: Layout, checks: boolean): { readonly order: readonly number[]; readonly raises: boolean } {
  const { shape, strides } = layout;
  const natural = shape.map((_, i) => i);
  if (shape.length < 2) return { order: natural, raises: false };
  const contiguous = isContiguous(c, shape, strides) === true || shape.reduce((n, d) => n * d, 1) < 2;
  const last = shape.length === 4 && isChannelsLast(c, shape, strides) === true;
  if (contiguous && !last) return { order: natural, raises: false };
  if (last && !contiguous) return { order: [0, 2, 3, 1], raises: false };
  const order = natural.toReversed();
  for (let i = 1; i < order.length; i++) {
    let moved = i;
    for (let k = i - 1; k >= 0; k--) {
      const [a, b] = [order[k] as number, order[moved] as number];
      const comparison = compare(layout, a, b);
      if (comparison < 0) break;
      if (comparison > 0) {
        [order[k], order[moved]] = [b, a];
        moved = k;
      }
    }
  }
  const raises = checks && order.some((d, i) => i > 0 && compare(layout, order[i - 1] as number, d) !== -1);
  return { order: order.toReversed(), raises };
}

/** 1: the first dimension comes after the second one. 0: neither before the other. */
function compare({ shape, strides }: Layout, a: number, b: number): -1 | 0 | 1 {
  const [x, y] = [strides[a] as number, strides[b] as number];
  if (x === 0 || y === 0) return 0;
  if (x === y) return atLeast(shape[b] as number, shape[a] as number) ? 0 : 1;
  if (atLeast(y, x)) return -1;
  return atLeast(x, y) ? 1 : 0;
}

/** What does not divide by the other, and is less, is less; 0 is less than nothing. */
function atLeast(a: number, b: number): boolean {
  if (b === 0) return true;
  return a !== 0 && (a >= b || a % b === 0);
}
