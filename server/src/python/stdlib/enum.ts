/** `enum`. */
import type { Interp } from "../interp.ts";
import { Call, type NativeTable, MISSING, native, natives } from "../builtins/native.ts";
import { stringOf } from "../builtins/numbers.ts";
import { floatClass, intClass, propertyClass, strClass, typeClass } from "../builtins/types.ts";
import { buildClass } from "../calls.ts";
import { joinValues } from "../join.ts";
import {
  Alt,
  ClassMethod,
  ClassValue,
  FunctionValue,
  Instance,
  NativeFunction,
  PyDict,
  PyIterator,
  PyList,
  PyProperty,
  PyTuple,
  StaticMethod,
  Unknown,
  type Value,
} from "../values.ts";
import { instanceOf, nativeClass } from "./classMaker.ts";

export function enumModule(): Record<string, Value> {
  return {
    ...natives(functions),
    Enum: enumClass,
    IntEnum: intEnumClass,
    StrEnum: strEnumClass,
    ReprEnum: reprEnumClass,
    Flag: flagClass,
    IntFlag: intFlagClass,
    EnumMeta: enumTypeClass,
    EnumType: enumTypeClass,
    auto: autoClass,
    property: propertyClass,
    CONTINUOUS: "continuous",
    NAMED_FLAGS: "named flags",
    UNIQUE: "unique",
    STRICT: "strict",
    CONFORM: "conform",
    EJECT: "eject",
    KEEP: "keep",
  };
}

/** Its value is found when the class is made; until then combinations of flags are kept as they are written. */
const autoClass: ClassValue = nativeClass("auto", {
  module: "enum",
  construct: (_interp, cls) => instanceOf(cls, { value: null }),
  methods: {
    "?__or__(self, other, /)": (_c, self, other) =>
      instanceOf(autoClass, { op: "|", parts: new PyTuple([self, other]) }),
    "?__and__(self, other, /)": (_c, self, other) =>
      instanceOf(autoClass, { op: "&", parts: new PyTuple([self, other]) }),
    "?__xor__(self, other, /)": (_c, self, other) =>
      instanceOf(autoClass, { op: "^", parts: new PyTuple([self, other]) }),
    "?__ror__(self, other, /)": (_c, self, other) =>
      instanceOf(autoClass, { op: "|", parts: new PyTuple([other, self]) }),
  },
});
const nonmemberClass = nativeClass("nonmember", {
  module: "enum",
  construct: (_interp, cls, [value]) => instanceOf(cls, { value: value ?? null }),
});
/** A value that is a member although it is a function. */
const memberClass = nativeClass("member", {
  module: "enum",
  construct: (_interp, cls, [value]) => instanceOf(cls, { value: value ?? null }),
});

const functions: NativeTable = {
  "?unique(enumeration)": (_c, cls) => cls,
  "?verify(*checks)": () => native("verify", "enumeration, /", (_d, cls) => cls, { lenient: true, isStatic: true }),
  "?global_enum(cls)": (_c, cls) => cls,
  "?member(obj)": (c, obj) => c.call(memberClass, obj),
  "?nonmember(obj)": (c, obj) => c.call(nonmemberClass, obj),
};

// ---------------------------------------------------------------- the metaclass

const MEMBERS = "__members__";

function membersOf(cls: Value): PyDict {
  const members = cls instanceof ClassValue ? cls.lookup(MEMBERS) : undefined;
  return members instanceof PyDict ? members : new PyDict();
}

/** The members in order, without aliases. */
function distinctMembers(cls: Value): Instance[] {
  return [...new Set(membersOf(cls).values())].filter((m) => m instanceof Instance);
}

/** The members that iteration gives: of flags those of one bit. */
function listedMembers(cls: Value): Instance[] {
  const all = distinctMembers(cls);
  if (!(cls instanceof ClassValue) || !cls.isSubclassOf(flagClass)) return all;
  return all.filter((m) => {
    const n = m.attrs.get("_value_");
    return typeof n === "number" && n > 0 && Number.isInteger(Math.log2(n));
  });
}

