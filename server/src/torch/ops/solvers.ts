/** Systems of linear equations: solve, triangular and least-squares solutions. */
import { type Dim, eq, isConst, maximum, mul, print, product } from "../../dims/index.ts";
import type { Args } from "../args.ts";
import { INT64, dtype } from "../dtype.ts";
import { defineOp } from "../define.ts";
import { NATIVE, takes } from "../native.ts";
import { type OpContext, sizes, wrapDim } from "../op.ts";
import { ShapeVar, Tensor, contiguousStrides } from "../tensor.ts";
import { broadcastShapes } from "./broadcast.ts";
import { nativeForms } from "./forms.ts";
import { type Shape, checkFloating, checkSquare, columnMajor, columns, matrixShape, rows, squareShape } from "./matrixChecks.ts";
import { equalShapes, write } from "./pointwise.ts";
import { checkKernel, realOf } from "./promotion.ts";
import { namedResult } from "./returnTypes.ts";
import { scalarTypeName } from "./scalarTypes.ts";

const INT32 = dtype("int32");

function output(c: OpContext, a: Args, result: Tensor): Tensor {
  return write(c, takes(a, "out") ? a.maybeTensor("out") : null, result);
}

function sameType(c: OpContext, A: Tensor, B: Tensor, op: string): void {
  c.check(A.dtype === B.dtype, "RuntimeError", () => `${op}: Expected A and B to have the same dtype, but found A of type ${scalarTypeName(A.dtype)} and B of type ${scalarTypeName(B.dtype)} instead`, { rule: "dtype" });
}

/** `Incompatible shapes of A and B for the equation AX = B (3x3 and 4x2)` */
function checkEquation(c: OpContext, A: Shape, B: Shape, left: boolean, op: string): void {
  const [m = 1, n = 1] = A.slice(-2);
  const [k = 1, p = 1] = B.slice(-2);
  c.check(eq(left ? m : n, left ? k : p), "RuntimeError", () => `${op}: Incompatible shapes of A and B for the equation ${left ? "AX = B" : "XA = B"} (${print(m)}x${print(n)} and ${print(k)}x${print(p)})`, {
    rule: "matmul-shapes",
    law: () => `${c.op}: a matrix of ${print(m)} by ${print(n)} and a right side of ${print(k)} by ${print(p)}`,
  });
}

/** B with the batch that A and B broadcast to. */
function broadcastBatch(c: OpContext, first: Shape, second: Shape): Shape {
  return broadcastShapes(c, [first.slice(0, -2), second.slice(0, -2)]);
}

/** Whether a right side is a vector for each matrix rather than a matrix. */
function isVector(c: OpContext, b: Shape, s: Shape): boolean {
  if (b.length === 1 || b.length !== s.length - 1) return b.length === 1;
  return c.known(equalShapes(b, s.slice(0, -1))) ?? c.giveUp("whether the right side is a matrix or vectors is not known");
}

// ---------------------------------------------------------------- solve

function solve(c: OpContext, a: Args): { readonly result: Tensor; readonly batch: Shape } {
  const op = "linalg.solve";
  const A = a.tensor("A");
  const B = a.tensor("B");
  const left = a.bool("left");
  checkFloating(c, A.dtype, op, true);
  sameType(c, A, B, op);
  const s = squareShape(c, A, op);
  const b = c.shapeOf(B);
  const vector = isVector(c, b, s);
  const B2 = vector ? [...b, 1] : matrixShape(c, B, op, "B");
  checkEquation(c, s, B2, left, op);
  c.check(left || !vector, "RuntimeError", () => "linalg.solve: Vector broadcasting of the left hand side is not supported for left=False. In this case linalg.solve is equivalent to B / A.squeeze(-1)", { rule: "argument-value" });
  checkKernel(c, { name: "lu_cpu", rejects: "half bfloat16" }, A.dtype, A.device);
  const whole = [...broadcastBatch(c, B2, s), ...B2.slice(-2)];
  const shape = vector ? whole.slice(0, -1) : whole;
  return { result: new Tensor(shape, A.dtype, { strides: left ? columnMajor(shape) : undefined, device: A.device }), batch: s.slice(0, -2) };
}

defineOp({ name: "linalg.solve", forms: ["torch.linalg.solve"], signature: NATIVE, rule: (c, a) => output(c, a, solve(c, a).result) });
defineOp({
  name: "linalg.solve_ex",
  forms: ["torch.linalg.solve_ex"],
  signature: NATIVE,
  rule: (c, a) => {
    const { result, batch } = solve(c, a);
    return namedResult("linalg_solve_ex", { result, info: rows(batch, INT32, result.device) });
  },
});

