/** Calling: functions, methods, classes and callable objects; and what `def`, `lambda` and `class` make. */
import { forgetWhatMethodsSet, forgetWhatTheyChange, isPlaceholder, mayFill, mayLoad } from "./callbacks.ts";
import type { Arg, Arguments, ClassDef, FunctionDef, Lambda, Node, Stmt } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { lookupAttr } from "./attributes.ts";
import { classOf, objectClass, typeClass } from "./builtins/types.ts";
import { misspeltConstructor } from "./constructorName.ts";
import { PyRaise } from "./errors.ts";
import { EnoughYielded, calleeName, evaluate } from "./evaluate.ts";
import { execute } from "./execute.ts";
import { type Completion, endless, type Frame, type Interp, NORMAL, RETURN } from "./interp.ts";
import { joinValues, resolvePending } from "./join.ts";
import { yielded } from "./samples.ts";
import { OpenTuple } from "./openTuple.ts";
import { noteCode } from "./reads.ts";
import { misspelt } from "./spelling.ts";
import { Alt, type Around, BoundMethod, ClassMethod, ClassValue, Env, FunctionValue, Inherited, Instance, type Kwargs, LazyImport, NativeFunction, NO_KWARGS, NoneUnlessGiven, PyDict, PyIterator, PySet, PyTuple, type Site, SomeArguments, StaticMethod, Unbounded, Unknown, type Value } from "./values.ts";

