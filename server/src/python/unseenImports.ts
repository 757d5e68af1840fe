/** Modules that are imported by a name that is not known (`for file in os.listdir(folder): import_module(file)`): what they run may enter anything in the project's tables. */
import type { Interp } from "./interp.ts";
import { ClassValue, Instance, type Namespace, PyDict, PyList, PyTuple, Unknown, type Value } from "./values.ts";

/** From here on the dicts that the project's modules hold may have other keys besides. */
export function openTables(interp: Interp): void {
  const seen = new Set<Value>();
  const what = new Unknown("a module that is imported by a name which is not known may have entered it");
  const visitNames = (names: Namespace): void => {
    for (const [, v] of names.entries()) visit(v);
  };
  const visit = (v: Value): void => {
    if (typeof v !== "object" || v === null || seen.has(v)) return;
    seen.add(v);
    if (v instanceof PyDict) {
      if (v.open === null) v.admit(what);
      v.values().forEach(visit);
    } else if (v instanceof PyList || v instanceof PyTuple) v.items.forEach(visit);
    else if (v instanceof Instance && v.cls.node !== null) visitNames(v.attrs);
    else if (v instanceof ClassValue && v.node !== null) visitNames(v.attrs);
  };
  for (const module of interp.importer.ownModules()) visitNames(module.globals);
}
