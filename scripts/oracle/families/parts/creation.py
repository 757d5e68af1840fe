"""Functions that make tensors: from sizes, from other tensors, from Python data."""
from __future__ import annotations

from typing import Any

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
KINDS = ("float32", "float64", "float16", "int64", "int32", "bool", "long", "float", "double", "complex64")


def options(r: Gen, share: float = 0.35) -> dict[str, Any]:
    return dict(dtype=r.maybe(share, Code("torch." + r.choice(KINDS)) if r.chance(0.95) else None), device=r.maybe(0.15, r.choice(("cpu", Code("torch.device('cpu')")))),
                requires_grad=r.maybe(0.1, r.flag()))


def keywords_only(call: Any, count: int) -> Any:
    call.cut = count
    return call


def operand(r: Gen) -> Tensor:
    return r.tensor(r.dims(r.randint(0, 4), 1, 5), r.choice((None, None, None, "float64", "int64", "bool", "float16")), 0.2)


def sized(r: Gen) -> list[int]:
    return [0 if r.chance(0.05) else size for size in r.dims(r.randint(0, 4), 1, 5)]


for name in ("zeros", "ones", "empty", "rand", "randn"):
    @OPS.op(f"torch.{name}", 0.8)
    def from_size(r: Gen, name=name):
        size = sized(r)
        shown = r.spread(size) if r.chance(0.93) else Code(f"torch.Size({size})")
        if isinstance(shown, Star) and not shown:
            shown = ()
        return keywords_only(r.call(f"torch.{name}", shown, **options(r)), 1)


for name in ("zeros_like", "ones_like", "empty_like", "rand_like", "randn_like"):
    @OPS.op(f"torch.{name}", 0.6)
    def from_tensor(r: Gen, name=name):
        return keywords_only(r.call(f"torch.{name}", operand(r), **options(r)), 1)


@OPS.op("torch.full", 1)
def full(r: Gen):
    if r.chance(0.35):
        return keywords_only(r.call("torch.full_like", operand(r), r.choice((1, 2.5, True)), **options(r)), 2)
    return keywords_only(r.call("torch.full", r.choice((list, tuple))(sized(r)), r.choice((1, 2.5, True, Code("float('-inf')"), 2j)), **options(r)), 2)


@OPS.op("torch.randint", 1)
def randint(r: Gen):
    bounds = (r.randint(1, 9),) if r.chance(0.5) else (r.randint(-3, 3), r.randint(4, 9))
    if r.chance(0.25):
        return keywords_only(r.call("torch.randint_like", operand(r), *bounds), 1)
    return keywords_only(r.call("torch.randint", *bounds, r.choice((list, tuple))(sized(r)), **options(r)), 4)


for name in ("new_zeros", "new_ones", "new_empty", "new_full", "new_tensor"):
    @OPS.op(f"Tensor.{name}", 0.6)
    def new(r: Gen, name=name):
        x = operand(r)
        if name == "new_tensor":
            return keywords_only(r.method(x, name, r.choice(([1, 2], [[1.0, 2.0]], 3, 2.5, [True])), **options(r)), 1)
        if name == "new_full":
            return keywords_only(r.method(x, name, r.choice((list, tuple))(sized(r)), r.choice((1, 2.5)), **options(r)), 2)
        size = sized(r)
        shown = r.spread(size)
        return keywords_only(r.method(x, name, () if not size else shown, **options(r)), 1)


@OPS.op("torch.arange", 2)
def arange(r: Gen):
    whole = r.chance(0.7)
    def number(low: int, high: int):
        return r.randint(low, high) if whole else r.choice((r.randint(low, high), r.randint(low, high) + 0.5))
    end = number(0, 12)
    way = r.random()
    if way < 0.4:
        return keywords_only(r.call("torch.arange", end, **options(r)), 1)
    start = number(-4, int(end))
    if way < 0.65:
        return keywords_only(r.call("torch.arange", start, end, **options(r)), 2)
    step = r.choice((1, 2, 3, 0.5)) if r.chance(0.85) else r.choice((-1, 0))
    if r.chance(0.2):
        return r.call("torch.arange", start=start, end=end, step=step)
    return keywords_only(r.call("torch.arange", start, end, step, **options(r)), 3)


@OPS.op("torch.range", 0.3)
def torch_range(r: Gen):
    return r.call("torch.range", r.randint(-2, 3), r.randint(3, 8), step=r.maybe(0.5, r.choice((1, 2, 0.5))))


@OPS.op("torch.linspace", 0.8)
def linspace(r: Gen):
    name = r.choice(("linspace", "linspace", "logspace"))
    call = r.call(f"torch.{name}", r.choice((0, -1, 0.5)), r.choice((1, 10, 2.5)), r.randint(0 if r.chance(0.1) else 1, 9), **options(r, 0.2))
    return keywords_only(call, 3)


@OPS.op("torch.eye", 0.7)
def eye(r: Gen):
    size = (r.randint(0, 5),) if r.chance(0.5) else (r.randint(0, 5), r.randint(0, 5))
    return keywords_only(r.call("torch.eye", *size, **options(r)), 2)


@OPS.op("torch.randperm", 0.5)
def randperm(r: Gen):
    return keywords_only(r.call("torch.randperm", r.randint(0, 9), **options(r, 0.2)), 1)


