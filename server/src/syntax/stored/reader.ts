import type { Arguments, Comment, ConstantValue, Expr, FunctionDef, Module, Stmt, SyntaxProblem, Unit } from "../ast.ts";
import { CONSTANTS, FIELDS, type Field, KINDS, hasKind, hasPlace } from "./fields.ts";

type Part = Record<string, unknown>;

/** The file that {@link writeModule} made bytes of, with the text that it was parsed from. The body of a function is read when somebody asks for it. Throws for other bytes. */
export function readModule(path: string, text: string, bytes: Uint8Array): Module {
  const reader = new Reader(bytes);
  const units = Array.from({ length: reader.count() }, () => reader.unit(path, text));
  const module: Module = { path, text, units, problems: reader.problems(), comments: reader.comments(text) };
  if (!reader.atEnd) throw new Error("the bytes are not of one file");
  return module;
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  readonly #text: string;
  /** Where each string ends in the text of all. */
  readonly #ends: Uint32Array;
  readonly #strings: (string | undefined)[];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    const strings = this.count();
    this.#ends = new Uint32Array(strings);
    let end = 0;
    for (let i = 0; i < strings; i++) this.#ends[i] = end += this.count();
    this.#strings = new Array<string | undefined>(strings).fill(undefined);
    const length = this.count();
    this.#text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  count(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++] ?? 0;
    if (byte < 128) return byte;
    let n = byte - 128;
    let scale = 128;
    do {
      byte = bytes[this.#at++] ?? 0;
      n += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128);
    return n;
  }

  unit(path: string, text: string): Unit {
    const base = this.count();
    const own = text.slice(base, base + this.count());
    const body: Stmt[] = [];
    const problems: SyntaxProblem[] = [];
    const comments: Comment[] = [];
    const unit: Unit = { text: own, base, path, body, comments, problems };
    for (const part of this.#parts(unit)) body.push(part as unknown as Stmt);
    problems.push(...this.problems());
    comments.push(...this.comments(own));
    return unit;
  }

  problems(): SyntaxProblem[] {
    return Array.from({ length: this.count() }, () => ({ start: this.count(), end: this.count(), message: this.#string() }));
  }

  comments(within: string): Comment[] {
    return Array.from({ length: this.count() }, () => {
      const [start, end] = [this.count(), this.count()];
      return { start, end, text: within.slice(start, end) };
    });
  }

  /** A function's body, which stands at a place in the bytes. */
  body(at: number, unit: Unit): readonly Stmt[] {
    const before = this.#at;
    this.#at = at;
    const parts = this.#parts(unit);
    this.#at = before;
    return parts as unknown as readonly Stmt[];
  }

  #string(): string {
    const i = this.count();
    let string = this.#strings[i];
    if (string === undefined) {
      string = this.#text.slice(i === 0 ? 0 : this.#ends[i - 1], this.#ends[i]);
      this.#strings[i] = string;
    }
    return string;
  }

  #parts(unit: Unit): (Part | null)[] {
    const parts = new Array<Part | null>(this.count());
    for (let i = 0; i < parts.length; i++) parts[i] = this.#part(unit);
    return parts;
  }

  #part(unit: Unit): Part | null {
    const kind = KINDS[this.count() - 1];
    if (kind === undefined) return null;
    let part: Part;
    if (!hasPlace(kind)) part = hasKind(kind) ? { kind } : {};
    else {
      const start = this.count();
      const end = start + this.count();
      if (kind === "FunctionDef") return this.#function(start, end, unit);
      part = { kind, start, end, unit };
    }
    for (const [field, holds] of FIELDS[kind]) part[field] = this.#field(holds, unit);
    return part;
  }

  #function(start: number, end: number, unit: Unit): Part {
    const node = new StoredFunction(this, unit, start, end) as unknown as Part;
    for (const [field, holds] of FIELDS.FunctionDef) node[field] = this.#field(holds, unit);
    const length = this.count();
    (node as unknown as StoredFunction).bodyAt = this.#at;
    this.#at += length;
    return node;
  }

  #field(holds: Field, unit: Unit): unknown {
    switch (holds) {
      case "part":
      case "part?":
        return this.#part(unit);
      case "parts":
      case "parts?":
        return this.#parts(unit);
      case "string":
        return this.#string();
      case "string?":
        return this.count() === 0 ? null : this.#string();
      case "strings":
        return Array.from({ length: this.count() }, () => this.#string());
      case "number":
        return this.count();
      case "boolean":
      case "boolean?":
        return [false, true, null][this.count()];
      case "constant":
        return this.#constant();
    }
  }

  #constant(): ConstantValue {
    const type = CONSTANTS[this.count()] ?? "None";
    switch (type) {
      case "int":
      case "float":
      case "complex":
        return { type, value: Number(this.#string()) };
      case "bigint":
        return { type, value: BigInt(this.#string()) };
      case "str":
      case "bytes":
        return { type, value: this.#string() };
      case "bool":
        return { type, value: this.count() === 1 };
      default:
        return { type };
    }
  }
}

/** A function whose body is read when it is first asked for: of a library most are never called. */
class StoredFunction implements FunctionDef {
  readonly kind = "FunctionDef";
  readonly start: number;
  readonly end: number;
  readonly unit: Unit;
  declare readonly name: string;
  declare readonly nameStart: number;
  declare readonly nameEnd: number;
  declare readonly args: Arguments;
  declare readonly decorators: readonly Expr[];
  declare readonly returns: Expr | null;
  declare readonly isAsync: boolean;
  declare readonly isGenerator: boolean;
  declare readonly docstring: string | null;
  bodyAt = 0;
  #reader: Reader | null;
  #body: readonly Stmt[] = [];

  constructor(reader: Reader, unit: Unit, start: number, end: number) {
    this.#reader = reader;
    this.unit = unit;
    this.start = start;
    this.end = end;
  }

  get body(): readonly Stmt[] {
    if (this.#reader !== null) {
      this.#body = this.#reader.body(this.bodyAt, this.unit);
      this.#reader = null;
    }
    return this.#body;
  }
}
