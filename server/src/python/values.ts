/**
 * Python values. Ints, bools, strings and None are JavaScript's own number,
 * boolean, string and null; all else is a {@link PyObject}. A symbolic int is
 * a {@link SymInt}, one beyond 2**53 a {@link PyBigInt}.
 */
import type { Constraint, Dim, Expr as DimExpr } from "../dims/index.ts";
import type { ClassDef, FunctionDef, Lambda, Node } from "../syntax/ast.ts";
import type { Interp } from "./interp.ts";
import { noteAllNames } from "./reads.ts";
import { Cell, touch } from "./trail.ts";

export type Value = number | boolean | string | null | PyObject;
export type Kwargs = ReadonlyMap<string, Value>;
export const NO_KWARGS: Kwargs = new Map();

/** Names bound in a scope, or the attributes of an object. */
export class Namespace extends Cell {
  map: Map<string, Value> = new Map();
  /** Why names may be bound here that nobody sees: a star import of a package that is not installed, `setattr` of a name that is not known. No branch takes it back. */
  openFor: string | null = null;
  /** Names that code which nobody sees may set at any time: whatever they are set to does not last. No branch takes it back. */
  private restless: Map<string, Unknown> | null = null;
  /** From now on the name stands for nothing that is known. */
  neverKnown(name: string, why: Unknown): void {
    this.restless ??= new Map();
    this.restless.set(name, why);
    this.set(name, why);
  }
  get(name: string): Value | undefined {
    return this.map.get(name);
  }
  has(name: string): boolean {
    return this.map.has(name);
  }
  set(name: string, value: Value): void {
    touch(this);
    this.map.set(name, this.restless?.get(name) ?? value);
  }
  delete(name: string): boolean {
    touch(this);
    return this.map.delete(name);
  }
  keys(): IterableIterator<string> {
    return this.map.keys();
  }
  entries(): IterableIterator<[string, Value]> {
    return this.map.entries();
  }
  save(): unknown {
    return new Map(this.map);
  }
  load(saved: unknown): void {
    this.map = saved as Map<string, Value>;
  }
}

/**
 * Everything that is not a JavaScript primitive. The optional methods are how a
 * kind of object that the interpreter does not know (a tensor, an array) takes
 * part in Python's protocols; each gives undefined for "not supported". `node` is
 * where, for what it raises.
 */
