/** Configurations: what a constructor's parameter takes that can be made from its own defaults (`config: GPTConfig`). */
import { OutOfFuel, PyRaise } from "../python/errors.ts";
import type { Interp } from "../python/interp.ts";
import { noteName } from "../python/reads.ts";
import { ClassValue, type FunctionValue, LazyImport, type ModuleValue, NO_KWARGS, Unknown, type Value } from "../python/values.ts";
import type { Arg, Expr } from "../syntax/ast.ts";
import { moduleClass } from "../torch/module.ts";
import { constructorOf, namesIn, parametersWithoutValue, requiredParameters } from "./inputs.ts";

export interface Configuration {
  readonly cls: ClassValue;
  /** The code says that the class takes it; else it is one of the file's that looks likely. */
  readonly stated: boolean;
}

const PARAMETER = /(?:^|_)(?:config|cfg|conf|args|hparams|hps|opts?|options|settings)$/i;
const CLASS = /(?:Config|Cfg|Configuration|Args|Arguments|HParams|Hyperparameters|Options|Settings)$/;

/** A configuration class with the name under which its file knows it, or a class that takes it. */
export interface Known {
  readonly name: string;
  readonly cls: ClassValue;
}

/** The parameters of a class's constructor that take a configuration, with what each may be, the likeliest first. `known` are those of its file. */
export function configurations(interp: Interp, cls: ClassValue, known: readonly Known[]): ReadonlyMap<string, readonly Configuration[]> {
  const out = new Map<string, readonly Configuration[]>();
  const init = constructorOf(cls);
  if (!init) return out;
  const { positional, keyword } = requiredParameters(init.node, true);
  for (const p of [...positional, ...keyword, ...parametersWithoutValue(init.node, true)]) {
    const found = configurationsFor(interp, cls, init, p, positional.includes(p) || keyword.includes(p), known);
    if (found.length > 0) out.set(p.name, found);
  }
  return out;
}

function configurationsFor(interp: Interp, cls: ClassValue, init: FunctionValue, p: Arg, required: boolean, known: readonly Known[]): readonly Configuration[] {
  const own = asConfiguration(cls.lookup("config_class"));
  const named = PARAMETER.test(p.name);
  const annotated = p.annotation ? classesIn(interp, init, p.annotation).filter((c) => c !== own && (named || CLASS.test(c.name)) && isConfiguration(c)) : [];
  // A base class of all configurations says less than the class's own.
  const stated = [...(own && named ? [own] : []), ...annotated.filter((c) => !own?.isSubclassOf(c))];
  if (stated.length > 0) return stated.map((c) => ({ cls: c, stated: stated.length === 1 }));
  if (!named || p.annotation || !required) return [];
  return likeliest(cls, known).map((c) => ({ cls: c, stated: false }));
}

/** Those of a file's configurations that are tried for a class which does not say its own: the most alike in name first. */
export function likeliest(cls: ClassValue, known: readonly Known[]): readonly ClassValue[] {
  const alike = (k: Known): number => commonStart(k.cls.name, cls.name);
  const likely = [...known].sort((a, b) => alike(b) - alike(a)).slice(0, MOST_TRIED);
  for (const { name } of likely) if (cls.module) noteName(cls.module, name);
  return likely.map((k) => k.cls);
}

/** Whether a class's constructor asks for a configuration, as far as its parameters' names and annotations tell. */
export function takesConfiguration(cls: ClassValue): boolean {
  const init = constructorOf(cls);
  if (!init) return false;
  const { positional, keyword } = requiredParameters(init.node, true);
  return [...positional, ...keyword, ...parametersWithoutValue(init.node, true)].some((p) => PARAMETER.test(p.name) || (p.annotation !== null && namesIn(p.annotation).some((n) => CLASS.test(n))));
}

function asConfiguration(v: Value | undefined): ClassValue | null {
  const cls = resolved(v);
  return cls instanceof ClassValue && isConfiguration(cls) ? cls : null;
}

function isConfiguration(cls: ClassValue): boolean {
  return cls.node !== null && !cls.isSubclassOf(moduleClass);
}

/** The classes that an annotation names: `GPTConfig`, `"GPTConfig"`, `AConfig | BConfig`, `Optional[AConfig]`. */
export function classesIn(interp: Interp, init: FunctionValue, e: Expr): ClassValue[] {
  switch (e.kind) {
    case "Name":
      return classOf(named(init, e.id));
    case "Attribute": {
      const owner = e.value.kind === "Name" ? resolved(named(init, e.value.id)) : undefined;
      return owner === undefined ? [] : classOf(interp.lookupAttr(owner, e.attr));
    }
    case "Constant":
      return e.value.type === "str" && /^\w+$/.test(e.value.value) ? classOf(named(init, e.value.value)) : [];
    case "BinOp":
      return [...classesIn(interp, init, e.left), ...classesIn(interp, init, e.right)];
    case "Subscript":
      return e.value.kind === "Name" && /^(Optional|Union)$/.test(e.value.id) ? classesIn(interp, init, e.slice) : [];
    case "Tuple":
      return e.elts.flatMap((x) => classesIn(interp, init, x));
    default:
      return [];
  }
}

/** What a name means where a function is written, if it is global. */
function named(fn: FunctionValue, name: string): Value | undefined {
  noteName(fn.module, name);
  return fn.module.globals.get(name);
}

/** A value, imported if need be; undefined where that fails. */
function resolved(v: Value | undefined): Value | undefined {
  if (!(v instanceof LazyImport)) return v;
  try {
    return v.resolve();
  } catch (e) {
    if (e instanceof PyRaise || e instanceof OutOfFuel) return undefined;
    throw e;
  }
}

function classOf(v: Value | undefined): ClassValue[] {
  const cls = resolved(v);
  return cls instanceof ClassValue ? [cls] : [];
}

/** The configuration classes that a file defines, imports, or whose objects a model class of it takes. */
export function knownConfigurations(module: ModuleValue): readonly Known[] {
  const found = new Map<ClassValue, Known>();
  // What is read is not noted: whoever reads asks again after an edit.
  for (const [name, v] of module.globals.map) {
    const isModel = v instanceof ClassValue && v.module === module && v.isSubclassOf(moduleClass);
    const cls = isModel ? asConfiguration(v.lookup("config_class")) : CLASS.test(name) ? resolved(v) : undefined;
    if (cls instanceof ClassValue && CLASS.test(cls.name) && isConfiguration(cls) && !found.has(cls)) found.set(cls, { name, cls });
  }
  return [...found.values()];
}

/** So many configurations are tried for a class that does not say which it takes. */
const MOST_TRIED = 3;

function commonStart(a: string, b: string): number {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n += 1;
  return n;
}

/** A configuration made from its defaults; null: it has none for something. */
export function fromDefaults(interp: Interp, cls: ClassValue): Value | null {
  const { trace } = interp;
  const before = trace.problems.length;
  try {
    const made = interp.call(cls, [], NO_KWARGS, null);
    if (!(made instanceof Unknown) && trace.problems.length === before) return made;
  } catch (e) {
    if (!(e instanceof PyRaise)) throw e;
  }
  trace.forgetProblems(before);
  return null;
}
