/** The memory of a tensor as an object: `x.storage()`, `x.untyped_storage()`. */
import { mul } from "../../dims/index.ts";
import { objectClass } from "../../python/builtins/types.ts";
import { fromDim } from "../../python/interp.ts";
import { type Value, ClassValue, Instance, NativeFunction, Unknown } from "../../python/values.ts";
import { defineOp } from "../define.ts";
import { NATIVE } from "../native.ts";
import type { OpContext } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { memoryOf } from "./strided.ts";

const typedStorage = storageClass("TypedStorage");
const untypedStorage = storageClass("UntypedStorage");

/** Of its other attributes nothing is known. */
function storageClass(name: string): ClassValue {
  const cls = new ClassValue(name, [objectClass], null, "torch.storage");
  cls.unknownBase = new Unknown("a storage");
  return cls;
}

function storageOf(c: OpContext, t: Tensor, cls: ClassValue): Value {
  const memory = memoryOf(c, t);
  if (!memory) return c.giveUp("how large a tensor's memory is is not known");
  const bytes = mul(memory.count, t.dtype.bits / 8);
  const made = new Instance(cls);
  const method = (name: string, value: Value): void => made.attrs.set(name, new NativeFunction(name, () => value, true));
  const length = fromDim(cls === typedStorage ? memory.count : bytes);
  method("size", length);
  method("__len__", length);
  method("nbytes", fromDim(bytes));
  method("element_size", cls === typedStorage ? t.dtype.bits / 8 : 1);
  if (cls === typedStorage) made.attrs.set("dtype", t.dtype);
  return made;
}

defineOp({ name: "storage", forms: ["Tensor.storage"], signature: "input", rule: (c, a) => storageOf(c, a.tensor("input"), typedStorage) });
defineOp({ name: "untyped_storage", forms: ["Tensor.untyped_storage"], signature: NATIVE, rule: (c, a) => storageOf(c, a.tensor("input"), untypedStorage) });
