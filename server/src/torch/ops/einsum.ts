/** torch.einsum: equations and subscript lists, ellipses, repeated subscripts. */
import { type Cond, type Dim, add, eq, mul, ne, print, product } from "../../dims/index.ts";
import { ELLIPSIS, Unknown, type Value } from "../../python/values.ts";
import { asDim, sequence } from "../args.ts";
import { type DType, FLOAT32, INT64 } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { type OpContext, sizes } from "../op.ts";
import { type Strides, Tensor, contiguousStrides } from "../tensor.ts";
import { broadcastSizes } from "./broadcast.ts";
import { elementwiseStrides, preservedStrides } from "./layout.ts";
import { checkBatchTypes } from "./matmul.ts";
import { resultType } from "./promotion.ts";
import { viewStrides } from "./viewSizes.ts";

/** A subscript's letter, or this. */
const DOTS = "...";

defineOp({
  name: "einsum",
  forms: [{ names: ["torch.einsum", "torch.functional.einsum"], python: true }],
  signature: "*args",
  rule: (c, a) => {
    const given = callOf(c, sequence(a.value("args")) ?? []);
    if (given.operands.length === 0) c.fail("RuntimeError", "einsum(): must provide at least one operand", { rule: "einsum" });
    return contract(c, given.equation, given.operands);
  },
  formula: (c, a) => {
    const { equation, operands } = callOf(c, sequence(a.value("args")) ?? []);
    const sizesOf = new Map<string, Dim>();
    equation.split("->")[0]?.split(",").forEach((part, i) => {
      const letters = part.replaceAll(" ", "");
      if (!letters.includes("...")) c.shapeOf(operands[i] as Tensor).forEach((d, at) => sizesOf.set(letters[at] as string, sizesOf.get(letters[at] as string) === 1 ? d : (sizesOf.get(letters[at] as string) ?? d)));
    });
    return sizesOf.size === 0 ? [] : [[...sizesOf].map(([letter, size]) => `${letter} = ${print(size)}`).join(", ")];
  },
  doc: "torch.einsum",
});

interface Call {
  readonly equation: string;
  readonly operands: readonly Tensor[];
}

/** What Python's part of einsum makes of its arguments. */
function callOf(c: OpContext, args: readonly Value[]): Call {
  if (args.length < 2) c.fail("ValueError", "einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list", { rule: "argument-count" });
  const [first, second] = args;
  if (first instanceof Tensor) return fromSublists(c, args);
  const inner = args.length === 2 ? sequence(second ?? null) : null;
  if (inner) return callOf(c, [first ?? null, ...inner]);
  if (typeof first !== "string") {
    if (first instanceof Object && "kind" in first && first.kind === "unknown") return c.giveUp("the equation is not known");
    return c.fail("TypeError", `einsum(): argument 'equation' (position 1) must be str, not ${c.interp.typeName(first ?? null)}`, { rule: "argument-type" });
  }
  return { equation: first, operands: tensorsOf(c, args.slice(1), first) };
}

/** The operands; one that nobody knows has as many dimensions as the equation names, unless it comes of a failure. */
function tensorsOf(c: OpContext, values: readonly Value[], equation: string | null = null): readonly Tensor[] {
  const parts = equation?.replaceAll(" ", "").split("->")[0]?.split(",") ?? [];
  return values.map((v, i) => {
    if (v instanceof Tensor) return v;
    const part = parts[i];
    if (v instanceof Unknown && c.interp.trace.failures === 0 && parts.length === values.length && part !== undefined && /^[A-Za-z]*$/.test(part)) {
      const unseen = new Tensor([...part].map(() => c.freshDim(0)), FLOAT32, { strides: null });
      unseen.hasUnsureType = true;
      return unseen;
    }
    if (v !== null && typeof v === "object" && (v.kind === "unknown" || v.kind === "alt")) return c.giveUp("an operand is not known");
    return c.fail("TypeError", `expected Tensor as element ${i} in argument 1, but got ${c.interp.typeName(v)}`, { rule: "argument-type" });
  });
}

