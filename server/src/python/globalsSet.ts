/** Global names that functions set: until one that does is called, nobody knows when that is. */
import type { ClassDef, FunctionDef } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import type { Frame } from "./interp.ts";
import { NoneUnlessGiven } from "./values.ts";

const known = new WeakMap<FunctionDef | ClassDef, readonly string[]>();

/** The names that the functions within a definition declare to be global. */
export function globalsDeclared(definition: FunctionDef | ClassDef): readonly string[] {
  const before = known.get(definition);
  if (before) return before;
  const names: string[] = [];
  walk(definition, (n) => {
    if (n.kind === "Global") names.push(...n.names);
    return true;
  });
  known.set(definition, names);
  return names;
}

/** What is None until a function sets it (`model = None`, and a server's start-up that loads it) is None only where nobody has called that. */
export function holdPlaces(definition: FunctionDef | ClassDef, { module, func }: Frame): void {
  if (func !== null || !module.recorded) return;
  for (const name of globalsDeclared(definition)) {
    if (module.globals.get(name) === null) module.globals.set(name, new NoneUnlessGiven(`'${name}' is set by ${definition.name}`));
  }
}
