/** Poolings and convolutions of a file, for the preview: their parameters, the shapes that reach them, and edits of their arguments. */
import { type Dim, isConst, print } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import { Instance, NativeFunction, PyFloat, type Value } from "../python/values.ts";
import type { Call, Expr, Node } from "../syntax/ast.ts";
import { asDim, parseParameters, sequence } from "../torch/args.ts";
import { modules, ops } from "../torch/define.ts";
import { Tensor } from "../torch/tensor.ts";
import type { Entry } from "./entries.ts";
import type { TextEdit } from "./fixes/index.ts";
import type { Place, Places, Position, Range } from "./position.ts";
import type { Analysis } from "./session.ts";

export type PoolingKind = "max" | "average" | "power" | "adaptive max" | "adaptive average" | "convolution";
export type ArgumentValue = number | boolean | null | readonly number[];

export interface PoolingSite {
  readonly kind: PoolingKind;
  readonly dimensions: 1 | 2 | 3;
  /** `MaxPool2d` or `max_pool2d`. */
  readonly name: string;
  /** The source of what is edited. */
  readonly source: string;
  /** The call that holds the arguments: the layer's constructor or the function's. */
  readonly range: Range;
  /** Where the layer is called, and the function itself. */
  readonly uses: readonly Range[];
  readonly parameters: Readonly<Record<string, ArgumentValue>>;
  /** Names of the arguments that the call gives; the other parameters have their defaults. */
  readonly given: readonly string[];
  /** Distinct shapes that reach it; a size that is not known is its symbol. */
  readonly inputs: readonly (readonly (number | string)[])[];
}

interface Found {
  readonly name: string;
  readonly call: Call;
  readonly uses: Set<Node>;
  readonly parameters: Record<string, ArgumentValue>;
  readonly inputs: Map<string, readonly (number | string)[]>;
}

/** In the order of the source. */
export function poolingSites(analysis: Analysis): readonly PoolingSite[] {
  const { interp, path, places } = analysis;
  const found = new Map<Node, Found>();
  for (const entry of analysis.entries) {
    interp.scope = entry.scope;
    for (const [node, values] of entry.trace.values) {
      if (node.kind !== "Call" || node.unit.path !== path) continue;
      for (const value of values) if (value instanceof Instance) noteLayer(analysis, found, value);
      noteFunction(analysis, found, entry, node);
    }
    for (const call of entry.trace.calls) {
      const site = noteLayer(analysis, found, call.module);
      if (!site) continue;
      if (call.node && call.node.unit.path === path) site.uses.add(call.node);
      noteInput(interp, site, call.inputs[0] ?? null);
    }
  }
  return [...found.values()]
    .map((site) => siteOf(places, site))
    .filter((site) => site !== undefined)
    .sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character);
}

function siteOf(places: Places, { name, call, uses, parameters, inputs }: Found): PoolingSite | undefined {
  const form = formOf(name);
  if (!form || (parameters.kernel_size === undefined && parameters.output_size === undefined)) return undefined;
  // An infinite norm is a maximum of magnitudes.
  if (form.kind === "power" && !Number.isFinite(parameters.norm_type)) return undefined;
  const { range } = places.of(call);
  const names = parameterNames(name);
  const given = names.filter((parameter) => argumentOf(call, names, parameter) !== undefined);
  return { ...form, name, source: sourceOf(call), range, uses: [range, ...[...uses].map((node) => places.of(node).range)], parameters, given, inputs: [...inputs.values()] };
}

/** Edits that give arguments of a call new values, one for one, as the user would write them. */
export function argumentEdits(analysis: Analysis, range: Range, changes: Readonly<Record<string, ArgumentValue>>): readonly TextEdit[] {
  const { places, path } = analysis;
  for (const entry of analysis.entries) {
    for (const node of entry.trace.values.keys()) {
      if (node.kind !== "Call" || node.unit.path !== path || !sameRange(places.of(node).range, range)) continue;
      const callee = entry.trace.values.get(node.func)?.[0];
      const name = callee instanceof NativeFunction ? callee.name : layerName(entry.trace.values.get(node)?.find((v): v is Instance => v instanceof Instance));
      return name === undefined ? [] : editsOf(analysis, node, parameterNames(name), changes);
    }
  }
  return [];
}

