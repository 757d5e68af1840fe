/**
 * The abstract interpreter's state and the surface that operator rules and the
 * library use. What statements, expressions, calls and attributes mean is in
 * the files beside this one.
 */
import { asSymbol, type Cond, type Constraint, type Dim, type Expr as DimExpr, Scope, ge, isConst, not, objectsMade, symbol, symbolsOf } from "../dims/index.ts";
import type { Node } from "../syntax/ast.ts";
import { delattr, getattr, lookupAttr, setattr } from "./attributes.ts";
import { LiveDict } from "./builtins/attributes.ts";
import { classOf, exceptions, objectClass } from "./builtins/types.ts";
import { callValue } from "./calls.ts";
import { Cancelled, OutOfFuel, PyRaise, Signal } from "./errors.ts";
import { forkValues } from "./join.ts";
import { iterate, iterateStepwise } from "./iteration.ts";
import { binary, compare, equal, getitem, length, setitem, truth } from "./operators.ts";
import type { Blame, Problem } from "./problem.ts";
import { nearest } from "./spelling.ts";
import { reprOf, strOf } from "./text.ts";
import type { Trace } from "./trace.ts";
import { type Env, FunctionValue, type Kwargs, ModuleValue, Namespace, NativeFunction, type Site, type Unbounded, type Value, Alt, ClassValue, Instance, NO_KWARGS, PyDict, PyIterator, PyList, PyObject, PyTuple, SymBool, SymInt, Unknown } from "./values.ts";

/** How a block of statements ended. */
export const NORMAL = 0;
export const BREAK = 1;
export const CONTINUE = 2;
export const RETURN = 3;
export type Completion = 0 | 1 | 2 | 3;

/** An abrupt end of one side of an undecided branch, waiting to be joined with the other side's. */
export interface Pending {
  readonly mark: number;
  readonly scopeMark: number;
  readonly code: Completion;
  delta: Map<import("./trail.ts").Cell, unknown>;
  readonly value: Value;
}

/** One running function, class body or module. */
export interface Frame {
  readonly env: Env;
  readonly func: FunctionValue | null;
  readonly module: ModuleValue;
  readonly globalNames: ReadonlySet<string> | null;
  readonly nonlocalNames: ReadonlySet<string> | null;
  /** Values yielded so far, in a generator. */
  readonly yields: Value[] | null;
  /** What is done with each of them before the generator goes on. */
  readonly each?: ((item: Value) => void) | null;
  returnValue: Value;
  /** What is returned where the body comes to its end: None, or not known after a failed statement that may return. */
  atEnd?: Unknown;
  readonly pending: Pending[];
  /** The exception being handled, for a bare `raise`. */
  handling: PyRaise | null;
}

/** An installed package as its metadata tell: its name and version, and the modules that it brings. */
export interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly modules: readonly string[];
}

/** What the interpreter needs from outside: modules by name. */
export interface Importer {
  importModule(interp: Interp, name: string): ModuleValue | Unknown;
  /** Hears that a module imports another. */
  noteImport(by: ModuleValue, found: ModuleValue): void;
  /** Whether there is such a module; nothing of it is run. */
  hasModule(interp: Interp, name: string): boolean;
  /** The first part of a module's name that surely names none, of a package that is modelled. */
  missingModule(name: string): string | undefined;
  /** Whether a module of such a package surely has no such name. */
  lacksName(module: string, name: string): boolean;
  /** Whether a package that is found nowhere is supposed to be installed; a module asks. */
  supposesInstalled(asking: ModuleValue): boolean;
  /** What is installed, by normalized name. */
  distributions?(): ReadonlyMap<string, Distribution>;
  /** The module that runs as the program, whose name is "__main__". */
  mainModule?(): ModuleValue | undefined;
  /** Whether loading a module may change others: what it defines is entered in a table of theirs. */
  registers(name: string): boolean;
  /** The project's modules that are loaded, or being loaded. */
  ownModules(): Iterable<ModuleValue>;
  /** The text of a file of settings in the project, where the program would find it and does not write it. */
  settings?(path: string): string | undefined;
  /** Hears that the program writes a file. */
  noteWritten?(path: string): void;
  /** Resolves `from ..a import b` in a module. */
  resolveRelative(module: ModuleValue, level: number, name: string): string | null;
}

