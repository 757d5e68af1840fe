/** Calls that are given the whole shape of a tensor whose rank is not known: `torch.rand(x.shape)`, `y.view(x.size())`. */
import { type Dim, symbol } from "../dims/index.ts";
import { type Interp, fromDim } from "../python/interp.ts";
import { type Kwargs, type Value, PyObject, PyTuple, Unknown } from "../python/values.ts";
import type { LazyShape } from "./lazy-shape.ts";
import { ShapeVar, Tensor } from "./tensor.ts";

/** The shape of a tensor whose rank is not known, for an operator that works on a dimension counted from the end; null: it is settled, or the dimension is counted from the start. */
export function tailOf(t: Tensor, dim: Dim): ShapeVar | null {
  const v = t.shape === null ? t.shapeVar : null;
  return v && typeof dim === "number" && dim < 0 && !v.asked() ? v : null;
}

/** The same last sizes but for one, of what has no rank either. */
export function withTail(v: ShapeVar, dim: number, size: Dim | null): ShapeVar {
  const made = ShapeVar.unseen({});
  made.trailing = Array.from({ length: Math.max(v.trailing.length, -dim) }, (_, i) => (i === -dim - 1 ? size : v.trailing[i]) ?? made.someSize());
  return made;
}

/** The first argument that is such a shape. */
export function wholeShape(args: readonly Value[], kwargs: Kwargs): LazyShape | null {
  for (const v of args) if (isWholeShape(v)) return v;
  for (const v of kwargs.values()) if (isWholeShape(v)) return v;
  return null;
}

function isWholeShape(v: Value): v is LazyShape {
  return v instanceof PyObject && v.kind === "lazyshape";
}

/** Operators whose result has the sizes that they are given. */
const OF_SIZES: ReadonlySet<string> = new Set("zeros ones empty full rand randn randint normal new_zeros new_ones new_empty new_full new".split(" "));
/** Of these, the ones that give the elements of their input in other dimensions. */
const RESHAPES: ReadonlySet<string> = new Set("view reshape expand broadcast_to".split(" "));

/**
 * Runs a call with what is known of the shape: its sizes, once something has settled them; sizes that stand for them,
 * where the result has the same shape, whatever it is.
 */
export function withWholeShape(interp: Interp, name: string, shape: LazyShape, args: readonly Value[], kwargs: Kwargs, run: (replace: (v: Value) => Value) => Value): Value {
  const { variable } = shape;
  const replaced = (by: Value): Value => run((v) => (v === shape || (isWholeShape(v) && v.variable === variable) ? by : v));
  const known = variable.dims;
  if (known) return replaced(sizes(interp.simplifyShape(known)));
  const [first] = args;
  if (RESHAPES.has(name) && first instanceof Tensor && args.length + kwargs.size === 2) {
    const made = new Tensor(variable, first.dtype, { device: first.device, strides: null });
    made.hasUnsureType = first.hasUnsureType;
    return made;
  }
  if (OF_SIZES.has(name)) {
    const result = replaced(sizes([symbol({ name: "?", min: 0, anonymous: true })]));
    if (!(result instanceof Tensor)) return result;
    const made = new Tensor(variable, result.dtype, { device: result.device, requiresGrad: result.requiresGrad });
    made.from = result.from;
    made.hasHistory = result.hasHistory;
    made.hasUnsureType = result.hasUnsureType;
    return made;
  }
  const usual = variable.asked();
  return replaced(usual ? sizes(interp.simplifyShape(usual)) : new Unknown(`the rank of ${variable.name} is not known`));
}

function sizes(dims: readonly Dim[]): Value {
  return new PyTuple(dims.map(fromDim));
}