// ---------------------------------------------------------------- triangular and factored systems

defineOp({
  name: "linalg.solve_triangular",
  forms: ["torch.linalg.solve_triangular"],
  signature: NATIVE,
  rule: (c, a) => {
    const op = "linalg.solve_triangular";
    const A = a.tensor("input");
    const B = a.tensor("B");
    const s = squareShape(c, A, op);
    const b = matrixShape(c, B, op, "B");
    const left = a.bool("left");
    checkEquation(c, s, b, left, op);
    const shape = [...broadcastBatch(c, b, s), ...b.slice(-2)];
    checkKernel(c, { name: "triangular_solve_cpu", rejects: "bool int half bfloat16" }, A.dtype, A.device);
    const bContiguous = B.strides === undefined;
    return output(c, a, new Tensor(shape, A.dtype, { strides: bContiguous ? columnMajor(shape) : null, device: A.device }));
  },
});

defineOp({
  name: "triangular_solve",
  forms: nativeForms("triangular_solve"),
  signature: NATIVE,
  rule: (c, a) => {
    const B = a.tensor("input");
    const A = a.tensor("A");
    const b = c.shapeOf(B);
    const s = c.shapeOf(A);
    c.check(b.length >= 2, "RuntimeError", () => `torch.triangular_solve: Expected b to have at least 2 dimensions, but it has ${b.length} dimensions instead`, { rule: "rank" });
    c.check(s.length >= 2, "RuntimeError", () => `torch.triangular_solve: Expected A to have at least 2 dimensions, but it has ${s.length} dimensions instead`, { rule: "rank" });
    c.check(A.dtype === B.dtype, "RuntimeError", () => `Expected b and A to have the same dtype, but found b of type ${scalarTypeName(B.dtype)} and A of type ${scalarTypeName(A.dtype)} instead.`, { rule: "dtype" });
    checkFactored(c, s, b, "triangular_solve");
    const batch = broadcastBatch(c, b, s);
    checkKernel(c, { name: "triangular_solve_cpu", rejects: "bool int half bfloat16" }, A.dtype, A.device);
    return namedResult("triangular_solve", { solution: columns([...batch, ...b.slice(-2)], B.dtype, B.device), cloned_coefficient: columns([...batch, ...s.slice(-2)], A.dtype, A.device) });
  },
});

function checkFactored(c: OpContext, s: Shape, b: Shape, op: string): void {
  const [m = 1, n = 1] = s.slice(-2);
  const [k = 1, p = 1] = b.slice(-2);
  checkSquare(c, s, "A");
  c.check(eq(n, k), "RuntimeError", () => `Incompatible matrix sizes for ${op}: each A matrix is ${print(m)} by ${print(m)} but each b matrix is ${print(k)} by ${print(p)}`, { rule: "matmul-shapes" });
}

defineOp({
  name: "cholesky_solve",
  forms: nativeForms("cholesky_solve"),
  signature: NATIVE,
  rule: (c, a) => {
    const B = a.tensor("input");
    const A = a.tensor("input2");
    const b = c.shapeOf(B);
    const s = c.shapeOf(A);
    c.check(b.length >= 2, "RuntimeError", () => `b should have at least 2 dimensions, but has ${b.length} dimensions instead`, { rule: "rank" });
    c.check(s.length >= 2, "RuntimeError", () => `u should have at least 2 dimensions, but has ${s.length} dimensions instead`, { rule: "rank" });
    c.check(A.dtype === B.dtype, "RuntimeError", () => `Expected b and A to have the same dtype, but found b of type ${scalarTypeName(B.dtype)} and A of type ${scalarTypeName(A.dtype)} instead.`, { rule: "dtype" });
    checkFactored(c, s, b, "cholesky_solve");
    const batch = broadcastBatch(c, b, s);
    checkKernel(c, { name: "cholesky_solve_cpu", rejects: "bool int half bfloat16" }, A.dtype, A.device);
    return output(c, a, columns([...batch, ...b.slice(-2)], B.dtype, B.device));
  },
});

