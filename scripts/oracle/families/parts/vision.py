"""Padding, resampling, shuffling and folding of images."""
from __future__ import annotations

from source import OMIT, Gen, each

from families.registry import Registry

OPS = Registry()
MODES = ("reflect", "replicate", "circular")


def image(r: Gen, n: int, low: int = 2, high: int = 7, batched: float = 0.75, dtype: str | None = None):
    batch = [0 if r.chance(0.03) else r.randint(1, 3)] if r.chance(batched) else []
    return r.tensor([*batch, r.randint(1, 4), *r.dims(n, low, high)], dtype or ("float64" if r.chance(0.05) else None))


def padding_of(r: Gen, n: int, spatial: list[int], constant: bool):
    if r.chance(0.35):
        return r.randint(0 if r.chance(0.2) else 1, max(1, min(spatial) - 1))
    pads = []
    for size in reversed(spatial):
        pads += [r.randint(-1 if constant and r.chance(0.3) else 0, max(1, size - 1)) for _ in range(2)]
    return tuple(pads)


def pad_class(kind: str, n: int):
    def make(r: Gen):
        x = image(r, n, high=6)
        padding = padding_of(r, n, x.shape[-n:], kind in ("Zero", "Constant"))
        rest = [r.choice((0, 1.5, -1))] if kind == "Constant" else []
        return r.call(r.call(f"nn.{kind}Pad{n}d", padding, *rest), x)
    return make


for dims in (1, 2, 3):
    for kind in ("Reflection", "Replication", "Zero", "Constant", "Circular"):
        OPS.op(f"nn.{kind}Pad{dims}d", 0.9 if dims == 2 else 0.6)(pad_class(kind, dims))


@OPS.op("F.pad", 5)
def pad(r: Gen):
    if r.chance(0.5):
        shape = r.dims(r.randint(1, 5), 1, 5)
        count = r.randint(1, len(shape))
        pads = [r.randint(-1 if r.chance(0.3) else 0, 4) for _ in range(2 * count)]
        x = r.tensor(shape, r.choice((None, None, None, "int64", "bool")))
        return r.call("F.pad", x, r.choice((list, tuple))(pads), mode=r.maybe(0.5, "constant"), value=r.maybe(0.5, r.choice((None, 0, 1.5, -1))))
    n = r.randint(1, 3)
    x = image(r, n, high=6)
    pads = []
    for size in reversed(x.shape[-n:]):
        pads += [r.randint(0, max(1, size - 1)) for _ in range(2)]
    return r.call("F.pad", x, r.choice((list, tuple))(pads), mode=r.choice(MODES), value=r.maybe(0.05, 0))


@OPS.op("torch.constant_pad_nd", 0.5)
def constant_pad_nd(r: Gen):
    shape = r.dims(r.randint(1, 4), 1, 5)
    return r.call("torch.constant_pad_nd", r.tensor(shape), [r.randint(-1, 3) for _ in range(2 * r.randint(1, len(shape)))], value=r.maybe(0.5, 2))


def shuffled(r: Gen, factor: int):
    return r.tensor([*r.dims(r.randint(0, 2), 1, 3), factor * factor * r.randint(1, 3), *r.dims(2, 1, 4)])


def unshuffled(r: Gen, factor: int):
    return r.tensor([*r.dims(r.randint(1, 3), 1, 3), factor * r.randint(1, 3), factor * r.randint(1, 3)])


@OPS.op("nn.PixelShuffle")
def pixel_shuffle_module(r: Gen):
    factor = r.randint(1, 3)
    return r.call(r.call("nn.PixelShuffle", upscale_factor=factor), shuffled(r, factor))


@OPS.op("F.pixel_shuffle")
def pixel_shuffle(r: Gen):
    factor = r.randint(1, 3)
    return r.call(r.choice(("F.pixel_shuffle", "torch.pixel_shuffle")), shuffled(r, factor), factor)


@OPS.op("nn.PixelUnshuffle")
def pixel_unshuffle_module(r: Gen):
    factor = r.randint(1, 3)
    return r.call(r.call("nn.PixelUnshuffle", downscale_factor=factor), unshuffled(r, factor))


@OPS.op("F.pixel_unshuffle")
def pixel_unshuffle(r: Gen):
    factor = r.randint(1, 3)
    return r.call(r.choice(("F.pixel_unshuffle", "torch.pixel_unshuffle")), unshuffled(r, factor), factor)


@OPS.op("nn.ChannelShuffle")
def channel_shuffle(r: Gen):
    groups = r.randint(1, 4)
    x = r.tensor([r.randint(1, 3), groups * r.randint(1, 3), *r.dims(r.choice((1, 2, 2, 2, 3)), 1, 4)])
    if r.chance(0.5):
        return r.call(r.call("nn.ChannelShuffle", groups), x)
    return r.call(r.choice(("F.channel_shuffle", "torch.channel_shuffle")), x, groups)


RESAMPLING = {1: ("nearest", "nearest-exact", "linear", "area"), 2: ("nearest", "nearest-exact", "bilinear", "bicubic", "area"), 3: ("nearest", "nearest-exact", "trilinear", "area")}


