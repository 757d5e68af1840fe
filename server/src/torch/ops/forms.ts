/** The paths under which PyTorch has a native operator, by its names. */
import { isNative } from "../native.ts";

/** Every native form of the names: function, method, in place, and under torch.special. */
export function nativeForms(...names: readonly string[]): readonly string[] {
  return names.flatMap((n) => [`torch.${n}`, `Tensor.${n}`, `torch.${n}_`, `Tensor.${n}_`, `torch.special.${n}`]).filter(isNative);
}
