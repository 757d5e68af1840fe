/** What `import` and `from … import` bind. */
import type { Import, ImportFrom, Stmt } from "../syntax/ast.ts";
import { exceptions } from "./builtins/types.ts";
import type { Frame, Interp } from "./interp.ts";
import { LazyImport, ModuleValue, NotInstalled, NotYet, Unknown, Unmodelled, type Value } from "./values.ts";
import { nearest } from "./spelling.ts";
import { bindName } from "./execute.ts";

export function importStatement(interp: Interp, s: Import, frame: Frame): void {
  for (const alias of s.names) {
    if (interp.importer.registers(alias.name)) interp.importModule(alias.name);
    if (isMissing(interp, alias.name, s, frame)) {
      bindName(interp, alias.asname ?? (alias.name.split(".")[0] as string), alias.asname ? new Unknown(`No module named '${alias.name}'`, s) : new LazyImport(() => interp.importModule(alias.name.split(".")[0] as string)), frame);
      continue;
    }
    const top = alias.asname ? alias.name : (alias.name.split(".")[0] as string);
    bindImport(interp, alias.asname ?? top, frame, () => {
      const m = importAbsolute(interp, alias.name, false, frame);
      // `import a.b` binds `a`, whatever is known of `b`.
      if (m instanceof Unknown && (alias.asname || !(m instanceof Unmodelled))) return m;
      return alias.asname ? boundAs(interp, alias.name, m) : importAbsolute(interp, top, false, frame);
    }, s);
  }
}

/** Whether PyTorch has no such module, which is told: what is imported from elsewhere may be found where the program runs. */
function isMissing(interp: Interp, name: string, s: Stmt, frame: Frame): boolean {
  const missing = frame.module.recorded ? interp.importer.missingModule(name) : undefined;
  if (missing === undefined) return false;
  interp.settle(interp.raise("ModuleNotFoundError", `No module named '${missing}'`, s, { rule: "import" }));
  return true;
}

/** `import a.b as c` binds what `a` has under the name `b`, which need not be the module: `torch.nn.utils.spectral_norm` is a function. */
function boundAs(interp: Interp, name: string, m: ModuleValue | Unknown): Value {
  const dot = name.lastIndexOf(".");
  const parent = dot < 0 ? undefined : interp.importModule(name.slice(0, dot));
  const own = parent instanceof ModuleValue ? interp.lookupAttr(parent, name.slice(dot + 1)) : undefined;
  return own === undefined || own instanceof Unknown ? m : own;
}

/** Whether a `try` around would catch a failing import. */
function asksWhetherImportWorks(interp: Interp): boolean {
  const importError = exceptions.get("ImportError");
  return interp.handlers.some((c) => c === null || (importError && c.some((x) => importError.isSubclassOf(x) || x.isSubclassOf(importError))));
}

/** Imports are loaded when their name is first read; inside `try` at once, since the code asks whether it works. */
function bindImport(interp: Interp, name: string, frame: Frame, load: () => Value, node: Stmt): void {
  if (asksWhetherImportWorks(interp)) {
    const v = load();
    if (v instanceof Unknown && !(v instanceof Unmodelled) && !mayBeInstalled(interp, v, frame)) throw interp.raise("ModuleNotFoundError", v.reason, node);
    bindName(interp, name, v, frame);
    return;
  }
  bindName(interp, name, new LazyImport(load), frame);
}

/** A package that is not found here may be where the program runs: it is taken for missing, unless asked otherwise, and this is noted. */
function mayBeInstalled(interp: Interp, v: Unknown, frame: Frame): boolean {
  return v instanceof NotInstalled && interp.importer.supposesInstalled(frame.module);
}

/** Loads a module for the one whose code runs. */
function importFor(interp: Interp, name: string, frame: Frame): ModuleValue | Unknown {
  const m = interp.importModule(name);
  if (m instanceof ModuleValue) interp.importer.noteImport(frame.module, m);
  return m;
}

/** A package's file that is named like a library means the library: `import jax` in `d2l/jax.py`. */
function importAbsolute(interp: Interp, name: string, isRelative: boolean, frame: Frame): ModuleValue | Unknown {
  const m = importFor(interp, name, frame);
  return m === frame.module && !isRelative && m.name !== name ? new Unknown(`No module named '${name}'`) : m;
}

