/** What expressions give. */
import { type Constraint, and as andCond, not as notCond, or as orCond, symbol } from "../dims/index.ts";
import type { BoolOp, Call, Compare, Comprehension, Expr, JoinedStr, Subscript } from "../syntax/ast.ts";
import { assign } from "./assign.ts";
import { superClass } from "./builtins/types.ts";
import { checkHashable, put } from "./builtins/dicts.ts";
import { callWithFrame } from "./builtins/frame.ts";
import { Call as NativeCall } from "./builtins/native.ts";
import { setFrom } from "./builtins/sets.ts";
import { bindsAnywhere, bindsWithin, localNames, mayBeBound } from "./binding.ts";
import { makeLambda } from "./calls.ts";
import { mayFill } from "./callbacks.ts";
import { isCommandLine } from "./commandLine.ts";
import { Signal } from "./errors.ts";
import { endless, NORMAL, type Frame, type Interp } from "./interp.ts";
import { drawnAnew, forkStatements, forkValues, joinValues, stillPossible } from "./join.ts";
import { takesKeyword } from "./keywords.ts";
import { spelledOut } from "./samples.ts";
import { narrowed } from "./narrowing.ts";
import { OpenTuple } from "./openTuple.ts";
import { binary, compare, unary, userClass } from "./operators.ts";
import { noteName } from "./reads.ts";
import { question } from "./spelling.ts";
import { MOST_CHARACTERS, formatValue } from "./text.ts";
import { Alt, BoundMethod, ELLIPSIS, Env, FunctionValue, Instance, type Kwargs, LazyImport, NO_KWARGS, NativeFunction, NotYet, PyBigInt, PyBytes, PyComplex, PyDict, PyFloat, PyIterator, PyList, PySlice, PyTuple, Samples, SomeArguments, SuperValue, SymBool, SymFloat, SymInt, Unbounded, Unknown, type Value, ClassValue } from "./values.ts";

/** Names that an expression could have meant, the innermost first. */
function namesInScope(interp: Interp, frame: Frame): string[] {
  const out: string[] = [];
  for (let env: Env | null = frame.env; env; env = env.parent) out.push(...env.keys());
  return [...out, ...interp.builtins.keys()];
}

/** Whether the function that runs binds a name within a condition, a `try` or a loop that may have come before. */
function bindsLocally({ func }: Frame, name: string, at: Expr): boolean {
  return func?.node.kind === "FunctionDef" && func.node.body.some((s) => bindsWithin(s, name)) && mayBeBound(func.node.body, at, name);
}

/** Whether a name is one of the running function's own. */
function isLocal({ func, globalNames, nonlocalNames }: Frame, name: string): boolean {
  return func?.node.kind === "FunctionDef" && !globalNames?.has(name) && !nonlocalNames?.has(name) && bindsAnywhere(func.node.body, name);
}

