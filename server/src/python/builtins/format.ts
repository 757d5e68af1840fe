/** Python's number formatting: `repr(float)`, the format mini-language, `str.format` and `%`. */
import type { Interp } from "../interp.ts";
import {
  Instance,
  PyBytes,
  PyComplex,
  PyDict,
  PyFloat,
  PyList,
  PyObject,
  PyRange,
  PySet,
  PyTuple,
  type Value,
} from "../values.ts";
import { intOf, isOpaque, numberOf, stringOf } from "./numbers.ts";
import { Call, Stuck } from "./native.ts";
import { floatClass, intClass, strClass } from "./types.ts";
import type { Node } from "../../syntax/ast.ts";

/** `repr` of a float: the shortest digits that read back the same. */
export function floatRepr(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const [digits = "", exponentText = "0"] = x.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16)
    return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  const fixed = exponent < 0 ? shiftPoint(digits, exponent) : String(x);
  return fixed.includes(".") ? fixed : `${fixed}.0`;
}

/** Plain decimal notation of a number with a negative exponent. */
function shiftPoint(digits: string, exponent: number): string {
  const sign = digits.startsWith("-") ? "-" : "";
  return `${sign}0.${"0".repeat(-exponent - 1)}${digits.replace(/[-.]/g, "")}`;
}

export function complexRepr(re: number, im: number): string {
  const part = (x: number): string => floatRepr(x).replace(/\.0$/, "");
  if (re === 0 && !Object.is(re, -0)) return `${part(im)}j`;
  const imaginary = part(im);
  return `(${part(re)}${/^[-]/.test(imaginary) ? "" : "+"}${imaginary}j)`;
}

