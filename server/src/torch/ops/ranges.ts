/** Tensors of computed elements: arange, linspace, eye, triangle indices, windows. */
import { type Dim, add, ceildiv, floordiv, ge, gt, isConst, mul, neg, print, sub } from "../../dims/index.ts";
import { type Value, PyComplex, PyFloat, SymFloat, Unknown } from "../../python/values.ts";
import { type Args, asDim } from "../args.ts";
import { floatDefault } from "../defaultType.ts";
import { defineOp } from "../define.ts";
import { type DType, FLOAT32, INT64, dtype } from "../dtype.ts";
import { NATIVE, takes } from "../native.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { checkLength } from "./creation.ts";
import { nativeForms } from "./forms.ts";
import { checkSizes, create, deviceArgument } from "./options.ts";
import { cast, checkKernel, complexOf, numberOf } from "./promotion.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";
import { MOST_ELEMENTS, constantCount } from "./strided.ts";

/** A bound: a number, or a size as a fraction; undefined: not known. */
interface Bound {
  readonly value: number | undefined;
  readonly numerator: Dim;
  readonly denominator: number;
  readonly isFloat: boolean;
}

function boundOf(c: OpContext, v: Value): Bound | undefined {
  if (v instanceof Tensor) {
    const x = v.data?.[0];
    return x === undefined ? undefined : boundOf(c, v.dtype.category === 2 ? new PyFloat(x) : x);
  }
  if (v instanceof SymFloat) return { value: undefined, numerator: c.interp.scope.simplify(v.numerator), denominator: v.denominator, isFloat: true };
  if (v instanceof PyFloat) return { value: v.value, numerator: Number.isInteger(v.value) ? v.value : 0, denominator: 1, isFloat: true };
  if (v instanceof Unknown && v.symbol === null && !v.isInput) return undefined;
  const d = asDim(c.interp, v);
  return d === undefined ? undefined : { value: isConst(d) ? d : undefined, numerator: d, denominator: 1, isFloat: false };
}

const ELEMENTS = { rule: "argument-value" };

defineOp({
  name: "arange",
  forms: nativeForms("arange"),
  signature: NATIVE,
  rule: (c, a) => arange(c, a, false),
  doc: "torch.arange",
});
defineOp({
  name: "range",
  forms: ["torch.range"],
  signature: NATIVE,
  rule: (c, a) => arange(c, a, true),
});

function inconsistent(c: OpContext, from: number, to: number, step: number): never {
  return c.fail("RuntimeError", "upper bound and lower bound inconsistent with step sign", { ...ELEMENTS, law: () => `arange: no step of ${step} leads from ${from} to ${to}` });
}

