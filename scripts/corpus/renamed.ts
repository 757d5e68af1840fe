/** The corpus with every file and class of the models renamed, and what was recorded of them renamed alike. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { type Case, type Truth, type Verdict, compare } from "./compare.ts";

interface Names {
  readonly classes: Readonly<Record<string, string>>;
  /** Dotted names of modules → the last part of their new ones. */
  readonly files: Readonly<Record<string, string>>;
}

export class Renamed {
  readonly #env: string;
  readonly #names: Names;

  constructor(packages: string, name: string, env: string) {
    this.#env = env;
    const script = path.join(import.meta.dirname, "rename.py");
    this.#names = JSON.parse(execFileSync("python3", [script, packages, name, path.join(env, "lib/python3/site-packages")], { encoding: "utf8", maxBuffer: 1 << 24 }));
  }

  compare(c: Case, truth: Truth): Verdict {
    const module = this.#module(c.module);
    const calls = truth.calls?.map((call) => ({ ...call, type: this.#names.classes[call.type] ?? call.type }));
    const file = path.join(this.#env, "lib/python3/site-packages", this.#file(truth.file ?? ""));
    const renamed: Case = { ...c, module, entry: this.#words(c.entry), ...(c.setup === undefined ? {} : { setup: this.#words(c.setup) }) };
    return compare(renamed, { ...truth, file, ...(calls ? { calls } : {}) }, this.#env);
  }

  #module(name: string): string {
    const parts = name.split(".");
    return parts.map((part, i) => this.#names.files[parts.slice(0, i + 1).join(".")] ?? part).join(".");
  }

  #file(file: string): string {
    return file.endsWith("__init__.py") ? file : `${this.#module(file.replace(/\.py$/, "").replaceAll("/", ".")).replaceAll(".", "/")}.py`;
  }

  #words(text: string): string {
    return text.replace(/\b\w+\b/g, (word) => this.#names.classes[word] ?? word);
  }
}