export function importFrom(interp: Interp, s: ImportFrom, frame: Frame): void {
  if (s.module === "__future__" && s.level === 0) return;
  const full = s.level > 0 ? interp.importer.resolveRelative(frame.module, s.level, s.module) : s.module;
  const load = (): ModuleValue | Unknown => (full === null ? new Unknown("a relative import outside a package", s) : importAbsolute(interp, full, s.level > 0, frame));
  if (full !== null && interp.importer.registers(full)) interp.importModule(full);
  // What a library registers itself comes before what this file adds to it, or puts in its place.
  if (full !== null && s.level === 0 && interp.importer.registers(frame.module.name)) for (const at of full.matchAll(/\./g)) interp.importModule(full.slice(0, at.index));
  const missing = full !== null && s.level === 0 && isMissing(interp, full, s, frame);
  for (const alias of s.names) {
    if (missing || (alias.name !== "*" && full !== null && s.level === 0 && frame.module.recorded && interp.importer.lacksName(full, alias.name))) {
      if (!missing) interp.settle(interp.raise("ImportError", `cannot import name '${alias.name}' from '${full}'`, s, { rule: "import" }));
      const lacking = new Unknown(`'${full}' has no '${alias.name}'`, s);
      if (alias.name === "*") starImport(interp, lacking, s, frame);
      else bindName(interp, alias.asname ?? alias.name, lacking, frame);
      continue;
    }
    if (full !== null && interp.importer.registers(`${full}.${alias.name}`)) interp.importModule(`${full}.${alias.name}`);
    if (alias.name === "*") {
      starImport(interp, load(), s, frame);
      continue;
    }
    bindImport(interp, alias.asname ?? alias.name, frame, () => {
      const m = load();
      if (m instanceof Unknown) {
        const sub = full === null ? undefined : importFor(interp, `${full}.${alias.name}`, frame);
        return sub instanceof ModuleValue ? sub : m.anew();
      }
      const v = interp.lookupAttr(m, alias.name);
      if (v !== undefined) return v;
      const sub = full === null ? undefined : importFor(interp, `${full}.${alias.name}`, frame);
      if (sub instanceof ModuleValue) return sub;
      if (!m.loaded) return new NotYet(`'${alias.name}' is imported in a circle`, s);
      if (m.path === null ? m.lazy !== null : m.path.startsWith("<")) return new Unmodelled(`${full}.${alias.name}`, s);
      // What a package lacks may be built when it is installed (an extension in C++), unless it is a slip of the pen.
      if (m.isPackage && nearest(alias.name, m.globals.keys()).every((n) => alias.name.startsWith(`${n}_`))) return new NotInstalled(`${full}.${alias.name}`);
      throw interp.raise("ImportError", `cannot import name '${alias.name}' from '${m.name}' (${m.path})`, s, { rule: "import" });
    }, s);
  }
}

function starImport(interp: Interp, m: ModuleValue | Unknown, s: ImportFrom, frame: Frame): void {
  if (m instanceof Unknown) {
    if (asksWhetherImportWorks(interp) && !(m instanceof Unmodelled) && !mayBeInstalled(interp, m, frame)) throw interp.raise("ModuleNotFoundError", m.reason, s);
    frame.env.openFor = `${s.module || "a module"}, which is not known`;
    return;
  }
  // What a module that is still being loaded will have, it gives to nobody here.
  if (!m.loaded) frame.env.openFor ??= `${m.name}, which is still being loaded`;
  const all = m.globals.get("__all__");
  const items = all === undefined ? null : interp.iterate(all, null);
  // What the module has of one that is not known, it passes on.
  if (items === null && m.globals.openFor !== null) frame.env.openFor ??= m.globals.openFor;
  const names = Array.isArray(items) ? (items as readonly Value[]).filter((n): n is string => typeof n === "string") : [...m.globals.keys()].filter((n) => !n.startsWith("_"));
  for (const name of names) {
    const v = m.globals.get(name) ?? interp.lookupAttr(m, name);
    // What that module is only about to import, it does not give yet.
    if (v !== undefined && !(v instanceof LazyImport && v.busy)) frame.env.set(name, v);
  }
  if (m.lazy && !Array.isArray(items)) for (const [name, v] of interp.publicNames(m)) frame.env.set(name, v);
}
