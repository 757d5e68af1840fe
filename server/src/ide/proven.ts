/** What a guessed entry fails at whatever its arguments and inputs are: it is run once more with nothing supposed of them. */
import type { Problem } from "../python/problem.ts";
import { ClassValue, FunctionValue, Instance, ModuleValue, Unknown, type Value } from "../python/values.ts";
import type { ClassDef, FunctionDef, Lambda } from "../syntax/ast.ts";
import { isModule } from "../torch/module.ts";
import { Tensor } from "../torch/tensor.ts";
import { assigns } from "./assigned.ts";
import { isShaped } from "./built.ts";
import { hasEmptyCount, isAboutNone, isDeliberate, isFixed, isOfAbstract, isOfRankByName, isLaw, isLawOfTensors, isOfDefaultKind, isOfUnseen, isSetInBranch, isTextIndex, ownProblems } from "./certainty.ts";
import type { Entry, Proven } from "./entries.ts";
import { constructorOf } from "./inputs.ts";
import type { ProjectText } from "./projectText.ts";
import { isOfReckoned } from "./reckoned.ts";

/** An entry's failures that are not told for sure, though nothing but a guess may be at fault. */
export function doubted(entry: Entry): readonly Problem[] {
  const told = new Set(ownProblems(entry).map((p) => p.node));
  return entry.trace.problems.filter((p) => isFailure(p) && !told.has(p.node));
}

function isFailure(p: Problem): boolean {
  return p.severity === "error" && (isLaw(p) || isLawOfTensors(p) || p.rule === "unknown-attribute") && !isDeliberate(p) && !isOfAbstract(p) && p.boundElsewhere === undefined;
}

/** Those of an entry's failures that come as well where nothing is supposed: `open` is the entry run so. */
export function provenProblems(entry: Entry, open: Entry): readonly Proven[] {
  const init = open.model ? constructorOf(open.model.cls) : null;
  // What takes any number of arguments gets more of them; a sketch is no model yet.
  if (init && (init.node.args.vararg !== null || isSketch(init.node))) return [];
  const forward = open.model?.cls.lookup("forward");
  if (forward instanceof FunctionValue && forward.node.args.vararg !== null) return [];
  const others = defaultKinds(init);
  const told = new Set(ownProblems(entry).map((p) => p.node));
  const out: Proven[] = [];
  for (const q of open.trace.problems) {
    if (!isFailure(q) || told.has(q.node) || !isOfUser(q) || isOfUnseen(q) || isOfRankByName(q, open) || isOfReckoned(q, open.trace)) continue;
    if ((isSetInBranch(q) && !isOfPart(q, open)) || isAboutNone(q) || isOfLength(q) || isOfDefaultKind(q) || isTextIndex(q, entry) || isOfKind(q, others, open)) continue;
    const p = entry.trace.problems.find((x) => isFailure(x) && x.node === q.node && x.rule === q.rule);
    const found = p ?? q;
    if (!p && worksIn(entry, q)) continue;
    if ((found.conditional || found.avoidable) && !ofBranch(found)) continue;
    // A default of no more than 0 may hold the place of what is given (`num_experts=0`), and lead into a branch that nobody takes.
    if (q.conditional && !found.conditional && init && hasEmptyCount(init.node)) continue;
    told.add(q.node);
    // Where the defaults lead past the branch, most programs never come to it.
    const problem = found.conditional || found.avoidable ? { ...found, conditional: false, avoidable: false, ...(p ? {} : { severity: "warning" as const }) } : found;
    out.push({ problem, stands: (project) => isOfFixedAttribute(q, open, project) });
  }
  return out;
}

/** Whether only a part of the model lacks something: the model gives that its arguments, and a branch that those decide is taken or not. */
function isOfPart(p: Problem, { model }: Entry): boolean {
  return !p.conditional && !p.avoidable && p.subjects.every((v) => v !== model);
}

