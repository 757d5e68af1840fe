/** How far model classes were analysed: whether each was built and its forward ran to an end that is known. */
import type { Analysis } from "../../server/src/ide/session.ts";
import { whyUnknown } from "../../server/src/ide/built.ts";
import { type Instance, Unknown } from "../../server/src/python/values.ts";
import type { ClassDef, Expr, Module } from "../../server/src/syntax/ast.ts";

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
 * A class is complete if some call of its `forward`, by itself, by an heir or
 * within another model, went through without a failure, and every tensor in what it
 * gave has a shape (perhaps in symbols).
 */
export function coverage(analysis: Analysis): Covered[] {
  const calls = analysis.entries.flatMap((e) => e.trace.calls);
  return modelClasses(analysis.module).map((cls): Covered => {
    const own = calls.filter((c) => ownerOf(c.module) === cls);
    const reasons = own.map((c) => (c.status !== "ok" ? "its forward fails" : whyUnknown(c.output)));
    const line = analysis.places.of(cls).range.start.line + 1;
    return { name: cls.name, line, lacks: reasons.includes(null) ? null : (reasons.at(-1) ?? notCalled(analysis, cls)) };
  });
}

/** The classes of other files, as `PATH:NAME`, that this file's models call with an end that is known: what a builder in one file makes of the classes of another. */
export function coveredElsewhere(analysis: Analysis): readonly string[] {
  const found = new Set<string>();
  for (const { trace } of analysis.entries) {
    for (const { module, status, output } of trace.calls) {
      const cls = ownerOf(module);
      if (cls === null || cls.unit.path === analysis.path || cls.unit.path.startsWith("<")) continue;
      const key = classKey(cls.unit.path, cls.name);
      if (!found.has(key) && status === "ok" && whyUnknown(output) === null) found.add(key);
    }
  }
  return [...found];
}

/** The class whose `forward` a call of a module runs. */
function ownerOf(module: Instance): ClassDef | null {
  return module.cls.mro.find((c) => c.attrs.has("forward"))?.node ?? null;
}

export function classKey(file: string, name: string): string {
  return `${file}:${name}`;
}

function notCalled(analysis: Analysis, cls: ClassDef): string {
  const entry = analysis.entries.find((e) => e.node === cls);
  if (!entry) return "never called";
  const problem = entry.trace.problems.find((p) => p.severity === "error");
  if (entry.output instanceof Unknown && !entry.model) return `not built: ${problem ? problem.message : entry.output.reason}`;
  return problem ? `fails: ${problem.message}` : entry.output instanceof Unknown ? `stopped: ${entry.output.reason}` : "called, and no end seen";
}
