/** Comparison, logical operators and tests of equality. */
import { eq } from "../../dims/index.ts";
import { PyFloat } from "../../python/values.ts";
import type { Args } from "../args.ts";
import { defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";
import { checkOuter } from "../suspicion/batch.ts";
import { Tensor } from "../tensor.ts";
import { pointwiseOf } from "./elementwise.ts";
import { nativeForms } from "./forms.ts";
import { pointwise } from "./pointwise.ts";
import type { Kernel } from "./promotion.ts";
import { scalarTypeName } from "./scalarTypes.ts";

interface Comparison {
  readonly names: readonly string[];
  readonly compute: (x: number, y: number) => boolean;
  readonly kernel?: Kernel;
}

const COMPARISONS: readonly Comparison[] = [
  { names: ["eq", "__eq__"], compute: (x, y) => x === y },
  { names: ["ne", "not_equal"], compute: (x, y) => x !== y },
  { names: ["lt", "less"], compute: (x, y) => x < y, kernel: { name: "lt_cpu", rejects: "complex" } },
  { names: ["le", "less_equal"], compute: (x, y) => x <= y, kernel: { name: "le_cpu", rejects: "complex" } },
  { names: ["gt", "greater"], compute: (x, y) => x > y, kernel: { name: "gt_cpu", rejects: "complex" } },
  { names: ["ge", "greater_equal"], compute: (x, y) => x >= y, kernel: { name: "ge_cpu", rejects: "complex" } },
  { names: ["logical_and"], kernel: { name: "logical_and_cpu", rejects: "complex32" }, compute: (x, y) => x !== 0 && y !== 0 },
  { names: ["logical_or"], kernel: { name: "logical_or_cpu", rejects: "complex32" }, compute: (x, y) => x !== 0 || y !== 0 },
  { names: ["logical_xor"], kernel: { name: "logical_xor_cpu", rejects: "complex32" }, compute: (x, y) => (x !== 0) !== (y !== 0) },
];

for (const k of COMPARISONS) {
  defineOp({
    name: k.names[0] as string,
    forms: nativeForms(...k.names),
    signature: NATIVE,
    rule: (c, a) => {
      if (k.names[0] === "eq" || k.names[0] === "ne") checkOuter(c, a.value("input"), a.value("other"));
      const result = pointwiseOf(c, a, ["input", "other"], { type: "bool", kernel: k.kernel, compute: (x: number, y: number) => (k.compute(x, y) ? 1 : 0) });
      const whatever = result.data === null ? ofDrawn(a, k) : undefined;
      if (whatever !== undefined) result.data = [whatever ? 1 : 0];
      return result;
    },
  });
}

/** What an ordering with a number says of an element that is drawn at random, whichever it is: chances of 0 and 1 are none. */
function ofDrawn(a: Args, { names, compute }: Comparison): boolean | undefined {
  const input = a.value("input");
  const other = a.value("other");
  if (!(input instanceof Tensor) || input.drawn === null || !(other instanceof PyFloat || typeof other === "number") || !/^[lg][te]$/.test(names[0] ?? "")) return undefined;
  const y = typeof other === "number" ? other : other.value;
  const [least, below] = input.drawn;
  const first = compute(least, y);
  return first === compute(below - Number.EPSILON, y) ? first : undefined;
}

for (const name of ["isclose", "allclose"]) {
  defineOp({
    name,
    forms: nativeForms(name),
    signature: NATIVE,
    rule: (c, a) => {
      const x = a.tensor("input");
      const y = a.tensor("other");
      c.check(x.dtype === y.dtype, "RuntimeError", () => `${scalarTypeName(x.dtype)} did not match ${scalarTypeName(y.dtype)}`, { rule: "dtype" });
      for (const tolerance of ["rtol", "atol"]) {
        const v = a.number(tolerance);
        c.check(v === undefined || v >= 0, "RuntimeError", () => `${tolerance} must be greater than or equal to zero, but got ${v === undefined || Number.isInteger(v) ? v : c.interp.str(new PyFloat(v))}`, { rule: "argument-value" });
      }
      const close = pointwise(c, { inputs: [x, y], type: "bool" });
      return name === "isclose" ? close : c.giveUp("whether the elements of two tensors are close");
    },
  });
}

defineOp({
  name: "equal",
  forms: nativeForms("equal"),
  signature: NATIVE,
  rule: (c, a) => {
    const x = c.shapeOf(a.tensor("input"));
    const y = c.shapeOf(a.tensor("other"));
    if (x.length !== y.length || x.some((d, i) => c.known(eq(d, y[i] ?? 0)) === false)) return false;
    return c.giveUp("whether the elements of two tensors are equal");
  },
});
