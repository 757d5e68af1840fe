/** What a misspelt name was meant to be. */
import type { Why } from "./interp.ts";

/** The names that are near in spelling, the nearest first. */
export function nearest(name: string, names: Iterable<string>): readonly string[] {
  const most = Math.max(1, Math.floor(name.length / 3)) + 0.5;
  const scored = [...new Set(names)].map((n) => [n, name.toLowerCase() === n.toLowerCase() ? 0.5 : editDistance(name, n)] as const);
  return scored.filter(([, d]) => d > 0 && d < most).sort((a, b) => a[1] - b[1]).slice(0, 5).map(([n]) => n);
}

function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 4) return 99;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] as number;
}

/** What is said of a keyword that a function does not have. */
export function misspelt(name: string, parameters: readonly string[], callee: string): Pick<Why, "law" | "meant"> {
  const near = nearest(name, parameters);
  const meant = near.length > 0 ? near : parameters.filter((p) => startsWithWords(name, p) || startsWithWords(p, name)).slice(0, 2);
  return { law: () => `${callee} has no parameter '${name}'${question(meant)}`, meant };
}

/** Whether a name begins with all words of another: `dropout_prob` with `dropout`. */
function startsWithWords(name: string, other: string): boolean {
  return other.length > 2 && name.startsWith(`${other}_`);
}

/** ` (did you mean 'size'?)` */
export function question(meant: readonly string[]): string {
  return meant[0] === undefined ? "" : ` (did you mean '${meant[0]}'?)`;
}
