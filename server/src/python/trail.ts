/**
 * The trail: what makes the heap forkable. Every mutable object is a {@link Cell};
 * before its first change after a mark it saves its contents here. Taking a mark
 * back restores them, and gives the changes as a {@link Delta}, so that the two
 * sides of a branch on an unknown condition can each be run from the same state
 * and joined afterwards.
 *
 * One interpreter runs at a time in a thread, so the trail is module state.
 */
export abstract class Cell {
  /** The newest mark for which this cell is already saved (or after which it was born). */
  stamp: number = birth;
  abstract save(): unknown;
  abstract load(saved: unknown): void;
  /** The join of saved contents, for a kind of cell that `join.ts` does not know; absent: the first. */
  joinSaved?(contents: readonly unknown[]): unknown;
}

/** Cells changed since a mark, with the contents they had at its end. */
export type Delta = Map<Cell, unknown>;

interface Saved {
  readonly cell: Cell;
  readonly contents: unknown;
  readonly stamp: number;
}

/** Stamp of the newest mark. */
let stamp = 0;
/** Stamp given to cells born now: the newest mark's, but 0 for what outlives every mark. */
let birth = 0;
/** Stamp of the innermost open mark; a cell with a smaller one must be saved before a change. */
let open = 0;
/** A change made for all, until it turns out that a mark's end will undo part of it; the first marks were open when it began. */
let loading: { lasts: boolean; readonly marks: number } | null = null;
const marks: { readonly at: number; readonly stamp: number }[] = [];
const log: Saved[] = [];

export type Mark = number;

/** Call before every change of a cell's contents. */
export function touch(cell: Cell): void {
  if (cell.stamp < open) {
    log.push({ cell, contents: cell.save(), stamp: cell.stamp });
    cell.stamp = stamp;
  } else if (loading !== null && isSaved(cell, log.length)) loading.lasts = false;
}

/** Whether a cell is among the first so many saved ones. A stamp of 0 says that no open mark has saved it. */
function isSaved(cell: Cell, count: number): boolean {
  if (cell.stamp === 0) return false;
  for (let i = 0; i < count; i++) if ((log[i] as Saved).cell === cell) return true;
  return false;
}

/** How many of the open marks stand outside the change that is made for all. */
function outside(): number {
  return loading?.marks ?? 0;
}

export function mark(): Mark {
  stamp += 1;
  open = stamp;
  if (loading === null) birth = stamp;
  marks.push({ at: log.length, stamp });
  return marks.length;
}

function close(m: Mark): number {
  const first = marks[m - 1];
  if (!first) throw new Error(`the trail has no mark ${m}`);
  marks.length = m - 1;
  open = m - 1 > outside() ? (marks[m - 2]?.stamp ?? 0) : 0;
  return first.at;
}

/** Restores the state at the mark, closes it (and every later one), and gives what had changed. */
export function takeBack(m: Mark): Delta {
  const at = close(m);
  const delta: Delta = new Map();
  for (let i = log.length - 1; i >= at; i--) {
    const saved = log[i] as Saved;
    if (!delta.has(saved.cell)) delta.set(saved.cell, saved.cell.save());
    saved.cell.load(saved.contents);
    saved.cell.stamp = saved.stamp;
  }
  log.length = at;
  return delta;
}

/** Keeps the changes and closes the mark (and every later one). */
export function keep(m: Mark): void {
  const at = close(m);
  if (marks.length > outside()) return;
  for (let i = log.length - 1; i >= at; i--) {
    const { cell, stamp: before } = log[i] as Saved;
    cell.stamp = before;
    if (loading !== null && isSaved(cell, at)) loading.lasts = false;
  }
  log.length = at;
}

/** What has changed since the mark, which stays open. */
export function changesSince(m: Mark): Delta {
  const first = marks[m - 1];
  const delta: Delta = new Map();
  if (!first) return delta;
  for (let i = first.at; i < log.length; i++) {
    const cell = (log[i] as Saved).cell;
    if (!delta.has(cell)) delta.set(cell, cell.save());
  }
  return delta;
}

/** The saved contents of a cell at the mark, or undefined if it has not changed since. */
export function contentsAt(m: Mark, cell: Cell): unknown {
  const first = marks[m - 1];
  if (!first) return undefined;
  for (let i = first.at; i < log.length; i++) {
    const saved = log[i] as Saved;
    if (saved.cell === cell) return saved.contents;
  }
  return undefined;
}

/** Number of open marks. */
export function depth(): number {
  return marks.length;
}

/** Puts a delta's contents in place. */
export function apply(delta: Delta): void {
  for (const [cell, contents] of delta) {
    touch(cell);
    cell.load(contents);
  }
}

/**
 * Runs something whose changes are nobody's to take back: loading a module,
 * which happens once for all. False if it changed what an open mark has saved,
 * so that it must be done again after that mark.
 */
export function permanently(run: () => void): boolean {
  const outer = { open, loading, birth };
  const own = { lasts: true, marks: marks.length };
  open = 0;
  birth = 0;
  loading = own;
  try {
    run();
  } finally {
    open = outer.open;
    birth = outer.birth;
    loading = outer.loading;
    if (!own.lasts && loading) loading.lasts = false;
  }
  return own.lasts;
}

/** Takes every open mark back and opens a new one: the state in which one program is looked at. */
export function beginProgram(): void {
  if (marks.length > 0) takeBack(1);
  mark();
}
