/** A diagnostic with the syntax and values around it: what repairs look at. */
import { type Dim, isConst } from "../../dims/index.ts";
import type { Problem } from "../../python/problem.ts";
import { Instance, PyTuple, type Value } from "../../python/values.ts";
import type { Call, Expr, FunctionDef, Node, Stmt } from "../../syntax/ast.ts";
import { children } from "../../syntax/walk.ts";
import { Tensor } from "../../torch/tensor.ts";
import { type Diagnostic, ownPlace } from "../diagnostics.ts";
import type { Entry } from "../entries.ts";
import type { Session } from "../session.ts";
import type { TextEdit } from "./edit.ts";

export class Fault {
  readonly session: Session;
  readonly diagnostic: Diagnostic;
  readonly problem: Problem;
  readonly entries: readonly Entry[];
  /** The failing expression, or the call that leads to it, in a file of the user's. */
  readonly node: Node | null;

  constructor(session: Session, diagnostic: Diagnostic, problem: Problem, entries: readonly Entry[]) {
    this.session = session;
    this.diagnostic = diagnostic;
    this.problem = problem;
    this.entries = entries;
    this.node = ownPlace(problem);
  }

  get rule(): string {
    return this.problem.rule;
  }

  /** The failing call; null if what fails is no call of the user's. */
  get call(): Call | null {
    return this.node?.kind === "Call" ? this.node : null;
  }

  /** The layer whose argument does not fit. */
  get layer(): Instance | null {
    return this.problem.blame?.kind === "module-argument" ? this.problem.blame.module : null;
  }

  /** The layer's constructor call, where the user wrote it. */
  get construction(): Call | null {
    const site = this.layer?.site;
    return site?.recorded && site.node?.kind === "Call" ? site.node : null;
  }

  /** The tensors that the failure is about. */
  get tensors(): readonly Tensor[] {
    return this.problem.subjects.filter((v): v is Tensor => v instanceof Tensor);
  }

  /** The layer that fails: the one that is called, or the innermost within it whose call failed. */
  get failingLayer(): Instance | null {
    if (this.layer) return this.layer;
    const call = this.call;
    const called = call && this.values(call.func).find((v): v is Instance => v instanceof Instance);
    const failed = this.entries.flatMap((e) => e.trace.calls).find((c) => c.status !== "ok" && c.node !== null && (c.node === this.problem.node || c.node === call));
    return failed?.module ?? called ?? null;
  }

  // ------------------------------------------------------------ text

  text(node: Node): string {
    return node.unit.text.slice(node.start, node.end);
  }

  /** From the begin of a node to the end of one that follows. */
  unitText(first: Node, last: Node): string {
    return first.unit.text.slice(first.start, last.end);
  }

  replace(node: Node, newText: string): TextEdit {
    return { ...this.session.places.of(node), newText };
  }

  /** Inserts a text before a node. */
  before(node: Node, newText: string): TextEdit {
    const { path, range } = this.session.places.of(node);
    return { path, range: { start: range.start, end: range.start }, newText };
  }

  after(node: Node, newText: string): TextEdit {
    const { path, range } = this.session.places.of(node);
    return { path, range: { start: range.end, end: range.end }, newText };
  }

  /** A part of a node's text, by unit-relative offsets. */
  replaceSpan(node: Node, start: number, end: number, newText: string): TextEdit {
    const { path, base } = node.unit;
    return { path, range: this.session.places.range(path, base + start, base + end), newText };
  }

  /** The blanks before a statement. */
  indentation(statement: Node): string {
    return indentation(statement);
  }

  /** A new line of code before a statement. */
  lineBefore(statement: Node, line: string): TextEdit {
    return this.before(statement, `${line}\n${indentation(statement)}`);
  }

  lineAfter(statement: Node, line: string): TextEdit {
    return this.after(statement, `\n${indentation(statement)}${line}`);
  }

  // ------------------------------------------------------------ syntax

  /** The nodes around a node, outermost first. */
  around(node: Node): readonly Node[] {
    const path: Node[] = [];
    let candidates: readonly Node[] = node.unit.body;
    for (;;) {
      const inner = candidates.find((n) => n !== node && n.start <= node.start && node.end <= n.end && contains(n, node));
      if (!inner) return path;
      path.push(inner);
      candidates = children(inner);
    }
  }

  parent(node: Node): Node | null {
    return this.around(node).at(-1) ?? null;
  }

  statement(node: Node): Stmt | null {
    return [...this.around(node), node].reverse().find((n): n is Stmt => STATEMENTS.has(n.kind)) ?? null;
  }