export function evaluate(interp: Interp, e: Expr, frame: Frame): Value {
  switch (e.kind) {
    case "Name": {
      const found = lookupName(interp, e.id, frame);
      const v = found instanceof Alt ? stillPossible(interp, found) : found;
      if (v !== undefined) {
        if (interp.recording) interp.trace.record(e, v);
        return v;
      }
      const meant = interp.suggestions("NameError", e.id, () => namesInScope(interp, frame).filter((n) => n !== e.id));
      const [exception, message] = isLocal(frame, e.id) ? ["UnboundLocalError", `cannot access local variable '${e.id}' where it is not associated with a value`] : ["NameError", `name '${e.id}' is not defined`];
      throw interp.raise(exception, message, e, { rule: "undefined-name", law: () => `the name '${e.id}' is not defined${question(meant)}`, meant, boundElsewhere: frame.module.mayBind(e.id) || (bindsLocally(frame, e.id, e) ? "branch" : false) });
    }
    case "Constant":
      return constant(e.value);
    case "Attribute": {
      const v = interp.getattr(evaluate(interp, e.value, frame), e.attr, e);
      if (interp.recording) interp.trace.record(e, v);
      return v;
    }
    case "Call": {
      const v = call(interp, e, frame);
      if (interp.recording) interp.trace.record(e, v);
      return v;
    }
    case "BinOp": {
      const left = evaluate(interp, e.left, frame);
      const right = evaluate(interp, e.right, frame);
      const v = binary(interp, e.op, left, right, e, false);
      if (interp.recording) interp.trace.record(e, v);
      return v;
    }
    case "Subscript": {
      const object = evaluate(interp, e.value, frame);
      const v = item(interp, object, evaluateSlice(interp, e.slice, frame), e);
      if (interp.recording) interp.trace.record(e, v);
      return v;
    }
    case "UnaryOp":
      return unary(interp, e.op, evaluate(interp, e.operand, frame), e);
    case "Compare":
      return comparison(interp, e, frame);
    case "BoolOp":
      return boolOp(interp, e, 0, frame);
    case "IfExp": {
      const test = evaluateCondition(interp, e.test, frame);
      if (test === true) return evaluate(interp, e.body, frame);
      if (test === false) return evaluate(interp, e.orelse, frame);
      return forkValues(interp, [
        { assume: test.cond, run: () => narrowed(interp, e.test, true, frame, () => evaluate(interp, e.body, frame)) },
        { assume: test.cond === null ? null : notCond(test.cond), run: () => narrowed(interp, e.test, false, frame, () => evaluate(interp, e.orelse, frame)) },
      ]);
    }
    case "Tuple":
      return tuple(interp, e.elts, frame);
    case "List":
      return listOf(elementsOrUnbounded(interp, e.elts, frame));
    case "Set":
      return setFrom(interp, listOf(elementsOrUnbounded(interp, e.elts, frame)), false, null, e);
    case "Dict":
      return dict(interp, e.keys, e.values, frame);
    case "Lambda":
      return makeLambda(interp, e, frame);
    case "JoinedStr":
      return joined(interp, e, frame);
    case "FormattedValue":
      return formatValue(interp, evaluate(interp, e.value, frame), "", e);
    case "ListComp":
      return listOf(comprehend(interp, e.generators, frame, (f) => evaluate(interp, e.elt, f)));
    case "GeneratorExp":
      return generatorExpression(interp, e.generators, frame, (f) => evaluate(interp, e.elt, f));
    case "SetComp":
      return setFrom(interp, listOf(comprehend(interp, e.generators, frame, (f) => evaluate(interp, e.elt, f))), false, null, e);
    case "DictComp": {
      const items = comprehend(interp, e.generators, frame, (f) => new PyTuple([evaluate(interp, e.key, f), evaluate(interp, e.value, f)]));
      const d = new PyDict();
      if (items instanceof Unbounded) {
        d.open = new Unknown(items.reason, e);
        return d;
      }
      for (const item of items) {
        const [k, v] = (item as PyTuple).items as [Value, Value];
        if (k instanceof Unknown) d.open = k;
        else d.set(k, v);
      }
      return d;
    }
    case "NamedExpr": {
      const v = evaluate(interp, e.value, frame);
      assign(interp, e.target, v, walrusFrame(frame));
      return v;
    }
    case "Slice":
      return new PySlice(optional(interp, e.lower, frame), optional(interp, e.upper, frame), optional(interp, e.step, frame));
    case "Starred":
      return evaluate(interp, e.value, frame);
    case "Await":
      return evaluate(interp, e.value, frame);
    case "Yield": {
      const v = e.value ? evaluate(interp, e.value, frame) : null;
      yieldValue(interp, frame, v);
      return null;
    }
    case "YieldFrom": {
      const source = evaluate(interp, e.value, frame);
      if (source instanceof PyIterator && source.canFollow) {
        source.follow((v) => yieldValue(interp, frame, v));
        if (frame.yields && source.all() instanceof Unbounded) endless.add(frame.yields);
        return source.returned;
      }
      const items = interp.iterate(source, e);
      if (items instanceof Unknown) yieldValue(interp, frame, items);
      else if (items instanceof Unbounded) yieldValue(interp, frame, items.item);
      else for (const v of items) yieldValue(interp, frame, v);
      return source instanceof PyIterator ? source.returned : null;
    }
    case "BrokenExpr":
      return new Unknown("the code here could not be read", e);
  }
}

