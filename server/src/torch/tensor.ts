/** The abstract tensor: a shape over dims, a dtype, strides, and where it came from. Its elements are not known, but for small constants. */
import { type Dim, asSymbol, isConst, mul, symbol, symbolsOf } from "../dims/index.ts";
import { isAnonymous } from "../python/interp.ts";
import { Cell, touch } from "../python/trail.ts";
import { type ClassValue, type Instance, type Namespace, PyObject, type Site } from "../python/values.ts";
import type { Node } from "../syntax/ast.ts";
import type { DType } from "./dtype.ts";
import type { Reach } from "./reach.ts";
import type { Memory, Step } from "./savedValues.ts";

/** What settles the rank of an input that is taken to be as usual. */
export const USUAL = "convention";

/**
 * The shape of an input whose rank is not known yet. Elementwise results share
 * it; the first operator that needs a rank settles it for all of them.
 */
export class ShapeVar extends Cell {
  readonly name: string;
  dims: readonly Dim[] | null = null;
  /** Symbols handed out for `x.size(0)`, `x.size(-1)` before the rank was known. */
  leading: readonly Dim[] = [];
  trailing: readonly Dim[] = [];
  /** What the rank was settled by, to be told to the user. */
  settledBy: string | null = null;
  /** What it is taken to be where its rank is asked for, and nothing has settled it. */
  readonly usual: readonly Dim[] | null;
  /** It is the shape of something that nobody knows, but that a layer takes: no input has its sizes. */
  readonly isUnseen: boolean;
  constructor(name: string, usual: readonly Dim[] | null = null, isUnseen = false) {
    super();
    this.name = name;
    this.usual = usual;
    this.isUnseen = isUnseen;
  }
  /** The shape of what nobody knows, but for its first sizes or its last. */
  static unseen({ leading = [], trailing = [] }: { readonly leading?: readonly Dim[]; readonly trailing?: readonly Dim[] }): ShapeVar {
    const made = new ShapeVar("the input", null, true);
    made.leading = leading;
    made.trailing = trailing.toReversed();
    return made;
  }
  /** A size that stands for itself. */
  someSize(name = "?"): Dim {
    return this.isUnseen ? symbol({ name: "?", min: 0, anonymous: true, origin: this }) : symbol({ name, min: 1, origin: this });
  }
  /** The sizes, once somebody needs them: the usual ones if nothing else is known. */
  asked(): readonly Dim[] | null {
    const { usual } = this;
    if (this.dims === null && usual && this.leading.length + this.trailing.length <= usual.length) {
      this.settle(usual.map((d, i) => this.leading[i] ?? this.trailing[usual.length - 1 - i] ?? d), USUAL);
    }
    return this.dims;
  }
  settle(dims: readonly Dim[], by: string): void {
    touch(this);
    this.dims = dims;
    this.settledBy = by;
  }
  /** The size at an index (negative: from the end) of a shape of unknown rank. */
  sizeAt(index: number): Dim {
    touch(this);
    if (index >= 0) {
      const leading = this.leading.slice();
      while (leading.length <= index) leading.push(this.usual?.[leading.length] ?? this.someSize(leading.length === 0 ? "N" : `${this.name}_${leading.length}`));
      this.leading = leading;
      return leading[index] as Dim;
    }
    const size = this.asked()?.at(index);
    if (size !== undefined) return size;
    const trailing = this.trailing.slice();
    while (trailing.length < -index) trailing.push(this.someSize(`${this.name}_m${trailing.length + 1}`));
    this.trailing = trailing;
    return trailing[-index - 1] as Dim;
  }
  /** Settles on a rank; `names` name the sizes. False if sizes were already handed out that do not fit. */
  refine(names: readonly string[], by: string): boolean {
    if (this.leading.length + this.trailing.length > names.length) return false;
    const rank = names.length;
    const dims = names.map((n, i): Dim => {
      const lead = this.leading[i];
      if (lead) return lead;
      const trail = this.trailing[rank - 1 - i];
      if (trail) return trail;
      const usual = this.usual?.length === rank ? this.usual[i] : undefined;
      return usual ?? this.someSize(n);
    });
    this.settle(dims, by);
    return true;
  }
  save(): unknown {
    return { dims: this.dims, leading: this.leading, trailing: this.trailing, settledBy: this.settledBy };
  }
  load(saved: unknown): void {
    Object.assign(this, saved);
  }
  /** Settled only if it is on all ways, with one rank. */
  override joinSaved(contents: readonly unknown[]): unknown {
    const all = contents as readonly { dims: readonly Dim[] | null }[];
    const rank = all[0]?.dims?.length;
    return rank !== undefined && all.every((s) => s.dims?.length === rank) ? all[0] : { ...all[0], dims: null, settledBy: null };
  }
}

