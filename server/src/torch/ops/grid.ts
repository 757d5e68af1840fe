/** Sampling at the points of a grid, and grids from affine matrices. */
import { type Cond, type Dim, and, eq, ge, gt, print, printShape, product } from "../../dims/index.ts";
import { PySlice, Unknown, type Value } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, sizeRepr, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { refuse } from "./poolingWindow.ts";
import { checkKernel } from "./promotion.ts";
import { holds } from "./python.ts";
import { scalarTypeName } from "./scalarTypes.ts";

for (const name of ["grid_sampler", "grid_sampler_2d", "grid_sampler_3d"]) defineOp({ name: "grid_sample", forms: [`torch.${name}`], signature: NATIVE, rule: gridSampler });
defineOp({ name: "affine_grid", forms: ["torch.affine_grid_generator"], signature: NATIVE, rule: affineGridGenerator });
defineOp({
  name: "grid_sample",
  forms: ["torch.nn.functional.grid_sample"],
  signature: "input, grid, mode='bilinear', padding_mode='zeros', align_corners=None",
  rule: (c, a) => {
    const mode = choice(["bilinear", "nearest", "bicubic"], a.value("mode"));
    if (mode < 0) c.fail("ValueError", `nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '${c.interp.str(a.value("mode"))}'`, { rule: "argument-value" });
    const padding = choice(["zeros", "border", "reflection"], a.value("padding_mode"));
    if (padding < 0) c.fail("ValueError", `nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: '${c.interp.str(a.value("padding_mode"))}'`, { rule: "argument-value" });
    return c.call("torch.grid_sampler", [a.value("input"), a.value("grid"), mode, padding, aligned(c, a)]);
  },
  doc: "torch.nn.functional.grid_sample",
});
defineOp({ name: "affine_grid", forms: ["torch.nn.functional.affine_grid"], signature: "theta, size, align_corners=None", rule: affineGrid, doc: "torch.nn.functional.affine_grid" });

/** Where a choice stands among those that there are; one that is not known is any of them, the first say. */
function choice(all: readonly string[], v: Value): number {
  return v instanceof Unknown ? 0 : all.indexOf(typeof v === "string" ? v : "");
}

const CHANGED = "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify align_corners=True if the old behavior is desired. See the documentation of grid_sample for details.";

function aligned(c: OpContext, a: Args): Value {
  if (!a.isNone("align_corners")) return a.value("align_corners");
  c.interp.warnUser(CHANGED, c.node, { rule: "argument-value" });
  return false;
}

function gridSampler(c: OpContext, a: Args): Tensor {
  const [x, grid] = [a.tensor("input"), a.tensor("grid")];
  const shape = c.shapeOf(x, grid.shape?.length === 5 ? ["N", "C", "D", "H", "W"] : ["N", "C", "H", "W"]);
  const points = c.shapeOf(grid, shape.length === 5 ? ["N", "D", "H", "W", "xyz"] : ["N", "H", "W", "xy"]);
  for (const s of [shape, points]) if (s.length === 0) c.fail("IndexError", "Dimension specified as 0 but tensor has no dimensions", { rule: "rank" });
  const both = `input with sizes ${sizes(shape)} and grid with sizes ${sizes(points)}`;
  const n = shape.length - 2;
  const law = (): string => `grid_sample: ${printShape(shape)} cannot be sampled at ${printShape(points)}`;
  c.check(eq(shape[0] as Dim, points[0] as Dim), "RuntimeError", () => `grid_sampler(): expected grid and input to have same batch size, but got ${both}`, { rule: "broadcast", law, subjects: [x, grid] });
  c.check(eq(points.at(-1) as Dim, n), "RuntimeError", () => `grid_sampler(): expected grid to have size ${n} in last dimension, but got grid with sizes ${sizes(points)}`, { rule: "argument-value", law, subjects: [grid] });
  shape.slice(2).forEach((d, i) => refuse(c, gt(d, 0), () => `grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes ${sizes(shape)} with dimension ${i + 2} being empty`, "rank"));
  const wanted = shape.length === 4 ? 4 : 5;
  if (shape.length !== wanted || points.length !== wanted) c.fail("RuntimeError", `grid_sampler(): expected ${wanted}D input and grid with same number of dimensions, but got ${both}`, { rule: "rank", law });
  c.check(wanted === 4 || a.int("interpolation_mode") !== 2, "RuntimeError", () => "grid_sampler(): bicubic interpolation only supports 4D input", { rule: "rank" });
  checkKernel(c, { name: wanted === 4 ? "grid_sampler_2d_cpu_kernel_impl" : "grid_sampler3d_cpu", rejects: "bool int complex float8_e4m3fn float8_e5m2" }, x.dtype, x.device);
  c.check(x.dtype === grid.dtype, "RuntimeError", () => `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(grid.dtype)}`, { rule: "dtype" });
  return c.tensor([shape[0] as Dim, shape[1] as Dim, ...points.slice(1, -1)], x.dtype, { device: x.device });
}