/** Thrown to stop a generator that gives values without end. */
export class EnoughYielded extends Signal {}
const MOST_YIELDED = 10_000;

function yieldValue(interp: Interp, frame: Frame, v: Value): void {
  interp.step();
  if (!frame.yields) return;
  if (frame.yields.length >= MOST_YIELDED) throw new EnoughYielded();
  frame.yields.push(v);
  frame.each?.(v);
}

function optional(interp: Interp, e: Expr | null, frame: Frame): Value {
  return e ? evaluate(interp, e, frame) : null;
}

export function evaluateSlice(interp: Interp, e: Expr, frame: Frame): Value {
  return evaluate(interp, e, frame);
}

export function lookupName(interp: Interp, name: string, frame: Frame): Value | undefined {
  let skipClass = false;
  let openFor: string | null = null;
  if (frame.globalNames?.has(name)) {
    noteName(frame.module, name);
    const v = resolveLazy(frame.module.globals, name);
    return v === undefined ? interp.builtins.get(name) : v;
  }
  for (let env: Env | null = frame.env; env; env = env.parent) {
    if (env.isClass && skipClass) continue;
    const v = env.map.get(name);
    if (env === frame.module.globals) noteName(frame.module, name);
    if (v !== undefined) return v instanceof LazyImport || v instanceof Alt ? resolveLazy(env, name) : v;
    openFor ??= env.uninstalled?.has(name) ? "a package that is not installed" : env.openFor;
    // A function's own names are found nowhere else, whatever the module calls so.
    if (openFor === null && env.func?.node.kind === "FunctionDef" && localNames(env.func.node).has(name)) return undefined;
    skipClass = true;
  }
  return interp.implicitName(name, frame) ?? (openFor === null ? undefined : new Unknown(`'${name}' may come from ${openFor}`));
}

export function resolveLazy(env: { get(name: string): Value | undefined; map: Map<string, Value> }, name: string): Value | undefined {
  const v = env.get(name);
  // `from a import b` on one side of a branch, something else on the other.
  const split = v instanceof Alt && v.options.some((o) => o instanceof LazyImport && !o.busy) ? v : undefined;
  if (!split && !(v instanceof LazyImport)) return v;
  if (v instanceof LazyImport && v.busy) return undefined;
  const resolved = split ? joinValues(split.options.map((o) => (o instanceof LazyImport ? o.resolve() : o))) : (v as LazyImport).resolve();
  // Loading a name changes nothing that a program can see, so it is not on the trail.
  if (split || !(resolved instanceof NotYet)) env.map.set(name, resolved);
  return resolved;
}

function constant(c: import("../syntax/ast.ts").ConstantValue): Value {
  switch (c.type) {
    case "int":
    case "str":
    case "bool":
      return c.value;
    case "float":
      return new PyFloat(c.value);
    case "None":
      return null;
    case "Ellipsis":
      return ELLIPSIS;
    case "bigint":
      return new PyBigInt(c.value);
    case "bytes":
      return new PyBytes(c.value);
    case "complex":
      return new PyComplex(0, c.value);
  }
}

function elementsOrUnbounded(interp: Interp, elts: readonly Expr[], frame: Frame): Value[] | Unbounded {
  const out: Value[] = [];
  let open: Unbounded | null = null;
  for (const e of elts) {
    if (e.kind !== "Starred") {
      out.push(evaluate(interp, e, frame));
      continue;
    }
    const items = interp.iterate(evaluate(interp, e.value, frame), e);
    if (items instanceof Unknown) open = new Unbounded(items, items.reason);
    else if (items instanceof Unbounded) open = items;
    else for (const v of items) out.push(v);
  }
  if (!open) return out;
  return new Unbounded(out.length > 0 ? joinValues([...out, open.item]) : open.item, open.reason);
}

