/**
 * Names that a module imports under `if TYPE_CHECKING:`. A package that loads its parts on demand
 * states them there for static readers, and makes them by means that are not read.
 */
import type { Import, ImportFrom, Module, Stmt } from "../syntax/ast.ts";
import type { Interp } from "./interp.ts";
import { type ModuleValue, Unknown, type Value } from "./values.ts";

/** What is asked of whoever finds modules. */
export interface ModuleTexts {
  resolveRelative(module: ModuleValue, level: number, name: string): string | null;
  importModule(interp: Interp, name: string): ModuleValue | Unknown;
  /** The text of a module's file, which is neither parsed nor run; undefined if there is none. */
  textOf(name: string): { readonly text: string; readonly isPackage: boolean } | undefined;
}

/** Finds a name that the module declares; undefined if it declares none. */
export function declaredNames(interp: Interp, texts: ModuleTexts, module: ModuleValue, source: Module): ((name: string) => Value | undefined) | null {
  const imports = source.units.flatMap((unit) => unit.body.flatMap(importsForCheckers));
  if (imports.length === 0) return null;
  const absent = new Set<string>();
  // `from . import part`, and modules that declare each other's names, ask for a name while it is looked for.
  const sought = new Set<string>();
  return (name) => {
    if (absent.has(name) || sought.has(name) || name.startsWith("__")) return undefined;
    sought.add(name);
    try {
      const found = lookup(interp, texts, module, imports, name);
      if (found === undefined) absent.add(name);
      return found;
    } finally {
      sought.delete(name);
    }
  };
}

function importsForCheckers(s: Stmt): readonly (Import | ImportFrom)[] {
  if (s.kind !== "If") return [];
  const { test } = s;
  const isForCheckers = (test.kind === "Name" && test.id === "TYPE_CHECKING") || (test.kind === "Attribute" && test.attr === "TYPE_CHECKING");
  return isForCheckers ? s.body.flatMap(importsWithin) : [];
}

function importsWithin(s: Stmt): readonly (Import | ImportFrom)[] {
  if (s.kind === "Import" || s.kind === "ImportFrom") return [s];
  if (s.kind === "If") return [...s.body, ...s.orelse].flatMap(importsWithin);
  return s.kind === "Try" ? [...s.body, ...s.handlers.flatMap((h) => h.body), ...s.orelse].flatMap(importsWithin) : [];
}

function lookup(interp: Interp, texts: ModuleTexts, module: ModuleValue, imports: readonly (Import | ImportFrom)[], name: string): Value | undefined {
  const stars: string[] = [];
  for (const s of imports) {
    for (const alias of s.names) {
      if (s.kind === "Import") {
        if ((alias.asname ?? alias.name) === name) return texts.importModule(interp, alias.name);
        continue;
      }
      const from = s.level > 0 ? texts.resolveRelative(module, s.level, s.module) : s.module;
      if (from === null) continue;
      if (alias.name === "*") stars.push(from);
      else if ((alias.asname ?? alias.name) === name) return memberOf(interp, texts, from, alias.name);
    }
  }
  // A submodule of that name is the submodule.
  if (stars.length === 0 || texts.textOf(`${module.name}.${name}`) !== undefined) return undefined;
  const from = byLikelihood(stars, name).find((star) => exportsName(texts, star, name, new Set()));
  return from === undefined ? undefined : memberOf(interp, texts, from, name);
}

function memberOf(interp: Interp, texts: ModuleTexts, from: string, name: string): Value {
  const m = texts.importModule(interp, from);
  if (m instanceof Unknown) return m;
  const v = interp.lookupAttr(m, name);
  return v === undefined ? texts.importModule(interp, `${from}.${name}`) : v;
}

/** Modules whose own name is part of the name asked for come first: `bert` for `BertModel`. */
function byLikelihood(modules: readonly string[], name: string): readonly string[] {
  const wanted = name.toLowerCase();
  const likeness = (module: string): number => {
    const own = (module.split(".").at(-1) ?? "").replaceAll("_", "");
    return wanted.includes(own) ? own.length : 0;
  };
  return modules.map((module) => ({ module, likeness: likeness(module) })).sort((a, b) => b.likeness - a.likeness).map((m) => m.module);
}

const STAR_IMPORT = /^[ \t]*from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+\*/gm;

/** Whether `from module import *` gives a name, as far as the module's text tells. */
function exportsName(texts: ModuleTexts, module: string, name: string, seen: Set<string>): boolean {
  if (seen.has(module)) return false;
  seen.add(module);
  const source = texts.textOf(module);
  if (source === undefined) return false;
  const { text, isPackage } = source;
  if (text.includes(name) && definition(name).test(text)) return true;
  for (const [, dots = "", rest = ""] of text.matchAll(STAR_IMPORT)) {
    const full = relativeName(module, isPackage, dots.length, rest);
    if (full !== null && exportsName(texts, full, name, seen)) return true;
  }
  return false;
}

/** A definition or import of the name at the top level of a file. */
function definition(name: string): RegExp {
  const own = `(?:class|def|async[ \\t]+def)[ \\t]+${name}\\b|${name}[ \\t]*(?::[^=\\n]*)?=`;
  return new RegExp(`^(?:${own})|^[ \\t]*from[ \\t]+[\\w.]+[ \\t]+import[ \\t]+(?:\\([^)]*|[^\\n(]*)\\b${name}\\b`, "m");
}

function relativeName(module: string, isPackage: boolean, level: number, rest: string): string | null {
  if (level === 0) return rest;
  const parts = module.split(".");
  const up = isPackage ? level - 1 : level;
  if (up >= parts.length) return null;
  return [...parts.slice(0, parts.length - up), ...(rest === "" ? [] : [rest])].join(".");
}
