/** The module tree under `torch`: operators and layers defined here, and bundled Python for what is made of them. */
import { objectClass } from "../python/builtins/types.ts";
import type { NativeLibrary } from "../python/imports.ts";
import type { Interp } from "../python/interp.ts";
import { ClassValue, Instance, ModuleValue, NativeFunction, Unknown, Unmodelled, type Value } from "../python/values.ts";
import { moduleClasses, registry, tensorMethods, tensorProperties } from "./define.ts";
import { DTYPES, DTYPE_ALIASES, dtype, dtypeClass } from "./dtype.ts";
import { gradientMode } from "./gradient.ts";
import { LAYER_METHODS } from "./members.ts";
import { isModule, moduleClass, registryOf } from "./module.ts";
import { TORCH_ALIASES, TORCH_MODULES, TORCH_NAMES } from "./names.ts";
import { installTensors } from "./protocol.ts";
import { Tensor } from "./tensor.ts";
import { spreadUnbounded } from "./containers.ts";
import "./containerDicts.ts";
import "./ops/index.ts";

const torchDtype = new ClassValue("dtype", [objectClass], null, "torch");
torchDtype.shownName = "torch.dtype";
dtypeClass.value = torchDtype;
registry.set("torch.dtype", torchDtype);
for (const [name, d] of DTYPES) registry.set(`torch.${name}`, d);
for (const [alias, name] of Object.entries(DTYPE_ALIASES)) registry.set(`torch.${alias}`, dtype(name));

/** Methods that PyTorch's layers have and that no rule stands for: what fills parameters does nothing, any other gives what we do not know. */
for (const [layer, names] of Object.entries(LAYER_METHODS)) {
  const cls = moduleClasses.get(layer);
  for (const name of cls ? names.split(" ") : []) {
    for (const c of cls?.mro ?? []) {
      if (c === moduleClass || !c.isSubclassOf(moduleClass)) break;
      if (c.lookup(name) !== undefined) continue;
      const fills = /^_?(reset|initialize|init)_|^_(check|init)_|^flatten_parameters$/.test(name);
      c.attrs.map.set(name, new NativeFunction(name, (_interp, _args, _kwargs, node) => (fills ? null : new Unknown(`${layer}.${name} is not modelled`, node))));
    }
  }
}

/** Every dotted prefix of a registered path: these are modules. */
let prefixes: ReadonlySet<string> | null = null;

function modulePrefixes(): ReadonlySet<string> {
  if (prefixes) return prefixes;
  const out = new Set<string>(["torch", "torchvision", "einops"]);
  for (const path of registry.keys()) {
    for (let i = path.indexOf("."); i >= 0; i = path.indexOf(".", i + 1)) out.add(path.slice(0, i));
  }
  for (const [path, v] of registry) if (v instanceof ClassValue) out.delete(path);
  prefixes = out;
  return out;
}

const nameSets = new Map<string, ReadonlySet<string>>();

/** Whether PyTorch has the name; undefined where we have no list of the module's names. */
export function hasName(module: string, name: string): boolean | undefined {
  const text = TORCH_NAMES[module];
  if (text === undefined) return undefined;
  let names = nameSets.get(module);
  if (!names) {
    names = new Set(text.split(" "));
    nameSets.set(module, names);
  }
  return names.has(name);
}

/** The versions whose names are listed. */
const LISTED = /^2\.13\b/;

/** Whether PyTorch surely has neither a name nor a module of that name in one of its modules: of another version that is installed nothing is known. */
export function lacksName(module: string, name: string, installed: string | undefined): boolean {
  if (installed !== undefined && !LISTED.test(installed)) return false;
  return hasName(module, name) === false && !registry.has(`${module}.${name}`) && !hasModule(`${module}.${name}`) && !/^__\w+__$/.test(name) && !(module === "torch.nn.modules" && hasName("torch.nn", name));
}

/** Gives `torch`, `torch.nn`, … as modules whose members are found on first use. */
export const torchLibrary: NativeLibrary = (interp, name) => {
  const top = name.split(".")[0] as string;
  if (top !== "torch") return undefined;
  if (!modulePrefixes().has(name) && TORCH_NAMES[name] === undefined && interp.bundled(name) === undefined) return undefined;
  const m = new ModuleValue(name, null, null);
  m.isPackage = true;
  m.lazy = (member) => lookupMember(interp, name, member);
  return m;
};

function lookupMember(interp: Interp, module: string, member: string): Value | undefined {
  const path = `${module}.${member}`;
  const own = registry.get(path);
  if (own !== undefined) return own;
  const bundled = interp.bundled(module);
  if (bundled) {
    const v = interp.lookupAttr(bundled, member);
    if (v !== undefined) return v;
  }
  if (modulePrefixes().has(path) || TORCH_NAMES[path] !== undefined || interp.bundled(path)) return interp.importModule(path);
  // torch.nn.modules gives every layer that torch.nn gives.
  if (module === "torch.nn.modules" && hasName("torch.nn", member)) return lookupMember(interp, "torch.nn", member);
  if (hasName(module, member) === false) return undefined;
  const home = homeOf(module, member);
  if (home) {
    const at = interp.importModule(home.module);
    const v = home.name === "" ? at : at instanceof ModuleValue ? interp.lookupAttr(at, home.name) : undefined;
    if (v !== undefined) return v;
  }
  interp.trace.unmodelled.set(path, (interp.trace.unmodelled.get(path) ?? 0) + 1);
  return new Unmodelled(path);
}