/** What `check` and `failure` may say beyond the message. */
export interface Why {
  readonly rule?: string;
  readonly law?: () => string;
  readonly blame?: Blame;
  readonly subjects?: readonly Value[];
  /** What a misspelt name may have been meant to be, the nearest first. */
  readonly meant?: readonly string[];
  /** See `Problem`. */
  readonly boundElsewhere?: boolean | "device" | "branch";
  /** Where the cause stands, if that is not where it fails. */
  readonly cause?: Node | null;
}

export interface Limits {
  /** Statements and calls an entry may execute, with what it makes of sizes (see `Interp.work`). */
  readonly work: number;
  /** Branches that it may take both ways: each costs as much as some hundred statements. */
  readonly forks: number;
  readonly depth: number;
}
/** Where branches compare sizes, they and what is made of the sizes are most of the work. */
const STEPS_A_FORK = 100;
const STEPS_AN_OBJECT = 5;
export const DEFAULT_LIMITS: Limits = { work: 4_000_000, forks: 40_000, depth: 180 };

/** What generators yielded in loops whose number of passes is not known. */
export const endless = new WeakSet<readonly Value[]>();

export class Interp {
  scope: Scope = new Scope();
  trace: Trace;
  site: Site | null = null;
  /** The running code is in a file that the user works on. */
  recording = false;
  /** The module whose forward is running. */
  activeModule: Instance | null = null;
  /** The class of what was raised last on one side of a branch while another side went on. */
  raisedAside: ClassValue | null = null;
  /** The functions whose bodies run at the moment, the innermost last. */
  readonly frames: Frame[] = [];
  /** What is to be called when gradients are computed, the last first. */
  readonly backwardHooks: (() => void)[] = [];
  runBackwardHooks(): void {
    for (const hook of this.backwardHooks.splice(0).reverse()) hook();
  }
  /** Failures already told of a module call inside the running one. */
  failedCalls = 0;
  /** How often something was called that nobody sees. */
  unseenCalls = 0;
  /** Number of undecided branches around the running code. */
  conditional = 0;
  /** Exception classes that the `try` statements around the running code would catch; null: all. */
  readonly handlers: (readonly ClassValue[] | null)[] = [];
  readonly builtins: Env;
  readonly importer: Importer;
  readonly cancelled: () => boolean;
  readonly limits: Limits;
  /** Work done, counted in statements and calls. */
  steps = 0;
  workAtStart = 0;
  /** Branches that the running entry took both ways. */
  forks = 0;
  private allForks = 0;
  /** How often gradients were computed: the passes of a loop that does so are alike, however many there are. */
  gradients = 0;
  /** `f(**unknown)`: the next function called may have been given any keyword. */
  openKwargs: Unknown | null = null;
  /** `super`, which needs the frame of its caller. */
  superFunction: Value | undefined = undefined;
  /** The text of an exception is being made. */
  telling = false;
  /** A name that no scope has: the entry's placeholders. */
  implicitName: (name: string, frame: Frame) => Value | undefined = () => undefined;
  /** `Sequential(*layers)` with layers of unknown number; set by the torch layer. */
  spreadUnbounded: (fn: Value, items: Unknown | Unbounded, node: Node) => Value | undefined = () => undefined;
  /** Bundled Python that completes a module written here, by the module's name. */
  bundled(name: string): ModuleValue | undefined {
    const m = this.importer.importModule(this, `_bundled.${name}`);
    return m instanceof ModuleValue ? m : undefined;
  }
  /** An instance's `__dict__`. */
  instanceDict(obj: Instance): Value {
    return new LiveDict(obj.attrs);
  }
  /** Names of an object's attributes, for a suggestion. */
  attributeNames(obj: Value): Iterable<string> {
    if (obj instanceof Instance) return [...obj.attrs.keys(), ...this.moreAttributeNames(obj), ...obj.cls.mro.flatMap((c) => [...c.attrs.keys()])];
    if (obj instanceof ClassValue) return obj.mro.flatMap((c) => [...c.attrs.keys()]);
    if (obj instanceof ModuleValue) return [...obj.globals.keys(), ...this.moreAttributeNames(obj)];
    return [...this.moreAttributeNames(obj), ...classOf(obj, this).mro.flatMap((c) => [...c.attrs.keys()])];
  }
  moreAttributeNames: (obj: Value) => Iterable<string> = () => [];
  /** Whether tensors have an attribute of that name: a size may be a tensor of one item. */
  isOfTensors: (name: string) => boolean = () => true;
  /** What a misspelt attribute, too short to be compared, was surely meant to be (`x.s(0)`). */
  meantAttribute: (obj: Value, name: string) => string | null = () => null;
  /** The attributes of a function, or of a builtin's subclass. */
  attrsOf(obj: Value): Namespace | null {
    if (obj instanceof FunctionValue || obj instanceof NativeFunction) return obj.attrs;
    if (obj instanceof PyTuple || obj instanceof PyList || obj instanceof PyDict) {
      obj.attrs ??= new Namespace();
      return obj.attrs;
    }
    return null;
  }
  /** Names that `from m import *` gives of a module written here; set by the importer. */
  publicNames: (m: ModuleValue) => Iterable<readonly [string, Value]> = () => [];
  /** The text of a file; set by the engine. */
  textOf: (path: string) => string | undefined = () => undefined;
  /** Called for printed text; tests read it. */
  onPrint: ((text: string) => void) | null = null;
  /** Maps a value to a dtype (`float`, numpy types); set by the torch layer. */
  dtypeOf: (v: Value) => Value = () => null;
  /** Calls a function of the torch namespace by path; set by the torch layer. */
  callPath: (path: string, args: readonly Value[], kwargs: Kwargs, node: Node | null) => Value = (path, _a, _k, node) => new Unknown(`${path} is not modelled`, node);

