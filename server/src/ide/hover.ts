/** Hovers: the shape of what is under the pointer, how it was reckoned, and where it came from. */
import { type Dim, print, printShape } from "../dims/index.ts";
import type { Interp } from "../python/interp.ts";
import { standsInFor } from "../python/imports.ts";
import { type Instance, PyTuple, SymInt, Unknown, type Value } from "../python/values.ts";
import type { ClassDef, Node } from "../syntax/ast.ts";
import { nodeAt } from "../syntax/walk.ts";
import { docPage, modules, ops } from "../torch/define.ts";
import { isModule } from "../torch/module.ts";
import { Tensor, USUAL } from "../torch/tensor.ts";
import { parametersText, shapeText, valueText } from "./describe.ts";
import { ownPlace } from "./diagnostics.ts";
import type { Entry } from "./entries.ts";
import { flowsOf } from "./flows.ts";
import { type PoolingSite, poolingSites, sameRange } from "./pooling.ts";
import type { Position, Range } from "./position.ts";
import type { Analysis } from "./session.ts";

export interface Hover {
  readonly markdown: string;
  readonly range: Range;
  /** The pooling or convolution that the pointer is on, for its preview. */
  readonly preview?: Position;
}

export function hover(analysis: Analysis, position: Position): Hover | null {
  const { places, path, module } = analysis;
  const found = nodeAt(module, places.offset(path, position));
  for (let i = found.length - 1; i >= 0; i--) {
    const node = found[i] as Node;
    if (node.kind === "ClassDef") return position.line === places.range(path, node.unit.base + node.nameStart, node.unit.base + node.nameEnd).start.line ? classHover(analysis, node) : null;
    if (node.kind === "FunctionDef") return null;
    const subject = subjectOf(node, found[i - 1]);
    const markdown = describe(analysis, subject);
    if (markdown) {
      const { range } = places.of(subject);
      const preview = poolingAt(analysis, subject, range);
      return { markdown, range, ...(preview ? { preview: preview.range.start } : {}) };
    }
  }
  return null;
}

/** The pooling that an expression is a place of, or the layer's name that it is assigned to. */
function poolingAt(analysis: Analysis, node: Node, { start, end }: Range): PoolingSite | undefined {
  if (node.kind !== "Call" && node.kind !== "Attribute") return undefined;
  const sites = poolingSites(analysis);
  const isAssigned = ({ range }: PoolingSite): boolean => range.start.line === end.line && range.start.character >= end.character;
  const own = sites.find(({ range, uses }) => [range, ...uses].some((use) => sameRange(use, { start, end })));
  return own ?? (node.kind === "Attribute" ? sites.find(isAssigned) : undefined);
}

/** On a callee the call is meant: `self.conv1` in `self.conv1(x)`. */
function subjectOf(node: Node, parent: Node | undefined): Node {
  return parent?.kind === "Call" && parent.func === node ? parent : node;
}

/** Every entry's distinct values at a node. */
function valuesAt(analysis: Analysis, node: Node): { value: Value; entry: Entry }[] {
  const out: { value: Value; entry: Entry }[] = [];
  for (const entry of analysis.entries) for (const value of entry.trace.targets.get(node) ?? entry.trace.values.get(node) ?? []) out.push({ value, entry });
  return out;
}

function describe(analysis: Analysis, node: Node): string | undefined {
  const { interp } = analysis;
  const seen = valuesAt(analysis, node);
  const lines: string[] = [];
  const shapes = new Set<string>();
  for (const { value, entry } of seen) {
    interp.scope = entry.scope;
    const shape = shapeText(interp, value);
    if (shape !== undefined) shapes.add(value instanceof Tensor && !value.hasUnsureType ? `${shape} ${value.dtype.name}` : shape);
    else if (value instanceof SymInt || isSize(node)) {
      const size = sizeText(interp, value);
      if (size !== undefined) shapes.add(size);
    }
  }
  if (shapes.size > 0) {
    lines.push("```python", `${label(node)}: ${[...shapes].slice(0, 8).join("  |  ")}`, "```");
    const tensor = seen.map((s) => s.value).find((v): v is Tensor => v instanceof Tensor);
    if (tensor) lines.push(...story(analysis, tensor, node));
  }
  const module = seen.map((s) => s.value).find((v): v is Instance => isModule(v));
  if (module && shapes.size === 0) lines.push(...moduleStory(analysis, module));
  if (lines.length === 0) {
    const unknown = seen.map((s) => s.value).find((v): v is Unknown => v instanceof Unknown);
    if (unknown) lines.push(`The shape is not known: ${unknown.reason}.`, "", adviceOn(node));
  }
  const given = guessNote(seen.map((s) => s.entry));
  return lines.length > 0 ? [...lines, ...(shapes.size > 0 ? given : []), ...bundledNote(seen)].join("\n") : undefined;
}

