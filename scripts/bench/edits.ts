/** Keystrokes as people make them, from a seed: digits changed, characters typed and deleted, lines opened. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

export function edited(text: string, edit: Edit): string {
  return text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
}

/** `count` single edits of a text, each on the text itself. */
export function editsOf(text: string, count: number, seed: number): Edit[] {
  const random = randomFrom(seed);
  const digits = [...text.matchAll(/(?<![\w.])\d+(?![\w.])/g)].map((m) => ({ start: m.index, text: m[0] }));
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const edits: Edit[] = [];
  while (edits.length < count) {
    const kind = random();
    const at = Math.floor(random() * text.length);
    if (kind < 0.5) {
      const digit = pick(digits);
      if (digit) edits.push({ start: digit.start, end: digit.start + digit.text.length, newText: String(Number(digit.text) + 1) });
      else edits.push({ start: at, end: at, newText: "1" });
    } else if (kind < 0.7) edits.push({ start: at, end: at, newText: pick(["x", "(", ")", ".", " ", "self", ":", '"']) ?? "x" });
    else if (kind < 0.85) edits.push({ start: at, end: Math.min(at + 1, text.length), newText: "" });
    else {
      const line = text.indexOf("\n", at);
      edits.push({ start: Math.max(line, 0), end: Math.max(line, 0), newText: "\n" });
    }
  }
  return edits;
}

/** mulberry32: numbers in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
