/** `numpy.random`: shapes are exact, numbers unknown. */
import type { Dim } from "../../../dims/index.ts";
import { type Body, type Call, type NativeTable, native, natives } from "../../builtins/native.ts";
import { dimOf } from "../../builtins/numbers.ts";
import { someFloat } from "../../builtins/symbolic.ts";
import { drawsFrom, oneOf } from "../random.ts";
import { nativeClass } from "../classMaker.ts";
import { Instance, PyList, type Value } from "../../values.ts";
import { NdArray, broadcast, constantShape, scalarIfPoint, shapeFrom, toArray } from "./array.ts";
import { FLOAT64, INT64, type NumpyType, bare, typeFrom } from "./dtypes.ts";

/** A sample of the given size; without one a single number, or one for each of the parameters. */
function sample(c: Call, size: Value, type: NumpyType, parameters: readonly Value[] = []): Value {
  if (size !== null) return new NdArray(shapeFrom(c, size), type);
  const shapes = parameters.map((p) => toArray(c.interp, p)?.shape ?? []);
  const shape = shapes.reduce<readonly Dim[]>((a, b) => broadcast(c.interp, a, b, c.node), []);
  // A single number is Python's own.
  return shape.length === 0 && type.category === "f" ? someFloat() : scalarIfPoint(new NdArray(shape, type));
}

/** Sizes one by one, as `rand` takes them. */
const bySizes: Body = (c) =>
  c.rest.length === 0
    ? someFloat()
    : new NdArray(
        c.rest.flatMap((v) => shapeFrom(c, v)),
        FLOAT64,
      );

function integers(c: Call, low: Value, high: Value, size: Value, dtype: Value): Value {
  return sample(c, size, typeFrom(dtype) ?? INT64, high === null ? [low] : [low, high]);
}

function choice(c: Call, population: Value, size: Value): Value {
  const count = dimOf(c.interp, bare(population));
  if (size === null) return count !== undefined ? scalarIfPoint(new NdArray([], INT64)) : oneOf(c, population);
  const a = count !== undefined ? undefined : toArray(c.interp, population);
  return new NdArray([...shapeFrom(c, size), ...(a?.shape.slice(1) ?? [])], a?.type ?? INT64);
}

function permutation(c: Call, v: Value): Value {
  const count = dimOf(c.interp, bare(v));
  if (count !== undefined) return new NdArray([count], INT64);
  const a = toArray(c.interp, v) ?? c.stuck("an array that is not known");
  const known = constantShape(a.shape) && a.data?.every((x) => x === a.data?.[0]);
  return new NdArray(a.shape, a.type, known ? a.data : null);
}

function shuffle(c: Call, v: Value): Value {
  if (v instanceof NdArray) v.setData(null);
  else if (v instanceof PyList && !v.unbounded && v.items.length > 1) {
    v.replace(v.items.map(drawsFrom(c, v)));
  }
  return null;
}

