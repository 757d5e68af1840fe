/**
 * Python's builtin classes, as singletons that every interpreter shares. Their
 * methods are put in by the other files of this folder.
 *
 * `ClassValue.construct` is a class's `__new__`: it gives the object, and
 * `__init__`, where the class has one, then fills it. So `list.__init__` is what
 * reads the iterable, and a subclass may have another signature.
 */
import type { Interp } from "../interp.ts";
import { BoundMethod, ClassValue, Instance, NativeFunction, type PyIterator, type PyObject, type PySet, SomeComplex, type Value } from "../values.ts";

export const objectClass = new ClassValue("object", []);
export const typeClass = builtin("type");
export const intClass = builtin("int");
export const boolClass = builtin("bool", intClass);
export const floatClass = builtin("float");
export const complexClass = builtin("complex");
export const strClass = builtin("str");
export const bytesClass = builtin("bytes");
export const bytearrayClass = builtin("bytearray");
export const memoryviewClass = builtin("memoryview");
export const tupleClass = builtin("tuple");
export const listClass = builtin("list");
export const dictClass = builtin("dict");
export const setClass = builtin("set");
export const frozensetClass = builtin("frozenset");
export const sliceClass = builtin("slice");
export const rangeClass = builtin("range");
export const noneClass = builtin("NoneType");
export const ellipsisClass = builtin("ellipsis");
export const notImplementedClass = builtin("NotImplementedType");
export const functionClass = builtin("function");
export const builtinFunctionClass = builtin("builtin_function_or_method");
export const methodClass = builtin("method");
export const moduleClass = builtin("module");
export const propertyClass = builtin("property");
export const staticmethodClass = builtin("staticmethod");
export const classmethodClass = builtin("classmethod");
export const superClass = builtin("super");
export const generatorClass = builtin("generator");
/** The base of all iterators but generators; Python has no such class, and it is never named. */
export const iteratorClass = builtin("iterator");
export const mapClass = builtin("map", iteratorClass);
export const filterClass = builtin("filter", iteratorClass);
export const zipClass = builtin("zip", iteratorClass);
export const enumerateClass = builtin("enumerate", iteratorClass);
export const reversedClass = builtin("reversed", iteratorClass);

const iteratorClasses = new Map<string, ClassValue>([
  ["generator", generatorClass],
  ...[iteratorClass, mapClass, filterClass, zipClass, enumerateClass, reversedClass].map((c) => [c.name, c] as const),
]);

/** Each line: a class, then its subclasses. */
const HIERARCHY = `
BaseException: Exception BaseExceptionGroup GeneratorExit KeyboardInterrupt SystemExit
Exception: ArithmeticError AssertionError AttributeError BufferError EOFError ImportError LookupError MemoryError NameError OSError ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError TypeError ValueError Warning
ArithmeticError: FloatingPointError OverflowError ZeroDivisionError
ImportError: ModuleNotFoundError
LookupError: IndexError KeyError
NameError: UnboundLocalError
OSError: BlockingIOError ChildProcessError ConnectionError FileExistsError FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError
ConnectionError: BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError
RuntimeError: NotImplementedError RecursionError
SyntaxError: IndentationError
IndentationError: TabError
ValueError: UnicodeError
UnicodeError: UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError
Warning: BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning
`;

/** The exceptions of CPython 3.11 by name, `IOError` and `EnvironmentError` included. */
export const exceptions: ReadonlyMap<string, ClassValue> = makeExceptions();

/** An exception class that is known to exist. */
export function exceptionClass(name: string): ClassValue {
  const found = exceptions.get(name);
  if (!found) throw new Error(`Python has no exception ${name}`);
  return found;
}

/**
 * `type(v)`. An Unknown or an Alt has no class that could be given: `object` here, and callers
 * ask before. Objects that name their own class need the interpreter for it.
 */
export function classOf(v: Value, interp?: Interp): ClassValue {
  switch (typeof v) {
    case "number":
      return intClass;
    case "string":
      return strClass;
    case "boolean":
      return boolClass;
  }
  if (v === null) return noneClass;
  // A method of an object that is no instance of a class in Python is built in.
  if (v instanceof BoundMethod && v.func instanceof NativeFunction && !(v.self instanceof Instance || v.self instanceof ClassValue)) return builtinFunctionClass;
  if (v instanceof SomeComplex) return complexClass;
  return (interp && v.pyClass?.(interp)) ?? classByKind(v);
}

/** The class of iterators that {@link PyIterator.name} names, made on first use. */
export function iteratorClassNamed(name: string): ClassValue {
  let found = iteratorClasses.get(name);
  if (!found) {
    found = builtin(name, iteratorClass);
    iteratorClasses.set(name, found);
  }
  return found;
}

const classesByKind: Readonly<Record<string, ClassValue>> = {
  symint: intClass,
  bigint: intClass,
  symbool: boolClass,
  float: floatClass,
  symfloat: floatClass,
  symroot: floatClass,
  complex: complexClass,
  bytes: bytesClass,
  tuple: tupleClass,
  list: listClass,
  dict: dictClass,
  slice: sliceClass,
  range: rangeClass,
  function: functionClass,
  native: builtinFunctionClass,
  method: methodClass,
  module: moduleClass,
  property: propertyClass,
  staticmethod: staticmethodClass,
  classmethod: classmethodClass,
  super: superClass,
};

function classByKind(
  v: PyObject & { cls?: ClassValue | null; metaclass?: ClassValue | null; name?: string },
): ClassValue {
  if (v.cls) return v.cls;
  switch (v.kind) {
    case "class":
      return v.metaclass ?? typeClass;
    case "set":
      return (v as PySet).frozen ? frozensetClass : setClass;
    case "iterator":
      return iteratorClassNamed((v as PyIterator).name);
    case "singleton":
      return v.name === "Ellipsis" ? ellipsisClass : notImplementedClass;
  }
  return classesByKind[v.kind] ?? objectClass;
}

function builtin(name: string, base: ClassValue = objectClass): ClassValue {
  return new ClassValue(name, [base]);
}

function makeExceptions(): Map<string, ClassValue> {
  const made = new Map([["BaseException", builtin("BaseException")]]);
  for (const line of HIERARCHY.trim().split("\n")) {
    const [base = "", names = ""] = line.split(": ");
    for (const name of names.split(" ")) made.set(name, builtin(name, made.get(base)));
  }
  const group = [made.get("BaseExceptionGroup"), made.get("Exception")].filter((c) => c !== undefined);
  made.set("ExceptionGroup", new ClassValue("ExceptionGroup", group));
  const osError = made.get("OSError");
  if (osError) for (const alias of ["IOError", "EnvironmentError"]) made.set(alias, osError);
  return made;
}
