/** Named tuples that operators return: `torch.return_types.max(values=…, indices=…)`. */
import { tupleClass } from "../../python/builtins/types.ts";
import { type Value, ClassValue, NativeFunction, PyProperty, PyTuple } from "../../python/values.ts";
import { defineValue } from "../define.ts";

const classes = new Map<string, ClassValue>();

/** A result of the named tuple type `torch.return_types.<name>`. */
export function namedResult(name: string, fields: Readonly<Record<string, Value>>): PyTuple {
  return new PyTuple(Object.values(fields), returnType(name, Object.keys(fields)));
}

/** A named tuple class with these fields, under another module than torch.return_types where PyTorch's is defined in Python. */
export function namedTupleClass(name: string, fields: readonly string[], module: string): ClassValue {
  const cls = new ClassValue(name, [tupleClass], null, module);
  cls.attrs.map.set("_fields", new PyTuple(fields));
  fields.forEach((field, i) => {
    cls.attrs.map.set(field, new PyProperty(new NativeFunction(field, (_interp, [self]) => (self instanceof PyTuple ? (self.items[i] ?? null) : null))));
  });
  return cls;
}

function returnType(name: string, fields: readonly string[]): ClassValue {
  const known = classes.get(name);
  if (known) return known;
  const cls = namedTupleClass(name, fields, "torch.return_types");
  cls.shownName = `torch.return_types.${name}`;
  classes.set(name, cls);
  defineValue(`torch.return_types.${name}`, cls);
  return cls;
}