/** Where what a module has under a name is at home, if elsewhere; `name` is empty for the module itself. */
function homeOf(module: string, member: string): { readonly module: string; readonly name: string } | undefined {
  // What torch.functional wraps is another function there.
  if (module === "torch._VF" || module === "torch._C._VariableFunctions") return hasName("torch._VF", member) && !hasName("torch.functional", member) ? { module: "torch", name: member } : undefined;
  for (const part of TORCH_ALIASES[module]?.split(" ") ?? []) {
    const [home = "", names = ""] = part.split(":");
    for (const text of names.split(",")) {
      const [alias, name = text] = text.split("=");
      if (alias === member) return { module: home, name };
    }
  }
  return undefined;
}

/** Whether PyTorch has a module of that name; what lies deeper than the list goes is taken to be there, but in a module whose names are listed. */
export function hasModule(name: string): boolean {
  if (name === "torch") return true;
  const parts = name.split(".").slice(0, 4);
  if (parts.join(".") !== name && TORCH_NAMES[parts.join(".")] !== undefined) return false;
  const child = parts.pop() ?? "";
  const known = TORCH_MODULES[parts.join(".")]?.split(" ").includes(child);
  return known ?? false;
}

/** Gives the interpreter what it needs to know of tensors and layers. */
export function installTorch(interp: Interp): void {
  installTensors(interp);
  interp.callPath = (path, args, kwargs, node) => {
    const fn = registry.get(path);
    return fn === undefined ? new Unknown(`${path} is not modelled`, node) : interp.call(fn, args, kwargs, node);
  };
  interp.unawares = (run) => gradientMode.within(undefined, run);
  interp.handOver = (values) => {
    if (values.some((v) => v instanceof Tensor || isModule(v))) gradientMode.disturb();
  };
  interp.spreadUnbounded = (fn, items, node) => spreadUnbounded(interp, fn, items, node);
  interp.publicNames = (m) => publicNames(interp, m);
  interp.moreAttributeNames = (obj) => {
    if (obj instanceof Tensor) return [...tensorMethods.keys(), ...tensorProperties.keys(), "shape", "dtype", "device"];
    if (obj instanceof ModuleValue) return TORCH_NAMES[obj.name]?.split(" ").filter((n) => !n.startsWith("_")) ?? [];
    return isModule(obj) ? REGISTRIES.flatMap((kind) => Array.from(registryOf(obj, kind)?.entries.values() ?? [], (e) => String(e.key))) : [];
  };
  interp.meantAttribute = meantAttribute;
  interp.isOfTensors = (name) => tensorMethods.has(name) || tensorProperties.has(name) || OF_NUMPY.has(name) || /^__\w+__$/.test(name);
}

/** What numpy's numbers have besides. */
const OF_NUMPY: ReadonlySet<string> = new Set(["shape", "dtype", "device", "astype", "base", "byteswap", "choose", "compress", "conj", "data", "dump", "dumps", "fill", "flags", "flat", "getfield", "itemset", "newbyteorder", "nonzero", "partition", "ptp", "put", "searchsorted", "setfield", "setflags", "tobytes", "tofile", "tostring", "is_integer", "bit_count", "as_integer_ratio"]);

const REGISTRIES = ["_parameters", "_buffers", "_modules"] as const;

/** The attribute that somebody surely means by a name that is none: a tensor's size cut short, or what a wrapper's `module` has. */
function meantAttribute(obj: Value, name: string): string | null {
  if (obj instanceof Tensor) return name !== "" && "size".startsWith(name) ? "size" : null;
  const wrapped = isModule(obj) ? registryOf(obj, "_modules")?.get("module") : undefined;
  if (!(wrapped instanceof Instance)) return null;
  const has = wrapped.attrs.get(name) ?? wrapped.cls.lookup(name) ?? REGISTRIES.map((kind) => registryOf(wrapped, kind)?.get(name)).find((v) => v !== undefined);
  return has === undefined ? null : `module.${name}`;
}

function publicNames(interp: Interp, m: ModuleValue): Iterable<readonly [string, Value]> {
  const out: [string, Value][] = [];
  const prefix = `${m.name}.`;
  for (const [path, v] of registry) {
    if (!path.startsWith(prefix)) continue;
    const rest = path.slice(prefix.length);
    if (!rest.includes(".") && !rest.startsWith("_")) out.push([rest, v]);
  }
  const bundled = interp.bundled(m.name);
  if (bundled) for (const name of bundled.globals.keys()) if (!name.startsWith("_")) out.push([name, interp.lookupAttr(bundled, name) ?? null]);
  return out;
}
