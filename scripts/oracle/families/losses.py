"""Losses as class and function: reductions, weights, and targets of wrong shape, dtype or value."""
from __future__ import annotations

from typing import Any

from source import OMIT, Code, Gen, Tensor, Text

from families.registry import Registry

OPS = Registry()


def reduction(r: Gen, extra: tuple[str, ...] = ()) -> dict[str, Any]:
    given: dict[str, Any] = dict(reduction=r.maybe(0.55, r.choice(("mean", "sum", "none") + extra)))
    if r.chance(0.04):
        given = {r.choice(("size_average", "reduce")): r.flag(), **given}
    return given


def both(name: str, function: str, weight: float, parts):
    """A loss as module and as function; `parts` gives the inputs, what the two forms share, and what only the call takes."""
    @OPS.op(f"nn.{name}", weight)
    def module(r: Gen):
        inputs, shared = parts(r)
        return r.call(r.call(f"nn.{name}", **shared), *inputs)

    @OPS.op(f"F.{function}", weight)
    def call(r: Gen):
        inputs, shared = parts(r)
        made = r.call(f"F.{function}", *inputs, **shared)
        made.cut = len(inputs)
        return made


def shape(r: Gen, low: int = 0, high: int = 4) -> list[int]:
    return [0 if r.chance(0.02) else size for size in r.dims(r.randint(low, high), 1, 5)]


def same(r: Gen, low: int = 0, make: str | None = None, target_make: str | None = None) -> tuple[Tensor, Tensor]:
    """An input and a target; now and then the target misses a dim of one, or has one too many, as in many a model."""
    dims = shape(r, low)
    target = list(dims)
    if r.chance(0.12) and dims:
        at = r.randrange(len(dims))
        if r.chance(0.5):
            dims[at], target = 1, [size for place, size in enumerate(target) if place != at]
        else:
            target[at] = 1
    return r.tensor(dims, None, 0.1, make), r.tensor(target, None if r.chance(0.93) else r.choice(("int64", "float64")), 0.1, target_make)


both("MSELoss", "mse_loss", 1.5, lambda r: (same(r), reduction(r)))
both("L1Loss", "l1_loss", 1.2, lambda r: (same(r), reduction(r)))
both("SmoothL1Loss", "smooth_l1_loss", 1, lambda r: (same(r), dict(**reduction(r), beta=r.maybe(0.4, r.choice((1.0, 0.5, 0, -1))))))
both("HuberLoss", "huber_loss", 1, lambda r: (same(r), dict(**reduction(r), delta=r.maybe(0.4, r.choice((1.0, 0.5, 0, -1))))))
both("SoftMarginLoss", "soft_margin_loss", 0.8, lambda r: (same(r), reduction(r)))
both("KLDivLoss", "kl_div", 1.2, lambda r: (same(r), dict(**reduction(r, ("batchmean", "batchmean")), log_target=r.maybe(0.3, r.flag()))))
both("PoissonNLLLoss", "poisson_nll_loss", 0.8, lambda r: (same(r), dict(log_input=r.maybe(0.3, r.flag()), full=r.maybe(0.3, r.flag()), **reduction(r))))


def weighted(r: Gen, name: str, dims: list[int]) -> dict[str, Any]:
    return {name: r.maybe(0.25, r.tensor(dims[r.randint(0, len(dims)):] if r.chance(0.5) else dims, None, 0))}


def binary(r: Gen):
    one, two = same(r, 0, "rand" if r.chance(0.8) else "zeros", "ones")
    one.make = r.choice(("rand", "zeros", "ones"))
    return (one, two), dict(**weighted(r, "weight", two.shape), **reduction(r))


def binary_with_logits(r: Gen):
    one, two = same(r, 0, None, "ones")
    return (one, two), dict(**weighted(r, "weight", two.shape), **reduction(r), **weighted(r, "pos_weight", two.shape))


both("BCELoss", "binary_cross_entropy", 1.5, binary)
both("BCEWithLogitsLoss", "binary_cross_entropy_with_logits", 1.5, binary_with_logits)


def class_target(r: Gen, shape_of_target: list[int], classes: int) -> Tensor:
    target = r.index(shape_of_target, classes, "int64" if r.chance(0.92) else r.choice(("int32", "float32", "uint8")), 0)
    if r.chance(0.05):
        target.make, target.high = "full", r.choice((classes, -1, -100, classes + 2))
    return target


def classified(r: Gen) -> tuple[list[int], int]:
    """Shapes of logits: (C), (N, C) or (N, C, d1, …)."""
    classes = r.randint(1, 6)
    if r.chance(0.12):
        return [classes], classes
    return [0 if r.chance(0.02) else r.randint(1, 4), classes, *r.dims(r.choice((0, 0, 0, 1, 2, 2, 3)), 1, 4)], classes


