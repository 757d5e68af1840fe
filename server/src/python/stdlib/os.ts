/** `os`, `os.path` and `sys`: what is pure is exact; what the machine would say is not known. */
import { type Body, type Call, type NativeTable, native, natives } from "../builtins/native.ts";
import { makeFloat, stringOf } from "../builtins/numbers.ts";
import { dictClass, exceptionClass, objectClass } from "../builtins/types.ts";
import type { Interp } from "../interp.ts";
import {
  type Instance,
  ModuleValue,
  NoneUnlessGiven,
  PyBigInt,
  PyDict,
  PyIterator,
  PyList,
  PyObject,
  PyTuple,
  Unbounded,
  Unknown,
  type ClassValue,
  type Value,
} from "../values.ts";
import { instanceOf, nativeClass } from "./classMaker.ts";
import { namedTuple } from "./namedTuple.ts";
import { streamAttributes, streamMethods } from "./streams.ts";

// ---------------------------------------------------------------- os

/** What a variable is taken to be: its default, or None, since nobody has set it who runs the program. */
function unlessSet(otherwise: Value): Value {
  return otherwise === null ? new NoneUnlessGiven("an environment variable") : otherwise;
}

/** The variables of a program's surroundings: none is known, and code that asks for one has a default. */
const environClass = nativeClass("_Environ", {
  module: "os",
  bases: [dictClass],
  methods: {
    "?__missing__(self, key, /)": (c) => c.unknown("an environment variable"),
    "?get(self, key, default=None, /)": (_c, self, key, otherwise) => (self as PyDict).get(key) ?? unlessSet(otherwise),
  },
});

const anything =
  (what: string): Body =>
  (c) =>
    c.stuck(what);
const nothing: Body = () => null;

export function osModule(interp: Interp): Record<string, Value> {
  const environ = new PyDict(environClass);
  const getenv = native("getenv", "key, default=None", (_c, key, otherwise) => environ.get(key) ?? unlessSet(otherwise), {
    isStatic: true,
  });
  return {
    ...natives(osFunctions),
    environ,
    getenv,
    path: interp.importModule("os.path"),
    sep: "/",
    altsep: null,
    extsep: ".",
    pathsep: ":",
    linesep: "\n",
    curdir: ".",
    pardir: "..",
    devnull: "/dev/null",
    name: "posix",
    error: exceptionClass("OSError"),
    PathLike: pathLikeClass,
    F_OK: 0,
    R_OK: 4,
    W_OK: 2,
    X_OK: 1,
    O_RDONLY: 0,
  };
}

const pathLikeClass: ClassValue = nativeClass("PathLike", {
  module: "os",
  attributes: {
    __instancecheck__: native(
      "__instancecheck__",
      "cls, instance, /",
      (c, _cls, v) => c.interp.lookupAttr(v, "__fspath__") !== undefined,
      { isStatic: true },
    ),
  },
});

const osFunctions: NativeTable = {
  "!fspath(path)": (c, path) => pathText(c, path),
  "?!makedirs(name, ...)": nothing,
  "?!mkdir(path, ...)": nothing,
  "?!remove(path, ...)": nothing,
  "?!unlink(path, ...)": nothing,
  "?!rmdir(path, ...)": nothing,
  "?!removedirs(name)": nothing,
  "?!rename(src, dst, ...)": nothing,
  "?!replace(src, dst, ...)": nothing,
  "?!chdir(path)": nothing,
  "?!chmod(path, ...)": nothing,
  "?!symlink(src, dst, ...)": nothing,
  "?!putenv(key, value, /)": nothing,
  "?!unsetenv(key, /)": nothing,
  "?!getcwd()": anything("the working folder"),
  "?!listdir(path='.')": anything("a folder's content"),
  "?!scandir(path='.')": anything("a folder's content"),
  "?!walk(top, ...)": (c) =>
    new PyIterator(
      new Unbounded(
        new PyTuple([c.unknown("a folder"), unknownList("its folders"), unknownList("its files")]),
        "a folder's content",
      ),
      "generator",
    ),
  "?!cpu_count()": anything("the number of processors"),
  "?!getpid()": anything("a process's number"),
  "?!system(command)": anything("a command's outcome"),
  "?!stat(path, ...)": anything("a file's state"),
  "?!urandom(size, /)": anything("random bytes"),
  "?!access(path, mode, ...)": anything("whether a file may be used"),
};

function unknownList(what: string): PyList {
  const list = new PyList([]);
  list.unbounded = new Unbounded(new Unknown(what), what);
  return list;
}

// ---------------------------------------------------------------- os.path

