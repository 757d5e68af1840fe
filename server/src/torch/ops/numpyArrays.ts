/** Tensors and numpy's arrays, each made of the other. */
import { convert, numpyType, types, UNSURE } from "../../python/stdlib/numpy/dtypes.ts";
import { NdArray } from "../../python/stdlib/numpy/array.ts";
import { installNumpy } from "../../python/stdlib/numpy/index.ts";
import { numberOf } from "../../python/builtins/numbers.ts";
import { PyFloat, PyObject, type Value } from "../../python/values.ts";
import { DTYPES, type DType, type DTypeName } from "../dtype.ts";
import type { OpContext } from "../op.ts";
import { Tensor } from "../tensor.ts";

/** `torch.from_numpy(a)`: the type of the same name, and the items as far as they are known. */
export function tensorFromArray(c: OpContext, a: NdArray, device = "cpu"): Tensor {
  const type: DType | undefined = DTYPES.get(a.type.name as DTypeName);
  if (type === undefined) {
    // What an array of objects holds may be numbers all the same.
    if (a.type.name === "object" && (a.data === null || a.data.some((v) => v instanceof PyObject && !(v instanceof PyFloat)))) return c.giveUp("an array of objects");
    return c.fail(
      "TypeError",
      `can't convert np.ndarray of type numpy.${a.type.name}_. The only supported types are: float64, float32, float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, and bool.`,
      { rule: "argument-type" },
    );
  }
  const elements = a.data?.map(numberOf);
  const known = elements?.every((x): x is number => x !== undefined) ? elements : null;
  const made = new Tensor(a.shape, type, { device, data: known });
  made.hasUnsureType = a.type.isUnsure;
  return made;
}

/** `t.numpy()`. */
export function arrayFromTensor(c: OpContext, t: Tensor): Value {
  // A file may have arrays without importing numpy.
  installNumpy();
  if (t.shape === null) return c.giveUp("an array of a tensor whose rank is not known");
  const name = t.dtype.name;
  if (!types.has(name))
    return c.fail(
      "TypeError",
      `Got unsupported ScalarType ${t.dtype.name === "bfloat16" ? "BFloat16" : t.dtype.name}`,
      { rule: "argument-type" },
    );
  const type = t.hasUnsureType ? UNSURE : numpyType(name);
  return new NdArray(
    t.shape,
    type,
    t.data?.map((x) => convert(t.dtype.category >= 2 ? new PyFloat(x) : x, type)) ?? null,
  );
}
