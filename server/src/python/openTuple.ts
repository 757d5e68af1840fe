/** `*x.shape, n`: a tuple whose length is not known. */
import type { Interp } from "./interp.ts";
import { PyObject, Unbounded, Unknown, type Value } from "./values.ts";

/** Taken apart into as many names as there are, it tells how many items its open part has. */
export class OpenTuple extends Unknown {
  private readonly before: readonly Value[];
  private readonly open: Value;
  private readonly after: readonly Value[];

  constructor(before: readonly Value[], open: Value, after: readonly Value[], reason: string) {
    super(`a tuple of unknown length: ${reason}`);
    this.before = before;
    this.open = open;
    this.after = after;
  }

  override pyUnpack(interp: Interp, count: number): readonly Value[] | undefined {
    const n = count - this.before.length - this.after.length;
    return n < 0 ? undefined : [...this.before, ...this.spread(interp, n), ...this.after];
  }

  private spread(interp: Interp, n: number): readonly Value[] {
    const own = this.open instanceof PyObject ? this.open.pyUnpack?.(interp, n) : undefined;
    if (own) return own;
    const items = interp.iterate(this.open, null);
    return Array.from({ length: n }, () => (items instanceof Unbounded ? items.item : new Unknown(this.reason)));
  }
}
