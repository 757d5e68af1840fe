/** Python's operators on tensors. */
import { SymRoot, someFloat } from "../../python/builtins/symbolic.ts";
import type { Interp } from "../../python/interp.ts";
import { NdArray, broadcast } from "../../python/stdlib/numpy/array.ts";
import { type Value, Alt, Instance, NOT_IMPLEMENTED, NO_KWARGS, NativeFunction, PyComplex, PyFloat, PyList, PyTuple, SomeComplex, SymBool, SymFloat, SymInt, Unknown } from "../../python/values.ts";
import type { Node } from "../../syntax/ast.ts";
import { tensorMethods } from "../define.ts";
import { Tensor } from "../tensor.ts";

/** Operator → method, function for a number on the left, method in place. */
interface Form {
  readonly dunder: string;
  readonly method: string;
  readonly reflected: (interp: Interp, self: Tensor, other: Value, node: Node | null) => Value;
  /** Absent: `x @= y` is `x = x @ y`. */
  readonly inPlace?: string;
}

const method = (interp: Interp, name: string, args: readonly Value[], node: Node | null): Value => {
  const f = tensorMethods.get(name);
  return f ? f.invoke(interp, args, NO_KWARGS, node) : new Unknown(`Tensor.${name} is not modelled`, node);
};
const call = (interp: Interp, path: string, args: readonly Value[], node: Node | null): Value => interp.callPath(path, args, NO_KWARGS, node);
const swapped = (path: string): Form["reflected"] => (interp, self, other, node) => call(interp, path, [other, self], node);
const commuted = (name: string): Form["reflected"] => (interp, self, other, node) => method(interp, name, [self, other], node);

const BINARY: Readonly<Record<string, Form>> = {
  "+": { dunder: "add", method: "add", inPlace: "add_", reflected: commuted("add") },
  "-": { dunder: "sub", method: "sub", inPlace: "sub_", reflected: (interp, self, other, node) => call(interp, "torch.rsub", [self, other], node) },
  "*": { dunder: "mul", method: "mul", inPlace: "mul_", reflected: commuted("mul") },
  "/": { dunder: "truediv", method: "div", inPlace: "div_", reflected: (interp, self, other, node) => method(interp, "mul", [method(interp, "reciprocal", [self], node), other], node) },
  "//": { dunder: "floordiv", method: "floor_divide", inPlace: "floor_divide_", reflected: swapped("torch.floor_divide") },
  "%": { dunder: "mod", method: "remainder", inPlace: "remainder_", reflected: swapped("torch.remainder") },
  "**": { dunder: "pow", method: "pow", inPlace: "pow_", reflected: swapped("torch.pow") },
  "@": { dunder: "matmul", method: "matmul", reflected: swapped("torch.matmul") },
  "&": { dunder: "and", method: "__and__", inPlace: "__iand__", reflected: swapped("torch.bitwise_and") },
  "|": { dunder: "or", method: "__or__", inPlace: "__ior__", reflected: swapped("torch.bitwise_or") },
  "^": { dunder: "xor", method: "__xor__", inPlace: "__ixor__", reflected: swapped("torch.bitwise_xor") },
  "<<": { dunder: "lshift", method: "__lshift__", inPlace: "__ilshift__", reflected: swapped("torch.bitwise_left_shift") },
  ">>": { dunder: "rshift", method: "__rshift__", inPlace: "__irshift__", reflected: swapped("torch.bitwise_right_shift") },
};

const COMPARE: Readonly<Record<string, readonly [dunder: string, method: string]>> = {
  "==": ["eq", "eq"],
  "!=": ["ne", "ne"],
  "<": ["lt", "lt"],
  "<=": ["le", "le"],
  ">": ["gt", "gt"],
  ">=": ["ge", "ge"],
};

const UNARY: Readonly<Record<string, readonly [dunder: string, method: string]>> = { "-": ["neg", "neg"], "+": ["pos", "positive"], "~": ["invert", "bitwise_not"] };

const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/", "**", "@"]);

/** Whether an operator takes the value beside a tensor; other values leave it to Python to complain. */
function isOperand(v: Value, op: string): boolean {
  if (v instanceof Tensor || v instanceof Unknown || v instanceof Alt) return true;
  if (op === "@") return false;
  if (v instanceof Instance) return v.primitive !== undefined && typeof v.primitive !== "string";
  return typeof v === "number" || typeof v === "boolean" || v instanceof PyFloat || v instanceof PyComplex || v instanceof SymInt || v instanceof SymFloat || v instanceof SymRoot || v instanceof SymBool;
}

