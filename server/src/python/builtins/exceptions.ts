/** Exceptions as objects: construction and attributes. */
import { touch } from "../trail.ts";
import { type ClassValue, Instance, PyProperty, PyTuple, type Value } from "../values.ts";
import { MISSING, defineMethods, native } from "./native.ts";
import { exceptionClass } from "./types.ts";

export function installExceptions(): void {
  const base = exceptionClass("BaseException");
  base.construct = (_interp, cls, args) => {
    const made = new Instance(cls);
    made.attrs.map.set("args", new PyTuple(args));
    return made;
  };
  defineMethods(base, {
    "?__init__(self, *args, **kwargs)": (c, self) => {
      if (self instanceof Instance) self.attrs.set("args", new PyTuple(c.rest));
      return null;
    },
    "with_traceback(self, tb, /)": (_c, self) => self,
    "?add_note(self, note, /)": () => null,
  });
  for (const name of ["__cause__", "__context__", "__traceback__"]) base.attrs.map.set(name, null);
  argument(exceptionClass("StopIteration"), "value", 0);
  argument(exceptionClass("SystemExit"), "code", 0);
  argument(exceptionClass("OSError"), "errno", 0);
  argument(exceptionClass("OSError"), "strerror", 1);
  argument(exceptionClass("OSError"), "filename", 2);
  argument(exceptionClass("ImportError"), "msg", 0);
  for (const name of ["name", "path"]) exceptionClass("ImportError").attrs.map.set(name, null);
  for (const name of ["name", "obj"]) exceptionClass("AttributeError").attrs.map.set(name, null);
}

/** An attribute that reads one of the constructor's arguments until it is set. */
function argument(cls: ClassValue, name: string, index: number): void {
  const get = native(name, "self", (_c, self): Value => {
    const args = self instanceof Instance ? self.attrs.get("args") : MISSING;
    return args instanceof PyTuple ? (args.items[index] ?? null) : null;
  });
  const set = native(name, "self, value", (_c, self, value) => {
    if (self instanceof Instance) {
      const args = self.attrs.get("args");
      const items = args instanceof PyTuple ? args.items.slice() : [];
      while (items.length <= index) items.push(null);
      items[index] = value;
      touch(self);
      self.attrs.set("args", new PyTuple(items));
    }
    return null;
  });
  cls.attrs.map.set(name, new PyProperty(get, set));
}