/** `einsum(x, [0, 1], y, [1, 2], [0, 2])` as an equation. */
function fromSublists(c: OpContext, args: readonly Value[]): Call {
  const letters = (v: Value): string => {
    const items = sequence(v);
    if (!items) return c.fail("TypeError", `'${c.interp.typeName(v)}' object is not iterable`, { rule: "argument-type" });
    return items.map((x) => letter(c, x)).join("");
  };
  const odd = args.length % 2 === 1;
  const lists = args.filter((_, i) => i % 2 === 1);
  const equation = lists.map(letters).join(",") + (odd ? `->${letters(args.at(-1) ?? null)}` : "");
  return { equation, operands: tensorsOf(c, args.filter((_, i) => i % 2 === 0 && !(odd && i === args.length - 1))) };
}

function letter(c: OpContext, v: Value): string {
  if (v === ELLIPSIS) return DOTS;
  const n = asDim(c.interp, v);
  if (n === undefined) {
    const type = c.interp.typeName(v);
    return c.fail("TypeError", type === "float" ? "'float' object cannot be interpreted as an integer" : `'>=' not supported between instances of '${type}' and 'int'`, { rule: "argument-type" });
  }
  if (typeof n !== "number") return c.giveUp("a subscript is not known");
  if (n >= 0 && n < 26) return String.fromCharCode(65 + n);
  if (n >= 26 && n < 52) return String.fromCharCode(97 + n - 26);
  return c.fail("ValueError", "einsum(): subscript in subscript list is not within the valid range [0, 52)", { rule: "einsum" });
}

// ---------------------------------------------------------------- the equation

function isLetter(ch: string): boolean {
  return /^[A-Za-z]$/.test(ch);
}

/** Capitals come first, in implicit outputs and for subscripts that are summed over. */
function order(label: string): number {
  const code = label.charCodeAt(0);
  return code < 97 ? code - 65 : code - 97 + 26;
}

/** The subscripts of each operand, read as PyTorch reads them. */
function parseInputs(c: OpContext, text: string, count: number): readonly (readonly string[])[] {
  const labels: string[][] = Array.from({ length: count }, () => []);
  let at = 0;
  let dots = false;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] as string;
    if (ch === " ") continue;
    if (ch === ".") {
      if (dots) fail(c, `einsum(): found '.' for operand ${at} for which an ellipsis was already found`);
      if (text.slice(i, i + 3) !== DOTS) fail(c, `einsum(): found '.' for operand ${at} that is not part of any ellipsis`);
      labels[at]?.push(DOTS);
      dots = true;
      i += 2;
    } else if (ch === ",") {
      at += 1;
      if (at >= count) fail(c, "einsum(): fewer operands were provided than specified in the equation");
      dots = false;
    } else {
      if (!isLetter(ch)) fail(c, `einsum(): invalid subscript given at index ${i} in the equation string, subscripts must be in [a-zA-Z]`);
      labels[at]?.push(ch);
    }
  }
  if (at !== count - 1) fail(c, "einsum(): more operands were provided than specified in the equation");
  return labels;
}

function fail(c: OpContext, message: string): never {
  return c.fail("RuntimeError", message, { rule: "einsum" });
}

/** The output's subscripts, with one place for an ellipsis; null: none written. */
function parseOutput(c: OpContext, text: string, offset: number, inputs: ReadonlySet<string>): readonly string[] {
  const out: string[] = [];
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] as string;
    if (ch === " ") continue;
    if (ch === ".") {
      if (out.includes(DOTS)) fail(c, "einsum(): found '.' for output but an ellipsis (...) was already found");
      if (text.slice(i, i + 3) !== DOTS) fail(c, "einsum(): found '.' for output that is not part of any ellipsis (...)");
      out.push(DOTS);
      i += 2;
    } else {
      if (!isLetter(ch)) fail(c, `einsum(): invalid subscript given at index ${offset + i} in the equation string, subscripts must be in [a-zA-Z]`);
      if (out.includes(ch)) fail(c, `einsum(): output subscript ${ch} appears more than once in the output`);
      if (!inputs.has(ch)) fail(c, `einsum(): output subscript ${ch} does not appear in the equation for any input operand`);
      out.push(ch);
    }
  }
  return out;
}

// ---------------------------------------------------------------- contraction

