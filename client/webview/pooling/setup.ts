/** The parameters under the user's hands: read from a site, changed by controls, written back as arguments. */
import { type Axis, adaptiveAxis, type Pooling, pooling, type Reduction, slidingAxis } from "../kernels/pooling.ts";
import { filterWeights, type Filter } from "./filters.ts";
import type { ArgumentValue, PoolingSite } from "./messages.ts";

export type SizeParameter = "kernel_size" | "stride" | "padding" | "dilation" | "output_size";
export type FlagParameter = "ceil_mode" | "count_include_pad";

/** One number a dimension for each size. */
export interface Setup {
  readonly site: PoolingSite;
  readonly sizes: Readonly<Record<SizeParameter, readonly number[]>>;
  readonly flags: Readonly<Record<FlagParameter, boolean>>;
  /** The stride was not written: it is the kernel's size. */
  readonly strideFollows: boolean;
  readonly norm: number;
  readonly divisor: number | null;
  readonly filter: Filter;
}

export function setupOf(site: PoolingSite, filter: Filter): Setup {
  const { parameters, dimensions } = site;
  const spread = (value: ArgumentValue | undefined, otherwise: readonly number[]): readonly number[] => {
    if (typeof value === "number") return Array.from({ length: dimensions }, () => value);
    if (Array.isArray(value) && value.length > 0) return otherwise.map((_, i) => Number(value[i] ?? value[0]));
    return otherwise;
  };
  const all = (value: number): readonly number[] => Array.from({ length: dimensions }, () => value);
  const kernel = spread(parameters.kernel_size, all(1));
  const follows = site.kind !== "convolution" && !site.given.includes("stride");
  return {
    site,
    sizes: {
      kernel_size: kernel,
      stride: spread(parameters.stride, follows ? kernel : all(1)),
      padding: spread(parameters.padding, all(0)),
      dilation: spread(parameters.dilation, all(1)),
      output_size: spread(parameters.output_size, all(1)),
    },
    flags: {
      ceil_mode: parameters.ceil_mode === true,
      count_include_pad: parameters.count_include_pad !== false,
    },
    strideFollows: follows,
    norm: typeof parameters.norm_type === "number" ? parameters.norm_type : 2,
    divisor: typeof parameters.divisor_override === "number" ? parameters.divisor_override : null,
    filter,
  };
}

const parametersOf: Readonly<Record<PoolingSite["kind"], readonly (SizeParameter | FlagParameter)[]>> = {
  max: ["kernel_size", "stride", "padding", "dilation", "ceil_mode"],
  average: ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"],
  power: ["kernel_size", "stride", "ceil_mode"],
  "adaptive max": ["output_size"],
  "adaptive average": ["output_size"],
  convolution: ["kernel_size", "stride", "padding", "dilation"],
};

export function sizeParameters({ site }: Setup): readonly SizeParameter[] {
  return parametersOf[site.kind].filter((name): name is SizeParameter => !isFlag(name));
}

export function flagParameters({ site }: Setup): readonly FlagParameter[] {
  return parametersOf[site.kind].filter(isFlag);
}

function isFlag(name: SizeParameter | FlagParameter): name is FlagParameter {
  return name === "ceil_mode" || name === "count_include_pad";
}

export function withSize(setup: Setup, name: SizeParameter, value: readonly number[]): Setup {
  const sizes = { ...setup.sizes, [name]: value };
  if (name === "kernel_size" && setup.strideFollows) sizes.stride = value;
  return { ...setup, sizes, strideFollows: setup.strideFollows && name !== "stride" };
}

/** The arguments that differ from the source. */
export function changesOf(setup: Setup): Readonly<Record<string, ArgumentValue>> {
  const before = setupOf(setup.site, setup.filter);
  const changes: Record<string, ArgumentValue> = {};
  for (const name of sizeParameters(setup)) {
    const same = setup.sizes[name].every((value, i) => value === before.sizes[name][i]);
    if (!same && !(name === "stride" && setup.strideFollows)) changes[name] = setup.sizes[name];
  }
  // A stride that was not written and is kept must be written once the kernel's size is another.
  if (
    before.strideFollows &&
    !setup.strideFollows &&
    setup.sizes.stride.some((s, i) => s !== setup.sizes.kernel_size[i])
  ) {
    changes.stride = setup.sizes.stride;
  }
  for (const name of flagParameters(setup))
    if (setup.flags[name] !== before.flags[name]) changes[name] = setup.flags[name];
  return changes;
}

/** Why PyTorch refuses it on an input of these sizes; undefined: it does not. */
export function refusal(
  setup: Setup,
  size: readonly number[],
): { readonly text: string; readonly values: readonly (string | number)[] } | undefined {
  const { kernel_size: kernel, padding, dilation } = setup.sizes;
  if (setup.site.kind.startsWith("adaptive")) return undefined;
  for (const [i, k] of kernel.entries()) {
    const reach = (dilation[i] ?? 1) * (k - 1) + 1;
    const most = Math.floor((setup.site.kind === "max" ? reach : k) / 2);
    const pad = padding[i] ?? 0;
    if (setup.site.kind !== "convolution" && pad > most) {
      return { text: "PyTorch refuses a padding of {0}: at most half of the kernel, {1}.", values: [pad, most] };
    }
    if ((size[i] ?? 1) + 2 * pad < reach) {
      return {
        text: "The window ({0} cells) is larger than the padded input ({1} cells).",
        values: [reach, (size[i] ?? 1) + 2 * pad],
      };
    }
  }
  return undefined;
}

export function axesOf(setup: Setup, size: readonly number[]): readonly Axis[] {
  const { kernel_size, stride, padding, dilation, output_size } = setup.sizes;
  if (setup.site.kind.startsWith("adaptive")) return size.map((n, i) => adaptiveAxis(n, output_size[i] ?? 1));
  return size.map((n, i) =>
    slidingAxis(n, {
      kernel: kernel_size[i] ?? 1,
      stride: stride[i] ?? 1,
      padding: padding[i] ?? 0,
      dilation: dilation[i] ?? 1,
      ceil: setup.flags.ceil_mode,
    }),
  );
}

export function planOf(setup: Setup, size: readonly number[]): Pooling {
  return pooling(reductionOf(setup), 1, axesOf(setup, size));
}

function reductionOf(setup: Setup): Reduction {
  switch (setup.site.kind) {
    case "max":
    case "adaptive max":
      return { kind: "max" };
    case "average":
      return { kind: "average", countIncludePad: setup.flags.count_include_pad, divisor: setup.divisor };
    case "adaptive average":
      return { kind: "adaptive average" };
    case "power":
      return { kind: "power", norm: setup.norm };
    case "convolution":
      return { kind: "convolution", weights: filterWeights(setup.filter, setup.sizes.kernel_size) };
  }
}