for (const [names, lu, pivotName, right] of [
  [["torch.linalg.lu_solve"], "LU", "pivots", "B"],
  [["torch.lu_solve", "Tensor.lu_solve"], "LU_data", "LU_pivots", "input"],
] as const) {
  defineOp({
    name: "linalg.lu_solve",
    forms: names,
    signature: NATIVE,
    rule: (c, a) => {
      const A = a.tensor(lu);
      const pivots = a.tensor(pivotName);
      const B = a.tensor(right);
      checkFloating(c, A.dtype, "torch.linalg.lu_solve");
      c.check(A.dtype === B.dtype, "RuntimeError", () => `linalg.lu_solve: Expected LU and B to have the same dtype, but found LU of type ${scalarTypeName(A.dtype)} and B of type ${scalarTypeName(B.dtype)} instead`, { rule: "dtype" });
      c.check(pivots.dtype === INT32, "RuntimeError", () => "linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32", { rule: "dtype" });
      const s = squareShape(c, A, "torch.linalg.lu_solve", "LU");
      const b = matrixShape(c, B, "linalg.lu_solve", "B");
      const left = takes(a, "left") ? a.bool("left") : true;
      checkEquation(c, s, b, left, "linalg.lu_solve");
      const p = c.shapeOf(pivots);
      c.check(eq(p.at(-1) ?? 1, s.at(-1) as Dim), "RuntimeError", () => "linalg.lu_solve: Number of pivots per batch should be same as the dimension of the matrix", { rule: "matmul-shapes" });
      const shape = [...broadcastBatch(c, b, s), ...b.slice(-2)];
      return output(c, a, new Tensor(shape, A.dtype, { strides: left ? columnMajor(shape) : undefined, device: A.device }));
    },
  });
}

defineOp({
  name: "linalg.ldl_solve",
  forms: ["torch.linalg.ldl_solve"],
  signature: NATIVE,
  rule: (c, a) => {
    const A = a.tensor("LD");
    const B = a.tensor("B");
    const op = "torch.linalg.ldl_solve";
    const s = squareShape(c, A, op);
    checkFloating(c, A.dtype, op, true);
    const b = c.shapeOf(B);
    c.check(A.dtype === B.dtype, "RuntimeError", () => `Expected b and A to have the same dtype, but found b of type ${scalarTypeName(B.dtype)} and A of type ${scalarTypeName(A.dtype)} instead.`, { rule: "dtype" });
    if (b.length < 2) c.fail("IndexError", b.length === 0 ? "Dimension specified as -2 but tensor has no dimensions" : "Dimension out of range (expected to be in range of [-1, 0], but got -2)", { rule: "rank" });
    checkFactored(c, s, b, op);
    const pivots = a.tensor("pivots");
    c.check(equalShapes(s.slice(0, -1), c.shapeOf(pivots)), "RuntimeError", () => `${op}: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape ${sizes(c.shapeOf(pivots))} instead`, { rule: "matmul-shapes" });
    c.check(pivots.dtype.category === 1, "RuntimeError", () => `${op}: Expected pivots to be integers. Got ${scalarTypeName(pivots.dtype)}`, { rule: "dtype" });
    return output(c, a, columns([...broadcastBatch(c, b, s), ...b.slice(-2)], B.dtype, B.device));
  },
});

// ---------------------------------------------------------------- least squares

const DRIVERS = ["gels", "gelsy", "gelsd", "gelss"];