  functionAround(node: Node): FunctionDef | null {
    return this.around(node).findLast((n): n is FunctionDef => n.kind === "FunctionDef") ?? null;
  }

  // ------------------------------------------------------------ values

  /** The values that a node took, over all entries. */
  values(node: Node): readonly Value[] {
    return this.entries.flatMap((e) => e.trace.values.get(node) ?? []);
  }

  tensor(node: Node): Tensor | null {
    return this.values(node).find((v): v is Tensor => v instanceof Tensor) ?? null;
  }

  /** The int that an expression always gave. */
  int(node: Node): number | null {
    const [first, ...others] = new Set(this.values(node));
    if (typeof first === "number") return others.length === 0 ? first : null;
    return literalInt(node);
  }

  /** The expression of the failing call (or operation) that gave a tensor: an argument, an operand, or what a method is called on. */
  expressionOf(t: Tensor): Expr | null {
    return this.operands().find((e) => this.values(e).some((v) => isLike(v, t) || (v instanceof PyTuple && v.items.some((x) => isLike(x, t))))) ?? null;
  }

  /** The expressions that gave a tensor to the calls on the way to the failure, the program's own first, and to what fails itself. */
  givers(t: Tensor): readonly Expr[] {
    const out: Expr[] = [];
    for (let s = this.problem.site; s; s = s.parent) {
      if (!s.recorded || s.node?.kind !== "Call") continue;
      for (const e of [...s.node.args, ...s.node.keywords.map((k) => k.value)]) if (!out.includes(e) && this.values(e).some((v) => isLike(v, t))) out.unshift(e);
    }
    const own = this.expressionOf(t);
    return own && !out.includes(own) ? [...out, own] : out;
  }

  /** What the failing expression works on: operands, the receiver of a tensor's method, positional and keyword arguments. */
  operands(): readonly Expr[] {
    return this.node ? operandsOf(this, this.node) : [];
  }
}

/** Whether a value noted at a place is a tensor, or was taken for it: of values that look alike one is noted. */
export function isLike(v: Value, t: Tensor): boolean {
  return v === t || (v instanceof Tensor && v.looksLike?.(t) === true);
}

/** Literals and arithmetic on them are not traced: they are what they say. */
function literalInt(node: Node): number | null {
  if (node.kind === "Constant") return node.value.type === "int" ? node.value.value : null;
  if (node.kind === "UnaryOp" && node.op === "-") {
    const n = literalInt(node.operand);
    return n === null ? null : -n;
  }
  return null;
}

function operandsOf(f: Fault, node: Node): readonly Expr[] {
  switch (node.kind) {
    case "BinOp":
      return [node.left, node.right];
    case "AugAssign":
      return [node.target, node.value];
    case "Compare":
      return [node.left, ...node.comparators];
    case "Subscript":
      return [node.value, node.slice];
    case "Call": {
      const receiver = node.func.kind === "Attribute" && f.tensor(node.func.value) ? [node.func.value] : [];
      const given = [...node.args, ...node.keywords.map((k) => k.value)];
      return [...receiver, ...given.flatMap((e) => (e.kind === "List" || e.kind === "Tuple" ? [e, ...e.elts] : e.kind === "Starred" ? [e.value] : [e]))];
    }
    default:
      return [];
  }
}

/** The sizes of a tensor that are all numbers or symbols; null if the rank is not known. */
export function shapeOf(t: Tensor | null): readonly Dim[] | null {
  return t?.shape ?? null;
}

export function productOf(shape: readonly Dim[]): number | null {
  let n = 1;
  for (const d of shape) {
    if (!isConst(d)) return null;
    n *= d;
  }
  return n;
}

/** The white space before a statement on its line. */
export function indentation(node: Node): string {
  const { text } = node.unit;
  const line = text.lastIndexOf("\n", node.start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, node.start))?.[0] ?? "";
}

function contains(outer: Node, inner: Node): boolean {
  const todo: Node[] = [...children(outer)];
  for (let n = todo.pop(); n !== undefined; n = todo.pop()) {
    if (n === inner) return true;
    if (n.start <= inner.start && inner.end <= n.end) todo.push(...children(n));
  }
  return false;
}

const STATEMENTS: ReadonlySet<Node["kind"]> = new Set<Node["kind"]>(["Return", "Delete", "Assign", "AugAssign", "AnnAssign", "For", "While", "If", "With", "Match", "Raise", "Try", "Assert", "Expr", "FunctionDef", "ClassDef", "Import", "ImportFrom"]);
