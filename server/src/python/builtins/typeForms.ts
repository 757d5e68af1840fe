/** What `typing` and `int | None` make: types that stand in annotations, and that may be asked at run time. */
import type { Node } from "../../syntax/ast.ts";
import type { Interp } from "../interp.ts";
import { ClassValue, type Kwargs, NativeFunction, PyObject, PyTuple, Unknown, type Value } from "../values.ts";
import { noneClass, objectClass } from "./types.ts";

const formClass = new ClassValue("_GenericAlias", [objectClass], null, "typing");
const unionClass = new ClassValue("UnionType", [objectClass], null, "types");

/** `typing.Optional[int]`, `Callable`, `int | None`, a `TypeVar`. */
export class TypeForm extends PyObject {
  readonly kind = "typing";
  readonly name: string;
  readonly args: readonly Value[];
  /** The class that it is at run time: `list` for `List[int]`. */
  readonly origin: Value;
  constructor(name: string, origin: Value = null, args: readonly Value[] = []) {
    super();
    this.name = name;
    this.origin = origin;
    this.args = args;
  }
  override pyClass(): ClassValue {
    return this.name === "|" ? unionClass : formClass;
  }
  override pyGetitem(_interp: Interp, key: Value): Value {
    const args = key instanceof PyTuple ? key.items : [key];
    if (this.name === "Optional") return unionOf([...args, null]);
    if (this.name === "Union") return unionOf(args);
    return new TypeForm(this.name, this.origin, args);
  }
  override pyCall(interp: Interp, args: readonly Value[], kwargs: Kwargs, node: Node | null): Value {
    if (this.origin instanceof ClassValue) return interp.call(this.origin, args, kwargs, node);
    if (this.name === "ForwardRef" || this.origin === null) return this;
    return new Unknown(`a call of ${this.name}`, node);
  }
  override pyBinary(_interp: Interp, op: string, other: Value, reflected: boolean): Value | undefined {
    if (op !== "|") return undefined;
    return reflected ? unionOf([other, this]) : unionOf([this, other]);
  }
  override pyCompare(interp: Interp, op: string, other: Value): Value | undefined {
    if (op !== "==" && op !== "!=") return undefined;
    const same =
      other instanceof TypeForm &&
      other.name === this.name &&
      other.args.length === this.args.length &&
      this.args.every((a, i) => interp.equal(a, other.args[i] as Value) === true);
    return op === "==" ? same : !same;
  }
  override pyGetattr(_interp: Interp, name: string): Value | undefined {
    switch (name) {
      case "__args__":
        return new PyTuple(this.name === "|" ? this.args.map((a) => a ?? noneClass) : this.args);
      case "__origin__":
        return this.origin ?? this;
      case "__name__":
      case "_name":
      case "__qualname__":
        return this.name;
      case "__module__":
        return "typing";
      case "__mro_entries__":
        return new NativeFunction(
          name,
          () => new PyTuple([this.origin instanceof ClassValue ? this.origin : objectClass]),
          true,
        );
      case "__parameters__":
        return new PyTuple([]);
      case "__metadata__":
        return new PyTuple(this.args.slice(1));
      case "__bound__":
      case "__constraints__":
      case "__supertype__":
      case "__doc__":
        return null;
    }
    return this.origin instanceof ClassValue ? this.origin.lookup(name) : undefined;
  }
  override pyInstanceCheck(interp: Interp, v: Value): boolean | undefined {
    if (this.name === "Any") return true;
    if (this.name === "|" || this.name === "Union") {
      const answers = this.args.map((a) => interp.isinstance(v, a === null ? noneClass : a));
      if (answers.includes(true)) return true;
      return answers.includes(undefined) ? undefined : false;
    }
    return this.origin instanceof ClassValue ? interp.isinstance(v, this.origin) : undefined;
  }
  override pyRepr(interp: Interp): string {
    const shown = (v: Value): string =>
      v === null
        ? "None"
        : v instanceof ClassValue
          ? v.moduleName === "builtins"
            ? v.qualname
            : `${v.moduleName}.${v.qualname}`
          : v instanceof PyTuple
            ? `[${v.items.map(shown).join(", ")}]`
            : interp.repr(v);
    if (this.name === "|") return this.args.map(shown).join(" | ");
    return this.args.length === 0 ? `typing.${this.name}` : `typing.${this.name}[${this.args.map(shown).join(", ")}]`;
  }
}

/** `a | b | …`, flat and without repetitions. */
export function unionOf(parts: readonly Value[]): Value {
  const flat = parts.flatMap((p) => (p instanceof TypeForm && p.name === "|" ? p.args : [p]));
  const distinct = [...new Set(flat)];
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined ? only : new TypeForm("|", null, distinct);
}
