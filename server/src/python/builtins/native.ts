/** Functions written here: their signatures, how arguments are bound, and what their bodies may use. */
import type { Node } from "../../syntax/ast.ts";
import { type PyRaise, Signal } from "../errors.ts";
import type { Interp } from "../interp.ts";
import {
  Alt,
  type ClassValue,
  type Kwargs,
  NO_KWARGS,
  NativeFunction,
  PyFloat,
  PyTuple,
  Singleton,
  Unbounded,
  Unknown,
  type Value,
} from "../values.ts";

/** An argument that the call did not give and that has no default (`name?` in a signature). */
export const MISSING = new Singleton("<missing>");

/** Thrown by a body that cannot say anything: the call's value is this unknown. */
export class Stuck extends Signal {
  readonly value: Unknown;
  constructor(value: Unknown) {
    super(value.reason);
    this.value = value;
  }
}

/** What a body may use besides its arguments. */
export class Call {
  readonly interp: Interp;
  readonly node: Node | null;
  /** What `*args` of the signature took. */
  readonly rest: readonly Value[];
  /** What `**kwargs` of the signature took. */
  readonly kwargs: Kwargs;

  constructor(interp: Interp, node: Node | null, rest: readonly Value[] = [], kwargs: Kwargs = NO_KWARGS) {
    this.interp = interp;
    this.node = node;
    this.rest = rest;
    this.kwargs = kwargs;
  }

  raise(type: string, message: string): PyRaise {
    return this.interp.raise(type, message, this.node);
  }

  /** Gives up: the call's value is unknown. */
  stuck(reason: string): never {
    throw new Stuck(new Unknown(reason, this.node));
  }

  unknown(reason: string): Unknown {
    return new Unknown(reason, this.node);
  }

  /** The value, if it is one known value. */
  known(v: Value): Value {
    if (v instanceof Unknown) throw new Stuck(v);
    if (v instanceof Alt) this.stuck("one of several values");
    return v;
  }

  /** Every item of an iterable whose length is known. */
  items(v: Value): readonly Value[] {
    const items = this.interp.iterate(v, this.node);
    if (items instanceof Unknown) throw new Stuck(items);
    if (items instanceof Unbounded) return this.stuck(items.reason);
    return items;
  }

  call(fn: Value, ...args: readonly Value[]): Value {
    return this.interp.call(fn, args, NO_KWARGS, this.node);
  }

  getattr(obj: Value, name: string): Value {
    return this.interp.getattr(obj, name, this.node);
  }

  /** Whether a value is true; gives up where that is not known. */
  truth(v: Value): boolean {
    return this.interp.truth(v) ?? this.stuck("a condition that is not known");
  }

  typeName(v: Value): string {
    return this.interp.typeName(v);
  }
}

/** What a body gets after the call: one value a parameter, in the signature's order, `*args` and `**kwargs` left out. */
export type Body = (c: Call, ...args: Value[]) => Value;

export interface NativeOptions {
  /** Name of the class that it is a method of; `self` is the first parameter then. */
  readonly owner?: string;
  /** The body takes unknown and alternative arguments itself; else they never reach it. */
  readonly lenient?: boolean;
  /** The body takes unknown arguments itself, and is run with each option of alternative ones. */
  readonly takesUnknown?: boolean;
  /** Stays unbound when it is looked up through an instance. */
  readonly isStatic?: boolean;
}

/**
 * Makes a function from a signature such as `"iterable, /, *, key=None, reverse=False"`. `name?` is
 * {@link MISSING} when not given; a closing `...` ignores other arguments, for functions whose
 * further parameters change nothing that is modelled.
 */
