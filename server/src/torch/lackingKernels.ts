/** Types for which few operators have code on the CPU (unsigned ints of more than 8 bits, half-precision complex numbers, floats of 8 bits): which have none, recorded from PyTorch (`kernels.ts`). */
import { type Kwargs, type Value, PyComplex, PyFloat } from "../python/values.ts";
import { LACKING_KERNELS } from "./kernels.ts";
import type { OpContext } from "./op.ts";
import { checkKernel } from "./ops/promotion.ts";
import { sparseOf } from "./ops/sparseLayout.ts";

interface Lacking {
  readonly kernel: string;
  /** Indices are given besides. */
  readonly indexed: boolean;
}

/** Type → operator → the kernel that it lacks. Made by the first tensor of such a type. */
let tables: ReadonlyMap<string, ReadonlyMap<string, Lacking>> | null = null;

function read(): ReadonlyMap<string, ReadonlyMap<string, Lacking>> {
  const made = new Map<string, Map<string, Lacking>>();
  for (const [types, kernels] of Object.entries(LACKING_KERNELS)) {
    for (const entry of kernels.split(" ")) {
      const at = entry.lastIndexOf(":");
      for (const name of entry.slice(at + 1).split(",")) {
        for (const type of types.split(" ")) {
          const own = made.get(type) ?? new Map<string, Lacking>();
          own.set(name.replace("+", ""), { kernel: entry.slice(0, at), indexed: name.endsWith("+") });
          made.set(type, own);
        }
      }
    }
  }
  return made;
}

const RARE = /^(uint(16|32|64)|complex32|float8_)/;

/** Raises where the operator has no code for the type of all the tensors that a call is given. */
export function checkLackingKernel(c: OpContext, name: string, args: readonly Value[], kwargs: Kwargs): void {
  const [lead] = c.subjects;
  if (!lead || !RARE.test(lead.dtype.name) || lead.hasUnsureType || kwargs.has("dtype") || kwargs.has("out")) return;
  tables ??= read();
  const lacking = tables.get(lead.dtype.name)?.get(name);
  if (!lacking) return;
  const others = c.subjects.filter((t) => t.dtype !== lead.dtype);
  if (others.some((t) => !lacking.indexed || (t.dtype.name !== "int64" && t.dtype.name !== "bool"))) return;
  // A number of another kind changes the type computed in.
  if ([...args, ...kwargs.values()].some((v) => (v instanceof PyFloat && lead.dtype.category < 2) || (v instanceof PyComplex && lead.dtype.category < 3))) return;
  if (c.subjects.some((t) => t.shape === null || t.shape.length === 0 || t.shape.includes(0) || sparseOf(t))) return;
  checkKernel(c, { name: lacking.kernel, rejects: lead.dtype.name }, lead.dtype, lead.device);
}