export function callValue(interp: Interp, fn: Value, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value {
  if (fn instanceof FunctionValue) return callFunction(interp, fn, args, kwargs, node);
  if (fn instanceof BoundMethod) return callValue(interp, fn.func, [fn.self, ...args], kwargs, node);
  if (fn instanceof NativeFunction) {
    interp.step();
    try {
      return fn.invoke(interp, args, kwargs, node);
    } catch (e) {
      if (!(e instanceof TypeError)) throw e;
      // A slip of ours in one function: what else the program does is followed all the same, and the reason is shown.
      const unknown = new Unknown(`a failure of the analysis: ${e.message}`, node);
      interp.trace.unknown(unknown, node, true);
      return unknown;
    }
  }
  if (fn instanceof ClassValue) return instantiate(interp, fn, args, kwargs, node);
  if (fn instanceof Instance) {
    const method = fn.cls.lookup("__call__");
    if (method !== undefined) return callValue(interp, method, [fn, ...args], kwargs, node);
    if (mayHaveMore(fn.cls)) return new Unknown(`what ${fn.cls.name} has is not all known`, node);
  }
  if (fn instanceof Unknown && !fn.isInt) {
    interp.unseenCalls += 1;
    const given = [...args, ...kwargs.values()];
    interp.handOver(given);
    forgetWhatTheyChange(given, node);
    mayFill(given, node);
    if (fn instanceof Inherited) forgetWhatMethodsSet(interp, fn.of, node, isPlaceholder);
    mayLoad(given, node);
    // A loss that is not known computes gradients all the same.
    if (node?.kind === "Call" && node.func.kind === "Attribute" && node.func.attr === "backward") interp.runBackwardHooks();
    return new Unknown(fn.reason, fn.where ?? node);
  }
  if (fn instanceof Alt) return interp.forkOver(fn, (f) => callValue(interp, f, args, kwargs, node));
  if (fn instanceof StaticMethod || fn instanceof ClassMethod) return callValue(interp, fn.func, args, kwargs, node);
  if (fn instanceof LazyImport) return callValue(interp, fn.resolve(), args, kwargs, node);
  if (fn !== null && typeof fn === "object" && !(fn instanceof Unknown) && fn.pyCall) {
    const v = fn.pyCall(interp, args, kwargs, node);
    if (v !== undefined) return v;
  }
  throw interp.raise("TypeError", `'${interp.typeName(fn)}' object is not callable`, node, { rule: "not-callable" });
}

export function hasUnknownBase(cls: ClassValue): boolean {
  return cls.mro.some((c) => c.unknownBase !== null);
}

/** Whether a class may have special methods that nobody sees: those of a base that is not known, or those that a bundled interface leaves out. */
export function mayHaveMore(cls: ClassValue): boolean {
  return cls.mro.some((c) => c.unknownBase !== null || c.inPart);
}

// ---------------------------------------------------------------- functions

interface Declared {
  readonly globals: ReadonlySet<string> | null;
  readonly nonlocals: ReadonlySet<string> | null;
}
const declaredNames = new WeakMap<FunctionDef | Lambda, Declared>();

function declared(node: FunctionDef | Lambda): Declared {
  const known = declaredNames.get(node);
  if (known) return known;
  const globals = new Set<string>();
  const nonlocals = new Set<string>();
  const visit = (body: readonly Stmt[]): void => {
    for (const s of body) {
      if (s.kind === "Global") s.names.forEach((n) => globals.add(n));
      else if (s.kind === "Nonlocal") s.names.forEach((n) => nonlocals.add(n));
      else if (s.kind === "If" || s.kind === "For" || s.kind === "While") {
        visit(s.body);
        visit(s.orelse);
      } else if (s.kind === "With") visit(s.body);
      else if (s.kind === "Try") {
        visit(s.body);
        for (const h of s.handlers) visit(h.body);
        visit(s.orelse);
        visit(s.finalbody);
      }
    }
  };
  if (node.kind === "FunctionDef") visit(node.body);
  const out = { globals: globals.size > 0 ? globals : null, nonlocals: nonlocals.size > 0 ? nonlocals : null };
  declaredNames.set(node, out);
  return out;
}

function callFunction(interp: Interp, fn: FunctionValue, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value {
  interp.step();
  noteCode(fn.node.unit);
  const outer = interp.site;
  const depth = (outer?.depth ?? 0) + 1;
  if (depth > interp.limits.depth) return new Unknown("the recursion is too deep to be followed", node);
  if (interp.conditional > 0 && recursesUndecided(interp, fn)) return new Unknown("a recursion whose end could not be decided", node);
  const site: Site = { node, parent: outer, callee: fn, recorded: interp.recording, depth, undecided: interp.conditional };
  const { recording } = interp;
  const around: Around = fn.around ?? ((run) => run());
  const env = new Env(fn.env);
  env.func = fn;
  if (fn.attrs.openFor === null) bindParameters(interp, fn, args, kwargs, env, node);
  else if (!bindsParameters(interp, fn, args, kwargs, env, node)) return new Unknown(`the call goes through ${fn.attrs.openFor}`, node);
  else if (fn.node.args.kwarg) {
    const given = env.get(fn.node.args.kwarg.name);
    if (given instanceof PyDict) given.admit(new Unknown(`what ${fn.attrs.openFor} gives`, node));
  }
  interp.site = site;
  interp.recording = fn.module.recorded;
  if (interp.recording) {
    interp.trace.executed.add(fn.node);
    recordParameters(interp, fn.node.args, env);
  }
  const { node: code } = fn;
  try {
    if (code.kind === "Lambda") return around(() => evaluate(interp, code.body, frameFor(fn, env, null)));
    if (!code.isGenerator) return around(() => runBody(interp, frameFor(fn, env, null), code.body));
  } finally {
    interp.site = outer;
    interp.recording = recording;
  }
  const iterator: PyIterator = new PyIterator((given) => {
    // What is done with an item is not done within what the decorator puts around the generator.
    const each = given && fn.around ? (v: Value): void => interp.unawares(() => given(v)) : given;
    const now = { site: interp.site, recording: interp.recording };
    interp.site = site;
    interp.recording = fn.module.recorded;
    const yields: Value[] = [];
    const { failures } = interp.trace;
    try {
      iterator.returned = around(() => runBody(interp, { ...frameFor(fn, env, yields), each }, code.body));
    } catch (e) {
      if (!(e instanceof EnoughYielded)) throw e;
      iterator.standsForMore = true;
    } finally {
      interp.site = now.site;
      interp.recording = now.recording;
    }
    // What it would have made had it not failed is not known.
    if (yields.length === 0 && interp.trace.failures > failures) return new Unbounded(new Unknown("an item of a generator that fails"), "items of a generator that fails");
    if (endless.has(yields) && yields.length > 0) return new Unbounded(joinValues(yields), "what a loop of unknown length yields");
    return yielded(yields);
  }, "generator", !isBundled(fn));
  return iterator;
}

/** The product's own generators do not mind what happens between two items. */
function isBundled(fn: FunctionValue): boolean {
  return fn.node.unit.path.startsWith("<");
}

/** So many calls of a function within itself, each behind one more undecided branch, are enough. */
const MOST_UNDECIDED_CALLS = 2;

/** Whether a function calls itself again and again, each time because it may. */
function recursesUndecided(interp: Interp, fn: FunctionValue): boolean {
  let undecided = interp.conditional;
  let levels = 0;
  for (let s: Site | null = interp.site; s; s = s.parent) {
    if (s.callee?.node !== fn.node) continue;
    if ((s.undecided ?? 0) >= undecided) return false;
    undecided = s.undecided ?? 0;
    levels += 1;
    if (levels >= MOST_UNDECIDED_CALLS) return true;
  }
  return false;
}

function frameFor(fn: FunctionValue, env: Env, yields: Value[] | null): Frame {
  const { globals, nonlocals } = declared(fn.node);
  return { env, func: fn, module: fn.module, globalNames: globals, nonlocalNames: nonlocals, yields, returnValue: null, pending: [], handling: null };
}

/** Runs a function's body to its end and joins whatever returns are pending. */
function runBody(interp: Interp, frame: Frame, body: readonly Stmt[]): Value {
  let code: Completion;
  const depth = interp.frames.push(frame);
  try {
    code = execute(interp, body, frame);
  } catch (e) {
    if (!(e instanceof PyRaise) || frame.pending.length === 0) throw e;
    const values = resolvePending(interp, frame, 0, () => true, false);
    return joinValues(values);
  } finally {
    interp.frames.length = depth - 1;
  }
  const value = code === RETURN ? frame.returnValue : (frame.atEnd ?? null);
  if (frame.pending.length === 0) return value;
  const values = resolvePending(interp, frame, 0, () => true, true);
  return joinValues([...values, value]);
}

function recordParameters(interp: Interp, a: Arguments, env: Env): void {
  const note = (p: Arg | null): void => {
    const v = p ? env.get(p.name) : undefined;
    if (p && v !== undefined) interp.trace.record(p, v);
  };
  a.posonly.forEach(note);
  a.args.forEach(note);
  a.kwonly.forEach(note);
  note(a.vararg);
  note(a.kwarg);
}

function bindParameters(interp: Interp, fn: FunctionValue, args: readonly Value[], kwargs: Kwargs, env: Env, node: Node | null): void {
  const a = fn.node.args;
  const positional = a.posonly.length === 0 ? a.args : [...a.posonly, ...a.args];
  const vars = env.map;
  const n = positional.length;
  for (let i = 0; i < n && i < args.length; i++) vars.set((positional[i] as Arg).name, args[i] as Value);
  const given = interp.openKwargs;
  interp.openKwargs = null;
  const some = given instanceof SomeArguments ? given : null;
  const open = some ? some.keywords : given;
  if (a.vararg) vars.set(a.vararg.name, some ? new OpenTuple(args.slice(n), some, [], some.reason) : new PyTuple(args.length > n ? args.slice(n) : []));
  let extra: PyDict | null = null;
  if (a.kwarg) {
    extra = new PyDict();
    vars.set(a.kwarg.name, extra);
  }
  if (open && extra) extra.open = open;
  for (const [name, v] of kwargs) {
    const known = a.args.some((p) => p.name === name) || a.kwonly.some((p) => p.name === name);
    if (known) {
      if (vars.has(name)) throw interp.raise("TypeError", `${fn.qualname}() got multiple values for argument '${name}'`, node, { rule: "argument-name" });
      vars.set(name, v);
    } else if (extra) extra.set(name, v);
    else throw interp.raise("TypeError", `${fn.qualname}() got an unexpected keyword argument '${name}'`, node, { rule: "argument-name", ...misspelt(name, [...a.args, ...a.kwonly].map((p) => p.name), fn.qualname) });
  }
  // As CPython does: the keywords first, then the count.
  if (!a.vararg && args.length > n) throw tooMany(interp, fn, positional, args.length, kwargs, node);
  const defaults = defaultsOf(fn);
  const firstDefault = n - defaults.length;
  const missing: string[] = [];
  for (let i = 0; i < n; i++) {
    const name = (positional[i] as Arg).name;
    if (vars.has(name)) continue;
    if (some) vars.set(name, new Unknown(some.reason, some.where, name));
    else if (i >= firstDefault) vars.set(name, defaultUnless(open, name, defaults[i - firstDefault] as Value));
    else if (open) vars.set(name, new Unknown(open.reason, open.where, name));
    else missing.push(name);
  }
  if (missing.length > 0) throw missingArguments(interp, fn, missing, "positional", node);
  for (const p of a.kwonly) {
    if (vars.has(p.name)) continue;
    const d = fn.kwDefaults.get(p.name);
    if (d !== undefined) vars.set(p.name, defaultUnless(open, p.name, d));
    else if (open) vars.set(p.name, new Unknown(open.reason, open.where, p.name));
    else missing.push(p.name);
  }
  if (missing.length > 0) throw missingArguments(interp, fn, missing, "keyword-only", node);
}

/** A default of None that keywords which nobody knows (`f(**batch)`) may well replace: code asks whether it is None. Its name says whose it is. */
function defaultUnless(open: Unknown | null, name: string, value: Value): Value {
  return open && value === null ? new NoneUnlessGiven(open.reason, open.where, name) : value;
}

/** Defaults of a function's last parameters: as it was defined, or as `__defaults__` was set. */
export function defaultsOf(fn: FunctionValue | NativeFunction): readonly Value[] {
  const set = fn.attrs.get("__defaults__");
  if (set instanceof PyTuple) return set.items;
  return fn instanceof FunctionValue && set === undefined ? fn.defaults : [];
}

function bindsParameters(...call: Parameters<typeof bindParameters>): boolean {
  try {
    bindParameters(...call);
    return true;
  } catch (e) {
    if (e instanceof PyRaise) return false;
    throw e;
  }
}

function tooMany(interp: Interp, fn: FunctionValue, positional: readonly Arg[], got: number, kwargs: Kwargs, node: Node | null): PyRaise {
  const n = positional.length;
  const { length: optional } = defaultsOf(fn);
  const required = n - optional;
  const takes = optional > 0 ? `from ${required} to ${n}` : `${n}`;
  const s = (count: number): string => (count === 1 ? "" : "s");
  const named = fn.node.args.kwonly.filter((p) => kwargs.has(p.name)).length;
  const given = named === 0 ? `${got} ${got === 1 ? "was" : "were"}` : `${got} positional argument${s(got)} (and ${named} keyword-only argument${s(named)}) were`;
  return interp.raise("TypeError", `${fn.qualname}() takes ${takes} positional argument${n === 1 && optional === 0 ? "" : "s"} but ${given} given`, node, { rule: "argument-count" });
}

function missingArguments(interp: Interp, fn: FunctionValue, names: readonly string[], kind: string, node: Node | null): PyRaise {
  const quoted = names.map((n) => `'${n}'`);
  const list = quoted.length === 1 ? quoted[0] : quoted.length === 2 ? quoted.join(" and ") : `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
  return interp.raise("TypeError", `${fn.qualname}() missing ${names.length} required ${kind} argument${names.length === 1 ? "" : "s"}: ${list}`, node, { rule: "argument-count" });
}

export function makeFunction(interp: Interp, s: FunctionDef, frame: Frame): FunctionValue {
  return functionOf(interp, s.name, s, frame);
}

export function makeLambda(interp: Interp, e: Lambda, frame: Frame): FunctionValue {
  return functionOf(interp, "<lambda>", e, frame);
}

function functionOf(interp: Interp, name: string, node: FunctionDef | Lambda, frame: Frame): FunctionValue {
  const defaults = node.args.defaults.map((d) => evaluate(interp, d, frame));
  const kwDefaults = new Map<string, Value>();
  node.args.kwonly.forEach((p, i) => {
    const d = node.args.kwDefaults[i];
    if (d) kwDefaults.set(p.name, evaluate(interp, d, frame));
  });
  return new FunctionValue(name, qualify(frame, name), node, frame.env, frame.module, defaults, kwDefaults);
}

function qualify(frame: Frame, name: string): string {
  if (frame.env.isClass) {
    const cls = frame.env.get("__qualname__");
    if (typeof cls === "string") return `${cls}.${name}`;
  }
  return frame.func ? `${frame.func.qualname}.<locals>.${name}` : name;
}

// ---------------------------------------------------------------- classes

function instantiate(interp: Interp, cls: ClassValue, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value {
  interp.step();
  const meta = cls.metaclass?.lookup("__call__");
  if (meta !== undefined) return callValue(interp, meta, [cls, ...args], kwargs, node);
  return construct(interp, cls, args, kwargs, node);
}

/** `type.__call__`: `__new__`, then `__init__`. */
export function construct(interp: Interp, cls: ClassValue, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value {
  const abstract = abstractNames(interp, cls);
  if (abstract.length > 0) {
    const plural = abstract.length === 1 ? "method" : "methods";
    throw interp.raise("TypeError", `Can't instantiate abstract class ${cls.name} with abstract ${plural} ${abstract.join(", ")}`, node, { rule: "abstract-class" });
  }
  const maker = cls.lookup("__new__");
  const open = interp.openKwargs !== null;
  let object: Value;
  const init = cls.lookup("__init__");
  if (maker !== undefined) object = callValue(interp, maker instanceof StaticMethod ? maker.func : maker, [cls, ...args], kwargs, node);
  else object = rawConstruct(interp, cls, args, kwargs, node);
  if (interp.recording && cls.node !== null && interp.trace.built.get(cls)?.open !== false) interp.trace.built.set(cls, { args, kwargs, open });
  if (object instanceof Instance && object.site === null) object.site = { node, parent: interp.site, callee: null, recorded: interp.recording, depth: 0 };
  if (init === undefined) {
    if (object instanceof Instance && maker === undefined && (args.length > 0 || kwargs.size > 0) && nativeConstructor(cls) === null && !hasUnknownBase(cls) && !isOpen(cls)) throw interp.raise("TypeError", `${cls.name}() takes no arguments`, node, { rule: "argument-count", cause: misspeltConstructor(interp, cls) });
    return object;
  }
  const unseen = object instanceof Instance && (args.length > 0 || kwargs.size > 0) ? unseenConstructor(cls) : null;
  if (unseen !== null && object instanceof Instance) {
    object.unfinished = true;
    object.attrs.openFor ??= unseen;
    return object;
  }
  if (!(object instanceof Unknown) && classOf(object, interp).isSubclassOf(cls)) {
    const { failures } = interp.trace;
    const result = callValue(interp, init, [object, ...args], kwargs, node);
    if (object instanceof Instance && (result instanceof Unknown || interp.trace.failures > failures)) object.unfinished = true;
  }
  return object;
}

/** Whether the class, or one that it is made from, may have more than its text says. */
export function isOpen(cls: ClassValue): boolean {
  return cls.mro.some((c) => c.attrs.openFor !== null);
}

/** What may have given a class a constructor that its text does not: a decorator that is not known, say. */
function unseenConstructor(cls: ClassValue): string | null {
  const first = cls.mro.find((c) => c.attrs.openFor !== null || c.attrs.has("__init__"));
  return first === undefined || first.attrs.has("__init__") ? null : first.attrs.openFor;
}

function nativeConstructor(cls: ClassValue): ClassValue | null {
  return cls.mro.find((c) => c.construct !== null) ?? null;
}

/** Makes the object itself; `__init__`, where there is one, fills it. */
function rawConstruct(interp: Interp, cls: ClassValue, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value {
  const native = nativeConstructor(cls);
  if (native?.construct) return native.construct(interp, cls, args, kwargs, node);
  return new Instance(cls);
}

/** `object.__new__(cls, …)`, for a class with a `__new__` of its own that calls its base's. */
export const objectNew = new NativeFunction("__new__", (interp, [cls, ...args], kwargs, node) => {
  if (!(cls instanceof ClassValue)) return new Unknown("__new__ of a class that is not known", node);
  const native = nativeConstructor(cls);
  return native?.construct ? native.construct(interp, cls, args, kwargs, node) : new Instance(cls);
}, true);

const abstractCache = new WeakMap<ClassValue, readonly string[]>();

/** Names still abstract in a class that uses ABCMeta. */
function abstractNames(interp: Interp, cls: ClassValue): readonly string[] {
  if (!cls.mro.some((c) => c.metaclass?.name === "ABCMeta")) return [];
  // As it is set by hand: `Base.__abstractmethods__ = set()`.
  const set = cls.attrs.get("__abstractmethods__");
  if (set !== undefined) return set instanceof PySet && !set.open ? set.values().map(String).sort() : [];
  const known = abstractCache.get(cls);
  if (known) return known;
  const out: string[] = [];
  const seen = new Set<string>();
  for (const c of cls.mro) {
    for (const [name, v] of c.attrs.entries()) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (isAbstract(interp, v)) out.push(name);
    }
  }
  out.sort();
  abstractCache.set(cls, out);
  return out;
}

function isAbstract(interp: Interp, v: Value): boolean {
  if (v === null || typeof v !== "object") return false;
  if (v.kind === "property") return isAbstract(interp, (v as unknown as { fget: Value }).fget);
  if (v instanceof StaticMethod || v instanceof ClassMethod) return isAbstract(interp, v.func);
  return v instanceof FunctionValue && v.attrs.get("__isabstractmethod__") === true;
}

export function makeClass(interp: Interp, s: ClassDef, frame: Frame): Value {
  const bases: ClassValue[] = [];
  let unknownBase: Unknown | null = null;
  let unknownFirst = false;
  for (const b of s.bases) {
    let v = evaluate(interp, b, frame);
    if (b.kind === "Starred") {
      const items = interp.iterate(v, b);
      if (Array.isArray(items)) for (const x of items as readonly Value[]) if (x instanceof ClassValue) bases.push(x);
      continue;
    }
    const entries = lookupSpecial(interp, v, "__mro_entries__");
    if (entries !== undefined && !(v instanceof ClassValue)) {
      const r = interp.call(entries, [new PyTuple([])], NO_KWARGS, b);
      if (r instanceof PyTuple) {
        for (const x of r.items) if (x instanceof ClassValue) bases.push(x);
        continue;
      }
      v = r;
    }
    if (v instanceof ClassValue) {
      bases.push(v);
      continue;
    }
    unknownFirst ||= bases.length === 0;
    if (v instanceof Unknown || v instanceof Alt) unknownBase = v instanceof Unknown ? v : new Unknown("one of several base classes", b);
    else if (v instanceof NativeFunction || v instanceof FunctionValue || v === null || typeof v !== "object") unknownBase = new Unknown(`'${calleeName(v)}' is not a class`, b);
    else unknownBase = new Unknown("a base that is not a class", b);
  }
  let metaclass: ClassValue | null = null;
  const keywords = new Map<string, Value>();
  for (const k of s.keywords) {
    const v = evaluate(interp, k.value, frame);
    if (k.arg === "metaclass") {
      if (v instanceof ClassValue && v !== typeClass) metaclass = v;
    } else if (k.arg !== null) keywords.set(k.arg, v);
  }
  const env = new Env(frame.env, true);
  const qualname = frame.func ? `${frame.func.qualname}.<locals>.${s.name}` : frame.env.isClass ? `${String(frame.env.get("__qualname__") ?? "")}.${s.name}` : s.name;
  env.set("__module__", frame.module.globals.get("__name__") ?? frame.module.name);
  env.set("__qualname__", qualname);
  const body: Frame = { env, func: frame.func, module: frame.module, globalNames: null, nonlocalNames: null, yields: null, returnValue: null, pending: [], handling: null };
  const docstring = s.body[0];
  if (docstring?.kind === "Expr" && docstring.value.kind === "Constant" && docstring.value.value.type === "str") env.set("__doc__", docstring.value.value.value);
  const code = execute(interp, s.body, body);
  if (body.pending.length > 0) resolvePending(interp, body, 0, () => true, code === NORMAL);
  if (unknownBase !== null || bases.some((b) => b.mro.some((c) => c.unknownBase !== null))) forgetNamed(s, env);
  const made = buildClass(interp, s.name, bases.length === 0 ? [objectClass] : bases, env.map, { node: s, module: frame.module, metaclass, unknownBase, keywords, qualname, scope: env });
  if (made instanceof ClassValue) made.unknownFirst = unknownFirst;
  return made;
}

/** A text in the place of something else (`optimizer: Adam = "adam"`) is the name by which a base that is not known finds it. */
function forgetNamed(s: ClassDef, env: Env): void {
  for (const t of s.body) {
    if (t.kind !== "AnnAssign" || t.target.kind !== "Name" || typeof env.get(t.target.id) !== "string") continue;
    let isText = false;
    walk(t.annotation, (n) => {
      const name = n.kind === "Name" ? n.id : n.kind === "Attribute" ? n.attr : n.kind === "Constant" && n.value.type === "str" ? n.value.value : "";
      if (/\b(str|Any|any|Literal|object|Text|AnyStr|Path|PathLike)\b/.test(name)) isText = true;
    });
    if (!isText) env.set(t.target.id, new Unknown(`what a base class that is not known makes of '${t.target.id}'`, t));
  }
}

/** A special method, looked up on the type. */
function lookupSpecial(interp: Interp, v: Value, name: string): Value | undefined {
  if (v instanceof Instance) {
    const f = v.cls.lookup(name);
    return f === undefined ? undefined : lookupAttr(interp, v, name);
  }
  return v !== null && typeof v === "object" && v.pyGetattr ? v.pyGetattr(interp, name) : undefined;
}

export interface ClassParts {
  readonly node: ClassDef | null;
  readonly module: import("./values.ts").ModuleValue | null;
  readonly metaclass: ClassValue | null;
  readonly unknownBase: Unknown | null;
  readonly keywords: Kwargs;
  readonly qualname: string;
  /** The class body's scope. */
  readonly scope: Env | null;
}

/** The parts of the class whose metaclass's `__new__` is running, for the `type.__new__` that it calls. */
let asked: ClassParts | null = null;

/** What `class` and three-argument `type()` do once the namespace is made. */
export function buildClass(interp: Interp, name: string, bases: readonly ClassValue[], namespace: ReadonlyMap<string, Value>, parts: ClassParts): Value {
  const metaclass = metaclassOf(bases, parts);
  const metaNew = metaclass?.lookup("__new__");
  let cls: Value;
  if (metaclass && metaNew instanceof FunctionValue) {
    const outer = asked;
    asked = parts;
    try {
      cls = interp.call(metaNew, [metaclass, name, new PyTuple(bases), PyDict.of([...namespace])], parts.keywords, parts.node);
    } finally {
      asked = outer;
    }
  } else cls = typeNew(interp, name, bases, namespace, parts);
  const metaInit = metaclass?.lookup("__init__");
  if (metaInit instanceof FunctionValue && cls instanceof ClassValue) interp.call(metaInit, [cls, name, new PyTuple(bases), PyDict.of([...namespace])], parts.keywords, parts.node);
  return cls;
}

/** `type.__new__(metaclass, name, bases, namespace)`, called by a metaclass's own `__new__`. */
export function typeNewFrom(interp: Interp, metaclass: ClassValue, name: string, bases: readonly ClassValue[], namespace: ReadonlyMap<string, Value>, keywords: Kwargs): Value {
  const parts = asked ?? { node: null, module: interp.site?.callee?.module ?? null, unknownBase: null, qualname: name, scope: null };
  asked = null;
  return typeNew(interp, name, bases, namespace, { ...parts, metaclass, keywords });
}

function metaclassOf(bases: readonly ClassValue[], parts: ClassParts): ClassValue | null {
  return parts.metaclass ?? bases.map((b) => b.metaclass).find((m) => m) ?? null;
}

/** Makes the class object itself, names its descriptors and tells its bases. */
function typeNew(interp: Interp, name: string, bases: readonly ClassValue[], namespace: ReadonlyMap<string, Value>, parts: ClassParts): Value {
  const cls = new ClassValue(name, bases, parts.node, parts.module?.name ?? "builtins");
  cls.qualname = parts.qualname;
  cls.module = parts.module;
  cls.unknownBase = parts.unknownBase;
  cls.inPart = parts.module?.inPart ?? false;
  cls.metaclass = metaclassOf(bases, parts);
  for (const [k, v] of namespace) cls.attrs.map.set(k, (k === "__init_subclass__" || k === "__class_getitem__") && !(v instanceof ClassMethod) ? new ClassMethod(v) : v);
  if (parts.scope) parts.scope.definedClass = cls;
  for (const [k, v] of namespace) {
    if (!(v instanceof Instance)) continue;
    const setName = v.cls.lookup("__set_name__");
    if (setName !== undefined) interp.call(setName, [v, cls, k], NO_KWARGS, parts.node);
  }
  for (const base of cls.mro.slice(1)) {
    const hook = base.attrs.get("__init_subclass__");
    if (hook === undefined) continue;
    interp.call(hook instanceof ClassMethod ? hook.func : hook, [cls], parts.keywords, parts.node);
    break;
  }
  return cls;
}
