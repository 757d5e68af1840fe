/**
 * Operator rules. One rule serves every form of an operator: the function in
 * `torch` and `torch.nn.functional`, the tensor method, and (through
 * `defineModule`) the layer. A rule reads its arguments by name, checks what
 * PyTorch checks in PyTorch's order, and gives the result over dims, so that
 * constants and symbols are served alike.
 */
import { type Cond, type Dim, add, isConst, le, lt, and, print } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import type { Blame } from "../python/problem.ts";
import { type PyRaise, Signal } from "../python/errors.ts";
import { type Kwargs, type Value, Unknown } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import type { Args, Signature } from "./args.ts";
import type { DType } from "./dtype.ts";
import { isBatchForFeatures, isOfOddInputs } from "./oddInputs.ts";
import { type OutPolicy, UNKNOWN_POLICY, outPolicy } from "./outPolicy.ts";
import { elementwiseStrides } from "./ops/layout.ts";
import { ShapeVar, Tensor, type TensorOptions } from "./tensor.ts";

/** Thrown by a rule that cannot say anything; the call's value is unknown. */
export class GiveUp extends Signal {
  readonly value: Unknown;
  constructor(value: Unknown) {
    super(value.reason);
    this.value = value;
  }
}

/** What a failed check tells beyond PyTorch's message. */
export interface Explanation {
  /** Code of the diagnostic rule; default `invalid-call`. */
  readonly rule?: string;
  /** Our one lowercase sentence with both shapes and the dimension at fault. */
  readonly law?: () => string;
  /** The number to change. */
  readonly blame?: Blame;
  /** Tensors whose history explains the numbers; default: the tensor arguments. */
  readonly subjects?: readonly Value[];
  /** What a misspelt name may have been meant to be, the nearest first. */
  readonly meant?: readonly string[];
  /** The two sizes that have to fit: for odd inputs alone is not meant. */
  readonly sides?: readonly [Dim, Dim];
  /** The features that a layer is given, and those that it expects: how many items there are is not meant. */
  readonly features?: readonly [Dim, Dim];
}

export type Rule = (c: OpContext, a: Args) => Value;

/** One form's names and its parameters, e.g. `"input, dim=None, keepdim=False, *, dtype=None"`. */
export interface Form {
  /** Dotted paths (`torch.flatten`, `torch.nn.functional.relu`) and, after `Tensor.`, methods (`Tensor.flatten`). */
  readonly names: readonly string[];
  /** Overrides the operator's signature. */
  readonly signature?: string;
  /** True for a function of C that takes nothing: CPython itself says so. */
  readonly builtin?: boolean;
  /** True for a function that PyTorch defines in Python: missing and surplus arguments raise Python's own TypeError. Default: true under torch.nn.functional. */
  readonly python?: boolean;
}

export interface OpDef {
  /** The operator's own name, as PyTorch's messages and pages call it: `max_pool2d`. */
  readonly name: string;
  readonly forms: readonly (Form | string)[];
  /** Parameters, or `native`: those of the native overload that the call means, a method's receiver being `input`. */
  readonly signature: string;
  readonly rule: Rule;
  /** PyTorch's formula with the numbers in, a line a size, of a call that gave `result`; asked for only when somebody looks. */
  readonly formula?: (c: OpContext, a: Args, result: Tensor) => readonly string[];
  /** Page under https://docs.pytorch.org/docs/stable/generated/ (without .html). */
  readonly doc?: string;
  /** What arguments that are not known stand for, where they would decide which overload is meant. */
  readonly read?: (args: readonly Value[], kwargs: Kwargs, node: Node | null) => { args: readonly Value[]; kwargs: Kwargs };
  /** True if the result is the first argument, changed in place. */
  readonly inPlace?: boolean;
}

/** What a rule may use while it runs. */
export class OpContext {
  readonly interp: Interp;
  readonly op: string;
  readonly node: Node | null;
  readonly signature: Signature | null;
  /** Set by the first failed check; the call's raising or repair is decided after the rule. */
  failure: PyRaise | null = null;
  /** What PyTorch's argument parser raises: an argument that is not known fits there wherever it may, so that it comes of those that are. */
  refused: PyRaise | null = null;
  /** Set by `explain`. */
  formulaLines: (() => readonly string[]) | null = null;
  /** The dimensions of the input that the operator works along or reduces. */
  along: readonly number[] | null = null;
  /** Where each dimension comes from, of an operator that only puts them in another order. */
  order: readonly number[] | null = null;
  /** The tensor arguments: what a failure is about unless a check says otherwise. */
  subjects: readonly Tensor[] = [];
  /** The native function that is called with tensors to write to, `out=`, and these. */
  outs: { readonly path: string; readonly tensors: readonly Value[] } | null = null;
  /** Whether the call was told the type of its result: not at all, one that is known, or one that is not. */
  type: "untold" | "given" | "open" = "untold";

  /** The sizes of the dimensions that `torch.vmap` maps: PyTorch's kernels, and so its messages, have them in front. */
  get mapped(): readonly Dim[] {
    return this.subjects.reduce((longest: readonly Dim[], t) => (t.mapped.length > longest.length ? t.mapped : longest), []);
  }

  constructor(interp: Interp, op: string, node: Node | null, signature: Signature | null) {
    this.interp = interp;
    this.op = op;
    this.node = node;
    this.signature = signature;
  }

  /** What becomes of an `out` that does not suit. */
  outPolicy(out: Tensor): OutPolicy {
    const at = this.outs?.tensors.indexOf(out) ?? -1;
    return this.outs && at >= 0 ? outPolicy(this.outs.path, at) : UNKNOWN_POLICY;
  }