function pathText(c: Call, v: Value): string {
  const text = stringOf(c.known(v));
  if (text !== undefined) return text;
  const method = c.interp.lookupAttr(v, "__fspath__");
  if (method !== undefined) return pathText(c, c.call(method));
  throw c.raise("TypeError", `expected str, bytes or os.PathLike object, not ${c.typeName(v)}`);
}

export function osPathModule(): Record<string, Value> {
  return { ...natives(pathFunctions), sep: "/", curdir: ".", pardir: "..", extsep: ".", pathsep: ":" };
}

/** Everything after the last slash, and what stands before it without closing slashes. */
export function splitPath(path: string): [string, string] {
  const at = path.lastIndexOf("/") + 1;
  const head = path.slice(0, at);
  return [/^\/*$/.test(head) ? head : head.replace(/\/+$/, ""), path.slice(at)];
}

export function splitExtension(path: string): [string, string] {
  const base = path.slice(path.lastIndexOf("/") + 1);
  const dot = base.lastIndexOf(".");
  if (dot <= 0 || /^\.+$/.test(base.slice(0, dot + 1))) return [path, ""];
  const at = path.length - base.length + dot;
  return [path.slice(0, at), path.slice(at)];
}

export function normalizePath(path: string): string {
  if (path === "") return ".";
  const root = path.startsWith("//") && !path.startsWith("///") ? "//" : path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== ".." || (root === "" && (parts.length === 0 || parts.at(-1) === ".."))) parts.push(part);
    else parts.pop();
  }
  return root + parts.join("/") || ".";
}

export function joinPath(parts: readonly string[]): string {
  return parts.reduce((path, part) =>
    part.startsWith("/") ? part : path === "" || path.endsWith("/") ? path + part : `${path}/${part}`,
  );
}

const pathFunctions: NativeTable = {
  "!join(a, /, *p)": (c, a) => joinPath([a, ...c.rest].map((v) => pathText(c, v))),
  "!basename(p)": (c, p) => splitPath(pathText(c, p))[1],
  "!dirname(p)": (c, p) => splitPath(pathText(c, p))[0],
  "!split(p)": (c, p) => new PyTuple(splitPath(pathText(c, p))),
  "!splitext(p)": (c, p) => new PyTuple(splitExtension(pathText(c, p))),
  "!normpath(path)": (c, p) => normalizePath(pathText(c, p)),
  "!normcase(s)": (c, p) => pathText(c, p),
  "!isabs(s)": (c, p) => pathText(c, p).startsWith("/"),
  "!abspath(path)": (c, p) => absolute(c, pathText(c, p)),
  "!realpath(filename, ...)": (c, p) => absolute(c, pathText(c, p)),
  "!expanduser(path)": (c, p) => (pathText(c, p).startsWith("~") ? c.stuck("a user's home folder") : pathText(c, p)),
  "!expandvars(path)": (c, p) => (pathText(c, p).includes("$") ? c.stuck("an environment variable") : pathText(c, p)),
  "!relpath(path, start=None)": (c, path, start) => {
    if (start === null) return c.stuck("the working folder");
    const [from, to] = [start, path].map((v) => normalizePath(pathText(c, v)));
    if (from?.startsWith("/") !== to?.startsWith("/")) return c.stuck("the working folder");
    const [a, b] = [from ?? "", to ?? ""].map((p) => p.split("/").filter((x) => x !== "" && x !== "."));
    if (!a || !b) return ".";
    let same = 0;
    while (same < a.length && same < b.length && a[same] === b[same]) same++;
    return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/") || ".";
  },
  "!commonprefix(m)": (c, list) => {
    const texts = c.items(list).map((v) => pathText(c, v));
    const [first = ""] = texts;
    let n = 0;
    while (n < first.length && texts.every((t) => t[n] === first[n])) n++;
    return first.slice(0, n);
  },
  "?!exists(path)": anything("whether a file exists"),
  "?!lexists(path)": anything("whether a file exists"),
  "?!isfile(path)": anything("whether a file exists"),
  "?!isdir(s)": anything("whether a folder exists"),
  "?!islink(path)": anything("whether a file is a link"),
  "?!getsize(filename)": anything("a file's size"),
  "?!getmtime(filename)": anything("a file's time"),
  "?!getctime(filename)": anything("a file's time"),
  "?!samefile(f1, f2)": anything("whether two paths are one file"),
};

function absolute(c: Call, path: string): string {
  return path.startsWith("/") ? normalizePath(path) : c.stuck("the working folder");
}

// ---------------------------------------------------------------- sys

/** `sys.modules`: a module is found by its name when it is asked for. */
class LoadedModules extends PyObject {
  readonly kind = "sysmodules";
  override pyGetitem(interp: Interp, key: Value): Value {
    const name = stringOf(key);
    if (name === undefined) return new Unknown("a loaded module");
    return (name === "__main__" ? interp.importer.mainModule?.() : undefined) ?? interp.importModule(name);
  }
  override pyContains(interp: Interp, key: Value): Value {
    const name = stringOf(key);
    return name !== undefined && interp.importModule(name) instanceof ModuleValue
      ? true
      : new Unknown("whether a module is loaded");
  }
  override pySetitem(): boolean {
    return true;
  }
  override pyGetattr(interp: Interp, name: string): Value | undefined {
    if (name === "get")
      return native("get", "key, default=None, /", (_c, key) => this.pyGetitem(interp, key), { isStatic: true });
    if (name === "pop" || name === "setdefault" || name === "update")
      return native(name, "...", (c) => c.stuck("a loaded module"), { isStatic: true });
    if (name === "keys" || name === "items" || name === "values" || name === "copy")
      return native(name, "", (c) => c.stuck("the loaded modules"), { isStatic: true });
    return undefined;
  }
  override pyIterate(): Unbounded {
    return new Unbounded(new Unknown("the name of a loaded module"), "the loaded modules");
  }
}

const streamClass = nativeClass("TextIOWrapper", {
  module: "_io",
  methods: {
    ...streamMethods,
    "?readline(self, size=-1, /)": anything("what a user types"),
    "?read(self, size=-1, /)": anything("what a user types"),
    "?readlines(self, hint=-1, /)": anything("what a user types"),
    "__iter__(self)": () => new PyIterator(new Unbounded(new Unknown("what a user types"), "the lines that a user types")),
  },
  attributes: { ...streamAttributes, encoding: "utf-8" },
});

export function sysModule(): Record<string, Value> {
  const info = namedTuple("version_info", ["major", "minor", "micro", "releaselevel", "serial"], [], "sys");
  const stream = (): Instance => instanceOf(streamClass);
  const argv = new PyList([]);
  argv.unbounded = new Unbounded(new Unknown("an argument of the command line"), "the command line's arguments");
  return {
    ...natives(sysFunctions),
    version_info: new PyTuple([3, 11, 7, "final", 0], info),
    version: "3.11.7 (main)",
    hexversion: 0x030b07f0,
    api_version: 1013,
    byteorder: "little",
    platform: "linux",
    maxsize: new PyBigInt(2n ** 63n - 1n),
    maxunicode: 0x10ffff,
    argv,
    path: new PyList([""]),
    modules: new LoadedModules(),
    stdin: stream(),
    stdout: stream(),
    stderr: stream(),
    __stdout__: stream(),
    __stderr__: stream(),
    executable: new Unknown("the interpreter's place"),
    prefix: new Unknown("the interpreter's place"),
    base_prefix: new Unknown("the interpreter's place"),
    exec_prefix: new Unknown("the interpreter's place"),
    flags: new Unknown("the interpreter's flags"),
    implementation: instanceOf(nativeClass("SimpleNamespace", { module: "types" }), { name: "cpython" }),
    float_info: instanceOf(nativeClass("float_info", { module: "sys", bases: [objectClass] }), {
      max: makeFloat(Number.MAX_VALUE),
      min: makeFloat(2.2250738585072014e-308),
      epsilon: makeFloat(Number.EPSILON),
      dig: 15,
    }),
    dont_write_bytecode: false,
    warnoptions: new PyList([]),
    builtin_module_names: new PyTuple(["sys", "builtins"]),
    meta_path: new PyList([]),
    path_hooks: new PyList([]),
  };
}

const sysFunctions: NativeTable = {
  "?!exit(status=None, /)": (c, status) => {
    throw c.raise("SystemExit", status === null ? "" : c.interp.str(status));
  },
  "?!getsizeof(obj, ...)": anything("a size in memory"),
  "?!getrecursionlimit()": () => 1000,
  "?!setrecursionlimit(limit, /)": nothing,
  "?!intern(string, /)": (_c, string) => string,
  "?!exc_info()": (c) =>
    new PyTuple([
      c.unknown("the exception being handled"),
      c.unknown("the exception being handled"),
      c.unknown("the exception being handled"),
    ]),
  "?!getrefcount(obj, /)": anything("a count of references"),
  "?!_getframe(depth=0, /)": anything("a frame of the running program"),
  "?!gettrace()": () => null,
  "?!settrace(f, /)": nothing,
  "?!getdefaultencoding()": () => "utf-8",
  "?!getfilesystemencoding()": () => "utf-8",
};
