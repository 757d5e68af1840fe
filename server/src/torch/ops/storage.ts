/** The memory of a tensor as an object: `x.storage()`, `x.untyped_storage()`. */
import { type Dim, floordiv, mul } from "../../dims/index.ts";
import { objectClass } from "../../python/builtins/types.ts";
import { fromDim } from "../../python/interp.ts";
import { type Value, ClassValue, Instance, NativeFunction, Unknown } from "../../python/values.ts";
import { defineOp } from "../define.ts";
import { Device } from "../device.ts";
import type { DType } from "../dtype.ts";
import { NATIVE } from "../native.ts";
import type { OpContext } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { sparseOf } from "./sparseLayout.ts";
import { memoryOf } from "./strided.ts";

const typedStorage = storageClass("TypedStorage");
const untypedStorage = storageClass("UntypedStorage");

/** What is known of a storage. */
interface Storage {
  readonly bytes: Dim;
  /** The type of the elements of one that has a type. */
  readonly dtype: DType | null;
}

const storages = new WeakMap<Instance, Storage>();

export function storageFacts(v: Value): Storage | undefined {
  return v instanceof Instance ? storages.get(v) : undefined;
}

/** Of its other attributes nothing is known. */
function storageClass(name: string): ClassValue {
  const cls = new ClassValue(name, [objectClass], null, "torch.storage");
  cls.attrs.map.set("__len__", new NativeFunction("__len__", (_interp, [self = null]) => {
    const s = storageFacts(self);
    return s ? fromDim(s.dtype ? floordiv(s.bytes, s.dtype.bits / 8) : s.bytes) : new Unknown("the length of a storage");
  }));
  cls.unknownBase = new Unknown("a storage");
  return cls;
}

function storageOf(c: OpContext, t: Tensor, cls: ClassValue): Value {
  const own = sparseOf(t);
  if (own) c.fail("NotImplementedError", `Cannot access storage of ${own.layout === "sparse_coo" ? "SparseTensorImpl" : "SparseCsrTensorImpl"}`, { rule: "argument-value" });
  const memory = memoryOf(c, t);
  if (!memory) return c.giveUp("how large a tensor's memory is is not known");
  const bytes = mul(memory.count, t.dtype.bits / 8);
  const made = new Instance(cls);
  const method = (name: string, value: Value): void => made.attrs.set(name, new NativeFunction(name, () => value, true));
  const length = fromDim(cls === typedStorage ? memory.count : bytes);
  method("size", length);
  method("nbytes", fromDim(bytes));
  method("element_size", cls === typedStorage ? t.dtype.bits / 8 : 1);
  if (cls === typedStorage) made.attrs.set("dtype", t.dtype);
  const device = Device.parse(t.device);
  if (device) made.attrs.set("device", device);
  storages.set(made, { bytes, dtype: cls === typedStorage ? t.dtype : null });
  return made;
}

defineOp({ name: "storage", forms: [{ names: ["Tensor.storage"], python: true }], signature: "input", rule: (c, a) => storageOf(c, a.tensor("input"), typedStorage) });
defineOp({ name: "storage_type", forms: [{ names: ["Tensor.storage_type"], python: true }], signature: "input", rule: () => typedStorage });
defineOp({ name: "untyped_storage", forms: ["Tensor.untyped_storage"], signature: NATIVE, rule: (c, a) => storageOf(c, a.tensor("input"), untypedStorage) });
