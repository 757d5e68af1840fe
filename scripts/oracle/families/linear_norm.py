"""Linear layers, normalization, dropout, distances, and by `parts`: activations, embeddings, images."""
from __future__ import annotations

from source import OMIT, Code, Gen, Text

from families.parts import activation, embedding, vision
from families.registry import Registry

OPS = Registry()


def features(r: Gen, size: int, low: int = 1, high: int = 4, dtype: str | None = None):
    lead = r.dims(r.randint(low, high) - 1, 1, 5)
    if lead and r.chance(0.04):
        lead[0] = 0
    return r.tensor([*lead, size], dtype or ("float64" if r.chance(0.04) else None))


@OPS.op("nn.Linear", 5)
def linear_module(r: Gen):
    inputs, outputs = r.randint(1, 9), r.randint(1, 9)
    dtype = "float64" if r.chance(0.05) else None
    module = r.call("nn.Linear", in_features=inputs, out_features=outputs, bias=r.maybe(0.25, r.flag()), dtype=Code("torch.float64") if dtype else OMIT)
    return r.call(module, features(r, inputs, dtype=dtype))


@OPS.op("F.linear", 3)
def linear(r: Gen):
    inputs, outputs = r.randint(1, 9), r.randint(1, 9)
    weight = r.tensor([outputs, inputs] if r.chance(0.92) else [inputs])
    bias = OMIT if r.chance(0.4) else r.choice((None, r.tensor([outputs] if r.chance(0.9) else [1])))
    return r.call("F.linear", features(r, inputs), weight, bias=bias)


@OPS.op("nn.LazyLinear", 0.7)
def lazy_linear(r: Gen):
    return r.call(r.call("nn.LazyLinear", out_features=r.randint(1, 9), bias=r.maybe(0.3, r.flag())), features(r, r.randint(1, 9)))


@OPS.op("nn.Bilinear", 1.5)
def bilinear_module(r: Gen):
    one, two, out = r.randint(1, 6), r.randint(1, 6), r.randint(1, 6)
    lead = r.dims(r.randint(0, 3), 1, 4)
    return r.call(r.call("nn.Bilinear", in1_features=one, in2_features=two, out_features=out, bias=r.maybe(0.3, r.flag())), r.tensor([*lead, one]), r.tensor([*lead, two]))


@OPS.op("F.bilinear")
def bilinear(r: Gen):
    one, two, out = r.randint(1, 6), r.randint(1, 6), r.randint(1, 6)
    lead = r.dims(r.randint(0, 3), 1, 4)
    return r.call("F.bilinear", r.tensor([*lead, one]), r.tensor([*lead, two]), r.tensor([out, one, two]), bias=r.maybe(0.5, r.choice((None, r.tensor([out])))))


@OPS.op("nn.Identity", 0.4)
def identity(r: Gen):
    return r.call(r.choice(("nn.Identity()", "nn.Identity(54, unused=0.1)", "nn.Identity(3, 4)")), r.tensor(r.dims(r.randint(0, 4), 0, 5)))


def mode(r: Gen, module, share: float = 0.4):
    return Text("{}.eval()", module) if r.chance(share) else module


def batch_norm_module(n: int, lazy: bool = False):
    def make(r: Gen):
        channels = r.randint(1, 6)
        given = dict(eps=r.maybe(0.15, 1e-3), momentum=r.maybe(0.2, r.choice((0.3, None))), affine=r.maybe(0.25, r.flag()), track_running_stats=r.maybe(0.25, r.flag()))
        module = r.call(f"nn.{'Lazy' if lazy else ''}BatchNorm{n}d", *(() if lazy else (channels,)), **given)
        spatial = r.dims(n if n > 1 or r.chance(0.5) else 0, 1, 4)
        x = r.tensor([0 if r.chance(0.03) else 1 if r.chance(0.1) else r.randint(2, 4), channels, *spatial], "float64" if r.chance(0.03) else None)
        return r.call(mode(r, module), x)
    return make


def instance_norm_module(n: int, lazy: bool = False):
    def make(r: Gen):
        channels = r.randint(1, 6)
        given = dict(eps=r.maybe(0.15, 1e-3), momentum=r.maybe(0.15, 0.3), affine=r.maybe(0.4, r.chance(0.8)), track_running_stats=r.maybe(0.35, r.chance(0.8)))
        module = r.call(f"nn.{'Lazy' if lazy else ''}InstanceNorm{n}d", *(() if lazy else (channels,)), **given)
        x = r.tensor([*([r.randint(1, 3)] if r.chance(0.7) else []), channels, *r.dims(n, 1, 5)])
        return r.call(mode(r, module), x)
    return make


for dims in (1, 2, 3):
    OPS.op(f"nn.BatchNorm{dims}d", 3 if dims == 2 else 2)(batch_norm_module(dims))
    OPS.op(f"nn.InstanceNorm{dims}d", 2 if dims == 2 else 1.5)(instance_norm_module(dims))
    OPS.op(f"nn.LazyBatchNorm{dims}d", 0.5)(batch_norm_module(dims, True))
    OPS.op(f"nn.LazyInstanceNorm{dims}d", 0.5)(instance_norm_module(dims, True))


