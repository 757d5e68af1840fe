/** Inputs as they are written, before they are read. */

/** The inputs that a line of text states, one a parameter: `(1, 3, 224, 224) mask=1x224`. */
export function splitInputs(text: string): readonly string[] {
  return splitTop(text, /\s/).map((spec) => spec.trim());
}

/** Splits at separators outside brackets. */
export function splitTop(text: string, separator: RegExp): string[] {
  const out: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i] as string;
    if ("([".includes(ch)) depth += 1;
    else if (")]".includes(ch)) depth -= 1;
    else if (depth === 0 && separator.test(ch)) {
      out.push(text.slice(from, i));
      from = i + 1;
    }
  }
  out.push(text.slice(from));
  return out.filter((s) => s.trim() !== "");
}
