/** The two ways of a residual block differ: a convolution of one on the shortcut, or the same number of channels. */
import type { Instance } from "../../python/values.ts";
import type { Expr, FunctionDef, Stmt } from "../../syntax/ast.ts";
import { walk } from "../../syntax/walk.ts";
import type { Tensor } from "../../torch/tensor.ts";
import { constructorArgument } from "../diagnostics.ts";
import { historyOf } from "./batchSize.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { withNumber } from "./padding.ts";

export function* residual(f: Fault): Generator<Candidate> {
  if (f.rule !== "broadcast" && f.rule !== "in-place") return;
  const [left, right] = f.operands();
  if (!left || !right) return;
  for (const [main, short] of [[left, right], [right, left]] as const) {
    yield* onShortcut(f, main, short);
    yield* strideOnShortcut(f, main, short);
  }
}

/** Both ways have layers: the shortcut's convolution of one has no stride, or not the main way's. */
function* strideOnShortcut(f: Fault, main: Expr, short: Expr): Generator<Candidate> {
  const [a, b] = [f.tensor(main), f.tensor(short)];
  const [to, from] = [shapeOf(a), shapeOf(b)];
  if (!a || !b || !to || !from || to.length !== from.length || to.length < 3) return;
  const stride = strideOf(to.slice(2).map((d, i) => [d, from[i + 2]] as const));
  if (stride === null || stride < 2) return;
  const strided = historyOf(a).map((t) => t.from?.module).map((m) => (m?.site?.recorded && m.site.node?.kind === "Call" ? constructorArgument(m, m.site.node, "stride") : null)).find((s) => s !== null && f.int(s) === stride);
  for (const layer of new Set(historyOf(b).map((t) => t.from?.module))) {
    const call = layer?.site?.node;
    const kernel = layer && call?.kind === "Call" ? constructorArgument(layer, call, "kernel_size") : null;
    if (layer && layer.site?.recorded && call?.kind === "Call" && isConvolution(layer) && kernel && f.int(kernel) === 1) {
      yield* withNumber(f, layer, call, "stride", strided && strided.unit === call.unit && f.functionAround(strided) === f.functionAround(call) ? f.text(strided) : stride);
      return;
    }
  }
}

/** The way that is the input, or what a layer made before all others, is the shortcut. */
function* onShortcut(f: Fault, main: Expr, short: Expr): Generator<Candidate> {
  const [a, b] = [f.tensor(main), f.tensor(short)];
  const [to, from] = [shapeOf(a), shapeOf(b)];
  if (!a || !b || !to || !from || to.length !== from.length || !historyOf(a).includes(b)) return;
  const between = layersBetween(a, b);
  const stride = strideOf(to.slice(2).map((d, i) => [d, from[i + 2]] as const));
  if (to.length === 4 && stride !== null && (to[1] !== from[1] || stride > 1)) yield* projection(f, short, stride, between);
  // Only the size differs: some layer between does not pad, or strides.
  for (const layer of between) {
    const call = layer.site?.node;
    if (call?.kind !== "Call" || !/^Conv\dd$/.test(layer.cls.name)) continue;
    const kernel = constructorArgument(layer, call, "kernel_size");
    const size = kernel ? f.int(kernel) : null;
    if (to[1] === from[1] && size !== null && size % 2 === 1 && size > 1) yield* withNumber(f, layer, call, "padding", (size - 1) / 2);
  }
}

function layersBetween(end: Tensor, start: Tensor): readonly Instance[] {
  const history = historyOf(end);
  return [...new Set(history.slice(0, history.indexOf(start)).map((t) => t.from?.module).filter((m): m is Instance => m !== null && m !== undefined && m.site?.recorded === true))];
}

/** How much smaller the main way is; null if not evenly. */
function strideOf(pairs: readonly (readonly [unknown, unknown])[]): number | null {
  const found = new Set(pairs.map(([to, from]) => (to === from ? 1 : typeof to === "number" && typeof from === "number" ? Math.ceil(from / to) : Number.NaN)));
  const [only] = found;
  return found.size === 1 && only !== undefined && !Number.isNaN(only) ? only : null;
}

/** A line in `__init__`, in the terms of the layers between, and its call on the shortcut. */
function* projection(f: Fault, short: Expr, stride: number, between: readonly Instance[]): Generator<Candidate> {
  const [last, first] = [between.find(isConvolution), between.findLast(isConvolution)];
  const init = f.node && initOf(f);
  if (!last || !first || !init) return;
  const [lastCall, firstCall] = [last.site?.node, first.site?.node];
  if (lastCall?.kind !== "Call" || firstCall?.kind !== "Call" || lastCall.func.kind !== "Attribute") return;
  const takes = constructorArgument(first, firstCall, "in_channels");
  const gives = constructorArgument(last, lastCall, "out_channels");
  const end = init.body.at(-1);
  if (!takes || !gives || !end || !isWithin(takes, init) || !isWithin(gives, init)) return;
  const strided = between.map((l) => (l.site?.node?.kind === "Call" ? constructorArgument(l, l.site.node, "stride") : null)).find((s) => s !== null && f.int(s) === stride);
  const step = stride === 1 && !strided ? "" : `, stride=${strided ? f.text(strided) : stride}`;
  const layer = f.text(lastCall.func.value);
  const name = uniqueName(init, "shortcut");
  const line = `self.${name} = ${layer}.Conv2d(${f.text(takes)}, ${f.text(gives)}, kernel_size=1${step})`;
  yield { title: `Add a shortcut: self.${name} = ${layer}.Conv2d(…)`, edits: [f.lineAfter(end, line), { ...f.replace(short, `self.${name}(${f.text(short)})`) }] };
}

function isConvolution(m: Instance): boolean {
  return m.cls.name === "Conv2d";
}

/** `__init__` of the class whose method fails. */
function initOf(f: Fault): FunctionDef | null {
  const cls = f.node ? f.around(f.node).findLast((n) => n.kind === "ClassDef") : undefined;
  const found = cls?.kind === "ClassDef" ? cls.body.find((s: Stmt): s is FunctionDef => s.kind === "FunctionDef" && s.name === "__init__") : undefined;
  return found ?? null;
}

function isWithin(e: Expr, fn: FunctionDef): boolean {
  return e.unit === fn.unit && e.start >= fn.start && e.end <= fn.end;
}

function uniqueName(init: FunctionDef, name: string): string {
  const used = new Set<string>();
  walk(init, (n) => {
    if (n.kind === "Attribute") used.add(n.attr);
  });
  return used.has(name) ? `${name}_conv` : name;
}

