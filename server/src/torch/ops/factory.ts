/** How layers make their parameters: `Parameter(torch.empty(size, device=device, dtype=dtype))`. */
import type { Dim } from "../../dims/index.ts";
import type { Kwargs, Value } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { floatDefault } from "../defaultType.ts";
import type { ModuleBuilder } from "../define.ts";
import type { DType } from "../dtype.ts";
import type { OpContext } from "../op.ts";
import { lazyParameter } from "./lazy.ts";
import { deviceArgument } from "./options.ts";
import { parameterShape } from "./python.ts";

/** Registers a parameter of the size that a layer's arguments give. */
export function emptyParameter(c: OpContext, self: ModuleBuilder, a: Args, name: string, size: readonly Value[] | Value): void {
  const shape = parameterShape(c, size, factoryArguments(a));
  deviceArgument(c, a.value("device"));
  self.parameter(name, shape, floatType(c, a));
}

/** Registers a parameter whose shape the first input will give. */
export function uninitializedParameter(c: OpContext, self: ModuleBuilder, a: Args, name: string): void {
  parameterShape(c, 0, factoryArguments(a));
  lazyParameter(self, name, floatType(c, a));
}

/** Registers a buffer that `torch.zeros` or `torch.ones` makes. */
export function filledBuffer(c: OpContext, self: ModuleBuilder, a: Args, name: string, size: Value): void {
  const shape: readonly Dim[] = parameterShape(c, size, factoryArguments(a), "torch.zeros");
  self.buffer(name, shape, a.maybeDtype("dtype") ?? floatDefault());
}

/** The keyword arguments that every layer hands on. */
function factoryArguments(a: Args): Kwargs {
  return new Map(["device", "dtype"].map((name): [string, Value] => [name, a.value(name)]));
}

function floatType(c: OpContext, a: Args): DType {
  const type = a.maybeDtype("dtype") ?? floatDefault();
  requireFloat(c, type);
  return type;
}

/** Raises where a parameter would be of a type without gradients. */
export function requireFloat(c: OpContext, type: DType): void {
  if (type.category < 2) c.fail("RuntimeError", "Only Tensors of floating point and complex dtype can require gradients", { rule: "dtype" });
}
