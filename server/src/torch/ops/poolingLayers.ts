/** The pooling layers. They keep their arguments as given; MaxUnpool, AvgPool1d and FractionalMaxPool make tuples of them. */
import { type Value, PyList, PyTuple, Unknown } from "../../python/values.ts";
import { type Dim, add, floordiv, gt, mul, print, sub } from "../../dims/index.ts";
import { type Args, asDim } from "../args.ts";
import { type ModuleBuilder, defineModule } from "../define.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { paddingLaw } from "./poolingWindow.ts";
import { holds, ntuple } from "./python.ts";

const MODULE = "torch.nn.modules.pooling";
const F = "torch.nn.functional.";

const WINDOW = ["kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"];
const MAX = "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False";

defineModule({ name: "_MaxPoolNd", module: MODULE, hidden: true, init: MAX, construct: (_c, self, a) => keep(self, a, WINDOW) });
defineModule({ name: "_MaxUnpoolNd", module: MODULE, hidden: true, init: "", construct: () => {} });
defineModule({ name: "_AvgPoolNd", module: MODULE, hidden: true, init: "", construct: () => {} });
defineModule({ name: "_LPPoolNd", module: MODULE, hidden: true, init: "norm_type, kernel_size, stride=None, ceil_mode=False", construct: constructPower });
defineModule({ name: "_AdaptiveMaxPoolNd", module: MODULE, hidden: true, init: "output_size, return_indices=False", construct: (_c, self, a) => keep(self, a, ["output_size", "return_indices"]) });
defineModule({ name: "_AdaptiveAvgPoolNd", module: MODULE, hidden: true, init: "output_size", construct: (_c, self, a) => keep(self, a, ["output_size"]) });

for (const n of [1, 2, 3]) {
  defineModule({
    name: `MaxPool${n}d`,
    module: MODULE,
    base: "_MaxPoolNd",
    init: MAX,
    construct: (c, self, a) => {
      keep(self, a, WINDOW);
      warnPadding(c, self, a, asDim(c.interp, a.value("dilation")));
    },
    forward: (c, self, a) =>
      c.call(`${F}max_pool${n}d`, [a.value("input"), ...["kernel_size", "stride", "padding", "dilation"].map((x) => self.get(x))], { ceil_mode: self.get("ceil_mode"), return_indices: self.get("return_indices") }),
    doc: `torch.nn.MaxPool${n}d`,
  });
  defineModule({
    name: `MaxUnpool${n}d`,
    module: MODULE,
    base: "_MaxUnpoolNd",
    init: "kernel_size, stride=None, padding=0",
    construct: (c, self, a) => tuples(c, self, a, n),
    inputs: "input, indices, output_size=None",
    forward: (c, self, a) => c.call(`${F}max_unpool${n}d`, [a.value("input"), a.value("indices"), self.get("kernel_size"), self.get("stride"), self.get("padding"), a.value("output_size")]),
    doc: `torch.nn.MaxUnpool${n}d`,
  });
  const average = ["kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", ...(n === 1 ? [] : ["divisor_override"])];
  defineModule({
    name: `AvgPool${n}d`,
    module: MODULE,
    base: "_AvgPoolNd",
    init: `kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True${n === 1 ? "" : ", divisor_override=None"}`,
    construct: (c, self, a) => {
      if (n === 1) tuples(c, self, a, 1);
      else keep(self, a, ["kernel_size", "stride", "padding"]);
      self.set(Object.fromEntries(average.slice(3).map((x) => [x, a.value(x)])));
      warnPadding(c, self, a, 1);
    },
    forward: (c, self, a) => c.call(`${F}avg_pool${n}d`, [a.value("input"), ...average.map((x) => self.get(x))]),
    doc: `torch.nn.AvgPool${n}d`,
  });
  defineModule({
    name: `LPPool${n}d`,
    module: MODULE,
    base: "_LPPoolNd",
    init: "norm_type, kernel_size, stride=None, ceil_mode=False",
    construct: constructPower,
    forward: (c, self, a) => {
      const float = c.interp.builtins.get("float") ?? c.giveUp("float() is not known");
      const norm = c.interp.call(float, [self.get("norm_type")], new Map(), c.node);
      return c.call(`${F}lp_pool${n}d`, [a.value("input"), norm, self.get("kernel_size"), self.get("stride"), self.get("ceil_mode")]);
    },
    doc: `torch.nn.LPPool${n}d`,
  });
  defineModule({
    name: `AdaptiveMaxPool${n}d`,
    module: MODULE,
    base: "_AdaptiveMaxPoolNd",
    init: "output_size, return_indices=False",
    construct: (_c, self, a) => keep(self, a, ["output_size", "return_indices"]),
    forward: (c, self, a) => c.call(`${F}adaptive_max_pool${n}d`, [a.value("input"), self.get("output_size"), self.get("return_indices")]),
    doc: `torch.nn.AdaptiveMaxPool${n}d`,
  });
  defineModule({
    name: `AdaptiveAvgPool${n}d`,
    module: MODULE,
    base: "_AdaptiveAvgPoolNd",
    init: "output_size",
    construct: (_c, self, a) => keep(self, a, ["output_size"]),
    forward: (c, self, a) => c.call(`${F}adaptive_avg_pool${n}d`, [a.value("input"), self.get("output_size")]),
    doc: `torch.nn.AdaptiveAvgPool${n}d`,
  });
}

