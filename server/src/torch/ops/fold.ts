/** Sliding blocks as columns and back: `F.unfold`, `F.fold` and their layers. */
import { type Cond, type Dim, add, and, divides, eq, floordiv, ge, gt, mul, ne, print, printShape, product, sub } from "../../dims/index.ts";
import type { Value } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineModule, defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { refuse } from "./poolingWindow.ts";
import { checkKernel } from "./promotion.ts";
import { ntuple } from "./python.ts";

defineOp({ name: "unfold", forms: ["torch._C._nn.im2col"], signature: NATIVE, rule: unfold, formula: unfoldFormula });
defineOp({ name: "fold", forms: ["torch._C._nn.col2im"], signature: NATIVE, rule: fold, formula: foldFormula });

const WINDOW = ["kernel_size", "dilation", "padding", "stride"];
defineOp({
  name: "unfold",
  forms: ["torch.nn.functional.unfold"],
  signature: "input, kernel_size, dilation=1, padding=0, stride=1",
  rule: (c, a) => c.call("torch._C._nn.im2col", [a.value("input"), ...WINDOW.map((x) => ntuple(c, a.value(x), 2))]),
  doc: "torch.nn.functional.unfold",
});
defineOp({
  name: "fold",
  forms: ["torch.nn.functional.fold"],
  signature: "input, output_size, kernel_size, dilation=1, padding=0, stride=1",
  rule: (c, a) => c.call("torch._C._nn.col2im", [a.value("input"), ...["output_size", ...WINDOW].map((x) => ntuple(c, a.value(x), 2))]),
  doc: "torch.nn.functional.fold",
});

for (const [name, functional, names, init] of [
  ["Unfold", "unfold", WINDOW, "kernel_size, dilation=1, padding=0, stride=1"],
  ["Fold", "fold", ["output_size", ...WINDOW], "output_size, kernel_size, dilation=1, padding=0, stride=1"],
] as const) {
  defineModule({
    name,
    module: "torch.nn.modules.fold",
    init,
    construct: (_c, self, a) => self.set(Object.fromEntries(names.map((x): [string, Value] => [x, a.value(x)]))),
    forward: (c, self, a) => c.call(`torch.nn.functional.${functional}`, [a.value("input"), ...names.map((x) => self.get(x))]),
    doc: `torch.nn.${name}`,
  });
}

interface Blocks {
  readonly kernel: readonly Dim[];
  readonly dilation: readonly Dim[];
  readonly padding: readonly Dim[];
  readonly stride: readonly Dim[];
}

function readBlocks(c: OpContext, a: Args): Blocks {
  const read = (name: string): readonly Dim[] => pair(c, a, name);
  return { kernel: read("kernel_size"), dilation: read("dilation"), padding: read("padding"), stride: read("stride") };
}

function pair(c: OpContext, a: Args, name: string): readonly Dim[] {
  const ds = a.isSequence(name) ? a.ints(name) : [a.int(name), a.int(name)];
  if (ds.length !== 2) c.fail("RuntimeError", `It is expected ${name} equals to 2, but got size ${ds.length}`, { rule: "argument-value" });
  return ds;
}

/** The parameters, checked in PyTorch's order. */
function checkBlocks(c: OpContext, b: Blocks, order: readonly ("kernel" | "stride" | "padding" | "dilation")[]): void {
  const text = (prefix: string, ds: readonly Dim[]): string => `${prefix}_height: ${print(ds[0] ?? 0)} ${prefix}_width: ${print(ds[1] ?? 0)}`;
  const positive = (ds: readonly Dim[], least: number): Cond => and(...ds.map((d) => ge(d, least)));
  for (const what of order) {
    if (what === "kernel") refuse(c, positive(b.kernel, 1), () => `kernel size should be greater than zero, but got ${text("kernel", b.kernel)}`, "kernel-size");
    if (what === "dilation") refuse(c, positive(b.dilation, 1), () => `dilation should be greater than zero, but got ${text("dilation", b.dilation)}`, "argument-value");
    if (what === "padding") refuse(c, positive(b.padding, 0), () => `padding should be non-negative, but got ${text("pad", b.padding)}`, "argument-value");
    if (what === "stride") refuse(c, positive(b.stride, 1), () => `stride should be greater than zero, but got ${text("stride", b.stride)}`, "argument-value");
  }
}

/** How many blocks fit along each of two dimensions. */
function counts(spatial: readonly Dim[], b: Blocks): readonly Dim[] {
  return spatial.map((size, i) => {
    const extent = add(mul(b.dilation[i] as Dim, sub(b.kernel[i] as Dim, 1)), 1);
    return add(floordiv(sub(add(size, mul(2, b.padding[i] as Dim)), extent), b.stride[i] as Dim), 1);
  });
}

/** `L = ⌊(4 + 2·0 − 1·(2−1) − 1)/1 + 1⌋·⌊…⌋ = 12` */
function blocksFormula(spatial: readonly Dim[], b: Blocks): string {
  const each = spatial.map((size, i) => {
    const [h, p, d, k, s] = [size, b.padding[i], b.dilation[i], b.kernel[i], b.stride[i]].map((x) => print(x ?? 0));
    return `⌊(${h} + 2·${p} − ${d}·(${k}−1) − 1)/${s} + 1⌋`;
  });
  return `L = ${each.join("·")} = ${print(product(counts(spatial, b)))}`;
}

