/** `dataclasses`. */
import type { Node } from "../../syntax/ast.ts";
import { type Call, type NativeTable, MISSING, native, natives } from "../builtins/native.ts";
import { TypeForm } from "../builtins/typeForms.ts";
import { exceptionClass, listClass } from "../builtins/types.ts";
import { setPlain } from "../attributes.ts";
import { buildClass } from "../calls.ts";
import type { Interp } from "../interp.ts";
import {
  ClassValue,
  Instance,
  type Kwargs,
  NOT_IMPLEMENTED,
  NativeFunction,
  PyDict,
  PyList,
  PyProperty,
  PySet,
  PyTuple,
  Singleton,
  Unknown,
  type Value,
} from "../values.ts";
import { instanceOf, nativeClass, ownClass } from "./classMaker.ts";
import { deepCopy } from "./copy.ts";

export function dataclassesModule(): Record<string, Value> {
  return {
    ...natives(functions),
    MISSING: NO_DEFAULT,
    KW_ONLY,
    InitVar: initVarForm,
    Field: fieldClass,
    FrozenInstanceError: frozenError,
  };
}

const NO_DEFAULT = new Singleton("MISSING");
const KW_ONLY = new Singleton("KW_ONLY");
const initVarForm = new TypeForm("InitVar");
const paramsClass = nativeClass("_DataclassParams", { module: "dataclasses" });
const fieldClass = nativeClass("Field", { module: "dataclasses" });
const frozenError = nativeClass("FrozenInstanceError", {
  module: "dataclasses",
  bases: [exceptionClass("AttributeError")],
});

/** One field of a dataclass, as the constructor needs it. */
interface Field {
  readonly name: string;
  readonly object: Instance;
  readonly kind: "field" | "initvar";
}

const FIELDS = "__dataclass_fields__";

/** The fields of a dataclass, bases' first; undefined for any other class. */
export function fieldsOf(cls: ClassValue): readonly Field[] | undefined {
  const all = cls.lookup(FIELDS);
  if (!(all instanceof PyDict)) return undefined;
  return Array.from(all.entries.values(), ({ key, value }) => {
    const object = value as Instance;
    return { name: String(key), object, kind: object.attrs.get("_field_type") === "initvar" ? "initvar" : "field" };
  });
}

const read = (f: Field, name: string): Value => f.object.attrs.get(name) ?? null;
const hasDefault = (f: Field): boolean =>
  read(f, "default") !== NO_DEFAULT || read(f, "default_factory") !== NO_DEFAULT;
const isKeywordOnly = (f: Field): boolean => read(f, "kw_only") === true;
/** Parameters of the constructor: the positional ones first. */
const parametersOf = (fields: readonly Field[]): readonly Field[] => {
  const init = fields.filter((f) => read(f, "init") !== false);
  return [...init.filter((f) => !isKeywordOnly(f)), ...init.filter(isKeywordOnly)];
};

interface Options {
  readonly init: boolean;
  readonly repr: boolean;
  readonly eq: boolean;
  readonly order: boolean;
  readonly frozen: boolean;
  readonly kwOnly: boolean;
}

function makeField(attributes: Readonly<Record<string, Value>>): Instance {
  return instanceOf(fieldClass, {
    name: null,
    type: null,
    default: NO_DEFAULT,
    default_factory: NO_DEFAULT,
    init: true,
    repr: true,
    hash: null,
    compare: true,
    metadata: new PyDict(),
    kw_only: NO_DEFAULT,
    _field_type: "field",
    ...attributes,
  });
}

function isForm(annotation: Value, name: string): boolean {
  if (annotation instanceof TypeForm) return annotation.name === name;
  return typeof annotation === "string" && new RegExp(`^(\\w+\\.)?${name}\\b`).test(annotation);
}

