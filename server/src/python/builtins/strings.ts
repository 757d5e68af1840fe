/** `str` and `bytes`: construction and methods. */
import type { Interp } from "../interp.ts";
import { ClassMethod, type ClassValue, Instance, PyBytes, PyDict, PyList, PyTuple, Unknown, type Value } from "../values.ts";
import type { Node } from "../../syntax/ast.ts";
import { formatTemplate, formatValue } from "./format.ts";
import { type Body, type Call, MISSING, Stuck, defineMethods, native } from "./native.ts";
import { needInt, needString, stringOf } from "./numbers.ts";
import { readProtocol } from "./protocols.ts";
import { bytearrayClass, bytesClass, strClass } from "./types.ts";

/** An instance of a subclass of an immutable builtin: the value with the subclass's name. */
export function subclassed(cls: ClassValue, own: ClassValue, primitive: Value): Value {
  if (cls === own || primitive instanceof Unknown) return primitive;
  const made = new Instance(cls);
  made.primitive = primitive;
  return made;
}

/** `str(v)`; an unknown value where the text is not known. */
export function textOf(interp: Interp, v: Value, node: Node | null): Value {
  try {
    return formatValue(interp, v, "", node);
  } catch (e) {
    if (e instanceof Stuck) return e.value;
    throw e;
  }
}

export function installStrings(): void {
  strClass.construct = (interp, cls, args, kwargs, node) => {
    const v = args.length > 0 ? args[0] : kwargs.get("object");
    const text = v === undefined ? "" : v instanceof PyBytes && args.length > 1 ? v.value : textOf(interp, v, node);
    return subclassed(cls, strClass, text);
  };
  bytesClass.construct = (interp, _cls, args, _kwargs, node) => {
    const [v] = args;
    if (v === undefined) return new PyBytes("");
    if (v instanceof PyBytes) return v;
    const s = stringOf(v);
    if (s !== undefined) return new PyBytes(s);
    if (typeof v === "number") return new PyBytes("\0".repeat(v));
    const items = interp.iterate(v, node);
    if (!Array.isArray(items) || !items.every((x) => typeof x === "number"))
      return new Unknown("bytes of unknown content", node);
    return new PyBytes(String.fromCharCode(...(items as number[])));
  };
  strClass.attrs.map.set("maketrans", native("maketrans", "x, y?, z?, /", makeTrans, { isStatic: true }));
  defineMethods(strClass, { ...textMethods((v) => v), ...stringOnly, ...readProtocol });
  defineMethods(bytesClass, { ...textMethods((s) => new PyBytes(s)), ...readProtocol });
  for (const cls of [bytesClass, bytearrayClass]) cls.attrs.map.set("fromhex", new ClassMethod(native("fromhex", "cls, string, /", fromHex)));
  defineMethods(bytesClass, {
    "decode(self, encoding='utf-8', errors='strict')": (_c, self) => decodeLatin(content(self)),
    "hex(self, sep?, bytes_per_sep?)": (_c, self) =>
      Array.from(content(self), (ch) => ch.charCodeAt(0).toString(16).padStart(2, "0")).join(""),
  });
}

/** Pairs of hexadecimal digits, with white space between them. */
function fromHex(c: Call, _cls: Value, given: Value): Value {
  const string = text(c, given);
  const bytes: string[] = [];
  for (let i = 0; i < string.length; ) {
    if (/[ \t\n\r\f\v]/.test(string[i] ?? "")) {
      i += 1;
      continue;
    }
    for (const at of [i, i + 1]) if (!/[0-9a-fA-F]/.test(string[at] ?? "")) throw c.raise("ValueError", `non-hexadecimal number found in fromhex() arg at position ${at}`);
    bytes.push(String.fromCharCode(Number.parseInt(string.slice(i, i + 2), 16)));
    i += 2;
  }
  return new PyBytes(bytes.join(""));
}

/** Bytes are kept as text of one character a byte. */
function decodeLatin(s: string): string {
  return new TextDecoder().decode(Uint8Array.from(s, (ch) => ch.charCodeAt(0)));
}

function content(v: Value): string {
  return v instanceof PyBytes ? v.value : (stringOf(v) ?? "");
}

/** The text of an argument of a method of `str` or `bytes`. */
function text(c: Call, v: Value): string {
  if (v instanceof PyBytes) return v.value;
  return needString(c, v, `must be str, not ${c.typeName(v)}`);
}

const SPACE = /\s/;