/** Distributions by the names of their parameters before `size`. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  normal: "loc=0.0, scale=1.0",
  uniform: "low=0.0, high=1.0",
  lognormal: "mean=0.0, sigma=1.0",
  laplace: "loc=0.0, scale=1.0",
  logistic: "loc=0.0, scale=1.0",
  gumbel: "loc=0.0, scale=1.0",
  exponential: "scale=1.0, _other=0",
  gamma: "shape, scale=1.0",
  beta: "a, b",
  binomial: "n, p",
  poisson: "lam=1.0, _other=0",
  chisquare: "df, _other=0",
  weibull: "a, _other=0",
  rayleigh: "scale=1.0, _other=0",
  standard_gamma: "shape, _other=0",
  geometric: "p, _other=0",
  vonmises: "mu, kappa",
};
const INTEGERS = new Set(["binomial", "poisson", "geometric"]);

function distributions(method: boolean): NativeTable {
  const self = method ? "self, " : "";
  return Object.fromEntries(
    Object.entries(DISTRIBUTIONS).map(([name, parameters]) => {
      const one = parameters.endsWith("_other=0");
      const signature = one ? parameters.replace(", _other=0", "") : parameters;
      return [
        `!${name}(${self}${signature}, size=None, ...)`,
        ((c, ...args) => {
          const own = method ? args.slice(1) : args;
          const [x, y, z] = own as [Value, Value, Value];
          return sample(c, one ? y : z, INTEGERS.has(name) ? INT64 : FLOAT64, one ? [x] : [x, y]);
        }) satisfies Body,
      ];
    }),
  );
}

function common(method: boolean): NativeTable {
  const self = method ? "self, " : "";
  const own = (f: Body): Body => (method ? (c, _self, ...args) => f(c, ...args) : f);
  return {
    ...distributions(method),
    [`!choice(${self}a, size=None, replace=True, p=None, ...)`]: own((c, a, size) => choice(c, a, size)),
    [`!permutation(${self}x, axis=0)`]: own((c, v) => permutation(c, v)),
    [`!shuffle(${self}x, axis=0)`]: own((c, v) => shuffle(c, v)),
    [`!bytes(${self}length)`]: own((c) => c.stuck("random bytes")),
    [`!dirichlet(${self}alpha, size=None)`]: own(
      (c, alpha, size) =>
        new NdArray(
          [...(size === null ? [] : shapeFrom(c, size)), ...(toArray(c.interp, alpha)?.shape ?? [])],
          FLOAT64,
        ),
    ),
    [`!multivariate_normal(${self}mean, cov, size=None, ...)`]: own(
      (c, mean, _cov, size) =>
        new NdArray([...(size === null ? [] : shapeFrom(c, size)), ...(toArray(c.interp, mean)?.shape ?? [])], FLOAT64),
    ),
    [`!multinomial(${self}n, pvals, size=None)`]: own(
      (c, _n, p, size) =>
        new NdArray([...(size === null ? [] : shapeFrom(c, size)), ...(toArray(c.interp, p)?.shape ?? [])], INT64),
    ),
    [`!standard_normal(${self}size=None, ...)`]: own((c, size) => sample(c, size, FLOAT64)),
  };
}

/** What `np.random` and `RandomState` have, and `default_rng()` has not. */
function legacy(method: boolean): NativeTable {
  const self = method ? "self, " : "";
  const own = (f: Body): Body => (method ? (c, _self, ...args) => f(c, ...args) : f);
  return {
    [`!rand(${self}*sizes)`]: own(bySizes),
    [`!randn(${self}*sizes)`]: own(bySizes),
    [`!randint(${self}low, high=None, size=None, dtype=None)`]: own(integers),
    [`!random_integers(${self}low, high=None, size=None)`]: own((c, low, high, size) =>
      integers(c, low, high, size, null),
    ),
    ...Object.fromEntries(
      ["random", "random_sample", "ranf", "sample"].map((name) => [
        `!${name}(${self}size=None)`,
        own((c, size) => sample(c, size, FLOAT64)),
      ]),
    ),
    [`!seed(${self}seed=None)`]: () => null,
    [`!get_state(${self}...)`]: (c) => c.stuck("the state of a random generator"),
    [`!set_state(${self}state)`]: () => null,
  };
}

const generatorClass = nativeClass("Generator", {
  module: "numpy.random",
  construct: (_interp, cls) => new Instance(cls),
  methods: unbound({
    ...common(true),
    "!random(self, size=None, dtype=None, ...)": (c, _self, size, dtype) => sample(c, size, typeFrom(dtype) ?? FLOAT64),
    "!standard_normal(self, size=None, dtype=None, ...)": (c, _self, size, dtype) => sample(c, size, typeFrom(dtype) ?? FLOAT64),
    "!standard_exponential(self, size=None, dtype=None, ...)": (c, _self, size, dtype) => sample(c, size, typeFrom(dtype) ?? FLOAT64),
    "!standard_gamma(self, shape, size=None, dtype=None, ...)": (c, _self, shape, size, dtype) => sample(c, size, typeFrom(dtype) ?? FLOAT64, [shape]),
    "!integers(self, low, high=None, size=None, dtype=None, ...)": (c, _self, low, high, size, dtype) =>
      integers(c, low, high, size, dtype),
    "!permuted(self, x, ...)": (c, _self, v) => permutation(c, v),
    "!spawn(self, n)": (c) => c.stuck("random generators"),
  }),
});
const stateClass = nativeClass("RandomState", {
  module: "numpy.random",
  construct: (_interp, cls) => new Instance(cls),
  methods: unbound({ ...common(true), ...legacy(true) }),
});

/** Methods are not static. */
function unbound(table: NativeTable): NativeTable {
  return Object.fromEntries(Object.entries(table).map(([heading, body]) => [heading.replace(/^!/, ""), body]));
}

export function numpyRandomModule(): Record<string, Value> {
  return {
    ...natives({ ...common(false), ...legacy(false) }),
    Generator: generatorClass,
    RandomState: stateClass,
    default_rng: native("default_rng", "seed=None", () => new Instance(generatorClass), {
      isStatic: true,
      lenient: true,
    }),
  };
}