/** Says that a layer, or the one that gave a tensor, is built from the bundled interface of a package that is not installed. */
function bundledNote(seen: readonly { readonly value: Value; readonly entry: Entry }[]): string[] {
  const found = new Set<string>();
  for (const { value, entry } of seen) {
    const makers = isModule(value) ? [value] : value instanceof Tensor ? entry.trace.calls.filter((c) => c.output === value).map((c) => c.module) : [];
    for (const { cls } of makers) {
      for (const c of cls.mro) {
        const name = standsInFor(c.module?.path);
        if (name !== undefined) found.add(name);
      }
    }
  }
  return [...found].flatMap((name) => ["", `${name} is not installed: its interface as bundled with ShapeLint is used.`]);
}

/** `x.shape`, `x.size(0)`, `x.shape[1]`, `x.numel()`: sizes are told even where they are plain numbers. */
function isSize(node: Node): boolean {
  if (node.kind === "Subscript") return isSize(node.value);
  if (node.kind === "Call") return node.func.kind === "Attribute" && SIZES.has(node.func.attr);
  return node.kind === "Attribute" && (node.attr === "shape" || node.attr === "ndim");
}

const SIZES: ReadonlySet<string> = new Set(["size", "numel", "dim", "nelement", "ndimension", "stride"]);

function sizeText(interp: Interp, v: Value): string | undefined {
  if (typeof v === "number" || v instanceof SymInt) return valueText(interp, v);
  if (!(v instanceof PyTuple)) return undefined;
  const items = v.items.map((item) => sizeText(interp, item));
  return items.every((item) => item !== undefined) ? `(${items.join(", ")}${items.length === 1 ? "," : ""})` : undefined;
}

/** What would make a shape known. */
function adviceOn(node: Node): string {
  if (node.kind === "Arg") return `State it: \`${node.name},  # shape: (N, 3, H, W)\`, or set the model's input.`;
  return "A call of the model in this file would tell it, or *Set input* over the class, or a comment `# shape: (N, 3, H, W)` behind the parameter it comes from.";
}

function label(node: Node): string {
  if (node.kind === "Arg") return node.name;
  const source = node.unit.text.slice(node.start, node.end).replace(/\s+/g, " ");
  return source.length > 60 ? `${source.slice(0, 57)}…` : source;
}

/** The operator, its formula, and the tensors it was made of. */
function story(analysis: Analysis, t: Tensor, node: Node): string[] {
  const { interp } = analysis;
  const out: string[] = [];
  const origin = t.from;
  if (!origin) {
    if (t.inputName !== null) out.push(t.settledBy === null ? `input \`${t.inputName}\`` : t.settledBy === USUAL ? `input \`${t.inputName}\`; such inputs are taken to have this rank` : `input \`${t.inputName}\`; \`${t.settledBy}\` takes this rank, inputs are assumed to be batched`);
    return out;
  }
  const signature = node.kind === "Call" ? signatureOf(origin.module && origin.module.cls.node === null ? origin.module.cls.name : origin.op) : undefined;
  if (signature) out.push("", `\`${signature}\``);
  if (node.kind === "Call" || node.kind === "BinOp") for (const line of joined(origin.formula?.() ?? [])) out.push("", `\`${line}\``);
  const input = origin.inputs[0];
  if (input?.shape) out.push("", `\`${origin.op}\` of \`${printShape(interp.simplifyShape(input.shape))}\`${whereFrom(analysis, input)}`);
  const link = docLink(origin.module?.cls.node === null && node.kind === "Call" ? origin.module.cls.name : origin.op);
  if (link) out.push("", link);
  return out;
}

