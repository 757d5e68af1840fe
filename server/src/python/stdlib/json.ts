/** `json`. */
import { type Call, type NativeTable, natives } from "../builtins/native.ts";
import { floatRepr } from "../builtins/format.ts";
import { intOf, makeInt, needString, stringOf } from "../builtins/numbers.ts";
import { exceptionClass } from "../builtins/types.ts";
import { ClassValue, Instance, PyBytes, PyDict, PyFloat, PyList, PyObject, PyTuple, type Value } from "../values.ts";
import { nativeClass } from "./classMaker.ts";
import { contentOf } from "./files.ts";

export function jsonModule(): Record<string, Value> {
  return {
    ...natives(functions),
    JSONDecodeError: decodeError,
    JSONEncoder: encoderClass,
    JSONDecoder: decoderClass,
  };
}

const decodeError = nativeClass("JSONDecodeError", { module: "json", bases: [exceptionClass("ValueError")] });

const decoderClass: ClassValue = nativeClass("JSONDecoder", {
  module: "json",
  methods: {
    "?__init__(self, *args, **kwargs)": () => null,
    "decode(self, s, ...)": (c) => c.stuck("what a decoder reads"),
    "raw_decode(self, s, idx=0)": (c) => c.stuck("what a decoder reads"),
  },
});

const encoderClass: ClassValue = nativeClass("JSONEncoder", {
  module: "json",
  methods: {
    "?__init__(self, *args, **kwargs)": () => null,
    "iterencode(self, o, ...)": (c) => c.stuck("what an encoder writes"),
    "default(self, o)": (c, _self, o) => {
      throw c.raise("TypeError", `Object of type ${c.typeName(o)} is not JSON serializable`);
    },
    "encode(self, o)": (c, _self, o) => write(c, o, PLAIN, 0),
  },
});

const functions: NativeTable = {
  "loads(s, **kwargs)": (c, s) => {
    const text =
      s instanceof PyBytes
        ? s.value
        : needString(c, s, `the JSON object must be str, bytes or bytearray, not ${c.typeName(s)}`);
    return read(c, text);
  },
  "load(fp, **kwargs)": (c, fp) => read(c, contentOf(fp) ?? c.stuck("a file's content")),
  "dumps(obj, *, indent=None, separators=None, sort_keys=False, ensure_ascii=True, default=None, cls=None, ...)": (
    c,
    obj,
    indent,
    separators,
    sortKeys,
    ascii,
    fallback,
  ) => {
    const step = indent === null ? null : (stringOf(indent) ?? " ".repeat(Number(intOf(indent) ?? 0)));
    const [item, key] =
      separators instanceof PyTuple || separators instanceof PyList
        ? separators.items.map((v) => needString(c, v))
        : [step === null ? ", " : ",", ": "];
    return write(
      c,
      obj,
      { step, item: item ?? ", ", key: key ?? ": ", sortKeys: c.truth(sortKeys), ascii: c.truth(ascii), fallback },
      0,
    );
  },
  "?dump(obj, fp, **kwargs)": () => null,
};

