/** Products of groups of matrices: `grouped_mm`, the experts of a mixture. */
import { type Dim, eq } from "../../dims/index.ts";
import { Unknown, type Value } from "../../python/values.ts";
import { defineOp } from "../define.ts";
import { type OpContext, sizes } from "../op.ts";
import { Tensor, contiguousStrides } from "../tensor.ts";
import { cppTypeName, scalarTypeName } from "./scalarTypes.ts";

const TYPES: ReadonlySet<string> = new Set(["float32", "bfloat16", "float16"]);
const ALIGNMENT = 16;

defineOp({
  name: "_grouped_mm",
  forms: [{ names: ["torch.nn.functional.grouped_mm"], python: true }],
  signature: "mat_a, mat_b, *, offs=None, bias=None, out_dtype=None",
  rule: (c, a) => {
    const [x, y] = [native(c, a.value("mat_a"), "input", 1), native(c, a.value("mat_b"), "mat2", 2)];
    for (const [name, t] of [["mat_a", x], ["mat_b", y]] as const) c.check(TYPES.has(t.dtype.name), "RuntimeError", () => `Expected ${name} to be Float32, BFloat16 or Float16 matrix, got ${scalarTypeName(t.dtype)}`, { rule: "dtype" });
    const p = c.shapeOf(x);
    const q = c.shapeOf(y);
    for (const [name, s] of [["mat_a", p], ["mat_b", q]] as const) if (s.length !== 2 && s.length !== 3) c.fail("RuntimeError", `${name} has to be 2 or 3d`, { rule: "rank" });
    if (p.length === 3 || q.length === 3) c.check(eq(p.at(-1) as Dim, q.at(-2) as Dim), "RuntimeError", () => "contraction dimension of mat_a and mat_b must match", { rule: "matmul-shapes" });
    for (const t of [x, y]) checkAlignment(c, t);
    const offs = a.maybeTensor("offs");
    c.check((offs !== null) === (p.length === 2 || q.length === 2), "RuntimeError", () => "Have to provide offsets if there is a 2d matrix, or no offset if both matrices are 3d", { rule: "argument-value" });
    const groups = offs ? c.shapeOf(offs, ["groups"]) : [];
    if (offs) {
      c.check(groups.length === 1, "RuntimeError", () => "offs has to be 1D", { rule: "rank" });
      c.check(offs.dtype.name === "int32", "RuntimeError", () => "Offsets have to be int32", { rule: "dtype" });
    }
    c.check(a.isNone("bias"), "RuntimeError", () => "Bias not supported yet", { rule: "argument-value" });
    const type = a.maybeDtype("out_dtype") ?? x.dtype;
    const shape = productShape(c, p, q, groups[0] ?? 1);
    if (p.length === 3 && q.length === 3) c.check(y.dtype === type, "RuntimeError", () => `Expected out tensor to have dtype ${cppTypeName(y.dtype)}, but got ${cppTypeName(type)} instead`, { rule: "dtype" });
    return new Tensor(shape, type, { device: x.device });
  },
  doc: "torch.nn.functional.grouped_mm",
});

function native(c: OpContext, v: Value, name: string, position: number): Tensor {
  if (v instanceof Tensor) return v;
  if (v instanceof Unknown) return c.giveUp(v.reason);
  return c.fail("TypeError", `_grouped_mm(): argument '${name}' (position ${position}) must be Tensor, not ${c.interp.typeName(v)}`, { rule: "argument-type" });
}

function productShape(c: OpContext, p: readonly Dim[], q: readonly Dim[], groups: Dim): readonly Dim[] {
  const rows = p.at(-2) as Dim;
  const columns = q.at(-1) as Dim;
  if (p.length === 2 && q.length === 2) return [groups, rows, columns];
  if (p.length === 3 && q.length === 3) {
    c.check(eq(p[0] as Dim, q[0] as Dim), "RuntimeError", () => "batched dimension has to match", { rule: "matmul-shapes", law: () => `grouped_mm: ${sizes(p)} and ${sizes(q)} have different numbers of groups` });
    return [p[0] as Dim, rows, columns];
  }
  c.check(eq(groups, (p.length === 3 ? p[0] : q[0]) as Dim), "RuntimeError", () => "matrix batch sizes have to match", { rule: "matmul-shapes" });
  return [rows, columns];
}

/** A row, or a column of a transposed matrix, begins at a multiple of 16 bytes. */
function checkAlignment(c: OpContext, t: Tensor): void {
  const shape = c.shapeOf(t);
  if (t.strides === null) return;
  const strides = t.strides ?? contiguousStrides(shape);
  const [row, column] = [strides.at(-2) as Dim, strides.at(-1) as Dim];
  const step = column === 1 ? row : row === 1 ? column : undefined;
  if (typeof step !== "number") return;
  c.check((step * t.dtype.bits) % (8 * ALIGNMENT) === 0, "RuntimeError", () => "strides should be multiple of 16 bytes", { rule: "argument-value" });
}
