/** Methods that are handed to code that nobody sees: it may call them whenever it runs. */
import type { Node } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import type { Interp } from "./interp.ts";
import { BoundMethod, FunctionValue, Instance, Unknown, type Value } from "./values.ts";

const changedBy = new WeakMap<Node, readonly string[]>();

/** What the methods among the values change of their objects is not known from here on. */
export function forgetWhatTheyChange(interp: Interp, values: readonly Value[], node: Node | null): void {
  for (const v of values) {
    if (!(v instanceof BoundMethod) || !(v.func instanceof FunctionValue) || !(v.self instanceof Instance)) continue;
    for (const name of attributesChanged(v.func)) interp.setattr(v.self, name, new Unknown(`'${name}' is set by ${v.func.name}, which is called from code that is not known`, node), null);
  }
}

/** The attributes of its first parameter that a method assigns, or calls a method on as a statement: `self.outputs.append(o)`. */
function attributesChanged({ node }: FunctionValue): readonly string[] {
  const known = changedBy.get(node);
  if (known) return known;
  const self = [...node.args.posonly, ...node.args.args][0]?.name;
  const names = new Set<string>();
  const note = (e: Node): void => {
    if (e.kind === "Subscript") note(e.value);
    else if (e.kind === "Attribute" && e.value.kind === "Name" && e.value.id === self) names.add(e.attr);
    else if (e.kind === "Tuple" || e.kind === "List") e.elts.forEach(note);
  };
  walk(node, (n) => {
    if (n.kind === "Assign") n.targets.forEach(note);
    else if (n.kind === "AugAssign" || n.kind === "AnnAssign") note(n.target);
    else if (n.kind === "Expr" && n.value.kind === "Call" && n.value.func.kind === "Attribute") note(n.value.func.value);
    return true;
  });
  const out = [...names];
  changedBy.set(node, out);
  return out;
}
