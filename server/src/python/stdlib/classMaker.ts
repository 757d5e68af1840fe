/** Classes of library modules that are written here. */
import { type NativeTable, defineMethods } from "../builtins/native.ts";
import { objectClass } from "../builtins/types.ts";
import { ClassValue, Instance, PyDict, PyList, PyTuple, type Value } from "../values.ts";

export interface NativeClass {
  readonly module: string;
  readonly bases?: readonly ClassValue[];
  readonly methods?: NativeTable;
  readonly attributes?: Readonly<Record<string, Value>>;
  readonly construct?: ClassValue["construct"];
}

export function nativeClass(name: string, options: NativeClass): ClassValue {
  const cls = new ClassValue(name, options.bases ?? [objectClass], null, options.module);
  if (options.methods) defineMethods(cls, options.methods);
  for (const [key, value] of Object.entries(options.attributes ?? {})) cls.attrs.map.set(key, value);
  if (options.construct) cls.construct = options.construct;
  return cls;
}

/** A plain instance with the given attributes. */
export function instanceOf(cls: ClassValue, attributes: Readonly<Record<string, Value>> = {}): Instance {
  const made = new Instance(cls);
  for (const [key, value] of Object.entries(attributes)) made.attrs.map.set(key, value);
  return made;
}

/** The class of an instance, also of a subclass of a builtin container; null for a builtin's own. */
export function ownClass(v: Value): ClassValue | null {
  if (v instanceof Instance) return v.cls;
  return v instanceof PyDict || v instanceof PyList || v instanceof PyTuple ? v.cls : null;
}