interface Spec {
  readonly fill: string;
  readonly align: "<" | ">" | "=" | "^" | "";
  readonly sign: "+" | "-" | " ";
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: "," | "_" | "";
  readonly precision: number | undefined;
  readonly type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

function parseSpec(text: string): Spec | undefined {
  const m = SPEC.exec(text);
  if (!m) return undefined;
  const [, fill, align, sign, , alternate, zero, width, grouping, precision, type] = m;
  return {
    fill: fill ?? (zero ? "0" : " "),
    align: (align ?? (zero ? "=" : "")) as Spec["align"],
    sign: (sign ?? "-") as Spec["sign"],
    alternate: alternate !== undefined,
    width: width === undefined ? 0 : Number(width),
    grouping: (grouping ?? "") as Spec["grouping"],
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? "",
  };
}

/** `format(v, spec)`. Raises Python's errors; throws {@link Stuck} where the text is not known. */
export function formatValue(interp: Interp, v: Value, spec: string, node: Node | null): string {
  const c = new Call(interp, node);
  c.known(v);
  const own = v instanceof Instance && v.primitive === undefined ? v.cls.lookup("__format__") : undefined;
  if (own !== undefined) return textOf(c, c.call(own, v, spec));
  if (spec === "") return strText(c, v);
  const s = stringOf(v);
  const parsed = parseSpec(spec);
  const invalid = (type: string): never => {
    throw c.raise("ValueError", `Unknown format code '${type}' for object of type '${c.typeName(v)}'`);
  };
  if (s !== undefined) {
    if (!parsed) throw c.raise("ValueError", "Invalid format specifier");
    if (parsed.type !== "" && parsed.type !== "s") return invalid(parsed.type);
    return pad(parsed.precision === undefined ? s : s.slice(0, parsed.precision), parsed, "<");
  }
  const int = intOf(v);
  const n = numberOf(v);
  if (n === undefined) {
    // A number of numpy's, or of a subclass, whose value is not known.
    const isNumber = v instanceof Instance && v.cls.mro.some((k) => k.moduleName === "numpy" || k === floatClass || k === intClass || k === strClass || k.inPart);
    if (v === null || v instanceof PyTuple || v instanceof PyDict || (v instanceof Instance && !isNumber) || v instanceof PyBytes) {
      throw c.raise("TypeError", `unsupported format string passed to ${c.typeName(v)}.__format__`);
    }
    return c.stuck("the text of a value that is not known");
  }
  if (!parsed) throw c.raise("ValueError", "Invalid format specifier");
  if (parsed.type === "s") return invalid("s");
  if (int !== undefined && !/[eEfFgG%]/.test(parsed.type)) {
    return formatInt(c, typeof v === "boolean" && parsed.type === "" ? BigInt(int) : BigInt(int), parsed);
  }
  if (/[bcdoxX]/.test(parsed.type)) return invalid(parsed.type);
  return formatFloat(n, parsed);
}

/** Whether a value's text is known: no part of it is symbolic or unknown. */
export function isTextKnown(v: Value, depth = 0): boolean {
  if (!(v instanceof PyObject)) return true;
  if (isOpaque(v) || v.kind === "ndarray" || v.kind === "tensor") return false;
  if (depth > 8) return true;
  const all = (items: readonly Value[]): boolean => items.every((x) => isTextKnown(x, depth + 1));
  if (v instanceof PyTuple) return all(v.items);
  if (v instanceof PyList) return !v.unbounded && all(v.items);
  if (v instanceof PyDict) return !v.open && all(v.keys()) && all(v.values());
  if (v instanceof PySet) return !v.open && all(v.values());
  return true;
}

/** `str(v)`, if it is known. */
export function strText(c: Call, v: Value): string {
  return isTextKnown(v) ? c.interp.str(v) : c.stuck("the text of a value that is not known");
}

/** `repr(v)`, if it is known. */
export function reprText(c: Call, v: Value): string {
  return isTextKnown(v) ? c.interp.repr(v) : c.stuck("the text of a value that is not known");
}

function textOf(c: Call, v: Value): string {
  return stringOf(v) ?? c.stuck("the text of a value that is not known");
}

function formatInt(c: Call, n: bigint, spec: Spec): string {
  if (spec.type === "c") return pad(String.fromCodePoint(Number(n)), spec, "<");
  if (spec.precision !== undefined) throw c.raise("ValueError", "Precision not allowed in integer format specifier");
  const base = { b: 2, o: 8, x: 16, X: 16 }[spec.type] ?? 10;
  const magnitude = (n < 0n ? -n : n).toString(base);
  const digits = spec.type === "X" ? magnitude.toUpperCase() : magnitude;
  const prefix = spec.alternate && base !== 10 ? `0${spec.type}` : "";
  return padNumber(signOf(n < 0n, spec) + prefix, group(digits, spec, base === 10 ? 3 : 4), spec);
}

function formatFloat(x: number, spec: Spec): string {
  const negative = x < 0 || Object.is(x, -0);
  const sign = signOf(negative, spec);
  if (!Number.isFinite(x)) {
    const word = Number.isNaN(x) ? "nan" : "inf";
    const text = /[EFG]/.test(spec.type) ? word.toUpperCase() : word;
    return padNumber(Number.isNaN(x) ? signOf(false, spec) : sign, spec.type === "%" ? `${text}%` : text, spec);
  }
  const size = Math.abs(x);
  const body = floatBody(size, spec);
  const [, whole = "", fraction = ""] = /^(\d+)(.*)$/s.exec(body) ?? [];
  return padNumber(sign, group(whole, spec, 3) + fraction, spec);
}

function floatBody(x: number, spec: Spec): string {
  const precision = spec.precision ?? 6;
  switch (spec.type) {
    case "f":
    case "F":
      return fixed(x, precision);
    case "%":
      return `${fixed(x * 100, precision)}%`;
    case "e":
      return exponential(x, precision);
    case "E":
      return exponential(x, precision).toUpperCase();
    case "g":
    case "n":
      return general(x, precision, spec.alternate);
    case "G":
      return general(x, precision, spec.alternate).toUpperCase();
    default: {
      if (spec.precision === undefined) return floatRepr(x);
      const text = general(x, precision, spec.alternate);
      return /[.e]/.test(text) ? text : `${text}.0`;
    }
  }
}

/** Digits after the point, rounded half to even on the exact binary value, as C does. */
export function fixed(x: number, digits: number): string {
  if (x >= 1e21) return BigInt(x).toString() + (digits > 0 ? `.${"0".repeat(digits)}` : "");
  return digits <= 100 ? exactFixed(x, digits) : x.toFixed(100).padEnd(digits, "0");
}

/** `toFixed` picks the larger of two equally near numbers; Python picks the even one. */
function exactFixed(x: number, digits: number): string {
  const text = x.toFixed(digits);
  // A tie needs a number that is a multiple of half a unit, exactly.
  const scaled = x * 2 ** Math.min(digits + 1, 50);
  if (!Number.isInteger(scaled)) return text;
  const exact = x.toFixed(Math.min(100, digits + 30));
  const tail = exact.slice(exact.length - Math.min(30, 100 - digits));
  if (!/^50*$/.test(tail)) return text;
  const down = exact.slice(0, exact.length - tail.length).replace(/\.$/, "");
  return /[02468]\.?$/.test(down) ? down : text;
}

function exponential(x: number, digits: number): string {
  const [mantissa = "", exponent = "0"] = x.toExponential(Math.min(digits, 100)).split("e");
  const e = Number(exponent);
  return `${mantissa}e${e < 0 ? "-" : "+"}${String(Math.abs(e)).padStart(2, "0")}`;
}

function general(x: number, precision: number, alternate: boolean): string {
  const digits = precision === 0 ? 1 : precision;
  if (x === 0) return alternate ? `0.${"0".repeat(digits - 1)}` : "0";
  const exponent = Number(x.toExponential(Math.min(digits - 1, 100)).split("e")[1]);
  const trim = (s: string): string => (alternate || !s.includes(".") ? s : s.replace(/\.?0+$/, ""));
  if (exponent < -4 || exponent >= digits) {
    const [mantissa = "", tail = ""] = exponential(x, digits - 1).split("e");
    return `${trim(mantissa)}e${tail}`;
  }
  return trim(fixed(x, digits - 1 - exponent));
}

function signOf(negative: boolean, spec: Spec): string {
  return negative ? "-" : spec.sign === "-" ? "" : spec.sign;
}

function group(digits: string, spec: Spec, every: number): string {
  if (spec.grouping === "") return digits;
  return digits.replace(new RegExp(`\\B(?=(\\w{${every}})+$)`, "g"), spec.grouping);
}

function pad(s: string, spec: Spec, natural: "<" | ">"): string {
  const length = [...s].length;
  if (length >= spec.width) return s;
  const room = spec.width - length;
  switch (spec.align === "" || spec.align === "=" ? natural : spec.align) {
    case "<":
      return s + spec.fill.repeat(room);
    case ">":
      return spec.fill.repeat(room) + s;
    default:
      return spec.fill.repeat(Math.floor(room / 2)) + s + spec.fill.repeat(Math.ceil(room / 2));
  }
}

function padNumber(sign: string, digits: string, spec: Spec): string {
  if (spec.align !== "=") return pad(sign + digits, spec, ">");
  const room = Math.max(spec.width - sign.length - digits.length, 0);
  if (spec.grouping !== "" && spec.fill === "0") {
    let wide = digits;
    while (sign.length + wide.length < spec.width) wide = group(`0${wide.replaceAll(spec.grouping, "")}`, spec, 3);
    return sign + wide.replace(/^[,_]/, "0");
  }
  return sign + spec.fill.repeat(room) + digits;
}

// ---------------------------------------------------------------- str.format

/** `template.format(*args, **kwargs)`. */
export function formatTemplate(
  c: Call,
  template: string,
  args: readonly Value[],
  lookup: (name: string) => Value | undefined,
): string {
  let automatic = 0;
  const field = (name: string): Value => {
    const [, head = "", path = ""] = /^([^.[]*)(.*)$/s.exec(name) ?? [];
    const key = head === "" ? String(automatic++) : head;
    let v: Value | undefined;
    if (/^\d+$/.test(key)) {
      v = args[Number(key)];
      if (v === undefined)
        throw c.raise("IndexError", `Replacement index ${key} out of range for positional args tuple`);
    } else {
      v = lookup(key);
      if (v === undefined) throw c.raise("KeyError", c.interp.repr(key));
    }
    for (const [, attribute, item] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
      if (attribute !== undefined) v = c.getattr(v, attribute);
      else v = c.interp.getitem(v, /^\d+$/.test(item ?? "") ? Number(item) : (item ?? ""), c.node);
    }
    return v;
  };
  const expand = (text: string, depth: number): string => {
    let out = "";
    for (let i = 0; i < text.length; i++) {
      const ch = text[i] as string;
      if (ch === "{" && text[i + 1] === "{") {
        out += "{";
        i++;
      } else if (ch === "}") {
        if (text[i + 1] !== "}") throw c.raise("ValueError", "Single '}' encountered in format string");
        out += "}";
        i++;
      } else if (ch === "{") {
        const end = closing(text, i);
        if (end < 0 || depth > 1) throw c.raise("ValueError", "Single '{' encountered in format string");
        const [, name = "", conversion, spec = ""] =
          /^(.*?)(?:!([rsa]))?(?::(.*))?$/s.exec(text.slice(i + 1, end)) ?? [];
        const v = c.known(field(name));
        const shown =
          conversion === "r" || conversion === "a" ? reprText(c, v) : conversion === "s" ? strText(c, v) : v;
        out += formatValue(c.interp, shown, expand(spec, depth + 1), c.node);
        i = end;
      } else out += ch;
    }
    return out;
  };
  return expand(template, 0);
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  return -1;
}

// ---------------------------------------------------------------- %

const CONVERSION = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)/gsu;

/** `template % values`. */
export function formatPercent(interp: Interp, template: string, values: Value, node: Node | null): Value {
  const c = new Call(interp, node);
  try {
    return percent(c, template, c.known(values));
  } catch (e) {
    if (e instanceof Stuck) return e.value;
    throw e;
  }
}

/** What could be asked for an item by name is not held to be used up. */
function isMapping(c: Call, v: Value): boolean {
  if (v instanceof PyTuple || typeof v === "string" || v === null) return false;
  return v instanceof PyDict || v instanceof PyList || v instanceof PyRange || c.interp.lookupAttr(v, "__getitem__") !== undefined;
}

function percent(c: Call, template: string, values: Value): string {
  const list = values instanceof PyTuple ? values.items : [values];
  let at = 0;
  const next = (): Value => {
    const v = list[at++];
    if (v === undefined) throw c.raise("TypeError", "not enough arguments for format string");
    return c.known(v);
  };
  let named = false;
  const text = template.replace(
    CONVERSION,
    (
      _all,
      key: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      type: string,
    ) => {
      if (type === "%") return "%";
      const wide = width === "*" ? Number(intOf(next()) ?? c.stuck("a width that is not known")) : Number(width ?? 0);
      const digits =
        precision === "*"
          ? Number(intOf(next()) ?? c.stuck("a precision that is not known"))
          : precision === undefined
            ? undefined
            : Number(precision);
      let v: Value;
      if (key === undefined) v = next();
      else {
        named = true;
        if (!isMapping(c, values)) throw c.raise("TypeError", "format requires a mapping");
        v = c.known(c.interp.getitem(values, key, c.node));
      }
      return percentOne(c, v, flags, wide, digits, type);
    },
  );
  if (!named && at < list.length && !isMapping(c, values))
    throw c.raise("TypeError", "not all arguments converted during string formatting");
  return text;
}

function percentOne(
  c: Call,
  v: Value,
  flags: string,
  width: number,
  precision: number | undefined,
  type: string,
): string {
  const spec: Spec = {
    fill: flags.includes("0") && !flags.includes("-") && !/[sra]/.test(type) ? "0" : " ",
    align: flags.includes("-") ? "<" : flags.includes("0") && !/[sra]/.test(type) ? "=" : ">",
    sign: flags.includes("+") ? "+" : flags.includes(" ") ? " " : "-",
    alternate: flags.includes("#"),
    width,
    grouping: "",
    precision,
    type,
  };
  switch (type) {
    case "s":
    case "r":
    case "a": {
      const s = type === "s" ? strText(c, v) : reprText(c, v);
      return pad(precision === undefined ? s : s.slice(0, precision), spec, ">");
    }
    case "d":
    case "i":
    case "u": {
      const n = v instanceof PyFloat ? Math.trunc(v.value) : intOf(v);
      if (n === undefined) return wrongNumber(c, v, `%${type} format: a real number is required, not ${c.typeName(v)}`);
      return formatInt(c, BigInt(n), { ...spec, precision: undefined, type: "d" });
    }
    case "o":
    case "x":
    case "X": {
      const n = intOf(v);
      if (n === undefined) return wrongNumber(c, v, `%${type} format: an integer is required, not ${c.typeName(v)}`);
      return formatInt(c, BigInt(n), { ...spec, precision: undefined });
    }
    case "c":
      return pad(
        stringOf(v) ?? String.fromCodePoint(Number(intOf(v) ?? c.stuck("a character that is not known"))),
        spec,
        ">",
      );
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G": {
      const n = numberOf(v);
      if (n === undefined) return wrongNumber(c, v, `must be real number, not ${c.typeName(v)}`);
      return formatFloat(n, spec);
    }
    default:
      throw c.raise("ValueError", `unsupported format character '${type}' (0x${type.charCodeAt(0).toString(16)})`);
  }
}

function wrongNumber(c: Call, v: Value, message: string): never {
  if (typeof v === "string" || v === null || v instanceof PyTuple || v instanceof PyDict || v instanceof PyComplex)
    throw c.raise("TypeError", message);
  return c.stuck("the text of a value that is not known");
}