/** Python's `json` reads ints and floats apart, and the words NaN and Infinity. */
function read(c: Call, text: string): Value {
  let at = 0;
  const fail = (message: string, place = at): never => {
    const before = text.slice(0, place);
    const line = before.split("\n").length;
    const e = c.raise(
      "ValueError",
      `${message}: line ${line} column ${place - before.lastIndexOf("\n")} (char ${place})`,
    );
    e.value.cls = decodeError;
    throw e;
  };
  const space = (): void => {
    while (/[ \t\n\r]/.test(text[at] ?? "")) at++;
  };
  const string = (): string => {
    const start = at;
    const m = /^"(?:[^"\\]|\\.)*"/s.exec(text.slice(at));
    if (!m) return fail("Unterminated string starting at", start);
    at += m[0].length;
    return JSON.parse(m[0].replace(/[\n\r\t]/g, (ch) => JSON.stringify(ch).slice(1, -1))) as string;
  };
  const value = (): Value => {
    space();
    const ch = text[at];
    if (ch === "{") return object();
    if (ch === "[") return array();
    if (ch === '"') return string();
    const word = /^(?:true|false|null|NaN|-?Infinity)/.exec(text.slice(at))?.[0];
    if (word !== undefined) {
      at += word.length;
      if (word === "null") return null;
      if (word === "true" || word === "false") return word === "true";
      return new PyFloat(word === "NaN" ? NaN : word === "Infinity" ? Infinity : -Infinity);
    }
    const number = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(at));
    if (!number) return fail("Expecting value");
    at += number[0].length;
    return number[1] === undefined && number[2] === undefined
      ? makeInt(BigInt(number[0]))
      : new PyFloat(Number(number[0]));
  };
  const object = (): Value => {
    const d = new PyDict();
    at++;
    space();
    if (text[at] === "}") {
      at++;
      return d;
    }
    for (;;) {
      space();
      if (text[at] !== '"') return fail("Expecting property name enclosed in double quotes");
      const key = string();
      space();
      if (text[at] !== ":") return fail("Expecting ':' delimiter");
      at++;
      d.set(key, value());
      space();
      if (text[at] === "}") {
        at++;
        return d;
      }
      if (text[at] !== ",") return fail("Expecting ',' delimiter");
      at++;
    }
  };
  const array = (): Value => {
    const items: Value[] = [];
    at++;
    space();
    if (text[at] === "]") {
      at++;
      return new PyList(items);
    }
    for (;;) {
      items.push(value());
      space();
      if (text[at] === "]") {
        at++;
        return new PyList(items);
      }
      if (text[at] !== ",") return fail("Expecting ',' delimiter");
      at++;
    }
  };
  const result = value();
  space();
  return at < text.length ? fail("Extra data") : result;
}

interface Style {
  /** Text of one level of indentation; null: all on one line. */
  readonly step: string | null;
  readonly item: string;
  readonly key: string;
  readonly sortKeys: boolean;
  readonly ascii: boolean;
  readonly fallback: Value;
}
const PLAIN: Style = { step: null, item: ", ", key: ": ", sortKeys: false, ascii: true, fallback: null };

function write(c: Call, v: Value, style: Style, depth: number): string {
  c.known(v);
  const s = stringOf(v);
  if (s !== undefined) return quote(s, style);
  if (v === null) return "null";
  if (typeof v === "boolean") return v ? "true" : "false";
  const n = intOf(v);
  if (n !== undefined) return n.toString();
  if (v instanceof PyFloat)
    return Number.isFinite(v.value)
      ? floatRepr(v.value)
      : Number.isNaN(v.value)
        ? "NaN"
        : v.value > 0
          ? "Infinity"
          : "-Infinity";
  const lines = (parts: readonly string[], open: string, close: string): string => {
    if (parts.length === 0) return open + close;
    if (style.step === null) return open + parts.join(style.item) + close;
    const inner = `\n${style.step.repeat(depth + 1)}`;
    return `${open}${inner}${parts.join(style.item.trimEnd() + inner)}\n${style.step.repeat(depth)}${close}`;
  };
  if (v instanceof PyList || v instanceof PyTuple)
    return lines(
      c.items(v).map((x) => write(c, x, style, depth + 1)),
      "[",
      "]",
    );
  if (v instanceof PyDict) {
    if (v.open) return c.stuck(v.open.reason);
    const pairs = Array.from(v.entries.values(), (e) => [keyText(c, e.key), e.value] as const);
    if (style.sortKeys) pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return lines(
      pairs.map(([k, x]) => quote(k, style) + style.key + write(c, x, style, depth + 1)),
      "{",
      "}",
    );
  }
  if (style.fallback !== null) return write(c, c.call(style.fallback, v), style, depth);
  if (v instanceof PyObject && !(v instanceof Instance || v instanceof ClassValue))
    return c.stuck("the text of a value that is not known");
  throw c.raise("TypeError", `Object of type ${c.typeName(v)} is not JSON serializable`);
}

function keyText(c: Call, key: Value): string {
  const s = stringOf(c.known(key));
  if (s !== undefined) return s;
  if (key === null) return "null";
  if (typeof key === "boolean") return key ? "true" : "false";
  if (typeof key === "number" || key instanceof PyFloat) return c.interp.str(key);
  throw c.raise("TypeError", `keys must be str, int, float, bool or None, not ${c.typeName(key)}`);
}

function quote(s: string, style: Style): string {
  const text = JSON.stringify(s);
  return style.ascii
    ? text.replace(/[^\0-\x7f]/g, (ch) => `\\u${ch.charCodeAt(0).toString(16).padStart(4, "0")}`)
    : text;
}
