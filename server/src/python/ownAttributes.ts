/** Attributes that built-in values have and nothing here models: they are there, and not known. */
import { classOf } from "./builtins/types.ts";
import type { Interp } from "./interp.ts";
import { SURFACE } from "./surface.ts";
import { ClassValue, Instance, ModuleValue, Unknown, type Value } from "./values.ts";

const namesOf = new Map<string, ReadonlySet<string>>();

function hasName(type: string, name: string): boolean {
  let names = namesOf.get(type);
  if (names === undefined) {
    names = new Set(SURFACE[type]?.split(" "));
    namesOf.set(type, names);
  }
  return names.has(name);
}

/** Names that a module has of its import. */
const OF_MODULES: ReadonlySet<string> = new Set("__all__ __author__ __builtins__ __cached__ __breakpointhook__ __config__ __date__ __dir__ __displayhook__ __doc__ __excepthook__ __getattr__ __loader__ __package__ __spec__ __status__ __stdin__ __version__".split(" "));

/** What a built-in value, class or module has by the name although it was found nowhere; undefined: it has none. */
export function ownAttribute(interp: Interp, obj: Value, name: string): Unknown | undefined {
  if (!has(interp, obj, name)) return undefined;
  return new Unknown(`'${name}' of ${obj instanceof ModuleValue || obj instanceof ClassValue ? obj.name : interp.typeName(obj)} is not modelled`);
}

function has(interp: Interp, obj: Value, name: string): boolean {
  if (obj instanceof ModuleValue) return OF_MODULES.has(name) || (name === "__path__" && obj.isPackage);
  const cls = obj instanceof ClassValue ? obj : classOf(obj, interp);
  // An object of the user's own class has what `object` has, which is asked for where nothing else is found.
  if (obj instanceof Instance && obj.cls.node !== null) return false;
  return hasName("object", name) || cls.mro.some((c) => c.node === null && hasName(c.name, name)) || (obj instanceof ClassValue && hasName("type", name));
}
