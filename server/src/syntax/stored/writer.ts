import type { Comment, ConstantValue, Module, SyntaxProblem, Unit } from "../ast.ts";
import { CONSTANTS, FIELDS, KINDS, type Kind, hasPlace, kindOf } from "./fields.ts";

type Part = Readonly<Record<string, unknown>>;

const NUMBER_OF: ReadonlyMap<Kind, number> = new Map(KINDS.map((kind, i) => [kind, i]));

/**
 * A parsed file as bytes: the lengths of its strings, the strings, its units. `null`: it holds a string that UTF-8 has no
 * bytes for, or one that its text does not give.
 */
export function writeModule(module: Module): Uint8Array | null {
  const writer = new Writer();
  writer.count(module.units.length);
  for (const unit of module.units) writer.unit(unit);
  writer.problems(module.problems);
  writer.comments(module.comments, module.text);
  return writer.finished();
}

class Writer {
  #bytes = new Uint8Array(1 << 14);
  #length = 0;
  readonly #strings = new Map<string, number>();
  #sound = true;

  finished(): Uint8Array | null {
    const strings = [...this.#strings.keys()];
    const all = strings.join("");
    const text = new TextEncoder().encode(all);
    if (!this.#sound || new TextDecoder("utf-8", { ignoreBOM: true }).decode(text) !== all) return null;
    const tree = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.count(strings.length);
    for (const string of strings) this.count(string.length);
    this.count(text.length);
    this.#append(text);
    this.#append(tree);
    return this.#bytes.slice(0, this.#length);
  }

  /** A whole number from 0, seven bits a byte. */
  count(n: number): void {
    if (!(n >= 0 && Number.isSafeInteger(n))) {
      this.#sound = false;
      return;
    }
    this.#room(8);
    let rest = n;
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  unit({ text, base, body, comments, problems }: Unit): void {
    this.count(base);
    this.count(text.length);
    this.#parts(body);
    this.problems(problems);
    this.comments(comments, text);
  }

  problems(problems: readonly SyntaxProblem[]): void {
    this.count(problems.length);
    for (const { start, end, message } of problems) {
      this.count(start);
      this.count(end);
      this.#string(message);
    }
  }

  /** Their text is what stands there. */
  comments(comments: readonly Comment[], within: string): void {
    this.count(comments.length);
    for (const { start, end, text } of comments) {
      if (within.slice(start, end) !== text) this.#sound = false;
      this.count(start);
      this.count(end);
    }
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  #append(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #string(text: string): void {
    let index = this.#strings.get(text);
    if (index === undefined) {
      index = this.#strings.size;
      this.#strings.set(text, index);
    }
    this.count(index);
  }

  #parts(parts: readonly unknown[]): void {
    this.count(parts.length);
    for (const part of parts) this.#part(part);
  }

  /** Its kind's number + 1, so that 0 is `null`; where it stands; its fields; a function's body with its length before it. */
  #part(given: unknown): void {
    if (given === null) {
      this.count(0);
      return;
    }
    const part = given as Part;
    const kind = kindOf(part);
    this.count((NUMBER_OF.get(kind) ?? Number.NaN) + 1);
    if (hasPlace(kind)) {
      this.count(part["start"] as number);
      this.count((part["end"] as number) - (part["start"] as number));
    }
    for (const [name, holds] of FIELDS[kind]) {
      const value = part[name];
      switch (holds) {
        case "part":
        case "part?":
          this.#part(value);
          break;
        case "parts":
        case "parts?":
          this.#parts(value as readonly unknown[]);
          break;
        case "string":
          this.#string(value as string);
          break;
        case "string?":
          this.count(value === null ? 0 : 1);
          if (value !== null) this.#string(value as string);
          break;
        case "strings":
          this.count((value as readonly string[]).length);
          for (const text of value as readonly string[]) this.#string(text);
          break;
        case "number":
          this.count(value as number);
          break;
        case "boolean":
        case "boolean?":
          this.count(value === null ? 2 : value ? 1 : 0);
          break;
        case "constant":
          this.#constant(value as ConstantValue);
          break;
      }
    }
    if (kind === "FunctionDef") this.#later(part["body"] as readonly unknown[]);
  }

  #later(parts: readonly unknown[]): void {
    const [outer, begin] = [this.#bytes, this.#length];
    this.#bytes = new Uint8Array(1 << 10);
    this.#length = 0;
    this.#parts(parts);
    const body = this.#bytes.subarray(0, this.#length);
    this.#bytes = outer;
    this.#length = begin;
    this.count(body.length);
    this.#append(body);
  }

  #constant(constant: ConstantValue): void {
    this.count(CONSTANTS.indexOf(constant.type));
    switch (constant.type) {
      case "int":
      case "bigint":
      case "float":
      case "complex":
        this.#string(String(constant.value));
        break;
      case "str":
      case "bytes":
        this.#string(constant.value);
        break;
      case "bool":
        this.count(constant.value ? 1 : 0);
        break;
      default:
    }
  }
}
