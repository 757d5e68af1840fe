/** The standard library's modules that are written here; others are bundled as Python. */
import type { NativeLibrary } from "../imports.ts";
import type { Interp } from "../interp.ts";
import { ModuleValue, Unknown, type Value } from "../values.ts";

/** Makes a module's members, on its first import. */
export type ModuleMaker = (interp: Interp) => Readonly<Record<string, Value>> | ReadonlyMap<string, Value>;

export const stdlibModules: ReadonlyMap<string, ModuleMaker> = new Map<string, ModuleMaker>([]);

/** The modules above, as the importer asks for them. */
export const stdlibLibrary: NativeLibrary = (interp, name) => {
  const make = stdlibModules.get(name);
  if (!make) return undefined;
  const module = new ModuleValue(name, null, null);
  module.isPackage = true;
  const members = make(interp);
  for (const [key, value] of members instanceof Map ? members : Object.entries(members)) module.globals.map.set(key, value);
  if (!completeModules.has(name)) module.lazy = (member) => unmodelled(interp, name, member);
  return module;
};

/** Modules of which every public name is here; of the others a name may be missing for want of a model. */
const completeModules: ReadonlySet<string> = new Set(["math", "operator", "itertools", "functools"]);

function unmodelled(interp: Interp, module: string, member: string): Value | undefined {
  if (stdlibModules.has(`${module}.${member}`)) return interp.importModule(`${module}.${member}`);
  return /^__\w+__$/.test(member) ? undefined : new Unknown(`${module}.${member} is not modelled`);
}