/** Whether a function's body is yet to be written. */
function isSketch(fn: FunctionDef | Lambda): boolean {
  return fn.kind === "FunctionDef" && fn.body.every((s) => s.kind === "Pass" || (s.kind === "Expr" && s.value.kind === "Constant"));
}

/** The classes and functions that a model's constructor takes unless it is given others. */
function defaultKinds(init: FunctionValue | null): ReadonlySet<Value> {
  return new Set([...(init?.defaults ?? []), ...(init?.kwDefaults.values() ?? [])].filter((v) => v instanceof ClassValue || v instanceof FunctionValue));
}

/** Whether a call does not fit what is called because that is of a kind that is a default: others may take it. */
function isOfKind(p: Problem, kinds: ReadonlySet<Value>, open: Entry): boolean {
  if (kinds.size === 0) return false;
  const isOther = (v: Value): boolean => kinds.has(v) || (v instanceof Instance && kinds.has(v.cls));
  const called = p.node?.kind === "Call" ? (open.trace.values.get(p.node.func) ?? []) : [];
  return [...p.subjects, ...called].some(isOther) || (p.node?.kind === "Call" && p.node.func.kind === "Name" && !isFixed(p.node.func));
}

/** Whether it fails whenever its branch is taken: it is about no sizes and no layers, which a condition may have asked for in other words. */
function ofBranch(p: Problem): boolean {
  return IN_BRANCHES.has(p.rule) && !(p.rule === "unknown-attribute" && p.subjects.some((v) => v instanceof Instance));
}

const IN_BRANCHES: ReadonlySet<string> = new Set(["argument-type", "argument-name", "argument-count", "unknown-attribute", "operand-type", "not-callable", "undefined-name", "permute-dims"]);

/** Whether something holds too little: it may be filled from elsewhere. */
function isOfLength(p: Problem): boolean {
  return /\bempty\b(?!\()/.test(p.message) || ((p.exception === "IndexError" || p.exception === "KeyError") && !p.subjects.some((v) => v instanceof Tensor));
}

function worksIn(entry: Entry, { node }: Problem): boolean {
  return node !== null && entry.trace.values.get(node)?.some((v) => !(v instanceof Unknown || (v instanceof Tensor && !isShaped(v)))) === true;
}

/** Whether it fails in the user's own files, or in what these call. */
function isOfUser(p: Problem): boolean {
  if (p.recorded) return true;
  for (let s = p.site; s; s = s.parent) if (s.recorded && s.node) return true;
  return false;
}

/** Whether the attribute that something lacks cannot come from elsewhere: an heir, or who holds the object. */
function isOfFixedAttribute(p: Problem, { model }: Entry, project: ProjectText): boolean {
  if (p.rule !== "unknown-attribute") return true;
  if (p.node?.kind !== "Attribute") return false;
  const { attr } = p.node;
  return p.subjects.length > 0 && p.subjects.every((v) => {
    if (v instanceof Tensor || v instanceof ModuleValue) return true;
    if (!(v instanceof Instance) || !isModule(v)) return v instanceof Instance ? v.cls.node === null && v.cls.name !== "SimpleNamespace" : !(v instanceof ClassValue);
    if (project.sets(attr)) return false;
    if (v.cls.node === null) return true;
    const isExact = (v !== model && v.site?.node != null) || (project.builds(v.cls.name) && !project.hasHeirs(v.cls.name));
    return isExact && v.cls.mro.every((c) => c.node?.kind !== "ClassDef" || !mayAssign(c.node, attr, project));
  });
}

/** Whether a class's methods assign an attribute elsewhere than where the object is made, in a method that may be called. */
function mayAssign(cls: ClassDef, attr: string, project: ProjectText): boolean {
  return cls.body.some((s) => {
    if (s.kind !== "FunctionDef") return false;
    if (s.name === "__init__" || s.name === "__new__") return false;
    return assigns(s, attr) && project.calls(s.name);
  });
}