Tensor.prototype.pyBinary = function pyBinary(this: Tensor, interp, op, other, reflected, inPlace, node): Value | undefined {
  const form = BINARY[op];
  if (op === "*" && (typeof other === "string" || other instanceof PyList || other instanceof PyTuple)) return repeated(interp, this, other, inPlace && !reflected, node);
  // PyTorch leaves a numpy array on the right to numpy, which gives a tensor.
  if (form && !reflected && !inPlace && ARITHMETIC.has(op) && other instanceof NdArray) return byNumpy(interp, op, this, other, node);
  if (!form || !isOperand(other, op)) return undefined;
  const y = unwrapped(other);
  if (reflected) return form.reflected(interp, this, y, node);
  return method(interp, inPlace && form.inPlace ? form.inPlace : form.method, [this, y], node);
};

Tensor.prototype.pyCompare = function pyCompare(this: Tensor, interp, op, other, _reflected, node): Value | undefined {
  const form = COMPARE[op];
  if (!form || !isOperand(other, op)) return undefined;
  return method(interp, form[1], [this, unwrapped(other)], node);
};

Tensor.prototype.pyUnary = function pyUnary(this: Tensor, interp, op, node): Value | undefined {
  const form = UNARY[op];
  if (op === "~" && this.dtype.category > 1) throw interp.raise("TypeError", "~ (operator.invert) is only implemented on integer and Boolean-type tensors", node, { rule: "dtype", subjects: [this] });
  return form && method(interp, form[1], [this], node);
};

/** A sequence times a tensor: Python repeats it, if the tensor is an index. */
function repeated(interp: Interp, self: Tensor, items: string | PyList | PyTuple, inPlace: boolean, node: Node | null): Value {
  if (inPlace) throw interp.raise("TypeError", `unsupported operand type(s) for *=: 'Tensor' and '${interp.typeName(items)}'`, node, { rule: "operand-type", subjects: [self] });
  const single = self.shape?.every((d) => d === 1) ?? false;
  if (!single || self.dtype.category > 1) throw interp.raise("TypeError", "only integer tensors of a single element can be converted to an index", node, { rule: "operand-type", subjects: [self] });
  const [times] = self.data ?? [];
  return times === undefined ? new Unknown("a sequence of unknown length", node) : interp.binary("*", items, times, node);
}

/** numpy computes with the tensor as an array, and makes a tensor of what comes of it. */
function byNumpy(interp: Interp, op: string, self: Tensor, other: NdArray, node: Node | null): Value {
  const array = method(interp, "numpy", [self], node);
  if (array instanceof NdArray) broadcast(interp, array.shape, other.shape, node);
  const result = array instanceof NdArray ? interp.binary(op, array, other, node) : array;
  return result instanceof Unknown ? result : interp.callPath("torch.as_tensor", [result], NO_KWARGS, node);
}

function unwrapped(v: Value): Value {
  if (v instanceof SymRoot) return someFloat();
  // Of which only the type counts.
  if (v instanceof SomeComplex) return new PyComplex(Number.NaN, Number.NaN);
  if (!(v instanceof Instance) || v.primitive === undefined) return v;
  // What numpy's bools are to PyTorch.
  return typeof v.primitive === "boolean" && v.cls.moduleName === "numpy" ? new PyFloat(Number(v.primitive)) : v.primitive;
}

// ---------------------------------------------------------------- the same as methods: x.__add__(y)

for (const [op, form] of Object.entries(BINARY)) {
  dunder(`__${form.dunder}__`, (interp, self, other, node) => self.pyBinary?.(interp, op, other, false, false, node));
  dunder(`__r${form.dunder}__`, (interp, self, other, node) => self.pyBinary?.(interp, op, other, true, false, node));
  if (form.inPlace) dunder(`__i${form.dunder}__`, (interp, self, other, node) => self.pyBinary?.(interp, op, other, false, true, node));
}
for (const [op, [name]] of Object.entries(COMPARE)) dunder(`__${name}__`, (interp, self, other, node) => self.pyCompare?.(interp, op, other, false, node));
for (const [op, [name]] of Object.entries(UNARY)) dunder(`__${name}__`, (interp, self, _other, node) => self.pyUnary?.(interp, op, node));
dunder("__abs__", (interp, self, _other, node) => method(interp, "abs", [self], node));

function dunder(name: string, run: (interp: Interp, self: Tensor, other: Value, node: Node | null) => Value | undefined): void {
  // The bitwise ones are native functions of their own.
  if (tensorMethods.has(name)) return;
  tensorMethods.set(
    name,
    new NativeFunction(name, (interp, args, _kwargs, node) => {
      const [self, other = null] = args;
      return self instanceof Tensor ? (run(interp, self, other, node) ?? NOT_IMPLEMENTED) : NOT_IMPLEMENTED;
    }),
  );
}
