/** The normalization layers. */
import type { Cond } from "../../dims/index.ts";
import { touch } from "../../python/trail.ts";
import { type Kwargs, type Value, ClassMethod, Instance, NativeFunction, PyDict, PyTuple, Unknown } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { floatDefault } from "../defaultType.ts";
import { type ModuleBuilder, defineModule, moduleClasses } from "../define.ts";
import { INT64 } from "../dtype.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { emptyParameter, filledBuffer, uninitializedParameter } from "./factory.ts";
import { isUninitialized, lazyParameter } from "./lazy.ts";
import { arithmetic, holds, iterable, parameterShape } from "./python.ts";

const F = "torch.nn.functional.";
const BATCH = "torch.nn.modules.batchnorm";
const INSTANCE = "torch.nn.modules.instancenorm";
const OTHER = "torch.nn.modules.normalization";
const ATTRIBUTES = ["num_features", "eps", "momentum", "affine", "track_running_stats"];
const init = (affine: string, more = ""): string => `num_features, eps=1e-05, momentum=0.1, affine=${affine}, track_running_stats=${affine}${more}, device=None, dtype=None, *, bias=True`;
const lazyInit = "eps=1e-05, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True";

defineModule({ name: "_NormBase", module: BATCH, hidden: true, init: init("True"), construct: constructNorm, methods: { _check_input_dim: { signature: "input", run: notImplemented } } });
defineModule({ name: "_BatchNorm", module: BATCH, hidden: true, base: "_NormBase", init: init("True"), construct: constructNorm, forward: batchForward });
defineModule({
  name: "_InstanceNorm",
  module: INSTANCE,
  hidden: true,
  base: "_NormBase",
  init: init("False"),
  construct: constructNorm,
  forward: instanceForward,
  methods: { _get_no_batch_dim: { signature: "", run: notImplemented }, _apply_instance_norm: { signature: "input", run: applyInstance } },
});

const RANKS: Readonly<Record<number, readonly number[]>> = { 1: [2, 3], 2: [4], 3: [5] };

for (const n of [1, 2, 3]) {
  const batchRanks = RANKS[n] ?? [];
  const checkBatch = { _check_input_dim: { signature: "input", run: (c: OpContext, _s: ModuleBuilder, a: Args) => checkRank(c, a, batchRanks) } };
  defineModule({ name: `BatchNorm${n}d`, module: BATCH, base: "_BatchNorm", init: init("True"), construct: constructNorm, methods: checkBatch, doc: `torch.nn.BatchNorm${n}d` });
  defineModule({
    name: `LazyBatchNorm${n}d`,
    module: BATCH,
    base: "_BatchNorm",
    init: lazyInit,
    construct: constructLazy,
    forward: (c, self, a) => {
      initialize(c, self, a.value("input"), `BatchNorm${n}d`);
      return batchForward(c, self, a);
    },
    methods: checkBatch,
    doc: `torch.nn.LazyBatchNorm${n}d`,
  });
  const instance = {
    _check_input_dim: { signature: "input", run: (c: OpContext, _s: ModuleBuilder, a: Args) => checkRank(c, a, [n + 1, n + 2]) },
    _get_no_batch_dim: { signature: "", run: () => n + 1 },
  };
  defineModule({ name: `InstanceNorm${n}d`, module: INSTANCE, base: "_InstanceNorm", init: init("False"), construct: constructNorm, methods: instance, doc: `torch.nn.InstanceNorm${n}d` });
  defineModule({
    name: `LazyInstanceNorm${n}d`,
    module: INSTANCE,
    base: "_InstanceNorm",
    init: lazyInit,
    construct: constructLazy,
    forward: (c, self, a) => {
      initialize(c, self, a.value("input"), `InstanceNorm${n}d`);
      return instanceForward(c, self, a);
    },
    methods: instance,
    doc: `torch.nn.LazyInstanceNorm${n}d`,
  });
}