/** An operand aligned to the subscripts: one size and stride each. */
interface Aligned {
  readonly shape: readonly Dim[];
  readonly strides: readonly Dim[] | null;
  readonly type: DType;
}

function contract(c: OpContext, equation: string, operands: readonly Tensor[]): Tensor {
  const arrow = equation.indexOf("->");
  const lhs = arrow < 0 ? equation : equation.slice(0, arrow);
  const labels = parseInputs(c, lhs, operands.length);
  const shapes = operands.map((t, i) => operandShape(c, t, labels[i] ?? []));
  let dots = 0;
  const counts = new Map<string, number>();
  labels.forEach((list, i) => {
    const rank = shapes[i]?.length ?? 0;
    const named = list.filter((l) => l !== DOTS);
    const ellipsis = named.length !== list.length;
    if (ellipsis) dots = Math.max(dots, rank - named.length);
    for (const l of named) counts.set(l, (counts.get(l) ?? 0) + 1);
    const fits = ellipsis ? named.length <= rank : named.length === rank;
    const problem = ellipsis ? "is more than the number of dimensions" : "does not match the number of dimensions";
    if (!fits) {
      c.fail("RuntimeError", `einsum(): the number of subscripts in the equation (${named.length}) ${problem} (${rank}) for operand ${i}${ellipsis ? "" : " and no ellipsis was given"}`, {
        rule: "einsum",
        law: () => `einsum: "${lhs.split(",")[i]?.trim() ?? ""}" names ${named.length} dimensions of operand ${i}, which is ${sizes(shapes[i] ?? [])}`,
      });
    }
  });
  const output = arrow < 0 ? implicitOutput(counts) : parseOutput(c, equation.slice(arrow + 2), arrow + 2, new Set(counts.keys()));
  const axes = alignedAxes(output, counts, dots, arrow < 0);
  const kept = axes.kept;
  const known: Dim[] = axes.names.map(() => 1);
  const aligned = operands.map((t, i) => align(c, t, shapes[i] ?? [], labels[i] ?? [], axes.names, dots, known, i));
  const result = reduceAll(c, aligned, kept);
  const shape = known.slice(0, kept);
  // The order in which more than two operands are multiplied depends on a package that may be installed.
  const strides = aligned.length > 2 ? null : withoutSummed(c, result, shape);
  return new Tensor(shape, result.type, { strides, device: operands[0]?.device ?? "cpu" });
}

/** Summed axes have one element, and are left out by a view. */
function withoutSummed(c: OpContext, x: Aligned, shape: readonly Dim[]): Strides {
  if (x.shape.length === shape.length) return x.strides;
  const seen = viewStrides(c, x.shape, x.strides, shape);
  return seen === "copy" ? null : seen;
}

/** An operand of unknown rank without an ellipsis has as many dimensions as subscripts. */
function operandShape(c: OpContext, t: Tensor, labels: readonly string[]): readonly Dim[] {
  return labels.includes(DOTS) ? c.shapeOf(t) : c.shapeOf(t, labels);
}

function implicitOutput(counts: ReadonlyMap<string, number>): readonly string[] {
  return [DOTS, ...[...counts].filter(([, n]) => n === 1).map(([l]) => l).sort((a, b) => order(a) - order(b))];
}

/** The axes of the aligned operands: those of the output first. Ellipsis dimensions are `...0`, `...1`. */
function alignedAxes(output: readonly string[], counts: ReadonlyMap<string, number>, dots: number, implicit: boolean): { readonly names: readonly string[]; readonly kept: number } {
  const ellipsis = Array.from({ length: dots }, (_, i) => `${DOTS}${i}`);
  const names = output.flatMap((l) => (l === DOTS ? ellipsis : [l]));
  const kept = names.length;
  if (!implicit && !output.includes(DOTS)) names.push(...ellipsis);
  for (const l of [...counts.keys()].sort((a, b) => order(a) - order(b))) if (!names.includes(l)) names.push(l);
  return { names, kept };
}