def cross_entropy(r: Gen):
    logits, classes = classified(r)
    x = r.tensor(logits)
    given: dict[str, Any] = dict(weight=r.maybe(0.2, r.tensor([classes], None, 0)), ignore_index=r.maybe(0.2, r.choice((-100, 0, 255, classes))), **reduction(r), label_smoothing=r.maybe(0.25, r.choice((0.1, 0.0, 0.5, 1.5))))
    if r.chance(0.2):
        given["ignore_index"] = OMIT
        return (x, r.tensor(logits, None, 0)), given
    target = logits[:1] + logits[2:] if len(logits) > 1 else []
    if r.chance(0.1):
        target = r.choice((target + [1], [*target, classes], logits[:1], logits[1:], [size for size in logits if size != 1]))
    return (x, class_target(r, target, classes)), given


def negative_log(r: Gen):
    (x, target), given = cross_entropy(r)
    given.pop("label_smoothing")
    return (x, target), given


both("CrossEntropyLoss", "cross_entropy", 4, cross_entropy)
both("NLLLoss", "nll_loss", 2.5, negative_log)


def multi_margin(r: Gen):
    batch, classes = r.randint(1, 4), r.randint(1, 5)
    alone = r.chance(0.2)
    x = r.tensor([classes] if alone else [batch, classes])
    return (x, class_target(r, [] if alone else [batch], classes)), dict(p=r.maybe(0.4, r.choice((1, 2, 3))), margin=r.maybe(0.3, 0.5), weight=r.maybe(0.3, r.tensor([classes], None, 0)), **reduction(r))


def multi_label_margin(r: Gen):
    dims = shape(r, 1, 2)
    return (r.tensor(dims), class_target(r, dims, dims[-1])), reduction(r)


def multi_label_soft_margin(r: Gen):
    one, two = same(r, 1)
    return (one, two), dict(weight=r.maybe(0.3, r.tensor(one.shape[-1:], None, 0)), **reduction(r))


both("MultiMarginLoss", "multi_margin_loss", 1, multi_margin)
both("MultiLabelMarginLoss", "multilabel_margin_loss", 0.8, multi_label_margin)
both("MultiLabelSoftMarginLoss", "multilabel_soft_margin_loss", 0.9, multi_label_soft_margin)
both("HingeEmbeddingLoss", "hinge_embedding_loss", 0.8, lambda r: (same(r, 0, None, "ones"), dict(margin=r.maybe(0.4, 0.5), **reduction(r))))


def cosine_embedding(r: Gen):
    width = r.randint(1, 4)
    batch = [] if r.chance(0.2) else [r.randint(1, 4)]
    return (r.tensor([*batch, width]), r.tensor([*batch, width]), r.tensor(batch, r.choice((None, "int64")), 0, "ones")), dict(margin=r.maybe(0.4, r.choice((0.5, 0.0))), **reduction(r))


def margin_ranking(r: Gen):
    one, two = same(r)
    target = r.tensor(one.shape if r.chance(0.85) else [], None, 0, "ones")
    return (one, two, target), dict(margin=r.maybe(0.4, 0.5), **reduction(r))


def triplet(r: Gen):
    dims = r.dims(r.choice((1, 2, 2, 2, 3)), 1, 4)
    three = [r.tensor([1 if r.chance(0.07) else size for size in dims]) for _ in range(3)]
    return tuple(three), dict(margin=r.maybe(0.4, r.choice((0.5, 1.0, 0, -1))), p=r.maybe(0.3, r.choice((1, 2.0))), swap=r.maybe(0.3, r.flag()), **reduction(r))


def triplet_with_distance(r: Gen):
    inputs, given = triplet(r)
    given.pop("p")
    distance = r.choice((Code("nn.PairwiseDistance()"), Code("lambda x, y: 1.0 - F.cosine_similarity(x, y)"), None))
    return inputs, dict(distance_function=r.maybe(0.6, distance), **given)


def gaussian(r: Gen):
    one, two = same(r, 1)
    variance = r.tensor(r.choice((one.shape, one.shape, [*one.shape[:-1], 1], one.shape[:-1])), None, 0, "ones")
    return (one, two, variance), dict(full=r.maybe(0.3, r.flag()), eps=r.maybe(0.2, 1e-3), **reduction(r))


both("CosineEmbeddingLoss", "cosine_embedding_loss", 1.2, cosine_embedding)
both("MarginRankingLoss", "margin_ranking_loss", 1, margin_ranking)
both("TripletMarginLoss", "triplet_margin_loss", 1.2, triplet)
both("TripletMarginWithDistanceLoss", "triplet_margin_with_distance_loss", 0.7, triplet_with_distance)
both("GaussianNLLLoss", "gaussian_nll_loss", 1, gaussian)


