/** Python's regular expressions as JavaScript's. */

export interface Translated {
  readonly source: string;
  readonly flags: string;
  /** Names of groups, by number. */
  readonly names: ReadonlyMap<string, number>;
  readonly groups: number;
}

/** Flags of `re`. */
export const FLAGS = { I: 2, L: 4, M: 8, S: 16, U: 32, X: 64, A: 256 } as const;

/** undefined: JavaScript has no such pattern, or it is not one. */
export function translate(pattern: string, flags: number): Translated | undefined {
  const state: Translation = { text: pattern, at: 0, out: "", groups: 0, names: new Map(), flags };
  const global = /^\(\?([aiLmsux]+)\)/.exec(pattern);
  if (global) {
    state.at = global[0].length;
    for (const ch of global[1] ?? "")
      state.flags |= { a: FLAGS.A, i: FLAGS.I, m: FLAGS.M, s: FLAGS.S, x: FLAGS.X }[ch] ?? 0;
  }
  while (state.at < pattern.length) if (!translateNext(state)) return undefined;
  const source = state.out;
  const jsFlags = `d${state.flags & FLAGS.I ? "i" : ""}${state.flags & FLAGS.M ? "m" : ""}${state.flags & FLAGS.S ? "s" : ""}`;
  try {
    new RegExp(source, jsFlags);
  } catch {
    return undefined;
  }
  return { source, flags: jsFlags, names: state.names, groups: state.groups };
}

interface Translation {
  readonly text: string;
  at: number;
  out: string;
  groups: number;
  readonly names: Map<string, number>;
  flags: number;
}

function translateNext(s: Translation): boolean {
  const ch = s.text[s.at] as string;
  if (ch === "\\") return translateEscape(s, false);
  if (ch === "[") return translateSet(s);
  if (ch === "(") return translateGroup(s);
  if (s.flags & FLAGS.X) {
    if (/\s/.test(ch)) {
      s.at++;
      return true;
    }
    if (ch === "#") {
      const end = s.text.indexOf("\n", s.at);
      s.at = end < 0 ? s.text.length : end + 1;
      return true;
    }
  }
  // `$` also stands before a closing newline.
  if (ch === "$" && !(s.flags & FLAGS.M)) return emit(s, 1, "(?=\\n?(?![^]))");
  if (ch === "{") {
    const repeat = /^\{(\d*)(,?)(\d*)\}/.exec(s.text.slice(s.at));
    if (!repeat || (repeat[1] === "" && repeat[3] === "")) return emit(s, 1, "\\{");
    return emit(s, repeat[0].length, `{${repeat[1] || "0"}${repeat[2]}${repeat[3]}}`) && !possessive(s);
  }
  if (ch === "}") return emit(s, 1, "\\}");
  if (ch === "*" || ch === "+" || ch === "?") {
    emit(s, 1, ch);
    return !possessive(s);
  }
  return emit(s, 1, ch);
}

/** `a*+`, which JavaScript does not have. */
function possessive(s: Translation): boolean {
  return s.text[s.at] === "+";
}

function emit(s: Translation, taken: number, text: string): boolean {
  s.at += taken;
  s.out += text;
  return true;
}

function translateEscape(s: Translation, inSet: boolean): boolean {
  const next = s.text[s.at + 1];
  if (next === undefined) return false;
  if (!inSet && next === "A") return emit(s, 2, "(?<![^])");
  if (!inSet && next === "Z") return emit(s, 2, "(?![^])");
  if (next === "a") return emit(s, 2, "\\x07");
  if (next === "N") return false;
  if (next === "U") {
    const point = Number.parseInt(s.text.slice(s.at + 2, s.at + 10), 16);
    return emit(s, 10, String.fromCodePoint(point));
  }
  if (next === "0") return emit(s, 2, "\\x00");
  if (next === "<" || next === ">" || next === "k" || next === "c" || next === "p" || next === "P")
    return emit(s, 2, next);
  return emit(s, 2, `\\${next}`);
}

function translateSet(s: Translation): boolean {
  emit(s, 1, "[");
  if (s.text[s.at] === "^") emit(s, 1, "^");
  // A bracket that comes first is a member.
  if (s.text[s.at] === "]") emit(s, 1, "\\]");
  for (;;) {
    const ch = s.text[s.at];
    if (ch === undefined) return false;
    if (ch === "]") return emit(s, 1, "]");
    if (ch === "\\") {
      if (!translateEscape(s, true)) return false;
    } else emit(s, 1, ch === "[" ? "\\[" : ch);
  }
}

function translateGroup(s: Translation): boolean {
  const rest = s.text.slice(s.at);
  const named = /^\(\?P<(\w+)>/.exec(rest);
  if (named) {
    s.groups++;
    s.names.set(named[1] as string, s.groups);
    return emit(s, named[0].length, `(?<${named[1]}>`);
  }
  const back = /^\(\?P=(\w+)\)/.exec(rest);
  if (back) return emit(s, back[0].length, `\\k<${back[1]}>`);
  const comment = /^\(\?#[^)]*\)/.exec(rest);
  if (comment) return emit(s, comment[0].length, "");
  const plain = /^\(\?(?::|=|!|<=|<!)/.exec(rest);
  if (plain) return emit(s, plain[0].length, plain[0]);
  if (rest.startsWith("(?")) return false;
  s.groups++;
  return emit(s, 1, "(");
}
