/** Lists that a loop of a known number of passes appends to: how long they are after it, though the passes were not run one by one. */
import { type Dim, add, isConst, mul, sub, symbol } from "../dims/index.ts";
import { type Delta, type Mark, changesSince, contentsAt, keep, mark } from "./trail.ts";
import { PyList, Unbounded } from "./values.ts";

interface Grown {
  /** Its length before the loop. */
  readonly from: Dim;
  /** By how much every pass that was looked at made it longer. */
  readonly by: number;
}

/**
 * Follows the first passes of a loop. A list that each of them makes longer by
 * the same number of items, whatever its length was before, has as many more
 * after the loop as there are passes.
 */
export class Growth {
  private readonly passes: Dim;
  private readonly start: Mark = mark();
  private readonly lists = new Map<PyList, Grown>();

  constructor(passes: Dim) {
    this.passes = passes;
  }

  /** After the first pass, which always runs. */
  afterFirst(): void {
    for (const cell of changesSince(this.start).keys()) {
      if (!(cell instanceof PyList)) continue;
      const before = lengthOf(contentsAt(this.start, cell) as Contents);
      const after = lengthOf(cell);
      const by = before !== null && after !== null ? sub(after, before) : 0;
      if (before !== null && isConst(by) && by !== 0) this.lists.set(cell, { from: before, by });
    }
    keep(this.start);
  }

  /** The loop may end otherwise than by its last pass: nothing is known. */
  giveUp(): void {
    this.lists.clear();
  }

  /** After another pass, given what it changed; the state is the one before it. */
  afterPass(changes: Delta): void {
    for (const [list, { by }] of this.lists) {
      const before = lengthOf(list);
      const after = changes.has(list) ? lengthOf(changes.get(list) as Contents) : before;
      if (before === null || after === null || sub(after, before) !== by) this.lists.delete(list);
    }
  }

  /** Before yet another pass: the lists are of some length. */
  beforePass(): void {
    for (const list of this.lists.keys()) recount(list, symbol({ name: "?", min: 1, anonymous: true }));
  }

  /** After the loop. */
  settle(): void {
    for (const [list, { from, by }] of this.lists) recount(list, add(from, mul(by, this.passes)));
  }
}

type Contents = Pick<PyList, "items" | "unbounded">;

function lengthOf({ items, unbounded }: Contents): Dim | null {
  return unbounded ? unbounded.count : items.length;
}

function recount(list: PyList, count: Dim): void {
  const { unbounded } = list;
  if (unbounded) list.replace([], new Unbounded(unbounded.item, unbounded.reason, count));
}