function stripped(s: string, chars: string | null, left: boolean, right: boolean): string {
  const drop = (ch: string | undefined): boolean =>
    ch !== undefined && (chars === null ? SPACE.test(ch) : chars.includes(ch));
  let start = 0;
  let end = s.length;
  if (left) while (start < end && drop(s[start])) start++;
  if (right) while (end > start && drop(s[end - 1])) end--;
  return s.slice(start, end);
}

function splitText(c: Call, s: string, sep: Value, maxsplit: Value, fromRight: boolean): string[] {
  const most = needInt(c, maxsplit);
  if (sep === null) return splitSpace(s, most, fromRight);
  const by = sep instanceof PyBytes ? sep.value : needString(c, sep, `must be str or None, not ${c.typeName(sep)}`);
  if (by === "") throw c.raise("ValueError", "empty separator");
  const parts = s.split(by);
  if (most < 0 || parts.length <= most + 1) return parts;
  return fromRight
    ? [parts.slice(0, parts.length - most).join(by), ...parts.slice(parts.length - most)]
    : [...parts.slice(0, most), parts.slice(most).join(by)];
}

function splitSpace(s: string, most: number, fromRight: boolean): string[] {
  const words = [...s.matchAll(/\S+/g)];
  if (most < 0 || words.length <= most) return words.map((w) => w[0]);
  if (fromRight) {
    const cut = words.length - most;
    const last = words[cut - 1];
    const head = last ? s.slice(0, last.index + last[0].length) : "";
    return [stripped(head, null, true, false), ...words.slice(cut).map((w) => w[0])].filter((w) => w !== "");
  }
  const rest = words[most];
  const tail = rest ? stripped(s.slice(rest.index), null, false, true) : "";
  return [...words.slice(0, most).map((w) => w[0]), tail].filter((w) => w !== "");
}

/** A slice's bounds as `find` and its like take them. */
function window(c: Call, s: string, start: Value, end: Value): [number, number] {
  const clip = (v: Value, otherwise: number): number => {
    if (v === MISSING || v === null) return otherwise;
    const i = needInt(c, v);
    return Math.max(0, Math.min(i < 0 ? i + s.length : i, s.length));
  };
  return [clip(start, 0), clip(end, s.length)];
}

function find(c: Call, self: Value, sub: Value, start: Value, end: Value, last: boolean): number {
  const s = content(self);
  const [from, to] = window(c, s, start, end);
  const part = text(c, sub);
  if (from > to || part.length > to - from) return -1;
  const within = s.slice(from, to);
  const at = last ? within.lastIndexOf(part) : within.indexOf(part);
  return at < 0 ? -1 : at + from;
}

function startsOrEnds(c: Call, self: Value, prefix: Value, start: Value, end: Value, atEnd: boolean): boolean {
  const s = content(self);
  const [from, to] = window(c, s, start, end);
  const within = s.slice(from, to);
  const test = (p: Value): boolean => {
    const part = stringOf(c.known(p)) ?? (p instanceof PyBytes ? p.value : undefined);
    if (part === undefined)
      throw c.raise(
        "TypeError",
        `${atEnd ? "endswith" : "startswith"} first arg must be str or a tuple of str, not ${c.typeName(p)}`,
      );
    return atEnd ? within.endsWith(part) : within.startsWith(part);
  };
  return prefix instanceof PyTuple ? prefix.items.some(test) : test(prefix);
}

function justify(c: Call, self: Value, width: Value, fill: Value, side: "left" | "right" | "center"): string {
  const s = content(self);
  const room = needInt(c, width) - s.length;
  if (room <= 0) return s;
  const ch = fill === MISSING ? " " : text(c, fill);
  if (side === "left") return s + ch.repeat(room);
  if (side === "right") return ch.repeat(room) + s;
  const width0 = s.length + room;
  const left = Math.floor(room / 2) + (room & width0 & 1);
  return ch.repeat(left) + s + ch.repeat(room - left);
}

function isAll(pattern: RegExp): Body {
  return (_c, self) => {
    const s = content(self);
    return s !== "" && [...s].every((ch) => pattern.test(ch));
  };
}

const title = (s: string): string =>
  s.replace(/\p{L}+/gu, (w) => (w[0] ?? "").toUpperCase() + w.slice(1).toLowerCase());

function cased(s: string, other: RegExp): boolean {
  return /\p{L}/u.test(s) && !other.test(s);
}

