"""Activations and the softmax family, as module, function, in-place function and method."""
from __future__ import annotations

from typing import Any, Callable

from source import OMIT, Code, Gen, Text

from families.registry import Registry

OPS = Registry()
Arguments = Callable[[Gen], dict[str, Any]]


def value(r: Gen) -> Any:
    return r.maybe(0.5, r.choice((0.01, 0.5, 1.0, 2, 6, -0.5)))


def inplace(r: Gen) -> dict[str, Any]:
    return dict(inplace=r.maybe(0.3, r.flag()))


def no_arguments(r: Gen) -> dict[str, Any]:
    return {}


ACTIVATIONS: dict[str, tuple[str, Arguments]] = {
    "ReLU": ("relu", inplace), "ReLU6": ("relu6", inplace), "SiLU": ("silu", inplace), "Mish": ("mish", inplace), "Hardswish": ("hardswish", inplace),
    "Hardsigmoid": ("hardsigmoid", inplace), "SELU": ("selu", inplace),
    "ELU": ("elu", lambda r: dict(alpha=value(r), **inplace(r))), "CELU": ("celu", lambda r: dict(alpha=value(r), **inplace(r))),
    "LeakyReLU": ("leaky_relu", lambda r: dict(negative_slope=value(r), **inplace(r))),
    "GELU": ("gelu", lambda r: dict(approximate=r.maybe(0.5, r.choice(("none", "tanh", "tanh", "exact"))))),
    "Sigmoid": ("sigmoid", no_arguments), "Tanh": ("tanh", no_arguments), "Softsign": ("softsign", no_arguments), "Tanhshrink": ("tanhshrink", no_arguments),
    "LogSigmoid": ("logsigmoid", no_arguments),
    "Softplus": ("softplus", lambda r: dict(beta=value(r), threshold=value(r))),
    "Softshrink": ("softshrink", lambda r: dict(lambd=value(r))), "Hardshrink": ("hardshrink", lambda r: dict(lambd=value(r))),
    "Hardtanh": ("hardtanh", lambda r: dict(min_val=r.maybe(0.5, r.choice((-2.0, -1, 0.0, 3.0))), max_val=r.maybe(0.5, r.choice((1.0, 2, 6.0, -3.0))), **inplace(r))),
    "Threshold": ("threshold", lambda r: dict(threshold=r.choice((0.1, 0, 1.5)), value=r.choice((20, 0.0, -1.5)), **inplace(r))),
    "RReLU": ("rrelu", lambda r: dict(lower=r.maybe(0.5, r.choice((0.1, 0.3, 0.5))), upper=r.maybe(0.5, r.choice((0.3, 0.4, 0.2))), **inplace(r))),
}
INPLACE_FUNCTIONS = ("relu", "elu", "celu", "selu", "leaky_relu", "hardtanh", "threshold", "rrelu")
METHODS = ("relu", "sigmoid", "tanh", "hardshrink")
ON_TORCH = ("relu", "selu", "celu", "sigmoid", "tanh", "threshold", "rrelu", "hardshrink")


def activated(r: Gen, low: int = 0):
    dtype = None if r.chance(0.8) else r.choice(("float64", "float16", "bfloat16", "int64", "int32", "bool", "complex64"))
    return r.tensor([0 if r.chance(0.03) else size for size in r.dims(r.randint(low, 4), 1, 5)], dtype, 0.15)


def module_form(name: str, arguments: Arguments):
    return lambda r: r.call(r.call(f"nn.{name}", **arguments(r)), activated(r))


def function_form(name: str, arguments: Arguments, plain: bool):
    def make(r: Gen):
        given = arguments(r)
        if plain:
            given.pop("inplace", None)
        return r.call(name, activated(r), **given)
    return make


for module_name, (function, arguments) in ACTIVATIONS.items():
    OPS.op(f"nn.{module_name}", 0.6)(module_form(module_name, arguments))
    OPS.op(f"F.{function}", 0.6)(function_form(f"F.{function}", arguments, False))
    if function in INPLACE_FUNCTIONS:
        OPS.op(f"F.{function}_", 0.3)(function_form(f"F.{function}_", arguments, True))
    if function in ON_TORCH:
        OPS.op(f"torch.{function}", 0.3)(function_form(f"torch.{function}", arguments, True))
    if function in METHODS:
        OPS.op(f"Tensor.{function}", 0.3)(lambda r, function=function, arguments=arguments: r.method(activated(r), function, **arguments(r) if function == "hardshrink" else {}))


