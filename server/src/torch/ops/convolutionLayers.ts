/** The layers Conv1d … Conv3d, ConvTranspose1d … 3d and their lazy forms. */
import { not, or } from "../../dims/index.ts";
import { isUnhashable, unhashable } from "../../python/builtins/dicts.ts";
import { type Value, PyFloat, PyList, PySlice, PyTuple } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { type ModuleBuilder, defineModule } from "../define.ts";
import type { OpContext } from "../op.ts";
import { DType } from "../dtype.ts";
import { Tensor } from "../tensor.ts";
import { BATCHED, convolutionMacs } from "./convolution.ts";
import { emptyParameter, uninitializedParameter } from "./factory.ts";
import { becomeInitialized, isUninitialized } from "./lazy.ts";
import { arithmetic, holds, ntuple, parameterShape } from "./python.ts";

const CONV = "kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None";
const TRANSPOSED = "kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None";
const MODULE = "torch.nn.modules.conv";

defineModule({ name: "_ConvNd", module: MODULE, hidden: true, init: "in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, bias, padding_mode, device=None, dtype=None", construct: (c, self, a) => build(c, self, a, parameters(c, a, null), a.bool("transposed"), false) });
defineModule({ name: "_ConvTransposeNd", module: MODULE, hidden: true, base: "_ConvNd", init: "in_channels, out_channels, kernel_size, stride, padding, dilation, transposed, output_padding, groups, bias, padding_mode, device=None, dtype=None", construct: (c, self, a) => build(c, self, a, parameters(c, a, null), true, false) });

for (const n of [1, 2, 3]) {
  defineModule({
    name: `Conv${n}d`,
    module: MODULE,
    base: "_ConvNd",
    init: `in_channels, out_channels, ${CONV}`,
    construct: (c, self, a) => build(c, self, a, parameters(c, a, n), false, false),
    inputs: "input",
    forward: (c, self, a) => c.interp.callMethod(self.self, "_conv_forward", [a.value("input"), self.get("weight"), self.get("bias")], c.node),
    methods: { _conv_forward: { signature: "input, weight, bias", run: (c, self, a) => convForward(c, self, a, n) } },
    macs: (self, input, output) => (output instanceof Tensor ? convolutionMacs(self.tensor("weight"), input, output, false, n) : null),
    doc: `torch.nn.Conv${n}d`,
  });
  defineModule({
    name: `LazyConv${n}d`,
    module: MODULE,
    base: `Conv${n}d`,
    init: `out_channels, ${CONV}`,
    construct: (c, self, a) => build(c, self, a, parameters(c, a, n), false, true),
    inputs: "input",
    forward: (c, self, a) => {
      initialize(c, self, a.value("input"), n, `Conv${n}d`);
      return c.interp.callMethod(self.self, "_conv_forward", [a.value("input"), self.get("weight"), self.get("bias")], c.node);
    },
    macs: (self, input, output) => (output instanceof Tensor ? convolutionMacs(self.tensor("weight"), input, output, false, n) : null),
    doc: `torch.nn.LazyConv${n}d`,
  });
  defineModule({
    name: `ConvTranspose${n}d`,
    module: MODULE,
    base: "_ConvTransposeNd",
    init: `in_channels, out_channels, ${TRANSPOSED}`,
    construct: (c, self, a) => build(c, self, a, parameters(c, a, n), true, false),
    inputs: "input, output_size=None",
    forward: (c, self, a) => transposedForward(c, self, a, n),
    methods: {
      _output_padding: {
        signature: "input, output_size, stride, padding, kernel_size, num_spatial_dims, dilation=None",
        run: (c, _self, a) => outputPadding(c, a, a.constInt("num_spatial_dims")),
      },
    },
    macs: (self, input, output) => (output instanceof Tensor ? convolutionMacs(self.tensor("weight"), input, output, true, n) : null),
    doc: `torch.nn.ConvTranspose${n}d`,
  });
  defineModule({
    name: `LazyConvTranspose${n}d`,
    module: MODULE,
    base: `ConvTranspose${n}d`,
    init: `out_channels, ${TRANSPOSED}`,
    construct: (c, self, a) => build(c, self, a, parameters(c, a, n), true, true),
    inputs: "input, output_size=None",
    forward: (c, self, a) => {
      initialize(c, self, a.value("input"), n, `ConvTranspose${n}d`);
      return transposedForward(c, self, a, n);
    },
    macs: (self, input, output) => (output instanceof Tensor ? convolutionMacs(self.tensor("weight"), input, output, true, n) : null),
    doc: `torch.nn.LazyConvTranspose${n}d`,
  });
}

interface Sizes {
  readonly kernel: Value;
  readonly stride: Value;
  readonly padding: Value;
  readonly dilation: Value;
  readonly outputPadding: Value;
}

