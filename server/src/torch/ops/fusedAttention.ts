/** The masks of the one kernel that computes attention where gradients are off: it sees their elements, and rejects nothing that the layers take. */
import { type Cond, type Dim, and, divides, eq, print, printShape, product } from "../../dims/index.ts";
import { NO_KWARGS, PyFloat, PyTuple, type Value } from "../../python/values.ts";
import { asDim } from "../args.ts";
import { matchNative } from "../native.ts";
import { type OpContext, sizes } from "../op.ts";
import type { Tensor } from "../tensor.ts";

/** The number of heads, if it is an even one, as the kernel asks for: of a float, which the kernel refuses, Python says so too. */
export function evenHeads(c: OpContext, v: Value): number | null {
  const heads = v instanceof PyFloat ? v.value : asDim(c.interp, v);
  return typeof heads === "number" && heads % 2 === 0 ? heads : null;
}

interface FusedMasks {
  /** The layer's name, and those of the two masks. */
  readonly layer: string;
  readonly names: readonly [mask: string, padding: string];
  readonly mask: Tensor | null;
  readonly padding: Tensor | null;
  readonly batch: Dim;
  readonly length: Dim;
  readonly heads: Dim;
  /** The number of heads as it is given. */
  readonly given: Value;
  readonly src: Tensor;
}

const FOR_HEADS = "For mask_type == 2 mask shape should match input shape";

/** `merge` checks what makes one mask of both, `apply`, later, what the scores ask of it. */
export function fusedMasks(c: OpContext, f: FusedMasks): { merge(): void; apply(): void } {
  const { batch, length } = f;
  const [mask, padding] = [f.mask, f.padding].map((t) => t && c.shapeOf(t)) as [readonly Dim[] | null, readonly Dim[] | null];
  const fits = (at: 0 | 1, fit: Cond, message: () => string): void => {
    const given = at === 0 ? f.mask : f.padding;
    c.check(fit, "RuntimeError", message, {
      rule: "attention-mask",
      law: () => `${f.layer}: ${f.names[at]} ${printShape((at === 0 ? mask : padding) ?? [])} does not fit sequences of ${print(length)}: expected ${printShape(at === 0 ? [length, length] : [batch, length])}`,
      subjects: given ? [given, f.src] : [f.src],
    });
  };
  const viewed = (at: 0 | 1, of: readonly Dim[], to: readonly Dim[]): void => {
    const [have, sized] = [product(of), product(to.filter((d) => d !== -1))];
    fits(at, to.includes(-1) ? divides(sized, have) : eq(have, sized), () => `shape '${sizes(to)}' is invalid for input of size ${print(have)}`);
  };
  return {
    merge: () => {
      if (mask) viewed(0, mask, mask.length === 3 ? [batch, -1, length, length] : [1, 1, length, length]);
      if (mask?.length === 2 && !c.failure) matchNative(c, "Tensor.expand", [new PyTuple([1, f.given, -1, -1])], NO_KWARGS);
      if (mask && padding) viewed(1, padding, [batch, 1, 1, length]);
    },
    apply: () => {
      if (mask?.length === 3) fits(0, eq(product(mask), product([batch, f.heads, length, length])), () => FOR_HEADS);
      if (mask || !padding) return;
      if (padding.length === 2) fits(1, and(eq(padding[0] as Dim, batch), eq(padding[1] as Dim, length)), () => "For mask_type == 1 mask shape should be (B, L)");
      else fits(1, false, () => FOR_HEADS);
    },
  };
}