def connectionist(r: Gen):
    steps, batch, classes = r.randint(2, 6), r.randint(1, 3), r.randint(2, 5)
    lengths = [r.randint(1, steps) for _ in range(batch)]
    target_lengths = [r.randint(1, 3) for _ in range(batch)]
    blank = r.maybe(0.2, r.choice((0, classes - 1, classes)))
    if r.chance(0.15):
        x = r.tensor([steps, classes])
        return (x, Tensor([2], "int64", "ones"), Code(r.choice((f"torch.tensor({steps})", f"({steps},)"))), Code(r.choice(("torch.tensor(2)", "(2,)"))))[:4], dict(blank=blank, **reduction(r), zero_infinity=r.maybe(0.2, True))
    target = Tensor([batch, max(target_lengths)] if r.chance(0.6) else [sum(target_lengths)], "int64", "ones")
    def given(values: list[int]):
        return r.choice((Code(f"torch.tensor({values})"), tuple(values), Code(f"torch.full(({batch},), {min(values)}, dtype=torch.long)")))
    return (r.tensor([steps, batch, classes]), target, given(lengths), given(target_lengths)), dict(blank=blank, **reduction(r), zero_infinity=r.maybe(0.2, r.flag()))


both("CTCLoss", "ctc_loss", 1.5, connectionist)


@OPS.op("nn.AdaptiveLogSoftmaxWithLoss", 1.2)
def adaptive_softmax(r: Gen):
    width, classes = r.randint(2, 6), r.randint(6, 12)
    cutoffs = sorted(r.sample(range(1, classes), r.randint(1, 3)))
    batch = [] if r.chance(0.15) else [r.randint(1, 4)]
    module = r.call("nn.AdaptiveLogSoftmaxWithLoss", width, classes, cutoffs=r.choice((list, tuple))(cutoffs), div_value=r.maybe(0.4, r.choice((4.0, 2.0, 1))), head_bias=r.maybe(0.3, r.flag()))
    x = r.tensor([*batch, width])
    if r.chance(0.3):
        return Text("{}." + r.choice(("log_prob", "predict")) + "({})", module, x)
    return r.call(module, x, class_target(r, batch, classes))


@OPS.op("loss.backward", 1, spoiled=0.5)
def backward(r: Gen):
    """Gradients start from one number."""
    x = r.tensor(r.dims(r.randint(0, 3), 1, 4), r.choice((None, None, None, "float64")))
    leaf = r.choice(("x", "x", "x * 2", "(x * 2).mean()", "x.sum()", "F.mse_loss(x, torch.zeros(2, 3))", "F.mse_loss(x, x.detach(), reduction='none')", "x.detach()", "x.sum(0)", "x.mean().item()", "x.argmax()", "(x.sum() > 0).float()"))
    after = r.choice(("", "torch.tensor(1.0)", "torch.ones(2, 3)", "gradient=torch.ones_like(x)"))
    return (Text("x = {}.requires_grad_()", x), Code(f"l = {leaf}"), Code(f"l.backward({after})"), Code(r.choice(("x.grad", "x.grad", "l", "x.grad.shape"))))


@OPS.op("losses by hand", 1)
def by_hand(r: Gen):
    dims = shape(r, 1, 3)
    x, y = r.tensor(dims), r.tensor([1 if r.chance(0.2) else size for size in dims], make="zeros")
    return Text(r.choice(("(({} - {}) ** 2).mean()", "-({} * torch.log({} + 1e-8)).sum(1).mean()", "torch.mean(torch.abs({} - {}))", "(2 * ({} * {}).sum() + 1) / 3", "F.mse_loss({}, {}) + 0.1 * torch.tensor(1.0)", "nn.MSELoss()({}, {}).sqrt()",
                          "({}.argmax(1) == {}.argmax(1)).float().mean()", "torch.nn.functional.cosine_similarity({}, {}, dim=-1).mean()", "F.cross_entropy({}, {}.argmax(1))", "F.kl_div(F.log_softmax({}, -1), F.softmax({}, -1), reduction='batchmean')",
                          "F.nll_loss(F.log_softmax({}, dim=1), {}.long())", "F.binary_cross_entropy(torch.sigmoid({}), torch.sigmoid({}))", "F.cross_entropy({}, {}.max(1)[1])")), x, y)


@OPS.op("nn.LinearCrossEntropyLoss", 1)
def linear_cross_entropy(r: Gen):
    features, classes, batch = r.randint(1, 5), r.randint(1, 5), r.randint(1, 4)
    x, target = r.tensor([batch, features]), class_target(r, [batch], classes)
    given = dict(**reduction(r), ignore_index=r.maybe(0.2, 0), label_smoothing=r.maybe(0.2, 0.1))
    if r.chance(0.5):
        call = r.call("nn.LinearCrossEntropyLoss", features, classes, bias=r.maybe(0.4, r.flag()), **given)
        call.cut = 2
        return r.call(call, x, target)
    call = r.call("F.linear_cross_entropy", x, r.tensor([classes, features]), target, linear_bias=r.maybe(0.4, r.tensor([classes], None, 0)), **given)
    call.cut = 3
    return call
