/** Operators, comparison, truth, length and items, on the values the interpreter knows. */
import { type Cond, type Dim, add, asSymbol, eq, floordiv, ge, gt, isConst, le, lt, mod, mul, ne, neg, pow as powDim, sub, symbolsOf } from "../dims/index.ts";
import type { Node } from "../syntax/ast.ts";
import { formatPercent } from "./builtins/format.ts";
import { complexArithmetic, complexOf } from "./builtins/complex.ts";
import { checkHashable, open } from "./builtins/dicts.ts";
import { Call } from "./builtins/native.ts";
import { rangeLength } from "./builtins/ranges.ts";
import { unionOf } from "./builtins/typeForms.ts";
import { SymRoot, floatSomehow, isNumber } from "./builtins/symbolic.ts";
import { lookupAttr } from "./attributes.ts";
import { TypeForm } from "./builtins/typeForms.ts";
import { classOf, dictClass, frozensetClass, listClass, setClass, tupleClass, typeClass } from "./builtins/types.ts";
import { callValue, hasUnknownBase, mayHaveMore } from "./calls.ts";
import { type Interp, fromCond, fromDim } from "./interp.ts";
import { drawer, drawnAnew, joinValues } from "./join.ts";
import { Alt, ClassMethod, ClassValue, Fraction, Instance, LazyImport, NOT_IMPLEMENTED, NO_KWARGS, NoneUnlessGiven, PyBigInt, PyBytes, PyComplex, PyDict, PyFloat, PyList, PyObject, PyRange, PySet, PySlice, PyTuple, SomeComplex, SomeNumber, SymBool, SymFloat, SymInt, Unbounded, Unknown, type Value, hashKey } from "./values.ts";
import { MOST_CHARACTERS } from "./text.ts";

const METHODS: Readonly<Record<string, string>> = {
  "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul", "<<": "lshift", ">>": "rshift", "&": "and", "|": "or", "^": "xor",
};

/** A Python int as a dim, bools included; undefined for anything else. */
export function asInt(interp: Interp, v: Value): Dim | undefined {
  if (typeof v === "number") return v;
  if (typeof v === "boolean") return v ? 1 : 0;
  if (v instanceof SymInt) return interp.scope.simplify(v.dim);
  if (v instanceof Instance && v.primitive !== undefined) return asInt(interp, v.primitive);
  return undefined;
}

function asFloat(v: Value): number | undefined {
  if (typeof v === "number") return v;
  if (typeof v === "boolean") return v ? 1 : 0;
  if (v instanceof PyFloat) return v.value;
  if (v instanceof PyBigInt) return Number(v.value);
  if (v instanceof Instance && v.primitive !== undefined) return asFloat(v.primitive);
  return undefined;
}

function asBig(v: Value): bigint | undefined {
  if (typeof v === "number") return BigInt(v);
  if (typeof v === "boolean") return v ? 1n : 0n;
  if (v instanceof PyBigInt) return v.value;
  return undefined;
}

export function fromBig(v: bigint): Value {
  return v >= BigInt(Number.MIN_SAFE_INTEGER) && v <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(v) : new PyBigInt(v);
}

export function binary(interp: Interp, op: string, a: Value, b: Value, node: Node | null, inPlace: boolean): Value {
  if (typeof a === "number" && typeof b === "number") {
    switch (op) {
      case "+": {
        const r = a + b;
        if (Number.isSafeInteger(r)) return r;
        break;
      }
      case "-": {
        const r = a - b;
        if (Number.isSafeInteger(r)) return r;
        break;
      }
      case "*": {
        const r = a * b;
        if (Number.isSafeInteger(r)) return r;
        break;
      }
      case "//":
        if (b !== 0) return Math.floor(a / b);
        break;
      case "%":
        if (b !== 0) return ((a % b) + b) % b;
        break;
    }
    return intArithmetic(interp, op, a, b, node);
  }
  if (a instanceof Unknown || b instanceof Unknown) return unknownOperand(interp, op, a, b, node, inPlace);
  if (a instanceof Alt) return interp.forkOver(a, (x) => binary(interp, op, x, b, node, inPlace));
  if (b instanceof Alt) return interp.forkOver(b, (x) => binary(interp, op, a, x, node, inPlace));
  if (a instanceof PyObject && a.pyBinary) {
    const v = a.pyBinary(interp, op, b, false, inPlace, node);
    if (v !== undefined) return v;
  }
  if (b instanceof PyObject && b.pyBinary) {
    const v = b.pyBinary(interp, op, a, true, false, node);
    if (v !== undefined) return v;
  }
  const own = viaMethods(interp, op, a, b, node, inPlace);
  if (own !== undefined) return own;
  const v = builtinBinary(interp, op, a, b, node, inPlace);
  if (v !== undefined) return v;
  throw interp.raise("TypeError", unsupported(interp, op, a, b, inPlace), node, { rule: "operand-type", subjects: [a, b] });
}

/** Python's message for operands that an operator does not take. */
function unsupported(interp: Interp, op: string, a: Value, b: Value, inPlace: boolean): string {
  const [left, right] = [interp.typeName(a), interp.typeName(b)];
  const isSequence = (v: Value): boolean => typeof v === "string" || v instanceof PyList || v instanceof PyTuple || v instanceof PyBytes;
  if (op === "+" && isSequence(a)) {
    if (a instanceof PyBytes) return `can't concat ${right} to bytes`;
    const kind = a instanceof PyTuple && left !== "torch.Size" ? "tuple" : left;
    return `can only concatenate ${kind} (not "${right}") to ${kind}`;
  }
  if (op === "*" && isSequence(a)) return `can't multiply sequence by non-int of type '${right}'`;
  if (op === "*" && isSequence(b)) return `can't multiply sequence by non-int of type '${left}'`;
  const name = inPlace ? `${op}=` : op === "**" ? "** or pow()" : op;
  return `unsupported operand type(s) for ${name}: '${left}' and '${right}'`;
}

function unknownOperand(interp: Interp, op: string, a: Value, b: Value, node: Node | null, inPlace: boolean): Value {
  const unknown = (a instanceof Unknown ? a : b) as Unknown;
  const other = a instanceof Unknown ? b : a;
  if (unknown instanceof SomeComplex && OF_COMPLEX.has(op) && (other instanceof SomeComplex || isSymbolicNumber(other) || complexOf(other))) return new SomeComplex();
  // A tensor with an unknown scalar or tensor: the tensor decides what it knows.
  if (other instanceof PyObject && other.pyBinary) {
    const v = other.pyBinary(interp, op, unknown, other === b, inPlace && other === a, node);
    if (v !== undefined) return v;
  }
  // An unknown parameter is a number once it is reckoned with.
  if (unknown.isInput || (other instanceof Unknown && other.isInput)) {
    const x = symbolic(interp, a);
    const y = symbolic(interp, b);
    if (x !== undefined && y !== undefined && "+-*//%".includes(op)) {
      const v = dimArithmetic(op, x, y);
      if (v !== undefined) return v;
    }
  }
  // With a float too, if it says that it is an int, or was used as one: `int(channels * 0.25)`.
  if ((isStatedInt(unknown) || (unknown.isInput && unknown.symbol !== null)) && other instanceof PyFloat) {
    const x = symbolic(interp, unknown);
    if (x !== undefined) return a === unknown ? binary(interp, op, fromDim(x), b, node, inPlace) : binary(interp, op, a, fromDim(x), node, inPlace);
  }
  if (other === null && OF_NUMBERS.has(op) && isNoneWritten(node)) throw interp.raise("TypeError", a === null ? unsupported(interp, op, null, 0, inPlace) : unsupported(interp, op, 0, null, inPlace), node, { rule: "operand-type", subjects: [a, b] });
  return new Unknown(unknown.reason, unknown.where ?? node);
}