/** Checks an operand's sizes against those seen before, and gives it one axis for each name. */
function align(c: OpContext, t: Tensor, shape: readonly Dim[], labels: readonly string[], names: readonly string[], dots: number, known: Dim[], index: number): Aligned {
  const strides = t.strides === null ? null : (t.strides ?? contiguousStrides(shape));
  const own: Dim[] = names.map(() => 1);
  // A subscript that the operand lacks is a dimension added at its end.
  const step: Dim[] = names.map(() => 1);
  const placed = new Map<string, number>();
  let dim = 0;
  for (const label of labels) {
    if (label === DOTS) {
      const covered = shape.length - (labels.length - 1);
      const added = dim < shape.length && strides ? mul(shape[dim] as Dim, strides[dim] as Dim) : 1;
      for (let j = 0; j < dots - covered; j++) step[names.indexOf(`${DOTS}${j}`)] = added;
      for (let j = dots - covered; j < dots; j++) {
        const d = dim;
        place(`${DOTS}${j}`, (size, seen) => `einsum(): dimension ${d} covered by ellipsis in operand ${index}has size ${print(size)} which does not broadcast with previously seen ellipsis with size ${print(seen)} for the respective dimension`);
      }
    } else if (placed.has(label)) {
      const before = placed.get(label) ?? 0;
      const [x, y] = [shape[dim] as Dim, shape[before] as Dim];
      c.check(eq(x, y), "RuntimeError", () => `einsum(): subscript ${label} is repeated for operand ${index} but the sizes don't match, ${print(x)} != ${print(y)}`, { rule: "einsum", law: () => `einsum: subscript ${label} names dimensions of ${print(y)} and ${print(x)} in operand ${index}` });
      const at = names.indexOf(label);
      if (strides) step[at] = add(step[at] as Dim, strides[dim] as Dim);
      dim += 1;
    } else {
      placed.set(label, dim);
      place(label, (size, seen) => `einsum(): subscript ${label} has size ${print(size)} for operand ${index} which does not broadcast with previously seen size ${print(seen)}`);
    }
  }
  function place(name: string, message: (size: Dim, seen: Dim) => string): void {
    const at = names.indexOf(name);
    const size = shape[dim] as Dim;
    const seen = known[at] as Dim;
    const require = (fits: Cond): void => c.check(fits, "RuntimeError", () => message(size, seen), { rule: "einsum", law: () => `einsum: subscript ${name} is ${print(seen)} before and ${print(size)} in operand ${index}` });
    known[at] = broadcastSizes(c, seen, size, require);
    own[at] = size;
    if (strides) step[at] = strides[dim] as Dim;
    dim += 1;
  }
  return { shape: own, strides: strides && step, type: t.dtype };
}

/** Multiplies the operands from left to right, summing each subscript when its last pair is met; gives the layout of the result. */
function reduceAll(c: OpContext, operands: readonly Aligned[], kept: number): Aligned {
  const [first, ...rest] = operands;
  if (!first) return c.giveUp("einsum without operands");
  const rank = first.shape.length;
  if (rest.length === 0) return rank > kept ? summed(first, kept) : first;
  const uses = Array.from({ length: rank }, (_, d) => operands.filter((o) => isLarge(c, o.shape[d] as Dim)).length);
  return rest.reduce((left, right) => pair(c, left, right, kept, uses), first);
}

/** A size that is not known counts as more than 1, as it does when PyTorch traces. */
function isLarge(c: OpContext, d: Dim): boolean {
  return c.known(ne(d, 1)) !== false;
}

/** `x.sum(dims, keepdim=True)` over all axes from `from` on. */
function summed(x: Aligned, from: number): Aligned {
  const shape = x.shape.map((d, i) => (i < from ? d : 1));
  return { shape, strides: contiguousStrides(shape), type: x.type.category < 2 ? INT64 : x.type };
}

function sumOver(x: Aligned, dims: readonly number[]): Aligned {
  if (dims.length === 0) return x;
  const shape = x.shape.map((d, i) => (dims.includes(i) ? 1 : d));
  return { shape, strides: contiguousStrides(shape), type: x.type.category < 2 ? INT64 : x.type };
}

