/** `re`. */
import { type Call, type NativeTable, defineMethods, natives } from "../builtins/native.ts";
import { intOf, needInt, needString, stringOf } from "../builtins/numbers.ts";
import { exceptionClass, objectClass } from "../builtins/types.ts";
import { ClassValue, PyBytes, PyDict, PyIterator, PyList, PyObject, PyTuple, type Value } from "../values.ts";
import { nativeClass } from "./classMaker.ts";
import { FLAGS, type Translated, translate } from "./regex.ts";

export function reModule(): Record<string, Value> {
  const flags = Object.fromEntries(Object.entries(FLAGS));
  return {
    ...natives(functions),
    ...flags,
    IGNORECASE: FLAGS.I,
    LOCALE: FLAGS.L,
    MULTILINE: FLAGS.M,
    DOTALL: FLAGS.S,
    UNICODE: FLAGS.U,
    VERBOSE: FLAGS.X,
    ASCII: FLAGS.A,
    NOFLAG: 0,
    Pattern: patternClass,
    Match: matchClass,
    error: errorClass,
  };
}

const errorClass = nativeClass("error", { module: "re", bases: [exceptionClass("Exception")] });
const patternClass = new ClassValue("Pattern", [objectClass], null, "re");
const matchClass = new ClassValue("Match", [objectClass], null, "re");

class Pattern extends PyObject {
  readonly kind = "pattern";
  readonly pattern: Value;
  readonly text: string;
  readonly flags: number;
  /** undefined: a pattern that cannot be run here. */
  readonly regex: Translated | undefined;
  constructor(pattern: Value, text: string, flags: number) {
    super();
    this.pattern = pattern;
    this.text = text;
    this.flags = flags;
    this.regex = translate(text, flags);
  }
  override pyClass(): ClassValue {
    return patternClass;
  }
  override pyGetattr(_interp: unknown, name: string): Value | undefined {
    if (name === "pattern") return this.pattern;
    if (name === "flags") return this.flags | FLAGS.U;
    if (name === "groups") return this.regex?.groups ?? null;
    if (name === "groupindex") return PyDict.of([...(this.regex?.names ?? [])]);
    return undefined;
  }
  override pyRepr(): string {
    return `re.compile('${this.text}')`;
  }
}

class Match extends PyObject {
  readonly kind = "match";
  readonly pattern: Pattern;
  readonly subject: string;
  readonly found: RegExpExecArray;
  constructor(pattern: Pattern, subject: string, found: RegExpExecArray) {
    super();
    this.pattern = pattern;
    this.subject = subject;
    this.found = found;
  }
  override pyClass(): ClassValue {
    return matchClass;
  }
  override pyTruth(): Value {
    return true;
  }
  override pyGetattr(_interp: unknown, name: string): Value | undefined {
    switch (name) {
      case "string":
        return this.subject;
      case "re":
        return this.pattern;
      case "pos":
        return 0;
      case "endpos":
        return this.subject.length;
      case "lastindex": {
        const last = this.found.findLastIndex((g, i) => i > 0 && g !== undefined);
        return last > 0 ? last : null;
      }
    }
    return undefined;
  }
  override pyRepr(): string {
    return `<re.Match object; span=(${this.found.index}, ${this.found.index + this.found[0].length}), match='${this.found[0]}'>`;
  }
  /** The number of a group given by name or number. */
  number(c: Call, key: Value): number {
    const name = stringOf(key);
    const n = name === undefined ? needInt(c, key) : this.pattern.regex?.names.get(name);
    if (n === undefined || n < 0 || n > (this.pattern.regex?.groups ?? 0)) throw c.raise("IndexError", "no such group");
    return n;
  }
  group(c: Call, key: Value): Value {
    return this.found[this.number(c, key)] ?? null;
  }
}

