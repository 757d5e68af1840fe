/** Sorting, and the least and greatest of several values. */
import { joinValues } from "../join.ts";
import { PyFloat, PyTuple, type Value } from "../values.ts";
import type { Call } from "./native.ts";
import { numberOf } from "./numbers.ts";

/** A new array in order; where the order is not known every place may hold any item. */
export function sortItems(c: Call, items: readonly Value[], key: Value, reverse: Value): Value[] {
  const keys = key === null ? items : items.map((v) => c.call(key, v));
  const backwards = c.interp.truth(reverse);
  const order = items.map((_, i) => i);
  const compare = backwards === undefined ? undefined : comparison(c, keys);
  if (compare === undefined) {
    const any = items.length > 1 ? joinValues(items) : null;
    return items.length > 1 ? items.map(() => any) : items.slice();
  }
  // Equal items keep their order in both directions.
  order.sort((a, b) => (backwards ? compare(b, a) : compare(a, b)) || a - b);
  return order.map((i) => items[i] as Value);
}

/** Orders the places of keys; undefined where two of them cannot be compared for want of knowledge. */
function comparison(c: Call, keys: readonly Value[]): ((a: number, b: number) => number) | undefined {
  const simple = simpleOrder(keys);
  if (simple) return simple;
  const known = new Map<number, boolean>();
  const n = keys.length;
  for (let later = 1; later < n; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      for (const [a, b] of [
        [later, earlier],
        [earlier, later],
      ] as const) {
        const less = c.interp.truth(c.interp.compare("<", keys[a] as Value, keys[b] as Value, c.node));
        if (less === undefined) return undefined;
        known.set(a * n + b, less);
      }
    }
  }
  return (a, b) => (known.get(a * n + b) ? -1 : known.get(b * n + a) ? 1 : 0);
}

/** Keys that JavaScript orders as Python does: all numbers, all strings, or tuples of these. */
function simpleOrder(keys: readonly Value[]): ((a: number, b: number) => number) | undefined {
  if (keys.every((k) => typeof k === "string")) return (a, b) => compareText(keys[a] as string, keys[b] as string);
  if (keys.every((k) => typeof k === "number" || typeof k === "boolean" || k instanceof PyFloat)) {
    const numbers = keys.map((k) => numberOf(k) ?? 0);
    return (a, b) => (numbers[a] as number) - (numbers[b] as number);
  }
  const [first] = keys;
  if (!(first instanceof PyTuple) || !keys.every((k) => k instanceof PyTuple && k.items.length === first.items.length))
    return undefined;
  const columns = first.items.map((_, i) => simpleOrder(keys.map((k) => (k as PyTuple).items[i] as Value)));
  if (columns.some((col) => col === undefined)) return undefined;
  return (a, b) => {
    for (const column of columns) {
      const order = column?.(a, b) ?? 0;
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** By code point, as Python compares text. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const x = [...a];
  const y = [...b];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}