/** The shape that nobody knows, if some of a tensor's sizes are of one. */
export function unseenIn(t: Tensor): ShapeVar | null {
  if (t.shape === null) return t.shapeVar?.isUnseen ? t.shapeVar : null;
  for (const d of t.shape) {
    const found = unseenSize(d);
    if (found) return found;
  }
  return null;
}

function unseenSize(d: Dim): ShapeVar | null {
  if (isConst(d)) return null;
  for (const s of symbolsOf(d)) {
    const origin = asSymbol(s)?.info.origin;
    if (origin instanceof ShapeVar && origin.isUnseen) return origin;
  }
  return null;
}

/** How a tensor was made: the chain that a diagnostic tells. */
export interface Origin {
  /** The operator or module type: `conv2d`, `Conv2d`. */
  readonly op: string;
  readonly node: Node | null;
  readonly site: Site | null;
  readonly recorded: boolean;
  /** The layer in whose forward the operator ran. */
  readonly module: Instance | null;
  readonly inputs: readonly Tensor[];
  /** PyTorch's formula with the numbers in, one line an output size. */
  readonly formula: (() => readonly string[]) | null;
  /** The dimensions of the input that the operator works along (softmax) or reduces; null: not told. */
  readonly along: readonly number[] | null;
  /** Where each dimension comes from, of an operator that puts them in another order. */
  readonly order?: readonly number[];
  /** All tensors that the call gave, where there are several. */
  readonly results?: readonly Tensor[];
  /** Whether the call fails: it is what the call gives once mended. */
  readonly failed?: boolean;
}

/** undefined: contiguous, row-major. null: not known. */
export type Strides = readonly Dim[] | null | undefined;

export interface TensorOptions {
  strides?: Strides;
  device?: string;
  data?: readonly number[] | null;
  isParameter?: boolean;
  requiresGrad?: boolean | undefined;
  cls?: ClassValue | null;
}

export class Tensor extends PyObject {
  readonly kind = "tensor";
  private ownShape: readonly Dim[] | ShapeVar;
  dtype: DType;
  /** The type is the likeliest, and not known for sure (`unsureType.ts`). */
  hasUnsureType = false;
  strides: Strides;
  device: string;
  /** The elements in row-major order, for small constants (`torch.tensor([0, 1])`, `linspace`). */
  data: readonly number[] | null;
  /** A single element that is drawn at random: it is at least the first, and less than the second. */
  drawn: readonly [number, number] | null = null;
  /** nn.Parameter */
  isParameter: boolean;
  /** undefined: not known. `gradient.ts` says for sure. */
  requiresGrad: boolean | undefined;
  /** Whether it requires gradients since something that it was computed from does. */
  hasHistory = false;
  /** Whether an earlier backward freed what the operator that made it had saved. */
  isFreed = false;
  /** How often its memory was written to; null: nobody has asked. */
  memory: Memory | null = null;
  /** What `backward()` goes through from here; null: nothing, or not known. */
  step: Step | null = null;
  /** Whether it has a `grad` for sure. */
  hasGrad = false;
  /** nn.Buffer, a subclass of Tensor; null: plain. */
  cls: ClassValue | null;
  from: Origin | null = null;
  /** It stands for another tensor: for those of several ways through the program, of which `from` tells one, or it is a view of one that `from` does not tell. */
  standsIn = false;
  /** What the elements reach where they are not known. */
  reach: Reach | null = null;
  /** The sizes of the dimensions that `torch.vmap` maps, the innermost last: the shape leaves them out, and PyTorch has them in front. */
  mapped: readonly Dim[] = [];
  /** Name of the entry's input that this is. */
  inputName: string | null = null;
  attrs: Namespace | null = null;
  /** The tensors with known elements that share its memory, itself included; null: none that matters. */
  aliases: Set<Tensor> | null = null;
  /** The module that registered it as a parameter or buffer. */
  owner: { readonly module: Instance; readonly name: string } | null = null;