function editsOf(analysis: Analysis, call: Call, names: readonly string[], changes: Readonly<Record<string, ArgumentValue>>): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const added: string[] = [];
  for (const [name, value] of Object.entries(changes)) {
    const expr = argumentOf(call, names, name);
    if (!expr) added.push(`${name}=${written(value, null)}`);
    else {
      const newText = written(value, expr);
      if (newText !== sourceOf(expr)) edits.push({ ...analysis.places.of(expr), newText });
    }
  }
  if (added.length > 0) edits.push(insertion(analysis, call, added.join(", ")));
  return edits;
}

/** Behind the last argument. */
function insertion(analysis: Analysis, call: Call, text: string): TextEdit {
  const last = [...call.args, ...call.keywords].sort((a, b) => a.end - b.end).at(-1);
  const end = last ? analysis.places.of(last).range.end : before(analysis.places.of(call));
  return { path: analysis.path, range: { start: end, end }, newText: last ? `, ${text}` : text };
}

function before({ range: { end } }: Place): Position {
  return { line: end.line, character: end.character - 1 };
}

/** A tuple stays a tuple; a single number is written for equal sizes. */
function written(value: ArgumentValue, old: Expr | null): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === null) return "None";
  if (typeof value === "number") return String(value);
  const [first] = value;
  const isList = old?.kind === "List";
  if (old?.kind !== "Tuple" && !isList && first !== undefined && value.every((v) => v === first)) return String(first);
  const items = value.join(", ");
  return isList ? `[${items}]` : value.length === 1 ? `(${items},)` : `(${items})`;
}

function noteLayer(analysis: Analysis, found: Map<Node, Found>, layer: Instance): Found | undefined {
  const name = layerName(layer);
  const node = layer.site?.node;
  if (name === undefined || node?.kind !== "Call" || node.unit.path !== analysis.path) return undefined;
  const known = found.get(node);
  if (known) return known;
  const { interp } = analysis;
  const parameters: Record<string, ArgumentValue> = {};
  for (const parameter of parameterNames(name)) {
    const value = argumentValue(interp, layer.attrs.get(parameter) ?? null);
    if (value !== undefined) parameters[parameter] = value;
  }
  const padding = layer.attrs.get("padding");
  const mode = layer.attrs.get("padding_mode");
  if (typeof padding === "string" && !pad(parameters, padding)) return undefined;
  // What else is padded with is not shown.
  if (typeof mode === "string" && mode !== "zeros" && parameters.padding !== 0) return undefined;
  const site: Found = { name, call: node, uses: new Set(), parameters, inputs: new Map() };
  found.set(node, site);
  return site;
}

/** A convolution's padding by name. False where "same" pads one side more than the other, which no number says. */
function pad(parameters: Record<string, ArgumentValue>, name: string): boolean {
  const kernel = [parameters.kernel_size ?? 1].flat().map(Number);
  const dilation = [parameters.dilation ?? 1].flat().map(Number);
  const around = kernel.map((k, i) => (name === "same" ? ((dilation[i] ?? dilation[0] ?? 1) * (k - 1)) / 2 : 0));
  parameters.padding = around;
  return around.every((n) => Number.isInteger(n));
}

function noteFunction(analysis: Analysis, found: Map<Node, Found>, entry: Entry, call: Call): void {
  const callee = entry.trace.values.get(call.func)?.[0];
  if (!(callee instanceof NativeFunction) || !formOf(callee.name) || !/^[a-z]/.test(callee.name)) return;
  const { interp } = analysis;
  const names = parameterNames(callee.name);
  const site: Found = found.get(call) ?? { name: callee.name, call, uses: new Set(), parameters: {}, inputs: new Map() };
  found.set(call, site);
  const valueAt = (expr: Expr): Value | undefined => entry.trace.values.get(expr)?.at(-1);
  for (const name of names.slice(1)) {
    const expr = argumentOf(call, names, name);
    const value = expr ? (literalValue(expr) ?? argumentValue(interp, valueAt(expr) ?? null)) : undefined;
    if (value !== undefined) site.parameters[name] = value;
  }
  const input = argumentOf(call, names, "input");
  const weight = argumentOf(call, names, "weight");
  for (const value of (input && entry.trace.values.get(input)) ?? []) noteInput(interp, site, value);
  const kernel = weight ? valueAt(weight) : undefined;
  if (kernel instanceof Tensor && kernel.shape) {
    const sizes = kernel.shape.slice(2).map((d) => interp.scope.simplify(d));
    if (sizes.every((d) => typeof d === "number")) site.parameters.kernel_size = sizes;
  }
  const padding = argumentOf(call, names, "padding");
  const named = padding?.kind === "Constant" && padding.value.type === "str" ? padding.value.value : undefined;
  if (named !== undefined && !pad(site.parameters, named)) found.delete(call);
}

