/** A layer for the input as it is, where the input was thought to be at fault: last, and never unasked. */
import { isConst } from "../../dims/index.ts";
import { constructorArgument } from "../diagnostics.ts";
import type { Candidate } from "./edit.ts";
import { type Fault, shapeOf } from "./fault.ts";
import { namesOf } from "./inScope.ts";

/** The parameter to change, and the dimension that it must have, from the end if negative. */
const PARAMETERS: Readonly<Record<string, readonly [string, number]>> = { "linear-in-features": ["in_features", -1], "conv-in-channels": ["in_channels", 1], "norm-num-features": ["num_features", 1], "normalized-shape": ["normalized_shape", -1], "rnn-input-size": ["input_size", -1] };

export function* layerForInput(f: Fault): Generator<Candidate> {
  const [parameter, at] = PARAMETERS[f.rule] ?? [];
  const call = f.construction;
  const { layer } = f;
  const got = at === undefined ? undefined : shapeOf(f.tensors[0] ?? null)?.at(at);
  if (f.diagnostic.argument || !parameter || !layer || !call || got === undefined || !isConst(got)) return;
  const given = constructorArgument(layer, call, parameter);
  if (!given) return;
  for (const text of [...namesOf(f, got, given), String(got)]) yield { title: `Change ${parameter} to ${text}`, edits: [f.replace(given, text)], tentative: true, lastResort: true };
}
