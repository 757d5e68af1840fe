/** Lazy layers: parameters without a shape, until the first input gives them one. */
import { touch } from "../../python/trail.ts";
import { PyDict } from "../../python/values.ts";
import type { Dim } from "../../dims/index.ts";
import { type ModuleBuilder, moduleClasses } from "../define.ts";
import type { DType } from "../dtype.ts";
import { ShapeVar, Tensor } from "../tensor.ts";

/** Registers a parameter whose shape is not known before the first call. */
export function lazyParameter(self: ModuleBuilder, name: string, type: DType, kind: "_parameters" | "_buffers" = "_parameters"): void {
  const isParameter = kind === "_parameters";
  const t = new Tensor(new ShapeVar(name), type, { isParameter, requiresGrad: isParameter });
  t.owner = { module: self.self, name };
  const registered = self.self.attrs.get(kind);
  if (registered instanceof PyDict) registered.set(name, t);
}

/** Whether the layer has had no input yet. */
export function isUninitialized(self: ModuleBuilder): boolean {
  return ["_parameters", "_buffers"].some((kind) => {
    const registered = self.self.attrs.get(kind);
    return registered instanceof PyDict && registered.values().some((p) => p instanceof Tensor && p.shapeVar !== null);
  });
}

/** Gives the parameters their shapes, and the layer its class; null: the parameter is None. */
export function becomeInitialized(self: ModuleBuilder, cls: string, shapes: Readonly<Record<string, readonly Dim[] | null>>): void {
  const parameters = self.self.attrs.get("_parameters");
  for (const [name, shape] of Object.entries(shapes)) {
    const old = parameters instanceof PyDict ? parameters.get(name) : null;
    if (shape !== null && old instanceof Tensor) old.become(new Tensor(shape, old.dtype));
  }
  const becomes = moduleClasses.get(cls);
  if (becomes && self.self.cls === moduleClasses.get(`Lazy${cls}`)) {
    touch(self.self);
    self.self.cls = becomes;
  }
}