function tuple(interp: Interp, elts: readonly Expr[], frame: Frame): Value {
  const before: Value[] = [];
  const after: Value[] = [];
  let open: { value: Value; reason: string } | null = null;
  for (const e of elts) {
    const target = open === null ? before : after;
    if (e.kind !== "Starred") {
      target.push(evaluate(interp, e, frame));
      continue;
    }
    const value = evaluate(interp, e.value, frame);
    const items = interp.iterate(value, e);
    if (!(items instanceof Unknown || items instanceof Unbounded)) for (const v of items) target.push(v);
    else if (open) return new Unknown(`a tuple of unknown length: ${items.reason}`, e);
    else open = { value, reason: items.reason };
  }
  return open === null ? new PyTuple(before) : new OpenTuple(before, open.value, after, open.reason);
}

export function listOf(items: readonly Value[] | Unbounded): PyList {
  if (!(items instanceof Unbounded)) return new PyList(items as Value[]);
  const list = new PyList([]);
  list.unbounded = items;
  return list;
}

function dict(interp: Interp, keys: readonly (Expr | null)[], values: readonly Expr[], frame: Frame): Value {
  const d = new PyDict();
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const k = key ? evaluate(interp, key, frame) : null;
    const value = evaluate(interp, values[i] as Expr, frame);
    if (key) {
      checkHashable(new NativeCall(interp, key), k);
      put(d, k, value);
    } else if (value instanceof PyDict) {
      for (const e of value.entries.values()) d.set(e.key, e.value);
      if (value.open) d.open = value.open;
    } else if (value instanceof Unknown) d.open = value;
    else {
      const pairs = interp.iterate(interp.callMethod(value, "items", [], key ?? null), null);
      if (Array.isArray(pairs)) {
        for (const p of pairs as readonly Value[]) if (p instanceof PyTuple) d.set(p.items[0] as Value, p.items[1] as Value);
      } else d.open = new Unknown("items that are not known");
    }
  }
  return d;
}

function joined(interp: Interp, e: JoinedStr, frame: Frame): Value {
  let out = "";
  for (const part of e.values) {
    if (part.kind === "Constant") {
      out += part.value.type === "str" ? part.value.value : "";
      continue;
    }
    let v = evaluate(interp, part.value, frame);
    const spec = part.spec ? joined(interp, part.spec, frame) : "";
    if (v instanceof Alt) v = new Unknown("one of several texts", e);
    if (v instanceof Unknown && interp.telling) {
      out += "?";
      continue;
    }
    if (v instanceof Unknown || spec instanceof Unknown) return v instanceof Unknown ? v : spec;
    if (part.selfDocumenting !== null) out += part.selfDocumenting;
    if (part.conversion === "r" || (part.selfDocumenting !== null && part.conversion === null && spec === "")) v = interp.repr(v);
    else if (part.conversion !== null) v = interp.str(v);
    const text = formatValue(interp, v, spec as string, e);
    if (typeof text !== "string") return text;
    out += text;
    if (out.length > MOST_CHARACTERS) return new Unknown("a very long text", e);
  }
  return out;
}

// ---------------------------------------------------------------- conditions

/** A condition that could not be decided; `cond` is what it says about dims, if it is about dims. */
export interface Undecided {
  readonly cond: Constraint | null;
}

/** Evaluates a test. What it says about dims is kept, `and`, `or` and `not` included. */
export function evaluateCondition(interp: Interp, e: Expr, frame: Frame): boolean | Undecided {
  if (e.kind === "UnaryOp" && e.op === "not") {
    const inner = evaluateCondition(interp, e.operand, frame);
    if (typeof inner === "boolean") return !inner;
    if (inner.cond === null) return inner;
    const c = notCond(inner.cond);
    return typeof c === "boolean" ? c : { cond: c };
  }
  if (e.kind === "BoolOp") return conditionOf(interp, e, frame);
  return decide(interp, evaluate(interp, e, frame), e);
}