  /** Whether a program's command line is supposed to give any arguments, not its defaults. */
  otherArguments = false;

  constructor(options: { trace: Trace; builtins: Env; importer: Importer; cancelled?: () => boolean; limits?: Limits }) {
    this.trace = options.trace;
    this.builtins = options.builtins;
    this.importer = options.importer;
    this.cancelled = options.cancelled ?? (() => false);
    this.limits = options.limits ?? DEFAULT_LIMITS;
  }

  /** Counts work; every 1024 steps asks whether anybody still wants the result. */
  step(): void {
    this.steps += 1;
    if ((this.steps & 1023) === 0) {
      if (this.cancelled()) throw new Cancelled();
      if (this.work - this.workAtStart > this.limits.work) throw new OutOfFuel();
    }
  }

  /** Steps, and branches taken both ways and what was made of sizes as so many steps as each takes the time of. */
  get work(): number {
    return this.steps + STEPS_A_FORK * this.allForks + STEPS_AN_OBJECT * objectsMade();
  }

  /** Counts a branch that is taken both ways. */
  fork(): void {
    this.forks += 1;
    this.allForks += 1;
    if (this.forks > this.limits.forks) throw new OutOfFuel();
  }

  // ------------------------------------------------------------ failures

  /** A Python exception to be thrown: `throw interp.raise("ValueError", …)`. */
  raise(exception: string, message: string, node: Node | null, why: Why = {}): PyRaise {
    return this.failure(exception, message, node, why);
  }

  failure(exception: string, message: string, node: Node | null, why: Why): PyRaise {
    const cls = exceptions.get(exception) ?? objectClass;
    const value = new Instance(cls);
    value.attrs.set("args", new PyTuple(exception === "StopIteration" && message === "" ? [] : [exception === "KeyError" ? keyOf(message) : message]));
    return new PyRaise(value, this.problem(exception, message, node, why));
  }

