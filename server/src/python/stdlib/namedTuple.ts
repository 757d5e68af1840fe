/** Named tuples, as `collections.namedtuple` and `typing.NamedTuple` make them. */
import { native } from "../builtins/native.ts";
import { tupleClass } from "../builtins/types.ts";
import type { Interp } from "../interp.ts";
import type { Node } from "../../syntax/ast.ts";
import { defaultsOf } from "../calls.ts";
import { ClassMethod, ClassValue, type Kwargs, NativeFunction, PyDict, PyProperty, PyTuple, Unknown, type Value } from "../values.ts";

/** A class of tuples with the given fields; `defaults` belong to the last ones. */
export function namedTuple(
  name: string,
  fields: readonly string[],
  defaults: readonly Value[],
  moduleName: string,
): ClassValue {
  const cls = new ClassValue(name, [tupleClass], null, moduleName);
  makeNamed(cls, fields, defaults);
  return cls;
}

/** Gives a subclass of `tuple` its fields, constructor and helper methods. */
export function makeNamed(cls: ClassValue, fields: readonly string[], defaults: readonly Value[]): void {
  const { attrs } = cls;
  const from = fields.length - defaults.length;
  attrs.map.set("_fields", new PyTuple(fields));
  attrs.map.set("__match_args__", new PyTuple(fields));
  attrs.map.set("_field_defaults", PyDict.of(defaults.map((v, i) => [fields[from + i] ?? "", v])));
  fields.forEach((field, i) => {
    attrs.map.set(
      field,
      new PyProperty(
        native(field, "self", (c, self) =>
          self instanceof PyTuple ? (self.items[i] ?? null) : c.stuck("a tuple that is not known"),
        ),
      ),
    );
  });
  cls.construct = (interp, own, args, kwargs, node) =>
    new PyTuple(bindFields(interp, own, fields, defaultsOf(maker), args, kwargs, node), own);
  const maker = new NativeFunction(
    "__new__",
    (interp, [own, ...args], kwargs, node) =>
      own instanceof ClassValue
        ? new PyTuple(bindFields(interp, own, fields, defaultsOf(maker), args, kwargs, node), own)
        : new Unknown("__new__ of a class that is not known", node),
    true,
  );
  if (defaults.length > 0) maker.attrs.map.set("__defaults__", new PyTuple(defaults));
  attrs.map.set("__new__", maker);
  attrs.map.set(
    "_make",
    new ClassMethod(
      native("_make", "cls, iterable, /", (c, own, iterable) => new PyTuple(c.items(iterable), own as ClassValue)),
    ),
  );
  attrs.map.set(
    "_asdict",
    native("_asdict", "self", (_c, self) => PyDict.of(fields.map((f, i) => [f, (self as PyTuple).items[i] ?? null]))),
  );
  attrs.map.set(
    "_replace",
    native(
      "_replace",
      "self, /, **kwargs",
      (c, self) => {
        const old = self as PyTuple;
        const strange = [...c.kwargs.keys()].filter((k) => !fields.includes(k));
        if (strange.length > 0)
          throw c.raise("ValueError", `Got unexpected field names: [${strange.map((k) => `'${k}'`).join(", ")}]`);
        return new PyTuple(
          fields.map((f, i) => c.kwargs.get(f) ?? (c.kwargs.has(f) ? null : (old.items[i] ?? null))),
          old.cls,
        );
      },
      { lenient: true },
    ),
  );
}

function bindFields(
  interp: Interp,
  cls: ClassValue,
  fields: readonly string[],
  defaults: readonly Value[],
  args: readonly Value[],
  kwargs: Kwargs,
  node: Node | null,
): Value[] {
  const method = `${cls.name}.__new__()`;
  if (args.length > fields.length) {
    const least = fields.length - defaults.length + 1;
    const takes = defaults.length > 0 ? `from ${least} to ${fields.length + 1}` : `${fields.length + 1}`;
    throw interp.raise(
      "TypeError",
      `${method} takes ${takes} positional arguments but ${args.length + 1} were given`,
      node,
      { rule: "argument-count" },
    );
  }
  for (const k of kwargs.keys()) {
    if (!fields.includes(k))
      throw interp.raise("TypeError", `${method} got an unexpected keyword argument '${k}'`, node, {
        rule: "argument-name",
      });
    if (fields.indexOf(k) < args.length)
      throw interp.raise("TypeError", `${method} got multiple values for argument '${k}'`, node, {
        rule: "argument-name",
      });
  }
  const missing: string[] = [];
  const values = fields.map((field, i): Value => {
    const given = i < args.length ? args[i] : kwargs.get(field);
    if (given !== undefined) return given;
    const otherwise = defaults[i - (fields.length - defaults.length)];
    if (otherwise === undefined) missing.push(`'${field}'`);
    return otherwise ?? null;
  });
  if (missing.length > 0) {
    const list =
      missing.length <= 2 ? missing.join(" and ") : `${missing.slice(0, -1).join(", ")}, and ${missing.at(-1)}`;
    throw interp.raise(
      "TypeError",
      `${method} missing ${missing.length} required positional argument${missing.length === 1 ? "" : "s"}: ${list}`,
      node,
      { rule: "argument-count" },
    );
  }
  return values;
}