export function native(name: string, signature: string, body: Body, options: NativeOptions = {}): NativeFunction {
  // Most are never called, so that their parameters are read when one is.
  let read: Parameters | null = null;
  const lenient = options.lenient === true;
  const invoke = (interp: Interp, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value => {
    read ??= parse(signature, options.owner);
    const parameters = read;
    const { openKwargs } = interp;
    if (openKwargs !== null && !(lenient && parameters.doubleStar)) {
      interp.openKwargs = null;
      return openKwargs.anew();
    }
    // A method of what nobody knows gives nothing that is known.
    if (options.owner !== undefined && args[0] instanceof Unknown) return madeOf(args[0], node);
    const bound = bind(interp, name, parameters, args, kwargs, node);
    try {
      if (!lenient) {
        const split = undecided(bound.values, bound.rest, bound.kwargs, options.takesUnknown === true);
        if (split instanceof Unknown) return madeOf(split, node);
        if (split) return overOptions(interp, split, args, kwargs, (a, k) => invoke(interp, a, k, node));
      }
      return body(new Call(interp, node, bound.rest, bound.kwargs), ...bound.values);
    } catch (e) {
      if (e instanceof Stuck) return madeOf(e.value, node);
      throw e;
    }
  };
  return new NativeFunction(name, invoke, options.isStatic ?? false);
}

/** What a function makes of what is not known: not known either, and another value. */
function madeOf(v: Unknown, node: Node | null): Unknown {
  return v.isInput ? new Unknown(v.reason, v.where ?? node) : v.anew();
}

/** A table of methods or functions: `"name(signature)"` → body. A leading `?` makes it lenient, `~` lets it take what is not known, `!` makes it static. */
export type NativeTable = Readonly<Record<string, Body>>;

export function natives(table: NativeTable, owner?: string): Record<string, NativeFunction> {
  const out: Record<string, NativeFunction> = {};
  for (const [heading, body] of Object.entries(table)) {
    const [, marks = "", name = "", signature = ""] = /^([?!~]*)(\w+)\((.*)\)$/.exec(heading) ?? [];
    if (name === "") throw new Error(`not a signature: ${heading}`);
    out[name] = native(name, signature, body, {
      lenient: marks.includes("?"),
      takesUnknown: marks.includes("~"),
      isStatic: marks.includes("!"),
      ...(owner === undefined ? {} : { owner }),
    });
  }
  return out;
}

/** Puts methods into a class. `self` is the first parameter of each signature. */
export function defineMethods(cls: ClassValue, table: NativeTable): void {
  for (const [name, fn] of Object.entries(natives(table, cls.name))) cls.attrs.map.set(name, fn);
}

/** Runs a call once an option of an alternative argument, and joins. */
export function overOptions(
  interp: Interp,
  split: Alt,
  args: readonly Value[],
  kwargs: Kwargs,
  run: (args: readonly Value[], kwargs: Kwargs) => Value,
): Value {
  return interp.forkOver(split, (option) => {
    const put = (v: Value): Value => (v === split ? option : v);
    return run(args.map(put), new Map(Array.from(kwargs, ([k, v]) => [k, put(v)])));
  });
}

interface Parameter {
  readonly name: string;
  readonly kind: "positional" | "both" | "keyword";
  readonly default: Value | undefined;
}

interface Parameters {
  /** `list.`, in front of the name in some messages. */
  readonly prefix: string;
  /** Arguments that messages do not count. */
  readonly bound: number;
  readonly list: readonly Parameter[];
  readonly star: boolean;
  readonly doubleStar: boolean;
  readonly open: boolean;
}

function parse(signature: string, owner?: string): Parameters {
  let list: Parameter[] = [];
  let keyword = false;
  let star = false;
  let doubleStar = false;
  let open = false;
  for (const part of signature
    .split(",")
    .map((p) => p.trim())
    .filter((p) => p !== "")) {
    if (part === "...") open = true;
    else if (part === "/") list = list.map((p) => ({ ...p, kind: "positional" }));
    else if (part.startsWith("**")) doubleStar = true;
    else if (part.startsWith("*")) {
      star = part !== "*";
      keyword = true;
    } else {
      const [text = "", init] = part.split("=");
      const optional = text.endsWith("?");
      const name = optional ? text.slice(0, -1) : text;
      list.push({
        name,
        kind: keyword ? "keyword" : "both",
        default: optional ? MISSING : init === undefined ? undefined : literal(init),
      });
    }
  }
  const prefix = owner === undefined ? "" : `${owner}.`;
  return { list, star, doubleStar, open, prefix, bound: owner === undefined ? 0 : 1 };
}

function literal(text: string): Value {
  if (text === "None") return null;
  if (text === "True") return true;
  if (text === "False") return false;
  if (/^['"]/.test(text)) return text.slice(1, -1);
  if (text === "()") return new PyTuple([]);
  if (/^-?\d+$/.test(text)) return Number(text);
  return new PyFloat(Number(text));
}

interface Bound {
  readonly values: Value[];
  readonly rest: readonly Value[];
  readonly kwargs: Kwargs;
}

function bind(
  interp: Interp,
  name: string,
  p: Parameters,
  args: readonly Value[],
  kwargs: Kwargs,
  node: Node | null,
): Bound {
  const values: Value[] = new Array(p.list.length);
  let taken = 0;
  let missing = 0;
  for (let i = 0; i < p.list.length; i++) {
    const param = p.list[i] as Parameter;
    const given = param.kind === "keyword" ? undefined : args[taken];
    if (given !== undefined) {
      taken++;
      if (param.kind === "both" && kwargs.size > 0 && kwargs.has(param.name)) {
        throw interp.raise(
          "TypeError",
          `argument for ${name}() given by name ('${param.name}') and position (${i + 1})`,
          node,
        );
      }
      values[i] = given;
      continue;
    }
    const named = param.kind === "positional" ? undefined : kwargs.get(param.name);
    if (named !== undefined) values[i] = named;
    else if (param.default !== undefined) values[i] = param.default;
    else missing++;
  }
  if (missing > 0) throw interp.raise("TypeError", missingMessage(name, p, args, kwargs), node);
  if (taken < args.length && !p.star && !p.open)
    throw interp.raise("TypeError", surplusMessage(name, p, args.length), node);
  const rest = taken < args.length && p.star ? args.slice(taken) : [];
  if (kwargs.size === 0) return { values, rest, kwargs: NO_KWARGS };
  const others = new Map<string, Value>();
  for (const [k, v] of kwargs) if (!p.list.some((q) => q.name === k && q.kind !== "positional")) others.set(k, v);
  if (others.size > 0 && !p.doubleStar && !p.open) {
    const [first] = others.keys();
    throw interp.raise(
      "TypeError",
      p.list.some((q) => q.kind !== "positional")
        ? `'${first}' is an invalid keyword argument for ${name}()`
        : `${p.prefix}${name}() takes no keyword arguments`,
      node,
    );
  }
  return { values, rest, kwargs: others };
}

function missingMessage(name: string, p: Parameters, args: readonly Value[], kwargs: Kwargs): string {
  const list = p.list.slice(p.bound);
  const got = Math.max(args.length - p.bound, 0);
  const required = list.filter((q) => q.default === undefined);
  if (required.every((q) => q.kind === "positional")) {
    const exact = required.length === list.length && !p.star;
    if (exact && required.length === 1) return `${p.prefix}${name}() takes exactly one argument (${got} given)`;
    return `${name} expected ${exact ? "" : "at least "}${required.length} argument${required.length === 1 ? "" : "s"}, got ${got}`;
  }
  const i = list.findIndex(
    (q, at) => q.default === undefined && (q.kind === "keyword" || at >= got) && !kwargs.has(q.name),
  );
  return `${name}() missing required argument '${list[i]?.name}' (pos ${i + 1})`;
}

function surplusMessage(name: string, p: Parameters, given: number): string {
  const positional = p.list.filter((q) => q.kind !== "keyword").slice(p.bound);
  const required = positional.filter((q) => q.default === undefined).length;
  const most = positional.length;
  const got = given - p.bound;
  if (most === 0) return `${p.prefix}${name}() takes no arguments (${got} given)`;
  if (required === most && most === 1) return `${p.prefix}${name}() takes exactly one argument (${got} given)`;
  if (positional.every((q) => q.kind === "positional"))
    return `${name} expected ${required === most ? "" : "at most "}${most} argument${most === 1 ? "" : "s"}, got ${got}`;
  return `${name}() takes at most ${most} argument${most === 1 ? "" : "s"} (${got} given)`;
}

/** The first argument that is not one known value. */
function undecided(values: readonly Value[], rest: readonly Value[], kwargs: Kwargs, takesUnknown: boolean): Unknown | Alt | undefined {
  let split: Alt | undefined;
  for (const list of [values, rest, kwargs.values()]) {
    for (const v of list) {
      if (v instanceof Unknown && !takesUnknown) return v;
      if (v instanceof Alt) split ??= v;
    }
  }
  return split;
}