  problem(exception: string, message: string, node: Node | null, why: Why, severity: "error" | "warning" = "error"): Problem {
    return {
      rule: why.rule ?? "invalid-call",
      severity,
      exception,
      message,
      law: why.law?.() ?? "",
      node,
      site: this.site,
      recorded: this.recording,
      blame: why.blame ?? null,
      ...(why.meant && { meant: why.meant }),
      ...(why.boundElsewhere && { boundElsewhere: why.boundElsewhere }),
      ...(why.cause && { cause: why.cause }),
      subjects: why.subjects ?? [],
      conditional: this.conditional > 0,
      avoidable: this.mayHaveEnded(),
    };
  }

  /** Whether a running function or loop may have ended before: a side of an undecided branch waits at its end. */
  mayHaveEnded(): boolean {
    return this.frames.some((f) => f.pending.length > 0);
  }

  /** True if a `try` around the running code would catch the exception. */
  isHandled(e: PyRaise): boolean {
    return this.catches(e.value.cls);
  }

  /** Whether what fails here with an exception fails for sure: no branch leads past it, and nothing catches it. */
  failsForSure(exception: string): boolean {
    return this.conditional === 0 && !this.mayHaveEnded() && !this.catches(this.exceptionClass(exception));
  }

  private catches(cls: ClassValue): boolean {
    return this.handlers.some((classes) => classes === null || classes.some((c) => cls.isSubclassOf(c)));
  }

  /** What a misspelt name may have been meant to be; none where nobody is told, since the code catches the exception. */
  suggestions(exception: string, name: string, names: () => Iterable<string>): readonly string[] {
    return this.catches(this.exceptionClass(exception)) ? [] : nearest(name, names());
  }

  /** A failed call: raised where the code catches it, else noted as a problem, and the analysis goes on. */
  settle(e: PyRaise): void {
    if (this.isHandled(e)) throw e;
    this.trace.problem(e.problem, this.conditional);
  }

  /** Runs an operator's rule; gives an unknown value where it gives up or fails for good. */
  guard(c: { failure: PyRaise | null; node: Node | null }, run: () => Value): Value {
    let result: Value;
    try {
      result = run();
    } catch (e) {
      if (e instanceof PyRaise) {
        c.failure ??= e;
        result = new Unknown("the call fails", c.node);
      } else if (e instanceof Signal && "value" in e && e.value instanceof Unknown) {
        // What an operator gives of an argument that nobody gave is not that argument.
        result = e.value.isInput ? new Unknown(e.value.reason, e.value.where ?? c.node) : e.value;
        if (c.failure === null) this.trace.unknown(e.value, c.node, this.recording);
      } else if (e instanceof TypeError) {
        // A slip of ours in one rule: what else the program does is followed all the same, and the reason is shown.
        const unknown = new Unknown(`a failure of the analysis: ${e.message}`, c.node);
        this.trace.unknown(unknown, c.node, this.recording);
        result = unknown;
      } else throw e;
    }
    if (c.failure) this.settle(c.failure);
    return result;
  }

  /**
   * PyTorch raises unless the condition holds. False if it certainly does not;
   * where it cannot be decided it becomes a requirement.
   */
  require(cond: Constraint, op: string, node: Node | null, message: () => string, why: Why): boolean {
    const verdict = this.scope.decide(cond);
    if (verdict === "yes") return true;
    if (verdict === "no") return !this.aboutInputs(cond);
    // That a size which nobody knows is one of several tells nothing, and every such fact makes the next question dearer.
    if (typeof cond !== "boolean" && !this.aboutInputs(cond) && (cond.kind !== "eq" || this.onlyOfNothing(cond))) return true;
    const outcome = this.scope.assume(cond, { op, node, site: this.site, recorded: this.recording, message, why });
    return outcome === "no" ? !this.aboutInputs(cond) : true;
  }

  /** Whether a condition on sizes that nobody knows holds only if one of them is 0: they are rather not what they seem, as where passes of a loop are taken together. */
  private onlyOfNothing(cond: Constraint): boolean {
    const { scope } = this;
    const before = scope.mark();
    for (const s of symbolsOf(cond)) if (isAnonymous(s)) scope.assume(ge(s, 1));
    const verdict = scope.decide(cond);
    scope.undo(before);
    return verdict === "no";
  }