/** Turns a class into a dataclass. */
function process(c: Call, cls: ClassValue, options: Options): Value {
  const all = new PyDict();
  for (const base of [...cls.mro.slice(1)].reverse()) {
    const inherited = base.attrs.get(FIELDS);
    if (inherited instanceof PyDict) for (const { key, value } of inherited.entries.values()) all.set(key, value);
  }
  const annotations = cls.attrs.get("__annotations__");
  let keywordOnly = options.kwOnly;
  for (const { key, value: annotation } of annotations instanceof PyDict ? annotations.entries.values() : []) {
    if (typeof key !== "string" || isForm(annotation, "ClassVar")) continue;
    if (annotation === KW_ONLY || isForm(annotation, "KW_ONLY")) {
      keywordOnly = true;
      continue;
    }
    all.set(key, ownField(c, cls, key, annotation, keywordOnly));
  }
  const { attrs } = cls;
  attrs.set(FIELDS, all);
  attrs.set("__dataclass_params__", instanceOf(paramsClass, { init: options.init, repr: options.repr, eq: options.eq, order: options.order, frozen: options.frozen, unsafe_hash: false, kw_only: options.kwOnly, match_args: true, slots: false }));
  const fields = fieldsOf(cls) ?? [];
  if (options.init) checkOrder(c, fields);
  const own = (name: string): boolean => attrs.has(name);
  if (options.init) attrs.set("__init__", initOf(cls));
  if (options.repr && !own("__repr__")) attrs.set("__repr__", native("__repr__", "self", reprBody, { lenient: true }));
  if (options.eq && !own("__eq__"))
    attrs.set(
      "__eq__",
      native("__eq__", "self, other, /", (d, self, other) => compareBody(d, self, other, "=="), { lenient: true }),
    );
  if (options.order)
    for (const [name, op] of [
      ["__lt__", "<"],
      ["__le__", "<="],
      ["__gt__", ">"],
      ["__ge__", ">="],
    ] as const)
      attrs.set(
        name,
        native(name, "self, other, /", (d, self, other) => compareBody(d, self, other, op), { lenient: true }),
      );
  if (options.frozen) {
    const refuse = (verb: string) =>
      native(
        verb,
        "self, name, value=None, /",
        (d, _self, name) => {
          const e = d.interp.failure("AttributeError", `cannot ${verb} field '${String(name)}'`, d.node, {
            rule: "frozen-dataclass",
          });
          e.value.cls = frozenError;
          throw e;
        },
        { lenient: true },
      );
    attrs.set("__setattr__", refuse("assign to"));
    attrs.set("__delattr__", refuse("delete"));
  }
  if (!own("__match_args__"))
    attrs.set(
      "__match_args__",
      new PyTuple(
        parametersOf(fields)
          .filter((f) => !isKeywordOnly(f))
          .map((f) => f.name),
      ),
    );
  return cls;
}

function ownField(c: Call, cls: ClassValue, name: string, annotation: Value, keywordOnly: boolean): Instance {
  const given = cls.attrs.get(name);
  let made: Instance;
  if (given instanceof Instance && given.cls === fieldClass) {
    made = given;
    const otherwise = made.attrs.get("default");
    if (otherwise === NO_DEFAULT || otherwise === undefined) cls.attrs.delete(name);
    else cls.attrs.set(name, otherwise);
  } else made = makeField(given === undefined || given instanceof PyProperty ? {} : { default: given });
  const otherwise = made.attrs.get("default");
  if (
    (otherwise instanceof PyList || otherwise instanceof PyDict || otherwise instanceof PySet) &&
    otherwise.cls === null &&
    !(otherwise instanceof PySet && otherwise.frozen)
  ) {
    throw c.raise(
      "ValueError",
      `mutable default <class '${c.typeName(otherwise)}'> for field ${name} is not allowed: use default_factory`,
    );
  }
  made.attrs.set("name", name);
  made.attrs.set("type", annotation);
  if (made.attrs.get("kw_only") === NO_DEFAULT) made.attrs.set("kw_only", keywordOnly);
  if (isForm(annotation, "InitVar")) made.attrs.set("_field_type", "initvar");
  return made;
}

function checkOrder(c: Call, fields: readonly Field[]): void {
  let seen = false;
  for (const f of parametersOf(fields)) {
    if (isKeywordOnly(f)) return;
    if (hasDefault(f)) seen = true;
    else if (seen) throw c.raise("TypeError", `non-default argument '${f.name}' follows default argument`);
  }
}

// ---------------------------------------------------------------- the methods it adds

function initOf(cls: ClassValue): NativeFunction {
  const init = new NativeFunction("__init__", (interp, args, kwargs, node) => {
    const [self, ...rest] = args;
    const open = interp.openKwargs;
    interp.openKwargs = null;
    if (self === undefined)
      throw interp.raise(
        "TypeError",
        `${cls.qualname}.__init__() missing 1 required positional argument: 'self'`,
        node,
      );
    const fields = fieldsOf(cls) ?? [];
    const given = bindFields(interp, cls, parametersOf(fields), rest, kwargs, open, node);
    const frozen = cls.lookup("__setattr__") instanceof NativeFunction;
    const initVars: Value[] = [];
    for (const f of fields) {
      const value = given.get(f.name) ?? (given.has(f.name) ? null : defaultOf(interp, f, node));
      if (f.kind === "initvar") initVars.push(value ?? null);
      else if (value !== undefined && frozen) setPlain(interp, self, f.name, value);
      else if (value !== undefined) interp.setattr(self, f.name, value, node);
    }
    const after = interp.lookupAttr(self, "__post_init__");
    if (after !== undefined) interp.call(after, initVars, undefined, node);
    return null;
  });
  init.attrs.map.set("__dataclass__", cls);
  return init;
}