function compile(c: Call, pattern: Value, flags: Value): Pattern {
  if (pattern instanceof Pattern) return pattern;
  const text =
    pattern instanceof PyBytes
      ? pattern.value
      : needString(c, pattern, "first argument must be string or compiled pattern");
  return new Pattern(pattern, text, Number(intOf(flags) ?? 0));
}

function subjectOf(c: Call, v: Value): string {
  return v instanceof PyBytes
    ? v.value
    : needString(c, v, `expected string or bytes-like object, got '${c.typeName(v)}'`);
}

function regexOf(c: Call, p: Pattern, extra: string, wrap: (source: string) => string = (s) => s): RegExp {
  if (!p.regex) return c.stuck("a regular expression that cannot be run here");
  return new RegExp(wrap(p.regex.source), p.regex.flags + extra);
}

type How = "match" | "search" | "fullmatch";

function run(c: Call, p: Pattern, subject: Value, how: How, pos: Value = 0): Value {
  const text = subjectOf(c, subject);
  const regex =
    how === "search"
      ? regexOf(c, p, "g")
      : how === "match"
        ? regexOf(c, p, "y")
        : regexOf(c, p, "y", (s) => `(?:${s})(?![^])`);
  regex.lastIndex = needInt(c, pos);
  const found = regex.exec(text);
  return found ? new Match(p, text, found) : null;
}

/** All matches from left to right; an empty one may follow another only if it is not at its end. */
function allMatches(c: Call, p: Pattern, subject: Value): Match[] {
  const text = subjectOf(c, subject);
  return Array.from(text.matchAll(regexOf(c, p, "g")), (m) => new Match(p, text, m as RegExpExecArray));
}

function findAll(c: Call, p: Pattern, subject: Value): Value {
  const groups = p.regex?.groups ?? 0;
  return new PyList(
    allMatches(c, p, subject).map((m): Value => {
      if (groups === 0) return m.found[0];
      if (groups === 1) return m.found[1] ?? "";
      return new PyTuple(Array.from({ length: groups }, (_, i) => m.found[i + 1] ?? ""));
    }),
  );
}

function substitute(c: Call, p: Pattern, by: Value, subject: Value, count: Value): { text: string; made: number } {
  const most = needInt(c, count);
  const text = subjectOf(c, subject);
  let out = "";
  let at = 0;
  let made = 0;
  for (const m of allMatches(c, p, subject)) {
    if (most > 0 && made >= most) break;
    const template = stringOf(by);
    const replacement = template === undefined ? needString(c, c.call(by, m)) : expand(c, m, template);
    out += text.slice(at, m.found.index) + replacement;
    at = m.found.index + m.found[0].length;
    made++;
  }
  return { text: out + text.slice(at), made };
}

/** A replacement with its groups put in. */
function expand(c: Call, m: Match, template: string): string {
  return template.replace(/\\(?:g<(\w+)>|(\d{1,2})|(.))/gs, (_all, name?: string, digits?: string, other?: string) => {
    if (other !== undefined) return { n: "\n", t: "\t", r: "\r", "\\": "\\" }[other] ?? `\\${other}`;
    const key = name ?? digits ?? "0";
    return String(m.group(c, /^\d+$/.test(key) ? Number(key) : key) ?? "");
  });
}

function split(c: Call, p: Pattern, subject: Value, maxsplit: Value): Value {
  const most = needInt(c, maxsplit);
  const text = subjectOf(c, subject);
  const out: Value[] = [];
  let at = 0;
  let made = 0;
  for (const m of allMatches(c, p, subject)) {
    if (most > 0 && made >= most) break;
    out.push(text.slice(at, m.found.index));
    for (let i = 1; i <= (p.regex?.groups ?? 0); i++) out.push(m.found[i] ?? null);
    at = m.found.index + m.found[0].length;
    made++;
  }
  out.push(text.slice(at));
  return new PyList(out);
}