  /** Whether a condition speaks of sizes we named only; one about sizes we do not know proves nothing. */
  private aboutInputs(cond: Cond): boolean {
    for (const s of symbolsOf(cond)) if (isAnonymous(s)) return false;
    return true;
  }

  /** Runs something within a context that we do not see: a mode that it may set is not known there. */
  unawares: <T>(run: () => T) => T = (run) => run();
  /** Values have come into the hands of code that we do not see. */
  handOver: (values: readonly Value[]) => void = () => {};

  /** Runs something whose values and failures are not the program's own doing. */
  quietly<T>(run: () => T): T {
    const { recording, trace } = this;
    this.recording = false;
    try {
      return run();
    } finally {
      this.recording = recording;
      this.trace = trace;
    }
  }

  /** PyTorch warns here. */
  warnUser(message: string, node: Node | null, why: Why & { readonly rule: string }): void {
    this.trace.problem(this.problem("UserWarning", message, node, why, "warning"));
  }

  exceptionClass(name: string): ClassValue {
    return exceptions.get(name) ?? objectClass;
  }

  // ------------------------------------------------------------ dims

  /** The symbol that an unknown value stands for as an int. */
  symbolOf(v: Unknown): Dim {
    v.symbol ??= symbol({ name: v.name ?? "?", min: v.isInput ? 1 : Number.NEGATIVE_INFINITY, anonymous: !v.isInput, origin: v });
    return this.scope.simplify(v.symbol);
  }
  /** Notes that a value has been used as nothing but an int can be. Within a branch that is not decided, it may have been asked there whether it is one. */
  isInt(v: Value): void {
    if (this.conditional > 0) return;
    if (v instanceof Unknown && v.isInput) v.isInt = true;
    // So are the arguments that it is reckoned from.
    else if (v instanceof SymInt) for (const s of v.dim.symbols) this.isInt((asSymbol(s)?.info.origin as Value | undefined) ?? null);
  }
  negate(c: Constraint): Cond {
    return not(c);
  }

  simplifyShape(shape: readonly Dim[]): readonly Dim[] {
    let out: Dim[] | null = null;
    for (let i = 0; i < shape.length; i++) {
      const d = shape[i] as Dim;
      if (typeof d === "number") continue;
      const s = this.scope.simplify(d);
      if (s !== d) {
        out ??= shape.slice();
        out[i] = s;
      }
    }
    return out ?? shape;
  }

  freshDim(name: string, min: number, _node: Node | null): Dim {
    return symbol({ name, min, anonymous: true });
  }

  // ------------------------------------------------------------ Python's protocols