  /**
   * PyTorch raises unless `cond` holds. If it certainly fails, the failure is
   * noted and the rule goes on, to say what the result would be once mended. If
   * it cannot be decided it becomes a requirement on the inputs; one that odd
   * inputs alone meet is warned of.
   */
  check(cond: Cond, exception: string, message: () => string, why: Explanation = {}): void {
    if (cond === true || this.failure) return;
    const isOdd = (why.sides && isOfOddInputs(this.interp, cond, why.sides)) || (why.features && typeof cond !== "boolean" && this.interp.failsForSure("RuntimeError") && isBatchForFeatures(this.interp, why.features));
    if (isOdd) this.interp.trace.problem(this.interp.problem(exception, message(), this.node, { subjects: this.subjects, ...why }, "warning"));
    const failed = cond === false || !this.interp.require(cond, this.op, this.node, message, { subjects: this.subjects, ...why });
    if (failed) this.failure = this.interp.failure(exception, message(), this.node, { subjects: this.subjects, ...why });
  }

  /** PyTorch raises here, and no result can be given for a mended call. */
  fail(exception: string, message: string, why: Explanation = {}): never {
    throw this.failure ?? this.interp.failure(exception, message, this.node, { subjects: this.subjects, ...why });
  }

  /** True, false, or undefined where the facts do not tell; use it to choose between cases. */
  known(cond: Cond): boolean | undefined {
    if (typeof cond === "boolean") return cond;
    const v = this.interp.scope.decide(cond);
    return v === "yes" ? true : v === "no" ? false : undefined;
  }

  /** Says that nothing can be said. */
  giveUp(reason: string): never {
    throw new GiveUp(new Unknown(reason, this.node));
  }

  /** The dims of a tensor under the facts; settles an unknown rank on `names` if given, else gives up. */
  shapeOf(t: Tensor, names?: readonly string[]): readonly Dim[] {
    const shape = t.shape;
    if (shape) return this.interp.simplifyShape(shape);
    const v = t.shapeVar;
    if (v && names && v.refine(names, this.op) && v.dims) return this.interp.simplifyShape(v.dims);
    const usual = v?.asked();
    if (usual) return this.interp.simplifyShape(usual);
    return this.giveUp(`the rank of ${v?.name ?? "the input"} is not known`);
  }

  /** True if the rank is known. */
  hasShape(t: Tensor): boolean {
    return t.shape !== null;
  }

  /** A size we know nothing about but its lower bound (`nonzero`, a mask). */
  freshDim(min = 0, name = "?"): Dim {
    return this.interp.freshDim(name, min, this.node);
  }

  /** What is known of a tensor that nobody knows: some of its first sizes, or of its last. */
  unseen(known: { readonly leading?: readonly Dim[]; readonly trailing?: readonly Dim[] }, dtype: DType): Tensor {
    return new Tensor(ShapeVar.unseen(known), dtype, { strides: null });
  }

  tensor(shape: readonly Dim[] | ShapeVar, dtype: DType, options?: TensorOptions): Tensor {
    return new Tensor(shape, dtype, options);
  }

  /** A new tensor of the same shape, its layout that of an elementwise result. */
  like(t: Tensor, dtype: DType = t.dtype): Tensor {
    const strides = t.strides && t.shape ? elementwiseStrides(this, t.shape, [{ shape: t.shape, strides: t.strides }]) : t.strides;
    return new Tensor(t.shapeOrVar, dtype, { strides, device: t.device });
  }

  /** Notes how many multiply-adds the call costs, as `torch.utils.flop_counter` counts them. */
  count(macs: () => Dim): void {
    this.interp.trace.products.push(macs);
  }

  /** Lines of PyTorch's formula with the numbers in, computed only when somebody looks. */
  explain(lines: () => readonly string[]): void {
    this.formulaLines = lines;
  }

  /** Calls another operator's rule by its dotted name, as part of this call. */
  call(path: string, args: readonly Value[], kwargs: Readonly<Record<string, Value>> = {}): Value {
    return this.interp.callPath(path, args, new Map(Object.entries(kwargs)), this.node);
  }
}

/** A shape as PyTorch prints it in messages: `[1, 3, 28, 28]`. */
export function sizes(shape: readonly Dim[]): string {
  return `[${shape.map(print).join(", ")}]`;
}

/** `1x3x28x28`, as matrix products print sizes. */
export function sizesX(shape: readonly Dim[]): string {
  return shape.map(print).join("x");
}

/** `torch.Size([1, 3])` */
export function sizeRepr(shape: readonly Dim[]): string {
  return `torch.Size(${sizes(shape)})`;
}

/**
 * A dimension argument as an index, counting negative ones from the end. A rank
 * of 0 counts as 1. Raises PyTorch's IndexError when out of range.
 */
export function wrapDim(c: OpContext, dim: Dim, rank: number, why: Explanation = {}): number {
  if (!isConst(dim)) return c.giveUp("the dimension's index is not known");
  const n = Math.max(rank, 1);
  if (dim < -n || dim >= n) {
    c.fail("IndexError", `Dimension out of range (expected to be in range of [${-n}, ${n - 1}], but got ${dim})`, { rule: "dim-out-of-range", ...why });
  }
  return dim < 0 ? dim + n : dim;
}

export function inRange(c: OpContext, dim: Dim, lo: Dim, hi: Dim): boolean | undefined {
  return c.known(and(le(lo, dim), lt(dim, hi)));
}

export { add };