function pair(c: OpContext, a: Aligned, b: Aligned, kept: number, uses: number[]): Aligned {
  const together: number[] = [];
  const alone: [number[], number[]] = [[], []];
  for (let d = kept; d < a.shape.length; d++) {
    const sa = isLarge(c, a.shape[d] as Dim);
    const sb = isLarge(c, b.shape[d] as Dim);
    if (sa && sb) {
      uses[d] = (uses[d] ?? 0) - 1;
      if (uses[d] === 1) {
        together.push(d);
        uses[d] = 0;
      }
    } else if (uses[d] === 1 && (sa || sb)) {
      alone[sa ? 0 : 1].push(d);
      uses[d] = 0;
    }
  }
  const left = sumOver(a, alone[0]);
  const right = sumOver(b, alone[1]);
  const shape = left.shape.map((d, i) => (together.includes(i) ? 1 : isLarge(c, d) ? d : (right.shape[i] as Dim)));
  if (together.length === 0) return { shape, ...multiplied(c, left, right, shape) };
  const [first, second] = swaps(c, left, right, together) ? [right, left] : [left, right];
  const sized = (x: Aligned, of: Aligned): Dim => product(x.shape.filter((_, i) => !together.includes(i) && !isLarge(c, of.shape[i] as Dim)));
  const empty = c.known(eq(product([...left.shape, ...right.shape]), 0)) === true;
  if (!empty) checkBatchTypes(c, [sized(first, second), product(together.map((d) => first.shape[d] as Dim)), sized(second, first)], first.type, second.type, "cpu");
  c.count(() => product([...shape, ...together.map((d) => left.shape[d] as Dim)]));
  return { shape, strides: batchedStrides(c, left, right, together), type: second.type };
}

function multiplied(c: OpContext, left: Aligned, right: Aligned, shape: readonly Dim[]): { readonly strides: readonly Dim[] | null; readonly type: DType } {
  const type = resultType([new Tensor([1], left.type), new Tensor([1], right.type)]);
  const [a, b] = [left, right].map((x) => converted(c, x, type)) as [Aligned, Aligned];
  const strides = a.strides && b.strides ? elementwiseStrides(c, shape, [a, b]) : null;
  return { strides: strides === undefined ? contiguousStrides(shape) : strides, type };
}

/** What has another type is copied before it is multiplied. */
function converted(c: OpContext, x: Aligned, type: DType): Aligned {
  if (x.type === type || x.strides === null) return x;
  const copied = preservedStrides(c, new Tensor(x.shape, x.type, { strides: x.strides }));
  return { shape: x.shape, strides: copied === undefined ? contiguousStrides(x.shape) : copied, type };
}

interface Groups {
  readonly both: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** The axes in both operands, in the left one only, and the others. */
function groups(c: OpContext, left: Aligned, right: Aligned, together: readonly number[]): Groups {
  const both: number[] = [];
  const lo: number[] = [];
  const ro: number[] = [];
  left.shape.forEach((d, i) => {
    if (together.includes(i)) return;
    const sl = isLarge(c, d);
    const sr = isLarge(c, right.shape[i] as Dim);
    (sl && sr ? both : sl ? lo : ro).push(i);
  });
  return { both, left: lo, right: ro };
}

/** Whether the operands are exchanged because the right one's axes all come first. */
function swaps(c: OpContext, left: Aligned, right: Aligned, together: readonly number[]): boolean {
  const g = groups(c, left, right, together);
  return g.left.length > 0 && g.right.length > 0 && (g.right.at(-1) as number) < (g.left[0] as number);
}

/** The product is computed as a batched matrix product and seen through a permutation. */
function batchedStrides(c: OpContext, left: Aligned, right: Aligned, together: readonly number[]): readonly Dim[] {
  const g = groups(c, left, right, together);
  const swap = swaps(c, left, right, together);
  const [first, second] = swap ? [g.right, g.left] : [g.left, g.right];
  const axes = [...g.both, ...first, ...together, ...second];
  const size = (i: number): Dim => (together.includes(i) ? 1 : isLarge(c, left.shape[i] as Dim) ? (left.shape[i] as Dim) : (right.shape[i] as Dim));
  const dense = contiguousStrides(axes.map(size));
  const out: Dim[] = new Array(axes.length);
  axes.forEach((axis, i) => {
    out[axis] = dense[i] as Dim;
  });
  return out;
}
