/** How a name of PyTorch stands in our library: by an operator's rule, as bundled Python, as a value, or not at all. */
import { createEngine } from "../../server/src/ide/engine.ts";
import { bundledSource } from "../../server/src/python/node-prelude.ts";
import { ClassValue, FunctionValue, ModuleValue, Unknown, type Value } from "../../server/src/python/values.ts";
import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { initParser, parse } from "../../server/src/syntax/parser.ts";
import { ops, tensorProperties } from "../../server/src/torch/define.ts";
import { FLOAT32 } from "../../server/src/torch/dtype.ts";
import { moduleClass } from "../../server/src/torch/module.ts";
import { Tensor } from "../../server/src/torch/tensor.ts";

/** `rule`: an operator, a layer or a tensor's property defined here. `python`: Python bundled with the product. `value`: a constant, a type, a module. */
export type Standing = "rule" | "python" | "value";

export interface Library {
  /** undefined: a program that uses the name gets a value that is not known. */
  readonly standing: (path: string) => Standing | undefined;
}

export async function openLibrary(): Promise<Library> {
  await initParser(locateWasm());
  const fs = { readFile: () => undefined, exists: () => false, isDirectory: () => false, list: () => [] };
  const { interp } = createEngine({ fs, parse, prelude: bundledSource, roots: [], isLibrary: () => true, isRecorded: () => false });
  const forms = new Set(ops.flatMap((op) => op.forms.flatMap((form) => (typeof form === "string" ? [form] : form.names))));
  const tensor = new Tensor([2, 3], FLOAT32);

  const lookup = (path: string): Value | undefined => {
    const [top = "", ...rest] = path.split(".");
    let value: Value = top === "Tensor" ? tensor : interp.importModule(top);
    for (const name of rest) {
      let member: Value | undefined = interp.lookupAttr(value, name);
      if (member === undefined && value instanceof ModuleValue) member = interp.importModule(`${value.name}.${name}`);
      if (member === undefined || member instanceof Unknown) return undefined;
      value = member;
    }
    return value instanceof Unknown ? undefined : value;
  };

  return {
    standing: (path) => {
      const plain = path.replace(/^torch\.Tensor\./, "Tensor.");
      if (forms.has(plain) || (plain.startsWith("Tensor.") && tensorProperties.has(plain.slice(7)))) return "rule";
      const value = lookup(plain);
      if (value === undefined) return undefined;
      if (value instanceof ClassValue) return value.node !== null ? "python" : value.isSubclassOf(moduleClass) ? "rule" : "value";
      if (value instanceof FunctionValue) return "python";
      return plain.startsWith("Tensor.") ? "rule" : "value";
    },
  };
}
