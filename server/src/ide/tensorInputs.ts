/** Which inputs of a model are tensors for sure, whoever calls it. */
import { FunctionValue } from "../python/values.ts";
import type { Arg, FunctionDef, Lambda } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { childrenOf } from "../torch/module.ts";
import { Tensor, USUAL } from "../torch/tensor.ts";
import type { Entry } from "./entries.ts";
import { unwrapped } from "./inputs.ts";
import { positionalParameters } from "./typeComments.ts";

/** The inputs of a model that are tensors for sure. */
export function tensorInputs(entry: Entry): ReadonlySet<string> {
  const forward = entry.model?.cls.lookup("forward");
  const node = forward instanceof FunctionValue ? unwrapped(forward).node : null;
  const out = new Set<string>();
  if (node === null) return out;
  const params = [...positionalParameters(node, true), ...node.args.kwonly];
  for (const { name, value } of entry.inputs) {
    if (!(value instanceof Tensor)) continue;
    const p = params.find((q) => q.name === name);
    if (isAskedFor(node, name)) continue;
    if (saysTensor(p) || isOfTensors(value.settledBy) || (value.shapeVar === null && value.settledBy === null) || isGivenToLayer(name, entry) || isUsedAsTensor(node, name)) out.add(name);
  }
  return out;
}

function saysTensor(p: Arg | undefined): boolean {
  const text = p?.annotation ? p.annotation.unit.text.slice(p.annotation.start, p.annotation.end) : "";
  return /\bTensor$/.test(text);
}

/** Whether a function asks of what kind an argument is: then it may be another. */
function isAskedFor(fn: FunctionDef | Lambda, name: string): boolean {
  let found = false;
  walk(fn, (n) => {
    if (n.kind === "Call" && n.func.kind === "Name" && /^(isinstance|type|hasattr|getattr|len|is_\w+)$/.test(n.func.id) && n.args[0]?.kind === "Name" && n.args[0].id === name) found = true;
    return !found;
  });
  return found;
}

/** Whether a parameter, before another value takes its name, is used as only a tensor is. */
export function isUsedAsTensor(fn: FunctionDef | Lambda, name: string): boolean {
  let until = Number.POSITIVE_INFINITY;
  walk(fn, (n) => {
    const targets = n.kind === "Assign" ? n.targets : n.kind === "For" || n.kind === "AugAssign" || n.kind === "NamedExpr" ? [n.target] : [];
    for (const t of targets) walk(t, (x) => {
      if (x.kind === "Name" && x.id === name) until = Math.min(until, n.end);
    });
  });
  let found = false;
  walk(fn, (n) => {
    if (found || n.end > until) return n.start < until;
    if (n.kind === "Attribute" && n.value.kind === "Name" && n.value.id === name) found = OF_TENSORS.has(n.attr);
    // To numpy it is a number.
    if (n.kind === "Call" && n.func.kind === "Attribute" && n.func.attr === "size" && n.func.value.kind === "Name" && n.func.value.id === name) found = true;
    if (n.kind === "Call" && n.func.kind === "Attribute" && n.func.value.kind === "Name" && (n.func.value.id === "F" || (n.func.value.id === "torch" && !OF_OTHERS.has(n.func.attr)))) {
      const [first] = n.args;
      found ||= first?.kind === "Name" && first.id === name;
    }
    return !found;
  });
  return found;
}

/** Attributes that tell a tensor from whatever else a model is given, numpy's arrays among them. */
const OF_TENSORS: ReadonlySet<string> = new Set([
  "permute", "view", "unsqueeze", "contiguous", "expand", "expand_as", "view_as", "bmm", "matmul", "mm", "chunk", "softmax", "log_softmax", "sigmoid", "tanh", "relu", "masked_fill", "new_zeros", "new_ones",
  "repeat_interleave", "dim", "norm", "sqrt", "unfold", "unbind", "float", "long", "requires_grad",
]);

/** Whether what settled an input's rank takes tensors alone. */
function isOfTensors(settledBy: string | null): boolean {
  return settledBy !== null && settledBy !== USUAL && !OF_ARRAYS.has(settledBy);
}

/** What numpy's arrays can do as well. */
const OF_ARRAYS: ReadonlySet<string> = new Set(["unpacking", "index", "transpose", "reshape", "repeat", "flatten", "squeeze", "mean", "sum", "max", "min", "std", "var", "all", "any", "argmax", "argmin", "argsort", "cumsum", "cumprod", "prod", "sort", "swapaxes", "clip", "dot", "matmul", "diagonal", "copy"]);

/** Functions of torch that take lists, numbers or anything. */
const OF_OTHERS: ReadonlySet<string> = new Set(["cat", "concat", "concatenate", "stack", "hstack", "vstack", "dstack", "column_stack", "row_stack", "meshgrid", "broadcast_tensors", "block_diag", "cartesian_prod", "tensor", "as_tensor", "asarray", "from_numpy", "is_tensor", "zeros", "ones", "empty", "full", "rand", "randn", "randint", "arange", "linspace", "eye", "device", "einsum", "load", "save", "no_grad", "typename", "numel", "Size", "is_floating_point", "is_complex", "atleast_1d", "atleast_2d", "atleast_3d", "chain_matmul", "result_type", "Tensor", "FloatTensor", "LongTensor", "manual_seed", "compile", "set_grad_enabled"]);

/** Whether every input that we made up is a tensor for sure. */
export function inputsAreTensors(entry: Entry): boolean {
  return entry.inputs.every(({ name, value }) => value instanceof Tensor && ((value.settledBy ?? USUAL) !== USUAL || (value.shapeVar === null && value.settledBy === null) || isGivenToLayer(name, entry)));
}

/** Whether forward hands a parameter to one of its own layers, which PyTorch has and which takes a tensor: `self.conv1(x)`. */
export function isGivenToLayer(name: string, entry: Entry): boolean {
  const { model } = entry;
  const forward = model?.cls.lookup("forward");
  if (!model || !(forward instanceof FunctionValue)) return false;
  const layers = new Map(childrenOf(model));
  let found = false;
  walk(forward.node, (n) => {
    const layer = n.kind === "Call" && n.func.kind === "Attribute" && n.func.value.kind === "Name" && n.func.value.id === "self" ? layers.get(n.func.attr) : undefined;
    const arg = n.kind === "Call" && layer?.cls.moduleName.startsWith("torch.nn") ? n.args[0] : undefined;
    if (arg?.kind === "Name" && arg.id === name) found = true;
  });
  return found;
}

/** The inputs that forward takes items of, and that nothing says are tensors: they may as well be lists. */
export function itemizedInputs(entry: Entry): ReadonlySet<string> {
  const forward = entry.model?.cls.lookup("forward");
  const node = forward instanceof FunctionValue ? unwrapped(forward).node : null;
  const out = new Set<string>();
  for (const { name, value } of node ? entry.inputs : []) {
    if (node && value instanceof Tensor && (value.settledBy === null || value.settledBy === USUAL || value.settledBy === "index") && isItemized(node, name) && !isUsedAsTensor(node, name)) out.add(name);
  }
  return out;
}

/** Whether a function takes single items of a parameter: `features[-1]`, `features[i - 1]`. */
function isItemized(fn: FunctionDef | Lambda, name: string): boolean {
  let found = false;
  walk(fn, (n) => {
    if (n.kind === "Subscript" && n.value.kind === "Name" && n.value.id === name && !["Slice", "Tuple"].includes(n.slice.kind) && !(n.slice.kind === "Constant" && n.slice.value.type !== "int")) found = true;
    return !found;
  });
  return found;
}