/** The window's parameters as tuples; `n` null: as they are. */
function parameters(c: OpContext, a: Args, n: number | null): Sizes {
  const tuple = (name: string): Value => (n === null ? a.value(name) : ntuple(c, a.value(name), n));
  const padding = a.value("padding");
  const isTransposed = a.signature.parameters.some((p) => p.name === "output_padding");
  return {
    kernel: tuple("kernel_size"),
    stride: tuple("stride"),
    padding: typeof padding === "string" && !isTransposed ? padding : tuple("padding"),
    dilation: tuple("dilation"),
    outputPadding: isTransposed ? tuple("output_padding") : new PyTuple(new Array<Value>(n ?? 0).fill(0)),
  };
}

const PADDING_MODES = ["zeros", "reflect", "replicate", "circular"];

function build(c: OpContext, self: ModuleBuilder, a: Args, sizes: Sizes, transposed: boolean, lazy: boolean): void {
  const math = arithmetic(c);
  const mode = a.value("padding_mode");
  if (transposed && mode !== "zeros") c.check(typeof mode !== "string" && c.interp.equal(mode, "zeros") !== false, "ValueError", () => `Only "zeros" padding mode is supported for ${self.self.cls.name}`, { rule: "argument-value" });
  const groups = a.value("groups");
  const inChannels = lazy ? 0 : a.value("in_channels");
  const outChannels = a.value("out_channels");
  stop(c, not(holds(c, "<=", groups, 0)), "groups must be a positive integer", "groups");
  stop(c, holds(c, "==", math("%", inChannels, groups), 0), "in_channels must be divisible by groups", "groups");
  stop(c, holds(c, "==", math("%", lazy ? 0 : outChannels, groups), 0), "out_channels must be divisible by groups", "groups");
  if (typeof sizes.padding === "string") {
    if (sizes.padding !== "same" && sizes.padding !== "valid") stop(c, false, `Invalid padding string ${c.interp.repr(sizes.padding)}, should be one of {'same', 'valid'}`, "argument-value");
    const strides = sizes.stride instanceof PyTuple ? sizes.stride.items : [];
    if (sizes.padding === "same") for (const s of strides) stop(c, holds(c, "==", s, 1), "padding='same' is not supported for strided convolutions", "argument-value");
  }
  if (isUnhashable(c.interp, mode)) c.fail("TypeError", unhashable(c.interp, mode), { rule: "argument-type" });
  if (typeof mode !== "string" || !PADDING_MODES.includes(mode)) {
    const message = `padding_mode must be one of {'replicate', 'reflect', 'zeros', 'circular'}, but got padding_mode='${c.interp.str(mode)}'`;
    c.check(mode !== null && typeof mode === "object" && !(mode instanceof PyFloat || mode instanceof PyTuple || mode instanceof Tensor || mode instanceof DType), "ValueError", () => message, { rule: "argument-value" });
  }
  self.set({
    in_channels: inChannels,
    out_channels: lazy ? 0 : outChannels,
    kernel_size: sizes.kernel,
    stride: sizes.stride,
    padding: sizes.padding,
    dilation: sizes.dilation,
    transposed,
    output_padding: sizes.outputPadding,
    groups,
    padding_mode: mode,
    _reversed_padding_repeated_twice: reversedPadding(c, sizes),
  });
  const kernel = sizes.kernel instanceof PyTuple ? sizes.kernel.items : c.giveUp("kernel_size is not a tuple");
  if (lazy) {
    parameterShape(c, [0, 0, ...kernel]);
    uninitializedParameter(c, self, a, "weight");
    self.set({ out_channels: outChannels });
    if (a.bool("bias")) uninitializedParameter(c, self, a, "bias");
    else self.parameter("bias", null);
    return;
  }
  const per = transposed ? [inChannels, math("//", outChannels, groups)] : [outChannels, math("//", inChannels, groups)];
  emptyParameter(c, self, a, "weight", [...per, ...kernel]);
  if (a.bool("bias")) emptyParameter(c, self, a, "bias", outChannels);
  else self.parameter("bias", null);
}

function stop(c: OpContext, cond: ReturnType<typeof holds>, message: string, rule: string): void {
  if (c.known(cond) === false) c.fail("ValueError", message, { rule });
  c.check(cond, "ValueError", () => message, { rule });
}

/** What `F.pad` is to be given where the padding is not zeros: the last dimension first, both sides. */
function reversedPadding(c: OpContext, { padding, kernel, dilation }: Sizes): Value {
  const math = arithmetic(c);
  if (padding instanceof PyTuple) return new PyTuple(padding.items.slice().reverse().flatMap((p) => [p, p]));
  const sizes = kernel instanceof PyTuple ? kernel.items : [];
  const out = new Array<Value>(2 * sizes.length).fill(0);
  if (padding === "same" && dilation instanceof PyTuple) {
    dilation.items.slice(0, sizes.length).forEach((d, j) => {
      const i = sizes.length - 1 - j;
      const total = math("*", d, math("-", sizes[j] as Value, 1));
      const left = math("//", total, 2);
      out[2 * i] = left;
      out[2 * i + 1] = math("-", total, left);
    });
  }
  return new PyList(out);
}

