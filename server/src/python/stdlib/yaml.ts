/** `yaml` (PyYAML): settings are read; of what it writes nothing is known. */
import { type Body, type Call, native, natives, type NativeTable } from "../builtins/native.ts";
import { stringOf } from "../builtins/numbers.ts";
import { exceptionClass } from "../builtins/types.ts";
import { type ClassValue, PyBytes, PyIterator, type Value } from "../values.ts";
import { nativeClass } from "./classMaker.ts";
import { contentOf } from "./files.ts";
import { NotRead, readYaml } from "./yamlText.ts";

export function yamlModule(): Record<string, Value> {
  // Loaders that the program teaches something read it differently from then on.
  const plain = new Set<Value>();
  const taught = new Set<Value>();
  const loader = (name: string): ClassValue => {
    const teaches = (method: string): Value => native(method, "*args, **kwargs", () => (taught.add(cls), null), { isStatic: true });
    const cls: ClassValue = nativeClass(name, { module: "yaml.loader", attributes: Object.fromEntries(["add_constructor", "add_multi_constructor", "add_implicit_resolver", "add_path_resolver"].map((m) => [m, teaches(m)])) });
    plain.add(cls);
    return cls;
  };
  const loaders = Object.fromEntries(["SafeLoader", "FullLoader", "Loader", "UnsafeLoader", "BaseLoader", "CSafeLoader", "CFullLoader", "CLoader"].map((name) => [name, loader(name)]));
  const documents = (c: Call, stream: Value, by: Value): readonly Value[] => {
    if (by === loaders["BaseLoader"] || !plain.has(by) || taught.has(by)) return c.stuck("what a loader of its own reads");
    const text = stream instanceof PyBytes ? stream.value : (stringOf(stream) ?? contentOf(stream));
    if (text === undefined) return c.stuck("a file's content");
    try {
      return readYaml(text);
    } catch (e) {
      if (e instanceof NotRead) return c.stuck(`YAML with ${e.message}`);
      throw e;
    }
  };
  const one = (c: Call, stream: Value, by: Value): Value => {
    const all = documents(c, stream, by);
    return all.length === 1 ? (all[0] as Value) : c.stuck("several documents");
  };
  const by = (name: string): Value => loaders[name] as Value;
  const all: (stream: Value, c: Call, loader: Value) => Value = (stream, c, l) => new PyIterator(documents(c, stream, l), "generator");
  const nothing: Body = (c) => c.unknown("a text in YAML");
  const table: NativeTable = {
    "safe_load(stream)": (c, stream) => one(c, stream, by("SafeLoader")),
    "full_load(stream)": (c, stream) => one(c, stream, by("FullLoader")),
    "unsafe_load(stream)": (c, stream) => one(c, stream, by("UnsafeLoader")),
    "load(stream, Loader)": (c, stream, l) => one(c, stream, l),
    "safe_load_all(stream)": (c, stream) => all(stream, c, by("SafeLoader")),
    "full_load_all(stream)": (c, stream) => all(stream, c, by("FullLoader")),
    "load_all(stream, Loader)": (c, stream, l) => all(stream, c, l),
    "?dump(data, stream=None, *args, **kwargs)": nothing,
    "?safe_dump(data, stream=None, *args, **kwargs)": nothing,
    "?dump_all(documents, stream=None, *args, **kwargs)": nothing,
    "?safe_dump_all(documents, stream=None, *args, **kwargs)": nothing,
    "?add_constructor(*args, **kwargs)": () => (Object.values(loaders).forEach((l) => taught.add(l)), null),
    "?add_multi_constructor(*args, **kwargs)": () => (Object.values(loaders).forEach((l) => taught.add(l)), null),
    "?add_implicit_resolver(*args, **kwargs)": () => (Object.values(loaders).forEach((l) => taught.add(l)), null),
    "?add_representer(*args, **kwargs)": () => null,
  };
  return { ...natives(table), ...loaders, YAMLError: nativeClass("YAMLError", { module: "yaml.error", bases: [exceptionClass("Exception")] }) };
}
