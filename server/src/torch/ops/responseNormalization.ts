/** Normalization across neighbouring channels: LocalResponseNorm and CrossMapLRN2d. */
import { isConst } from "../../dims/index.ts";
import { type Value, PyFloat, PyTuple } from "../../python/values.ts";
import { type Args, sequence } from "../args.ts";
import { defineModule, defineOp } from "../define.ts";
import { FLOAT32 } from "../dtype.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { asOne } from "./activation.ts";
import { checkCast } from "./pointwise.ts";
import { arithmetic } from "./python.ts";

defineOp({ name: "local_response_norm", forms: ["torch.nn.functional.local_response_norm"], signature: "input, size, alpha=0.0001, beta=0.75, k=1.0", rule: localResponseNorm, doc: "torch.nn.functional.local_response_norm" });

const MODULE = "torch.nn.modules.normalization";
const NAMES = ["size", "alpha", "beta", "k"];

defineModule({
  name: "LocalResponseNorm",
  module: MODULE,
  init: "size, alpha=0.0001, beta=0.75, k=1.0",
  construct: (_c, self, a) => self.set(Object.fromEntries(NAMES.map((x): [string, Value] => [x, a.value(x)]))),
  forward: (c, self, a) => c.call("torch.nn.functional.local_response_norm", [a.value("input"), ...NAMES.map((x) => self.get(x))]),
  doc: "torch.nn.LocalResponseNorm",
});
defineModule({
  name: "CrossMapLRN2d",
  module: MODULE,
  init: "size, alpha=0.0001, beta=0.75, k=1",
  construct: (_c, self, a) => self.set(Object.fromEntries(NAMES.map((x): [string, Value] => [x, a.value(x)]))),
  forward: (c, self, a) => crossMap(c, a.value("input"), NAMES.map((x) => self.get(x))),
});

/** The input over a power of the mean of squares in a window of channels. */
function localResponseNorm(c: OpContext, a: Args): Value {
  const { interp, node } = c;
  const math = arithmetic(c);
  const method = (v: Value, name: string, ...args: Value[]): Value => interp.callMethod(v, name, args, node);
  const [input, size] = [a.value("input"), a.value("size")];
  if (input instanceof Tensor && !c.hasShape(input)) c.shapeOf(input, ["N", "C", "H", "W"]);
  const rank = method(input, "dim");
  if (typeof rank !== "number") return c.giveUp("the rank of the input is not known");
  if (rank < 3) c.fail("ValueError", `Expected 3D or higher dimensionality                          input (got ${rank} dimensions)`, { rule: "rank" });
  if (method(input, "numel") === 0) return input;
  const before = (): Value => math("//", size, 2);
  const after = (): Value => math("//", math("-", size, 1), 2);
  const pad = (v: Value, zeros: number): Value => c.call("torch.nn.functional.pad", [v, new PyTuple([...new Array<Value>(zeros).fill(0), before(), after()])]);
  let square = method(input, "mul", input);
  if (rank === 3) {
    square = pad(method(square, "unsqueeze", 1), 2);
    square = method(c.call("torch.nn.functional.avg_pool2d", [square, new PyTuple([size, 1])], { stride: 1 }), "squeeze", 1);
  } else {
    const own = method(input, "size");
    const [n = null, ch = null, h = null] = sequence(own) ?? [];
    square = pad(method(square, "view", n, 1, ch, h, -1), 4);
    square = method(c.call("torch.nn.functional.avg_pool3d", [square, new PyTuple([size, 1, 1])], { stride: 1 }), "squeeze", 1);
    square = method(square, "view", own);
  }
  const divisor = method(method(method(square, "mul", a.value("alpha")), "add", a.value("k")), "pow", a.value("beta"));
  return asOne(c, math("/", input, divisor));
}

function crossMap(c: OpContext, input: Value, [size = null, alpha = null, , k = null]: readonly Value[]): Value {
  const math = arithmetic(c);
  if (input instanceof Tensor && !c.hasShape(input)) c.shapeOf(input, ["N", "C", "H", "W"]);
  const rank = c.interp.callMethod(input, "dim", [], c.node);
  if (typeof rank === "number" && rank !== 4) c.fail("ValueError", `CrossMapLRN2d: Expected input to be 4D, got ${rank}D instead.`, { rule: "rank" });
  const x = input instanceof Tensor ? input : c.giveUp("the input is not known");
  const shape = c.shapeOf(x);
  const squared = c.call("torch.pow", [c.tensor([], x.dtype), 2]);
  if (squared instanceof Tensor) checkCast(c, squared.dtype, x);
  const half = math("+", math("/", math("-", size, 1), 2), 1);
  checkWindow(c, shape, half);
  math("/", alpha, size);
  if (x.dtype.category < 2) checkCast(c, FLOAT32, x);
  math("+", k, 0);
  return c.tensor(shape, x.dtype, { device: x.device });
}

/** The running sum over the channels takes in one and leaves out one at each step. */
function checkWindow(c: OpContext, shape: Tensor["shape"] & object, half: Value): void {
  const channels = shape[1];
  const before = half instanceof PyFloat ? Math.trunc(half.value) : typeof half === "number" ? half : undefined;
  if (channels === undefined || !isConst(channels) || before === undefined) return;
  const select = (i: number): void => {
    if (i < -channels || i >= channels) c.fail("IndexError", `select(): index ${i} out of range for tensor of size ${sizes(shape)} at dimension 1`, { rule: "index-out-of-range" });
  };
  select(0);
  if (before >= 0) return;
  for (let ch = 1; ch < Math.min(channels, 4096); ch++) {
    if (ch < channels - before + 1) select(ch + before - 1);
    if (ch > before) select(ch - before);
  }
}
