/** The layers Embedding and EmbeddingBag. */
import { isConst, printShape } from "../../dims/index.ts";
import { Alt, type Value, ClassMethod, NativeFunction, Unknown } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { type ModuleBuilder, defineModule, moduleClasses } from "../define.ts";
import { matchNative } from "../native.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { paddingIndex } from "./embedding.ts";
import { emptyParameter, requireFloat } from "./factory.ts";

const MODULE = "torch.nn.modules.sparse";

defineModule({
  name: "Embedding",
  module: MODULE,
  init: "num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None, dtype=None",
  construct: (c, self, a) => {
    const padding = paddingIndex(c, a.value("padding_idx"), () => a.value("num_embeddings"), "Padding_idx must be within num_embeddings");
    self.set({ ...attributes(a, ["num_embeddings", "embedding_dim"]), padding_idx: padding, ...attributes(a, ["max_norm", "norm_type", "scale_grad_by_freq"]) });
    table(c, self, a, padding);
    self.set({ sparse: a.value("sparse") });
    const weight = self.tensor("weight");
    if (weight && c.interp.truth(a.value("_freeze"))) weight.requiresGrad = false;
  },
  forward: (c, self, a) => c.call("torch.nn.functional.embedding", [a.value("input"), ...["weight", "padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse"].map((x) => self.get(x))]),
  doc: "torch.nn.Embedding",
});

defineModule({
  name: "EmbeddingBag",
  module: MODULE,
  init: "num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', sparse=False, _weight=None, include_last_offset=False, padding_idx=None, device=None, dtype=None",
  construct: (c, self, a) => {
    self.set(attributes(a, ["num_embeddings", "embedding_dim", "max_norm", "norm_type", "scale_grad_by_freq"]));
    const padding = paddingIndex(c, a.value("padding_idx"), () => a.value("num_embeddings"), "padding_idx must be within num_embeddings");
    self.set({ padding_idx: padding });
    table(c, self, a, padding);
    self.set(attributes(a, ["mode", "sparse", "include_last_offset"]));
  },
  inputs: "input, offsets=None, per_sample_weights=None",
  forward: (c, self, a) => {
    const get = (...names: readonly string[]): readonly Value[] => names.map((x) => self.get(x));
    return c.call("torch.nn.functional.embedding_bag", [a.value("input"), self.get("weight"), a.value("offsets"), ...get("max_norm", "norm_type", "scale_grad_by_freq", "mode", "sparse"), a.value("per_sample_weights"), ...get("include_last_offset", "padding_idx")]);
  },
  doc: "torch.nn.EmbeddingBag",
});

for (const name of ["Embedding", "EmbeddingBag"]) {
  moduleClasses.get(name)?.attrs.map.set(
    "from_pretrained",
    new ClassMethod(
      new NativeFunction("from_pretrained", (interp, args, kwargs, node) => {
        const [cls = null, given, ...rest] = args;
        const embeddings = given ?? kwargs.get("embeddings") ?? null;
        const rank = interp.callMethod(embeddings, "dim", [], node);
        if (rank !== 2 && !(rank instanceof Unknown || rank instanceof Alt)) throw interp.failure("AssertionError", "Embeddings parameter is expected to be 2-dimensional", node, { rule: "rank" });
        const size = (i: number): Value => interp.callMethod(embeddings, "size", [i], node);
        const order = name === "Embedding" ? ["freeze", "padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse"] : ["freeze", "max_norm", "norm_type", "scale_grad_by_freq", "mode", "sparse", "include_last_offset", "padding_idx"];
        const options = new Map<string, Value>([...rest.map((v, i): [string, Value] => [order[i] ?? "", v]), ...kwargs]);
        const freeze = options.get("freeze") ?? true;
        options.delete("freeze");
        options.delete("embeddings");
        options.set("_weight", embeddings);
        if (name === "Embedding") options.set("_freeze", freeze);
        const made = interp.call(cls, [size(0), size(1)], options, node);
        const weight = interp.lookupAttr(made, "weight");
        if (weight instanceof Tensor) weight.requiresGrad = !(interp.truth(freeze) ?? true);
        return made;
      }),
    ),
  );
}

function attributes(a: Args, names: readonly string[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(names.map((x): [string, Value] => [x, a.value(x)]));
}

function table(c: OpContext, self: ModuleBuilder, a: Args, padding: Value): void {
  const size = [a.value("num_embeddings"), a.value("embedding_dim")];
  const given = a.value("_weight");
  if (!(given instanceof Tensor)) {
    emptyParameter(c, self, a, "weight", size);
    const weight = self.get("weight");
    if (padding !== null) matchRow(c, weight, padding);
    return;
  }
  const shape = c.shapeOf(given);
  const same = shape.length === 2 && shape.every((d, i) => c.interp.equal(size[i] ?? null, isConst(d) ? d : (size[i] ?? null)) !== false);
  c.check(same, "AssertionError", () => "Shape of weight does not match num_embeddings and embedding_dim", { rule: "argument-value", law: () => `embedding: the table is ${printShape(shape)}` });
  const frozen = self.self.cls.name === "Embedding" && c.interp.truth(a.value("_freeze")) === true;
  if (!frozen) requireFloat(c, given.dtype);
  self.parameter("weight", shape, given.dtype);
}

/** The row for padding is zeroed: `weight[padding_idx].fill_(0)`. */
function matchRow(c: OpContext, weight: Value, padding: Value): void {
  const row = c.interp.getitem(weight, padding, c.node);
  if (row instanceof Tensor) matchNative(c, "Tensor.fill_", [0], new Map());
}
