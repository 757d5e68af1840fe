/** How far the model classes of a file were analysed: whether each was built and its forward ran to an end that is known. */
import type { Analysis } from "../../server/src/ide/session.ts";
import { Alt, Instance, PyDict, PyList, PyTuple, Unknown, type Value } from "../../server/src/python/values.ts";
import type { ClassDef, Expr, Module } from "../../server/src/syntax/ast.ts";
import { Tensor } from "../../server/src/torch/tensor.ts";

export interface Covered {
  readonly name: string;
  readonly line: number;
  /** Null: complete. */
  readonly lacks: string | null;
}

/** The classes of a file that define what they do when called; functions with gradients of their own are none. */
export function modelClasses({ units }: Module): ClassDef[] {
  const classes = units.flatMap((u) => u.body.filter((stmt) => stmt.kind === "ClassDef"));
  return classes.filter((c) => c.body.some((stmt) => stmt.kind === "FunctionDef" && stmt.name === "forward") && !c.bases.some(isFunction));
}

function isFunction(base: Expr): boolean {
  return (base.kind === "Name" ? base.id : base.kind === "Attribute" ? base.attr : "") === "Function";
}

/**
 * A class is complete if some call of an instance of it, by itself or within
 * another model, went through without a failure, and every tensor in what it
 * gave has a shape (perhaps in symbols).
 */
export function coverage(analysis: Analysis): Covered[] {
  const calls = analysis.entries.flatMap((e) => e.trace.calls);
  return modelClasses(analysis.module).map((cls): Covered => {
    const own = calls.filter((c) => c.module.cls.node === cls);
    const reasons = own.map((c) => (c.status !== "ok" ? "its forward fails" : lack(c.output)));
    const line = analysis.places.of(cls).range.start.line + 1;
    return { name: cls.name, line, lacks: reasons.includes(null) ? null : (reasons.at(-1) ?? notCalled(analysis, cls)) };
  });
}

function notCalled(analysis: Analysis, cls: ClassDef): string {
  const entry = analysis.entries.find((e) => e.node === cls);
  if (!entry) return "never called";
  const problem = entry.trace.problems.find((p) => p.severity === "error");
  if (entry.output instanceof Unknown && !entry.model) return `not built: ${problem ? problem.message : entry.output.reason}`;
  return problem ? `fails: ${problem.message}` : entry.output instanceof Unknown ? `stopped: ${entry.output.reason}` : "called, and no end seen";
}

/** Why a value is not known, in so far as it is not. */
function lack(v: Value, depth = 0): string | null {
  if (v instanceof Unknown) return v.reason;
  if (v instanceof Tensor) return v.shape === null && v.shapeVar === null ? "a tensor of unknown shape" : null;
  if (v instanceof Alt) return v.options.map((o) => lack(o, depth)).find((r) => r !== null) ?? null;
  if (depth > 4) return null;
  const items = v instanceof PyTuple || v instanceof PyList ? (v instanceof PyList && v.unbounded ? [v.unbounded.item] : v.items) : v instanceof PyDict ? v.values() : v instanceof Instance ? [...v.attrs.entries()].map(([, x]) => x) : [];
  return items.map((x) => lack(x, depth + 1)).find((r) => r !== null) ?? null;
}
