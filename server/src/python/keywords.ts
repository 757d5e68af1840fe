/** Which keywords a callable takes, as far as its text tells. */
import { BoundMethod, ClassValue, FunctionValue, NativeFunction, type Value } from "./values.ts";

/** Whether a method has its object by that name. */
function isFirst(method: Value | undefined, name: string): boolean {
  return method instanceof FunctionValue && (method.node.args.posonly[0] ?? method.node.args.args[0])?.name === name;
}

/** Whether a call may be given the keyword; true where it is not known. */
export function takesKeyword(fn: Value, name: string): boolean {
  if (fn instanceof FunctionValue) {
    const { args, kwonly, kwarg } = fn.node.args;
    return kwarg !== null || fn.attrs.has("__wrapped__") || [...args, ...kwonly].some((p) => p.name === name);
  }
  if (fn instanceof NativeFunction) return fn.parameters?.().some((p) => p.name === name && p.kind !== "star") ?? true;
  if (fn instanceof BoundMethod) return !isFirst(fn.func, name) && takesKeyword(fn.func, name);
  if (fn instanceof ClassValue) {
    if (isFirst(fn.lookup("__init__"), name)) return false;
    if (fn.metaclass !== null || fn.construct !== null || fn.mro.some((c) => c.unknownBase !== null)) return true;
    const init = fn.lookup("__init__");
    return init === undefined || takesKeyword(init, name);
  }
  return true;
}
