/** Counts as they are read. */
import type { Count } from "./layers.ts";

/** `25,840` */
export function grouped(count: Count): string {
  return typeof count === "number" ? count.toLocaleString("en-US") : count;
}

/** `31.0 M` */
export function short(count: Count | null): string {
  if (count === null) return "";
  return typeof count === "number" ? scaled(count, ["", " k", " M", " G", " T"], 1000) : count;
}

/** `1.4 MiB` */
export function bytes(count: Count | null): string {
  if (count === null) return "";
  if (typeof count === "number") return scaled(count, [" B", " KiB", " MiB", " GiB", " TiB"], 1024);
  return count.includes("?") ? "?" : `${count} B`;
}

function scaled(count: number, units: readonly string[], step: number): string {
  let [value, unit] = [count, 0];
  while (value >= step && unit < units.length - 1) {
    value /= step;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toPrecision(3)}${units[unit] ?? ""}`;
}