/** undefined: the field has none. */
function defaultOf(interp: Interp, f: Field, node: Node | null): Value | undefined {
  const factory = read(f, "default_factory");
  if (factory !== NO_DEFAULT) return interp.call(factory, [], undefined, node);
  const value = read(f, "default");
  return value === NO_DEFAULT ? undefined : value;
}

function bindFields(
  interp: Interp,
  cls: ClassValue,
  parameters: readonly Field[],
  args: readonly Value[],
  kwargs: Kwargs,
  open: Unknown | null,
  node: Node | null,
): Map<string, Value> {
  const method = `${cls.qualname}.__init__()`;
  const positional = parameters.filter((p) => !isKeywordOnly(p));
  const given = new Map<string, Value>();
  if (args.length > positional.length) {
    const most = positional.length + 1;
    const least = positional.filter((p) => !hasDefault(p)).length + 1;
    throw interp.raise(
      "TypeError",
      `${method} takes ${least === most ? most : `from ${least} to ${most}`} positional argument${most === 1 ? "" : "s"} but ${args.length + 1} were given`,
      node,
      { rule: "argument-count" },
    );
  }
  for (const [i, v] of args.entries()) given.set((positional[i] as Field).name, v);
  for (const [name, v] of kwargs) {
    if (!parameters.some((p) => p.name === name))
      throw interp.raise("TypeError", `${method} got an unexpected keyword argument '${name}'`, node, {
        rule: "argument-name",
      });
    if (given.has(name))
      throw interp.raise("TypeError", `${method} got multiple values for argument '${name}'`, node, {
        rule: "argument-name",
      });
    given.set(name, v);
  }
  const lacking = parameters.filter((p) => !given.has(p.name) && !hasDefault(p));
  if (open) {
    for (const p of parameters) if (!given.has(p.name)) given.set(p.name, new Unknown(open.reason, open.where, p.name));
    return given;
  }
  const [kind, missing] = lacking.some((p) => !isKeywordOnly(p))
    ? ["positional", lacking.filter((p) => !isKeywordOnly(p))]
    : ["keyword-only", lacking];
  if (missing.length > 0) {
    const quoted = missing.map((p) => `'${p.name}'`);
    const list = quoted.length <= 2 ? quoted.join(" and ") : `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
    throw interp.raise(
      "TypeError",
      `${method} missing ${missing.length} required ${kind} argument${missing.length === 1 ? "" : "s"}: ${list}`,
      node,
      { rule: "argument-count" },
    );
  }
  return given;
}

function reprBody(c: Call, self: Value): Value {
  const cls = ownClass(self);
  if (!cls) return c.stuck("the text of a value that is not known");
  const shown = (fieldsOf(cls) ?? [])
    .filter((f) => f.kind === "field" && read(f, "repr") !== false)
    .map((f) => `${f.name}=${c.interp.repr(c.getattr(self, f.name))}`);
  return `${cls.qualname}(${shown.join(", ")})`;
}

function compareBody(c: Call, self: Value, other: Value, op: string): Value {
  const cls = ownClass(self);
  if (!cls || ownClass(other) !== cls) return NOT_IMPLEMENTED;
  const names = (fieldsOf(cls) ?? [])
    .filter((f) => f.kind === "field" && read(f, "compare") !== false)
    .map((f) => f.name);
  const tuple = (v: Value): Value => new PyTuple(names.map((n) => c.getattr(v, n)));
  return c.interp.compare(op, tuple(self), tuple(other), c.node);
}

// ---------------------------------------------------------------- functions

function isDataclass(v: Value): boolean {
  return v instanceof ClassValue
    ? v.lookup(FIELDS) !== undefined
    : ownClass(v)?.lookup(FIELDS) !== undefined;
}

function instanceFields(c: Call, v: Value, caller: string): readonly Field[] {
  const cls = ownClass(c.known(v));
  const fields = cls ? fieldsOf(cls) : undefined;
  if (!fields) throw c.raise("TypeError", `${caller}() should be called on dataclass instances`);
  return fields.filter((f) => f.kind === "field");
}

/** A dataclass instance as plain containers, whatever it is nested in. */
function plain(c: Call, v: Value, factory: (names: readonly string[], values: readonly Value[]) => Value): Value {
  if (!(v instanceof ClassValue) && isDataclass(v)) {
    const fields = instanceFields(c, v, "asdict");
    return factory(
      fields.map((f) => f.name),
      fields.map((f) => plain(c, c.getattr(v, f.name), factory)),
    );
  }
  if (v instanceof PyTuple)
    return new PyTuple(
      v.items.map((x) => plain(c, x, factory)),
      v.cls,
    );
  if (v instanceof PyList && !v.unbounded)
    return new PyList(
      v.items.map((x) => plain(c, x, factory)),
      v.cls,
    );
  if (v instanceof PyDict && !v.open)
    return PyDict.of(
      Array.from(v.entries.values(), (e) => [plain(c, e.key, factory), plain(c, e.value, factory)] as const),
      v.cls,
    );
  return deepCopy(c, v, new Map());
}

const functions: NativeTable = {
  "?dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False)":
    (c, cls, init, repr, eq, order, _hash, frozen, _match, kwOnly) => {
      const options: Options = {
        init: init !== false,
        repr: repr !== false,
        eq: eq !== false,
        order: order === true,
        frozen: frozen === true,
        kwOnly: kwOnly === true,
      };
      if (cls instanceof ClassValue) return process(c, cls, options);
      return native(
        "dataclass",
        "cls, /",
        (d, target) => (target instanceof ClassValue ? process(d, target, options) : target),
        { lenient: true, isStatic: true },
      );
    },
  "?field(*, default?, default_factory?, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only?)": (
    c,
    value,
    factory,
    init,
    repr,
    hash,
    compare,
    metadata,
    kwOnly,
  ) => {
    const orNone = (v: Value): Value => (v === MISSING ? NO_DEFAULT : v);
    if (orNone(value) !== NO_DEFAULT && orNone(factory) !== NO_DEFAULT)
      throw c.raise("ValueError", "cannot specify both default and default_factory");
    return makeField({
      default: orNone(value),
      default_factory: orNone(factory),
      init,
      repr,
      hash,
      compare,
      metadata: metadata ?? new PyDict(),
      kw_only: orNone(kwOnly),
    });
  },
  "?fields(class_or_instance)": (c, v) => {
    const cls = v instanceof ClassValue ? v : ownClass(v);
    if (cls === null) c.known(v);
    const fields = cls ? fieldsOf(cls) : undefined;
    if (!fields) throw c.raise("TypeError", "must be called with a dataclass type or instance");
    return new PyTuple(fields.filter((f) => f.kind === "field").map((f) => f.object));
  },
  "is_dataclass(obj)": (_c, obj) => isDataclass(obj),
  "asdict(obj, *, dict_factory=None)": (c, obj, factory) => {
    instanceFields(c, obj, "asdict");
    return plain(c, obj, (names, values) => {
      const pairs = names.map((n, i) => [n, values[i] as Value] as const);
      return factory === null ? PyDict.of(pairs) : c.call(factory, new PyList(pairs.map((p) => new PyTuple(p))));
    });
  },
  "astuple(obj, *, tuple_factory=None)": (c, obj) => {
    instanceFields(c, obj, "astuple");
    return plain(c, obj, (_names, values) => new PyTuple(values));
  },
  "?replace(obj, /, **changes)": (c, obj) => {
    const v = c.known(obj);
    const given = new Map(c.kwargs);
    for (const f of instanceFields(c, v, "replace"))
      if (read(f, "init") !== false && !given.has(f.name)) given.set(f.name, c.getattr(v, f.name));
    return c.interp.call(ownClass(v), [], given, c.node);
  },
  "make_dataclass(cls_name, fields, *, bases=(), namespace=None, ...)": (c, name, fields, bases) => {
    const annotations = new PyDict();
    const members = new Map<string, Value>([["__annotations__", annotations]]);
    for (const f of c.items(fields)) {
      const [key, type = null, value] = f instanceof PyTuple || f instanceof PyList ? f.items : [f];
      annotations.set(key ?? null, type);
      if (value !== undefined && typeof key === "string") members.set(key, value);
    }
    const parents = c.items(bases).filter((b) => b instanceof ClassValue);
    const cls = buildClass(
      c.interp,
      String(name),
      parents.length > 0 ? parents : [listClass.mro.at(-1) as ClassValue],
      members,
      {
        node: null,
        module: c.interp.site?.callee?.module ?? null,
        metaclass: null,
        unknownBase: null,
        keywords: new Map(),
        qualname: String(name),
        scope: null,
      },
    );
    return cls instanceof ClassValue
      ? process(c, cls, { init: true, repr: true, eq: true, order: false, frozen: false, kwOnly: false })
      : cls;
  },
};
