/** Views that reorder, add, drop or repeat dimensions. */
import { type Cond, type Dim, asSymbol, eq, isConst, lt, mul, or, print, printShape } from "../../dims/index.ts";
import { isAnonymous } from "../../python/interp.ts";
import { type Value, PyFloat, PyList, PyTuple } from "../../python/values.ts";
import { type Args, asDim, sequence } from "../args.ts";
import { defineOp, defineTensorProperty } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type Explanation, OpContext, sizes, wrapDim } from "../op.ts";
import { checkSqueeze } from "../suspicion/batch.ts";
import { Tensor } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { nativeForms } from "./forms.ts";
import { scalarTypeName } from "./scalarTypes.ts";
import { sizeOf } from "./size.ts";
import { contiguousCopy, viewOf } from "./strided.ts";
import { sparseOf } from "./sparseLayout.ts";

type View = (c: OpContext, t: Tensor, a: Args) => Tensor;

/** Defines a view with its in-place form and its `…_copy` form. */
function defineView(names: readonly string[], run: View, doc = `torch.${names[0]}`): void {
  const [name = ""] = names;
  defineOp({
    name,
    forms: nativeForms(...names, ...names.map((n) => `${n}_copy`)),
    signature: NATIVE,
    rule: (c, a) => {
      const t = a.tensor("input");
      const out = run(c, t, a);
      if (a.signature.name.endsWith("_copy")) return contiguousCopy(c, out, c.shapeOf(out), out.data);
      if (!a.signature.name.endsWith("_")) return out;
      t.become(out);
      return t;
    },
    doc,
  });
}

/** The names of the sizes of an input whose rank an operator tells. */
function rankNames(t: Tensor, rank: number): readonly string[] {
  const name = t.shapeVar?.name ?? "x";
  return Array.from({ length: rank }, (_, i) => (i === 0 ? "N" : `${name}_${i}`));
}

// ---------------------------------------------------------------- order

defineView(["permute"], (c, t, a) => permute(c, t, a.ints("dims")));

export function permute(c: OpContext, t: Tensor, dims: readonly Dim[]): Tensor {
  const shape = c.shapeOf(t, rankNames(t, dims.length));
  if (dims.length !== shape.length) {
    c.fail("RuntimeError", `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${shape.length} is not equal to len(dims) = ${dims.length}`, {
      rule: "permute-dims",
      law: () => `permute: ${dims.length} dimensions named for ${printShape(shape)}, which has ${shape.length}`,
    });
  }
  const order: number[] = [];
  for (const d of dims) {
    const i = wrapDim(c, d, shape.length);
    if (order.includes(i)) c.fail("RuntimeError", "permute(): duplicate dims are not allowed.", { rule: "permute-dims", law: () => `permute: dimension ${i} is named twice` });
    order.push(i);
  }
  return reorder(c, t, order);
}

/** Dimensions in another order; `order[i]` is the one that comes to place i. */
export function reorder(c: OpContext, t: Tensor, order: readonly number[]): Tensor {
  const shape = c.shapeOf(t);
  const pick = (ds: readonly Dim[]): readonly Dim[] => order.map((i) => ds[i] as Dim);
  c.order = order;
  return viewOf(c, t, pick(shape), pick);
}

defineView(["transpose"], (c, t, a) => transpose(c, t, a.int("dim0"), a.int("dim1")));
defineView(["swapdims"], (c, t, a) => transpose(c, t, a.int("dim0"), a.int("dim1")));
defineView(["swapaxes"], (c, t, a) => transpose(c, t, a.int("axis0"), a.int("axis1")));

export function transpose(c: OpContext, t: Tensor, dim0: Dim, dim1: Dim): Tensor {
  const shape = c.shapeOf(t);
  const i = wrapDim(c, dim0, shape.length);
  const j = wrapDim(c, dim1, shape.length);
  if (i === j || shape.length === 0) {
    c.order = shape.map((_, k) => k);
    return viewOf(c, t, shape, (s) => s);
  }
  return reorder(c, t, shape.map((_, k) => (k === i ? j : k === j ? i : k)));
}