defineModule({
  name: "SyncBatchNorm",
  module: BATCH,
  base: "_BatchNorm",
  init: init("True", ", process_group=None"),
  construct: (c, self, a) => {
    constructNorm(c, self, a);
    self.set({ process_group: a.value("process_group") });
  },
  methods: {
    _check_input_dim: {
      signature: "input",
      run: (c, _s, a) => {
        const rank = c.interp.callMethod(a.value("input"), "dim", [], c.node);
        if (typeof rank === "number" && rank < 2) c.fail("ValueError", `expected at least 2D input (got ${rank}D input)`, { rule: "rank" });
        if (c.interp.callMethod(a.value("input"), "size", [1], c.node) === 0) c.fail("ValueError", "SyncBatchNorm number of input channels should be non-zero", { rule: "rank" });
        return null;
      },
    },
  },
  doc: "torch.nn.SyncBatchNorm",
});
moduleClasses.get("SyncBatchNorm")?.attrs.map.set(
  "convert_sync_batchnorm",
  new ClassMethod(new NativeFunction("convert_sync_batchnorm", (interp, args, kwargs, node) => convert(interp, args[1] ?? kwargs.get("module") ?? null, args[2] ?? kwargs.get("process_group") ?? null, node))),
);

defineModule({
  name: "LayerNorm",
  module: OTHER,
  init: "normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, device=None, dtype=None",
  construct: (c, self, a) => {
    const shape = normalizedShape(c, a);
    const affine = c.interp.truth(a.value("elementwise_affine")) ?? true;
    self.set({ normalized_shape: shape, eps: a.value("eps"), elementwise_affine: a.value("elementwise_affine") });
    ofShape(c, self, a, "weight", affine ? shape : null);
    ofShape(c, self, a, "bias", affine && a.bool("bias") ? shape : null);
  },
  forward: (c, self, a) => c.call(`${F}layer_norm`, [a.value("input"), ...["normalized_shape", "weight", "bias", "eps"].map((x) => self.get(x))]),
  doc: "torch.nn.LayerNorm",
});

defineModule({
  name: "RMSNorm",
  module: OTHER,
  init: "normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None",
  construct: (c, self, a) => {
    const shape = normalizedShape(c, a);
    const affine = c.interp.truth(a.value("elementwise_affine")) ?? true;
    self.set({ normalized_shape: shape, eps: a.value("eps"), elementwise_affine: a.value("elementwise_affine") });
    ofShape(c, self, a, "weight", affine ? shape : null);
  },
  inputs: "x",
  forward: (c, self, a) => c.call(`${F}rms_norm`, [a.value("x"), ...["normalized_shape", "weight", "eps"].map((x) => self.get(x))]),
  doc: "torch.nn.RMSNorm",
});

defineModule({
  name: "GroupNorm",
  module: OTHER,
  init: "num_groups, num_channels, eps=1e-05, affine=True, device=None, dtype=None, *, bias=True",
  construct: (c, self, a) => {
    const [groups, channels] = [a.value("num_groups"), a.value("num_channels")];
    const whole = holds(c, "==", arithmetic(c)("%", channels, groups), 0);
    const message = (): string => `num_channels (${c.interp.str(channels)}) must be divisible by num_groups (${c.interp.str(groups)})`;
    if (c.known(whole) === false) c.fail("ValueError", message(), { rule: "groups" });
    c.check(whole, "ValueError", message, { rule: "groups" });
    self.set({ num_groups: groups, num_channels: channels, eps: a.value("eps"), affine: a.value("affine") });
    affineParameters(c, self, a, channels);
  },
  forward: (c, self, a) => c.call(`${F}group_norm`, [a.value("input"), ...["num_groups", "weight", "bias", "eps"].map((x) => self.get(x))]),
  doc: "torch.nn.GroupNorm",
});

function notImplemented(c: OpContext): Value {
  return c.fail("NotImplementedError", "");
}

function constructNorm(c: OpContext, self: ModuleBuilder, a: Args): void {
  self.set(Object.fromEntries(ATTRIBUTES.map((x): [string, Value] => [x, a.value(x)])));
  const features = a.value("num_features");
  const tracked = c.interp.truth(a.value("track_running_stats")) ?? true;
  affineParameters(c, self, a, features);
  for (const name of ["running_mean", "running_var"]) {
    if (tracked) filledBuffer(c, self, a, name, features);
    else self.buffer(name, null);
  }
  self.buffer("num_batches_tracked", tracked ? [] : null, INT64);
}

