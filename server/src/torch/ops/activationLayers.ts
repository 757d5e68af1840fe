/** The activation layers. */
import { type Value, NO_KWARGS, PyFloat } from "../../python/values.ts";
import { defineModule } from "../define.ts";
import { matchNative } from "../native.ts";
import { emptyParameter } from "./factory.ts";
import { holds } from "./python.ts";

const MODULE = "torch.nn.modules.activation";
const F = "torch.nn.functional.";

interface Layer {
  readonly name: string;
  /** The constructor's parameters; each is kept as an attribute of its name. */
  readonly init: string;
  readonly call: string;
  /** The attributes passed after the input; `name=` passes one by keyword. */
  readonly args: readonly string[];
}

const LAYERS: readonly Layer[] = [
  { name: "Threshold", init: "threshold, value, inplace=False", call: `${F}threshold`, args: ["threshold", "value", "inplace"] },
  { name: "ReLU", init: "inplace=False", call: `${F}relu`, args: ["inplace="] },
  { name: "RReLU", init: "lower=0.125, upper=0.3333333333333333, inplace=False", call: `${F}rrelu`, args: ["lower", "upper", "training", "inplace"] },
  { name: "Sigmoid", init: "", call: "torch.sigmoid", args: [] },
  { name: "Hardsigmoid", init: "inplace=False", call: `${F}hardsigmoid`, args: ["inplace"] },
  { name: "Tanh", init: "", call: "torch.tanh", args: [] },
  { name: "SiLU", init: "inplace=False", call: `${F}silu`, args: ["inplace="] },
  { name: "Mish", init: "inplace=False", call: `${F}mish`, args: ["inplace="] },
  { name: "Hardswish", init: "inplace=False", call: `${F}hardswish`, args: ["inplace"] },
  { name: "ELU", init: "alpha=1.0, inplace=False", call: `${F}elu`, args: ["alpha", "inplace"] },
  { name: "CELU", init: "alpha=1.0, inplace=False", call: `${F}celu`, args: ["alpha", "inplace"] },
  { name: "SELU", init: "inplace=False", call: `${F}selu`, args: ["inplace"] },
  { name: "GLU", init: "dim=-1", call: `${F}glu`, args: ["dim"] },
  { name: "GELU", init: "approximate='none'", call: `${F}gelu`, args: ["approximate="] },
  { name: "Hardshrink", init: "lambd=0.5", call: `${F}hardshrink`, args: ["lambd"] },
  { name: "LeakyReLU", init: "negative_slope=0.01, inplace=False", call: `${F}leaky_relu`, args: ["negative_slope", "inplace"] },
  { name: "LogSigmoid", init: "", call: `${F}logsigmoid`, args: [] },
  { name: "Softplus", init: "beta=1.0, threshold=20.0", call: `${F}softplus`, args: ["beta", "threshold"] },
  { name: "Softshrink", init: "lambd=0.5", call: `${F}softshrink`, args: ["lambd"] },
  { name: "Softsign", init: "", call: `${F}softsign`, args: [] },
  { name: "Tanhshrink", init: "", call: `${F}tanhshrink`, args: [] },
  { name: "Softmin", init: "dim=None", call: `${F}softmin`, args: ["dim"] },
  { name: "Softmax", init: "dim=None", call: `${F}softmax`, args: ["dim"] },
  { name: "LogSoftmax", init: "dim=None", call: `${F}log_softmax`, args: ["dim"] },
];

for (const { name, init, call, args } of LAYERS) {
  const attributes = init.split(", ").map((p) => p.split("=")[0] as string).filter((p) => p !== "");
  const positional = args.filter((x) => !x.endsWith("="));
  const keywords = args.filter((x) => x.endsWith("=")).map((x) => x.slice(0, -1));
  defineModule({
    name,
    module: MODULE,
    init,
    construct: (_c, self, a) => self.set(Object.fromEntries(attributes.map((x): [string, Value] => [x, a.value(x)]))),
    forward: (c, self, a) => c.call(call, [a.value("input"), ...positional.map((x) => self.get(x))], Object.fromEntries(keywords.map((x): [string, Value] => [x, self.get(x)]))),
    doc: `torch.nn.${name}`,
  });
}

const HARDTANH = "min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None";
defineModule({
  name: "Hardtanh",
  module: MODULE,
  init: HARDTANH,
  construct: (c, self, a) => {
    const least = a.isNone("min_value") ? a.value("min_val") : a.value("min_value");
    const most = a.isNone("max_value") ? a.value("max_val") : a.value("max_value");
    self.set({ min_val: least, max_val: most, inplace: a.value("inplace") });
    if (holds(c, "<=", most, least) === true && isNumber(most) && isNumber(least)) {
      c.fail("AssertionError", `max_val (${c.interp.str(most)}) must be greater than min_val (${c.interp.str(least)})`, { rule: "argument-value" });
    }
  },
  forward: (c, self, a) => c.call(`${F}hardtanh`, [a.value("input"), self.get("min_val"), self.get("max_val"), self.get("inplace")]),
  doc: "torch.nn.Hardtanh",
});

/** A comparison with a value that is not known holds for want of knowledge. */
function isNumber(v: Value): boolean {
  return typeof v === "number" || typeof v === "boolean" || (typeof v === "object" && v !== null && v.kind === "float");
}

defineModule({
  name: "ReLU6",
  module: MODULE,
  base: "Hardtanh",
  init: "inplace=False",
  construct: (c, self, a) => {
    const initialise = self.self.cls.mro.find((k) => k.name === "Hardtanh")?.attrs.get("__init__");
    if (initialise) c.interp.call(initialise, [self.self, new PyFloat(0), new PyFloat(6), a.value("inplace")], NO_KWARGS, c.node);
  },
  doc: "torch.nn.ReLU6",
});

defineModule({
  name: "Softmax2d",
  module: MODULE,
  init: "",
  construct: () => {},
  forward: (c, _self, a) => {
    const rank = c.interp.callMethod(a.value("input"), "dim", [], c.node);
    if (typeof rank === "number" && rank !== 3 && rank !== 4) c.fail("ValueError", `Softmax2d: expected input to be 3D or 4D, got ${rank}D instead`, { rule: "rank" });
    return c.call(`${F}softmax`, [a.value("input"), -3]);
  },
  doc: "torch.nn.Softmax2d",
});

defineModule({
  name: "PReLU",
  module: MODULE,
  init: "num_parameters=1, init=0.25, device=None, dtype=None",
  construct: (c, self, a) => {
    self.set({ num_parameters: a.value("num_parameters"), init: a.value("init") });
    emptyParameter(c, self, a, "weight", a.value("num_parameters"));
    matchNative(c, "Tensor.fill_", [a.value("init")], NO_KWARGS);
  },
  forward: (c, self, a) => c.call(`${F}prelu`, [a.value("input"), self.get("weight")]),
  doc: "torch.nn.PReLU",
});