defineView(["t"], (c, t, a) => {
  const rank = c.shapeOf(t).length;
  const own = sparseOf(t);
  if (own?.layout === "sparse_coo" && (own.dims > 2 || own.dims < rank)) {
    c.fail("RuntimeError", `${a.signature.name}() expects a tensor with <= 2 sparse and 0 dense dimensions, but got ${own.dims} sparse and ${rank - own.dims} dense dimensions`, { rule: "rank" });
  }
  if (rank > 2) c.fail("RuntimeError", `${a.signature.name.replace("_copy", "")}() expects a tensor with <= 2 dimensions, but self is ${rank}D`, { rule: "rank" });
  return reversed(c, t);
});

function reversed(c: OpContext, t: Tensor): Tensor {
  const rank = c.shapeOf(t).length;
  return reorder(c, t, Array.from({ length: rank }, (_, i) => rank - 1 - i));
}

/** `mT`, `mH`, `adjoint()`: the last two dimensions exchanged. */
function matrixTransposed(c: OpContext, t: Tensor, name: string): Tensor {
  const shape = c.shapeOf(t);
  if (shape.length === 1) c.fail("RuntimeError", `tensor.${name} is only supported on matrices or batches of matrices. Got 1-D tensor.`, { rule: "rank" });
  return shape.length === 0 ? t : transpose(c, t, -2, -1);
}

defineView(["adjoint"], (c, t) => matrixTransposed(c, t, "adjoint()"));

function property(name: string, run: (c: OpContext, t: Tensor) => Value): void {
  defineTensorProperty(name, (interp, t) => {
    const c = new OpContext(interp, name, null, null);
    const result = interp.guard(c, () => run(c, t));
    if (result instanceof Tensor && result !== t) result.mapped = t.mapped;
    return result;
  });
}

property("T", reversed);
property("mT", (c, t) => matrixTransposed(c, t, "mT"));
property("mH", (c, t) => matrixTransposed(c, t, "mH"));
property("H", (c, t) => {
  const rank = c.shapeOf(t).length;
  if (rank !== 0 && rank !== 2) {
    const hint = rank === 1 ? "" : " For batches of matrices, consider using tensor.mH";
    c.fail("RuntimeError", `tensor.H is only supported on matrices (2-D tensors). Got ${rank}-D tensor.${hint}`, { rule: "rank" });
  }
  return reversed(c, t);
});

defineView(["movedim"], (c, t, a) => moveDims(c, t, a));
defineView(["moveaxis"], (c, t, a) => moveDims(c, t, a));

function moveDims(c: OpContext, t: Tensor, a: Args): Tensor {
  const source = a.ints("source");
  const destination = a.ints("destination");
  if (source.length !== destination.length) {
    c.fail("RuntimeError", `movedim: Invalid source or destination dims: source (${sizes(source)} dims) should contain the same number of dims as destination (${sizes(destination)} dims)`, { rule: "permute-dims" });
  }
  const rank = c.shapeOf(t).length;
  const from = source.map((d) => wrapDim(c, d, rank));
  const to = destination.map((d) => wrapDim(c, d, rank));
  const repeated = (dims: readonly number[]): boolean => new Set(dims).size < dims.length;
  if (repeated(from)) c.fail("RuntimeError", `movedim: repeated dim in \`source\` (${sizes(source)})`, { rule: "permute-dims" });
  if (repeated(to)) c.fail("RuntimeError", `movedim: repeated dim in \`destination\` (${sizes(destination)})`, { rule: "permute-dims" });
  if (rank === 0) return viewOf(c, t, [], () => []);
  const others = Array.from({ length: rank }, (_, i) => i).filter((i) => !from.includes(i));
  const order: number[] = [];
  let next = 0;
  for (let i = 0; i < rank; i++) {
    const at = to.indexOf(i);
    order.push((at >= 0 ? from[at] : others[next++]) as number);
  }
  return reorder(c, t, order);
}

// ---------------------------------------------------------------- sizes of one

defineView(["unsqueeze"], (c, t, a) => unsqueeze(c, t, a.int("dim")));