function decide(interp: Interp, v: Value, node: Expr): boolean | Undecided {
  const t = interp.truth(v, node);
  if (t !== undefined) return t;
  return { cond: v instanceof SymBool ? v.cond : null };
}

function conditionOf(interp: Interp, e: BoolOp, frame: Frame): boolean | Undecided {
  const stop = e.op === "or";
  let cond: Constraint | null = null;
  let undecided = false;
  for (const [i, part] of e.values.entries()) {
    const t = undecided ? narrowed(interp, { ...e, values: e.values.slice(0, i) }, !stop, frame, () => evaluateCondition(interp, part, frame)) : evaluateCondition(interp, part, frame);
    if (t === stop) return undecided && !stop ? false : stop;
    if (typeof t === "boolean") continue;
    if (!undecided) cond = t.cond;
    else if (cond !== null && t.cond !== null) {
      const c: boolean | Constraint = stop ? orCond(cond, t.cond) : andCond(cond, t.cond);
      if (typeof c === "boolean") return c;
      cond = c;
    } else cond = null;
    undecided = true;
  }
  return undecided ? { cond } : !stop;
}

function boolOp(interp: Interp, e: BoolOp, from: number, frame: Frame): Value {
  const v = evaluate(interp, e.values[from] as Expr, frame);
  if (from === e.values.length - 1) return v;
  const t = decide(interp, v, e);
  const stop = e.op === "or";
  if (t === stop) return v;
  if (typeof t === "boolean") return boolOp(interp, e, from + 1, frame);
  const first = e.values[from] as Expr;
  const rest = { assume: t.cond === null ? null : stop ? notCond(t.cond) : t.cond, run: () => narrowed(interp, first, !stop, frame, () => boolOp(interp, e, from + 1, frame)) };
  if (v instanceof SymBool) {
    const other = rest.run();
    if (other instanceof SymBool) {
      const c = stop ? orCond(v.cond, other.cond) : andCond(v.cond, other.cond);
      return typeof c === "boolean" ? c : new SymBool(c);
    }
    if (typeof other === "boolean") return other === stop ? other : v;
    return new Unknown("a condition that could not be decided", e);
  }
  return forkValues(interp, [{ assume: t.cond === null ? null : stop ? t.cond : notCond(t.cond), run: () => (isBool(first) ? stop : v) }, rest]);
}

/** Whether an expression gives True or False, whatever its operands are. */
function isBool(e: Expr): boolean {
  if (e.kind === "UnaryOp") return e.op === "not";
  if (e.kind === "Compare") return e.ops.every((op) => /^(not )?in$|^is/.test(op));
  return e.kind === "Call" && e.func.kind === "Name" && /^(isinstance|issubclass|hasattr|callable|bool)$/.test(e.func.id);
}

function comparison(interp: Interp, e: Compare, frame: Frame): Value {
  let left = evaluate(interp, e.left, frame);
  let result: Value = true;
  for (let i = 0; i < e.ops.length; i++) {
    const right = evaluate(interp, e.comparators[i] as Expr, frame);
    const v = compare(interp, e.ops[i] as string, left, right, e);
    if (e.ops.length === 1) return v;
    const t = interp.truth(v);
    if (t === false) return v;
    if (t === undefined) {
      if (v instanceof SymBool && result === true) result = v;
      else if (v instanceof SymBool && result instanceof SymBool) {
        const c = andCond(result.cond, v.cond);
        result = typeof c === "boolean" ? c : new SymBool(c);
      } else result = v instanceof Unknown ? v : new Unknown("a comparison that could not be decided", e);
    } else if (result === true) result = v;
    left = right;
  }
  return result;
}

// ---------------------------------------------------------------- comprehensions

function innerFrame(frame: Frame): Frame {
  return { ...frame, env: new Env(frame.env), pending: [] };
}