function arange(c: OpContext, a: Args, inclusive: boolean): Tensor {
  const given = ["start", "end", "step"].map((name) => (takes(a, name) && !(a.isNone(name) && name !== "end") ? a.value(name) : undefined));
  const from = given[0] ?? 0;
  const to = given[1] ?? 0;
  const by = given[2] ?? 1;
  if ([from, to, by].some((v) => v instanceof PyComplex)) c.fail("RuntimeError", "value cannot be converted to type double without overflow", ELEMENTS);
  const type = (takes(a, "out") ? a.maybeTensor("out")?.dtype : null) ?? a.maybeDtype("dtype") ?? (inclusive || [from, to, by].some((v) => isFloatLike(v)) ? FLOAT32 : INT64);
  // The bounds of a tensor of ints are ints.
  const whole = type === INT64;
  const [start, end, step] = [from, to, by].map((v) => boundOf(c, whole && v instanceof PyFloat && Number.isFinite(v.value) ? Math.trunc(v.value) : v));
  if (whole) {
    const [x, y, s] = [from, to, by].map((v) => boundOf(c, v)?.value);
    if (x !== undefined && y !== undefined && s !== undefined && s !== 0 && [x, y, s].every(Number.isFinite) && (s > 0 ? y < x : y > x)) inconsistent(c, x, y, s);
  }
  if (whole && step?.value === 0 && by instanceof PyFloat && by.value !== 0) c.fail("ValueError", "step must be nonzero", ELEMENTS);
  if (takes(a, "device")) deviceArgument(c, a.value("device"));
  if (!isFamiliar(type)) checkKernel(c, { name: inclusive ? "range_cpu" : "arange_cpu", rejects: type.name }, type, "cpu");
  if (!start || !end || !step) return create(c, a, [c.freshDim()], { dtype: type });
  if (step.value === 0) c.fail("RuntimeError", "step must be nonzero", ELEMENTS);
  for (const b of [start, end]) {
    if (b.value !== undefined && !Number.isFinite(b.value)) c.fail("RuntimeError", `unsupported range: ${shown(start)} -> ${shown(end)}`, ELEMENTS);
  }
  if (start.value !== undefined && end.value !== undefined && step.value !== undefined) {
    const [x, y, s] = [start.value, end.value, step.value];
    if (s > 0 ? y < x : y > x) inconsistent(c, x, y, s);
    const count = inclusive ? Math.floor((y - x) / s) + 1 : Math.ceil((y - x) / s);
    return create(c, a, [count], { dtype: type, data: count <= MOST_ELEMENTS ? Array.from({ length: count }, (_, i) => cast(x + i * s, type)) : null });
  }
  if (step.value === undefined && !inclusive && [start, end, step].every((b) => b.denominator === 1) && c.known(gt(step.numerator, 0)) === true) {
    const distance = sub(end.numerator, start.numerator);
    c.check(ge(distance, 0), "RuntimeError", () => "upper bound and lower bound inconsistent with step sign", ELEMENTS);
    return create(c, a, [ceildiv(distance, step.numerator)], { dtype: type });
  }
  if (step.value === undefined || !Number.isInteger(step.value) || inclusive || [start, end].some((b) => b.value !== undefined && !Number.isInteger(b.value))) return create(c, a, [c.freshDim()], { dtype: type });
  // Both bounds over one denominator; a negative step counts down.
  const up = step.value > 0;
  const [low, high] = up ? [start, end] : [end, start];
  const distance = sub(mul(high.numerator, low.denominator), mul(low.numerator, high.denominator));
  c.check(ge(distance, 0), "RuntimeError", () => "upper bound and lower bound inconsistent with step sign", ELEMENTS);
  return create(c, a, [ceildiv(distance, low.denominator * high.denominator * Math.abs(step.value))], { dtype: type });
}

function isFloatLike(v: Value): boolean {
  return v instanceof PyFloat || v instanceof SymFloat || (v instanceof Tensor && v.dtype.category === 2);
}

function isFamiliar(t: DType): boolean {
  return (t.category === 1 || t.category === 2) && !t.name.startsWith("uint1") && !t.name.startsWith("uint3") && !t.name.startsWith("uint6");
}

function shown(b: Bound): string {
  if (b.value === undefined) return print(b.numerator);
  return Number.isFinite(b.value) ? String(b.value) : b.value > 0 ? "inf" : b.value < 0 ? "-inf" : "nan";
}

for (const name of ["linspace", "logspace"] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const steps = a.int("steps");
      const ends = [a.value("start"), a.value("end")];
      const ranks = ends.map((v) => (v instanceof Tensor ? c.shapeOf(v).length : 0));
      if (ranks.some((r) => r > 0)) {
        const told = ends.flatMap((v, i) => (v instanceof Tensor ? [`${i === 0 ? "start" : "end"} with ${ranks[i]} dimension(s)`] : []));
        c.fail("RuntimeError", `${name} only supports 0-dimensional start and end tensors, but got ${told.join(" and ")}.`, { rule: "rank" });
      }
      const complex = ends.some((v) => v instanceof PyComplex || (v instanceof Tensor && v.dtype.category === 3));
      const given = a.maybeDtype("dtype");
      if (complex && given && given.category < 3) {
        c.fail("RuntimeError", `torch.${name}(): inferred dtype ${cppTypeName(dtype("complex64"))} can't be safely cast to passed dtype ${scalarTypeName(given)}`, { rule: "dtype" });
      }
      checkLength(c, steps, "number of steps must be non-negative");
      const type = given ?? (complex ? complexOf(floatDefault()) : floatDefault());
      if (type.category === 0 && steps !== 0 && steps !== 1) checkKernel(c, { name: `${name}_cpu`, rejects: "bool" }, type, "cpu");
      const [x, y] = ends.map((v) => (v instanceof Tensor ? v.data?.[0] : numberOf(c.interp, v)));
      const data = isConst(steps) && steps <= MOST_ELEMENTS && x !== undefined && y !== undefined && type.category < 3 ? spaced(x, y, steps, name === "logspace" ? (a.number("base") ?? 10) : null, type) : null;
      return create(c, a, [steps], { dtype: type, data });
    },
    doc: `torch.${name}`,
  });
}