const enumTypeClass: ClassValue = nativeClass("EnumType", {
  module: "enum",
  bases: [typeClass],
  methods: {
    "?__call__(cls, value, names?, *args, **kwargs)": (c, cls, value, names) => {
      const own = cls as ClassValue;
      if (names !== MISSING && membersOf(own).size === 0) return functional(c, own, value, names);
      return byValue(c, own, value);
    },
    "?__getitem__(cls, name, /)": (c, cls, name) => {
      const members = membersOf(cls);
      if (name instanceof Unknown) return joinValues([...distinctMembers(cls), name]);
      const found = members.get(stringOf(name) ?? name);
      if (found === undefined) throw c.raise("KeyError", c.interp.repr(name));
      return found;
    },
    "?__iter__(cls)": (_c, cls) => new PyIterator(listedMembers(cls)),
    "?__reversed__(cls)": (_c, cls) => new PyIterator(listedMembers(cls).reverse()),
    "?__len__(cls)": (_c, cls) => listedMembers(cls).length,
    "?__bool__(cls)": () => true,
    "?__contains__(cls, member, /)": (c, cls, member) => {
      if (member instanceof Instance && member.cls.mro.includes(enumClass))
        return (
          distinctMembers(cls).includes(member) || (member.cls === cls && (cls as ClassValue).isSubclassOf(flagClass))
        );
      if (member instanceof Unknown || member instanceof Alt) return c.stuck("whether a value is a member of an enum");
      // Python before 3.12 refuses what is no member.
      return distinctMembers(cls).some((m) => c.interp.equal(m.attrs.get("_value_") ?? null, member) === true);
    },
    "?__repr__(cls)": (_c, cls) => `<enum '${(cls as ClassValue).name}'>`,
  },
});

/** `Color(1)`. */
function byValue(c: Call, cls: ClassValue, value: Value): Value {
  if (value instanceof Alt) return c.interp.forkOver(value, (o) => byValue(new Call(c.interp, c.node), cls, o));
  if (value instanceof Instance && value.cls === cls) return value;
  const members = distinctMembers(cls);
  if (value instanceof Unknown) return members.length > 0 ? joinValues([...members, value]) : value;
  for (const m of members) {
    const same = c.interp.equal(m.attrs.get("_value_") ?? null, value);
    if (same === undefined) return c.unknown("a member of an enum that is not known");
    if (same) return m;
  }
  const missing = cls.lookup("_missing_");
  if (missing !== undefined) {
    const found = c.call(missing instanceof ClassMethod ? missing.func : missing, cls, value);
    if (found !== null) return found;
  }
  if (cls.isSubclassOf(flagClass) && typeof value === "number") return flagMember(c, cls, value);
  throw c.raise("ValueError", `${c.interp.repr(value)} is not a valid ${cls.qualname}`);
}

/** `Enum("Color", "RED GREEN")`. */
function functional(c: Call, base: ClassValue, name: Value, names: Value): Value {
  const text = stringOf(names);
  const members = new Map<string, Value>();
  const words = text?.split(/[\s,]+/).filter((n) => n !== "");
  if (words) for (const [i, n] of words.entries()) members.set(n, i + 1);
  else if (names instanceof PyDict)
    for (const { key, value } of names.entries.values()) members.set(String(key), value);
  else {
    c.items(names).forEach((v, i) => {
      if (v instanceof PyTuple || v instanceof PyList) members.set(String(v.items[0]), v.items[1] ?? null);
      else members.set(String(v), i + 1);
    });
  }
  const title = String(name);
  return buildClass(c.interp, title, [base], members, {
    node: null,
    module: c.interp.site?.callee?.module ?? null,
    metaclass: null,
    unknownBase: null,
    keywords: new Map(),
    qualname: title,
    scope: null,
  });
}

// ---------------------------------------------------------------- making members

/** Whether a name in an enum's body is a member: not a method, nor a class that is written there (Python 3.13 on); one that is only named is (`lstm = nn.LSTM`). */
function isMember(cls: ClassValue, name: string, v: Value, ignored: readonly string[]): boolean {
  if (/^__\w+__$/.test(name) || /^_[^_]\w*_$/.test(name) || ignored.includes(name)) return false;
  if (
    v instanceof FunctionValue ||
    v instanceof NativeFunction ||
    v instanceof PyProperty ||
    v instanceof StaticMethod ||
    v instanceof ClassMethod ||
    (v instanceof ClassValue && v.qualname === `${cls.qualname}.${v.name}`)
  )
    return false;
  return !(v instanceof Instance && (v.cls === nonmemberClass || v.cls.lookup("__get__") !== undefined));
}

/** The builtin type that members are values of, for an enum with a mixin. */
function dataType(cls: ClassValue): ClassValue | undefined {
  return cls.mro.find((k) => k === intClass || k === strClass || k === floatClass);
}

