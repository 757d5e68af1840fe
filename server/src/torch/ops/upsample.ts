/** `F.interpolate`, the kernels under it, and the upsampling layers (https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html). */
import { type Cond, type Dim, add, and, gt, isConst, print, printShape, product } from "../../dims/index.ts";
import { type Value, Alt, Instance, NO_KWARGS, PyList, PyTuple, SymFloat, SymInt, Unknown } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { defineModule, defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { BATCHED } from "./convolution.ts";
import { stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { refuse } from "./poolingWindow.ts";
import { type Kernel, checkKernel } from "./promotion.ts";
import { scaledSize, truncatedProduct } from "./scaledSize.ts";

const SIZED = "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear";
const MODES = "nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact";

defineOp({
  name: "interpolate",
  forms: ["torch.nn.functional.interpolate"],
  signature: "input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False",
  rule: interpolate,
  doc: "torch.nn.functional.interpolate",
});
defineOp({
  name: "upsample",
  forms: ["torch.nn.functional.upsample"],
  signature: "input, size=None, scale_factor=None, mode='nearest', align_corners=None",
  rule: (c, a) => c.call("torch.nn.functional.interpolate", ["input", "size", "scale_factor", "mode", "align_corners"].map((x) => a.value(x))),
  doc: "torch.nn.functional.upsample",
});
defineOp({
  name: "upsample_nearest",
  forms: ["torch.nn.functional.upsample_nearest"],
  signature: "input, size=None, scale_factor=None",
  rule: (c, a) => c.call("torch.nn.functional.interpolate", ["input", "size", "scale_factor"].map((x) => a.value(x)), { mode: "nearest" }),
  doc: "torch.nn.functional.upsample_nearest",
});
defineOp({
  name: "upsample_bilinear",
  forms: ["torch.nn.functional.upsample_bilinear"],
  signature: "input, size=None, scale_factor=None",
  rule: (c, a) => c.call("torch.nn.functional.interpolate", ["input", "size", "scale_factor"].map((x) => a.value(x)), { mode: "bilinear", align_corners: true }),
  doc: "torch.nn.functional.upsample_bilinear",
});

interface Upsampling {
  readonly name: string;
  readonly dims: number;
  readonly kernel: (out: readonly Dim[]) => Kernel;
}

const NOT_FLOAT = "bool int8 int16 int32 int64 unsigned complex float8_e4m3fn float8_e5m2";
/** Small images have a kernel of their own. */
const twoD = (fast: string, general: string) => (out: readonly Dim[]): Kernel => {
  const total = out.reduce(add, 0);
  return { name: isConst(total) && total <= 128 ? fast : general, rejects: NOT_FLOAT };
};
const plain = (name: string, rejects = NOT_FLOAT) => (): Kernel => ({ name, rejects });

const KERNELS: readonly Upsampling[] = [
  ...["upsample_nearest", "_upsample_nearest_exact"].flatMap((name): Upsampling[] => [
    { name: `${name}1d`, dims: 1, kernel: plain("compute_indices_weights_nearest") },
    { name: `${name}2d`, dims: 2, kernel: twoD("upsample_nearest2d_channels_last", "compute_indices_weights_nearest") },
    { name: `${name}3d`, dims: 3, kernel: plain("compute_indices_weights_nearest") },
  ]),
  { name: "upsample_linear1d", dims: 1, kernel: plain("compute_indices_weights_linear", `uint8 ${NOT_FLOAT}`) },
  { name: "upsample_bilinear2d", dims: 2, kernel: twoD("upsample_bilinear2d_channels_last", "compute_indices_weights_linear") },
  { name: "upsample_trilinear3d", dims: 3, kernel: plain("compute_indices_weights_linear", `uint8 ${NOT_FLOAT}`) },
  { name: "upsample_bicubic2d", dims: 2, kernel: plain("compute_indices_weights_cubic") },
  ...["bilinear", "bicubic", "lanczos"].map((name): Upsampling => ({ name: `_upsample_${name}2d_aa`, dims: 2, kernel: plain("compute_index_ranges_weights", `half bfloat16 ${NOT_FLOAT}`) })),
];

for (const k of KERNELS) defineOp({ name: "interpolate", forms: [`torch._C._nn.${k.name}`], signature: NATIVE, rule: (c, a) => upsample(c, a, k) });

function upsample(c: OpContext, a: Args, { dims, kernel }: Upsampling): Tensor {
  const x = a.tensor("input");
  const shape = c.shapeOf(x, BATCHED[dims]);
  const out = outputSize(c, a, shape.slice(2));
  if (out.length !== dims) c.fail("RuntimeError", `It is expected output_size equals to ${dims}, but got size ${out.length}`, { rule: "interpolate-size" });
  if (shape.length !== dims + 2) c.fail("RuntimeError", `It is expected input_size equals to ${dims + 2}, but got size ${shape.length}`, { rule: "rank" });
  const spatial = shape.slice(2);
  const names = ["D", "H", "W"].slice(3 - dims);
  const list = (ds: readonly Dim[]): string => `(${ds.map((d, i) => `${names[i]}: ${print(d)}`).join(", ")})`;
  const positive: Cond = and(...[...spatial, ...out].map((d) => gt(d, 0)));
  refuse(c, positive, () => `Input and output sizes should be greater than 0, but got input ${list(spatial)}${dims === 1 ? " and" : ""} output ${list(out)}`, "interpolate-size", () => `interpolate: ${printShape(shape)} would become ${printShape([...shape.slice(0, 2), ...out])}`);
  refuse(c, gt(product(shape.slice(1)), 0), () => `Non-empty ${dims + 2}D data tensor expected but got a tensor with sizes ${sizes(shape)}`, "rank");
  checkKernel(c, kernel(out), x.dtype, x.device);
  const result = [...shape.slice(0, 2), ...out];
  const factors = a.isNone("output_size") && takes(a, "scale_factors") ? sequence(a.value("scale_factors")) : null;
  c.explain(() => out.map((d, i) => (factors ? `${names[i]}_out = ⌊${print(spatial[i] as Dim)}·${c.interp.str(factors[i] ?? 1)}⌋ = ${print(d)}` : `${names[i]}_out = ${print(d)} (asked for, from ${print(spatial[i] as Dim)})`)));
  return c.tensor(result, x.dtype, { strides: dims === 1 ? undefined : stridesOf(suggestedFormat(c, shape, x.strides), result), device: x.device });
}

/** The size given, or the input's times the factors, cut down to an integer. */
function outputSize(c: OpContext, a: Args, spatial: readonly Dim[]): readonly Dim[] {
  if (!a.isNone("output_size")) return a.ints("output_size");
  const factors = takes(a, "scale_factors") ? sequence(a.value("scale_factors")) : null;
  if (!factors) return c.fail("RuntimeError", "Must specify exactly one of output_size and scale_factors", { rule: "argument-value" });
  return spatial.map((d, i) => scaledSize(c, d, factors[i] ?? 1));
}

function interpolate(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const input = a.value("input");
  const mode = a.value("mode");
  let align = a.value("align_corners");
  if (mode === "nearest" || mode === "area" || mode === "nearest-exact") {
    c.check(align === null || align instanceof Unknown, "ValueError", () => SIZED, { rule: "argument-value" });
    if (c.failure) c.fail("ValueError", SIZED);
  } else align ??= false;
  const [size, factor] = [a.value("size"), a.value("scale_factor")];
  if (input instanceof Tensor && !c.hasShape(input)) c.shapeOf(input, BATCHED[spatialDims(mode, sequence(size) ?? sequence(factor))]);
  const rank = interp.callMethod(input, "dim", [], node);
  if (typeof rank !== "number") return c.giveUp("the rank of the input is not known");
  const dims = rank - 2;
  let output: readonly Value[] | Value = null;
  let factors: readonly Value[] | null = null;
  const given = (): string => interp.str(new PyList([...(sequence(interp.getattr(input, "shape", node)) ?? [])].slice(2)));
  if (size !== null && factor !== null && (size instanceof Unknown || factor instanceof Unknown)) return c.giveUp("which of size and scale_factor is given is not known");
  if (size !== null && factor !== null) c.fail("ValueError", "only one of size or scale_factor should be defined", { rule: "interpolate-size" });
  if (size !== null) {
    const items = sequence(size);
    if (items && items.length !== dims) {
      c.fail(
        "ValueError",
        `Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of ${given()} and output size of ${interp.str(size)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.`,
        { rule: "interpolate-size" },
      );
    }
    if (items?.some((x) => x instanceof Alt)) return c.giveUp("a size that is one of several");
    if (items && !items.every(isInteger)) {
      const types = items.map((x) => `<class '${interp.typeName(x)}'>`).join(", ");
      c.fail("TypeError", `expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], but got size with types [${types}]`, { rule: "argument-type" });
    }
    output = items ? size : new PyList(new Array<Value>(Math.max(0, dims)).fill(size));
  } else if (factor !== null) {
    const items = sequence(factor);
    if (items && items.length !== dims) {
      c.fail(
        "ValueError",
        `Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of ${given()} and scale_factor of shape ${interp.str(factor)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format.`,
        { rule: "interpolate-size" },
      );
    }
    factors = items ?? new Array<Value>(Math.max(0, dims)).fill(factor);
  } else c.fail("ValueError", "either size or scale_factor should be defined", { rule: "interpolate-size" });
  const recompute = a.isNone("recompute_scale_factor") ? false : a.bool("recompute_scale_factor");
  if (recompute && size !== null) c.fail("ValueError", "recompute_scale_factor is not meaningful with an explicit size.", { rule: "interpolate-size" });
  if ((recompute || mode === "area") && output === null && factors) {
    output = new PyList(factors.map((f, i) => truncatedProduct(c, interp.callMethod(input, "size", [i + 2], node), f)));
    factors = null;
  }
  const factorList = factor !== null && factors ? (sequence(factor) ? factor : new PyList([...factors])) : null;
  if (a.bool("antialias") && !(["bilinear", "bicubic", "lanczos"].includes(mode as string) && rank === 4)) {
    c.fail("ValueError", "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input", { rule: "argument-value" });
  }
  return dispatch(c, a, { input, rank, mode, align, output: output as Value, factors: factorList });
}

interface Call {
  readonly input: Value;
  readonly rank: number;
  readonly mode: Value;
  readonly align: Value;
  readonly output: Value;
  readonly factors: Value;
}

const RANKS: Readonly<Record<string, number>> = { linear: 3, bilinear: 4, trilinear: 5 };

function dispatch(c: OpContext, a: Args, { input, rank, mode, align, output, factors }: Call): Value {
  const known = rank >= 3 && rank <= 5;
  const n = rank - 2;
  if (known && (mode === "nearest" || mode === "nearest-exact")) {
    return c.call(`torch._C._nn.${mode === "nearest" ? "upsample_nearest" : "_upsample_nearest_exact"}${n}d`, [input, output, factors]);
  }
  if (known && mode === "area") return c.call(`torch.nn.functional.adaptive_avg_pool${n}d`, [input, output]);
  const wanted = typeof mode === "string" ? RANKS[mode] : undefined;
  if (wanted === rank) {
    const name = mode === "bilinear" && a.bool("antialias") ? "_upsample_bilinear2d_aa" : `upsample_${mode as string}${n}d`;
    return c.call(`torch._C._nn.${name}`, [input, output, align, factors]);
  }
  if (rank === 4 && mode === "bicubic") return c.call(`torch._C._nn.${a.bool("antialias") ? "_upsample_bicubic2d_aa" : "upsample_bicubic2d"}`, [input, output, align, factors]);
  if (rank === 4 && mode === "lanczos") {
    if (c.interp.truth(align)) c.fail("ValueError", "Lanczos mode does not support align_corners=True", { rule: "argument-value" });
    if (!a.bool("antialias")) c.fail("ValueError", "Lanczos mode requires antialias=True", { rule: "argument-value" });
    return c.call("torch._C._nn._upsample_lanczos2d_aa", [input, output, align, factors]);
  }
  if (known && wanted !== undefined) c.fail("NotImplementedError", `Got ${rank}D input, but ${mode as string} mode needs ${wanted}D input`, { rule: "rank" });
  if (mode instanceof Unknown || mode instanceof Alt) return c.giveUp("the interpolation mode is not known");
  return c.fail("NotImplementedError", `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${rank}D) for the modes: ${MODES} (got ${c.interp.str(mode)})`, { rule: known ? "argument-value" : "rank" });
}

/** How many spatial dimensions an input has whose rank is not known yet: those of the mode, or of the sizes given. */
function spatialDims(mode: Value, given: readonly Value[] | null): number {
  if (given) return given.length;
  if (mode === "linear") return 1;
  return mode === "trilinear" ? 3 : 2;
}

function isInteger(v: Value): boolean {
  return typeof v === "number" || typeof v === "boolean" || v instanceof SymInt || v instanceof Unknown || (v instanceof Tensor && v.dtype.category < 2) || (v instanceof Instance && typeof v.primitive === "number");
}

function callBuiltin(c: OpContext, name: string, v: Value): Value {
  return c.interp.call(c.interp.builtins.get(name) ?? null, [v], NO_KWARGS, c.node);
}

// ---------------------------------------------------------------- layers

const MODULE = "torch.nn.modules.upsampling";
const FORWARD = ["size", "scale_factor", "mode", "align_corners"];

function construct(c: OpContext, a: Args): Readonly<Record<string, Value>> {
  const factor = a.value("scale_factor");
  const float = (v: Value): Value => callBuiltin(c, "float", v);
  const kept = factor instanceof PyTuple ? new PyTuple(factor.items.map(float)) : factor instanceof Unknown || factor instanceof SymFloat ? factor : c.interp.truth(factor) === false ? null : float(factor);
  return { size: a.value("size"), scale_factor: kept };
}

defineModule({
  name: "Upsample",
  module: MODULE,
  init: "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None",
  construct: (c, self, a) =>
    self.set({ name: self.self.cls.name, ...construct(c, a), mode: a.value("mode"), align_corners: a.value("align_corners"), recompute_scale_factor: a.value("recompute_scale_factor") }),
  forward: (c, self, a) => c.call("torch.nn.functional.interpolate", [a.value("input"), ...FORWARD.map((x) => self.get(x))], { recompute_scale_factor: self.get("recompute_scale_factor") }),
  doc: "torch.nn.Upsample",
});
for (const [name, mode, align] of [["UpsamplingNearest2d", "nearest", null], ["UpsamplingBilinear2d", "bilinear", true]] as const) {
  defineModule({
    name,
    module: MODULE,
    base: "Upsample",
    init: "size=None, scale_factor=None",
    construct: (c, self, a) => self.set({ name: self.self.cls.name, ...construct(c, a), mode, align_corners: align, recompute_scale_factor: null }),
    doc: `torch.nn.${name}`,
  });
}

