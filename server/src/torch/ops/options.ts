/** The arguments that all creation functions share: dtype, device, memory_format, requires_grad. */
import { type Dim, isConst } from "../../dims/index.ts";
import { Alt, SymInt, Unknown, type Value } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { Device, Enumerator, deviceError } from "../device.ts";
import type { DType } from "../dtype.ts";
import { takes } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import type { Strides, Tensor } from "../tensor.ts";
import { channelsLastStrides } from "./memoryFormat.ts";
import { outOf, write } from "./pointwise.ts";
import { type Kernel, checkKernel } from "./promotion.ts";

/** The device given, as text; null: none was. */
export function deviceArgument(c: OpContext, v: Value): string | null {
  if (v === null) return null;
  if (v instanceof Device) return v.text;
  if (typeof v === "number") return v < 0 ? c.fail("RuntimeError", "Device index must not be negative", { rule: "argument-value" }) : `cuda:${v}`;
  if (typeof v === "string") return parseDevice(c, v).text;
  if (v instanceof Unknown || v instanceof Alt || v instanceof SymInt) return "?";
  return c.giveUp("the device is not known");
}

/** A device by its name; raises PyTorch's error for a name that is none. */
export function parseDevice(c: OpContext, text: string): Device {
  return Device.parse(text) ?? c.fail("RuntimeError", deviceError(text) ?? "", { rule: "argument-value" });
}

/** The name of the memory format given, `contiguous_format`; null: none. */
export function formatArgument(c: OpContext, a: Args): string | null {
  if (!takes(a, "memory_format") || !a.has("memory_format")) return null;
  const v = a.value("memory_format");
  if (v === null) return null;
  return v instanceof Enumerator ? v.name : c.giveUp("the memory format is not known");
}

/** The strides of a new tensor in a memory format; raises where its rank does not fit. `preserve`: those to keep. */
export function formatStrides(c: OpContext, shape: readonly Dim[], format: string | null, preserve: () => Strides): Strides {
  switch (format) {
    case null:
    case "preserve_format":
      return preserve();
    case "channels_last":
    case "channels_last_3d": {
      const rank = format === "channels_last" ? 4 : 5;
      if (shape.length !== rank) c.fail("RuntimeError", `required rank ${rank} tensor to use ${format} format`, { rule: "rank" });
      return channelsLastStrides(shape);
    }
    default:
      return undefined;
  }
}

/** What a creation function makes, with the arguments all of them take. */
export interface Creation {
  readonly dtype: DType;
  readonly device?: string;
  readonly strides?: Strides;
  readonly data?: readonly number[] | null;
  /** Fills the elements, if there are any. */
  readonly kernel?: Kernel;
}

export function create(c: OpContext, a: Args, shape: readonly Dim[], made: Creation): Tensor {
  const device = (takes(a, "device") ? deviceArgument(c, a.value("device")) : null) ?? made.device ?? "cpu";
  if (made.kernel && !shape.includes(0)) checkKernel(c, made.kernel, made.dtype, device);
  const out = c.tensor(shape, made.dtype, { strides: made.strides, device, data: made.data ?? null });
  return finish(c, a, out);
}

/** Applies `requires_grad` and `out`. */
export function finish(c: OpContext, a: Args, t: Tensor): Tensor {
  if (a.value("requires_grad") === true) {
    if (t.dtype.category < 2) c.fail("RuntimeError", "Only Tensors of floating point and complex dtype can require gradients", { rule: "dtype" });
    t.requiresGrad = true;
  }
  return takes(a, "out") ? write(c, outOf(a), t) : t;
}

/** Raises for a size below 0. */
export function checkSizes(c: OpContext, shape: readonly Dim[]): readonly Dim[] {
  const negative = shape.find((d) => isConst(d) && d < 0);
  if (negative !== undefined) c.fail("RuntimeError", `Trying to create tensor with negative dimension ${String(negative)}: ${sizes(shape)}`, { rule: "argument-value" });
  return shape;
}