/** A walrus in a comprehension binds in the function around it. */
function walrusFrame(frame: Frame): Frame {
  let env = frame.env;
  while (env.isComprehension && env.parent) env = env.parent;
  return env === frame.env ? frame : { ...frame, env };
}

/** A table of numbers that takes more work is not reckoned to its end: a table of so many is looked at for its size. */
const MOST_STEPS_OF_NUMBERS = 10_000;

/** What stands for any of many numbers, or rows of numbers; undefined if they are something else. */
function typicalNumber(values: readonly Value[]): Value | undefined {
  const [first] = values;
  if (first instanceof PyList && first.items.length > 0) {
    const rows = values.map((v) => (v instanceof PyList && v.items.length === first.items.length ? typicalNumber(v.items) : undefined));
    const item = rows.includes(undefined) ? undefined : typicalNumber(rows as Value[]);
    return item && new PyList(first.items.map(() => item));
  }
  const numbers = values.map((v) => (v instanceof Instance ? (v.primitive ?? null) : v));
  const isInt = (v: Value): boolean => typeof v === "number" || v instanceof SymInt;
  const any = symbol({ name: "?", min: Number.NEGATIVE_INFINITY, anonymous: true });
  if (numbers.length === 0 || !numbers.every((v) => isInt(v) || v instanceof PyFloat || v instanceof SymFloat)) return undefined;
  return numbers.every(isInt) ? new SymInt(any) : new SymFloat(any, 1);
}

function comprehend(interp: Interp, generators: readonly Comprehension[], frame: Frame, element: (f: Frame) => Value): Value[] | Unbounded {
  const inner = innerFrame(frame);
  inner.env.isComprehension = true;
  const out: Value[] = [];
  let open: Unbounded | null = null;
  const start = interp.steps;
  const from: { samples: readonly number[] | null | undefined } = { samples: undefined };
  let typical: Value | undefined;
  let sought = false;
  const level = (depth: number): void => {
    const g = generators[depth];
    if (!g) {
      if (!sought && interp.steps - start > MOST_STEPS_OF_NUMBERS) {
        sought = true;
        typical = typicalNumber(out);
      }
      out.push(typical ?? element(inner));
      return;
    }
    const source = evaluate(interp, g.iter, depth === 0 ? frame : inner);
    const items = interp.telling && userClass(source) ? new Unknown("what a message lists", g.iter) : interp.iterate(source, g.iter);
    if (items instanceof Unknown || items instanceof Unbounded) {
      const count = items instanceof Unbounded && generators.length === 1 && g.ifs.length === 0 ? items.count : null;
      open = new Unbounded(items instanceof Unknown ? items : items.item, items.reason, count);
      bindAndTest(items instanceof Unknown ? new Unknown(items.reason, g.iter) : drawnAnew(items.item));
    } else {
      if (items instanceof Samples) from.samples = depth === 0 && generators.length === 1 && g.ifs.length === 0 ? items.times : [];
      for (const item of items) bindAndTest(item);
    }

    function bindAndTest(item: Value): void {
      interp.step();
      assign(interp, (g as Comprehension).target, item, inner);
      testFrom(0);
    }
    /** An undecided filter leaves the length open. */
    function testFrom(i: number): void {
      const test = (g as Comprehension).ifs[i];
      if (!test) return level(depth + 1);
      const t = evaluateCondition(interp, test, inner);
      if (t === false) return;
      if (t !== true) {
        open ??= new Unbounded(new Unknown("an item that may be left out", test), "a filter could not be decided");
        forkStatements(interp, inner, [{ assume: t.cond, run: () => (testFrom(i + 1), NORMAL) }, { assume: null, run: () => NORMAL }]);
        return;
      }
      testFrom(i + 1);
    }
  };
  level(0);
  if (open === null) return from.samples === undefined ? out : (spelledOut(new Samples(out, from.samples?.length === out.length ? from.samples : null)) as Value[] | Unbounded);
  const { item, reason, count } = open as Unbounded;
  return new Unbounded(out.length > 0 ? joinValues(out) : item, reason, count);
}