/** What `str` and `bytes` have in common; `wrap` makes the receiver's own type. */
function textMethods(wrap: (s: string) => Value): Record<string, Body> {
  const list = (parts: readonly string[]): Value => new PyList(parts.map(wrap));
  const tuple = (parts: readonly string[]): Value => new PyTuple(parts.map(wrap));
  const charsOf = (c: Call, chars: Value): string | null => (chars === null ? null : text(c, chars));
  return {
    "strip(self, chars=None, /)": (c, self, chars) => wrap(stripped(content(self), charsOf(c, chars), true, true)),
    "lstrip(self, chars=None, /)": (c, self, chars) => wrap(stripped(content(self), charsOf(c, chars), true, false)),
    "rstrip(self, chars=None, /)": (c, self, chars) => wrap(stripped(content(self), charsOf(c, chars), false, true)),
    "split(self, sep=None, maxsplit=-1)": (c, self, sep, most) => list(splitText(c, content(self), sep, most, false)),
    "rsplit(self, sep=None, maxsplit=-1)": (c, self, sep, most) => list(splitText(c, content(self), sep, most, true)),
    "splitlines(self, keepends=False)": (c, self, keep) => {
      const lines = content(self).match(/[^\n\r]*(?:\r\n|\n|\r)|[^\n\r]+$/g) ?? [];
      return list(c.truth(keep) ? lines : lines.map((l) => l.replace(/[\r\n]+$/, "")));
    },
    "join(self, iterable, /)": (c, self, iterable) => {
      const parts = c.items(iterable).map((v, i) => {
        const s = v instanceof PyBytes ? v.value : stringOf(c.known(v));
        if (s === undefined)
          throw c.raise("TypeError", `sequence item ${i}: expected str instance, ${c.typeName(v)} found`);
        return s;
      });
      return wrap(parts.join(content(self)));
    },
    "replace(self, old, new, count=-1, /)": (c, self, old, by, count) => {
      const most = needInt(c, count);
      const parts = content(self).split(text(c, old));
      const replacement = text(c, by);
      if (text(c, old) === "")
        return wrap(
          content(self) === "" ? replacement : replacement + [...content(self)].join(replacement) + replacement,
        );
      if (most < 0 || parts.length <= most + 1) return wrap(parts.join(replacement));
      return wrap(parts.slice(0, most + 1).join(replacement) + text(c, old) + parts.slice(most + 1).join(text(c, old)));
    },
    "startswith(self, prefix, start?, end?, /)": (c, self, prefix, start, end) =>
      startsOrEnds(c, self, prefix, start, end, false),
    "endswith(self, suffix, start?, end?, /)": (c, self, suffix, start, end) =>
      startsOrEnds(c, self, suffix, start, end, true),
    "removeprefix(self, prefix, /)": (c, self, prefix) =>
      wrap(content(self).startsWith(text(c, prefix)) ? content(self).slice(text(c, prefix).length) : content(self)),
    "removesuffix(self, suffix, /)": (c, self, suffix) =>
      wrap(
        text(c, suffix) !== "" && content(self).endsWith(text(c, suffix))
          ? content(self).slice(0, -text(c, suffix).length)
          : content(self),
      ),
    "find(self, sub, start?, end?, /)": (c, self, sub, start, end) => find(c, self, sub, start, end, false),
    "rfind(self, sub, start?, end?, /)": (c, self, sub, start, end) => find(c, self, sub, start, end, true),
    "index(self, sub, start?, end?, /)": (c, self, sub, start, end) => {
      const at = find(c, self, sub, start, end, false);
      if (at < 0) throw c.raise("ValueError", "substring not found");
      return at;
    },
    "rindex(self, sub, start?, end?, /)": (c, self, sub, start, end) => {
      const at = find(c, self, sub, start, end, true);
      if (at < 0) throw c.raise("ValueError", "substring not found");
      return at;
    },
    "count(self, sub, start?, end?, /)": (c, self, sub, start, end) => {
      const [from, to] = window(c, content(self), start, end);
      const part = text(c, sub);
      return part === "" ? to - from + 1 : content(self).slice(from, to).split(part).length - 1;
    },
    "lower(self)": (_c, self) => wrap(content(self).toLowerCase()),
    "upper(self)": (_c, self) => wrap(content(self).toUpperCase()),
    "casefold(self)": (_c, self) => wrap(content(self).toLowerCase()),
    "title(self)": (_c, self) => wrap(title(content(self))),
    "capitalize(self)": (_c, self) =>
      wrap(content(self).slice(0, 1).toUpperCase() + content(self).slice(1).toLowerCase()),
    "swapcase(self)": (_c, self) =>
      wrap(Array.from(content(self), (ch) => (ch === ch.toLowerCase() ? ch.toUpperCase() : ch.toLowerCase())).join("")),
    "center(self, width, fillchar?, /)": (c, self, width, fill) => wrap(justify(c, self, width, fill, "center")),
    "ljust(self, width, fillchar?, /)": (c, self, width, fill) => wrap(justify(c, self, width, fill, "left")),
    "rjust(self, width, fillchar?, /)": (c, self, width, fill) => wrap(justify(c, self, width, fill, "right")),
    "zfill(self, width, /)": (c, self, width) => {
      const [, sign = "", digits = ""] = /^([+-]?)(.*)$/s.exec(content(self)) ?? [];
      return wrap(sign + digits.padStart(needInt(c, width) - sign.length, "0"));
    },
    "expandtabs(self, tabsize=8)": (c, self, size) => {
      const width = needInt(c, size);
      return wrap(
        content(self).replace(
          /([^\t\n]*)\t/g,
          (_m, before: string) => before + " ".repeat(width - (before.length % width)),
        ),
      );
    },
    "partition(self, sep, /)": (c, self, sep) => {
      const at = content(self).indexOf(text(c, sep));
      return tuple(
        at < 0
          ? [content(self), "", ""]
          : [content(self).slice(0, at), text(c, sep), content(self).slice(at + text(c, sep).length)],
      );
    },
    "rpartition(self, sep, /)": (c, self, sep) => {
      const at = content(self).lastIndexOf(text(c, sep));
      return tuple(
        at < 0
          ? ["", "", content(self)]
          : [content(self).slice(0, at), text(c, sep), content(self).slice(at + text(c, sep).length)],
      );
    },
    "isdigit(self)": isAll(/[\p{Nd}\u00b2\u00b3\u00b9]/u),
    "isdecimal(self)": isAll(/\p{Nd}/u),
    "isnumeric(self)": isAll(/\p{N}/u),
    "isalpha(self)": isAll(/\p{L}/u),
    "isalnum(self)": isAll(/[\p{L}\p{N}]/u),
    "isspace(self)": isAll(SPACE),
    "islower(self)": (_c, self) => cased(content(self), /\p{Lu}/u),
    "isupper(self)": (_c, self) => cased(content(self), /\p{Ll}/u),
    "istitle(self)": (_c, self) => /\p{L}/u.test(content(self)) && title(content(self)) === content(self),
  };
}

