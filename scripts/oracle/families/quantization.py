"""Quantized tensors and the observers of training with quantization."""
from __future__ import annotations

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
MANY = 0.95
GRIDS = ("quint8", "qint8", "qint32")


def dense(r: Gen, low: int = 0, high: int = 4) -> Tensor:
    return r.tensor(r.dims(r.randint(low, high), 1, 5), r.choice((None,) * 8 + ("float64", "int64")), 0.1)


def whole(r: Gen, x: Tensor | None = None, grids: tuple = GRIDS) -> Text:
    return Text(f"torch.quantize_per_tensor({{}}, 0.1, {r.choice((0, 0, 2, 10))}, torch.{r.choice(grids)})", x or r.tensor(r.dims(r.randint(0, 4), 1, 4), None, 0.1))


def per_channel(r: Gen, x: Tensor | None = None) -> Text:
    x = x or r.tensor(r.dims(r.randint(1, 3), 1, 4), None, 0)
    axis = r.randrange(len(x.shape))
    return Text(f"torch.quantize_per_channel({{}}, torch.ones({x.shape[axis]}), torch.zeros({x.shape[axis]}), {axis}, torch.{r.choice(('qint8', 'quint8'))})", x)


def any_quantized(r: Gen):
    return r.choice((whole(r), whole(r), per_channel(r), per_channel(r), dense(r)))


def grid(r: Gen) -> Code:
    return Code(f"torch.{r.choice((*GRIDS, *GRIDS, 'float32', 'int8'))}")


@OPS.op("torch.quantize_per_tensor", MANY)
def quantize(r: Gen):
    if r.chance(0.2):
        count = r.randint(1, 3)
        return r.call("torch.quantize_per_tensor", [dense(r) for _ in range(count)], Code(f"torch.ones({count})"), Code(f"torch.zeros({count})"), grid(r))
    return r.call("torch.quantize_per_tensor", dense(r), r.choice((0.1, 1.0, 0.5, Code("torch.tensor(0.1)"))), r.choice((0, 10, Code("torch.tensor(3)"))), grid(r))


@OPS.op("torch.quantize_per_tensor_dynamic", MANY)
def dynamic(r: Gen):
    return r.call("torch.quantize_per_tensor_dynamic", dense(r), Code(r.choice(("torch.quint8", "torch.qint8", "torch.float16", "torch.float32", "torch.qint32"))), r.flag())


@OPS.op("torch.quantize_per_channel", MANY)
def channelwise(r: Gen):
    x = dense(r, 1)
    axis = r.randrange(len(x.shape))
    return r.call("torch.quantize_per_channel", x, r.tensor([x.shape[axis]], r.choice((None, None, "float64")), 0, "ones"), r.tensor([x.shape[axis]], r.choice((None, "int64", "int32")), 0, "zeros"), axis, grid(r))


for name in ("int_repr", "dequantize", "q_per_channel_scales", "q_per_channel_zero_points", "q_per_channel_axis"):
    @OPS.op(f"torch.{name}", MANY)
    def told(r: Gen, name=name):
        if name == "dequantize" and r.chance(0.2):
            return r.call("torch.dequantize", [any_quantized(r) for _ in range(r.randint(1, 3))])
        return r.either(name, any_quantized(r))


for name in ("q_scale", "q_zero_point", "qscheme"):
    @OPS.op(f"Tensor.{name}", MANY)
    def scale(r: Gen, name=name):
        """The number itself depends on how the tensor was quantized: its class is compared."""
        way = r.choice(("{}.%s().__class__.__name__", "{}.%s().__class__.__name__", "{}.%s(1)")) if name == "qscheme" else r.choice(("{}.%s()", "{}.%s()", "torch.%s({})"))
        return Text(way % name, any_quantized(r))


for n in (1, 2, 3):
    @OPS.op(f"torch.quantized_max_pool{n}d", MANY)
    def pool(r: Gen, n=n):
        x = r.tensor([*r.dims(2 if r.chance(0.8) or n == 3 else 1, 1, 3), *r.dims(n, 2, 6)], None, 0)
        return r.call(f"torch.quantized_max_pool{n}d", whole(r, x, ("quint8", "qint8")) if r.chance(0.9) else x, r.choice((tuple, list))(r.dims(n, 1, 3)), stride=r.maybe(0.7, r.choice(((), tuple(r.dims(n, 1, 2))))), padding=r.maybe(0.4, r.choice((0, 1, (0,) * n))), dilation=r.maybe(0.2, r.choice((1, 2))), ceil_mode=r.maybe(0.2, r.flag()))


@OPS.op("torch.quantized_batch_norm", MANY)
def batch_norm(r: Gen):
    channels = r.randint(1, 4)
    x = r.tensor([r.randint(1, 3), channels, *r.dims(r.choice((2, 2, 2, 3, 1)), 1, 4)], None, 0)
    vector = lambda: r.tensor([channels], None, 0, "ones")
    return r.call("torch.quantized_batch_norm", whole(r, x, ("quint8", "quint8", "qint8")) if r.chance(0.9) else x, r.choice((None, vector(), vector())), r.choice((None, vector(), vector())), vector(), vector(), 1e-5, r.choice((0.1, 1.0)), r.choice((0, 2)))


@OPS.op("torch.fake_quantize_per_channel_affine", MANY)
def fake_channels(r: Gen):
    x = dense(r, 1)
    axis = r.randrange(len(x.shape))
    return r.call("torch.fake_quantize_per_channel_affine", x, r.tensor([x.shape[axis]], None, 0, "ones"), r.tensor([x.shape[axis]], r.choice(("int32", "int32", None, "int64")), 0, "zeros"), axis, *r.choice(((0, 255), (-128, 127), (0, 255), (5, 1))))


@OPS.op("torch.fused_moving_avg_obs_fake_quant", MANY)
def fused(r: Gen):
    x = dense(r, 1)
    count = x.shape[0]
    rows = r.flag()
    size = count if rows else 1
    vector = lambda dtype=None: r.tensor([size], dtype, 0, "ones")
    return r.call("torch.fused_moving_avg_obs_fake_quant", x, Code(f"torch.tensor([{r.choice((0, 1))}])"), Code(f"torch.tensor([{r.choice((0, 1))}])"), vector(), vector(), vector(), vector("int32"), 0.01, 0, 255, 0 if rows else r.choice((-1, 0)), per_row_fake_quant=rows, symmetric_quant=r.maybe(0.3, r.flag()))


@OPS.op("torch.choose_qparams_optimized", MANY)
def choose(r: Gen):
    x = dense(r, 1)
    numel = 1
    for size in x.shape:
        numel *= size
    return r.call("torch.choose_qparams_optimized", x, r.choice((numel, numel, 1, numel + 1)), r.choice((200, 10)), r.choice((0.16, 0.5)), r.choice((8, 4)))