/** Operators that take None on neither side, whatever stands on the other. */
const OF_NUMBERS: ReadonlySet<string> = new Set(["+", "-", "*", "/", "//", "**", "@"]);

/** Whether an operand is None as it is written. */
function isNoneWritten(node: Node | null): boolean {
  const operands = node?.kind === "BinOp" ? [node.left, node.right] : node?.kind === "AugAssign" ? [node.value] : [];
  return operands.some((e) => e.kind === "Constant" && e.value.type === "None");
}

/** A parameter that nobody gave and that is annotated as an int. */
function isStatedInt({ isInput, where }: Unknown): boolean {
  return isInput && where?.kind === "Arg" && where.annotation?.kind === "Name" && where.annotation.id === "int";
}

function symbolic(interp: Interp, v: Value): Dim | undefined {
  if (v instanceof Unknown) return v.isInput ? interp.symbolOf(v) : undefined;
  return asInt(interp, v);
}

/** `template % values` of bytes: as for text, with bytes put in as they are. */
function formatBytes(interp: Interp, template: PyBytes, values: Value, node: Node | null): Value {
  const plain = (v: Value): Value => (v instanceof PyBytes ? v.value : v);
  const text = formatPercent(interp, template.value, values instanceof PyTuple ? new PyTuple(values.items.map(plain)) : plain(values), node);
  return typeof text === "string" ? new PyBytes(text) : text;
}

function viaMethods(interp: Interp, op: string, a: Value, b: Value, node: Node | null, inPlace: boolean): Value | undefined {
  const name = METHODS[op];
  const left = userClass(a);
  const right = userClass(b);
  if (!left && !right) return undefined;
  if (op === "%" && typeof a === "string" && right?.lookup("__rmod__") === undefined) return formatPercent(interp, a, b, node);
  if (left) {
    if (inPlace) {
      const own = left.lookup(`__i${name}__`);
      if (own !== undefined) return callValue(interp, own, [a, b], NO_KWARGS, node);
    }
    const method = left.lookup(`__${name}__`);
    if (method !== undefined) {
      const v = callValue(interp, method, [a, b], NO_KWARGS, node);
      if (v !== NOT_IMPLEMENTED) return v;
    }
  }
  if (right) {
    const method = right.lookup(`__r${name}__`);
    if (method !== undefined) {
      const v = callValue(interp, method, [b, a], NO_KWARGS, node);
      if (v !== NOT_IMPLEMENTED) return v;
    }
  }
  if ((left && mayHaveMore(left)) || (right && mayHaveMore(right))) return new Unknown("what an operand's class has is not all known", node);
  const pa = a instanceof Instance && a.primitive !== undefined ? a.primitive : a;
  const pb = b instanceof Instance && b.primitive !== undefined ? b.primitive : b;
  return pa !== a || pb !== b ? binary(interp, op, pa, pb, node, false) : undefined;
}

/** The class whose special methods count: a user's or a library's, not a builtin's own. */
export function userClass(v: Value): ClassValue | null {
  if (v instanceof Instance) return v.cls;
  if (v instanceof ClassValue) return v.metaclass;
  if (v instanceof PyTuple || v instanceof PyList || v instanceof PyDict || v instanceof PySet) return v.cls;
  return null;
}

function intArithmetic(interp: Interp, op: string, a: number, b: number, node: Node | null): Value {
  switch (op) {
    case "/":
      if (b === 0) throw interp.raise("ZeroDivisionError", "division by zero", node, { rule: "arithmetic" });
      return new PyFloat(a / b);
    case "//":
    case "%":
      throw interp.raise("ZeroDivisionError", op === "//" ? "integer division or modulo by zero" : "integer modulo by zero", node, { rule: "arithmetic" });
    case "**":
      if (b < 0) {
        if (a === 0) throw interp.raise("ZeroDivisionError", "0.0 cannot be raised to a negative power", node, { rule: "arithmetic" });
        return new PyFloat(a ** b);
      }
      return Number.isSafeInteger(a ** b) ? a ** b : b < 10_000 ? fromBig(BigInt(a) ** BigInt(b)) : new Unknown("a very large number", node);
    case "@":
      throw interp.raise("TypeError", "unsupported operand type(s) for @: 'int' and 'int'", node, { rule: "operand-type" });
  }
  return bigArithmetic(interp, op, BigInt(a), BigInt(b), node) ?? new Unknown(`int ${op} int`, node);
}

function bigArithmetic(interp: Interp, op: string, a: bigint, b: bigint, node: Node | null): Value | undefined {
  switch (op) {
    case "+": return fromBig(a + b);
    case "-": return fromBig(a - b);
    case "*": return fromBig(a * b);
    case "&": return fromBig(a & b);
    case "|": return fromBig(a | b);
    case "^": return fromBig(a ^ b);
    case "<<":
    case ">>":
      if (b < 0n) throw interp.raise("ValueError", "negative shift count", node);
      if (b > 100_000n) return new Unknown("a very large number", node);
      return fromBig(op === "<<" ? a << b : a >> b);
    case "//":
    case "%": {
      if (b === 0n) throw interp.raise("ZeroDivisionError", "integer division or modulo by zero", node, { rule: "arithmetic" });
      const q = a / b;
      const floor = a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
      return fromBig(op === "//" ? floor : a - floor * b);
    }
    case "/":
      if (b === 0n) throw interp.raise("ZeroDivisionError", "division by zero", node, { rule: "arithmetic" });
      return new PyFloat(Number(a) / Number(b));
    case "**":
      return b >= 0n && b < 10_000n ? fromBig(a ** b) : new PyFloat(Number(a) ** Number(b));
  }
  return undefined;
}

function floatArithmetic(interp: Interp, op: string, a: number, b: number, node: Node | null): Value | undefined {
  switch (op) {
    case "+": return new PyFloat(a + b);
    case "-": return new PyFloat(a - b);
    case "*": return new PyFloat(a * b);
    case "/":
      if (b === 0) throw interp.raise("ZeroDivisionError", "float division by zero", node, { rule: "arithmetic" });
      return new PyFloat(a / b);
    case "//":
      if (b === 0) throw interp.raise("ZeroDivisionError", "float floor division by zero", node, { rule: "arithmetic" });
      return new PyFloat(Math.floor(a / b));
    case "%":
      if (b === 0) throw interp.raise("ZeroDivisionError", "float modulo", node, { rule: "arithmetic" });
      return new PyFloat(a - Math.floor(a / b) * b);
    case "**": {
      const r = a ** b;
      return Number.isNaN(r) && !Number.isNaN(a) && !Number.isNaN(b) ? new PyComplex(Number.NaN, Number.NaN) : new PyFloat(r);
    }
  }
  return undefined;
}