defineOp({
  name: "linalg.lstsq",
  forms: ["torch.linalg.lstsq"],
  signature: NATIVE,
  rule: (c, a) => {
    const A = a.tensor("input");
    const B = a.tensor("b");
    const s = c.shapeOf(A);
    const b = c.shapeOf(B);
    const op = "torch.linalg.lstsq";
    c.check(s.length >= 2, "RuntimeError", () => `${op}: input must have at least 2 dimensions.`, { rule: "rank" });
    c.check(b.length >= 1, "RuntimeError", () => `${op}: other must have at least 1 dimension.`, { rule: "rank" });
    c.check(A.dtype === B.dtype, "RuntimeError", () => `${op}: Expected input and other to have the same dtype, but got input's dtype ${scalarTypeName(A.dtype)} and other's dtype ${scalarTypeName(B.dtype)}`, { rule: "dtype" });
    const difference = s.length - b.length;
    c.check(difference >= 0 && difference <= 1, "RuntimeError", () => `${op}: input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1`, { rule: "rank" });
    const vector = isVector(c, b, s);
    const [m = 1, n = 1] = s.slice(-2);
    const right = vector ? [...b, 1] : b;
    c.check(eq(m, right.at(-2) ?? 1), "RuntimeError", () => `${op}: input.size(-2) should match other.size(${vector ? -1 : -2})`, { rule: "matmul-shapes" });
    const driver = a.maybeString("driver") ?? "gelsy";
    c.check(DRIVERS.includes(driver), "RuntimeError", () => `${op}: parameter \`driver\` should be one of (gels, gelsy, gelsd, gelss)`, { rule: "argument-value" });
    c.check(A.dtype.category >= 2 && A.dtype.bits > 16, "RuntimeError", () => "This function doesn't handle types other than float and double", { rule: "dtype" });
    // As many leading sizes of the right side as the matrices have count as its batch, whatever they are.
    const batch = broadcastShapes(c, [s.slice(0, -2), right.slice(0, s.length - 2)]);
    const p = right.at(-1) ?? 1;
    // The solution is a part of a matrix by columns that has room for the right side as well.
    const room = isConst(m) && isConst(n) ? Math.max(m, n) : maximum(m, n);
    const stored = columnMajor([...batch, room, p]) ?? contiguousStrides([]);
    const shape = [...batch, n, ...(vector ? [] : [p])];
    if (right.length < s.length) {
      const place = [...batch, m, p];
      const whole = broadcastShapes(c, [place, right]);
      c.check(equalShapes(whole, place), "RuntimeError", () => `output with shape ${sizes(place)} doesn't match the broadcast shape ${sizes(whole)}`, { rule: "broadcast" });
    }
    const overdetermined = isConst(m) && isConst(n) ? m > n : undefined;
    const solution = new Tensor(shape, A.dtype, { strides: vector ? (stored?.slice(0, -1) ?? null) : stored, device: A.device });
    const none = (type = realOf(A.dtype)): Tensor => rows([0], type, A.device);
    return namedResult("linalg_lstsq", {
      solution,
      residuals: overdetermined === undefined && driver !== "gelsy" ? new Tensor(new ShapeVar("residuals"), realOf(A.dtype), { strides: null, device: A.device }) : overdetermined && driver !== "gelsy" ? (driver === "gels" ? rows([...batch, p], realOf(A.dtype), A.device) : new Tensor(batch.length === 0 ? [c.freshDim(0, "residuals")] : new ShapeVar("residuals"), realOf(A.dtype), { strides: null, device: A.device })) : none(),
      rank: driver === "gels" ? none(INT64) : rows(s.slice(0, -2), INT64, A.device),
      singular_values: driver === "gelsd" || driver === "gelss" ? rows([...s.slice(0, -2), isConst(m) && isConst(n) ? Math.min(m, n) : c.freshDim(0, "k")], realOf(A.dtype), A.device) : none(),
    });
  },
});

defineOp({
  name: "linalg.tensorsolve",
  forms: ["torch.linalg.tensorsolve"],
  signature: NATIVE,
  rule: (c, a) => {
    const A = a.tensor("input");
    const B = a.tensor("other");
    const own = c.shapeOf(A);
    const asked = a.isNone("dims") ? [] : a.ints("dims").map((d) => wrapDim(c, d, own.length));
    // They move to the last places, counted from behind the first of these.
    if (asked.length > 0) wrapDim(c, own.length - asked.length, own.length);
    const moved = own.length === 0 && asked.length === 1 ? [] : asked;
    c.check(new Set(moved).size === moved.length, "RuntimeError", () => `movedim: repeated dim in \`source\` (${sizes(a.ints("dims"))})`, { rule: "argument-value" });
    // `dims` move to the end, in their order.
    const s = [...own.filter((_, i) => !moved.includes(i)), ...moved.map((i) => own[i] as Dim)];
    const b = c.shapeOf(B);
    if (b.length > s.length) c.fail("RuntimeError", "cannot create std::vector larger than max_size()", { rule: "rank" });
    const rest = s.slice(b.length);
    const first = product(b);
    const last = product(rest);
    c.check(eq(last, first), "RuntimeError", () => `Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == prod(self.shape[:other.ndim]), but got ${print(last)} != ${print(first)}`, { rule: "square-matrix" });
    const whole = product(s);
    c.check(eq(mul(first, last), whole), "RuntimeError", () => `shape '${sizes([first, last])}' is invalid for input of size ${print(whole)}`, { rule: "square-matrix" });
    checkFloating(c, A.dtype, "linalg.solve", true);
    sameType(c, A, B, "linalg.solve");
    if (!s.includes(0)) checkKernel(c, { name: "lu_cpu", rejects: "half bfloat16" }, A.dtype, A.device);
    return output(c, a, rows(rest, A.dtype, A.device));
  },
});