function whereFrom(analysis: Analysis, t: Tensor): string {
  const origin = t.from;
  const node = origin ? ownPlace({ node: origin.node, site: origin.site, recorded: origin.recorded }) : null;
  if (!node) return t.inputName === null ? "" : `, the input \`${t.inputName}\``;
  const place = analysis.places.of(node);
  return ` from line ${place.range.start.line + 1}`;
}

/** As PyTorch declares it. */
function signatureOf(op: string): string | undefined {
  const layer = modules.get(op);
  if (layer) return layer.init.trim() === "" ? undefined : `${op}(${layer.init.replace(/, device=None, dtype=None$/, "")})`;
  const signature = ops.find((o) => o.name === op && /^[A-Za-z_]/.test(o.signature))?.signature;
  return signature && signature.includes(",") ? `${op}(${signature})` : undefined;
}

function docLink(op: string): string | undefined {
  const page = docPage(op);
  return page ? `[PyTorch: ${page}](https://docs.pytorch.org/docs/stable/generated/${page}.html)` : undefined;
}

/** A layer: what went in and came out, and its parameters. */
function moduleStory(analysis: Analysis, m: Instance): string[] {
  const { interp } = analysis;
  const flows = new Map<string, string[]>();
  let sizes: readonly Dim[] | undefined;
  let macs: Dim | null = null;
  for (const entry of analysis.entries) {
    interp.scope = entry.scope;
    for (const c of entry.trace.calls) {
      if (c.module !== m && !(c.module.site?.node && c.module.site.node === m.site?.node)) continue;
      const text = `${c.inputs.map((v) => valueText(interp, v)).join(", ")} → ${valueText(interp, c.output)}`;
      if (flows.has(text)) continue;
      sizes ??= entry.parameters.get(c.module);
      macs ??= c.macs;
      flows.set(text, c.output instanceof Tensor ? [...(c.output.from?.formula?.() ?? [])] : []);
    }
  }
  const out = ["```python", `${m.cls.name}`, ...[...flows.keys()].slice(0, 8), "```"];
  for (const formulas of [...flows.values()].slice(0, 1)) for (const f of joined(formulas)) out.push("", `\`${f}\``);
  const signature = signatureOf(m.cls.name);
  if (signature) out.push("", `\`${signature}\``);
  out.push("", parametersText(m, sizes) + (macs === null ? "" : `, ${macsText(macs)}`));
  const link = docLink(m.cls.name);
  if (link) out.push("", link);
  return out;
}

/** `H_out = W_out = …` where the dimensions are reckoned alike. */
function joined(formulas: readonly string[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const formula of formulas) {
    const at = formula.indexOf(" = ");
    const [name, value] = at < 0 ? [formula, ""] : [formula.slice(0, at), formula.slice(at)];
    names.set(value, [...(names.get(value) ?? []), name]);
  }
  return [...names].map(([value, all]) => `${all.join(" = ")}${value}`);
}

function macsText(macs: Dim): string {
  return `${typeof macs === "number" ? macs.toLocaleString("en-US") : print(macs)} multiply-adds`;
}

/** A class: every way it is called, its parameters, what its inputs must be. */
function classHover(analysis: Analysis, node: ClassDef): Hover | null {
  const { places, path } = analysis;
  const flows = flowsOf(analysis).get(node);
  if (!flows) return null;
  const shown = flows.slice(0, 8);
  const parameters = new Set(shown.map((f) => f.parameters));
  const lines = ["```python", ...shown.map((f) => (parameters.size > 1 ? `${f.shapes}  # ${f.parameters}` : f.shapes)), "```"];
  if (parameters.size === 1) lines.push("", ...parameters);
  for (const need of new Set(flows.flatMap((f) => f.needs))) lines.push("", `accepts \`${need}\``);
  return { markdown: lines.join("\n"), range: places.range(path, node.unit.base + node.nameStart, node.unit.base + node.nameEnd) };
}

function guessNote(entries: readonly Entry[]): string[] {
  const symbols = [...new Set(entries.filter((e) => e.guessed).flatMap((e) => Object.entries(e.symbols).map(([s, at]) => `\`${s}\` is \`${at}\``)))];
  const needs = [...new Set(entries.flatMap((e) => e.requirements.map((r) => r.text)))];
  return [...(symbols.length > 0 ? ["", symbols.slice(0, 6).join(", ")] : []), ...(needs.length > 0 ? ["", `needs ${needs.slice(0, 4).map((n) => `\`${n}\``).join(", ")}`] : [])];
}

