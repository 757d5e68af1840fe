/** What the top-level statements of a file did when it was loaded, and from that, what a run that read some of it depends on. */
import { defaultType } from "../torch/defaultType.ts";
import { gradientMode } from "../torch/gradient.ts";
import { globalsDeclared } from "../python/globalsSet.ts";
import { Reads, noting } from "../python/reads.ts";
import { type Cell, changesSince, contentsAt, keep, mark } from "../python/trail.ts";
import { FunctionValue, ModuleValue, Namespace, NativeFunction, PyObject, type Value } from "../python/values.ts";
import type { Stmt, Unit } from "../syntax/ast.ts";

interface Loaded {
  readonly unit: Unit;
  readonly reads: Reads;
  /** Names of the file that it binds. */
  readonly binds: ReadonlySet<string>;
  /** Names, of any module, whose value it changes from within: `model.fc = …`, a registry that a decorator fills. */
  readonly changes: readonly (readonly [ModuleValue, string])[];
}

/** The statements that a run depends on, and who gives each global name that was looked up its value. */
export interface Dependencies {
  /** In the order in which they ran. */
  readonly units: readonly Unit[];
  readonly names: ReadonlyMap<string, Writers>;
}

/** Who gave a name its value by the time it was looked up: the statements that ran before a statement that read it, or all. */
interface Writers {
  readonly before: Unit | null;
  readonly units: readonly Unit[];
}

export class Loading {
  private readonly loaded: Loaded[] = [];
  private readonly byUnit = new Map<Unit, Loaded>();
  private readonly order = new Map<Unit, number>();
  private program: ModuleValue | null = null;

  /** Runs a top-level statement and notes what it does. */
  run(module: ModuleValue, unit: Unit, execute: () => void): void {
    this.program = module;
    const reads = new Reads();
    const simple = boundSimply(unit);
    if (simple) {
      noting(reads, execute);
      this.note({ unit, reads, binds: simple, changes: [] });
      return;
    }
    const m = mark();
    try {
      noting(reads, execute);
    } finally {
      const before = contentsAt(m, module.globals) as ReadonlyMap<string, Value> | undefined;
      const now = module.globals.map;
      const binds = before ? new Set([...now.keys(), ...before.keys()].filter((name) => now.get(name) !== before.get(name))) : new Set<string>();
      const cells = [...changesSince(m).keys()].filter((cell) => cell !== module.globals && cell !== gradientMode && cell !== defaultType);
      this.note({ unit, reads, binds, changes: cells.length > 0 ? changed(cells, reads) : [] });
      keep(m);
    }
  }

  private note(l: Loaded): void {
    this.order.set(l.unit, this.loaded.length);
    this.loaded.push(l);
    this.byUnit.set(l.unit, l);
  }

  /** Everything that what was read comes from; null: it may come from anything. */
  dependencies(reads: Reads): Dependencies | null {
    // A file of a package that was loaded before, for another: nobody noted what its statements did.
    if (this.program === null) return null;
    const units = new Set<Unit>();
    const names = new Map<string, Writers>();
    const queue: { readonly reads: Reads; readonly before: Unit | null }[] = [{ reads, before: null }];
    const need = (unit: Unit): void => {
      const l = this.byUnit.get(unit);
      if (l === undefined || units.has(unit)) return;
      units.add(unit);
      queue.push({ reads: l.reads, before: unit });
    };
    for (let r = queue.pop(); r; r = queue.pop()) {
      if (r.reads.all) return null;
      for (const unit of r.reads.units) need(unit);
      for (const [module, read] of r.reads.names) {
        for (const name of read) {
          const key = this.key(module, name);
          // What is read at the end depends on all that was written.
          const known = names.get(key);
          if (known && (known.before === null || this.at(known.before) >= this.at(r.before))) continue;
          const found = this.writersOf(key, r.before);
          if (found.length === 0 && module !== this.program) continue;
          names.set(key, { before: r.before, units: found });
          for (const unit of found) need(unit);
        }
      }
    }
    return { units: this.loaded.flatMap(({ unit }) => (units.has(unit) ? [unit] : [])), names };
  }

