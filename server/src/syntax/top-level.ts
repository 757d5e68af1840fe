import { isFormatted, stringEnd } from "./literals.ts";

/** What stands outside all brackets and strings of a piece of source, and which brackets stay open. */
export interface TopLevel {
  /** The piece with everything inside brackets, strings and comments blanked, offset for offset. */
  readonly flat: string;
  /** The characters that would close what is open, innermost first. */
  readonly closers: string;
}

const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

export function topLevel(text: string): TopLevel {
  const flat: string[] = [];
  const open: string[] = [];
  const put = (characters: string) => flat.push(open.length > 0 ? " ".repeat(characters.length) : characters);
  let i = 0;
  while (i < text.length) {
    const character = text.charAt(i);
    if (character === "'" || character === '"') {
      const end = stringEnd(text, i, text.length, isFormatted(text, i, 0));
      const stop = Math.max(end < 0 ? ~end : end, i + 1);
      flat.push(" ".repeat(stop - i));
      i = stop;
    } else if (character === "#") {
      const newline = text.indexOf("\n", i);
      const stop = newline < 0 ? text.length : newline;
      flat.push(" ".repeat(stop - i));
      i = stop;
    } else {
      const closer = CLOSERS[character];
      if (closer !== undefined) {
        put(character);
        open.push(closer);
      } else {
        if (character === open.at(-1)) open.pop();
        put(character);
      }
      i += 1;
    }
  }
  return { flat: flat.join(""), closers: open.reverse().join("") };
}