function dimArithmetic(op: string, a: Dim, b: Dim): Value | undefined {
  switch (op) {
    case "+": return fromDim(add(a, b));
    case "-": return fromDim(sub(a, b));
    case "*": return fromDim(mul(a, b));
    case "//": return b === 0 ? undefined : fromDim(floordiv(a, b));
    case "%": return b === 0 ? undefined : fromDim(mod(a, b));
    case "/": return isConst(b) && b > 0 ? new SymFloat(a, b) : undefined;
    case "**": return isConst(b) && b >= 0 && b < 8 ? fromDim(powDim(a, b)) : undefined;
  }
  return undefined;
}

/** A float that is exactly a fraction with a small denominator: 0.25, 1.5. */
function fraction(x: number): { p: number; q: number } | undefined {
  for (let q = 1; q <= 1 << 16; q *= 2) if (Number.isSafeInteger(x * q)) return { p: x * q, q };
  return undefined;
}

/** Arithmetic with one symbolic operand at least; undefined where the result has no exact form. */
function symbolicArithmetic(interp: Interp, op: string, a: Value, b: Value): Value | undefined {
  const x = asInt(interp, a);
  const y = asInt(interp, b);
  if (x !== undefined && y !== undefined) return dimArithmetic(op, x, y);
  if (op === "**" && x !== undefined && b instanceof PyFloat && b.value === 0.5) return new SymRoot(x);
  const l = ratio(interp, a);
  const r = ratio(interp, b);
  if (!l || !r) return undefined;
  switch (op) {
    case "*": return new SymFloat(mul(l.p, r.p), l.q * r.q);
    case "/": return isConst(r.p) && r.p > 0 ? new SymFloat(mul(l.p, r.q), l.q * r.p) : undefined;
    case "+": return new SymFloat(add(mul(l.p, r.q), mul(r.p, l.q)), l.q * r.q);
    case "-": return new SymFloat(sub(mul(l.p, r.q), mul(r.p, l.q)), l.q * r.q);
    case "//": return isConst(r.p) && r.p > 0 ? new SymFloat(floordiv(mul(l.p, r.q), l.q * r.p), 1) : undefined;
  }
  return undefined;
}

function ratio(interp: Interp, v: Value): { p: Dim; q: number } | undefined {
  const d = asInt(interp, v);
  if (d !== undefined) return { p: d, q: 1 };
  if (v instanceof SymFloat) return { p: v.numerator, q: v.denominator };
  if (v instanceof PyFloat) return fraction(v.value);
  return undefined;
}

/** Whether arithmetic on numbers, some of them not known, gives a float for sure. */
function givesFloat(op: string, a: Value, b: Value): boolean {
  if (!isNumber(a) || !isNumber(b) || b === 0 || (b instanceof PyFloat && b.value === 0)) return false;
  if (op === "/" || (op === "**" && typeof b === "number" && b < 0)) return true;
  return ["+", "-", "*", "//", "%", "**"].includes(op) && [a, b].some((v) => v instanceof PyFloat || v instanceof SymFloat);
}

/** Operators that complex numbers have. */
const OF_COMPLEX: ReadonlySet<string> = new Set(["+", "-", "*", "/", "**"]);

function isSymbolicNumber(v: Value): boolean {
  return v instanceof SymInt || v instanceof SymFloat;
}

function builtinBinary(interp: Interp, op: string, a: Value, b: Value, node: Node | null, inPlace: boolean): Value | undefined {
  if (a instanceof SymBool || b instanceof SymBool) {
    const x = a instanceof SymBool ? interp.truth(a) : a;
    const y = b instanceof SymBool ? interp.truth(b) : b;
    if (x === undefined || y === undefined) return new Unknown("a condition that could not be decided", node);
    return binary(interp, op, x, y, node, inPlace);
  }
  if (a instanceof SymInt || b instanceof SymInt || a instanceof SymFloat || b instanceof SymFloat) {
    const v = symbolicArithmetic(interp, op, a, b);
    if (v !== undefined) return v;
    if (givesFloat(op, a, b)) return floatSomehow(op, a, b);
    if (asFloat(a) !== undefined || asFloat(b) !== undefined || (a instanceof PyObject && b instanceof PyObject && a.kind.startsWith("sym") && b.kind.startsWith("sym"))) return new Unknown(`the result of ${op} on sizes that are not constants`, node);
  }
  const x = asBig(a);
  const y = asBig(b);
  if (x !== undefined && y !== undefined) {
    if (typeof a === "boolean" && typeof b === "boolean" && "&|^".includes(op)) return bigArithmetic(interp, op, x, y, node) !== 0;
    return bigArithmetic(interp, op, x, y, node);
  }
  const f = asFloat(a);
  const g = asFloat(b);
  if (f !== undefined && g !== undefined) return floatArithmetic(interp, op, f, g, node);
  const [z, w] = [complexOf(a), complexOf(b)];
  if (z && w) return complexArithmetic(op, z, w);
  if ((z && isSymbolicNumber(b)) || (w && isSymbolicNumber(a))) return OF_COMPLEX.has(op) ? new SomeComplex() : undefined;
  if (typeof a === "string") {
    if (op === "+" && typeof b === "string") return a.length + b.length > MOST_CHARACTERS ? new Unknown("a very long text", node) : a + b;
    if (op === "%") return formatPercent(interp, a, b, node);
  }
  if (a instanceof PyBytes && op === "+" && b instanceof PyBytes) return new PyBytes(a.value + b.value);
  if (a instanceof PyBytes && op === "%") return formatBytes(interp, a, b, node);
  if (op === "*") {
    const v = repeat(interp, a, b, node) ?? repeat(interp, b, a, node);
    if (v !== undefined) return v;
  }
  if (op === "+") {
    if (a instanceof PyTuple && b instanceof PyTuple) return new PyTuple([...a.items, ...b.items], a.cls?.name === "Size" && b.cls === a.cls ? a.cls : null);
    if (a instanceof PyList && (b instanceof PyList || inPlace)) {
      const more = b instanceof PyList ? (b.unbounded ?? b.items) : interp.iterate(b, node);
      if (inPlace) {
        if (a.unbounded || more instanceof Unbounded || more instanceof Unknown) a.replace([], more instanceof Unknown ? new Unbounded(more, more.reason) : more instanceof Unbounded ? more.uncounted : (a.unbounded?.uncounted ?? null));
        else {
          const items = a.edit();
          for (const item of more) items.push(item);
        }
        return a;
      }
      const list = new PyList([]);
      if (a.unbounded || more instanceof Unbounded || more instanceof Unknown) list.unbounded = (a.unbounded ?? (more instanceof Unbounded ? more : new Unbounded(more as Unknown, "a list of unknown length"))).uncounted;
      else list.items = [...a.items, ...more];
      return list;
    }
  }
  if (a instanceof PySet && b instanceof PySet) {
    const made = setArithmetic(op, a, b);
    if (made) return made;
  }
  if (a instanceof PyDict && b instanceof PyDict && op === "|") {
    const out = inPlace ? a : PyDict.of(Array.from(a.entries.values(), (e) => [e.key, e.value] as const), a.cls);
    for (const e of b.entries.values()) out.set(e.key, e.value);
    out.open ??= b.open;
    return out;
  }
  // `int | None` and the like, in annotations that run.
  if (op === "|" && (isTypeLike(a) || isTypeLike(b))) return unionOf([a, b]);
  return undefined;
}