export function unsqueeze(c: OpContext, t: Tensor, dim: Dim): Tensor {
  const shape = c.shapeOf(t);
  const at = wrapDim(c, dim, shape.length + 1);
  const insert = (ds: readonly Dim[], d: Dim): readonly Dim[] => [...ds.slice(0, at), d, ...ds.slice(at)];
  return viewOf(c, t, insert(shape, 1), (s) => insert(s, at < s.length ? mul(shape[at] as Dim, s[at] as Dim) : 1));
}

defineView(["squeeze"], (c, t, a) => {
  const shape = c.shapeOf(t);
  if (!takes(a, "dim")) {
    checkSqueeze(c, shape);
    return squeeze(c, t, shape.map((_, i) => i), false);
  }
  const dims: number[] = [];
  for (const d of a.ints("dim")) {
    const at = wrapDim(c, d, shape.length);
    if (dims.includes(at)) c.fail("RuntimeError", `dim ${at} appears multiple times in the list of dims`, { rule: "argument-value" });
    dims.push(at);
  }
  return squeeze(c, t, dims, true);
});

/** Drops those of the dimensions whose size is 1; a size that is not known stays, as far as it need not be 1. `named`: the code names the dimensions. */
function squeeze(c: OpContext, t: Tensor, dims: readonly number[], named: boolean): Tensor {
  const shape = c.shapeOf(t);
  const keep = shape.flatMap((d, i) => {
    if (!dims.includes(i)) return [i];
    const one = c.known(eq(d, 1));
    // A size that an input has a name for is not taken for 1, unless it is meant to be dropped; one that is computed, or that nobody knows, may well be.
    if (one === undefined && !isConst(d) && (named || asSymbol(d) === undefined || isAnonymous(d))) return c.giveUp(`whether a size is 1, which squeeze drops: ${print(d)}`);
    return one === true ? [] : [i];
  });
  const pick = (ds: readonly Dim[]): readonly Dim[] => keep.map((i) => ds[i] as Dim);
  return viewOf(c, t, pick(shape), pick);
}

// ---------------------------------------------------------------- expansion

defineView(["expand"], (c, t, a) => expandMapped(c, t, a.ints("size")), "torch.Tensor.expand");
defineView(["broadcast_to"], (c, t, a) => expandMapped(c, t, a.ints("size")));
defineOp({ name: "expand_as", forms: ["Tensor.expand_as"], signature: NATIVE, rule: (c, a) => expandMapped(c, a.tensor("input"), c.shapeOf(a.tensor("other"))), doc: "torch.Tensor.expand_as" });

/** `torch.FloatTensor{[2, 3]}`, as messages of expand show a tensor. */
function shown(t: Tensor, shape: readonly Dim[]): string {
  const old = t.dtype.category === 2 ? t.dtype.name !== "bfloat16" : t.dtype.category === 1;
  return `${old ? legacyTypeName(t) : `CPU${scalarTypeName(t.dtype)}Type`}{${sizes(shape)}}`;
}

/** `torch.FloatTensor`, `torch.cuda.LongTensor` */
export function legacyTypeName(t: Tensor): string {
  const legacy: Readonly<Record<string, string>> = {
    float32: "Float", float64: "Double", float16: "Half", bfloat16: "BFloat16", int64: "Long", int32: "Int", int16: "Short", int8: "Char", uint8: "Byte", bool: "Bool",
    complex64: "ComplexFloat", complex128: "ComplexDouble", complex32: "ComplexHalf",
  };
  const place = t.device.startsWith("cpu") ? "" : `${t.device.split(":")[0]}.`;
  return `torch.${place}${legacy[t.dtype.name] ?? t.dtype.name}Tensor`;
}

/** The same where C++ tells a type as its own messages do: what has no old name is called by its new one. */
export function declaredTypeName(t: Tensor): string {
  return /^(float(16|32|64)|u?int8|int(16|32|64))$/.test(t.dtype.name) ? legacyTypeName(t) : `CPU${scalarTypeName(t.dtype)}Type`;
}

