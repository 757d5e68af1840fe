/** Files of the project that hold settings: what they say is known as long as the program does not write them. */
import type { Call, NativeTable } from "../builtins/native.ts";
import { intOf, stringOf } from "../builtins/numbers.ts";
import { Instance, PyBytes, PyIterator, PyList, type Value } from "../values.ts";
import { instanceOf, nativeClass } from "./classMaker.ts";
import { streamAttributes, streamMethods } from "./streams.ts";

/** Where an opened file keeps its text, and how much of it was read. */
const TEXT = "_text";
const AT = "_at";
const BINARY = "_binary";

/** What `open(path, mode)` gives; undefined: nobody knows. */
export function openFile(c: Call, file: Value, mode: Value): Value | undefined {
  const path = stringOf(file) ?? pathOf(c, file);
  const how = stringOf(mode);
  if (path === undefined || how === undefined) return undefined;
  if (/[wax+]/.test(how)) {
    c.interp.importer.noteWritten?.(path);
    return undefined;
  }
  const text = c.interp.importer.settings?.(path);
  return text === undefined ? undefined : instanceOf(fileClass, { name: file, mode: how, closed: false, [TEXT]: text, [AT]: 0, [BINARY]: how.includes("b") });
}

function pathOf(c: Call, file: Value): string | undefined {
  const method = file instanceof Instance ? c.interp.lookupAttr(file, "__fspath__") : undefined;
  return method === undefined ? undefined : stringOf(c.call(method));
}

/** The rest of an opened file's text, read to its end. */
export function contentOf(file: Value): string | undefined {
  return file instanceof Instance && file.cls === fileClass ? take(file, Infinity) : undefined;
}

function take(file: Instance, length: number): string | undefined {
  const text = stringOf(file.attrs.get(TEXT) ?? null);
  const at = intOf(file.attrs.get(AT) ?? null);
  if (text === undefined || at === undefined) return undefined;
  const part = text.slice(Number(at), Math.min(text.length, Number(at) + length));
  file.attrs.set(AT, Number(at) + part.length);
  return part;
}

function read(c: Call, self: Value, length: (rest: string) => number): Value {
  const file = self as Instance;
  const at = intOf(file.attrs.get(AT) ?? null);
  const text = stringOf(file.attrs.get(TEXT) ?? null);
  if (text === undefined || at === undefined) return c.stuck("a file's content");
  const part = take(file, length(text.slice(Number(at)))) ?? "";
  return file.attrs.get(BINARY) === true ? new PyBytes(part) : part;
}

function lines(c: Call, self: Value): Value[] {
  const out: Value[] = [];
  for (;;) {
    const line = read(c, self, lineLength);
    if (line === "" || (line instanceof PyBytes && line.value === "")) return out;
    out.push(line);
  }
}

const lineLength = (rest: string): number => (rest.includes("\n") ? rest.indexOf("\n") + 1 : rest.length);

const methods: NativeTable = {
  ...streamMethods,
  "read(self, size=-1, /)": (c, self, size) => {
    const n = size === null ? -1 : (intOf(size) ?? c.stuck("how much is read"));
    return read(c, self, (rest) => (n < 0 ? rest.length : Number(n)));
  },
  "readline(self, size=-1, /)": (c, self) => read(c, self, lineLength),
  "readlines(self, hint=-1, /)": (c, self) => new PyList(lines(c, self)),
  "__iter__(self)": (c, self) => new PyIterator(lines(c, self)),
  "seek(self, offset, whence=0, /)": (c, self, offset) => {
    (self as Instance).attrs.set(AT, Number(intOf(offset) ?? c.stuck("a place in a file")));
    return offset;
  },
};

const fileClass = nativeClass("TextIOWrapper", { module: "_io", methods, attributes: streamAttributes });