function unfoldFormula(c: OpContext, a: Args): readonly string[] {
  const shape = c.shapeOf(a.tensor("input"));
  const b = readBlocks(c, a);
  const channels = shape.at(-3) as Dim;
  return [blocksFormula(shape.slice(-2), b), `C·kH·kW = ${[channels, ...b.kernel].map(print).join("·")} = ${print(product([channels, ...b.kernel]))}`];
}

function foldFormula(c: OpContext, a: Args): readonly string[] {
  const channels = c.shapeOf(a.tensor("input")).at(-2) as Dim;
  const b = readBlocks(c, a);
  return [blocksFormula(pair(c, a, "output_size"), b), `C = ${print(channels)}/(${b.kernel.map(print).join("·")}) = ${print(floordiv(channels, product(b.kernel)))}`];
}

const shown = (ds: readonly Dim[]): string => `(${ds.map(print).join(", ")})`;

function unfold(c: OpContext, a: Args): Tensor {
  const x = a.tensor("input");
  const b = readBlocks(c, a);
  checkBlocks(c, b, ["kernel", "dilation", "padding", "stride"]);
  const shape = c.shapeOf(x, ["N", "C", "H", "W"]);
  if (shape.length === 0) c.fail("IndexError", "Dimension specified as 1 but tensor has no dimensions", { rule: "rank" });
  wrapDim(c, 1, shape.length);
  if (c.known(eq(shape[1] as Dim, 0)) !== true) wrapDim(c, 2, shape.length);
  const some = shape.slice(shape.length === 4 ? 1 : 0).map((d) => ne(d, 0));
  const message = (): string => `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${sizes(shape)}`;
  if (shape.length !== 3 && shape.length !== 4) c.fail("RuntimeError", message(), { rule: "rank", law: () => `unfold: expected 3 or 4 dimensions, got ${shape.length} in ${printShape(shape)}` });
  refuse(c, and(...some), message, "rank");
  const spatial = shape.slice(-2);
  const blocks = counts(spatial, b);
  refuse(c, and(...blocks.map((d) => ge(d, 1))), () => `Given input with spatial size ${shown(spatial)}, kernel_size=${shown(b.kernel)}, dilation=${shown(b.dilation)}, padding=${shown(b.padding)}, calculated shape of the array of sliding blocks as ${shown(blocks)}, but its components must be at least one.`, "kernel-size");
  checkKernel(c, { name: "im2col_out_cpu", rejects: "int float8_e4m3fn float8_e5m2" }, x.dtype, x.device);
  const channels = shape[shape.length - 3] as Dim;
  return c.tensor([...shape.slice(0, -3), product([channels, ...b.kernel]), product(blocks)], x.dtype, { device: x.device });
}

function fold(c: OpContext, a: Args): Tensor {
  const x = a.tensor("input");
  const output = pair(c, a, "output_size");
  const b = readBlocks(c, a);
  checkBlocks(c, b, ["kernel", "stride", "dilation", "padding"]);
  const shape = c.shapeOf(x, ["N", "C", "L"]);
  const message = (): string => `Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${sizes(shape)}`;
  if (shape.length !== 2 && shape.length !== 3) c.fail("RuntimeError", message(), { rule: "rank" });
  refuse(c, and(...shape.slice(-2).map((d) => ne(d, 0))), message, "rank");
  const at = shape.length - 2;
  const [channels, length] = shape.slice(-2) as [Dim, Dim];
  const area = product(b.kernel);
  refuse(c, divides(area, channels), () => `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${print(channels)} and kernel_size=${shown(b.kernel)}.`, "kernel-size");
  const blocks = counts(output, b);
  const total = product(blocks);
  const given = `Given output_size=${shown(output)}, kernel_size=${shown(b.kernel)}, dilation=${shown(b.dilation)}, padding=${shown(b.padding)}, stride=${shown(b.stride)}`;
  refuse(c, eq(length, total), () => `${given}, expected size of input's dimension 2 to match the calculated number of sliding blocks ${blocks.map(print).join(" * ")} = ${print(total)}, but got input.size(2)=${print(length)}.`, "output-size", () => `fold: ${print(total)} blocks fit the output, ${printShape(shape)} has ${print(length)} (dim ${at + 1})`);
  refuse(c, and(...blocks.map((d) => gt(d, 0))), () => `${given}, calculated shape of the array of sliding blocks as ${shown(blocks)}, which is too small (non-positive)`, "kernel-size");
  refuse(c, and(...output.map((d) => gt(d, 0))), () => `Expected output spatial size to be positive, but got: output_size=${shown(output)}.`, "output-size");
  checkKernel(c, { name: "col2im_out_cpu", rejects: "int float8_e4m3fn float8_e5m2" }, x.dtype, x.device);
  return c.tensor([...shape.slice(0, at), floordiv(channels, area), ...output], x.dtype, { device: x.device });
}