/** Within vmap the sizes that are mapped stand before those asked for, and those that are added are of 1 at first. */
function expandMapped(c: OpContext, t: Tensor, asked: readonly Dim[]): Tensor {
  const shape = c.shapeOf(t);
  const { mapped } = t;
  if (mapped.length === 0) return expand(c, t, asked);
  const lead = asked.length - shape.length;
  if (lead < 0) c.fail("RuntimeError", `expand: the number of sizes provided (${asked.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`, { rule: "expand-size" });
  const whole = expand(c, new Tensor([...mapped, ...Array.from({ length: lead }, () => 1), ...shape], t.dtype), [...mapped, ...asked]);
  return expand(c, t, c.shapeOf(whole).slice(mapped.length));
}

/** Repeats sizes of 1 without a copy. `asked`: -1 keeps a size. */
export function expand(c: OpContext, t: Tensor, asked: readonly Dim[], why: Explanation = {}): Tensor {
  const shape = c.shapeOf(t);
  const lead = asked.length - shape.length;
  if (lead < 0) {
    c.fail("RuntimeError", `expand(${shown(t, shape)}, size=${sizes(asked)}): the number of sizes provided (${asked.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`, {
      rule: "expand-size",
      law: () => `${c.op}: ${printShape(shape)} has more dimensions than ${printShape(asked)}`,
      ...why,
    });
  }
  const out: Dim[] = new Array(asked.length);
  const repeats: (boolean | undefined)[] = new Array(asked.length);
  for (let i = asked.length - 1; i >= 0; i--) {
    const want = asked[i] as Dim;
    const have = shape[i - lead];
    if (have === undefined) {
      c.check(want !== -1 || shape.length === 0, "RuntimeError", () => `The expanded size of the tensor (${print(want)}) isn't allowed in a leading, non-existing dimension ${i}`, { rule: "expand-size", ...why });
      out[i] = want;
      repeats[i] = true;
      continue;
    }
    [out[i], repeats[i]] = expandOne(c, have, want, () => {
      return [
        `The expanded size of the tensor (${print(want)}) must match the existing size (${print(have)}) at non-singleton dimension ${i}.  Target sizes: ${sizes(asked)}.  Tensor sizes: ${sizes(shape)}`,
        {
          rule: "expand-size",
          law: () => `${c.op}: ${print(have)} (dim ${i - lead} of ${printShape(shape)}) cannot become ${print(want)}, only a size of 1 is repeated`,
          ...why,
        },
      ];
    });
  }
  checkNumel(c, out, { rule: "expand-size", ...why });
  const restride = (s: readonly Dim[]): readonly Dim[] => {
    const wide: Dim[] = new Array(out.length);
    for (let i = out.length - 1; i >= 0; i--) {
      if (i >= lead) wide[i] = repeats[i] ? 0 : (s[i - lead] as Dim);
      else wide[i] = out[i] === 1 ? (i + 1 < out.length ? mul(out[i + 1] as Dim, wide[i + 1] as Dim) : 1) : 0;
    }
    return wide;
  };
  const view = viewOf(c, t, out, restride);
  if (repeats.includes(undefined)) view.strides = null;
  return view;
}

/** That the number of elements can be told. */
export function checkNumel(c: OpContext, shape: readonly Dim[], why: Explanation = { rule: "argument-value" }): void {
  if (overflows(shape)) c.check(false, "RuntimeError", () => "numel: integer multiplication overflow", why);
}

/** Whether the sizes' product, taken as PyTorch does in 64 bits without a sign, is too large: a negative size is unless a 0 comes to it first. */
function overflows(shape: readonly Dim[]): boolean {
  if (!shape.some((d) => isConst(d) && d < 0)) return false;
  let product = 1n;
  for (const d of shape) {
    product *= BigInt.asUintN(64, BigInt(isConst(d) ? d : 1));
    if (product >= 1n << 64n) return true;
  }
  return product >= 1n << 63n;
}

/** The size that one dimension is expanded to, and whether it is repeated (undefined: not known). */
function expandOne(c: OpContext, have: Dim, want: Dim, failure: () => [string, Explanation]): [Dim, boolean | undefined] {
  if (want === -1 || want === have) return [have, false];
  const one = c.known(eq(have, 1));
  if (one === true) return [want, true];
  const same = c.known(eq(have, want));
  if (same === true) return [have, false];
  const open = !isConst(want) && c.interp.scope.bounds(want).lo < 0;
  let fits: Cond = eq(have, want);
  if (one === undefined) fits = or(fits, eq(have, 1));
  if (open) fits = or(fits, eq(want, -1));
  const [message, why] = failure();
  c.check(fits, "RuntimeError", () => message, why);
  return [open ? c.freshDim() : want, one === false ? false : undefined];
}

