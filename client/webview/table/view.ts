/** Which rows are to be seen: the tree with its folds, a search, or a sorted list. */
import type { Count } from "../../../server/src/lsp/requests.ts";
import type { PlacedRow } from "./messages.ts";

export const columns = ["name", "type", "input", "output", "parameters", "multiplyAdds", "memory"] as const;
export type Column = (typeof columns)[number];

export interface View {
  /** Paths of the rows whose children are hidden. */
  readonly folded: ReadonlySet<string>;
  readonly search: string;
  readonly sort: { readonly column: Column; readonly descending: boolean } | null;
}

/** Indices of rows, in the order they are shown. */
export function visibleRows(rows: readonly PlacedRow[], { folded, search, sort }: View): readonly number[] {
  const wanted = search.trim().toLowerCase();
  const all = rows.map((_, i) => i);
  const found = wanted === "" ? all : all.filter((i) => matches(rows[i], wanted));
  if (sort) return found.toSorted((a, b) => order(rows[a], rows[b], sort.column) * (sort.descending ? -1 : 1) || a - b);
  if (wanted !== "") return withAncestors(rows, found);
  let hiddenBelow = Number.POSITIVE_INFINITY;
  return all.filter((i) => {
    const row = rows[i];
    if (!row || row.depth > hiddenBelow) return false;
    hiddenBelow = folded.has(row.path) ? row.depth : Number.POSITIVE_INFINITY;
    return true;
  });
}

function matches(row: PlacedRow | undefined, wanted: string): boolean {
  return [row?.path, row?.type, row?.input, row?.output].some((text) => text?.toLowerCase().includes(wanted));
}

/** What was found stays in its tree. */
function withAncestors(rows: readonly PlacedRow[], found: readonly number[]): readonly number[] {
  const kept = new Set(found);
  for (const i of found) {
    let depth = rows[i]?.depth ?? 0;
    for (let j = i - 1; j >= 0 && depth > 0; j--) {
      const above = rows[j]?.depth ?? 0;
      if (above >= depth) continue;
      kept.add(j);
      depth = above;
    }
  }
  return [...kept].sort((a, b) => a - b);
}

function order(a: PlacedRow | undefined, b: PlacedRow | undefined, column: Column): number {
  const [x, y] = [a?.[column] ?? null, b?.[column] ?? null];
  if (column === "parameters" || column === "multiplyAdds" || column === "memory") return size(x) - size(y);
  return String(x).localeCompare(String(y), undefined, { numeric: true });
}

/** Expressions in symbols stand behind all numbers. */
function size(count: Count | null): number {
  if (typeof count === "number") return count;
  return count === null ? -1 : Number.POSITIVE_INFINITY;
}

/** The first row that fails, the innermost, and where the rows begin that are shown as they would be once it is mended. */
export function failureIn(rows: readonly PlacedRow[]): { readonly row: PlacedRow; readonly after: number } | undefined {
  const isFailing = ({ status }: PlacedRow): boolean => status !== "ok";
  const leaf = rows.findIndex((row) => isFailing(row) && !row.hasChildren);
  const at = leaf >= 0 ? leaf : rows.findLastIndex(isFailing);
  const row = rows[at];
  if (!row) return undefined;
  const next = rows.findIndex(({ depth }, i) => i > at && depth <= row.depth);
  return { row, after: next < 0 ? rows.length : next };
}

/** Rows whose output was another when the file was saved, with what it was. A path that is called again is counted. */
export function changedRows(
  rows: readonly PlacedRow[],
  saved: readonly PlacedRow[] | undefined,
): ReadonlyMap<number, string> {
  const changed = new Map<number, string>();
  if (!saved) return changed;
  const before = new Map(keyed(saved).map(([key, row]) => [key, row.output]));
  for (const [i, [key, row]] of keyed(rows).entries()) {
    const output = before.get(key);
    if (output !== undefined && output !== row.output) changed.set(i, output);
  }
  return changed;
}

function keyed(rows: readonly PlacedRow[]): readonly (readonly [key: string, row: PlacedRow])[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const times = (seen.get(row.path) ?? 0) + 1;
    seen.set(row.path, times);
    return [`${row.path}#${times}`, row];
  });
}
