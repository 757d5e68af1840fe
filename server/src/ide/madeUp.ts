/** Values for parameters that nobody gives, of the kind that their annotations tell: `list[Tensor]`, `dict[str, Tensor]`, `tuple[int, int]`, a class of the code's own. */
import { type Dim, isConst } from "../dims/index.ts";
import { PyRaise } from "../python/errors.ts";
import { fieldsOf } from "../python/stdlib/dataclasses.ts";
import type { Interp } from "../python/interp.ts";
import { type ClassValue, type FunctionValue, ModuleValue, NO_KWARGS, PyDict, PyFloat, PyList, PyTuple, SymInt, Unknown, type Value } from "../python/values.ts";
import type { Arg, Expr } from "../syntax/ast.ts";
import { moduleClass } from "../torch/module.ts";
import { FLOAT32 } from "../torch/dtype.ts";
import { ShapeVar, Tensor } from "../torch/tensor.ts";
import { classesIn } from "./configs.ts";
import { type SymbolTable, constructorOf, requiredParameters, sizesOfItem } from "./inputs.ts";

/** What is supposed of lists and the like of which only the kind of their items is known. */
export interface Supposed {
  /** How many items they have. */
  readonly items: number;
  /** The rank of tensors in them; null: open. */
  readonly rank: number | null;
}

const LISTS: ReadonlySet<string> = new Set(["List", "list", "Sequence", "Iterable", "Collection"]);
const TUPLES: ReadonlySet<string> = new Set(["Tuple", "tuple"]);
const DICTS: ReadonlySet<string> = new Set(["Dict", "dict", "OrderedDict", "Mapping", "MutableMapping"]);

/** A value for a parameter of a function; undefined: its annotation does not tell enough. */
export function madeUp(interp: Interp, fn: FunctionValue, p: Arg, table: SymbolTable, supposed: Supposed): Value | undefined {
  return p.annotation ? new Maker(interp, fn, table, supposed).value(p.annotation, p.name, 0) : undefined;
}

/** Classes within the annotations of classes are followed so far. */
const DEEPEST = 3;

class Maker {
  private readonly interp: Interp;
  private readonly fn: FunctionValue;
  private readonly table: SymbolTable;
  private readonly supposed: Supposed;
  constructor(interp: Interp, fn: FunctionValue, table: SymbolTable, supposed: Supposed) {
    this.interp = interp;
    this.fn = fn;
    this.table = table;
    this.supposed = supposed;
  }

  value(e: Expr, name: string, depth: number): Value | undefined {
    switch (e.kind) {
      case "Name":
      case "Attribute":
        return this.named(e, name, depth);
      case "BinOp":
        return this.value(e.left, name, depth) ?? this.value(e.right, name, depth);
      case "Subscript":
        return this.generic(lastName(e.value), e.slice.kind === "Tuple" ? e.slice.elts : [e.slice], name, depth);
      default:
        return undefined;
    }
  }

  private generic(kind: string, of: readonly Expr[], name: string, depth: number): Value | undefined {
    const [first, second] = of;
    if (first === undefined) return undefined;
    if (kind === "Optional" || kind === "Union") return of.map((e) => this.value(e, name, depth)).find((v) => v !== undefined);
    if (LISTS.has(kind)) return this.several(first, name, depth, (items) => new PyList(items));
    if (TUPLES.has(kind)) {
      if (second?.kind === "Constant" && second.value.type === "Ellipsis") return this.several(first, name, depth, (items) => new PyTuple(items));
      return all(of.map((e, i) => this.value(e, `${name}_${i}`, depth)), (items) => new PyTuple(items));
    }
    if (kind === "Callable") return this.identity();
    if (DICTS.has(kind) && second && lastName(first) === "str") return this.several(second, name, depth, (items) => PyDict.of(items.map((v, i): [Value, Value] => [String(i), v])));
    return undefined;
  }

  private several(of: Expr, name: string, depth: number, make: (items: Value[]) => Value): Value | undefined {
    return all(Array.from({ length: this.supposed.items }, (_, i) => this.value(of, `${name}_${i}`, depth)), make);
  }

  private named(e: Expr, name: string, depth: number): Value | undefined {
    const kind = lastName(e);
    if (kind === "int") return integer(this.table.dim(name));
    if (kind === "Tensor") return this.tensor(name);
    if (kind === "float") return new PyFloat(0.5);
    if (kind === "dtype") return this.interp.callPath("torch.get_default_dtype", [], NO_KWARGS, null);
    if (kind === "Callable") return this.identity();
    const [cls] = classesIn(this.interp, this.fn, e);
    if (cls === moduleClass) return this.identity();
    if (!cls?.node || cls.isSubclassOf(moduleClass) || depth >= DEEPEST) return undefined;
    const wanted = fieldsToGive(cls);
    const init = constructorOf(cls);
    if (wanted === null || wanted.length === 0) return undefined;
    const inner = new Maker(this.interp, init ?? this.fn, this.table, this.supposed);
    return all(wanted.map(([field, type]) => type && inner.value(type, field, depth + 1)), (args) => this.built(cls, args));
  }

  private built(cls: Value, args: readonly Value[]): Value | undefined {
    try {
      const made = this.interp.call(cls, args, NO_KWARGS, null);
      return made instanceof Unknown ? undefined : made;
    } catch (error) {
      if (error instanceof PyRaise) return undefined;
      throw error;
    }
  }

  /** What gives whatever it is given. */
  private identity(): Value | undefined {
    const nn = this.interp.importModule("torch.nn");
    const cls = nn instanceof ModuleValue ? this.interp.lookupAttr(nn, "Identity") : undefined;
    return cls === undefined ? undefined : this.built(cls, []);
  }

  private tensor(name: string): Tensor {
    const t = new Tensor(new ShapeVar(name, sizesOfItem(name, this.supposed.rank, this.table)), FLOAT32);
    t.inputName = name;
    return t;
  }
}

/** What must be given to make an object of a class, by position, with its annotations; null: something by keyword, or it is not known. */
function fieldsToGive(cls: ClassValue): readonly (readonly [string, Expr | null])[] | null {
  const init = constructorOf(cls);
  if (init) {
    const { positional, keyword } = requiredParameters(init.node, true);
    return keyword.length > 0 ? null : positional.map((p) => [p.name, p.annotation]);
  }
  // A dataclass is made of what its body declares without a value.
  if (!cls.node || fieldsOf(cls) === undefined || cls.bases.some((b) => b.node !== null)) return null;
  return cls.node.body.flatMap((s): (readonly [string, Expr])[] => (s.kind === "AnnAssign" && s.value === null && s.target.kind === "Name" ? [[s.target.id, s.annotation]] : []));
}

/** Of values that are all there. */
function all(values: readonly (Value | undefined)[], make: (values: Value[]) => Value | undefined): Value | undefined {
  const there = values.filter((v): v is Value => v !== undefined);
  return there.length === values.length ? make(there) : undefined;
}

function integer(d: Dim): Value {
  return isConst(d) ? d : new SymInt(d);
}

function lastName(e: Expr): string {
  return e.kind === "Name" ? e.id : e.kind === "Attribute" ? e.attr : "";
}
