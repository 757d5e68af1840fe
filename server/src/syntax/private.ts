/**
 * Private names: within a class, `__name` is `_Class__name`, wherever it is bound or read, as CPython's compiler has it.
 * https://docs.python.org/3/reference/expressions.html#private-name-mangling
 */
import type { ClassDef, Node } from "./ast.ts";
import { walk } from "./walk.ts";

/** Anything that begins like a private name; most classes have none, and are not looked through. */
const PRIVATE = /(?<!\w)__(?!\w*__(?!\w))\w/;

/** Gives the private names in a class's body their full names; `text` is the class's own. */
export function nameInFull(cls: ClassDef, text: string): void {
  const owner = cls.name.replace(/^_+/, "");
  if (owner === "" || !PRIVATE.test(text)) return;
  const full = (name: string): string => (name.startsWith("__") && !name.endsWith("__") && !name.includes(".") ? `_${owner}${name}` : name);
  for (const s of cls.body) walk(s, (node) => rename(node, full));
}

type Named<T> = { -readonly [K in keyof T]: T[K] };

function rename(given: Node, full: (name: string) => string): void {
  const node = given as Named<Node>;
  switch (node.kind) {
    case "Name":
      node.id = full(node.id);
      return;
    case "Attribute":
      node.attr = full(node.attr);
      return;
    case "FunctionDef":
    case "ClassDef":
      node.name = full(node.name);
      return;
    case "Arg":
      node.name = full(node.name);
      return;
    case "Keyword":
      if (node.arg !== null) node.arg = full(node.arg);
      return;
    case "Alias":
      if (node.asname !== null) node.asname = full(node.asname);
      return;
    case "ExceptHandler":
      if (node.name !== null) node.name = full(node.name);
      return;
    case "Global":
    case "Nonlocal":
      node.names = node.names.map(full);
      return;
    default:
  }
}

/** A private name as its class writes it; any other name itself. */
export function asWritten(name: string): string {
  return name.replace(/^_[^\W_]\w*?(?=__)(?!\w*__$)/, "");
}