def resampling(r: Gen):
    n = r.choice((1, 2, 2, 2, 3))
    x = image(r, n, 1, 6, 1)
    given: dict = {}
    if r.chance(0.5):
        given["size"] = r.choice((tuple, list))(r.dims(n, 1, 9)) if r.chance(0.6) else r.randint(1, 9)
    else:
        factors = (2, 0.5, 2.0, 1.5, 3, 0.7, 1.25, 1)
        if r.chance(0.2):
            given["size"] = None
        given["scale_factor"] = tuple(r.choice(factors) for _ in range(n)) if r.chance(0.35) else r.choice(factors)
    mode = r.choice(RESAMPLING[n]) if r.chance(0.93) else r.choice(("linear", "bilinear", "trilinear", "bicubic", "lanczos"))
    given["mode"] = mode if r.chance(0.8) else OMIT
    if "linear" in mode or mode == "bicubic" or r.chance(0.05):
        given["align_corners"] = r.maybe(0.5, r.flag())
    if r.chance(0.12):
        given["recompute_scale_factor"] = r.flag()
    return x, given


@OPS.op("nn.Upsample", 3)
def upsample_module(r: Gen):
    x, given = resampling(r)
    return r.call(r.call("nn.Upsample", **given), x)


@OPS.op("F.interpolate", 5)
def interpolate(r: Gen):
    x, given = resampling(r)
    if r.chance(0.08):
        given["antialias"] = True
    return r.call("F.interpolate", x, **given)


@OPS.op("F.upsample", 0.6)
def upsample(r: Gen):
    x, given = resampling(r)
    given.pop("recompute_scale_factor", None)
    return r.call("F.upsample", x, **given)


for name in ("UpsamplingNearest2d", "UpsamplingBilinear2d"):
    @OPS.op(f"nn.{name}", 0.7)
    def upsampling(r: Gen, name=name):
        given = dict(size=r.per_dim(2, 1, 9)) if r.chance(0.5) else dict(scale_factor=r.choice((2, 0.5, 1.5, (2, 3), (2.0, 0.5))))
        return r.call(r.call(f"nn.{name}", **given), image(r, 2, 1, 6, 1))


def unfolding(r: Gen):
    kernel = r.per_dim(2, 1, 3)
    dilation, padding, stride = r.maybe(0.3, r.per_dim(2, 1, 2)), r.maybe(0.4, r.per_dim(2, 0, 2)), r.maybe(0.5, r.per_dim(2, 1, 3))
    k, d, p, s = each(kernel, 2), each(1 if dilation is OMIT else dilation, 2), each(0 if padding is OMIT else padding, 2), each(1 if stride is OMIT else stride, 2)
    spatial = [max(1, d[i] * (k[i] - 1) + 1 - 2 * p[i]) + r.randint(0, 4) for i in range(2)]
    blocks = 1
    for i in range(2):
        blocks *= (spatial[i] + 2 * p[i] - d[i] * (k[i] - 1) - 1) // s[i] + 1
    return dict(kernel_size=kernel, dilation=dilation, padding=padding, stride=stride), spatial, blocks, k[0] * k[1]


@OPS.op("nn.Unfold", 1.5)
def unfold_module(r: Gen):
    given, spatial, _, _ = unfolding(r)
    return r.call(r.call("nn.Unfold", **given), r.tensor([*([r.randint(1, 3)] if r.chance(0.7) else []), r.randint(1, 3), *spatial]))


@OPS.op("F.unfold", 1.5)
def unfold(r: Gen):
    given, spatial, _, _ = unfolding(r)
    return r.call("F.unfold", r.tensor([*([r.randint(1, 3)] if r.chance(0.7) else []), r.randint(1, 3), *spatial]), **given)


def folded(r: Gen):
    given, spatial, blocks, area = unfolding(r)
    size = spatial[0] if spatial[0] == spatial[1] and r.chance(0.5) else tuple(spatial)
    return dict(output_size=size, **given), r.tensor([*([r.randint(1, 3)] if r.chance(0.7) else []), r.randint(1, 3) * area, blocks])


@OPS.op("nn.Fold", 1.5)
def fold_module(r: Gen):
    given, x = folded(r)
    return r.call(r.call("nn.Fold", **given), x)


@OPS.op("F.fold", 1.5)
def fold(r: Gen):
    given, x = folded(r)
    return r.call("F.fold", x, **given)


@OPS.op("F.grid_sample", 1.5)
def grid_sample(r: Gen):
    n = r.choice((2, 2, 3))
    batch = r.randint(1, 3)
    return r.call("F.grid_sample", r.tensor([batch, r.randint(1, 3), *r.dims(n, 1, 5)]), r.tensor([batch, *r.dims(n, 1, 5), n], make="zeros"),
                  mode=r.maybe(0.5, r.choice(("bilinear", "nearest", "bicubic"))), padding_mode=r.maybe(0.5, r.choice(("zeros", "border", "reflection"))), align_corners=r.maybe(0.7, r.flag()))


@OPS.op("F.affine_grid", 1)
def affine_grid(r: Gen):
    n, batch = r.choice((2, 2, 3)), r.randint(1, 3)
    return r.call("F.affine_grid", r.tensor([batch, n, n + 1]), r.choice((list, tuple))([batch, r.randint(1, 3), *r.dims(n, 1, 5)]), align_corners=r.maybe(0.7, r.flag()))