/** The weight and the bias of a norm that has them. */
function affineParameters(c: OpContext, self: ModuleBuilder, a: Args, size: Value): void {
  const affine = c.interp.truth(a.value("affine")) ?? true;
  for (const [name, wanted] of [["weight", affine], ["bias", affine && a.bool("bias")]] as const) {
    if (wanted) emptyParameter(c, self, a, name, size);
    else self.parameter(name, null);
  }
}

function constructLazy(c: OpContext, self: ModuleBuilder, a: Args): void {
  self.set({ num_features: 0, ...Object.fromEntries(ATTRIBUTES.slice(1).map((x): [string, Value] => [x, a.value(x)])) });
  const type = a.maybeDtype("dtype") ?? floatDefault();
  self.parameter("weight", null);
  self.parameter("bias", null);
  for (const name of ["running_mean", "running_var", "num_batches_tracked"]) self.buffer(name, null);
  if (a.bool("affine")) {
    uninitializedParameter(c, self, a, "weight");
    if (a.bool("bias")) uninitializedParameter(c, self, a, "bias");
  }
  if (a.bool("track_running_stats")) {
    lazyParameter(self, "running_mean", type, "_buffers");
    lazyParameter(self, "running_var", type, "_buffers");
    self.buffer("num_batches_tracked", [], INT64);
  }
}

function initialize(c: OpContext, self: ModuleBuilder, input: Value, becomes: string): void {
  if (isUninitialized(self)) {
    const features = c.interp.getitem(c.interp.getattr(input, "shape", c.node), 1, c.node);
    self.set({ num_features: features });
    const shape = parameterShape(c, [features]);
    for (const kind of ["_parameters", "_buffers"]) {
      const registered = self.self.attrs.get(kind);
      if (!(registered instanceof PyDict)) continue;
      for (const t of registered.values()) if (t instanceof Tensor && t.shapeVar !== null) t.become(new Tensor(shape, t.dtype));
    }
  }
  const cls = moduleClasses.get(becomes);
  if (cls && self.self.cls === moduleClasses.get(`Lazy${becomes}`)) {
    touch(self.self);
    self.self.cls = cls;
  }
}

/** `[2, 3]`: `expected 2D or 3D input` */
function checkRank(c: OpContext, a: Args, ranks: readonly number[]): Value {
  const input = a.value("input");
  if (input instanceof Tensor && !c.hasShape(input)) {
    const names: Readonly<Record<number, readonly string[]>> = { 4: ["N", "C", "H", "W"], 5: ["N", "C", "D", "H", "W"] };
    const known = ranks.length === 1 ? names[ranks[0] as number] : undefined;
    if (known) c.shapeOf(input, known);
    return null;
  }
  const rank = c.interp.callMethod(input, "dim", [], c.node);
  if (typeof rank === "number" && !ranks.includes(rank)) {
    const expected = ranks.map((r) => `${r}D`).join(" or ");
    c.fail("ValueError", `expected ${expected} input (got ${rank}D input)`, { rule: "rank", law: () => `${c.op.toLowerCase()}: expected ${expected} input, got ${rank}D` });
  }
  return null;
}

function batchForward(c: OpContext, self: ModuleBuilder, a: Args): Value {
  const input = a.value("input");
  const failures = c.interp.trace.problems.length;
  c.interp.callMethod(self.self, "_check_input_dim", [input], c.node);
  // Of another rank than it should be, the channels stand elsewhere, too.
  if (c.interp.trace.problems.length > failures) return input;
  const training = c.interp.truth(self.get("training")) ?? true;
  const tracked = c.interp.truth(self.get("track_running_stats")) ?? true;
  const stats = !training || tracked;
  const [mean, variance] = [self.get("running_mean"), self.get("running_var")];
  const fromBatch = training || (mean === null && variance === null);
  const momentum = self.get("momentum") ?? 0;
  return c.call(`${F}batch_norm`, [input, stats ? mean : null, stats ? variance : null, self.get("weight"), self.get("bias"), fromBatch, momentum, self.get("eps")]);
}