function isTypeLike(v: Value): boolean {
  return v instanceof ClassValue || (v instanceof PyObject && v.kind === "typing");
}

/** Of sets that may hold others than we know: what the result holds for sure, and whether it may hold more. */
function setArithmetic(op: string, a: PySet, b: PySet): PySet | undefined {
  const without = (p: PySet, q: PySet): readonly Value[] => (q.open ? [] : p.values().filter((v) => !q.has(v)));
  const make = (items: readonly Value[], open: Unknown | null): PySet => {
    const set = new PySet(items, a.frozen);
    set.open = open;
    return set;
  };
  switch (op) {
    case "|": return make([...a.values(), ...b.values()], a.open ?? b.open);
    case "&": return make(a.values().filter((v) => b.has(v)), a.open ?? b.open);
    case "-": return make(without(a, b), a.open ?? (a.items.size > 0 ? b.open : null));
    case "^": return make([...without(a, b), ...without(b, a)], a.open ?? b.open);
    default: return undefined;
  }
}

/** A longer list is known by its length alone. */
const MOST_REPEATED = 1_000_000;

function repeat(interp: Interp, items: Value, times: Value, node: Node | null): Value | undefined {
  if (!(typeof items === "string" || items instanceof PyList || items instanceof PyTuple || items instanceof PyBytes)) return undefined;
  const n = asInt(interp, times);
  if (n === undefined) return undefined;
  for (const s of symbolsOf(n)) {
    const origin = asSymbol(s)?.info.origin;
    if (origin instanceof Unknown) interp.isInt(origin);
  }
  const length = typeof items === "string" ? items.length : items instanceof PyBytes ? items.value.length : items.items.length;
  if (!isConst(n) || Math.max(1, length) * n > MOST_REPEATED) {
    if (items instanceof PyList) {
      const list = new PyList([]);
      list.unbounded = new Unbounded(items.items[0] ?? null, "a list of unknown length", items.unbounded ? null : mul(items.items.length, n));
      return list;
    }
    return new Unknown("a sequence of unknown length", node);
  }
  if (typeof items === "string") return items.repeat(Math.max(0, n));
  if (items instanceof PyBytes) return new PyBytes(items.value.repeat(Math.max(0, n)));
  const out: Value[] = [];
  for (let i = 0; i < n; i++) for (const item of items.items) out.push(item);
  return items instanceof PyList ? new PyList(out) : new PyTuple(out);
}

export function unary(interp: Interp, op: string, v: Value, node: Node | null): Value {
  if (op === "not") {
    const t = interp.truth(v);
    if (t !== undefined) return !t;
    if (v instanceof SymBool) return fromCond(interp.negate(v.cond));
    return v instanceof Unknown ? v : new Unknown("a condition that could not be decided", node);
  }
  if (typeof v === "number") return op === "-" ? (v === 0 ? 0 : -v) : op === "~" ? -v - 1 : v;
  if (typeof v === "boolean") return op === "-" ? -Number(v) : op === "~" ? ~Number(v) : Number(v);
  if (v instanceof PyFloat && op !== "~") return op === "-" ? new PyFloat(-v.value) : v;
  if (v instanceof SymInt) return op === "-" ? fromDim(neg(v.dim)) : op === "~" ? fromDim(sub(neg(v.dim), 1)) : v;
  if (v instanceof SymFloat) return op === "-" ? new SymFloat(neg(v.numerator), v.denominator) : v;
  if (v instanceof PyBigInt) return op === "-" ? fromBig(-v.value) : op === "~" ? fromBig(~v.value) : v;
  if (v instanceof PyComplex) return op === "-" ? new PyComplex(-v.re, -v.im) : v;
  if (v instanceof Unknown) return v;
  if (v instanceof Alt) return interp.forkOver(v, (o) => unary(interp, op, o, node));
  if (v instanceof PyObject && v.pyUnary) {
    const r = v.pyUnary(interp, op, node);
    if (r !== undefined) return r;
  }
  const name = op === "-" ? "__neg__" : op === "+" ? "__pos__" : "__invert__";
  const method = userClass(v)?.lookup(name);
  if (method !== undefined) return callValue(interp, method, [v], NO_KWARGS, node);
  if (v instanceof Instance && mayHaveMore(v.cls)) return new Unknown(`what ${v.cls.name} has is not all known`, node);
  throw interp.raise("TypeError", `bad operand type for unary ${op}: '${interp.typeName(v)}'`, node, { rule: "operand-type" });
}

// ---------------------------------------------------------------- comparison

const COMPARISONS: Readonly<Record<string, string>> = { "==": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__" };
const MIRRORED: Readonly<Record<string, string>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

export function compare(interp: Interp, op: string, a: Value, b: Value, node: Node | null): Value {
  switch (op) {
    case "is":
    case "is not": {
      const same = identical(interp, a, b);
      if (same === undefined) return new Unknown("whether two values are one object", node);
      return op === "is" ? same : !same;
    }
    case "in":
    case "not in": {
      const inside = contains(interp, b, a, node);
      if (inside === undefined) return new Unknown("whether a value is in a collection", node);
      return op === "in" ? inside : !inside;
    }
  }
  if (typeof a === "number" && typeof b === "number") return compareNumbers(op, a, b);
  if (a instanceof Alt || b instanceof Alt) {
    const split = (a instanceof Alt ? a : b) as Alt;
    const answers = split.options.map((o) => compare(interp, op, a === split ? o : a, b === split ? o : b, node));
    return answers.every((x) => x === answers[0]) ? (answers[0] as Value) : new Unknown("a comparison that could not be decided", node);
  }
  if ((op === "==" || op === "!=") && (a instanceof NoneUnlessGiven || b instanceof NoneUnlessGiven))
    return compare(interp, op, a instanceof NoneUnlessGiven ? null : a, b instanceof NoneUnlessGiven ? null : b, node);
  // numpy's scalars, of which the number is not known.
  const [p, q] = [a, b].map((v) => (v instanceof Instance && (v.primitive instanceof Fraction || v.primitive instanceof SymFloat || v.primitive instanceof SymInt) ? v.primitive : v)) as [Value, Value];
  if (p !== a || q !== b) return compare(interp, op, p, q, node);
  const sure = a instanceof Fraction ? compareFraction(op, b) : b instanceof Fraction ? compareFraction(MIRRORED[op] ?? "", a) : undefined;
  if (sure !== undefined) return sure;
  if (a instanceof Unknown || b instanceof Unknown) return compareUnknown(interp, op, a, b, node);
  if (a instanceof PyObject && a.pyCompare) {
    const v = a.pyCompare(interp, op, b, false, node);
    if (v !== undefined) return v;
  }
  if (b instanceof PyObject && b.pyCompare) {
    const v = b.pyCompare(interp, MIRRORED[op] as string, a, true, node);
    if (v !== undefined) return v;
  }
  const x = asInt(interp, a);
  const y = asInt(interp, b);
  if (x !== undefined && y !== undefined && !(isConst(x) && isConst(y))) return compareDims(op, x, y);
  const l = ratio(interp, a);
  const r = ratio(interp, b);
  if ((a instanceof SymFloat || b instanceof SymFloat || a instanceof SymInt || b instanceof SymInt) && l && r) return compareDims(op, mul(l.p, r.q), mul(r.p, l.q));
  const f = asFloat(a);
  const g = asFloat(b);
  if (f !== undefined && g !== undefined && !(a instanceof Instance) && !(b instanceof Instance)) return compareNumbers(op, f, g);
  const own = viaCompareMethod(interp, op, a, b, node);
  if (own !== undefined) return own;
  if (f !== undefined && g !== undefined) return compareNumbers(op, f, g);
  if (op === "==" || op === "!=") {
    const e = equalValues(interp, a, b);
    if (e === undefined) return new Unknown("whether two values are equal", node);
    return op === "==" ? e : !e;
  }
  const s = primitiveString(a);
  const t = primitiveString(b);
  if (s !== undefined && t !== undefined) return compareNumbers(op, s < t ? -1 : s > t ? 1 : 0, 0);
  const as = ordered(a);
  const bs = ordered(b);
  if (as && bs && a instanceof PyTuple === b instanceof PyTuple) return compareSequences(interp, op, as, bs, node);
  if (a instanceof PyList && b instanceof PyList) return new Unknown("which of two lists is larger, of one of which nobody knows the end", node);
  if (a instanceof PySet && b instanceof PySet && (a.open || b.open)) return new Unknown("how two sets compare of which nobody knows all items", node);
  if (a instanceof PySet && b instanceof PySet) {
    const within = (p: PySet, q: PySet): boolean => p.values().every((v) => q.has(v));
    if (op === "<=") return within(a, b);
    if (op === ">=") return within(b, a);
    if (op === "<") return within(a, b) && a.items.size < b.items.size;
    return within(b, a) && b.items.size < a.items.size;
  }
  if (isReal(interp, a) && isReal(interp, b)) return new Unknown("which of two numbers is larger", node);
  throw interp.raise("TypeError", `'${op}' not supported between instances of '${interp.typeName(a)}' and '${interp.typeName(b)}'`, node, { rule: "operand-type" });
}

function primitiveString(v: Value): string | undefined {
  if (typeof v === "string") return v;
  if (v instanceof Instance && typeof v.primitive === "string") return v.primitive;
  return undefined;
}

function ordered(v: Value): readonly Value[] | null {
  if (v instanceof PyTuple) return v.items;
  if (v instanceof PyList && !v.unbounded) return v.items;
  return null;
}

function compareSequences(interp: Interp, op: string, a: readonly Value[], b: readonly Value[], node: Node | null): Value {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const e = equal(interp, a[i] as Value, b[i] as Value);
    if (e === undefined) return new Unknown("a comparison that could not be decided", node);
    if (!e) return compare(interp, op, a[i] as Value, b[i] as Value, node);
  }
  return compareNumbers(op, a.length, b.length);
}