defineOp({
  name: "broadcast_tensors",
  forms: [{ names: ["torch.broadcast_tensors", "torch.functional.broadcast_tensors"], python: true }],
  signature: "*tensors",
  rule: (c, a) => {
    const tensors = a.tensors("tensors");
    const shape = broadcastShapes(c, tensors.map((t) => c.shapeOf(t)));
    return new PyTuple(tensors.map((t) => expand(c, t, shape)));
  },
  doc: "torch.broadcast_tensors",
});

defineOp({
  name: "broadcast_shapes",
  forms: [{ names: ["torch.broadcast_shapes", "torch.functional.broadcast_shapes"], python: true }],
  signature: "*shapes",
  rule: (c, a) => {
    const given = sequence(a.value("shapes")) ?? [];
    const written = given.filter((v) => v !== null);
    const shapes = written.map((v) => {
      const d = asDim(c.interp, v);
      if (d === undefined && v instanceof PyFloat) c.fail("RuntimeError", `Input shapes should be of type ints, a tuple of ints, or a list of ints, got ${c.interp.repr(v)}`, { rule: "argument-type" });
      return (typeof v === "string" ? [...v] : sequence(v)) ?? (d === undefined ? c.giveUp("a shape is not known") : [v]);
    });
    const out = new Array<Value>(Math.max(0, ...shapes.map((s) => s.length))).fill(1);
    shapes.forEach((shape, index) => {
      const text = (): string => c.interp.str(asDim(c.interp, written[index] ?? null) === undefined ? (written[index] ?? null) : new PyTuple(shape));
      for (let i = 1; i <= shape.length; i++) broadcastOne(c, out, shape, i, () => `argument at index ${index} had ${text()}`);
    });
    const wrong = out.findIndex((v) => asDim(c.interp, v) === undefined);
    if (wrong >= 0) c.fail("TypeError", `torch.Size() takes an iterable of 'int' (item ${wrong} is '${c.interp.typeName(out[wrong] ?? null)}')`, { rule: "argument-type" });
    return sizeOf(out.map((v) => asDim(c.interp, v) ?? c.giveUp("a size is not known")));
  },
  doc: "torch.broadcast_shapes",
});

/** Puts the `i`th size from the end of a shape into the common one. */
function broadcastOne(c: OpContext, out: Value[], shape: readonly Value[], i: number, which: () => string): void {
  const at = out.length - i;
  const value = shape[shape.length - i] as Value;
  const have = out[at] as Value;
  if (c.interp.equal(value, have) === true && !(value instanceof PyFloat && Number.isNaN(value.value))) return;
  const d = asDim(c.interp, value);
  if (have === 1 || (have instanceof PyFloat && have.value === 1)) {
    if (d === undefined && !(value instanceof PyFloat)) c.fail("TypeError", `'<' not supported between instances of '${c.interp.typeName(value)}' and 'int'`, { rule: "argument-type" });
    const negative = d === undefined ? value instanceof PyFloat && value.value < 0 : c.known(lt(d, 0)) === true;
    if (negative) c.fail("ValueError", "Attempting to broadcast a dimension with negative length!", { rule: "argument-value" });
    out[at] = value;
    // nan is not even equal to itself.
    if (!(value instanceof PyFloat && Number.isNaN(value.value))) return;
  }
  const common = asDim(c.interp, out[at] as Value);
  if (d === 1 || (value instanceof PyFloat && value.value === 1)) return;
  const message = (): string => `Attempting to broadcast a dimension of length ${c.interp.str(value)} at -${i}! Mismatching ${which()}; but expected shape should be broadcastable to ${c.interp.repr(new PyList(out.slice()))}`;
  if (d === undefined || common === undefined) return c.fail("RuntimeError", message(), { rule: "broadcast" });
  c.check(or(eq(d, common), eq(d, 1)), "RuntimeError", message, { rule: "broadcast" });
}