for (const n of [2, 3]) {
  defineModule({
    name: `FractionalMaxPool${n}d`,
    module: MODULE,
    init: "kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None",
    construct: (c, self, a) => constructFractional(c, self, a, n),
    forward: (c, self, a) =>
      c.call(`${F}fractional_max_pool${n}d`, [a.value("input"), ...["kernel_size", "output_size", "output_ratio", "return_indices"].map((x) => self.get(x))], { _random_samples: self.get("_random_samples") }),
    doc: `torch.nn.FractionalMaxPool${n}d`,
  });
}

/** Attributes with the arguments' names; a stride that is None is the kernel's size. */
function keep(self: ModuleBuilder, a: Args, names: readonly string[]): void {
  self.set(Object.fromEntries(names.map((x): [string, Value] => [x, a.value(x)])));
  if (names.includes("stride") && a.isNone("stride")) self.set({ stride: a.value("kernel_size") });
}

/** A layer whose every call will fail: PyTorch says so only when it is called. */
function warnPadding(c: OpContext, self: ModuleBuilder, a: Args, dilation: Dim | undefined): void {
  const [kernel, padding] = [asDim(c.interp, a.value("kernel_size")), asDim(c.interp, a.value("padding"))];
  if (kernel === undefined || padding === undefined || dilation === undefined) return;
  const half = floordiv(add(mul(sub(kernel, 1), dilation), 1), 2);
  if (c.known(gt(padding, half)) !== true) return;
  const message = `pad should be at most half of effective kernel size, but got pad=${print(padding)}, kernel_size=${print(kernel)} and dilation=${print(dilation)}`;
  c.interp.warnUser(message, c.node, { rule: "pool-padding", law: () => `${paddingLaw(c.op, padding, half)}: no call can succeed`, blame: { kind: "module-argument", module: self.self, parameter: "padding", expected: half } });
}

function tuples(c: OpContext, self: ModuleBuilder, a: Args, n: number): void {
  self.set({
    kernel_size: ntuple(c, a.value("kernel_size"), n),
    stride: ntuple(c, a.isNone("stride") ? a.value("kernel_size") : a.value("stride"), n),
    padding: ntuple(c, a.value("padding"), n),
  });
}

function constructPower(_c: OpContext, self: ModuleBuilder, a: Args): void {
  self.set(Object.fromEntries(["norm_type", "kernel_size", "stride", "ceil_mode"].map((x): [string, Value] => [x, a.value(x)])));
}

function constructFractional(c: OpContext, self: ModuleBuilder, a: Args, n: number): void {
  const kernel = a.value("kernel_size");
  const size = a.value("output_size");
  const ratio = a.value("output_ratio");
  if (n === 3) {
    const items = kernel instanceof PyTuple || kernel instanceof PyList ? kernel.items : typeof kernel === "number" || typeof kernel === "boolean" ? [kernel] : [];
    for (const k of items) {
      c.check(holds(c, ">", k, 0), "ValueError", () => `kernel_size must be greater than 0, but got ${c.interp.str(kernel)}`, { rule: "kernel-size" });
      if (c.failure) break;
    }
  }
  self.set({ kernel_size: ntuple(c, kernel, n), return_indices: a.value("return_indices") });
  const samples = a.value("_random_samples");
  if (samples !== null && !(samples instanceof Tensor) && !(samples instanceof Unknown)) {
    c.fail("TypeError", `cannot assign '${c.interp.typeName(samples)}' object to buffer '_random_samples' (torch Tensor or None required)`, { rule: "argument-type" });
  }
  self.buffer("_random_samples", null);
  if (samples !== null) c.interp.setattr(self.self, "_random_samples", samples, c.node);
  const outputRatio = ratio === null ? null : ntuple(c, ratio, n);
  self.set({ output_size: size === null ? null : ntuple(c, size, n), output_ratio: outputRatio });
  if (size === null && ratio === null) c.fail("ValueError", `FractionalMaxPool${n}d requires specifying either an output size, or a pooling ratio`, { rule: "argument-value" });
  if (size !== null && ratio !== null) c.fail("ValueError", "only one of output_size and output_ratio may be specified", { rule: "argument-value" });
  for (let i = 0; outputRatio && i < n; i++) {
    const r = c.interp.getitem(outputRatio, i, c.node);
    const inside = c.known(holds(c, "<", 0, r)) !== false && c.known(holds(c, "<", r, 1)) !== false;
    if (!inside) c.fail("ValueError", `output_ratio must be between 0 and 1 (got ${c.interp.str(ratio)})`, { rule: "argument-value" });
  }
}
