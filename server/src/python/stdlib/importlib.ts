/** `importlib`: modules are found as `import` finds them. */
import { type Call, type NativeTable, native, natives } from "../builtins/native.ts";
import { needString, stringOf } from "../builtins/numbers.ts";
import { exceptionClass } from "../builtins/types.ts";
import { PyRaise } from "../errors.ts";
import { openTables } from "../unseenImports.ts";
import { type ClassValue, ModuleValue, NotInstalled, PyDict, PyList, PyTuple, Unknown, type Value } from "../values.ts";
import { instanceOf, nativeClass } from "./classMaker.ts";

export function importlibModule(): Record<string, Value> {
  return natives(functions);
}

const functions: NativeTable = {
  "!~import_module(name, package=None)": (c, name, package_) => {
    if (name instanceof Unknown) openTables(c.interp);
    const text = needString(c, name);
    const level = /^\.*/.exec(text)?.[0].length ?? 0;
    const full = level === 0 ? text : absolute(c, text.slice(level), level, stringOf(package_));
    const module = c.interp.importModule(full);
    if (module instanceof ModuleValue || (module instanceof NotInstalled && supposed(c, full)) || !c.interp.isHandled(c.raise("ModuleNotFoundError", module.reason)))
      return module;
    throw c.raise("ModuleNotFoundError", module.reason);
  },
  "?!reload(module)": (_c, module) => module,
  "?!invalidate_caches()": () => null,
};

function absolute(c: Call, name: string, level: number, from: string | undefined): string {
  if (from === undefined) return c.stuck("a relative import outside a package");
  const base = from.split(".").slice(0, level === 1 ? undefined : 1 - level);
  return [...base, ...(name === "" ? [] : [name])].join(".");
}

/** A package that is found nowhere may be there where the program runs. */
function supposed(c: Call, name: string): boolean {
  return c.interp.importer.importModule(c.interp, name) instanceof NotInstalled && supposes(c);
}

/** Whether the code that runs is looked at as if what is found nowhere were installed. */
function supposes(c: Call): boolean {
  const asking = c.interp.frames.at(-1)?.module ?? c.interp.importer.mainModule?.();
  return asking !== undefined && c.interp.importer.supposesInstalled(asking);
}

const specClass = nativeClass("ModuleSpec", { module: "importlib.machinery" });

export function importlibUtilModule(): Record<string, Value> {
  return {
    find_spec: native(
      "find_spec",
      "name, package=None",
      (c, name) => {
        const text = needString(c, name);
        return c.interp.importer.hasModule(c.interp, text) || supposes(c)
          ? instanceOf(specClass, {
              name: text,
              origin: c.unknown("a module's place"),
              loader: c.unknown("a module's loader"),
            })
          : null;
      },
      { isStatic: true },
    ),
    // What a file holds that is loaded by its path is not followed.
    module_from_spec: native(
      "module_from_spec",
      "spec",
      (c) => {
        openTables(c.interp);
        return c.unknown("a module that is loaded by its path");
      },
      { isStatic: true, lenient: true },
    ),
  };
}

export function importlibMetadataModule(): Record<string, Value> {
  const notFound = nativeClass("PackageNotFoundError", {
    module: "importlib.metadata",
    bases: [exceptionClass("ModuleNotFoundError")],
  });
  return {
    PackageNotFoundError: notFound,
    version: native("version", "distribution_name", (c, name) => versionOf(c, needString(c, name), notFound), { isStatic: true }),
    packages_distributions: native("packages_distributions", "", packagesDistributions, { isStatic: true }),
  };
}

/** A version from the metadata of what is installed, or from the module itself where it is modelled. */
function versionOf(c: Call, name: string, notFound: ClassValue): Value {
  const { importer } = c.interp;
  const wanted = name.toLowerCase().replace(/[-_.]+/g, "-");
  const known = importer.distributions?.().get(wanted);
  if (known) return known.version;
  const module = wanted.replaceAll("-", "_");
  if (importer.hasModule(c.interp, module)) {
    const found = c.interp.importModule(module);
    const version = found instanceof ModuleValue ? c.interp.lookupAttr(found, "__version__") : undefined;
    return typeof version === "string" ? version : c.stuck(`the version of ${name}`);
  }
  // Where nothing waits for the answer that it is missing, it is taken to be there, as an import is.
  if (!c.interp.handlers.some((classes) => classes === null || classes.some((x) => notFound.isSubclassOf(x)))) return c.stuck(`the version of ${name}, which is not installed here`);
  const error = instanceOf(notFound, { args: new PyTuple([name]), name });
  throw new PyRaise(error, c.interp.problem("PackageNotFoundError", `No package metadata was found for ${name}`, c.node, {}));
}

function packagesDistributions(c: Call): Value {
  const byModule = new Map<string, Value[]>();
  for (const { name, modules } of c.interp.importer.distributions?.().values() ?? []) for (const module of modules) byModule.set(module, [...(byModule.get(module) ?? []), name]);
  const out = new PyDict();
  for (const [module, names] of byModule) c.interp.setitem(out, module, new PyList(names), c.node);
  return out;
}
