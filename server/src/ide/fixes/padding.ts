/** Sizes that shrink where they should stay: padding that keeps them, a smaller kernel, one pooling less. */
import type { Call, Expr, Node } from "../../syntax/ast.ts";
import type { Instance } from "../../python/values.ts";
import type { Tensor } from "../../torch/tensor.ts";
import { constructorArgument } from "../diagnostics.ts";
import { historyOf } from "./batchSize.ts";
import type { Candidate } from "./edit.ts";
import type { Fault } from "./fault.ts";
import { isNumeric } from "./numberStyle.ts";

const RULES: ReadonlySet<string> = new Set(["loss-target", "broadcast", "cat-sizes", "kernel-size", "output-size", "stack-sizes", "loss-broadcast", "pool-padding", "padding-size", "argument-value", "interpolate-size"]);

export function* padding(f: Fault): Generator<Candidate> {
  if (!RULES.has(f.rule)) return;
  if (f.rule === "pool-padding") yield* poolPadding(f);
  if (f.rule === "padding-size") yield* reflection(f);
  if (/^output padding must be smaller/.test(f.problem.message)) yield* outputPadding(f);
  if (/padding='same' is not supported/.test(f.problem.message)) yield* noSame(f);
  const layers = new Set<Instance>();
  for (const t of f.tensors) for (const layer of convolutionsOf(t)) layers.add(layer);
  if (f.rule === "kernel-size" && f.failingLayer) layers.add(f.failingLayer);
  if (f.rule === "kernel-size" || f.rule === "output-size") yield* smallerKernel(f);
  for (const layer of [...layers].slice(0, 6)) yield* keepsSize(f, layer);
}

/** The convolutions that a tensor went through, newest first. */
function convolutionsOf(t: Tensor): readonly Instance[] {
  return historyOf(t).map((s) => s.from?.module).filter((m) => m !== null && m !== undefined && m.site?.recorded === true && /^(Conv|ConvTranspose|MaxPool|AvgPool)\dd$/.test(m.cls.name)) as Instance[];
}

/** `padding=1` for a kernel of 3, `padding=2` for one of 5; of a transposed convolution `output_padding=1`. */
function* keepsSize(f: Fault, layer: Instance): Generator<Candidate> {
  const call = layer.site?.node;
  if (call?.kind !== "Call") return;
  if (/^ConvTranspose/.test(layer.cls.name)) {
    yield* withNumber(f, layer, call, "output_padding", 1);
    return;
  }
  const kernel = constructorArgument(layer, call, "kernel_size");
  const size = kernel ? f.int(kernel) : null;
  if (/^Conv/.test(layer.cls.name) && size !== null && size % 2 === 1 && size > 1) yield* withNumber(f, layer, call, "padding", (size - 1) / 2);
}

/** A keyword's number changed, or the keyword added. */
export function* withNumber(f: Fault, layer: Instance, call: Call, parameter: string, value: number | string): Generator<Candidate> {
  const given = constructorArgument(layer, call, parameter);
  if (given) {
    if (f.text(given) !== String(value)) yield { title: `Change ${parameter} to ${value} in ${name(call)}`, edits: [f.replace(given, String(value))] };
    return;
  }
  const last: Node | undefined = [...call.args, ...call.keywords].at(-1);
  if (last) yield { title: `Add ${parameter}=${value} to ${name(call)}`, edits: [f.after(last, `, ${parameter}=${value}`)] };
}

function name(call: Call): string {
  return call.func.kind === "Name" ? call.func.id : call.func.kind === "Attribute" ? call.func.attr : "the layer";
}

/** The largest kernel that fits. */
function* smallerKernel(f: Fault): Generator<Candidate> {
  const layer = f.failingLayer;
  const construction = layer?.site?.recorded && layer.site.node?.kind === "Call" ? layer.site.node : null;
  if (layer && construction && /Pool\dd$/.test(layer.cls.name)) yield* withNumber(f, layer, construction, "ceil_mode", "True");
  const said = /padded input size per channel: \((\d+)(?: x (\d+))?/.exec(f.problem.message);
  if (!layer || !construction || !said) return;
  const kernel: Expr | null = constructorArgument(layer, construction, "kernel_size");
  const most = Math.min(Number(said[1]), Number(said[2] ?? said[1]));
  if (kernel && isNumeric(kernel)) yield { title: `Change kernel_size to ${most}`, edits: [f.replace(kernel, String(most))] };
}

function* poolPadding(f: Fault): Generator<Candidate> {
  const most = Math.floor(Number(/kernel_size=(\d+)/.exec(f.problem.message)?.[1] ?? 0) / 2);
  for (const call of [f.construction, f.call, ...constructions(f)]) {
    const given = call?.keywords.find((k) => k.arg === "padding")?.value ?? (call && call.args.length > 2 ? call.args[2] : undefined);
    if (given) yield { title: `Change padding to ${most}`, edits: [f.replace(given, String(most))] };
  }
}

/** The constructor call of the layer that the failing call calls. */
function constructions(f: Fault): readonly Call[] {
  const func = f.call?.func;
  if (!func) return [];
  return f.values(func).flatMap((v) => (v !== null && typeof v === "object" && "site" in v && (v as Instance).site?.node?.kind === "Call" && (v as Instance).site?.recorded ? [(v as Instance).site?.node as Call] : []));
}

/** `padding="same"` with a stride: the number that halves the size evenly. */
function* noSame(f: Fault): Generator<Candidate> {
  const call = f.call;
  const given = call?.keywords.find((k) => k.arg === "padding")?.value ?? call?.args[4];
  const kernel = call?.keywords.find((k) => k.arg === "kernel_size")?.value ?? call?.args[2];
  const size = kernel ? f.int(kernel) : null;
  if (given && size !== null) yield { title: `Change padding to ${Math.floor(size / 2)}`, edits: [f.replace(given, String(Math.floor(size / 2)))] };
}

/** As much as the image can give: one less than its size. */
function* reflection(f: Fault): Generator<Candidate> {
  const size = /dim \d+ of .* is (\d+)/.exec(f.problem.law)?.[1];
  const layer = f.failingLayer;
  const call = layer?.site?.recorded && layer.site.node?.kind === "Call" ? layer.site.node : null;
  const given = call?.args[0] ?? call?.keywords.find((k) => k.arg === "padding")?.value;
  if (size !== undefined && given && isNumeric(given)) yield { title: `Change padding to ${Number(size) - 1}`, edits: [f.replace(given, String(Number(size) - 1))] };
}

/** `output_padding` is less than the stride. */
function* outputPadding(f: Fault): Generator<Candidate> {
  const most = Number(/stride_height: (\d+)/.exec(f.problem.message)?.[1] ?? /stride\D*(\d+)/.exec(f.problem.message)?.[1] ?? 1) - 1;
  const layer = f.failingLayer;
  const call = layer?.site?.recorded && layer.site.node?.kind === "Call" ? layer.site.node : f.call;
  const given = layer && call ? constructorArgument(layer, call, "output_padding") : call?.keywords.find((k) => k.arg === "output_padding")?.value;
  if (given) yield { title: `Change output_padding to ${most}`, edits: [f.replace(given, String(most))] };
}