  getattr(obj: Value, name: string, node: Node | null): Value {
    return getattr(this, obj, name, node);
  }
  lookupAttr(obj: Value, name: string): Value | undefined {
    return lookupAttr(this, obj, name);
  }
  setattr(obj: Value, name: string, value: Value, node: Node | null): void {
    setattr(this, obj, name, value, node);
  }
  delattr(obj: Value, name: string, node: Node | null): void {
    delattr(this, obj, name, node);
  }
  call(fn: Value, args: readonly Value[], kwargs: Kwargs = NO_KWARGS, node: Node | null = null): Value {
    return callValue(this, fn, args, kwargs, node);
  }
  callMethod(obj: Value, name: string, args: readonly Value[], node: Node | null = null): Value {
    return callValue(this, getattr(this, obj, name, node), args, NO_KWARGS, node);
  }
  getitem(obj: Value, key: Value, node: Node | null): Value {
    return getitem(this, obj, key, node);
  }
  setitem(obj: Value, key: Value, value: Value, node: Node | null): void {
    setitem(this, obj, key, value, node);
  }
  iterate(v: Value, node: Node | null): readonly Value[] | Unbounded | Unknown {
    return iterate(this, v, node);
  }
  iterateStepwise(v: Value, node: Node | null): readonly Value[] | Unbounded | Unknown | PyIterator {
    return iterateStepwise(this, v, node);
  }
  len(v: Value, node: Node | null): Value {
    return length(this, v, node);
  }
  binary(op: string, a: Value, b: Value, node: Node | null): Value {
    return binary(this, op, a, b, node, false);
  }
  compare(op: string, a: Value, b: Value, node: Node | null): Value {
    return compare(this, op, a, b, node);
  }
  equal(a: Value, b: Value): boolean | undefined {
    return equal(this, a, b);
  }
  /** undefined: not known. */
  truth(v: Value, node: Node | null = null): boolean | undefined {
    return truth(this, v, node);
  }
  repr(v: Value): string {
    return reprOf(this, v);
  }
  str(v: Value): string {
    return strOf(this, v);
  }
  typeName(v: Value): string {
    if (v instanceof Unknown && v.isInt) return "int";
    if (v instanceof PyIterator) return v.name;
    const cls = classOf(v, this);
    return cls.shownName ?? cls.name;
  }
  isinstance(v: Value, cls: Value): boolean | undefined {
    if (v instanceof Unknown) return undefined;
    // None is an instance of its own class and of object: of neither when the class comes from elsewhere.
    if (cls instanceof Unknown) return v === null ? false : undefined;
    if (cls instanceof Alt) {
      const answers = new Set(cls.options.map((o) => this.isinstance(v, o)));
      return answers.size === 1 ? [...answers][0] : undefined;
    }
    if (cls instanceof PyTuple) {
      let all: boolean | undefined = false;
      for (const c of cls.items) {
        const r = this.isinstance(v, c);
        if (r === true) return true;
        if (r === undefined) all = undefined;
      }
      return all;
    }
    if (cls instanceof PyObject && cls.pyInstanceCheck) return cls.pyInstanceCheck(this, v);
    if (!(cls instanceof ClassValue)) return undefined;
    if (v instanceof Alt) {
      const answers = new Set(v.options.map((o) => this.isinstance(o, cls)));
      return answers.size === 1 ? [...answers][0] : undefined;
    }
    const own = v instanceof Instance ? v.cls : classOf(v, this);
    if (own.isSubclassOf(cls)) return true;
    const check = cls.metaclass?.lookup("__instancecheck__") ?? cls.attrs.get("__instancecheck__");
    if (check !== undefined) return this.truth(this.call(check, [cls, v]));
    return own.mro.some((c) => c.unknownBase) ? undefined : false;
  }
  /** Does something with each of several alternatives; what was chosen of a fork further out is chosen here too. */
  forkOver({ options, fork, ways }: Alt, f: (v: Value) => Value): Value {
    const outer = this.chosen.get(fork);
    const all = options.map((option, i) => ({ option, taken: ways[i] ?? new Set<number>() }));
    const fitting = outer ? all.map(({ option, taken }) => ({ option, taken: new Set([...taken].filter((way) => outer.has(way))) })).filter(({ taken }) => taken.size > 0) : all;
    const [first] = fitting;
    if (fitting.length === 1 && first) return f(first.option);
    const among = fitting.length > 0 ? fitting : all;
    const sides = among.map(({ option, taken }) => ({
      assume: null,
      isOption: true,
      run: () => {
        this.chosen.set(fork, taken);
        try {
          return f(option);
        } finally {
          if (outer) this.chosen.set(fork, outer);
          else this.chosen.delete(fork);
        }
      },
    }));
    return forkValues(this, sides, { fork, ways: among.map(({ taken }) => taken) });
  }
  /** Of forks whose alternatives are gone through further out, the ways that are looked at. */
  private readonly chosen = new Map<object, ReadonlySet<number>>();
  importModule(name: string): ModuleValue | Unknown {
    return this.importer.importModule(this, name);
  }
}

/** The key that a KeyError's message quotes. */
function keyOf(message: string): Value {
  const quoted = /^'(.*)'$/s.exec(message)?.[1];
  if (quoted !== undefined) return quoted;
  return /^-?\d{1,15}$/.test(message) ? Number(message) : message;
}

export function isAnonymous(s: DimExpr): boolean {
  return asSymbol(s)?.info.anonymous === true;
}

/** A dim as a Python int. */
export function fromDim(d: Dim): Value {
  return isConst(d) ? d : new SymInt(d);
}

/** A condition as a Python bool. */
export function fromCond(c: Cond): Value {
  return typeof c === "boolean" ? c : new SymBool(c);
}
