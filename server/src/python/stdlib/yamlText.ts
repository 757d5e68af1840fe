/** A text in YAML as PyYAML reads it (version 1.1): its structure is `yaml`'s, what its scalars mean is PyYAML's. */
import { type Document, type Node, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from "yaml";
import { makeInt } from "../builtins/numbers.ts";
import { PyDict, PyFloat, PyList, type Value } from "../values.ts";

/** Thrown at what is not read: tags, keys that are no scalars, dates, and what is no YAML. */
export class NotRead extends Error {}

const notRead = (what: string): never => {
  throw new NotRead(what);
};

/** The values of a text's documents. */
export function readYaml(text: string): readonly Value[] {
  // Scalars stay texts: the package's own reading of 1.1 takes `1e-3` for a number.
  const documents = parseAllDocuments(text, { version: "1.1", schema: "failsafe", merge: false, uniqueKeys: false, logLevel: "silent" });
  if ("empty" in documents) return [null];
  return documents.map((d) => {
    const [error] = d.errors;
    if (error) return notRead(error.message.split("\n")[0] ?? "an error");
    return new Reading(d).value(d.contents);
  });
}

class Reading {
  private readonly document: Document.Parsed;
  /** What was read of nodes; null while one is being read. */
  private readonly known = new Map<Node, Value | null>();

  constructor(document: Document.Parsed) {
    this.document = document;
  }

  value(node: Node | null): Value {
    if (node === null) return null;
    if (isAlias(node)) return this.value(node.resolve(this.document) ?? notRead("an alias of what is not there"));
    if (this.known.has(node)) return this.known.get(node) ?? (isScalar(node) ? null : notRead("what holds itself"));
    this.known.set(node, null);
    const value = this.read(node);
    this.known.set(node, value);
    return value;
  }

  private read(node: Node): Value {
    const tag = "tag" in node ? node.tag : undefined;
    if (isScalar(node)) {
      const text = String(node.value ?? "");
      if (tag === "tag:yaml.org,2002:float" && NUMBER.test(text)) return new PyFloat(Number(text.replaceAll("_", "")));
      if (tag === "tag:yaml.org,2002:str") return text;
      if (tag !== undefined) return notRead("a tag");
      return node.type === "PLAIN" ? scalar(node.source ?? text) : text;
    }
    if (tag !== undefined && tag !== "tag:yaml.org,2002:map" && tag !== "tag:yaml.org,2002:seq") return notRead("a tag");
    if (isSeq<Node | null>(node)) return new PyList(node.items.map((item) => this.value(item)));
    return isMap<Node | null, Node | null>(node) ? this.mapping(node.items) : notRead("a node of another kind");
  }

  /** A mapping; what is merged into it (`<<: *base`) stands before its own, as in PyYAML. */
  private mapping(pairs: readonly { readonly key: Node | null; readonly value: Node | null }[]): PyDict {
    const own: (readonly [Value, Value])[] = [];
    const merged: PyDict[] = [];
    for (const { key: node, value: given } of pairs) {
      const value = this.value(given);
      if (isScalar(node) && node.type === "PLAIN" && node.source === "<<") {
        for (const one of value instanceof PyList ? value.items : [value]) merged.push(one instanceof PyDict ? one : notRead("a merge of what is no mapping"));
        continue;
      }
      const key = this.value(node);
      if (key instanceof PyDict || key instanceof PyList) return notRead("a key that is no scalar");
      own.push([key, value]);
    }
    const d = new PyDict();
    for (const one of merged.reverse()) for (const e of one.entries.values()) d.set(e.key, e.value);
    for (const [key, value] of own) d.set(key, value);
    return d;
  }
}

const NUMBER = /^[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?$/;

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