  constructor(shape: readonly Dim[] | ShapeVar, dtype: DType, options: TensorOptions = {}) {
    super();
    this.ownShape = shape;
    this.dtype = dtype;
    this.strides = options.strides;
    this.device = options.device ?? "cpu";
    this.data = options.data ?? null;
    this.isParameter = options.isParameter ?? false;
    this.requiresGrad = options.requiresGrad;
    this.cls = options.cls ?? null;
  }
  /** null: the rank is not known. Rules ask through `OpContext.shapeOf`, which settles it. */
  get shape(): readonly Dim[] | null {
    return this.ownShape instanceof ShapeVar ? this.ownShape.dims : this.ownShape;
  }
  get shapeVar(): ShapeVar | null {
    return this.ownShape instanceof ShapeVar ? this.ownShape : null;
  }
  /** The shape, or what stands for it until it is known: for results of the same shape. */
  get shapeOrVar(): readonly Dim[] | ShapeVar {
    return this.ownShape instanceof ShapeVar && this.ownShape.dims ? this.ownShape.dims : this.ownShape;
  }
  /** What settled the rank of a shape that was not known; null if it was known, or still is not. */
  settledBy: string | null = null;
  /** Makes the shape found so far this tensor's own, whatever the trail takes back. */
  freeze(): void {
    const v = this.shapeVar;
    if (!v?.dims) return;
    this.ownShape = v.dims;
    this.settledBy = v.settledBy;
  }
  override looksLike(other: PyObject): boolean {
    if (!(other instanceof Tensor) || other.dtype !== this.dtype || other.hasUnsureType !== this.hasUnsureType || other.cls !== this.cls) return false;
    const a = this.shapeOrVar;
    const b = other.shapeOrVar;
    if (a === b || a instanceof ShapeVar || b instanceof ShapeVar) return a === b;
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  /** Sizes that depend on the data are one unknown size, whichever branch gave them. */
  override joinWith(other: PyObject): PyObject | undefined {
    const a = this.shape;
    const b = other instanceof Tensor ? other.shape : null;
    if (!(other instanceof Tensor) || !a || !b || a.length !== b.length || this.dtype !== other.dtype) return undefined;
    const dims: Dim[] = [];
    for (let i = 0; i < a.length; i++) {
      const x = a[i] as Dim;
      const y = b[i] as Dim;
      if (x === y) dims.push(x);
      else if (dependsOnData(x) || dependsOnData(y)) dims.push(symbol({ name: "?", min: 0, anonymous: true, origin: unseenSize(x) ?? unseenSize(y) }));
      else return undefined;
    }
    const requiresGrad = this.requiresGrad === other.requiresGrad ? this.requiresGrad : undefined;
    const joined = new Tensor(dims, this.dtype, { device: this.device, strides: sameNumbers(this.strides, other.strides) ? this.strides : null, requiresGrad });
    joined.hasHistory = this.hasHistory && other.hasHistory;
    joined.hasUnsureType = this.hasUnsureType || other.hasUnsureType;
    joined.from = this.from;
    joined.standsIn = true;
    return joined;
  }
  override reconciledWith(other: PyObject, equal: (x: Dim, y: Dim) => boolean): PyObject | undefined {
    const a = this.shape;
    const b = other instanceof Tensor ? other.shape : null;
    if (!(other instanceof Tensor) || !a || !b || a.length !== b.length || this.dtype !== other.dtype) return undefined;
    if (this.isParameter || other.isParameter || this.cls !== other.cls) return undefined;
    if (!a.every((d, i) => equal(d, b[i] as Dim))) return undefined;
    const joined = new Tensor(a, this.dtype, { device: this.device, strides: this.strides === undefined && other.strides === undefined ? undefined : null });
    joined.hasUnsureType = this.hasUnsureType || other.hasUnsureType;
    joined.from = this.from;
    joined.standsIn = true;
    return joined;
  }
  /** In-place change of shape or type: `resize_`, `unsqueeze_`, `p.data = …`. */
  become(other: Tensor): void {
    touch(this);
    this.ownShape = other.ownShape;
    this.dtype = other.dtype;
    this.hasUnsureType = other.hasUnsureType;
    this.strides = other.strides;
    this.data = other.data;
    this.drawn = other.drawn;
    this.reach = other.reach;
    this.memory = other.memory;
    this.step = other.step;
  }
  /** Whether anything is known of the elements. */
  get hasKnownElements(): boolean {
    return this.data !== null || this.drawn !== null || this.reach !== null;
  }
  /** In-place writes make the elements unknown, also those of views. */
  forgetData(): void {
    for (const t of this.aliases ?? [this]) {
      if (!t.hasKnownElements) continue;
      touch(t);
      t.data = null;
      t.reach = null;
      t.drawn = null;
    }
  }
  /** Notes that the two share memory: a write to one is a write to the other. */
  shareMemory(other: Tensor): void {
    const [own, others] = [this.aliases ?? new Set([this]), other.aliases ?? new Set([other])];
    const [few, many] = own.size < others.size ? [own, others] : [others, own];
    this.aliases = many;
    other.aliases = many;
    for (const t of few) {
      many.add(t);
      t.aliases = many;
    }
  }
  override save(): Contents {
    return { ownShape: this.ownShape, dtype: this.dtype, hasUnsureType: this.hasUnsureType, strides: this.strides, data: this.data, drawn: this.drawn, reach: this.reach, requiresGrad: this.requiresGrad, hasHistory: this.hasHistory, isFreed: this.isFreed, memory: this.memory, step: this.step, hasGrad: this.hasGrad };
  }
  override load(saved: unknown): void {
    Object.assign(this, saved);
  }
  override joinSaved(contents: readonly unknown[]): unknown {
    const all = contents as readonly Contents[];
    const first = all[0] as Contents;
    const rest = all.slice(1);
    return {
      ownShape: rest.reduce((shape, s) => joinShapes(shape, s.ownShape), first.ownShape),
      dtype: first.dtype,
      hasUnsureType: all.some((s) => s.hasUnsureType),
      strides: rest.every((s) => sameNumbers(s.strides, first.strides)) ? first.strides : null,
      data: rest.every((s) => sameNumbers(s.data, first.data)) ? first.data : null,
      drawn: rest.every((s) => sameNumbers(s.drawn, first.drawn)) ? first.drawn : null,
      reach: rest.every((s) => s.reach === first.reach) ? first.reach : null,
      requiresGrad: rest.every((s) => s.requiresGrad === first.requiresGrad) ? first.requiresGrad : undefined,
      hasHistory: all.every((s) => s.hasHistory),
      isFreed: all.every((s) => s.isFreed),
      memory: rest.every((s) => s.memory === first.memory) ? first.memory : null,
      step: rest.every((s) => s.step === first.step) ? first.step : null,
      hasGrad: all.every((s) => s.hasGrad),
    };
  }
}

/** What a tensor is at one moment: changes in place make it another. */
interface Contents {
  readonly ownShape: readonly Dim[] | ShapeVar;
  readonly dtype: DType;
  readonly hasUnsureType: boolean;
  readonly strides: Strides;
  readonly data: readonly number[] | null;
  readonly drawn: readonly [number, number] | null;
  readonly reach: Reach | null;
  readonly requiresGrad: boolean | undefined;
  readonly hasHistory: boolean;
  readonly isFreed: boolean;
  readonly memory: Memory | null;
  readonly step: Step | null;
  readonly hasGrad: boolean;
}

/** What is known of a shape that is one or the other. */
function joinShapes(a: readonly Dim[] | ShapeVar, b: readonly Dim[] | ShapeVar): readonly Dim[] | ShapeVar {
  if (a === b) return a;
  if (a instanceof ShapeVar || b instanceof ShapeVar || a.length !== b.length) return new ShapeVar("x");
  return a.map((d, i) => (d === b[i] ? d : symbol({ name: "?", min: 0, anonymous: true })));
}

function sameNumbers(a: readonly Dim[] | null | undefined, b: readonly Dim[] | null | undefined): boolean {
  return a === b || (a?.length === b?.length && (a?.every((x, i) => x === b?.[i]) ?? false));
}

function dependsOnData(d: Dim): boolean {
  for (const s of symbolsOf(d)) if (isAnonymous(s)) return true;
  return false;
}

/** Row-major strides of a shape. A size of 0 counts as 1, as in PyTorch. */
export function contiguousStrides(shape: readonly Dim[]): Dim[] {
  const out: Dim[] = new Array(shape.length);
  let next: Dim = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    out[i] = next;
    const d = shape[i] as Dim;
    next = mul(next, isConst(d) ? Math.max(d, 1) : d);
  }
  return out;
}

/** `x.data`, and what a state dict holds: the same elements without a history. */
export function detached(t: Tensor): Tensor {
  const out = new Tensor(t.shapeOrVar, t.dtype, { strides: t.strides, device: t.device, data: t.data, requiresGrad: false });
  out.hasUnsureType = t.hasUnsureType;
  if (t.hasKnownElements) out.shareMemory(t);
  out.owner = t.owner;
  return out;
}
