/** `random`: numbers are of their kind, and not known; what is drawn from a collection is one of its items. */
import { type Call, type NativeTable, natives } from "../builtins/native.ts";
import { dimOf } from "../builtins/numbers.ts";
import { someFloat, someInt } from "../builtins/symbolic.ts";
import { drawer } from "../join.ts";
import { Fraction, PyList, PyRange, Unbounded, Unknown, type Value } from "../values.ts";
import { nativeClass } from "./classMaker.ts";

export function randomModule(): Record<string, Value> {
  const generator = nativeClass("Random", { module: "random" });
  for (const [heading, body] of Object.entries(functions)) {
    const method = natives({
      [heading.replace(/^([?!]*\w+)\(/, "$1(self, ")]: (c, _self, ...args) => body(c, ...args),
    });
    for (const [name, fn] of Object.entries(method)) generator.attrs.map.set(name, fn);
  }
  generator.attrs.map.set("__init__", natives({ "?__init__(self, x=None)": () => null }).__init__ ?? null);
  return { ...natives(functions), Random: generator, SystemRandom: generator };
}

/** One of the items, not known which. */
export function oneOf(c: Call, population: Value): Value {
  return drawsFrom(c, population)();
}

/** Draws one of the items, not known which, each time anew. */
export function drawsFrom(c: Call, population: Value): () => Value {
  if (population instanceof PyRange) return () => someInt();
  const items = c.interp.iterate(population, c.node);
  if (items instanceof Unknown) return () => items;
  if (items instanceof Unbounded) return () => items.item;
  if (items.length === 0) throw c.raise("IndexError", "Cannot choose from an empty sequence");
  return drawer(items);
}

/** Any items, as many as said. */
function several(c: Call, population: Value, k: Value): Value {
  const n = dimOf(c.interp, k);
  const draw = drawsFrom(c, population);
  if (typeof n === "number") return new PyList(Array.from({ length: Math.max(n, 0) }, draw));
  const list = new PyList([]);
  list.unbounded = new Unbounded(draw(), "a random sample of unknown size");
  return list;
}

const number = (): Value => someFloat();

const functions: NativeTable = {
  "?random()": () => new Fraction(),
  "?uniform(a, b)": (_c, a, b) => (a === 0 && b === 1 ? new Fraction() : number()),
  "?triangular(low=0.0, high=1.0, mode=None)": number,
  "?gauss(mu=0.0, sigma=1.0)": number,
  "?normalvariate(mu=0.0, sigma=1.0)": number,
  "?lognormvariate(mu=0.0, sigma=1.0)": number,
  "?expovariate(lambd=1.0)": number,
  "?betavariate(alpha, beta)": number,
  "?gammavariate(alpha, beta)": number,
  "?vonmisesvariate(mu, kappa)": number,
  "?paretovariate(alpha)": number,
  "?weibullvariate(alpha, beta)": number,
  "?randint(a, b)": (_c, a, b) => (a === b && typeof a === "number" ? a : typeof a === "number" && typeof b === "number" && a < b ? someInt(a, b) : someInt()),
  "?randrange(start, stop=None, step=1)": (_c, start, stop) => {
    const [from, to] = stop === null ? [0, start] : [start, stop];
    return typeof from === "number" && typeof to === "number" && from < to ? someInt(from, to - 1) : someInt();
  },
  "?getrandbits(k)": () => someInt(),
  "?randbytes(n)": (c) => c.unknown("random bytes"),
  "?seed(a=None, version=2)": () => null,
  "?getstate()": (c) => c.unknown("the state of a random generator"),
  "?setstate(state)": () => null,
  "choice(seq)": (c, seq) => oneOf(c, seq),
  "?choices(population, weights=None, *, cum_weights=None, k=1)": (c, population, _weights, _cum, k) =>
    several(c, population, k),
  "?sample(population, k, *, counts=None)": (c, population, k) => {
    const items = c.interp.iterate(population, c.node);
    const n = dimOf(c.interp, k);
    if (Array.isArray(items) && typeof n === "number" && n > items.length)
      throw c.raise("ValueError", "Sample larger than population or is negative");
    return several(c, Array.isArray(items) ? new PyList(items as Value[]) : population, k);
  },
  "?shuffle(x, ...)": (c, x) => {
    if (x instanceof PyList && !x.unbounded && x.items.length > 1) {
      x.replace(x.items.map(drawer(x.items)));
    } else c.known(x);
    return null;
  },
};
