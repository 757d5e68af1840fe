/** `operator`: the operators as functions. */
import { type Body, type NativeTable, native, natives } from "../builtins/native.ts";
import { isKey } from "../builtins/dicts.ts";
import { unary } from "../operators.ts";
import { PyTuple, type Value } from "../values.ts";

const BINARY: Readonly<Record<string, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  truediv: "/",
  floordiv: "//",
  mod: "%",
  pow: "**",
  matmul: "@",
  lshift: "<<",
  rshift: ">>",
  and_: "&",
  or_: "|",
  xor: "^",
  concat: "+",
};
const COMPARE: Readonly<Record<string, string>> = {
  lt: "<",
  le: "<=",
  eq: "==",
  ne: "!=",
  gt: ">",
  ge: ">=",
  is_: "is",
  is_not: "is not",
};
const UNARY: Readonly<Record<string, string>> = { neg: "-", pos: "+", invert: "~", inv: "~", not_: "not" };

export function operatorModule(): Record<string, Value> {
  const names: Record<string, Value> = natives(table);
  const define = (name: string, signature: string, body: Body): void => {
    names[name] = native(name, signature, body, { lenient: true, isStatic: true });
    const dunder = `__${name.replace(/_$/, "")}__`;
    names[dunder] = names[name];
  };
  for (const [name, op] of Object.entries(BINARY)) {
    define(name, "a, b, /", (c, a, b) => c.interp.binary(op, a, b, c.node));
    define(`i${name.replace(/_$/, "")}`, "a, b, /", (c, a, b) => c.interp.binary(op, a, b, c.node));
  }
  for (const [name, op] of Object.entries(COMPARE))
    define(name, "a, b, /", (c, a, b) => c.interp.compare(op, a, b, c.node));
  for (const [name, op] of Object.entries(UNARY)) define(name, "a, /", (c, a) => unary(c.interp, op, a, c.node));
  return names;
}

const table: NativeTable = {
  "?!abs(a, /)": (c, a) => c.call(c.interp.builtins.get("abs") ?? null, a),
  "!truth(a, /)": (c, a) => c.truth(a),
  "?!index(a, /)": (c, a) => c.call(c.interp.builtins.get("int") ?? null, a),
  "?!contains(a, b, /)": (c, a, b) => c.interp.compare("in", b, a, c.node),
  "?!getitem(a, b, /)": (c, a, b) => c.interp.getitem(a, b, c.node),
  "?!setitem(a, b, c, /)": (c, a, b, value) => {
    c.interp.setitem(a, b, value, c.node);
    return null;
  },
  "?!delitem(a, b, /)": (c, a, b) => c.interp.callMethod(a, "__delitem__", [b], c.node),
  "!countOf(a, b, /)": (c, a, b) => c.items(a).filter((v) => c.interp.equal(v, b) === true).length,
  "!indexOf(a, b, /)": (c, a, b) => {
    const at = c.items(a).findIndex((v) => c.interp.equal(v, b) === true);
    if (at < 0) throw c.raise("ValueError", "sequence.index(x): x not in sequence");
    return at;
  },
  "?!call(obj, /, *args, **kwargs)": (c, obj) => c.interp.call(obj, c.rest, c.kwargs, c.node),
  "?!length_hint(obj, default=0, /)": (c, obj) => c.interp.len(obj, c.node),
  "!itemgetter(*items)": (c) => {
    const keys = c.rest;
    if (!keys.every(isKey)) return c.stuck("an item that is not known");
    return native("itemgetter", "obj, /", (d, obj) => each(keys, (k) => d.interp.getitem(obj, k, d.node)), {
      lenient: true,
      isStatic: true,
    });
  },
  "!attrgetter(*attrs)": (c) => {
    const paths = c.rest.map(String);
    return native(
      "attrgetter",
      "obj, /",
      (d, obj) =>
        each(paths, (path) =>
          String(path)
            .split(".")
            .reduce<Value>((v, name) => d.getattr(v, name), obj),
        ),
      { lenient: true, isStatic: true },
    );
  },
  "?!methodcaller(name, /, *args, **kwargs)": (c, name) => {
    const { rest, kwargs } = c;
    return native(
      "methodcaller",
      "obj, /",
      (d, obj) => d.interp.call(d.getattr(obj, String(name)), rest, kwargs, d.node),
      { lenient: true, isStatic: true },
    );
  },
};

/** One value for one key, a tuple for several. */
function each(keys: readonly Value[], read: (key: Value) => Value): Value {
  const [only] = keys;
  return keys.length === 1 && only !== undefined ? read(only) : new PyTuple(keys.map(read));
}
