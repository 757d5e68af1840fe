/** A text in YAML as PyYAML reads it (version 1.1): the part that settings are written in. */
import { makeInt } from "../builtins/numbers.ts";
import { PyDict, PyFloat, PyList, type Value } from "../values.ts";

/** Thrown at what is not read: tags, keys that are no scalars, dates, and what is no YAML. */
export class NotRead extends Error {}

const notRead = (what: string): never => {
  throw new NotRead(what);
};

/** The values of a text's documents. */
export function readYaml(text: string): readonly Value[] {
  const documents: string[][] = [[]];
  let started = false;
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    if (/^%/.test(line)) return notRead("a directive");
    if (/^---(\s|$)/.test(line)) {
      if (started) documents.push([]);
      started = true;
      if (line.slice(3).replace(/^\s*#.*/, "").trim() !== "") return notRead("a document that begins in its marker's line");
    } else if (/^\.\.\.(\s|$)/.test(line)) started = true;
    else {
      documents.at(-1)?.push(line);
      if (!started && /^\s*[^\s#]/.test(line)) started = true;
    }
  }
  return documents.map((lines) => new Document(lines).read());
}

interface Line {
  readonly indent: number;
  readonly text: string;
}

class Document {
  private readonly lines: Line[];
  private at = 0;
  private readonly anchors = new Map<string, Value>();

  constructor(lines: readonly string[]) {
    this.lines = lines.map((line) => {
      const text = line.replace(/^ */, "");
      if (text.startsWith("\t") && text.trim() !== "") return notRead("a tab that indents");
      return { indent: line.length - text.length, text: text.trimEnd() };
    });
  }

  read(): Value {
    if (!this.next()) return null;
    const value = this.block(0);
    return this.next() ? notRead("lines that belong to nothing") : value;
  }

  /** Moves to the next line that says something. */
  private next(): Line | undefined {
    while (this.at < this.lines.length && /^(#|$)/.test((this.lines[this.at] as Line).text)) this.at++;
    return this.lines[this.at];
  }

  private block(least: number): Value {
    const line = this.next();
    if (!line || line.indent < least) return null;
    if (/^-(\s|$)/.test(line.text)) return this.sequence(line.indent);
    if (keyOf(line.text) !== undefined) return this.mapping(line.indent);
    this.at++;
    return this.value(line.text, line.indent - 1);
  }

  private sequence(indent: number): PyList {
    const items: Value[] = [];
    for (let line = this.next(); line && line.indent === indent && /^-(\s|$)/.test(line.text); line = this.next()) {
      const rest = line.text.slice(1).replace(/^\s+/, "");
      if (rest === "" || rest.startsWith("#")) {
        this.at++;
        items.push(this.block(indent + 1));
        continue;
      }
      // What follows a dash stands as if it had a line of its own.
      const inner = indent + line.text.length - rest.length;
      if (/^-(\s|$)/.test(rest) || keyOf(rest) !== undefined) {
        this.lines[this.at] = { indent: inner, text: rest };
        items.push(this.block(inner));
      } else {
        this.at++;
        items.push(this.value(rest, indent));
      }
    }
    return new PyList(items);
  }

  private mapping(indent: number): PyDict {
    const own: (readonly [Value, Value])[] = [];
    const merged: PyDict[] = [];
    for (let line = this.next(); line && line.indent === indent; line = this.next()) {
      const found = keyOf(line.text);
      if (!found) return notRead("a line without a key");
      this.at++;
      const value = this.value(found.rest, indent);
      if (found.key !== "<<") own.push([found.quoted ? found.key : scalar(found.key), value]);
      else for (const one of value instanceof PyList ? value.items : [value]) merged.push(one instanceof PyDict ? one : notRead("a merge of what is no mapping"));
    }
    const after = this.next();
    if (after && after.indent > indent) return notRead("a line that is indented too far");
    const d = new PyDict();
    for (const one of merged.reverse()) for (const e of one.entries.values()) d.set(e.key, e.value);
    for (const [key, value] of own) d.set(key, value);
    return d;
  }

  /** What stands after a key or a dash, of which the lines that belong to it are indented further than `indent`. */
  private value(text: string, indent: number): Value {
    const anchor = /^&(\S+)\s*(.*)$/.exec(text);
    if (anchor) {
      const value = this.value(anchor[2] as string, indent);
      this.anchors.set(anchor[1] as string, value);
      return value;
    }
    const alias = /^\*([^\s,\]}]+)\s*(#.*)?$/.exec(text);
    if (alias) {
      const value = this.anchors.get(alias[1] as string);
      return value === undefined ? notRead("an alias of what is not there") : value;
    }
    if (text === "" || text.startsWith("#")) {
      const line = this.next();
      if (line && line.indent === indent && /^-(\s|$)/.test(line.text)) return this.sequence(indent);
      return this.block(indent + 1);
    }
    if (/^[|>]/.test(text)) return this.literal(text, indent);
    const float = /^!!float\s+([-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?)\s*(?:#.*)?$/.exec(text);
    if (float) return new PyFloat(Number((float[1] as string).replaceAll("_", "")));
    if (/^[!%@`?]/.test(text)) return notRead("a tag");
    if (/^["'[{]/.test(text)) {
      let whole = text;
      for (;;) {
        const flow = new Flow(whole, this.anchors);
        const value = flow.value();
        if (!flow.lacksMore) return flow.isAtEnd() ? value : notRead("what follows a value");
        const line = this.lines[this.at++];
        if (!line) return notRead("a value without an end");
        if (/^["']/.test(text) && line.text === "") return notRead("an empty line in a text");
        whole += whole.startsWith('"') || whole.startsWith("'") ? ` ${line.text}` : `\n${line.text}`;
      }
    }
    const parts = [withoutComment(text)];
    for (let line = this.lines[this.at], last = text; line && line.indent > indent && line.text !== "" && last === parts.at(-1); line = this.lines[this.at]) {
      if (/^#/.test(line.text)) break;
      if (keyOf(line.text) !== undefined) return notRead("a key within a text");
      last = line.text;
      parts.push(withoutComment(line.text));
      this.at++;
    }
    const plain = parts.join(" ");
    return scalar(plain);
  }

  /** A text in lines of its own, kept (`|`) or joined (`>`). */
  private literal(heading: string, indent: number): string {
    const [, style, chomp = ""] = /^([|>])([-+]?)\s*(?:#.*)?$/.exec(heading) ?? notRead("a text with an indentation of its own");
    const lines: string[] = [];
    let base = -1;
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at] as Line;
      if (line.text === "") lines.push("");
      else {
        if (line.indent <= indent) break;
        if (base < 0) base = line.indent;
        lines.push(" ".repeat(Math.max(0, line.indent - base)) + line.text);
      }
    }
    let closing = 0;
    while (lines.at(-1) === "") {
      lines.pop();
      closing++;
    }
    if (lines.length === 0) return "";
    const body = style === "|" ? lines.join("\n") : lines.some((l) => l === "" || l.startsWith(" ")) ? notRead("a joined text in paragraphs") : lines.join(" ");
    return body + (chomp === "-" ? "" : chomp === "+" ? "\n".repeat(1 + closing) : "\n");
  }
}

/** The key that a line begins with, and what follows its colon. */
function keyOf(text: string): { readonly key: string; readonly rest: string; readonly quoted: boolean } | undefined {
  const quoted = /^(?:"((?:[^"\\])*)"|'((?:[^']|'')*)')\s*:(?:\s+(.*))?$/.exec(text);
  if (quoted) return { key: quoted[1] ?? (quoted[2] as string).replaceAll("''", "'"), rest: quoted[3] ?? "", quoted: true };
  if (/^["'[{#&*!|>%@`]/.test(text) || /^\?\s/.test(text)) return undefined;
  const at = /:(?=\s|$)/.exec(withoutComment(text))?.index;
  return at === undefined ? undefined : { key: text.slice(0, at).trimEnd(), rest: text.slice(at + 1).trim(), quoted: false };
}

function withoutComment(text: string): string {
  return text.replace(/\s+#.*$/, "").trimEnd();
}

/** Lists and mappings in brackets, and texts in quotes. */
class Flow {
  private readonly text: string;
  private readonly anchors: ReadonlyMap<string, Value>;
  private at = 0;
  /** Whether the text ends within a value. */
  lacksMore = false;

  constructor(text: string, anchors: ReadonlyMap<string, Value>) {
    this.text = text;
    this.anchors = anchors;
  }

  isAtEnd(): boolean {
    this.space();
    return this.at >= this.text.length;
  }

  private space(): void {
    for (;;) {
      const m = /^(?:\s+#[^\n]*|\s+)/.exec(this.text.slice(this.at));
      if (!m) return;
      this.at += m[0].length;
    }
  }

  value(): Value {
    this.space();
    const ch = this.text[this.at];
    if (ch === undefined) return this.missing();
    if (ch === "[") return this.list();
    if (ch === "{") return this.mapping();
    if (ch === '"' || ch === "'") return this.quoted();
    if (ch === "*") {
      const name = /^\*([^\s,\]}]+)/.exec(this.text.slice(this.at));
      const value = this.anchors.get(name?.[1] ?? "");
      if (!name || value === undefined) return notRead("an alias of what is not there");
      this.at += name[0].length;
      return value;
    }
    if (/[&!%@`|>#]/.test(ch)) return notRead("a tag");
    const plain = /^(?:[^,[\]{}:\n]|:(?![\s,\]}]|$))+/.exec(this.text.slice(this.at))?.[0] ?? "";
    this.at += plain.length;
    return scalar(withoutComment(plain.trim()));
  }

  private missing(): null {
    this.lacksMore = true;
    this.at = this.text.length;
    return null;
  }

  private quoted(): string {
    const rest = this.text.slice(this.at);
    const m = rest.startsWith('"') ? /^"((?:[^"\\]|\\.)*)"/s.exec(rest) : /^'((?:[^']|'')*)'/.exec(rest);
    if (!m) {
      this.missing();
      return "";
    }
    this.at += m[0].length;
    const inner = m[1] as string;
    if (rest.startsWith("'")) return inner.replaceAll("''", "'");
    return inner.replace(/\\(.)/gs, (_all, ch: string) => ({ n: "\n", t: "\t", r: "\r", "0": "\0", "\\": "\\", '"': '"', "/": "/", " ": " " })[ch] ?? notRead("an escape"));
  }

  private list(): PyList {
    const items: Value[] = [];
    this.at++;
    for (;;) {
      this.space();
      const ch = this.text[this.at];
      if (ch === undefined) this.missing();
      if (ch === "]") this.at++;
      if (ch === undefined || ch === "]") return new PyList(items);
      items.push(this.value());
      this.space();
      if (this.text[this.at] === ",") this.at++;
      else if (this.text[this.at] === ":") return notRead("a pair in a list");
      else if (this.text[this.at] !== "]" && this.at < this.text.length) return notRead("a list without commas");
    }
  }

  private mapping(): PyDict {
    const d = new PyDict();
    this.at++;
    for (;;) {
      this.space();
      const ch = this.text[this.at];
      if (ch === undefined) this.missing();
      if (ch === "}") this.at++;
      if (ch === undefined || ch === "}") return d;
      const key = this.value();
      if (this.lacksMore) return d;
      if (key instanceof PyDict || key instanceof PyList || key === "<<") return notRead("a key that is no scalar");
      this.space();
      let value: Value = null;
      if (this.text[this.at] === ":") {
        this.at++;
        this.space();
        value = /[,}]/.test(this.text[this.at] ?? "") ? null : this.value();
      }
      d.set(key, value);
      this.space();
      if (this.text[this.at] === ",") this.at++;
      else if (this.text[this.at] !== "}" && this.at < this.text.length) return notRead("a mapping without commas");
    }
  }
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["", null],
  ["~", null],
  ["null", null],
  ...["true", "yes", "on"].map((w) => [w, true] as const),
  ...["false", "no", "off"].map((w) => [w, false] as const),
]);

/** A scalar without quotes: `1e-3` is a text, as its number lacks a point. */
function scalar(text: string): Value {
  const word = WORDS.get(text.toLowerCase());
  if (word !== undefined && (text === text.toLowerCase() || text === text.toUpperCase() || /^[A-Z][a-z]+$/.test(text))) return word;
  const digits = text.replaceAll("_", "");
  if (/^[-+]?(?:0|[1-9][0-9_]*)$/.test(text)) return makeInt(BigInt(digits.replace(/^\+/, "")));
  if (/^0x[0-9a-fA-F_]+$|^0b[01_]+$/.test(text)) return makeInt(BigInt(digits));
  if (/^0[0-7_]+$/.test(text)) return makeInt(BigInt(`0o${digits.slice(1)}`));
  if (/^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/.test(text)) return new PyFloat(Number(digits));
  const infinite = /^([-+]?)\.(?:inf|Inf|INF)$/.exec(text);
  if (infinite) return new PyFloat(infinite[1] === "-" ? -Infinity : Infinity);
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return new PyFloat(NaN);
  if (/^[-+]?(?:0x|0b|0[0-7]|[0-9][0-9_]*:)|^\d{4}-\d\d?-\d\d?/.test(text) || text === "=") return notRead("a number in another notation, or a date");
  if (/^[\]},%@`]/.test(text)) return notRead("a text that begins with a mark");
  return text;
}