function generatorExpression(interp: Interp, generators: readonly Comprehension[], frame: Frame, element: (f: Frame) => Value): Value {
  const { site, recording } = interp;
  return new PyIterator(() => {
    const now = { site: interp.site, recording: interp.recording };
    interp.site = site;
    interp.recording = recording;
    try {
      return comprehend(interp, generators, frame, element);
    } finally {
      interp.site = now.site;
      interp.recording = now.recording;
    }
  }, "generator");
}

/** An item; that a dict lacks a key which the command line gives by default says nothing of the program, which is run with others. */
function item(interp: Interp, object: Value, key: Value, e: Subscript): Value {
  const isGiven = e.slice.kind === "Attribute" && interp.trace.values.get(e.slice.value)?.some(isCommandLine) === true;
  if (!isGiven || typeof key !== "string" || !(object instanceof PyDict) || object.cls !== null || object.defaultFactory !== undefined || object.get(key) !== undefined)
    return interp.getitem(object, key, e);
  return new Unknown(`an item by '${key}', which the command line may replace`, e);
}

// ---------------------------------------------------------------- calls

function call(interp: Interp, e: Call, frame: Frame): Value {
  if (e.func.kind === "Name" && e.func.id === "super" && lookupName(interp, "super", frame) === interp.superFunction) return superCall(interp, e, frame);
  const fn = evaluate(interp, e.func, frame);
  if (e.func.kind === "Attribute" && e.func.attr === "backward") interp.gradients += 1;
  const args: Value[] = [];
  for (const a of e.args) {
    if (a.kind !== "Starred") {
      args.push(evaluate(interp, a, frame));
      continue;
    }
    const items = interp.iterate(evaluate(interp, a.value, frame), a);
    if (items instanceof Unknown || items instanceof Unbounded) return spreadUnknown(interp, fn, args, items, e, frame);
    for (const v of items) args.push(v);
  }
  if (e.func.kind === "Name" && fn instanceof NativeFunction) {
    const own = callWithFrame(interp, fn, args, frame, e);
    if (own !== undefined) return own;
  }
  return callSpread(interp, fn, args, keywordsOf(interp, e, frame), e);
}

function keywordsOf(interp: Interp, e: Call, frame: Frame): readonly (readonly [string | null, Value])[] {
  return e.keywords.map((k) => [k.arg, evaluate(interp, k.value, frame)]);
}

/**
 * Calls with keywords, some of which come in dicts (`**options`), whose alternatives are alternatives of the call.
 * `some`: why more positional arguments are given, nobody knows how many.
 */
function callSpread(interp: Interp, fn: Value, args: readonly Value[], given: readonly (readonly [string | null, Value])[], e: Call, some: string | null = null): Value {
  for (const [at, [name, v]] of given.entries()) if (name === null && v instanceof Alt) return interp.forkOver(v, (o) => callSpread(interp, fn, args, given.with(at, [null, o]), e, some));
  let kwargs: Kwargs = NO_KWARGS;
  let open: Unknown | null = null;
  if (given.length > 0) {
    const map = new Map<string, Value>();
    for (const [keyword, v] of given) {
      if (keyword !== null) {
        map.set(keyword, v);
        continue;
      }
      const more = v instanceof PyDict ? v : v instanceof Instance ? mappingOf(interp, v) : null;
      if (!more) {
        if (v instanceof Unknown) open = v;
        continue;
      }
      open ??= more.open;
      for (const entry of more.entries.values()) {
        const name = entry.key;
        if (typeof name !== "string") continue;
        // What may not be there is not, where it would not fit.
        if (entry.maybe && (map.has(name) || !takesKeyword(fn, name))) continue;
        if (map.has(name)) throw interp.raise("TypeError", `${calleeName(fn)}() got multiple values for keyword argument '${name}'`, e, { rule: "argument-name" });
        map.set(name, entry.value);
      }
    }
    kwargs = map;
  }
  interp.openKwargs = some === null ? open : new SomeArguments(some, e, open);
  const result = interp.call(fn, args, kwargs, e);
  interp.openKwargs = null;
  return result;
}