@OPS.op("nn.PReLU")
def prelu_module(r: Gen):
    x = activated(r, 1)
    count = r.choice((1, x.shape[1] if len(x.shape) > 1 else 1, r.randint(1, 5)))
    return r.call(r.call("nn.PReLU", num_parameters=r.maybe(0.8, count), init=r.maybe(0.3, r.choice((0.1, 0.5)))), x)


@OPS.op("F.prelu")
def prelu(r: Gen):
    x = activated(r, 1)
    weight = r.tensor(r.choice(([], [1], [x.shape[1]] if len(x.shape) > 1 else [1], [r.randint(1, 5)], x.shape)), x.dtype, 0)
    return r.method(x, "prelu", weight) if r.chance(0.3) else r.call(r.choice(("F.prelu", "torch.prelu")), x, weight)


@OPS.op("nn.GLU", 0.8)
def glu_module(r: Gen):
    x, dim = halved(r)
    return r.call(r.call("nn.GLU", dim=dim), x)


@OPS.op("F.glu", 0.8)
def glu(r: Gen):
    x, dim = halved(r)
    return r.call("F.glu", x, dim=dim)


def halved(r: Gen):
    shape = r.dims(r.randint(1, 4), 1, 5)
    dim = r.randrange(len(shape))
    if r.chance(0.85):
        shape[dim] *= 2
    if dim == len(shape) - 1 and r.chance(0.4):
        return r.tensor(shape), OMIT
    return r.tensor(shape), r.negative(dim, len(shape))


def along(r: Gen, missing: float):
    x = r.tensor(r.dims(r.randint(0, 4), 1, 5), None if r.chance(0.85) else r.choice(("float64", "float16", "int64", "bool")), 0.15)
    rank = max(1, len(x.shape))
    dim = r.negative(r.randrange(rank), rank)
    return x, (r.choice((OMIT, None)) if r.chance(missing) else dim)


for module_name, function in (("Softmax", "softmax"), ("LogSoftmax", "log_softmax"), ("Softmin", "softmin")):
    @OPS.op(f"nn.{module_name}")
    def softmax_module(r: Gen, module_name=module_name):
        x, dim = along(r, 0.15)
        return r.call(r.call(f"nn.{module_name}", dim=dim), x)

    @OPS.op(f"F.{function}")
    def softmax_function(r: Gen, function=function):
        x, dim = along(r, 0.15)
        return r.call(f"F.{function}", x, dim=dim, dtype=r.maybe(0.2, r.choice((None, Code("torch.float64"), Code("torch.float32"), Code("torch.long")))))

    if function != "softmin":
        @OPS.op(f"Tensor.{function}")
        def softmax_method(r: Gen, function=function):
            x, dim = along(r, 0.03)
            dtype = r.maybe(0.2, Code("torch.float64"))
            return r.method(x, function, dim=dim, dtype=dtype) if r.chance(0.5) else r.call(f"torch.{function}", x, dim=dim, dtype=dtype)


@OPS.op("nn.Softmax2d", 0.6)
def softmax2d(r: Gen):
    return r.call("nn.Softmax2d()", r.tensor(r.dims(r.choice((3, 4, 4, 4, 2, 5)), 1, 5)))


@OPS.op("F.gumbel_softmax", 0.8)
def gumbel_softmax(r: Gen):
    x, dim = along(r, 0)
    return r.call("F.gumbel_softmax", x, tau=r.maybe(0.5, r.choice((1, 0.5, 2.0))), hard=r.maybe(0.5, r.flag()), eps=r.maybe(0.1, 1e-10), dim=r.maybe(0.7, dim))


@OPS.op("F.normalize", 0.8)
def normalize(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 4), 1, 5), None if r.chance(0.9) else r.choice(("float64", "int64")))
    rank = len(x.shape)
    dim = r.negative(r.randrange(rank), rank) if r.chance(0.8) else tuple(r.sample(range(rank), r.randint(1, rank)))
    return r.call("F.normalize", x, p=r.maybe(0.4, r.choice((1, 2.0, 3))), dim=r.maybe(0.8, dim), eps=r.maybe(0.2, 1e-5))


@OPS.op("in-place activation", 0.4)
def in_place_effect(r: Gen):
    name = r.choice(("F.relu_(x)", "F.relu(x, True)", "nn.ReLU(True)(x)", "nn.Hardtanh(0, 6, inplace=True)(x)", "F.dropout(x, 0.3, True, True)", "torch.relu_(x)", "x.relu_()", "x.sigmoid_()"))
    return (Text("x = {}", activated(r)), Code(f"_ = {name}"), Code("x"))