def per_channel(r: Gen, channels: int, p: float):
    return r.tensor([channels], None, 0) if r.chance(p) else None


@OPS.op("F.batch_norm", 2)
def batch_norm(r: Gen):
    channels = r.randint(1, 6)
    x = r.tensor([r.randint(1, 4), channels, *r.dims(r.randint(0, 3), 1, 4)])
    training = r.flag()
    stats = 0.9 if not training else 0.4
    both = r.chance(stats)
    return r.call("F.batch_norm", x, per_channel(r, channels, both), per_channel(r, channels, both), weight=r.maybe(0.5, per_channel(r, channels, 0.8)),
                  bias=r.maybe(0.5, per_channel(r, channels, 0.8)), training=training if training or r.chance(0.3) else OMIT, momentum=r.maybe(0.2, 0.2), eps=r.maybe(0.2, 1e-3))


@OPS.op("F.instance_norm", 1.5)
def instance_norm(r: Gen):
    channels = r.randint(1, 6)
    x = r.tensor([r.randint(1, 3), channels, *r.dims(r.randint(1, 3), 1, 4)])
    given = {name: r.maybe(0.4, per_channel(r, channels, 0.9)) for name in ("running_mean", "running_var", "weight", "bias")}
    return r.call("F.instance_norm", x, **given, use_input_stats=r.maybe(0.3, r.flag()), momentum=r.maybe(0.2, 0.2), eps=r.maybe(0.2, 1e-3))


def normalized(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 4), 1, 5), "float64" if r.chance(0.04) else None)
    tail = x.shape[r.randrange(len(x.shape)):]
    return x, list(tail)


@OPS.op("nn.LayerNorm", 3)
def layer_norm_module(r: Gen):
    x, tail = normalized(r)
    shape = tail[0] if len(tail) == 1 and r.chance(0.6) else r.choice((list, tuple, lambda v: Code(f"torch.Size({v})")))(tail)
    return r.call(r.call("nn.LayerNorm", normalized_shape=shape, eps=r.maybe(0.3, 1e-6), elementwise_affine=r.maybe(0.25, r.flag()), bias=r.maybe(0.2, r.flag())), x)


@OPS.op("F.layer_norm", 2)
def layer_norm(r: Gen):
    x, tail = normalized(r)
    weight, bias = [r.maybe(0.5, r.tensor(tail, None, 0) if r.chance(0.85) else None) for _ in range(2)]
    return r.call(r.choice(("F.layer_norm", "F.layer_norm", "torch.layer_norm")), x, r.choice((list, tuple))(tail), weight=weight, bias=bias, eps=r.maybe(0.3, 1e-6))


@OPS.op("nn.RMSNorm", 1.5)
def rms_norm_module(r: Gen):
    x, tail = normalized(r)
    shape = tail[0] if len(tail) == 1 and r.chance(0.6) else r.choice((list, tuple))(tail)
    return r.call(r.call("nn.RMSNorm", normalized_shape=shape, eps=r.maybe(0.3, r.choice((1e-6, None))), elementwise_affine=r.maybe(0.25, r.flag())), x)


@OPS.op("F.rms_norm", 1)
def rms_norm(r: Gen):
    x, tail = normalized(r)
    return r.call(r.choice(("F.rms_norm", "torch.rms_norm")), x, r.choice((list, tuple))(tail), weight=r.maybe(0.6, r.tensor(tail, None, 0)), eps=r.maybe(0.3, 1e-6))


def grouped(r: Gen):
    groups = r.randint(1, 4)
    channels = groups * r.randint(1, 3)
    return groups, channels, r.tensor([r.randint(1, 3), channels, *r.dims(r.randint(0, 3), 1, 4)])


@OPS.op("nn.GroupNorm", 2)
def group_norm_module(r: Gen):
    groups, channels, x = grouped(r)
    return r.call(r.call("nn.GroupNorm", num_groups=groups, num_channels=channels, eps=r.maybe(0.2, 1e-6), affine=r.maybe(0.3, r.flag())), x)


@OPS.op("F.group_norm", 1.5)
def group_norm(r: Gen):
    groups, channels, x = grouped(r)
    return r.call(r.choice(("F.group_norm", "F.group_norm", "torch.group_norm")), x, groups, weight=r.maybe(0.5, per_channel(r, channels, 0.8)), bias=r.maybe(0.5, per_channel(r, channels, 0.8)), eps=r.maybe(0.2, 1e-6))