export function calleeName(fn: Value): string {
  if (fn instanceof FunctionValue) return fn.qualname;
  if (fn instanceof ClassValue) return fn.name;
  if (fn !== null && typeof fn === "object" && "name" in fn && typeof fn.name === "string") return fn.name;
  if (fn !== null && typeof fn === "object" && "func" in fn) return calleeName(fn.func as Value);
  return "function";
}

function mappingOf(interp: Interp, v: Instance): PyDict | null {
  const keys = interp.lookupAttr(v, "keys");
  if (keys === undefined) return null;
  const names = interp.iterate(interp.call(keys, []), null);
  if (!Array.isArray(names)) return null;
  const d = new PyDict();
  for (const n of names as readonly Value[]) d.set(n, interp.getitem(v, n, null));
  return d;
}

/** `f(*unknown)`: code that is seen runs with arguments of which nothing is known; what others give cannot be known. */
function spreadUnknown(interp: Interp, fn: Value, args: readonly Value[], items: Unknown | Unbounded, e: Call, frame: Frame): Value {
  if (fn instanceof ClassValue || fn instanceof Instance) {
    const spread = interp.spreadUnbounded(fn, items, e);
    if (spread !== undefined) return spread;
  }
  const given = keywordsOf(interp, e, frame);
  const reason = `called with an unknown number of arguments: ${items.reason}`;
  if (isSeen(fn)) return callSpread(interp, fn, args, given, e, reason);
  if (fn instanceof Unknown) return interp.call(fn, [...args, ...given.map(([, v]) => v)], NO_KWARGS, e);
  mayFill([...(fn instanceof BoundMethod ? [fn.self] : []), ...args, ...given.map(([, v]) => v)], e);
  return new Unknown(reason, e);
}

/** Whether a call runs Python that is seen, or makes a layer of an object. */
function isSeen(fn: Value): boolean {
  if (fn instanceof FunctionValue) return true;
  if (fn instanceof BoundMethod) return fn.func instanceof FunctionValue || (fn.func instanceof NativeFunction && fn.func.name === "__init__");
  return fn instanceof ClassValue && fn.lookup("__init__") instanceof FunctionValue && fn.lookup("__new__") === undefined && fn.metaclass?.lookup("__call__") === undefined;
}

function superCall(interp: Interp, e: Call, frame: Frame): Value {
  if (e.keywords.length > 0) throw interp.raise("TypeError", "super() takes no keyword arguments", e, { rule: "argument-name" });
  if (e.args.length > 2) throw interp.raise("TypeError", `super() expected at most 2 arguments, got ${e.args.length}`, e, { rule: "argument-count" });
  if (e.args.length > 0) {
    const cls = evaluate(interp, e.args[0] as Expr, frame);
    const self = e.args[1] === undefined ? undefined : evaluate(interp, e.args[1], frame);
    // Bound to nothing: its `__init__` is its own.
    if (cls instanceof ClassValue) return self === undefined ? new Instance(superClass) : new SuperValue(cls, self);
    if (cls instanceof Instance) throw interp.raise("TypeError", `super() argument 1 must be a type, not ${interp.typeName(cls)}`, e, { rule: "argument-type" });
    return new Unknown("super() of a class that is not known", e);
  }
  let method: FunctionValue | null = null;
  let scope: Env | null = null;
  for (let env: Env | null = frame.env; env; env = env.parent) {
    if (env.isClass && env.definedClass && method && scope) {
      const first = method.node.args.posonly[0] ?? method.node.args.args[0];
      const self = first ? scope.get(first.name) : undefined;
      if (self !== undefined) return new SuperValue(env.definedClass, self);
    }
    if (env.func) {
      method = env.func;
      scope = env;
    }
  }
  throw interp.raise("RuntimeError", "super(): no arguments", e);
}