export abstract class PyObject extends Cell {
  abstract readonly kind: string;
  save(): unknown {
    return undefined;
  }
  load(_saved: unknown): void {}
  /** The class, as `type(x)` gives it; undefined: looked up by kind. */
  pyClass?(interp: Interp): ClassValue;
  pyGetattr?(interp: Interp, name: string): Value | undefined;
  pySetattr?(interp: Interp, name: string, value: Value, node: Node | null): boolean;
  /** `reflected`: this object is the right operand. */
  pyBinary?(interp: Interp, op: string, other: Value, reflected: boolean, inPlace: boolean, node: Node | null): Value | undefined;
  pyUnary?(interp: Interp, op: string, node: Node | null): Value | undefined;
  pyCompare?(interp: Interp, op: string, other: Value, reflected: boolean, node: Node | null): Value | undefined;
  pyContains?(interp: Interp, item: Value, node: Node | null): Value | undefined;
  pyGetitem?(interp: Interp, key: Value, node: Node | null): Value | undefined;
  pySetitem?(interp: Interp, key: Value, value: Value, node: Node | null): boolean;
  pyLen?(interp: Interp, node: Node | null): Value | undefined;
  /** The items of `a, b, c = x`, for an object that can be as long as it is asked to be. */
  pyUnpack?(interp: Interp, count: number): readonly Value[] | undefined;
  pyIterate?(interp: Interp, node: Node | null): readonly Value[] | Unbounded | undefined;
  pyTruth?(interp: Interp, node: Node | null): Value | undefined;
  pyCall?(interp: Interp, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value | undefined;
  pyRepr?(interp: Interp): string | undefined;
  /** `isinstance(v, this)`, for an object that stands for a type. */
  pyInstanceCheck?(interp: Interp, v: Value): boolean | undefined;
  /** What `copy.copy` and `copy.deepcopy` give; absent: the object itself. */
  pyCopy?(interp: Interp, deep: boolean): Value;
  /** One object that stands for this and another of its kind, where nothing that is known is lost by it. */
  joinWith?(other: PyObject): PyObject | undefined;
  /** One object that stands for any of several of which this is the first: only what they have in common is known. */
  anyOf?(all: readonly Value[]): PyObject | undefined;
  /** One object that stands for this and another of its kind, sizes being the same that `equal` says are. */
  reconciledWith?(other: PyObject, equal: (x: Dim, y: Dim) => boolean): PyObject | undefined;
  /** Whether another object of this kind stands for the same, so that a join keeps one (two tensors of one shape). */
  sameAs?(other: PyObject): boolean;
  /** Whether a reader of both would be shown the same. */
  looksLike?(other: PyObject): boolean;
}

/** An iteration whose number of items is not known; every item looks like `item`. */
export class Unbounded {
  readonly item: Value;
  readonly reason: string;
  /** How many items there are, where that is the value of an expression (`range(x.size(1))`). */
  readonly count: Dim | null;
  constructor(item: Value, reason: string, count: Dim | null = null) {
    this.item = item;
    this.reason = reason;
    this.count = count;
  }
  /** Items in a number that is not known any more. */
  get uncounted(): Unbounded {
    return this.count === null ? this : new Unbounded(this.item, this.reason);
  }
}

/** Items that stand for more of their kind: in a row, each comes as often as `times` says; null: nobody knows how often. What is made of them is an ordinary array. */
export class Samples extends Array<Value> {
  readonly times: readonly number[] | null;
  constructor(items: readonly Value[], times: readonly number[] | null) {
    super();
    this.times = times;
    for (const v of items) this.push(v);
  }
  /** Whether there are more than these. */
  get standForMore(): boolean {
    return this.times === null || this.times.some((n) => n !== 1);
  }
  /** How many there are in all, if that is known. */
  get count(): number | null {
    return this.times?.length === this.length ? this.times.reduce((n, t) => n + t, 0) : null;
  }
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A value we do not know. `asDim` is the symbol it stands for once it is used as an int. */
export class Unknown extends PyObject {
  readonly kind = "unknown";
  readonly reason: string;
  readonly where: Node | null;
  /** The symbol that this value is as an int, made on first use; a parameter keeps its name. */
  symbol: DimExpr | null = null;
  readonly name: string | null;
  /** Unknown parameters of an entry: constraints on them are requirements, not ignorance. */
  readonly isInput: boolean;
  /** Whether it is an int for sure: a layer took it as a number of features, or a loop counts to it. */
  isInt = false;
  constructor(reason: string, where: Node | null = null, name: string | null = null, isInput = false) {
    super();
    this.reason = reason;
    this.where = where;
    this.name = name;
    this.isInput = isInput;
  }
  /** Another value of which no more is known: the two need not be equal. */
  anew(): Unknown {
    if (this.isInput) return this;
    const other = Object.assign(Object.create(Object.getPrototypeOf(this)) as Unknown, this);
    other.symbol = null;
    return other;
  }
}

/** A package that is found nowhere among the project's files and in its Python environment. */
export class NotInstalled extends Unknown {
  constructor(name: string) {
    super(`No module named '${name}'`);
  }
}

/** A module, or a name in one, that is there when the program runs, and of which we know nothing more. */
export class Unmodelled extends Unknown {
  constructor(name: string, where: Node | null = null) {
    super(`${name} is not modelled`, where);
  }
}

/** A name of a module that is still being loaded, which asks for itself on the way: it is there later. */
export class NotYet extends Unknown {}

/** None, because nobody has said otherwise: whoever runs the program may. It is asked whether it is None, and is nothing that could fail. */
export class NoneUnlessGiven extends Unknown {}

/** Arguments in a number that nobody knows (`f(*unknown)`), and perhaps keywords besides. */
export class SomeArguments extends Unknown {
  readonly keywords: Unknown | null;
  constructor(reason: string, where: Node | null, keywords: Unknown | null) {
    super(reason, where);
    this.keywords = keywords;
  }
}

/** What an object has from a base class that is not known: called, it may call the object's own methods. */
export class Inherited extends Unknown {
  readonly of: Instance;
  constructor(of: Instance, where: Node | null) {
    super(`${of.cls.name} has a base class that is not known`, where);
    this.of = of;
  }
}

/** A number of which nothing is known but that it is one: it is not None. */
export class SomeNumber extends Unknown {}

/** A number drawn at random from 0 to 1, the latter left out: a chance of 0 or 1 is none. */
export class Fraction extends Unknown {
  constructor() {
    super("a random number");
  }
}

/** A complex number of which nothing else is known. */
export class SomeComplex extends Unknown {
  constructor() {
    super("a complex number that is not known");
  }
}

/** One of several values, after branches on an unknown condition joined. At least two options, all distinct, none an Alt. */
export class Alt extends PyObject {
  readonly kind = "alt";
  readonly options: readonly Value[];
  /** Where it was decided which it is: alternatives of one fork are the ones or the others of the same way. */
  readonly fork: object;
  /** Of each option the ways of the fork that give it. */
  readonly ways: readonly ReadonlySet<number>[];
  constructor(options: readonly Value[], origin?: { readonly fork: object; readonly ways: readonly ReadonlySet<number>[] }) {
    super();
    this.options = options;
    this.fork = origin?.fork ?? this;
    this.ways = origin?.ways ?? options.map((_, i) => new Set([i]));
  }
}

/** A symbolic int. Never constant: make values with `fromDim`. */
export class SymInt extends PyObject {
  readonly kind = "symint";
  readonly dim: DimExpr;
  constructor(dim: DimExpr) {
    super();
    this.dim = dim;
  }
}

/** A true division of symbolic ints: numerator / denominator, the latter a positive int. */
export class SymFloat extends PyObject {
  readonly kind = "symfloat";
  readonly numerator: Dim;
  readonly denominator: number;
  constructor(numerator: Dim, denominator: number) {
    super();
    this.numerator = numerator;
    this.denominator = denominator;
  }
}

/** A symbolic bool: the outcome of comparing symbolic ints. */
export class SymBool extends PyObject {
  readonly kind = "symbool";
  readonly cond: Constraint;
  constructor(cond: Constraint) {
    super();
    this.cond = cond;
  }
}

export class PyFloat extends PyObject {
  readonly kind = "float";
  readonly value: number;
  constructor(value: number) {
    super();
    this.value = value;
  }
}

/** An int that a JavaScript number cannot hold exactly. */
export class PyBigInt extends PyObject {
  readonly kind = "bigint";
  readonly value: bigint;
  constructor(value: bigint) {
    super();
    this.value = value;
  }
}

export class PyBytes extends PyObject {
  readonly kind = "bytes";
  readonly value: string;
  constructor(value: string) {
    super();
    this.value = value;
  }
}

export class PyComplex extends PyObject {
  readonly kind = "complex";
  readonly re: number;
  readonly im: number;
  constructor(re: number, im: number) {
    super();
    this.re = re;
    this.im = im;
  }
}

/** Ellipsis and NotImplemented. */
export class Singleton extends PyObject {
  readonly kind = "singleton";
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
}
export const ELLIPSIS = new Singleton("Ellipsis");
export const NOT_IMPLEMENTED = new Singleton("NotImplemented");

/** A tuple; with `cls` a namedtuple, torch.Size, or a user's subclass of tuple. */
export class PyTuple extends PyObject {
  readonly kind = "tuple";
  readonly items: readonly Value[];
  readonly cls: ClassValue | null;
  attrs: Namespace | null = null;
  constructor(items: readonly Value[], cls: ClassValue | null = null) {
    super();
    this.items = items;
    this.cls = cls;
  }
}

/** Whoever follows which lists a loop makes and changes. */
export interface ListWatcher {
  made(list: PyList): void;
  /** Before a change. */
  changes(list: PyList): void;
}

let listWatcher: ListWatcher | null = null;

/** Puts a watcher in place and gives the one that was there. */
export function watchLists(watcher: ListWatcher | null): ListWatcher | null {
  const before = listWatcher;
  listWatcher = watcher;
  return before;
}

export class PyList extends PyObject {
  readonly kind = "list";
  /** Change only through {@link PyList.edit}. */
  items: Value[];
  /** Set when the list's length is not known: what one item looks like, and why. */
  unbounded: Unbounded | null = null;
  readonly cls: ClassValue | null;
  attrs: Namespace | null = null;
  constructor(items: Value[], cls: ClassValue | null = null) {
    super();
    this.items = items;
    this.cls = cls;
    listWatcher?.made(this);
  }
  /** The items, saved on the trail, to be changed in place. */
  edit(): Value[] {
    touch(this);
    listWatcher?.changes(this);
    return this.items;
  }
  replace(items: Value[], unbounded: Unbounded | null = null): void {
    touch(this);
    listWatcher?.changes(this);
    this.items = items;
    this.unbounded = unbounded;
  }
  override save(): unknown {
    return { items: this.items.slice(), unbounded: this.unbounded };
  }
  override load(saved: unknown): void {
    const s = saved as { items: Value[]; unbounded: Unbounded | null };
    this.items = s.items.slice();
    this.unbounded = s.unbounded;
  }
}

/** What a dict or set key is in a JavaScript Map: equal Python values give the same (===) one. */
export type HashKey = unknown;

export function hashKey(v: Value): HashKey {
  switch (typeof v) {
    case "number":
    case "string":
      return v;
    case "boolean":
      return v ? 1 : 0;
  }
  if (v === null) return null;
  if (v instanceof PyFloat) return Number.isInteger(v.value) ? v.value : `\0f${v.value}`;
  if (v instanceof PyTuple) return `\0t${v.items.map(keyText).join("\0,")}\0)`;
  if (v instanceof SymInt) return v.dim;
  if (v instanceof PyBytes) return `\0b${v.value}`;
  if (v instanceof PyBigInt) return `\0i${v.value}`;
  if (v instanceof PySet && v.frozen) return `\0z${[...v.items.keys()].map((k) => keyText(v.items.get(k) ?? null)).sort().join("\0,")}`;
  if (v instanceof Instance && v.primitive !== undefined) return hashKey(v.primitive);
  if (v instanceof BoundMethod) return `\0m${objectId(v.self)}.${objectId(v.func)}`;
  return v;
}

let nextId = 1;
const ids = new WeakMap<object, number>();
export function objectId(v: Value): number {
  if (typeof v === "number") return v;
  if (v === null || typeof v !== "object") return 0;
  let id = ids.get(v);
  if (id === undefined) {
    id = nextId++;
    ids.set(v, id);
  }
  return id;
}

function keyText(v: Value): string {
  const k = hashKey(v);
  if (typeof k === "number") return `n${k}`;
  if (typeof k === "string") return `s${k}`;
  if (k === null) return "0";
  return `o${objectId(k as PyObject)}`;
}

export interface DictEntry {
  readonly key: Value;
  readonly value: Value;
  /** Only some sides of a branch that was not decided set it: it may not be there. */
  readonly maybe?: boolean;
}

export class PyDict extends PyObject {
  readonly kind = "dict";
  entries: Map<HashKey, DictEntry> = new Map();
  /** Set when keys may be missing from `entries`: what a value looks like. */
  open: Unknown | null = null;
  readonly cls: ClassValue | null;
  attrs: Namespace | null = null;
  /** After `self.__dict__ = self`. */
  itemsAreAttributes = false;
  /** collections.defaultdict's factory. */
  defaultFactory: Value | undefined = undefined;
  constructor(cls: ClassValue | null = null) {
    super();
    this.cls = cls;
  }
  /** Whether its items are what an object or a scope holds beside it. */
  get isNamespace(): boolean {
    return false;
  }
  /** From now on it may hold anything besides. */
  admit(what: Unknown): void {
    touch(this);
    this.open = what;
  }
  /** Any of its keys may be gone. */
  mayLack(what: Unknown): void {
    this.admit(what);
    this.entries = new Map(Array.from(this.entries, ([h, e]) => [h, { ...e, maybe: true }]));
  }
  /** Whether some of its keys may not be there. */
  get lacksSome(): boolean {
    return this.unsure > 0;
  }
  /** How many of its keys may not be there. */
  get unsure(): number {
    let n = 0;
    for (const e of this.entries.values()) if (e.maybe) n += 1;
    return n;
  }
  static of(entries: Iterable<readonly [Value, Value]>, cls: ClassValue | null = null): PyDict {
    const d = new PyDict(cls);
    for (const [key, value] of entries) d.entries.set(hashKey(key), { key, value });
    return d;
  }
  get(key: Value): Value | undefined {
    return this.entries.get(hashKey(key))?.value;
  }
  entry(key: Value): DictEntry | undefined {
    return this.entries.get(hashKey(key));
  }
  has(key: Value): boolean {
    return this.entries.has(hashKey(key));
  }
  set(key: Value, value: Value): void {
    touch(this);
    const h = hashKey(key);
    const old = this.entries.get(h);
    this.entries.set(h, { key: old ? old.key : key, value });
  }
  delete(key: Value): boolean {
    touch(this);
    return this.entries.delete(hashKey(key));
  }
  clear(): void {
    touch(this);
    this.entries.clear();
  }
  get size(): number {
    return this.entries.size;
  }
  keys(): Value[] {
    return Array.from(this.entries.values(), (e) => e.key);
  }
  values(): Value[] {
    return Array.from(this.entries.values(), (e) => e.value);
  }
  items(): Value[] {
    return Array.from(this.entries.values(), (e) => new PyTuple([e.key, e.value]));
  }
  override save(): unknown {
    return { entries: new Map(this.entries), open: this.open };
  }
  override load(saved: unknown): void {
    const s = saved as { entries: Map<HashKey, DictEntry>; open: Unknown | null };
    this.entries = new Map(s.entries);
    this.open = s.open;
  }
}

export class PySet extends PyObject {
  readonly kind = "set";
  items: Map<HashKey, Value> = new Map();
  readonly frozen: boolean;
  readonly cls: ClassValue | null;
  /** Set when there may be other items. */
  open: Unknown | null = null;
  constructor(items: Iterable<Value> = [], frozen = false, cls: ClassValue | null = null) {
    super();
    this.frozen = frozen;
    this.cls = cls;
    for (const v of items) this.items.set(hashKey(v), v);
  }
  /** From now on it may hold anything besides. */
  admit(what: Unknown): void {
    touch(this);
    this.open = what;
  }
  has(v: Value): boolean {
    return this.items.has(hashKey(v));
  }
  add(v: Value): void {
    touch(this);
    const h = hashKey(v);
    if (!this.items.has(h)) this.items.set(h, v);
  }
  delete(v: Value): boolean {
    touch(this);
    return this.items.delete(hashKey(v));
  }
  values(): Value[] {
    return Array.from(this.items.values());
  }
  override save(): unknown {
    return { items: new Map(this.items), open: this.open };
  }
  override load(saved: unknown): void {
    const s = saved as { items: Map<HashKey, Value>; open: Unknown | null };
    this.items = new Map(s.items);
    this.open = s.open;
  }
}

export class PySlice extends PyObject {
  readonly kind = "slice";
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
  constructor(start: Value, stop: Value, step: Value) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** `range(start, stop, step)`; a bound may be symbolic. */
export class PyRange extends PyObject {
  readonly kind = "range";
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
  constructor(start: Value, stop: Value, step: Value) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** An iterator over items already known. Generators are run eagerly, so they are these too. */
/** What is done with an item before the next one is made. */
export type Each = (item: Value) => void;

export class PyIterator extends PyObject {
  readonly kind = "iterator";
  readonly name: string;
  /** Items not asked for yet; a lazy source is read on first use. It gives each item to its argument before it makes the next. */
  private source: ((each: Each | null) => readonly Value[] | Unbounded) | null;
  /** Whether what happens between two items may change the next: `follow` gives them as they are made. */
  private readonly stepwise: boolean;
  private known: readonly Value[] | Unbounded | null = null;
  index = 0;
  /** The items stand for more of their kind: whoever asks for one after the other does not come to an end that nobody knows. */
  standsForMore = false;
  /** What a generator returned: the value of `yield from`. */
  returned: Value = null;
  constructor(source: readonly Value[] | Unbounded | ((each: Each | null) => readonly Value[] | Unbounded), name = "iterator", stepwise = false) {
    super();
    this.name = name;
    this.stepwise = stepwise;
    if (typeof source === "function") this.source = source;
    else {
      this.source = null;
      this.known = source;
    }
  }
  /** What an iterator of a private class (`_SingleProcessDataLoaderIter`) keeps for itself, nobody sees. */
  override pyGetattr(_interp: Interp, name: string): Value | undefined {
    return this.name.startsWith("_") && /^_[^_]/.test(name) ? new Unknown(`${this.name}.${name}`) : undefined;
  }
  /** All the items, those already taken included. */
  all(): readonly Value[] | Unbounded {
    if (this.known === null) {
      const source = this.source;
      this.source = null;
      this.known = source ? this.made(source, null) : [];
    }
    return this.known;
  }
  /** Whether nothing was asked for yet and the items can be had as they are made. */
  get canFollow(): boolean {
    return this.stepwise && this.source !== null;
  }
  /** The items that a source makes. Whoever asks again after a failure is told nothing of it. */
  private made(source: (each: Each | null) => readonly Value[] | Unbounded, each: Each | null): readonly Value[] | Unbounded {
    this.known = new Unbounded(new Unknown("an item of what fails"), "items of what fails");
    return source(each);
  }
  /** Makes all items, giving each away before the next is made. */
  follow(each: Each): void {
    const source = this.source;
    this.source = null;
    this.known = source ? this.made(source, each) : [];
    touch(this);
    if (!(this.known instanceof Unbounded)) this.index = this.known.length;
  }
  /** The items not taken yet; they are taken. */
  drain(): readonly Value[] | Unbounded {
    const all = this.all();
    if (all instanceof Unbounded) return all;
    touch(this);
    const rest = this.index === 0 ? all : all.slice(this.index);
    this.index = all.length;
    return rest;
  }
  /** undefined: exhausted */
  next(): Value | undefined {
    const all = this.all();
    if (all instanceof Unbounded) {
      if (all.count !== null) this.known = all.uncounted;
      return all.item;
    }
    if (this.index >= all.length) return undefined;
    touch(this);
    return all[this.index++];
  }
  override save(): unknown {
    return this.index;
  }
  override load(saved: unknown): void {
    this.index = saved as number;
  }
}

/** Lexical scope of a function body, comprehension, class body or module. */
export class Env extends Namespace {
  readonly parent: Env | null;
  /** A class body's names are not seen by the functions in it. */
  readonly isClass: boolean;
  isComprehension = false;
  /** Names of packages that could not be imported here, though the program was ready for that: they may well be installed where it runs. */
  uninstalled: Set<string> | null = null;
  /** The class whose body this scope is, once it is made: what `super()` means in the functions in it. */
  definedClass: ClassValue | null = null;
  /** The function whose body this scope is. */
  func: FunctionValue | null = null;
  constructor(parent: Env | null, isClass = false) {
    super();
    this.parent = parent;
    this.isClass = isClass;
  }
}

/** The names of a module. */
class Globals extends Env {
  override keys(): IterableIterator<string> {
    noteAllNames();
    return super.keys();
  }
  override entries(): IterableIterator<[string, Value]> {
    noteAllNames();
    return super.entries();
  }
}

export class FunctionValue extends PyObject {
  readonly kind = "function";
  readonly name: string;
  readonly qualname: string;
  readonly node: FunctionDef | Lambda;
  readonly env: Env;
  readonly module: ModuleValue;
  /** One a positional parameter that has a default, aligned to the right. */
  readonly defaults: readonly Value[];
  readonly kwDefaults: ReadonlyMap<string, Value>;
  readonly attrs: Namespace = new Namespace();
  /** What a decorator puts around each run of the body. */
  around: Around | null = null;
  constructor(name: string, qualname: string, node: FunctionDef | Lambda, env: Env, module: ModuleValue, defaults: readonly Value[], kwDefaults: ReadonlyMap<string, Value>) {
    super();
    this.name = name;
    this.qualname = qualname;
    this.node = node;
    this.env = env;
    this.module = module;
    this.defaults = defaults;
    this.kwDefaults = kwDefaults;
  }
  /** The same function, each run of its body within something more. */
  within(around: Around): FunctionValue {
    const inner = this.around;
    const made = new FunctionValue(this.name, this.qualname, this.node, this.env, this.module, this.defaults, this.kwDefaults);
    for (const [name, value] of this.attrs.entries()) made.attrs.map.set(name, value);
    made.around = inner ? (run) => around(() => inner(run)) : around;
    return made;
  }
}

export type Around = (run: () => Value) => Value;

export type NativeCall = (interp: Interp, args: readonly Value[], kwargs: Kwargs, node: Node | null) => Value;

/** A parameter of a function written here. */
export interface StatedParameter {
  readonly name: string;
  readonly default: Value | undefined;
  readonly kind: "positional" | "star" | "keyword";
}

/** A function written here. A method gets its receiver as args[0]. */
export class NativeFunction extends PyObject {
  readonly kind = "native";
  readonly name: string;
  private readonly body: NativeCall | null;
  private ownAttrs: Namespace | null = null;
  /** True: stays unbound when looked up through an instance. */
  isStatic = false;
  /** What it can be given, where that is stated: receiver left out. */
  parameters: (() => readonly StatedParameter[]) | null = null;
  /** What a `__getattr__` finds; undefined where calling it raises AttributeError. */
  find: ((interp: Interp, obj: Value, name: string) => Value | undefined) | null = null;
  /** `null`: of a subclass that says itself what a call does. */
  constructor(name: string, body: NativeCall | null, isStatic = false) {
    super();
    this.name = name;
    this.body = body;
    this.isStatic = isStatic;
  }
  invoke(interp: Interp, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value {
    return this.body === null ? new Unknown(`what '${this.name}' does`, node) : this.body(interp, args, kwargs, node);
  }
  /** Made when somebody asks: of thousands of functions hardly one has any. */
  get attrs(): Namespace {
    this.ownAttrs ??= new Namespace();
    return this.ownAttrs;
  }
}

export class BoundMethod extends PyObject {
  readonly kind = "method";
  readonly self: Value;
  readonly func: Value;
  constructor(self: Value, func: Value) {
    super();
    this.self = self;
    this.func = func;
  }
}

export class PyProperty extends PyObject {
  readonly kind = "property";
  readonly fget: Value;
  fset: Value;
  /** functools.cached_property: kept in the instance's attributes under this name. */
  readonly cachedAs: string | null;
  constructor(fget: Value, fset: Value = null, cachedAs: string | null = null) {
    super();
    this.fget = fget;
    this.fset = fset;
    this.cachedAs = cachedAs;
  }
}
export class StaticMethod extends PyObject {
  readonly kind = "staticmethod";
  readonly func: Value;
  constructor(func: Value) {
    super();
    this.func = func;
  }
}
export class ClassMethod extends PyObject {
  readonly kind = "classmethod";
  readonly func: Value;
  constructor(func: Value) {
    super();
    this.func = func;
  }
}

/** How a class written here makes its instances; `cls` is the class called (perhaps a subclass). */
export type NativeConstruct = (interp: Interp, cls: ClassValue, args: readonly Value[], kwargs: Kwargs, node: Node | null) => Value;

export class ClassValue extends PyObject {
  readonly kind = "class";
  name: string;
  qualname: string;
  moduleName: string;
  /** What messages call it, where that is not its name: `torch.Size`. */
  shownName: string | null = null;
  bases: readonly ClassValue[];
  /** This class first. */
  mro: readonly ClassValue[];
  readonly attrs: Namespace = new Namespace();
  readonly node: ClassDef | null;
  /** The file's module, for a class in source. */
  module: ModuleValue | null = null;
  /** A base could not be known: attributes not found are unknown rather than missing. */
  unknownBase: Unknown | null = null;
  /** Whether it stands for a package's class of which it has only a part. */
  inPart = false;
  /** That base stands before all others. */
  unknownFirst = false;
  metaclass: ClassValue | null = null;
  /** Makes the object in place of a plain Instance (inherited by subclasses). */
  construct: NativeConstruct | null = null;
  constructor(name: string, bases: readonly ClassValue[], node: ClassDef | null = null, moduleName = "builtins") {
    super();
    this.name = name;
    this.qualname = name;
    this.bases = bases;
    this.node = node;
    this.moduleName = moduleName;
    this.mro = linearize(this, bases);
  }
  override save(): unknown {
    return [this.name, this.qualname, this.moduleName, this.bases];
  }
  override load(saved: unknown): void {
    const [name, qualname, moduleName, bases] = saved as [string, string, string, readonly ClassValue[]];
    Object.assign(this, { name, qualname, moduleName });
    if (bases !== this.bases) this.derive(bases);
  }
  /** `cls.__bases__ = bases`; classes that are derived already keep their order. */
  derive(bases: readonly ClassValue[]): void {
    this.bases = bases;
    this.mro = linearize(this, bases);
  }
  /** Looks a name up along the method resolution order. */
  lookup(name: string): Value | undefined {
    for (const c of this.mro) {
      const v = c.attrs.map.get(name);
      if (v !== undefined) return v;
    }
    return undefined;
  }
  isSubclassOf(other: ClassValue): boolean {
    return this === other || this.mro.includes(other);
  }
}

/** C3 linearization; falls back to depth-first order where C3 has none. */
function linearize(self: ClassValue, bases: readonly ClassValue[]): ClassValue[] {
  if (bases.length === 1) return [self, ...(bases[0] as ClassValue).mro];
  const lists = [...bases.map((b) => b.mro.slice()), bases.slice()];
  const out: ClassValue[] = [self];
  for (;;) {
    const rest = lists.filter((l) => l.length > 0);
    if (rest.length === 0) return out;
    const next = rest.map((l) => l[0] as ClassValue).find((c) => !rest.some((l) => l.indexOf(c) > 0)) ?? (rest[0] as ClassValue[])[0] as ClassValue;
    if (!out.includes(next)) out.push(next);
    for (const l of lists) {
      const i = l.indexOf(next);
      if (i >= 0) l.splice(i, 1);
    }
  }
}

export class Instance extends PyObject {
  readonly kind = "instance";
  cls: ClassValue;
  readonly attrs: Namespace = new Namespace();
  /** The value of an instance of a subclass of int, str or float (an enum with a mixin, say). */
  primitive: Value | undefined = undefined;
  /** Where it was constructed. */
  site: Site | null = null;
  /** State of a class written here. */
  native: unknown = undefined;
  /** Its `__init__` failed, or could not be followed to its end. */
  unfinished = false;
  constructor(cls: ClassValue) {
    super();
    this.cls = cls;
  }
  override save(): unknown {
    return this.cls;
  }
  override load(saved: unknown): void {
    this.cls = saved as ClassValue;
  }
}

export class ModuleValue extends PyObject {
  readonly kind = "module";
  readonly name: string;
  readonly path: string | null;
  readonly globals: Env;
  /** Attributes made on first use: a native module's members, a package's submodules. */
  lazy: ((name: string) => Value | undefined) | null = null;
  /** The file is one that the user works on: what happens in it is recorded. */
  recorded = false;
  isPackage = false;
  /** A bundled interface: what its classes lack, the package's may have. */
  inPart = false;
  /** Whether its top level binds a name within a condition, a `try` or a loop. */
  mayBind: (name: string) => boolean | "device" = () => false;
  /** False while or before its top level runs. */
  loaded = true;
  constructor(name: string, path: string | null, builtins: Env | null) {
    super();
    this.name = name;
    this.path = path;
    this.globals = new Globals(builtins);
  }
}

/** `import a.b` or `from a import b` not resolved yet: bound to a name, loaded when it is first read. */
export class LazyImport extends PyObject {
  readonly kind = "lazyimport";
  private readonly make: () => Value;
  private value: Value | undefined = undefined;
  /** True while it is being resolved: a package that imports a name from itself means its submodule. */
  busy = false;
  constructor(make: () => Value) {
    super();
    this.make = make;
  }
  resolve(): Value {
    if (this.value !== undefined) return this.value;
    if (this.busy) return new NotYet("a name that is imported in a circle");
    this.busy = true;
    try {
      const value = this.make();
      if (!(value instanceof NotYet)) this.value = value;
      return value;
    } finally {
      this.busy = false;
    }
  }
}

export class SuperValue extends PyObject {
  readonly kind = "super";
  readonly after: ClassValue;
  readonly self: Value;
  constructor(after: ClassValue, self: Value) {
    super();
    this.after = after;
    this.self = self;
  }
}

/** One frame of the call stack: the call's place, and what was called. */
export interface Site {
  /** The call expression; null for a call made by the analysis itself. */
  readonly node: Node | null;
  readonly parent: Site | null;
  readonly callee: FunctionValue | null;
  /** Whether the call's place is in a file that the user works on. */
  readonly recorded: boolean;
  readonly depth: number;
  /** Number of undecided branches around the call. */
  readonly undecided?: number;
}