function noteInput(interp: Interp, site: Found, value: Value): void {
  if (!(value instanceof Tensor) || !value.shape) return;
  const shape = interp.simplifyShape(value.shape).map((d) => (isConst(d) ? d : print(d)));
  site.inputs.set(shape.join(), shape);
}

/** Numbers, tuples of numbers and truth values as they are written. */
function literalValue(expr: Expr): ArgumentValue | undefined {
  if (expr.kind === "Constant") {
    const { value } = expr;
    if (value.type === "int" || value.type === "float" || value.type === "bool") return value.value;
    return value.type === "None" ? null : undefined;
  }
  if (expr.kind === "UnaryOp" && expr.op === "-") {
    const operand = literalValue(expr.operand);
    return typeof operand === "number" ? -operand : undefined;
  }
  if (expr.kind !== "Tuple" && expr.kind !== "List") return undefined;
  const items = expr.elts.map(literalValue);
  return items.every((item) => typeof item === "number") ? items : undefined;
}

function argumentValue(interp: Interp, value: Value): ArgumentValue | undefined {
  if (typeof value === "boolean") return value;
  if (value instanceof PyFloat) return value.value;
  const items = sequence(value);
  if (items) {
    const sizes = items.map((item): Dim | undefined => (item === null ? undefined : asDim(interp, item)));
    return sizes.every((d) => typeof d === "number") ? sizes : undefined;
  }
  if (value === null) return undefined;
  const dim = typeof value === "string" ? undefined : asDim(interp, value);
  return typeof dim === "number" ? dim : undefined;
}

function argumentOf(call: Call, names: readonly string[], name: string): Expr | undefined {
  const keyword = call.keywords.find(({ arg }) => arg === name);
  if (keyword) return keyword.value;
  const index = names.indexOf(name);
  const starred = call.args.findIndex(({ kind }) => kind === "Starred");
  return index >= 0 && (starred < 0 || index < starred) ? call.args[index] : undefined;
}

function layerName(layer: Instance | undefined): string | undefined {
  return layer?.cls.mro.find((cls) => cls.node === null && /^[A-Z]/.test(cls.name) && formOf(cls.name))?.name;
}

/** Of the layer's constructor or of the function. */
function parameterNames(name: string): readonly string[] {
  const signature = modules.get(name)?.init ?? ops.find(({ forms }) => forms.includes(`torch.nn.functional.${name}`))?.signature ?? "";
  return /^[A-Za-z_]/.test(signature) ? parseParameters(signature).map((parameter) => parameter.name) : convolution;
}

const convolution = ["input", "weight", "bias", "stride", "padding", "dilation", "groups"];

/** What a layer or function of PyTorch's pools, from its name. */
function formOf(name: string): { kind: PoolingKind; dimensions: 1 | 2 | 3 } | undefined {
  const match = /^(adaptive_?)?(max|avg|lp)_?pool([123])d(_with_indices)?$/i.exec(name) ?? /^()(conv)([12])d$/i.exec(name);
  if (!match) return undefined;
  const dimensions = Number(match[3]) as 1 | 2 | 3;
  const adaptive = match[1] ? "adaptive " : "";
  switch (match[2]?.toLowerCase()) {
    case "max":
      return { kind: adaptive ? "adaptive max" : "max", dimensions };
    case "avg":
      return { kind: adaptive ? "adaptive average" : "average", dimensions };
    case "lp":
      return { kind: "power", dimensions };
    default:
      return { kind: "convolution", dimensions };
  }
}

function sourceOf(node: Node): string {
  return node.unit.text.slice(node.start, node.end);
}

export function sameRange(a: Range, b: Range): boolean {
  return a.start.line === b.start.line && a.start.character === b.start.character && a.end.line === b.end.line && a.end.character === b.end.character;
}