function instanceForward(c: OpContext, self: ModuleBuilder, a: Args): Value {
  const { interp, node } = c;
  const input = a.value("input");
  interp.callMethod(self.self, "_check_input_dim", [input], node);
  if (input instanceof Tensor && !c.hasShape(input)) return c.giveUp("the rank of the input is not known");
  const plain = interp.callMethod(self.self, "_get_no_batch_dim", [], node);
  const rank = interp.callMethod(input, "dim", [], node);
  if (typeof rank !== "number" || typeof plain !== "number") return c.giveUp("the rank of the input is not known");
  const at = rank - plain;
  const got = interp.callMethod(input, "size", [at], node);
  const same: Cond = holds(c, "==", got, self.get("num_features"));
  const text = (): string => `expected input's size at dim=${at} to match num_features (${interp.str(self.get("num_features"))}), but got: ${interp.str(got)}.`;
  if (interp.truth(self.get("affine")) ?? true) {
    const expected = input instanceof Tensor ? (input.shape?.[at] ?? null) : null;
    const why = { rule: "norm-num-features", law: () => `instance_norm: ${text()}`, blame: { kind: "module-argument" as const, module: self.self, parameter: "num_features", expected } };
    if (c.known(same) === false) c.fail("ValueError", text(), why);
    c.check(same, "ValueError", text, why);
  } else if (c.known(same) === false) {
    interp.warnUser(`input's size at dim=${at} does not match num_features. You can silence this warning by not passing in num_features, which is not used because affine=False`, node, { rule: "norm-num-features" });
  }
  if (rank !== plain) return interp.callMethod(self.self, "_apply_instance_norm", [input], node);
  const batched = interp.callMethod(self.self, "_apply_instance_norm", [interp.callMethod(input, "unsqueeze", [0], node)], node);
  return interp.callMethod(batched, "squeeze", [0], node);
}

function applyInstance(c: OpContext, self: ModuleBuilder, a: Args): Value {
  const training = c.interp.truth(self.get("training")) ?? true;
  const tracked = c.interp.truth(self.get("track_running_stats")) ?? false;
  const momentum = self.get("momentum") ?? 0;
  return c.call(`${F}instance_norm`, [a.value("input"), ...["running_mean", "running_var", "weight", "bias"].map((x) => self.get(x)), training || !tracked, momentum, self.get("eps")]);
}

/** A parameter of a shape that may not be known. */
function ofShape(c: OpContext, self: ModuleBuilder, a: Args, name: string, shape: PyTuple | Unknown | null): void {
  if (shape instanceof Unknown) uninitializedParameter(c, self, a, name);
  else if (shape === null) self.parameter(name, null);
  else emptyParameter(c, self, a, name, shape.items);
}

/** An int stands for a shape of one dimension; a value that is not known may be either. */
function normalizedShape(c: OpContext, a: Args): PyTuple | Unknown {
  const given = a.value("normalized_shape");
  // numpy's ints are Integral as well.
  const v = given instanceof Instance && typeof given.primitive === "number" ? given.primitive : given;
  if (v instanceof Unknown && !v.isInput) return v;
  if (typeof v === "number" || typeof v === "boolean") return new PyTuple([v]);
  if (typeof v === "object" && v !== null && (v.kind === "symint" || v.kind === "unknown")) return new PyTuple([v]);
  const items = iterable(c, v);
  if (items) return new PyTuple(items);
  return c.fail("TypeError", `'${c.interp.typeName(v)}' object is not iterable`, { rule: "argument-type" });
}

/** Puts a SyncBatchNorm in the place of every batch norm below the module. */
function convert(interp: OpContext["interp"], module: Value, group: Value, node: OpContext["node"]): Value {
  const [sync, base] = [moduleClasses.get("SyncBatchNorm"), moduleClasses.get("_BatchNorm")];
  if (!(module instanceof Instance) || !sync || !base) return module;
  let out: Instance = module;
  if (module.cls.isSubclassOf(base)) {
    const get = (name: string): Value => interp.getattr(module, name, node);
    const options: Kwargs = new Map<string, Value>([["process_group", group], ["bias", get("bias") !== null]]);
    const made = interp.call(sync, ATTRIBUTES.map(get), options, node);
    if (!(made instanceof Instance)) return module;
    for (const name of ["weight", "bias", "running_mean", "running_var", "num_batches_tracked", "training"]) interp.setattr(made, name, get(name), node);
    out = made;
  }
  const children = module.attrs.get("_modules");
  const target = out.attrs.get("_modules");
  if (children instanceof PyDict && target instanceof PyDict) {
    for (const key of children.keys()) target.set(key, convert(interp, children.get(key) ?? null, group, node));
  }
  return out;
}