const stringOnly: Record<string, Body> = {
  "isidentifier(self)": (_c, self) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(content(self)),
  "isprintable(self)": (_c, self) => !/[\p{C}\p{Zl}\p{Zp}]|[^\P{Zs} ]/u.test(content(self)),
  "isascii(self)": (_c, self) => /^[\0-\x7f]*$/.test(content(self)),
  "encode(self, encoding='utf-8', errors='strict')": (_c, self) =>
    new PyBytes(String.fromCharCode(...new TextEncoder().encode(content(self)))),
  "format(self, *args, **kwargs)": (c, self) => formatTemplate(c, content(self), c.rest, (name) => c.kwargs.get(name)),
  "format_map(self, mapping, /)": (c, self, mapping) =>
    formatTemplate(c, content(self), [], (name) => c.interp.getitem(mapping, name, c.node)),
  "translate(self, table, /)": (c, self, table) => {
    const parts = Array.from(content(self), (ch) => {
      if (!(table instanceof PyDict)) return c.stuck("a translation table that is not known");
      const to = table.get(ch.codePointAt(0) ?? 0);
      if (to === undefined) return ch;
      return to === null ? "" : typeof to === "number" ? String.fromCodePoint(to) : text(c, to);
    });
    return parts.join("");
  },
};

function makeTrans(c: Call, x: Value, y?: Value, z?: Value): Value {
  const out = new PyDict();
  const code = (ch: string): number => ch.codePointAt(0) ?? 0;
  if (x instanceof PyDict) {
    for (const { key, value } of x.entries.values()) out.set(typeof key === "string" ? code(key) : key, value);
    return out;
  }
  const to = y === undefined || y === MISSING ? [] : [...text(c, y)];
  for (const [i, ch] of [...text(c, x)].entries()) out.set(code(ch), code(to[i] ?? ch));
  if (z !== undefined && z !== MISSING) for (const ch of text(c, z)) out.set(code(ch), null);
  return out;
}
