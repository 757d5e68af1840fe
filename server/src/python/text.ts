/** `repr()`, `str()` and formatting. */
import type { Node } from "../syntax/ast.ts";
import { print } from "../dims/index.ts";
import { complexRepr, floatRepr, formatValue as formatKnown, isTextKnown } from "./builtins/format.ts";
import { callValue } from "./calls.ts";
import { Signal } from "./errors.ts";
import type { Interp } from "./interp.ts";
import { Alt, BoundMethod, ClassValue, FunctionValue, Instance, ModuleValue, NativeFunction, NO_KWARGS, PyBigInt, PyBytes, PyComplex, PyDict, PyFloat, PyList, PyObject, PyRange, PySet, PySlice, PyTuple, Singleton, SymInt, Unknown, type Value, objectId } from "./values.ts";

/** The formatted text, or an unknown value where the value is not known. */
export function formatValue(interp: Interp, v: Value, spec: string, node: Node | null): Value {
  if (v instanceof Unknown || v instanceof Alt) return v instanceof Unknown ? v : new Unknown("one of several texts", node);
  if (spec === "" && !(v instanceof Instance && v.cls.lookup("__format__") !== undefined)) return textOrUnknown(interp, v, strOf);
  if (v instanceof Instance) {
    const method = v.cls.lookup("__format__");
    if (method !== undefined) return callValue(interp, method, [v, spec], NO_KWARGS, node);
  }
  try {
    return formatKnown(interp, v, spec, node);
  } catch (e) {
    if (e instanceof Signal && "value" in e && e.value instanceof Unknown) return e.value;
    throw e;
  }
}

/** A text that names a size we do not know is itself not known. */
function textOrUnknown(interp: Interp, v: Value, f: (interp: Interp, v: Value) => string): Value {
  // Whoever reads a message is told the size as it is written.
  if (interp.telling && !(v instanceof Instance)) return f(interp, v);
  if (v instanceof SymInt) return new Unknown(`the text of ${print(v.dim)}`);
  if (!isTextKnown(v)) return new Unknown("the text of a value that is not known");
  return f(interp, v);
}

export function strOf(interp: Interp, v: Value): string {
  if (typeof v === "string") return v;
  if (v instanceof Instance) {
    const method = v.cls.lookup("__str__");
    if (method !== undefined) {
      const s = callValue(interp, method, [v], NO_KWARGS, null);
      // What is not known is not the text of `__repr__`, which may well ask for this one.
      return typeof s === "string" ? s : "?";
    }
    if (v.primitive !== undefined && v.cls.lookup("__repr__") === undefined) return strOf(interp, v.primitive);
    const args = v.attrs.get("args");
    if (args instanceof PyTuple && v.cls.lookup("with_traceback") !== undefined) return args.items.length === 1 ? (v.cls.name === "KeyError" ? reprOf : strOf)(interp, args.items[0] as Value) : args.items.length === 0 ? "" : reprOf(interp, args);
  }
  return reprOf(interp, v);
}

export function reprOf(interp: Interp, v: Value): string {
  switch (typeof v) {
    case "number": return String(v);
    case "boolean": return v ? "True" : "False";
    case "string": return quote(v);
  }
  if (v === null) return "None";
  if (v instanceof PyFloat) return floatRepr(v.value);
  if (v instanceof SymInt) return print(v.dim);
  if (v instanceof PyBigInt) return String(v.value);
  if (v instanceof PyBytes) return `b${quote(v.value).replace(/[\x80-\xff]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`)}`;
  if (v instanceof PyComplex) return complexRepr(v.re, v.im);
  if (v instanceof Singleton) return v.name;
  if (v instanceof Unknown) return "?";
  if (v instanceof Alt) return v.options.map((o) => reprOf(interp, o)).join(" or ");
  const own = v.pyRepr?.(interp);
  if (own !== undefined) return own;
  if (v instanceof Instance) {
    const method = v.cls.lookup("__repr__");
    if (method !== undefined) {
      const s = callValue(interp, method, [v], NO_KWARGS, null);
      return typeof s === "string" ? s : "?";
    }
    if (v.primitive !== undefined) return reprOf(interp, v.primitive);
    const args = v.attrs.get("args");
    if (args instanceof PyTuple && v.cls.lookup("with_traceback") !== undefined) return `${v.cls.name}(${args.items.map((x) => reprOf(interp, x)).join(", ")})`;
    return `<${v.cls.moduleName}.${v.cls.qualname} object at 0x${objectId(v).toString(16).padStart(12, "0")}>`;
  }
  if (v instanceof PyTuple) {
    if (v.cls) {
      const method = v.cls.lookup("__repr__");
      if (method !== undefined && method instanceof PyObject && method.kind === "function") return strOf(interp, callValue(interp, method, [v], NO_KWARGS, null));
      if (v.cls.name === "Size" && v.cls.moduleName.startsWith("torch")) return `torch.Size([${v.items.map((x) => reprOf(interp, x)).join(", ")}])`;
      const fields = v.cls.lookup("_fields");
      if (fields instanceof PyTuple) return `${v.cls.name}(${v.items.map((x, i) => `${String(fields.items[i])}=${reprOf(interp, x)}`).join(", ")})`;
    }
    return v.items.length === 1 ? `(${reprOf(interp, v.items[0] as Value)},)` : `(${v.items.map((x) => reprOf(interp, x)).join(", ")})`;
  }
  if (v instanceof PyList) return v.unbounded ? "[…]" : `[${v.items.map((x) => reprOf(interp, x)).join(", ")}]`;
  if (v instanceof PyDict) {
    const body = Array.from(v.entries.values(), (e) => `${reprOf(interp, e.key)}: ${reprOf(interp, e.value)}`).join(", ");
    return `{${body}}`;
  }
  if (v instanceof PySet) {
    const body = v.values().map((x) => reprOf(interp, x)).join(", ");
    if (v.frozen) return body ? `frozenset({${body}})` : "frozenset()";
    return body ? `{${body}}` : "set()";
  }
  if (v instanceof PyRange) return v.step === 1 ? `range(${reprOf(interp, v.start)}, ${reprOf(interp, v.stop)})` : `range(${reprOf(interp, v.start)}, ${reprOf(interp, v.stop)}, ${reprOf(interp, v.step)})`;
  if (v instanceof PySlice) return `slice(${[v.start, v.stop, v.step].map((x) => reprOf(interp, x)).join(", ")})`;
  if (v instanceof ClassValue) return `<class '${v.moduleName === "builtins" ? "" : `${v.moduleName}.`}${v.qualname}'>`;
  if (v instanceof FunctionValue) return `<function ${v.qualname} at 0x${objectId(v).toString(16).padStart(12, "0")}>`;
  if (v instanceof NativeFunction) return `<built-in function ${v.name}>`;
  if (v instanceof BoundMethod) return `<bound method ${reprOf(interp, v.func)}>`;
  if (v instanceof ModuleValue) return `<module '${v.name}'>`;
  return `<${interp.typeName(v)} object>`;
}

/** Nobody reads a longer text, and no model needs one: it is not made. */
export const MOST_CHARACTERS = 1_000_000;

function quote(s: string): string {
  if (s.length > MOST_CHARACTERS) return "?";
  const q = s.includes("'") && !s.includes('"') ? '"' : "'";
  const named: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const body = s.replace(/[\\\x00-\x1f\x7f]/g, (c) => named[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return q + (q === "'" ? body.replaceAll("'", "\\'") : body) + q;
}