function makeMembers(c: Call, cls: ClassValue): void {
  const members = new PyDict();
  const inherited = cls.lookup(MEMBERS);
  const ignore = cls.attrs.get("_ignore_");
  const ignored =
    typeof ignore === "string" ? ignore.split(/[\s,]+/) : ignore instanceof PyList ? ignore.items.map(String) : [];
  const last: Value[] = [];
  for (const [name, given] of [...cls.attrs.entries()]) {
    const isNamed = given instanceof Instance && given.cls === memberClass;
    const raw = isNamed ? (given.attrs.get("value") ?? null) : given;
    if (raw instanceof Instance && raw.cls === nonmemberClass) cls.attrs.set(name, raw.attrs.get("value") ?? null);
    if (!isNamed && !isMember(cls, name, raw, ignored)) continue;
    const value = resolveAuto(c, cls, name, raw, last);
    const member = makeMember(c, cls, name, value);
    last.push(member.attrs.get("_value_") ?? null);
    const alias = members
      .values()
      .find(
        (m) =>
          m instanceof Instance &&
          c.interp.equal(m.attrs.get("_value_") ?? null, member.attrs.get("_value_") ?? null) === true,
      );
    const kept = alias ?? member;
    members.set(name, kept);
    cls.attrs.set(name, kept);
  }
  if (members.size > 0 || !(inherited instanceof PyDict)) cls.attrs.set(MEMBERS, members);
}

function resolveAuto(c: Call, cls: ClassValue, name: string, raw: Value, last: readonly Value[]): Value {
  if (raw instanceof Instance && raw.cls === autoClass) {
    const parts = raw.attrs.get("parts");
    const value =
      parts instanceof PyTuple
        ? combination(c, String(raw.attrs.get("op")), parts.items)
        : nextValue(c, cls, name, last);
    raw.attrs.set("value", value);
    return value;
  }
  if (raw instanceof PyTuple && raw.items.some((v) => v instanceof Instance && v.cls === autoClass)) {
    return new PyTuple(
      raw.items.map((v) => (v instanceof Instance && v.cls === autoClass ? nextValue(c, cls, name, last) : v)),
    );
  }
  return raw;
}

/** Flags combined in the class body, from the values that their `auto()`s were given. */
function combination(c: Call, op: string, parts: readonly Value[]): Value {
  const [left, right] = parts.map((v): Value => {
    if (!(v instanceof Instance) || v.cls !== autoClass) return v;
    const inner = v.attrs.get("parts");
    return inner instanceof PyTuple
      ? combination(c, String(v.attrs.get("op")), inner.items)
      : (v.attrs.get("value") ?? null);
  });
  return c.interp.binary(op, left ?? null, right ?? null, c.node);
}

function nextValue(c: Call, cls: ClassValue, name: string, last: readonly Value[]): Value {
  const own = cls.lookup("_generate_next_value_");
  if (own !== undefined)
    return c.call(own instanceof StaticMethod ? own.func : own, name, 1, last.length, new PyList(last.slice()));
  if (cls.isSubclassOf(strEnumClass)) return name.toLowerCase();
  const numbers = last.filter((v) => typeof v === "number");
  if (cls.isSubclassOf(flagClass)) {
    const high = Math.max(0, ...numbers);
    return high === 0 ? 1 : 2 ** (Math.floor(Math.log2(high)) + 1);
  }
  const previous = last.at(-1);
  return typeof previous === "number" ? previous + 1 : numbers.length > 0 ? Math.max(...numbers) + 1 : 1;
}

/** The object that `__new__` makes, the builtin type's or the enum's own. */
function bareMember(c: Call, cls: ClassValue, args: readonly Value[]): Instance {
  const own = cls.lookup("__new__");
  if (own !== undefined && !(own instanceof NativeFunction)) {
    const made = c.call(own instanceof StaticMethod ? own.func : own, cls, ...args);
    if (made instanceof Instance) return made;
  }
  const made = new Instance(cls);
  const type = dataType(cls);
  if (type) made.primitive = c.call(type, ...(type === strClass ? [args[0] ?? ""] : args));
  return made;
}

function makeMember(c: Call, cls: ClassValue, name: string, value: Value): Instance {
  const args = value instanceof PyTuple ? value.items : [value];
  const member = bareMember(c, cls, args);
  const { attrs, primitive } = member;
  if (!attrs.has("_value_"))
    attrs.map.set(
      "_value_",
      primitive !== undefined && !(value instanceof PyTuple)
        ? primitive
        : primitive !== undefined && args.length === 1
          ? primitive
          : value,
    );
  attrs.map.set("_name_", name);
  attrs.map.set("__objclass__", cls);
  const init = cls.lookup("__init__");
  if (init instanceof FunctionValue) c.call(init, member, ...args);
  return member;
}

// ---------------------------------------------------------------- the classes

const stored = (name: string): PyProperty =>
  new PyProperty(
    native(name, "self", (_c, self) => (self instanceof Instance ? (self.attrs.get(`_${name}_`) ?? null) : null)),
  );

function textOf(self: Value, interp: Interp, withValue: boolean): string {
  const member = self as Instance;
  const name = member.attrs.get("_name_");
  const value = interp.repr(member.attrs.get("_value_") ?? null);
  if (name === null || name === undefined)
    return withValue ? `<${member.cls.name}: ${value}>` : `${member.cls.name}(${value})`;
  return withValue ? `<${member.cls.name}.${String(name)}: ${value}>` : `${member.cls.name}.${String(name)}`;
}

