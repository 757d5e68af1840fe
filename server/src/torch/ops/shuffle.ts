/** Rearrangements between channels and space: pixel shuffle, channel shuffle, and their layers. */
import { type Dim, divides, eq, floordiv, gt, mul, print, printShape, product } from "../../dims/index.ts";
import type { Args } from "../args.ts";
import { defineModule, defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { preservedStrides } from "./layout.ts";
import { stridesOf, suggestedFormat } from "./memoryFormat.ts";
import { refuse } from "./poolingWindow.ts";

for (const [name, rule] of [["pixel_shuffle", pixelShuffle], ["pixel_unshuffle", pixelUnshuffle], ["channel_shuffle", channelShuffle]] as const) {
  defineOp({ name, forms: [`torch.${name}`, `torch.nn.functional.${name}`], signature: NATIVE, rule, doc: `torch.nn.functional.${name}` });
}
defineOp({ name: "native_channel_shuffle", forms: ["torch.native_channel_shuffle", "torch.nn.functional.native_channel_shuffle"], signature: NATIVE, rule: channelShuffle });

for (const [name, argument, functional, module] of [
  ["PixelShuffle", "upscale_factor", "pixel_shuffle", "pixelshuffle"],
  ["PixelUnshuffle", "downscale_factor", "pixel_unshuffle", "pixelshuffle"],
  ["ChannelShuffle", "groups", "channel_shuffle", "channelshuffle"],
] as const) {
  defineModule({
    name,
    module: `torch.nn.modules.${module}`,
    init: argument,
    construct: (_c, self, a) => self.set({ [argument]: a.value(argument) }),
    forward: (c, self, a) => c.call(`torch.nn.functional.${functional}`, [a.value("input"), self.get(argument)]),
    doc: `torch.nn.${name}`,
  });
}

/** At least three dimensions, the last of them channels, height and width. */
function image(c: OpContext, x: Tensor, name: string): readonly Dim[] {
  const shape = c.shapeOf(x, ["N", "C", "H", "W"]);
  if (shape.length < 3) {
    c.fail("RuntimeError", `${name} expects input to have at least 3 dimensions, but got input with ${shape.length} dimension(s)`, { rule: "rank", law: () => `${name}: expected at least 3 dimensions, got ${printShape(shape)}` });
  }
  return shape;
}

function pixelShuffle(c: OpContext, a: Args): Tensor {
  const x = a.tensor("input");
  const factor = a.int("upscale_factor");
  const shape = image(c, x, "pixel_shuffle");
  refuse(c, gt(factor, 0), () => `pixel_shuffle expects a positive upscale_factor, but got ${print(factor)}`, "argument-value");
  const [channels, height, width] = shape.slice(-3) as [Dim, Dim, Dim];
  const square = mul(factor, factor);
  const message = (): string => `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${print(channels)} is not divisible by ${print(square)}`;
  refuse(c, divides(square, channels), message, "split-sizes", () => `pixel_shuffle: ${print(channels)} channels of ${printShape(shape)} are not divisible by ${print(square)}`);
  c.explain(() => [`C_out = ${print(channels)}/${print(factor)}² = ${print(floordiv(channels, square))}`, ...scaled({ H: height, W: width }, "·", factor, mul)]);
  const last = [floordiv(channels, square), mul(height, factor), mul(width, factor)];
  if (c.known(eq(product(shape), 0)) === true) return c.tensor([...shape.slice(0, -3), ...last], x.dtype, { device: x.device });
  return rearranged(c, x, shape, last);
}

function pixelUnshuffle(c: OpContext, a: Args): Tensor {
  const x = a.tensor("input");
  const factor = a.int("downscale_factor");
  const shape = image(c, x, "pixel_unshuffle");
  refuse(c, gt(factor, 0), () => `pixel_unshuffle expects a positive downscale_factor, but got ${print(factor)}`, "argument-value");
  const [channels, height, width] = shape.slice(-3) as [Dim, Dim, Dim];
  for (const [name, size, at] of [["height", height, -2], ["width", width, -1]] as const) {
    refuse(c, divides(factor, size), () => `pixel_unshuffle expects ${name} to be divisible by downscale_factor, but input.size(${at})=${print(size)} is not divisible by ${print(factor)}`, "split-sizes");
  }
  if (c.known(eq(product(shape), 0)) === true) return c.tensor(shape, x.dtype, { strides: preservedStrides(c, x), device: x.device });
  c.explain(() => [`C_out = ${print(channels)}·${print(factor)}² = ${print(product([channels, factor, factor]))}`, ...scaled({ H: height, W: width }, "/", factor, floordiv)]);
  return rearranged(c, x, shape, [product([channels, factor, factor]), floordiv(height, factor), floordiv(width, factor)]);
}

/** `H_out = 4·2 = 8` */
function scaled(sizesOf: Readonly<Record<string, Dim>>, sign: string, factor: Dim, by: (size: Dim, factor: Dim) => Dim): readonly string[] {
  return Object.entries(sizesOf).map(([name, size]) => `${name}_out = ${print(size)}${sign}${print(factor)} = ${print(by(size, factor))}`);
}

/** The kernels know channels-last of images, not of volumes. */
function rearranged(c: OpContext, x: Tensor, shape: readonly Dim[], last: readonly Dim[]): Tensor {
  const out = [...shape.slice(0, -3), ...last];
  const format = suggestedFormat(c, shape, x.strides);
  if (shape.length === 5 && format === "channels_last") c.fail("RuntimeError", "Unsupported memory format. Supports only ChannelsLast, Contiguous", { rule: "argument-value" });
  return c.tensor(out, x.dtype, { strides: stridesOf(format, out), device: x.device });
}

function channelShuffle(c: OpContext, a: Args): Tensor {
  const x = a.tensor("input");
  const groups = a.int("groups");
  const shape = c.shapeOf(x, ["N", "C", "H", "W"]);
  if (shape.length <= 2) c.fail("RuntimeError", `channel_shuffle expects input with > 2 dims, but got input with sizes ${sizes(shape)}`, { rule: "rank" });
  refuse(c, gt(groups, 0), () => `Number of groups to divide channels in must be positive. Value of groups:${print(groups)}`, "groups");
  const channels = shape[1] as Dim;
  refuse(c, divides(groups, channels), () => `Number of channels must be divisible by groups. Got ${print(channels)} channels and ${print(groups)} groups.`, "groups");
  if (c.known(eq(product(shape), 0)) === true) return c.tensor(shape, x.dtype, { strides: x.strides, device: x.device });
  return c.tensor(shape, x.dtype, { strides: stridesOf(suggestedFormat(c, shape, x.strides), shape), device: x.device });
}