@OPS.op("torch.tensor", 2.5, spoiled=0.4)
def tensor(r: Gen):
    leaves = r.choice(((1, 2, 3), (1.5, 2.0), (True, False), (1, 2.5), (True, 2), (1j, 2)))
    def nested(shape: list[int]):
        if not shape:
            return r.choice(leaves)
        return r.choice((list, list, list, tuple))(nested(shape[1:]) for _ in range(shape[0]))
    data = nested([0 if r.chance(0.04) else size for size in r.dims(r.randint(0, 3), 1, 3)])
    if r.chance(0.15):
        data = r.choice((Code("torch.ones(2, 3)"), Code("[torch.tensor(1), torch.tensor(2)]"), Code("[torch.ones(2), torch.ones(2)]"), Code("range(4)"), Code("[[1, 2], [3]]"), Code("[]"), Code("[[], []]"), Code("[torch.tensor([1.5])]"), Code("[1, 'a']"), Code("None"), Code("'abc'"), Code("[None]"), Code("{1, 2}")))
    name = r.choices(("torch.tensor", "torch.as_tensor", "torch.asarray", "torch.scalar_tensor"), (7, 2, 1, 0.4))[0]
    if name == "torch.scalar_tensor":
        data = r.choice((1, 2.5, True))
    return keywords_only(r.call(name, data, **options(r, 0.3)), 1)


@OPS.op("torch.FloatTensor", 0.6)
def legacy(r: Gen):
    name = r.choice(("torch.FloatTensor", "torch.LongTensor", "torch.Tensor", "torch.Tensor", "torch.BoolTensor", "torch.DoubleTensor"))
    if r.chance(0.5):
        return r.call(name, Star(r.dims(r.randint(1, 3), 1, 4)))
    return r.call(name, r.choice(([1, 2, 3], [[1.5, 2.0]], [], [[1], [2]], Code("torch.Size([2, 3])"), (2, 3))))


@OPS.op("torch.normal", 0.6)
def normal(r: Gen):
    way = r.random()
    shape = r.dims(r.randint(0, 3), 1, 4)
    if way < 0.3:
        return r.call("torch.normal", r.choice((0.0, 1)), r.choice((1.0, 0.02)), size=tuple(shape))
    if way < 0.6:
        return r.call("torch.normal", r.tensor(shape, make="zeros"), r.tensor(shape, make="ones"))
    return r.call("torch.normal", *r.choice(((r.tensor(shape, make="zeros"), 1.0), (0.0, r.tensor(shape, make="ones")))))


@OPS.op("torch.bernoulli", 0.6)
def bernoulli(r: Gen):
    way = r.random()
    if way < 0.5:
        return r.either("bernoulli", r.tensor(r.dims(r.randint(0, 3), 1, 4), r.choice((None, None, "float64", "int64")), make="ones"))
    if way < 0.6:
        return r.call("torch.poisson", r.tensor(r.dims(r.randint(0, 3), 1, 4), make="ones"))
    return r.either("multinomial", r.tensor(r.dims(r.choice((1, 2, 2, 3)), 2, 5), make="ones"), r.randint(1, 3), replacement=r.maybe(0.5, r.flag()))


@OPS.op("torch.tril_indices", 0.4)
def triangle(r: Gen):
    return r.call(r.choice(("torch.tril_indices", "torch.triu_indices")), r.randint(0, 5), r.randint(0, 5), r.maybe(0.5, r.randint(-2, 2)))


@OPS.op("torch windows", 0.4)
def windows(r: Gen):
    return r.call("torch." + r.choice(("hann_window", "hamming_window", "blackman_window", "bartlett_window", "kaiser_window")), r.randint(0, 9), periodic=r.maybe(0.5, r.flag()))


@OPS.op("torch.complex parts", 0.3)
def empty_strided(r: Gen):
    size = r.dims(2, 1, 4)
    return r.choice((r.call("torch.empty_strided", tuple(size), r.choice(((1, size[0]), (size[1], 1), (0, 1), (2,)))), r.call("torch.empty_permuted", tuple(size), r.choice(((0, 1), (1, 0), (0, 0)))), r.method(operand(r), "new_empty_strided", tuple(size), (1, size[0]))))


@OPS.op("nn.Parameter", 0.5)
def parameter(r: Gen):
    return Text(r.choice(("nn.Parameter({})", "nn.Parameter({}, requires_grad=False)", "nn.Parameter(data={}).shape", "nn.Parameter({}).data", "nn.Parameter({}) + 1", "torch.nn.Parameter({}).numel()", "nn.Parameter({}).expand(2, -1, -1)", "nn.Parameter({}).requires_grad", "nn.Buffer({})")), operand(r))


@OPS.op("nn.init", 0.8)
def init(r: Gen):
    name = r.choice(("xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_", "normal_", "constant_", "zeros_", "ones_", "trunc_normal_", "orthogonal_", "eye_", "uniform_", "dirac_", "sparse_"))
    extra = {"constant_": (r.choice((0, 1.5)),), "sparse_": (0.5,)}.get(name, ())
    given = {"kaiming_normal_": dict(mode=r.maybe(0.5, r.choice(("fan_in", "fan_out"))), nonlinearity=r.maybe(0.4, r.choice(("relu", "leaky_relu", "tanh")))), "normal_": dict(mean=r.maybe(0.4, 0.0), std=r.maybe(0.4, 0.02)),
             "trunc_normal_": dict(std=r.maybe(0.6, 0.02)), "xavier_uniform_": dict(gain=r.maybe(0.4, 2.0))}.get(name, {})
    return r.call(f"nn.init.{name}", r.tensor(r.dims(r.choice((2, 2, 2, 3, 4, 1)), 1, 5), None, 0), *extra, **given)