function affineGrid(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const [theta, size] = [a.value("theta"), a.value("size")];
  const align = aligned(c, a);
  if (!interp.truth(interp.callMethod(theta, "is_floating_point", [], node))) c.fail("ValueError", `Expected theta to have floating point type, but got ${interp.str(interp.getattr(theta, "dtype", node))}`, { rule: "dtype" });
  const count = interp.len(size, node);
  if (typeof count !== "number") return c.giveUp("the size is not known");
  if (count !== 4 && count !== 5) {
    c.fail("NotImplementedError", `affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size ${interp.str(size)}.`, { rule: "argument-value" });
  }
  const n = count - 2;
  const t = theta instanceof Tensor ? c.shapeOf(theta, ["N", "rows", "columns"]) : c.giveUp("theta is not known");
  const fits: Cond = t.length === 3 && and(eq(t[1] as Dim, n), eq(t[2] as Dim, n + 1));
  const message = (): string => `Expected a batch of ${n}D affine matrices of shape Nx${n}x${n + 1} for size ${interp.str(size)}. Got ${sizeRepr(t)}.`;
  if (c.known(fits) === false) c.fail("ValueError", message(), { rule: "argument-value" });
  c.check(fits, "ValueError", message, { rule: "argument-value" });
  const least = (v: Value): Value => interp.call(interp.builtins.get("min") ?? null, [v], new Map(), node);
  const unit = interp.truth(align) && holds(c, "==", least(interp.getitem(size, new PySlice(-n, null, null), node)), 1) === true;
  if (!unit && c.known(holds(c, "<=", least(size), 0)) === true) c.fail("ValueError", `Expected non-zero, positive output size. Got ${interp.str(size)}`, { rule: "output-size" });
  return c.call("torch.affine_grid_generator", [theta, size, align]);
}

function affineGridGenerator(c: OpContext, a: Args): Tensor {
  const theta = a.tensor("theta");
  const size = a.ints("size");
  const t = c.shapeOf(theta, ["N", "rows", "columns"]);
  if (size.length !== 4 && size.length !== 5) c.fail("RuntimeError", "AffineGridGenerator needs 4d (spatial) or 5d (volumetric) inputs.", { rule: "argument-value" });
  const n = size.length - 2;
  const [batch, points] = [size[0] as Dim, size.slice(2)];
  const base = [batch, ...points, n + 1];
  for (const d of base) refuse(c, ge(d, 0), () => `Trying to create tensor with negative dimension ${print(d)}: ${sizes(base)}`, "output-size");
  // An axis with a single point, or none, has the one coordinate 0, made by a kernel of its own; the last axis comes first.
  const single = (points: readonly Dim[]): boolean => points.some((d) => d === 0 || d === 1);
  if ((theta.dtype.bits === 16 && theta.dtype.category === 2 && single(points)) || (theta.dtype.category === 0 && single(points.slice(-1)))) c.fail("NotImplementedError", `"tensor_cpu" not implemented for '${scalarTypeName(theta.dtype)}'`, { rule: "dtype" });
  checkKernel(c, { name: "linspace_cpu", rejects: "bool" }, theta.dtype, theta.device);
  if (t.length < 3) c.fail("IndexError", `Dimension out of range (expected to be in range of [${-Math.max(t.length, 1)}, ${Math.max(t.length, 1) - 1}], but got ${t.length === 2 ? 2 : 1})`, { rule: "rank" });
  const rank = t.length;
  c.check(rank === 3, "RuntimeError", () => "batch2 must be a 3D tensor", { rule: "rank" });
  const message = (): string => `Expected size for first two dimensions of batch2 tensor to be: [${print(batch)}, ${n + 1}] but got: [${print(t[0] as Dim)}, ${print(t[2] ?? n + 1)}].`;
  c.check(and(eq(t[0] as Dim, batch), eq(t[2] ?? n + 1, n + 1)), "RuntimeError", message, { rule: "broadcast", law: () => `affine_grid: ${print(batch)} grids from ${printShape(t)}` });
  const count = product([batch, ...points, t[1] ?? n]);
  refuse(c, eq(t[1] ?? n, n), () => `shape '${sizes([batch, ...points, n])}' is invalid for input of size ${print(count)}`, "view-size");
  return c.tensor([batch, ...points, n], theta.dtype, { device: theta.device });
}