function compareNumbers(op: string, a: number, b: number): boolean {
  switch (op) {
    case "==": return a === b;
    case "!=": return a !== b;
    case "<": return a < b;
    case "<=": return a <= b;
    case ">": return a > b;
    default: return a >= b;
  }
}

function compareDims(op: string, a: Dim, b: Dim): Value {
  const conds: Readonly<Record<string, (x: Dim, y: Dim) => Cond>> = { "==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge };
  const make = conds[op];
  return make ? fromCond(make(a, b)) : false;
}

/** What an ordering says of a number from 0 to 1, whichever it is. */
function compareFraction(op: string, other: Value): boolean | undefined {
  const x = other instanceof PyFloat ? other.value : other;
  if (typeof x !== "number" || !/^[<>]=?$/.test(op)) return undefined;
  const first = compareNumbers(op, 0, x);
  return first === compareNumbers(op, 1 - Number.EPSILON, x) ? first : undefined;
}

function compareUnknown(interp: Interp, op: string, a: Value, b: Value, node: Node | null): Value {
  const other = a instanceof Unknown ? b : a;
  if (other instanceof PyObject && other.pyCompare) {
    const v = other.pyCompare(interp, other === a ? op : (MIRRORED[op] as string), a instanceof Unknown ? a : b, other === b, node);
    if (v !== undefined) return v;
  }
  const x = symbolic(interp, a);
  const y = symbolic(interp, b);
  if (x !== undefined && y !== undefined) return compareDims(op, x, y);
  const unknown = (a instanceof Unknown ? a : b) as Unknown;
  return new Unknown(unknown.reason, unknown.where ?? node);
}

function viaCompareMethod(interp: Interp, op: string, a: Value, b: Value, node: Node | null): Value | undefined {
  const left = userClass(a);
  const right = userClass(b);
  if (!left && !right) return undefined;
  const method = left?.lookup(COMPARISONS[op] as string);
  if (method !== undefined) {
    const v = callValue(interp, method, [a, b], NO_KWARGS, node);
    if (v !== NOT_IMPLEMENTED) return v;
  }
  const mirrored = right?.lookup(COMPARISONS[MIRRORED[op] as string] as string);
  if (mirrored !== undefined && a !== b) {
    const v = callValue(interp, mirrored, [b, a], NO_KWARGS, node);
    if (v !== NOT_IMPLEMENTED) return v;
  }
  if (op === "!=") {
    const eqMethod = left?.lookup("__eq__");
    if (eqMethod !== undefined) {
      const v = callValue(interp, eqMethod, [a, b], NO_KWARGS, node);
      if (v !== NOT_IMPLEMENTED) {
        const t = interp.truth(v);
        return t === undefined ? v : !t;
      }
    }
  }
  if ((left && mayHaveMore(left)) || (right && mayHaveMore(right))) return new Unknown("what an operand's class has is not all known", node);
  return undefined;
}

/** `a is b`; undefined: not known. */
function identical(interp: Interp, a: Value, b: Value): boolean | undefined {
  if (a instanceof Alt || b instanceof Alt) {
    const split = (a instanceof Alt ? a : b) as Alt;
    const other = a instanceof Alt ? b : a;
    const answers = new Set(split.options.map((o) => identical(interp, o, other)));
    return answers.size === 1 ? [...answers][0] : undefined;
  }
  if (a instanceof LazyImport) return identical(interp, a.resolve(), b);
  if (b instanceof LazyImport) return identical(interp, a, b.resolve());
  if (a instanceof NoneUnlessGiven) return identical(interp, null, b);
  if (b instanceof NoneUnlessGiven) return identical(interp, a, null);
  if (a === b) return true;
  if ((a === null && b instanceof SomeNumber) || (a instanceof SomeNumber && b === null)) return false;
  if (a instanceof Unknown || b instanceof Unknown) return undefined;
  return false;
}

/** `a == b`; undefined: not known. */
export function equal(interp: Interp, a: Value, b: Value): boolean | undefined {
  if (a === b && !(a instanceof PyFloat)) return a instanceof Unknown ? undefined : true;
  return interp.truth(compare(interp, "==", a, b, null));
}

function equalValues(interp: Interp, a: Value, b: Value): boolean | undefined {
  if (a === b) return true;
  const s = primitiveString(a);
  const t = primitiveString(b);
  if (s !== undefined || t !== undefined) return s === t;
  const as = ordered(a);
  const bs = ordered(b);
  if (as && bs) {
    if (a instanceof PyTuple !== b instanceof PyTuple || as.length !== bs.length) return false;
    let all: boolean | undefined = true;
    for (let i = 0; i < as.length; i++) {
      const e = equal(interp, as[i] as Value, bs[i] as Value);
      if (e === false) return false;
      if (e === undefined) all = undefined;
    }
    return all;
  }
  if ((a instanceof PyList && a.unbounded) || (b instanceof PyList && b.unbounded)) return undefined;
  if (a instanceof PyDict && b instanceof PyDict) {
    if (a.open || b.open) return undefined;
    if (a.size !== b.size) return false;
    let all: boolean | undefined = true;
    for (const e of a.entries.values()) {
      const other = b.get(e.key);
      if (other === undefined) return false;
      const same = equal(interp, e.value, other);
      if (same === false) return false;
      if (same === undefined) all = undefined;
    }
    return all;
  }
  if (a instanceof PySet && b instanceof PySet && (a.open || b.open)) return undefined;
  if (a instanceof PySet && b instanceof PySet) return a.items.size === b.items.size && a.values().every((v) => b.has(v));
  if (a instanceof PyRange && b instanceof PyRange) return [a.start, a.stop, a.step].join() === [b.start, b.stop, b.step].join();
  if (a instanceof PySlice && b instanceof PySlice) return equalValues(interp, new PyTuple([a.start, a.stop, a.step]), new PyTuple([b.start, b.stop, b.step]));
  if (a instanceof PyObject && b instanceof PyObject) return hashKey(a) === hashKey(b);
  return false;
}

/** `item in container`; undefined: not known. */
export function contains(interp: Interp, container: Value, item: Value, node: Node | null): boolean | undefined {
  if (container instanceof Unknown || item instanceof Unknown) return undefined;
  if (typeof container === "string") {
    const s = primitiveString(item);
    if (s === undefined) throw interp.raise("TypeError", `'in <string>' requires string as left operand, not ${interp.typeName(item)}`, node, { rule: "operand-type" });
    return container.includes(s);
  }
  const own = userClass(container)?.lookup("__contains__");
  if (own !== undefined) return interp.truth(callValue(interp, own, [container, item], NO_KWARGS, node));
  if (container instanceof PyDict) return container.has(item) ? (container.entry(item)?.maybe ? undefined : true) : container.open ? undefined : false;
  if (container instanceof PySet) return container.has(item) ? true : container.open ? undefined : false;
  if (container instanceof PyObject && container.pyContains) {
    const v = container.pyContains(interp, item, node);
    if (v !== undefined) return interp.truth(v);
  }
  if (container instanceof Instance && container.primitive !== undefined) return contains(interp, container.primitive, item, node);
  if (container instanceof PyRange) {
    const start = asInt(interp, container.start);
    const stop = asInt(interp, container.stop);
    const step = asInt(interp, container.step);
    const x = asInt(interp, item);
    if (x === undefined) return false;
    if (start === undefined || stop === undefined || step === undefined || !isConst(start) || !isConst(stop) || !isConst(step) || !isConst(x)) return undefined;
    return step > 0 ? x >= start && x < stop && (x - start) % step === 0 : x <= start && x > stop && (start - x) % -step === 0;
  }
  if (container === null || typeof container === "number" || typeof container === "boolean" || container instanceof PyFloat || container instanceof SymInt) {
    throw interp.raise("TypeError", `argument of type '${interp.typeName(container)}' is not iterable`, node, { rule: "not-iterable", subjects: [container] });
  }
  const items = interp.iterate(container, node);
  if (items instanceof Unknown || items instanceof Unbounded) return undefined;
  let found: boolean | undefined = false;
  for (const x of items) {
    const e = x === item ? true : equal(interp, x, item);
    if (e === true) return true;
    if (e === undefined) found = undefined;
  }
  return found;
}

// ---------------------------------------------------------------- truth, length, items

/** undefined: not known. */
export function truth(interp: Interp, v: Value, node: Node | null = null): boolean | undefined {
  switch (typeof v) {
    case "boolean": return v;
    case "number": return v !== 0;
    case "string": return v !== "";
  }
  if (v === null) return false;
  if (v instanceof PyFloat) return v.value !== 0;
  if (v instanceof SymBool) {
    const d = interp.scope.decide(v.cond);
    return d === "yes" ? true : d === "no" ? false : undefined;
  }
  if (v instanceof SymInt) {
    const d = interp.scope.decide(ne(v.dim, 0));
    return d === "yes" ? true : d === "no" ? false : undefined;
  }
  if (v instanceof SymFloat) {
    const d = interp.scope.decide(ne(v.numerator, 0));
    return d === "yes" ? true : d === "no" ? false : undefined;
  }
  if (v instanceof Unknown) return v instanceof NoneUnlessGiven ? false : undefined;
  if (v instanceof Alt) {
    const answers = new Set(v.options.map((o) => truth(interp, o, node)));
    return answers.size === 1 ? [...answers][0] : undefined;
  }
  if (v instanceof PyObject && v.pyTruth) {
    const r = v.pyTruth(interp, node);
    if (r !== undefined) return truth(interp, r);
  }
  const cls = userClass(v);
  if (cls && !(v instanceof ClassValue)) {
    const bool = cls.lookup("__bool__");
    if (bool !== undefined) return truth(interp, callValue(interp, bool, [v], NO_KWARGS, node));
    const len = cls.lookup("__len__");
    if (len !== undefined) return truth(interp, callValue(interp, len, [v], NO_KWARGS, node));
    if (v instanceof Instance) {
      if (v.primitive !== undefined) return truth(interp, v.primitive);
      return hasUnknownBase(cls) ? undefined : true;
    }
  }
  if (v instanceof PyTuple) return v.items.length > 0;
  if (v instanceof PyList) return v.unbounded ? undefined : v.items.length > 0;
  if (v instanceof PyDict) return v.size > 0 && v.keys().some((k) => !v.entry(k)?.maybe) ? true : v.open || v.size > 0 ? undefined : false;
  if (v instanceof PySet) return v.items.size > 0 ? true : v.open ? undefined : false;
  if (v instanceof PyBigInt) return v.value !== 0n;
  if (v instanceof PyBytes) return v.value !== "";
  if (v instanceof PyRange) {
    const n = length(interp, v, null);
    return typeof n === "number" ? n > 0 : undefined;
  }
  if (v instanceof PyComplex) return v.re !== 0 || v.im !== 0;
  if (v instanceof LazyImport) return truth(interp, v.resolve());
  return true;
}

export function length(interp: Interp, v: Value, node: Node | null): Value {
  const n = lengthOf(interp, v, node);
  return n instanceof Unknown ? new SomeNumber(n.reason, n.where) : n;
}

function lengthOf(interp: Interp, v: Value, node: Node | null): Value {
  if (v instanceof Unknown) return new Unknown(v.reason, v.where ?? node);
  if (v instanceof Alt) return interp.forkOver(v, (o) => lengthOf(interp, o, node));
  const own = userClass(v)?.lookup("__len__");
  if (own !== undefined && !(v instanceof ClassValue && v.metaclass === null)) return callValue(interp, own, [v], NO_KWARGS, node);
  if (typeof v === "string") return [...v].length;
  if (v instanceof PyTuple) return v.items.length;
  if (v instanceof PyList) return v.unbounded ? (v.unbounded.count === null ? new Unknown(v.unbounded.reason, node) : fromDim(interp.scope.simplify(v.unbounded.count))) : v.items.length;
  if (v instanceof PyDict) return v.open || v.lacksSome ? new Unknown(v.open?.reason ?? "how many of its keys a dict has", node) : v.size;
  if (v instanceof PySet) return v.open ? new Unknown(v.open.reason, node) : v.items.size;
  if (v instanceof PyBytes) return v.value.length;
  if (v instanceof PyRange) {
    const n = rangeLength(interp, v);
    return n === undefined ? new Unknown("the range's length is not known", node) : fromDim(n);
  }
  if (v instanceof PyObject && v.pyLen) {
    const n = v.pyLen(interp, node);
    if (n !== undefined) return n;
  }
  if (v instanceof Instance && v.primitive !== undefined) return lengthOf(interp, v.primitive, node);
  const method = v === null ? undefined : classOf(v, interp).lookup("__len__");
  if (method !== undefined) return callValue(interp, method, [v], NO_KWARGS, node);
  if (v instanceof Instance && mayHaveMore(v.cls)) return new Unknown(`what ${v.cls.name} has is not all known`, node);
  throw interp.raise("TypeError", `object of type '${interp.typeName(v)}' has no len()`, node, { rule: "operand-type" });
}

/** Start, stop and step of a slice over a length, as Python clips them; undefined if one is not a constant. */
export function sliceIndices(interp: Interp, s: PySlice, n: number, node: Node | null = null): { start: number; stop: number; step: number } | undefined {
  const at = (v: Value): number | null | undefined => {
    if (v === null) return null;
    if (typeof v === "string" || v instanceof PyFloat || v instanceof PyList || v instanceof PyTuple || v instanceof PyDict) throw interp.raise("TypeError", "slice indices must be integers or None or have an __index__ method", node, { rule: "argument-type", law: () => `a slice's bound must be an int, got a ${interp.typeName(v)}` });
    const d = asInt(interp, asIndex(interp, v, node));
    return d !== undefined && isConst(d) ? d : undefined;
  };
  const step = at(s.step);
  if (step === 0) throw interp.raise("ValueError", "slice step cannot be zero", node, { rule: "argument-value" });
  const a = at(s.start);
  const b = at(s.stop);
  if (step === undefined || a === undefined || b === undefined) return undefined;
  const by = step ?? 1;
  const clip = (v: number, lo: number, hi: number): number => Math.min(Math.max(v < 0 ? v + n : v, lo), hi);
  if (by > 0) return { start: a === null ? 0 : clip(a, 0, n), stop: b === null ? n : clip(b, 0, n), step: by };
  return { start: a === null ? n - 1 : clip(a, -1, n - 1), stop: b === null ? -1 : clip(b, -1, n - 1), step: by };
}

export function sliced<T>(items: readonly T[], s: { start: number; stop: number; step: number }): T[] {
  if (s.step === 1) return items.slice(s.start, Math.max(s.start, s.stop));
  const out: T[] = [];
  if (s.step > 0) for (let i = s.start; i < s.stop; i += s.step) out.push(items[i] as T);
  // biome-ignore lint/correctness/useValidForDirection: the step is negative here
  else if (s.step < 0) for (let i = s.start; i > s.stop; i += s.step) out.push(items[i] as T);
  return out;
}

/** Whether a value is a real number, known or not. */
function isReal(interp: Interp, v: Value): boolean {
  // numpy's scalars hold a number.
  const number = v instanceof Instance ? (v.primitive ?? v) : v;
  return ["int", "float", "bool"].includes(interp.typeName(number));
}

/** Whether a key is, or has in it, a number that is not known. */
export function isSymbolic(key: Value): boolean {
  if (key instanceof Instance) return key.primitive !== undefined && isSymbolic(key.primitive);
  return key instanceof SymInt || key instanceof SymFloat || key instanceof SymBool || (key instanceof PyTuple && key.items.some(isSymbolic));
}

/** Python's own generic classes: `list[int]`. */
const GENERIC: ReadonlySet<ClassValue> = new Set([listClass, dictClass, tupleClass, setClass, frozensetClass, typeClass]);

export function getitem(interp: Interp, obj: Value, key: Value, node: Node | null): Value {
  if (obj instanceof Unknown) return new Unknown(obj.reason, obj.where ?? node);
  if (obj instanceof Alt) return interp.forkOver(obj, (o) => getitem(interp, o, key, node));
  if (key instanceof Alt && !(obj instanceof PyObject && obj.pyGetitem)) return interp.forkOver(key, (k) => getitem(interp, obj, k, node));
  const own = userClass(obj)?.lookup("__getitem__");
  if (own !== undefined && !(obj instanceof ClassValue && own instanceof ClassMethod)) {
    if (obj instanceof ClassValue) return callValue(interp, own, [obj, key], NO_KWARGS, node);
    if (!(obj instanceof PyTuple || obj instanceof PyList || obj instanceof PyDict) || isSource(obj.cls, "__getitem__")) return callValue(interp, own, [obj, key], NO_KWARGS, node);
  }
  if (obj instanceof PyObject && obj.pyGetitem) {
    const v = obj.pyGetitem(interp, key, node);
    if (v !== undefined) return v;
  }
  if (obj instanceof PyDict) {
    if (key instanceof Unknown) {
      const item = new Unknown(key.reason, key.where ?? node);
      // A key that is asked for is there from then on.
      if (obj.defaultFactory !== undefined && obj.defaultFactory !== null) obj.admit(item);
      return item;
    }
    const v = obj.get(key);
    if (v !== undefined) return v;
    if (obj.defaultFactory !== undefined && obj.defaultFactory !== null) {
      // Under a key that was not known, it may have been made before, and changed.
      if (obj.open) return new Unknown(obj.open.reason, obj.open.where ?? node);
      const made = callValue(interp, obj.defaultFactory, [], NO_KWARGS, node);
      if (isSymbolic(key)) obj.admit(new Unknown("made under a number that is not known", node));
      else obj.set(key, made);
      return made;
    }
    const missing = obj.cls?.lookup("__missing__");
    if (missing !== undefined) return callValue(interp, missing, [obj, key], NO_KWARGS, node);
    if (obj.open) {
      const item = new Unknown(obj.open.reason, obj.open.where ?? node);
      // Where this goes on, the key is there, and whoever the dict is passed on to gets it.
      if (typeof key === "string") obj.set(key, item);
      return item;
    }
    // A number that is not known may be any of the keys.
    if (isSymbolic(key)) return obj.size === 0 ? new Unknown("an item of a dict, by a number that is not known", node) : joinValues(obj.values());
    throw interp.raise("KeyError", interp.repr(key), node, { rule: "unknown-key" });
  }
  const list = obj instanceof PyTuple ? obj.items : obj instanceof PyList ? obj.items : typeof obj === "string" ? [...obj] : null;
  if (list) {
    if (obj instanceof PyList && obj.unbounded) {
      if (!(key instanceof PySlice)) return drawnAnew(obj.unbounded.item);
      const some = new PyList([]);
      some.unbounded = obj.unbounded.uncounted;
      return some;
    }
    if (key instanceof PySlice) {
      const s = sliceIndices(interp, key, list.length, node);
      if (!s) return new Unknown("a slice whose bounds are not known", node);
      const part = sliced(list as readonly Value[], s);
      if (typeof obj === "string") return part.join("");
      return obj instanceof PyTuple ? new PyTuple(part, obj.cls?.name === "Size" ? obj.cls : null) : new PyList(part, null);
    }
    if (key instanceof Unknown) return new Unknown(key.reason, key.where ?? node);
    const i = indexOf(interp, key, node);
    if (i === undefined && typeof obj === "string") throw interp.raise("TypeError", `string indices must be integers, not '${interp.typeName(key)}'`, node, { rule: "operand-type" });
    if (i === undefined) throw interp.raise("TypeError", `${obj instanceof PyTuple ? "tuple" : obj instanceof PyList ? "list" : interp.typeName(obj)} indices must be integers or slices, not ${interp.typeName(key)}`, node, { rule: "operand-type" });
    if (!isConst(i)) return itemSomewhere(list, node);
    const v = (list as readonly Value[])[i < 0 ? i + list.length : i];
    if (v === undefined) throw interp.raise("IndexError", `${typeof obj === "string" ? "string" : interp.typeName(obj) === "Size" ? "tuple" : obj instanceof PyTuple ? "tuple" : "list"} index out of range`, node, { rule: "index-out-of-range", subjects: [obj] });
    return v;
  }
  if (obj instanceof PyRange) {
    const items = interp.iterate(obj, node);
    if (Array.isArray(items)) return getitem(interp, new PyTuple(items as readonly Value[]), key, node);
    return new Unknown("an item of a range of unknown length", node);
  }
  if (obj instanceof PyBytes) return getitem(interp, new PyTuple(Array.from(obj.value, (c) => c.charCodeAt(0))), key, node);
  if (obj instanceof ClassValue) {
    if (GENERIC.has(obj)) return new TypeForm(obj.name, obj, key instanceof PyTuple ? key.items : [key]);
    const item = lookupAttr(interp, obj, "__class_getitem__");
    if (item !== undefined) return callValue(interp, item, [key], NO_KWARGS, node);
    const members = obj.attrs.get("__members__");
    if (members instanceof PyDict) return getitem(interp, members, key, node);
    return obj; // a generic class, subscripted in an annotation or a base
  }
  if (obj instanceof Instance) {
    if (obj.primitive !== undefined) return getitem(interp, obj.primitive, key, node);
    if (hasUnknownBase(obj.cls)) return new Unknown(`${obj.cls.name} has a base class that is not known`, node);
  }
  const method = obj === null ? undefined : classOf(obj, interp).lookup("__getitem__");
  if (method !== undefined) return callValue(interp, method, [obj, key], NO_KWARGS, node);
  if (obj instanceof PyObject && (obj.kind === "function" || obj.kind === "native") && node?.kind === "Subscript") return obj;
  if (obj instanceof Instance && mayHaveMore(obj.cls)) return new Unknown(`what ${obj.cls.name} has is not all known`, node);
  throw interp.raise("TypeError", `'${interp.typeName(obj)}' object is not subscriptable`, node, { rule: "operand-type", subjects: [obj] });
}

/** An item at a place not known: what all have in common. */
function itemSomewhere(items: readonly Value[], node: Node | null): Value {
  const item = items.length > 0 ? drawer(items)() : null;
  return items.length === 0 || item instanceof Alt ? new Unknown("an index that is not a constant", node) : item;
}

/** True if a method is defined in source somewhere below the builtin class. */
function isSource(cls: ClassValue | null, name: string): boolean {
  for (const c of cls?.mro ?? []) {
    const v = c.attrs.map.get(name);
    if (v !== undefined) return v instanceof PyObject && v.kind === "function";
  }
  return false;
}

function indexOf(interp: Interp, key: Value, node: Node | null): Dim | undefined {
  const d = asInt(interp, key);
  if (d !== undefined) return d;
  const method = key instanceof PyObject ? lookupAttr(interp, key, "__index__") : undefined;
  if (method === undefined) return undefined;
  const v = callValue(interp, method, [], NO_KWARGS, node);
  return v instanceof Unknown ? interp.symbolOf(v) : asInt(interp, v);
}

/** What stands for an index by its `__index__`, as that; any other value as it is. */
function asIndex(interp: Interp, key: Value, node: Node | null): Value {
  if (!(key instanceof PyObject) || (key.kind !== "tensor" && key.kind !== "ndarray")) return key;
  const index = classOf(key, interp).lookup("__index__");
  return index === undefined ? key : callValue(interp, index, [key], NO_KWARGS, node);
}

export function setitem(interp: Interp, obj: Value, key: Value, value: Value, node: Node | null): void {
  if (obj instanceof Unknown) return;
  if (obj instanceof Alt) {
    interp.forkOver(obj, (o) => (setitem(interp, o, key, value, node), null));
    return;
  }
  const own = userClass(obj)?.lookup("__setitem__");
  if (own !== undefined && (!(obj instanceof PyList || obj instanceof PyDict) || isSource(obj.cls, "__setitem__"))) {
    callValue(interp, own, [obj, key, value], NO_KWARGS, node);
    return;
  }
  if (obj instanceof PyObject && obj.pySetitem?.(interp, key, value, node)) return;
  if (obj instanceof PyDict) {
    checkHashable(new Call(interp, node), key);
    if (key instanceof Unknown || key instanceof Alt) open(obj, key instanceof Unknown ? key : new Unknown("a key with several possible values", node), value);
    else obj.set(key, value);
    return;
  }
  if (obj instanceof PyList) {
    if (obj.unbounded) {
      const { item, reason, count } = obj.unbounded;
      const changed = key instanceof PySlice ? new Unknown("an item of a list that was changed") : joinValues([item, value]);
      if (changed !== item) obj.replace(obj.items, new Unbounded(changed, reason, key instanceof PySlice ? null : count));
      return;
    }
    if (key instanceof PySlice) {
      const s = sliceIndices(interp, key, obj.items.length, node);
      const items = interp.iterate(value, node);
      if (!s || !Array.isArray(items)) {
        obj.replace([], new Unbounded(new Unknown("an item of a list that was changed"), "a list that was changed at places not known"));
        return;
      }
      if (s.step === 1) obj.edit().splice(s.start, Math.max(0, s.stop - s.start), ...(items as readonly Value[]));
      else {
        const places = sliced(Array.from(obj.items, (_, i) => i), s);
        if (items.length !== places.length) throw interp.raise("ValueError", `attempt to assign sequence of size ${items.length} to extended slice of size ${places.length}`, node, { rule: "argument-value" });
        const edit = obj.edit();
        for (const [k, i] of places.entries()) edit[i] = items[k] as Value;
      }
      return;
    }
    const i = asInt(interp, asIndex(interp, key, node));
    if (i === undefined || !isConst(i)) {
      obj.replace([], new Unbounded(new Unknown("an item of a list that was changed"), "a list that was changed at places not known"));
      return;
    }
    const at = i < 0 ? i + obj.items.length : i;
    if (at < 0 || at >= obj.items.length) throw interp.raise("IndexError", "list assignment index out of range", node, { rule: "index-out-of-range" });
    obj.edit()[at] = value;
    return;
  }
  if (obj instanceof Instance && mayHaveMore(obj.cls)) return;
  // The place is looked at first.
  if (typeof obj === "string" || obj instanceof PyTuple) asIndex(interp, key, node);
  throw interp.raise("TypeError", `'${interp.typeName(obj)}' object does not support item assignment`, node, { rule: "operand-type" });
}