function spaced(from: number, to: number, steps: number, base: number | null, type: DType): readonly number[] {
  const step = steps > 1 ? (to - from) / (steps - 1) : 0;
  return Array.from({ length: steps }, (_, i) => {
    // Counted from the nearer end, as PyTorch does.
    const x = i < steps / 2 ? from + step * i : to - step * (steps - 1 - i);
    return cast(base === null ? x : base ** x, type);
  });
}

defineOp({
  name: "eye",
  forms: nativeForms("eye"),
  signature: NATIVE,
  rule: (c, a) => {
    const device = deviceArgument(c, a.value("device"));
    const n = a.int("n");
    const m = takes(a, "m") ? a.int("m") : n;
    checkLength(c, n, `n must be greater or equal to 0, got ${print(n)}`);
    checkLength(c, m, `m must be greater or equal to 0, got ${print(m)}`);
    const count = constantCount([n, m]);
    const data = count === null ? null : Array.from({ length: count }, (_, i) => (Math.floor(i / (m as number)) === i % (m as number) ? 1 : 0));
    return create(c, a, [n, m], { dtype: a.maybeDtype("dtype") ?? floatDefault(), data, ...(device === null ? {} : { device }) });
  },
  doc: "torch.eye",
});

for (const name of ["tril_indices", "triu_indices"] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const row = a.int("row");
      const col = a.int("col");
      const offset = a.int("offset");
      checkLength(c, row, `row must be non-negative, got${print(row)}`);
      checkLength(c, col, `col must be non-negative, got${print(col)}`);
      const type = a.maybeDtype("dtype") ?? INT64;
      if (type.name !== "int64" && type.name !== "int32") checkKernel(c, { name, rejects: type.name }, type, "cpu");
      const pairs = isConst(row) && isConst(col) && isConst(offset) && row <= 2048 ? triangle(row, col, offset, name === "tril_indices") : null;
      if (pairs) return create(c, a, [2, pairs.count], { dtype: type, data: pairs.count * 2 <= MOST_ELEMENTS ? [...pairs.rows, ...pairs.columns] : null });
      return create(c, a, [2, trianglesSize(c, row, col, offset, name)], { dtype: type });
    },
    doc: `torch.${name}`,
  });
}

function triangle(rows: number, columns: number, offset: number, lower: boolean): { count: number; rows: number[]; columns: number[] } {
  const out = { count: 0, rows: [] as number[], columns: [] as number[] };
  for (let r = 0; r < rows; r++) {
    const from = lower ? 0 : Math.min(columns, Math.max(0, r + offset));
    const to = lower ? Math.min(columns, Math.max(0, r + offset + 1)) : columns;
    out.count += to - from;
    if (out.count > MOST_ELEMENTS) continue;
    for (let k = from; k < to; k++) {
      out.rows.push(r);
      out.columns.push(k);
    }
  }
  return out;
}

/** Elements of the triangle of a square matrix of unknown size. */
function trianglesSize(c: OpContext, row: Dim, col: Dim, offset: Dim, name: string): Dim {
  const k = name === "tril_indices" ? offset : neg(offset);
  if (row !== col || (k !== 0 && k !== -1)) return c.freshDim();
  return floordiv(mul(row, k === 0 ? add(row, 1) : sub(row, 1)), 2);
}

// ---------------------------------------------------------------- windows

for (const name of ["hann_window", "hamming_window", "blackman_window", "bartlett_window", "kaiser_window"] as const) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const length = a.int("window_length");
      const type = a.maybeDtype("dtype") ?? floatDefault();
      if (type.category < 2) {
        c.fail("RuntimeError", `${name} expects floating point dtypes, got: TensorOptions(dtype=${cppTypeName(type)}, device=cpu, layout=Strided (default), requires_grad=false (default), pinned_memory=false, memory_format=(nullopt))`, { rule: "dtype" });
      }
      checkLength(c, length, `${name} requires non-negative window_length, got window_length=${print(length)}`);
      if (type.category === 3 && length !== 0 && length !== 1) checkKernel(c, { name: "arange_cpu", rejects: "complex" }, type, "cpu");
      return create(c, a, checkSizes(c, [length]), { dtype: type });
    },
    doc: `torch.${name}`,
  });
}