function convForward(c: OpContext, self: ModuleBuilder, a: Args, n: number): Value {
  const f = `torch.nn.functional.conv${n}d`;
  const rest = [self.get("dilation"), self.get("groups")];
  const mode = self.get("padding_mode");
  if (mode === "zeros") return c.call(f, [a.value("input"), a.value("weight"), a.value("bias"), self.get("stride"), self.get("padding"), ...rest]);
  const padded = c.call("torch.nn.functional.pad", [a.value("input"), self.get("_reversed_padding_repeated_twice")], { mode });
  return c.call(f, [padded, a.value("weight"), a.value("bias"), self.get("stride"), new PyTuple(new Array<Value>(n).fill(0)), ...rest]);
}

function transposedForward(c: OpContext, self: ModuleBuilder, a: Args, n: number): Value {
  if (self.get("padding_mode") !== "zeros") c.fail("ValueError", `Only \`zeros\` padding mode is supported for ConvTranspose${n}d`, { rule: "argument-value" });
  const names = ["stride", "padding", "kernel_size"].map((name) => self.get(name));
  const extra = c.interp.callMethod(self.self, "_output_padding", [a.value("input"), a.value("output_size"), ...names, n, self.get("dilation")], c.node);
  const outputPadding = a.isNone("output_size") ? self.get("output_padding") : extra;
  return c.call(`torch.nn.functional.conv_transpose${n}d`, [a.value("input"), self.get("weight"), self.get("bias"), self.get("stride"), self.get("padding"), outputPadding, self.get("groups"), self.get("dilation")]);
}

/** The `output_padding` that gives the wanted output size. */
function outputPadding(c: OpContext, a: Args, n: number): Value {
  const { interp, node } = c;
  const math = arithmetic(c);
  const input = a.value("input");
  let wanted = a.value("output_size");
  if (wanted === null) return null;
  const rank = interp.callMethod(input, "dim", [], node);
  if (typeof rank !== "number") return c.giveUp("the rank of the input is not known");
  const lead = rank === n + 2 ? 2 : 1;
  const count = (): number => {
    const length = interp.len(wanted, node);
    return typeof length === "number" ? length : c.giveUp("output_size is not known");
  };
  if (count() === lead + n) wanted = interp.getitem(wanted, new PySlice(lead, null, null), node);
  if (count() !== n) c.fail("ValueError", `ConvTranspose${n}D: for ${rank}D input, output_size must have ${n} or ${lead + n} elements (got ${count()})`, { rule: "rank" });
  const least: Value[] = [];
  const most: Value[] = [];
  for (let d = 0; d < n; d++) {
    const at = (name: string): Value => interp.getitem(a.value(name), d, node);
    const size = interp.callMethod(input, "size", [d + lead], node);
    const spread = math("-", math("*", math("-", size, 1), at("stride")), math("*", 2, at("padding")));
    const dilation = a.isNone("dilation") ? 1 : at("dilation");
    least.push(math("+", math("+", spread, math("*", dilation, math("-", at("kernel_size"), 1))), 1));
    most.push(math("-", math("+", least[d] ?? null, at("stride")), 1));
  }
  const out: Value[] = [];
  for (let i = 0; i < n; i++) {
    const size = interp.getitem(wanted, i, node);
    const low = least[i] ?? null;
    const bad = holds(c, "<", size, low);
    c.check(not(bad === true ? true : or(bad, holds(c, ">", size, most[i] ?? null))), "ValueError", () => {
      const after = interp.getitem(interp.callMethod(input, "size", [], node), new PySlice(2, null, null), node);
      return `requested an output size of ${interp.str(wanted)}, but valid sizes range from ${interp.str(new PyList(least))} to ${interp.str(new PyList(most))} (for an input of ${interp.str(after)})`;
    }, { rule: "output-size" });
    out.push(c.failure ? 0 : math("-", size, low));
  }
  return new PyList(out);
}

/** The first input's number of channels settles a lazy layer's parameters, and its class. */
function initialize(c: OpContext, self: ModuleBuilder, input: Value, n: number, becomes: string): void {
  if (!isUninitialized(self)) return;
  const rank = c.interp.callMethod(input, "dim", [], c.node);
  const x = input instanceof Tensor ? input : c.giveUp("the input is not known");
  const shape = c.shapeOf(x, BATCHED[n]);
  if (typeof rank === "number" && rank !== n + 1 && rank !== n + 2) {
    c.fail("RuntimeError", `Expected ${n + 1}D (unbatched) or ${n + 2}D (batched) input to ${self.self.cls.name}, but got input of size: ${c.interp.str(c.interp.getattr(x, "shape", c.node))}`, { rule: "rank" });
  }
  const math = arithmetic(c);
  const channels = c.interp.getitem(c.interp.getattr(x, "shape", c.node), shape.length === n + 2 ? 1 : 0, c.node);
  const groups = self.get("groups");
  stop(c, holds(c, "==", math("%", channels, groups), 0), "in_channels must be divisible by groups", "groups");
  self.set({ in_channels: channels });
  const out = self.get("out_channels");
  const kernel = ntuple(c, self.get("kernel_size"), n).items;
  const per = self.bool("transposed") ? [channels, math("//", out, groups)] : [out, math("//", channels, groups)];
  becomeInitialized(self, becomes, { weight: parameterShape(c, [...per, ...kernel]), bias: self.get("bias") === null ? null : parameterShape(c, [out]) });
}