@OPS.op("nn.LocalResponseNorm")
def local_response_norm(r: Gen):
    given = dict(size=r.randint(1, 5), alpha=r.maybe(0.3, 1e-3), beta=r.maybe(0.3, 0.5), k=r.maybe(0.3, 2.0))
    x = r.tensor(r.dims(r.choice((3, 4, 4, 5, 2)), 1, 4))
    if r.chance(0.5):
        return r.call(r.call("nn.LocalResponseNorm", **given), x)
    return r.call("F.local_response_norm", x, **given)


@OPS.op("nn.CrossMapLRN2d", 0.4)
def cross_map_lrn(r: Gen):
    return r.call(r.call("nn.CrossMapLRN2d", r.randint(1, 4), alpha=r.maybe(0.3, 1e-3)), r.tensor(r.dims(4, 1, 4), None, 0))


DROPOUTS = {"Dropout": "dropout", "Dropout1d": "dropout1d", "Dropout2d": "dropout2d", "Dropout3d": "dropout3d", "AlphaDropout": "alpha_dropout", "FeatureAlphaDropout": "feature_alpha_dropout"}


def dropped(r: Gen, name: str):
    rank = r.randint(1, 4) if name[-1] not in "123" else int(name[-1]) + r.choice((1, 2, 2, 2, 3, 0))
    return r.tensor(r.dims(rank, 1, 4), r.choice((None, None, None, None, "float64", "int64")))


def p_of(r: Gen):
    return r.choice((0.5, 0.1, 0, 1, 0.0, 1.0, 0.9)) if r.chance(0.92) else r.choice((-0.1, 1.5, 2))


for module_name, function in DROPOUTS.items():
    @OPS.op(f"nn.{module_name}", 0.8)
    def dropout_module(r: Gen, module_name=module_name):
        return r.call(mode(r, r.call(f"nn.{module_name}", p=r.maybe(0.8, p_of(r)), inplace=r.maybe(0.3, r.flag()))), dropped(r, module_name[:9] if module_name.startswith("Dropout") else "Alpha"))

    @OPS.op(f"F.{function}", 0.8)
    def dropout_function(r: Gen, function=function):
        return r.call(f"F.{function}", dropped(r, function), p=r.maybe(0.8, p_of(r)), training=r.maybe(0.5, r.flag()), inplace=r.maybe(0.3, r.flag()))


@OPS.op("nn.Flatten", 2)
def flatten_module(r: Gen):
    x = r.tensor([0 if r.chance(0.05) else size for size in r.dims(r.randint(1, 5), 1, 5)], None, 0.2)
    rank = len(x.shape)
    start = r.randrange(rank)
    given = dict(start_dim=r.maybe(0.5, r.negative(start, rank)), end_dim=r.maybe(0.4, r.negative(r.randint(start, rank - 1), rank)))
    return r.call(r.call("nn.Flatten", **given), x)


@OPS.op("nn.Unflatten", 1.5)
def unflatten_module(r: Gen):
    sizes = r.dims(r.randint(1, 3), 1, 4)
    shape = r.dims(r.randint(1, 4), 1, 4)
    dim = r.randrange(len(shape))
    shape[dim] = 1
    for size in sizes:
        shape[dim] *= size
    if r.chance(0.3):
        sizes[r.randrange(len(sizes))] = -1
    return r.call(r.call("nn.Unflatten", r.negative(dim, len(shape)), r.choice((tuple, tuple, list, lambda v: Code(f"torch.Size({v})")))(sizes)), r.tensor(shape))


def pair(r: Gen):
    shape = r.dims(r.randint(1, 4), 1, 4)
    other = [1 if r.chance(0.15) else size for size in shape][r.choice((0, 0, 0, min(1, len(shape) - 1))):]
    return r.tensor(shape), r.tensor(other)


@OPS.op("nn.CosineSimilarity", 1.2)
def cosine_similarity(r: Gen):
    one, two = pair(r)
    given = dict(dim=r.maybe(0.7, r.negative(r.randrange(len(one.shape)), len(one.shape))), eps=r.maybe(0.2, 1e-6))
    if r.chance(0.5):
        return r.call(r.call("nn.CosineSimilarity", **given), one, two)
    return r.call(r.choice(("F.cosine_similarity", "torch.cosine_similarity")), one, two, **given)


@OPS.op("nn.PairwiseDistance", 1.2)
def pairwise_distance(r: Gen):
    one, two = pair(r)
    given = dict(p=r.maybe(0.4, r.choice((1, 2.0, 3))), eps=r.maybe(0.2, 1e-5), keepdim=r.maybe(0.4, r.flag()))
    if r.chance(0.5):
        return r.call(r.call("nn.PairwiseDistance", **given), one, two)
    return r.call(r.choice(("F.pairwise_distance", "torch.pairwise_distance")), one, two, **given)


@OPS.op("F.pdist", 0.6)
def pdist(r: Gen):
    return r.call(r.choice(("F.pdist", "torch.pdist")), r.tensor([r.randint(0, 6), r.randint(1, 5)]), p=r.maybe(0.5, r.choice((1, 2.0, 0))))


OPS += activation.OPS + embedding.OPS + vision.OPS
