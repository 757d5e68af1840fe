/** `f.__code__`, and functions made anew of it: `types.FunctionType(f.__code__, …)`. */
import type { Interp } from "../interp.ts";
import { ClassValue, FunctionValue, PyObject, PyTuple, Unknown, type Value } from "../values.ts";
import { functionClass, objectClass } from "./types.ts";

const codeClass = new ClassValue("code", [objectClass], null, "types");

export class CodeValue extends PyObject {
  readonly kind = "code";
  readonly fn: FunctionValue;
  constructor(fn: FunctionValue) {
    super();
    this.fn = fn;
  }
  override pyClass(): ClassValue {
    return codeClass;
  }
  override pyGetattr(_interp: Interp, name: string): Value | undefined {
    const { args, unit } = this.fn.node;
    const positional = [...args.posonly, ...args.args].map((a) => a.name);
    const keywordOnly = args.kwonly.map((a) => a.name);
    switch (name) {
      case "co_name":
        return this.fn.name;
      case "co_qualname":
        return this.fn.qualname;
      case "co_filename":
        return unit.path;
      case "co_argcount":
        return positional.length;
      case "co_posonlyargcount":
        return args.posonly.length;
      case "co_kwonlyargcount":
        return keywordOnly.length;
      case "co_flags":
        return (args.vararg ? 4 : 0) | (args.kwarg ? 8 : 0);
      // Local variables follow the parameters in Python; code that reads this asks for parameters.
      case "co_varnames":
        return new PyTuple([...positional, ...keywordOnly, ...[args.vararg, args.kwarg].flatMap((a) => (a ? [a.name] : []))]);
    }
    return new Unknown(`a function's ${name}`);
  }
  override sameAs(other: PyObject): boolean {
    return other instanceof CodeValue && other.fn.node === this.fn.node;
  }
}

export function installCode(): void {
  functionClass.construct = (_interp, _cls, args, kwargs, node) => {
    const [code, , name = kwargs.get("name") ?? null, defaults = kwargs.get("argdefs") ?? null] = args;
    if (!(code instanceof CodeValue)) return new Unknown("a function made of code that is not known", node);
    const { fn } = code;
    const values = defaults instanceof PyTuple ? defaults.items : defaults === null ? [] : fn.defaults;
    return new FunctionValue(typeof name === "string" ? name : fn.name, fn.qualname, fn.node, fn.env, fn.module, values, fn.kwDefaults);
  };
}

/** The attributes of a function that tell how it is made; undefined for others. */
export function codeAttribute(fn: FunctionValue, name: string): Value | undefined {
  if (name === "__code__") return new CodeValue(fn);
  if (name === "__closure__") return null;
  return name === "__type_params__" ? new PyTuple([]) : undefined;
}