const enumClass: ClassValue = nativeClass("Enum", {
  module: "enum",
  methods: {
    "?__init_subclass__(cls, **kwargs)": (c, cls) => {
      makeMembers(c, cls as ClassValue);
      return null;
    },
    "?__repr__(self)": (c, self) => textOf(self, c.interp, true),
    "?__str__(self)": (c, self) => textOf(self, c.interp, false),
    "?__format__(self, spec, /)": (c, self, spec) =>
      c.call(c.interp.builtins.get("format") ?? null, c.interp.str(self), spec),
    "?__dir__(self)": () => new PyList(["name", "value"]),
    "?__reduce_ex__(self, protocol, /)": (c) => c.stuck("an object's pickled form"),
  },
  attributes: { name: stored("name"), value: stored("value") },
});
enumClass.metaclass = enumTypeClass;

function subclass(name: string, bases: readonly ClassValue[], methods: NativeTable = {}): ClassValue {
  const cls = nativeClass(name, { module: "enum", bases, methods });
  cls.metaclass = enumTypeClass;
  return cls;
}

/** The text of the mixed-in value itself. */
const valueText: NativeTable = {
  "?__str__(self)": (c, self) => c.interp.str((self as Instance).primitive ?? null),
  "?__format__(self, spec, /)": (c, self, spec) =>
    c.call(c.interp.builtins.get("format") ?? null, (self as Instance).primitive ?? null, spec),
};

const reprEnumClass = subclass("ReprEnum", [enumClass], valueText);
const intEnumClass = subclass("IntEnum", [intClass, reprEnumClass]);
const strEnumClass: ClassValue = subclass("StrEnum", [strClass, reprEnumClass]);

const flagClass: ClassValue = subclass("Flag", [enumClass], {
  "?__or__(self, other, /)": (c, self, other) => flagged(c, self, other, (a, b) => a | b),
  "?__and__(self, other, /)": (c, self, other) => flagged(c, self, other, (a, b) => a & b),
  "?__xor__(self, other, /)": (c, self, other) => flagged(c, self, other, (a, b) => a ^ b),
  "?__ror__(self, other, /)": (c, self, other) => flagged(c, self, other, (a, b) => a | b),
  "?__rand__(self, other, /)": (c, self, other) => flagged(c, self, other, (a, b) => a & b),
  "?__invert__(self)": (c, self) => {
    const cls = (self as Instance).cls;
    const all = distinctMembers(cls).reduce((n, m) => n | flagValue(c, m), 0);
    return flagMember(c, cls, all & ~flagValue(c, self));
  },
  "?__bool__(self)": (c, self) => flagValue(c, self) !== 0,
  "?__contains__(self, other, /)": (c, self, other) =>
    (flagValue(c, self) & flagValue(c, other)) === flagValue(c, other),
  "?__iter__(self)": (c, self) =>
    new PyIterator(
      distinctMembers((self as Instance).cls).filter(
        (m) => (flagValue(c, m) & flagValue(c, self)) === flagValue(c, m) && flagValue(c, m) !== 0,
      ),
    ),
  "?__len__(self)": (c, self) =>
    distinctMembers((self as Instance).cls).filter((m) => (flagValue(c, m) & flagValue(c, self)) !== 0).length,
});
const intFlagClass: ClassValue = subclass("IntFlag", [intClass, reprEnumClass, flagClass]);

function flagValue(c: Call, v: Value): number {
  const value = v instanceof Instance ? v.attrs.get("_value_") : v;
  return typeof value === "number" ? value : c.stuck("a flag that is not known");
}

function flagged(c: Call, self: Value, other: Value, f: (a: number, b: number) => number): Value {
  return flagMember(c, (self as Instance).cls, f(flagValue(c, self), flagValue(c, other)));
}

/** The member with a value; for a combination of flags one made for it. */
function flagMember(c: Call, cls: ClassValue, value: number): Value {
  const all = distinctMembers(cls);
  const found = all.find((m) => m.attrs.get("_value_") === value);
  if (found) return found;
  const known = all.reduce((n, m) => n | flagValue(c, m), 0);
  if ((value & ~known) !== 0 && !cls.isSubclassOf(intClass))
    throw c.raise("ValueError", `${value} is not a valid ${cls.qualname}`);
  const names = all
    .filter((m) => flagValue(c, m) !== 0 && (value & flagValue(c, m)) === flagValue(c, m))
    .map((m) => String(m.attrs.get("_name_")));
  const made = new Instance(cls);
  if (dataType(cls)) made.primitive = value;
  made.attrs.map.set("_value_", value);
  made.attrs.map.set("_name_", names.length > 0 ? names.join("|") : null);
  return made;
}
