/** A constructor whose name is misspelt, `_init_` say, is a method that nobody calls: what it would have set is lacking. */
import type { FunctionDef } from "../syntax/ast.ts";
import { asWritten } from "../syntax/private.ts";
import { walk } from "../syntax/walk.ts";
import type { Interp } from "./interp.ts";
import type { ClassValue } from "./values.ts";

const MISSPELT = /^_+(init|int|inti|intit|iint|iinit|initi?t?|ini|nit)_*$|^(init|int|inti|intit|iinit)__?$/;

/** The method of an object's class that was meant to be `__init__`; null: there is none. `sets`: an attribute that it would have set. */
export function misspeltConstructor(interp: Interp, cls: ClassValue, sets: string | null = null): FunctionDef | null {
  for (const c of cls.mro) {
    if (!c.node) return null;
    const methods = c.node.body.filter((s): s is FunctionDef => s.kind === "FunctionDef");
    if (methods.some((m) => m.name === "__init__")) return null;
    const found = methods.find((m) => m.name !== "__init__" && MISSPELT.test(asWritten(m.name)) && (sets === null || assigns(m, sets)) && isNeverCalled(interp, m));
    if (found) return found;
  }
  return null;
}

/** Whether a method assigns `self.name`. */
function assigns(method: FunctionDef, name: string): boolean {
  let found = false;
  for (const s of method.body) {
    walk(s, (n) => {
      if (n.kind === "Attribute" && n.attr === name && n.value.kind === "Name" && n.value.id === "self") found = true;
    });
  }
  return found;
}

function isNeverCalled(interp: Interp, method: FunctionDef): boolean {
  const text = interp.textOf(method.unit.path);
  return text !== undefined && !new RegExp(`\\.\\s*${asWritten(method.name)}\\b`).test(text);
}
