/** The names that every Python module sees. */
import { type ClassValue, ELLIPSIS, type Env, NOT_IMPLEMENTED, type NativeFunction, Unknown, type Value } from "../values.ts";
import { attributeFunctions } from "./attributes.ts";
import { installClasses } from "./classes.ts";
import { installCode } from "./code.ts";
import { installDicts } from "./dicts.ts";
import { installExceptions } from "./exceptions.ts";
import { frameFunctions } from "./frame.ts";
import { plainFunctions } from "./functions.ts";
import { installIterators, iteratorConstructors, iteratorFunctions } from "./iterators.ts";
import { natives } from "./native.ts";
import { installNumbers } from "./numeric.ts";
import { installRanges } from "./ranges.ts";
import { roundingFunctions } from "./rounding.ts";
import { installSequences } from "./sequences.ts";
import { installSets } from "./sets.ts";
import { installStrings } from "./strings.ts";
import * as types from "./types.ts";

/** Names of Python's own that are not followed, those that an interactive session or a newer Python has included. */
const UNMODELLED = "__build_class__ __doc__ __loader__ __spec__ aiter anext breakpoint compile copyright credits exit help license quit".split(" ");

/** Puts the builtins into the scope around all modules. */
export function installBuiltins(env: Env): void {
  for (const [name, value] of builtinNames) env.map.set(name, value);
}

/** Classes that Python's builtins name. */
const named: readonly ClassValue[] = [
  types.objectClass,
  types.typeClass,
  types.intClass,
  types.boolClass,
  types.floatClass,
  types.complexClass,
  types.strClass,
  types.bytesClass,
  types.bytearrayClass,
  types.memoryviewClass,
  types.tupleClass,
  types.listClass,
  types.dictClass,
  types.setClass,
  types.frozensetClass,
  types.sliceClass,
  types.rangeClass,
  types.propertyClass,
  types.staticmethodClass,
  types.classmethodClass,
  types.superClass,
  types.enumerateClass,
  types.zipClass,
  types.mapClass,
  types.filterClass,
  types.reversedClass,
];

const builtinNames: ReadonlyMap<string, Value> = makeBuiltins();

function makeBuiltins(): Map<string, Value> {
  installClasses();
  installCode();
  installIterators();
  installExceptions();
  installStrings();
  installNumbers();
  installSequences();
  installDicts();
  installSets();
  installRanges();
  const names = new Map<string, Value>([
    ["NotImplemented", NOT_IMPLEMENTED],
    ["Ellipsis", ELLIPSIS],
    ["None", null],
    ["True", true],
    ["False", false],
    ["__debug__", true],
  ]);
  for (const cls of named) names.set(cls.name, cls);
  for (const [name, cls] of types.exceptions) names.set(name, cls);
  const functions = natives({ ...plainFunctions, ...attributeFunctions, ...iteratorFunctions, ...roundingFunctions });
  for (const [name, fn] of Object.entries(frameFunctions)) names.set(name, fn);
  for (const [name, fn] of Object.entries(functions)) if (!names.has(name)) names.set(name, fn);
  types.bytearrayClass.construct = types.bytesClass.construct;
  types.memoryviewClass.construct = types.bytesClass.construct;
  constructThrough(types.reversedClass, functions.reversed);
  for (const [name, fn] of Object.entries(natives(iteratorConstructors)))
    constructThrough(types.iteratorClassNamed(name), fn);
  for (const name of UNMODELLED) if (!names.has(name)) names.set(name, new Unknown(`Python's '${name}'`));
  return names;
}

/** A class whose call is a function. */
function constructThrough(cls: ClassValue, fn: NativeFunction | undefined): void {
  if (fn) cls.construct = (interp, _cls, args, kwargs, node) => fn.invoke(interp, args, kwargs, node);
}
