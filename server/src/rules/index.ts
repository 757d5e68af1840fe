/** All rules by code, in the order of the alphabet. `npm run new-rule` adds one. */
import { abstractClass } from "./abstract-class.ts";
import { ambiguousTruth } from "./ambiguous-truth.ts";
import { argumentCount } from "./argument-count.ts";
import { argumentName } from "./argument-name.ts";
import { argumentType } from "./argument-type.ts";
import { argumentValue } from "./argument-value.ts";
import { arithmetic } from "./arithmetic.ts";
import { assertion } from "./assertion.ts";
import { attentionBatch } from "./attention-batch.ts";
import { attentionEmbedDim } from "./attention-embed-dim.ts";
import { attentionHeads } from "./attention-heads.ts";
import { attentionMask } from "./attention-mask.ts";
import { backwardScalar } from "./backward-scalar.ts";
import { batchAsSequence } from "./batch-as-sequence.ts";
import { batchFolded } from "./batch-folded.ts";
import { batchReduced } from "./batch-reduced.ts";
import { broadcast } from "./broadcast.ts";
import { catSizes } from "./cat-sizes.ts";
import { convInChannels } from "./conv-in-channels.ts";
import { dimOutOfRange } from "./dim-out-of-range.ts";
import { dtype } from "./dtype.ts";
import { einsum } from "./einsum.ts";
import { embeddingIndex } from "./embedding-index.ts";
import { emptyReduction } from "./empty-reduction.ts";
import { expandSize } from "./expand-size.ts";
import { frozenDataclass } from "./frozen-dataclass.ts";
import { graphFreed } from "./graph-freed.ts";
import { savedChanged } from "./saved-changed.ts";
import { groups } from "./groups.ts";
import { implicitDim } from "./implicit-dim.ts";
import { imports } from "./import.ts";
import { inPlace } from "./in-place.ts";
import { indexOutOfRange } from "./index-out-of-range.ts";
import { indexShape } from "./index-shape.ts";
import { interpolateSize } from "./interpolate-size.ts";
import { invalidCall } from "./invalid-call.ts";
import { item } from "./item.ts";
import { kernelSize } from "./kernel-size.ts";
import { klDivMean } from "./kl-div-mean.ts";
import { layerInForward } from "./layer-in-forward.ts";
import { leafInPlace } from "./leaf-in-place.ts";
import { linearInFeatures } from "./linear-in-features.ts";
import { lossBroadcast } from "./loss-broadcast.ts";
import { lossInput } from "./loss-input.ts";
import { lossTarget } from "./loss-target.ts";
import { matmulShapes } from "./matmul-shapes.ts";
import { missingForward } from "./missing-forward.ts";
import { moduleAssignment } from "./module-assignment.ts";
import { moduleInit } from "./module-init.ts";
import { noSquareInput } from "./no-square-input.ts";
import { normBatchSize } from "./norm-batch-size.ts";
import { normNumFeatures } from "./norm-num-features.ts";
import { normalizedShape } from "./normalized-shape.ts";
import { notCallable } from "./not-callable.ts";
import { notIterable } from "./not-iterable.ts";
import { numpyGrad } from "./numpy-grad.ts";
import { operandType } from "./operand-type.ts";
import { outerBroadcast } from "./outer-broadcast.ts";
import { outputSize } from "./output-size.ts";
import { packLengths } from "./pack-lengths.ts";
import { paddingSize } from "./padding-size.ts";
import { permuteDims } from "./permute-dims.ts";
import { poolPadding } from "./pool-padding.ts";
import { raised } from "./raised.ts";
import { rank } from "./rank.ts";
import { rnnDropout } from "./rnn-dropout.ts";
import { rnnHiddenSize } from "./rnn-hidden-size.ts";
import { rnnInputSize } from "./rnn-input-size.ts";
import { sharedLayer } from "./shared-layer.ts";
import { softmaxOverBatch } from "./softmax-over-batch.ts";
import { splitSizes } from "./split-sizes.ts";
import { squareMatrix } from "./square-matrix.ts";
import { squeezeBatch } from "./squeeze-batch.ts";
import { stackSizes } from "./stack-sizes.ts";
import { staleShape } from "./stale-shape.ts";
import { stateDict } from "./state-dict.ts";
import { statedShape } from "./stated-shape.ts";
import { syntax } from "./syntax.ts";
import { undefinedName } from "./undefined-name.ts";
import { unknownAttribute } from "./unknown-attribute.ts";
import { unknownKey } from "./unknown-key.ts";
import { unpack } from "./unpack.ts";
import { unregisteredLayer } from "./unregistered-layer.ts";
import { unusedLayer } from "./unused-layer.ts";
import { unusedSuppression } from "./unused-suppression.ts";
import { viewContiguity } from "./view-contiguity.ts";
import { viewSize } from "./view-size.ts";
import { viewSwapsDims } from "./view-swaps-dims.ts";
import type { Rule } from "./rule.ts";

export type { Rule, Severity } from "./rule.ts";

const ALL: readonly Rule[] = [
  abstractClass,
  ambiguousTruth,
  argumentCount,
  argumentName,
  argumentType,
  argumentValue,
  arithmetic,
  assertion,
  attentionBatch,
  attentionEmbedDim,
  attentionHeads,
  attentionMask,
  backwardScalar,
  batchAsSequence,
  batchFolded,
  batchReduced,
  broadcast,
  catSizes,
  convInChannels,
  dimOutOfRange,
  dtype,
  einsum,
  embeddingIndex,
  emptyReduction,
  expandSize,
  frozenDataclass,
  graphFreed,
  savedChanged,
  groups,
  implicitDim,
  imports,
  inPlace,
  indexOutOfRange,
  indexShape,
  interpolateSize,
  invalidCall,
  item,
  kernelSize,
  klDivMean,
  layerInForward,
  leafInPlace,
  linearInFeatures,
  lossBroadcast,
  lossInput,
  lossTarget,
  matmulShapes,
  missingForward,
  moduleAssignment,
  moduleInit,
  noSquareInput,
  normBatchSize,
  normNumFeatures,
  normalizedShape,
  notCallable,
  notIterable,
  numpyGrad,
  operandType,
  outerBroadcast,
  outputSize,
  packLengths,
  paddingSize,
  permuteDims,
  poolPadding,
  raised,
  rank,
  rnnDropout,
  rnnHiddenSize,
  rnnInputSize,
  sharedLayer,
  softmaxOverBatch,
  splitSizes,
  squareMatrix,
  squeezeBatch,
  stackSizes,
  staleShape,
  stateDict,
  statedShape,
  syntax,
  undefinedName,
  unknownAttribute,
  unknownKey,
  unpack,
  unregisteredLayer,
  unusedLayer,
  unusedSuppression,
  viewContiguity,
  viewSize,
  viewSwapsDims,
];

export const rules: ReadonlyMap<string, Rule> = new Map(ALL.map((rule) => [rule.code, rule]));
