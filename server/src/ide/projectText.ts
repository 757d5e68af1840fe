import { asWritten } from "../syntax/private.ts";

/** The texts of a project's files; not all of them, if it has too many. */
export interface Texts {
  readonly texts: readonly string[];
  readonly areAll: boolean;
}

/** What the text of a project tells of names, without running it. What is not read may hold anything. */
export class ProjectText {
  private readonly read: () => Texts;
  private project: Texts | null = null;
  private readonly known = new Map<string, boolean>();

  constructor(read: () => Texts) {
    this.read = read;
  }

  /** Whether an object of a class may be made somewhere. */
  builds(cls: string): boolean {
    return this.has(`(?<!\\bclass\\s+)\\b${cls}\\s*\\((?!\\s*\\)\\s*:)`);
  }

  /** Whether another class is derived from it. */
  hasHeirs(cls: string): boolean {
    return !this.all().areAll || this.has(`\\bclass\\s+\\w+\\s*\\([^)]*\\b${cls}\\b`);
  }

  /** Whether somebody sets an attribute of that name of what is not his own, or by its name as a text. */
  sets(name: string): boolean {
    if (!this.all().areAll) return true;
    const attr = written(name);
    return this.has(`(?<!\\bself)\\.${attr}\\s*(:[^=\\n]+)?=(?!=)|(?<!\\bself)\\.${attr}\\s*,.*(?<![=!<>])=(?!=)`) || this.all().texts.some((text) => new RegExp(`["']${attr}["']`).test(text) && /\bsetattr\(|__dict__|__setattr__/.test(text));
  }

  /** Whether a method of that name is called, or handed on. */
  calls(name: string): boolean {
    const method = written(name);
    return !this.all().areAll || this.has(`^(?!\\s*[\\w.]+\\.${method}\\s*$).*\\.${method}\\b`);
  }

  private has(pattern: string): boolean {
    const known = this.known.get(pattern);
    if (known !== undefined) return known;
    const found = this.all().texts.some((text) => new RegExp(pattern, "m").test(text));
    this.known.set(pattern, found);
    return found;
  }

  private all(): Texts {
    this.project ??= this.read();
    return this.project;
  }
}

/** What a text may write for a name: a private one as its class does, or in full. */
function written(name: string): string {
  const short = asWritten(name);
  return short === name ? name : `(?:${name.slice(0, -short.length)})?${short}`;
}