const functions: NativeTable = {
  "compile(pattern, flags=0)": (c, pattern, flags) => compile(c, pattern, flags),
  "match(pattern, string, flags=0)": (c, pattern, string, flags) => run(c, compile(c, pattern, flags), string, "match"),
  "search(pattern, string, flags=0)": (c, pattern, string, flags) =>
    run(c, compile(c, pattern, flags), string, "search"),
  "fullmatch(pattern, string, flags=0)": (c, pattern, string, flags) =>
    run(c, compile(c, pattern, flags), string, "fullmatch"),
  "findall(pattern, string, flags=0)": (c, pattern, string, flags) => findAll(c, compile(c, pattern, flags), string),
  "finditer(pattern, string, flags=0)": (c, pattern, string, flags) =>
    new PyIterator(allMatches(c, compile(c, pattern, flags), string)),
  "sub(pattern, repl, string, count=0, flags=0)": (c, pattern, by, string, count, flags) =>
    substitute(c, compile(c, pattern, flags), by, string, count).text,
  "subn(pattern, repl, string, count=0, flags=0)": (c, pattern, by, string, count, flags) => {
    const { text, made } = substitute(c, compile(c, pattern, flags), by, string, count);
    return new PyTuple([text, made]);
  },
  "split(pattern, string, maxsplit=0, flags=0)": (c, pattern, string, most, flags) =>
    split(c, compile(c, pattern, flags), string, most),
  "escape(pattern)": (c, pattern) =>
    needString(c, pattern).replace(/[\s()[\]{}?*+\-|^$\\.&~#]/g, (ch) => (ch === "\n" ? "\\\n" : `\\${ch}`)),
  "purge()": () => null,
};

defineMethods(patternClass, {
  "match(self, string, pos=0, ...)": (c, self, string, pos) => run(c, self as Pattern, string, "match", pos),
  "search(self, string, pos=0, ...)": (c, self, string, pos) => run(c, self as Pattern, string, "search", pos),
  "fullmatch(self, string, pos=0, ...)": (c, self, string, pos) => run(c, self as Pattern, string, "fullmatch", pos),
  "findall(self, string, ...)": (c, self, string) => findAll(c, self as Pattern, string),
  "finditer(self, string, ...)": (c, self, string) => new PyIterator(allMatches(c, self as Pattern, string)),
  "sub(self, repl, string, count=0)": (c, self, by, string, count) =>
    substitute(c, self as Pattern, by, string, count).text,
  "subn(self, repl, string, count=0)": (c, self, by, string, count) => {
    const { text, made } = substitute(c, self as Pattern, by, string, count);
    return new PyTuple([text, made]);
  },
  "split(self, string, maxsplit=0)": (c, self, string, most) => split(c, self as Pattern, string, most),
});

const place = (m: Match, i: number): [number, number] => m.found.indices?.[i] ?? [-1, -1];

defineMethods(matchClass, {
  "group(self, *groups)": (c, self) => {
    const m = self as Match;
    const [only] = c.rest;
    if (only === undefined) return m.found[0];
    return c.rest.length === 1 ? m.group(c, only) : new PyTuple(c.rest.map((g) => m.group(c, g)));
  },
  "__getitem__(self, group, /)": (c, self, group) => (self as Match).group(c, group),
  "groups(self, default=None)": (_c, self, otherwise) =>
    new PyTuple(
      Array.from((self as Match).found)
        .slice(1)
        .map((g) => g ?? otherwise),
    ),
  "groupdict(self, default=None)": (_c, self, otherwise) => {
    const m = self as Match;
    return PyDict.of(Array.from(m.pattern.regex?.names ?? [], ([name, i]) => [name, m.found[i] ?? otherwise] as const));
  },
  "start(self, group=0, /)": (c, self, group) => place(self as Match, (self as Match).number(c, group))[0],
  "end(self, group=0, /)": (c, self, group) => place(self as Match, (self as Match).number(c, group))[1],
  "span(self, group=0, /)": (c, self, group) => new PyTuple(place(self as Match, (self as Match).number(c, group))),
  "expand(self, template)": (c, self, template) => expand(c, self as Match, needString(c, template)),
});