  /** Whether all that a run depended on is the same here. */
  has(d: Dependencies): boolean {
    let last = -1;
    for (const unit of d.units) {
      const at = this.order.get(unit) ?? -1;
      if (at <= last) return false;
      last = at;
    }
    for (const [key, { before, units }] of d.names) {
      const now = this.writersOf(key, before);
      if (now.length !== units.length || now.some((u, i) => u !== units[i])) return false;
    }
    return true;
  }

  /**
   * Those that had given a name its value by then, and those that changed the value from within later:
   * what read it may hold it still. Nobody holds a library's registry, which only the library reads.
   */
  private writersOf(key: string, before: Unit | null): readonly Unit[] {
    const { bound, changed } = this.writers().get(key) ?? NOBODY;
    const end = this.at(before);
    const own = !key.includes(":");
    return [...bound, ...changed].filter((unit) => this.at(unit) < end || (own && changed.includes(unit)));
  }

  private at(unit: Unit | null): number {
    return unit === null ? Number.POSITIVE_INFINITY : (this.order.get(unit) ?? -1);
  }

  private known: Map<string, { readonly bound: Unit[]; readonly changed: Unit[] }> | null = null;

  /** Name → the statements that give it a value, and those that change the value it has, each in order. */
  private writers(): ReadonlyMap<string, { readonly bound: readonly Unit[]; readonly changed: readonly Unit[] }> {
    if (this.known) return this.known;
    const out = new Map<string, { readonly bound: Unit[]; readonly changed: Unit[] }>();
    const at = (key: string): { readonly bound: Unit[]; readonly changed: Unit[] } => {
      const known = out.get(key) ?? { bound: [], changed: [] };
      out.set(key, known);
      return known;
    };
    for (const { unit, binds, changes } of this.loaded) {
      if (this.program) for (const name of binds) at(this.key(this.program, name)).bound.push(unit);
      for (const [module, name] of changes) at(this.key(module, name)).changed.push(unit);
    }
    this.known = out;
    return out;
  }

  private key(module: ModuleValue, name: string): string {
    return module === this.program ? name : `${module.name}:${name}`;
  }
}

const NOBODY = { bound: [], changed: [] };

/** The names that a statement binds, where it can do nothing else; null where it may. */
function boundSimply(unit: Unit): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const s of unit.body) if (!bindsSimply(s, names)) return null;
  return names;
}

function bindsSimply(s: Stmt, names: Set<string>): boolean {
  switch (s.kind) {
    case "FunctionDef":
      names.add(s.name);
      return s.decorators.length === 0 && s.args.defaults.length === 0 && globalsDeclared(s).length === 0;
    case "Import":
      for (const a of s.names) names.add(a.asname ?? (a.name.split(".")[0] as string));
      return true;
    case "ImportFrom":
      for (const a of s.names) names.add(a.asname ?? a.name);
      return !names.has("*");
    default:
      return false;
  }
}

/** The names through which a statement can have reached what it changed: the very one, else all that hold something changeable. */
function changed(cells: readonly Cell[], reads: Reads): (readonly [ModuleValue, string])[] {
  const out: (readonly [ModuleValue, string])[] = [];
  const open = new Set(cells);
  const holders: (readonly [ModuleValue, string])[] = [];
  for (const [module, names] of reads.names) {
    for (const name of names) {
      const v = module.globals.map.get(name);
      if (!(v instanceof PyObject) || v instanceof FunctionValue || v instanceof NativeFunction || v instanceof ModuleValue) continue;
      holders.push([module, name]);
      const own = "attrs" in v && v.attrs instanceof Namespace ? v.attrs : null;
      const hit = open.has(v) || (own !== null && open.has(own));
      if (!hit) continue;
      out.push([module, name]);
      open.delete(v);
      if (own) open.delete(own);
    }
  }
  return open.size > 0 ? holders : out;
}
