"""What models call most and other families call in passing: conversions, what a tensor tells of itself, filling, small factories."""
from __future__ import annotations

from typing import Any, Callable

from source import Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
DTYPES = (None, None, None, "float64", "float16", "bfloat16", "int64", "int32", "uint8", "bool", "complex64")
NAMES = ("float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64")
WRONG = (None, "xyz", 2.5, (1, 2), [3], -7, True, Code("torch.float32"), Code("nn.ReLU()"))
UNNAMED = 0.3
"""The share of calls with an argument too many, too few, or of a name that is not theirs."""


def operand(r: Gen, low: int = 0, high: int = 4, dtypes: tuple = DTYPES, strided: float = 0.25) -> Tensor:
    return r.tensor([0 if r.chance(0.05) else size for size in r.dims(r.randint(low, high), 1, 5)], r.choice(dtypes), strided)


def dtype(r: Gen) -> Code:
    return Code(f"torch.{r.choice(NAMES)}")


def memory_format(r: Gen) -> Any:
    return r.maybe(0.3, Code(f"torch.{r.choice(('contiguous_format', 'preserve_format', 'channels_last', 'channels_last_3d'))}"))


def slip(r: Gen, positional: list[Any], named: dict[str, Any]) -> None:
    """What people get wrong in a call: one argument more or less, a keyword that is another function's, a value of another type."""
    way = r.random()
    if way < 0.35:
        positional.append(r.choice(WRONG))
    elif way < 0.6:
        named[r.choice(("dims", "axis", "keepdim", "inplace", "dtypes", "size", "out_", "copy", "device", "requires_grad"))] = r.choice(WRONG)
    elif way < 0.75 and positional:
        positional.pop()
    elif positional:
        positional[r.randrange(len(positional))] = r.choice(WRONG)
    else:
        positional.append(operand(r, 0, 2))


def method(name: str, receiver: Callable[[Gen], Any], arguments: Callable[[Gen, Any], tuple[list[Any], dict[str, Any]]] = lambda r, x: ([], {}), spoiled: float = 0.3, weight: float = 1) -> None:
    """A method's calls, some with a slip; also as `torch.name` where `either` is given."""
    @OPS.op(f"Tensor.{name}", weight, spoiled)
    def make(r: Gen):
        x = receiver(r)
        positional, named = arguments(r, x)
        if r.chance(UNNAMED):
            slip(r, positional, named)
        return r.method(x, name, *positional, **named)


def function(name: str, arguments: Callable[[Gen], tuple[list[Any], dict[str, Any]]], spoiled: float = 0.4, weight: float = 1) -> None:
    @OPS.op(name, weight, spoiled)
    def make(r: Gen):
        positional, named = arguments(r)
        if r.chance(UNNAMED):
            slip(r, positional, named)
        return r.call(name, *positional, **named)


# ---------------------------------------------------------------- conversions

for name in ("float", "double", "half", "bfloat16", "long", "int", "short", "char", "byte", "bool", "cfloat", "cdouble"):
    method(name, operand, lambda r, x: ([], {"memory_format": memory_format(r)}))
method("contiguous", lambda r: operand(r, strided=0.5), lambda r, x: ([], {"memory_format": memory_format(r)}))
method("clone", lambda r: operand(r, strided=0.5), lambda r, x: ([], {"memory_format": memory_format(r)}))
method("cpu", operand, lambda r, x: ([], {"memory_format": memory_format(r)}))
method("type", operand, lambda r, x: ([r.choice((dtype(r), r.choice(("torch.FloatTensor", "torch.LongTensor", "torch.BoolTensor", "torch.HalfTensor", "FloatTensor")), Code("torch.IntTensor"), Star(()), Code("int")))], {}))
method("type_as", operand, lambda r, x: ([operand(r)], {}))
method("to", operand, lambda r, x: (r.choice(([dtype(r)], ["cpu"], [Code("torch.device('cpu')")], ["cpu", dtype(r)], [operand(r)], [])), {"non_blocking": r.maybe(0.2, r.flag()), "copy": r.maybe(0.2, r.flag()), "memory_format": memory_format(r)}), weight=1.5)
method("detach", operand)
method("detach_", lambda r: operand(r, strided=0))
method("data", operand)
method("requires_grad_", lambda r: operand(r, strided=0), lambda r, x: ([r.flag()] if r.chance(0.6) else [], {}))
method("numpy", operand, lambda r, x: ([], {"force": r.maybe(0.3, r.flag())}))
method("tolist", lambda r: operand(r, 0, 2))
method("view_as_real", operand)


def item_of(r: Gen) -> Tensor:
    return r.tensor([1] * r.randint(0, 3) if r.chance(0.65) else r.dims(r.randint(1, 3), 1, 3), r.choice(DTYPES), 0.1)


method("item", item_of, spoiled=0.4)


@OPS.op("Python's conversions", 1, 0.4)
def python_numbers(r: Gen):
    return Text(f"{r.choice(('int', 'float', 'bool', 'complex', 'len', 'list', 'tuple'))}({{}}).__class__.__name__", item_of(r))


# ---------------------------------------------------------------- what a tensor tells

for name in ("numel", "dim", "ndimension", "nelement", "element_size", "is_floating_point", "is_complex", "is_signed", "storage_offset", "get_device", "is_inference"):
    method(name, operand)
method("size", lambda r: operand(r, 0), lambda r, x: ([r.negative(r.randrange(max(1, len(x.shape))), max(1, len(x.shape)))] if r.chance(0.6) else [], {}))
method("stride", lambda r: operand(r, 0, strided=0.5), lambda r, x: ([r.negative(r.randrange(max(1, len(x.shape))), max(1, len(x.shape)))] if r.chance(0.6) else [], {}))
method("is_contiguous", lambda r: operand(r, strided=0.6), lambda r, x: ([], {"memory_format": memory_format(r)}))
method("is_same_size", operand, lambda r, x: ([x.copy() if r.chance(0.5) else operand(r)], {}))
method("equal", operand, lambda r, x: ([x.copy() if r.chance(0.5) else operand(r)], {}))
function("torch.numel", lambda r: ([operand(r)], {}))
function("torch.is_tensor", lambda r: ([r.choice((operand(r), 3, None, [1], Code("nn.ReLU()")))], {}))
function("torch.is_floating_point", lambda r: ([operand(r)], {}))
function("torch.is_complex", lambda r: ([operand(r)], {}))
function("torch.result_type", lambda r: ([r.choice((operand(r), 2, 2.5, True)), r.choice((operand(r), 2, 2.5, True))], {}))
function("torch.promote_types", lambda r: ([dtype(r), dtype(r)], {}))
function("torch.can_cast", lambda r: ([dtype(r), dtype(r)], {}))


@OPS.op("a tensor's properties", 2, 0.1)
def properties(r: Gen):
    return Text(f"{{}}.{r.choice(('shape', 'ndim', 'dtype', 'device', 'T', 'mT', 'H', 'mH', 'is_cuda', 'requires_grad', 'is_leaf', 'grad', 'itemsize', 'nbytes', 'layout', 'real', 'imag', 'data', 'names', 'is_sparse', 'is_quantized', 'grad_fn', 'shapes', 'dims', 'length'))}", operand(r))


# ---------------------------------------------------------------- filling

method("zero_", operand)
method("fill_", operand, lambda r, x: ([r.choice((0, 1.5, -3, True, r.tensor([]), 1e40))], {}))
method("uniform_", lambda r: operand(r, strided=0.1), lambda r, x: (r.choice(([], [0, 1], [-0.1, 0.1], [2.0, 1.0])), {}), spoiled=0.4)
method("normal_", lambda r: operand(r, strided=0.1), lambda r, x: (r.choice(([], [0, 1], [0.0, 0.02], [0.0, -1.0])), {}), spoiled=0.4)
method("bernoulli_", lambda r: operand(r, strided=0.1), lambda r, x: ([r.choice((0.5, 0.0, 1.0, 1.5))] if r.chance(0.8) else [], {}), spoiled=0.4)
method("exponential_", lambda r: operand(r, strided=0.1), lambda r, x: (r.choice(([], [1], [2.5], [-1.0])), {}), spoiled=0.4)
method("random_", lambda r: operand(r, strided=0.1), lambda r, x: (r.choice(([], [5], [2, 9], [9, 2])), {}), spoiled=0.4)
method("copy_", operand, lambda r, x: ([x.copy() if r.chance(0.6) else operand(r)], {"non_blocking": r.maybe(0.2, r.flag())}), spoiled=0.5)

# ---------------------------------------------------------------- factories


def sizes(r: Gen) -> Any:
    return r.choice((tuple, list))([0 if r.chance(0.05) else size for size in r.dims(r.randint(0, 3), 1, 5)])


def options(r: Gen) -> dict[str, Any]:
    return {"dtype": r.maybe(0.4, dtype(r)), "device": r.maybe(0.1, "cpu"), "requires_grad": r.maybe(0.1, r.flag())}


function("torch.full", lambda r: ([sizes(r), r.choice((0, 1.5, True, -2, 3 + 1j))], options(r)), spoiled=0.5)
function("torch.full_like", lambda r: ([operand(r), r.choice((0, 1.5, True, -2))], options(r)), spoiled=0.5)
function("torch.zeros_like", lambda r: ([operand(r)], options(r)), spoiled=0.5)
function("torch.ones_like", lambda r: ([operand(r)], options(r)), spoiled=0.5)
function("torch.empty_like", lambda r: ([operand(r)], options(r)), spoiled=0.5)
function("torch.rand_like", lambda r: ([operand(r)], options(r)), spoiled=0.5)
function("torch.randn_like", lambda r: ([operand(r)], options(r)), spoiled=0.5)
function("torch.randint_like", lambda r: ([operand(r), *r.choice(([5], [2, 9], [0]))], options(r)), spoiled=0.5)
function("torch.randint", lambda r: ([*r.choice(([5], [2, 9], [0], [9, 2])), sizes(r)], options(r)), spoiled=0.5)
function("torch.scalar_tensor", lambda r: ([r.choice((0, 1.5, True, -2))], options(r)), spoiled=0.5)
function("torch.as_tensor", lambda r: ([r.choice((operand(r), [1, 2], [[1.0], [2.0]], [[1], [2, 3]], 3, (True, False), []))], {"dtype": r.maybe(0.4, dtype(r)), "device": r.maybe(0.1, "cpu")}), spoiled=0.3)
function("torch.tensor", lambda r: ([r.choice(([1, 2], [[1.0], [2.0]], [[1], [2, 3]], 3, (True, False), [], [1, 2.5], [[], []], "xyz"))], options(r)), spoiled=0.3)
function("torch.randperm", lambda r: ([r.choice((0, 1, 5, -1))], options(r)), spoiled=0.5)
for name in ("hann", "hamming", "blackman", "bartlett"):
    function(f"torch.{name}_window", lambda r: ([r.choice((0, 1, 5, 400, -1))], {"periodic": r.maybe(0.4, r.flag()), **options(r)}), spoiled=0.5)
function("torch.kaiser_window", lambda r: ([r.choice((0, 1, 5, 400, -1))], {"periodic": r.maybe(0.4, r.flag()), "beta": r.maybe(0.4, r.choice((12.0, 5))), **options(r)}), spoiled=0.5)

# ---------------------------------------------------------------- small rearrangements

def other_dims(r: Gen, x: Tensor) -> tuple[list[Any], dict[str, Any]]:
    rank = max(1, len(x.shape))
    return [r.negative(r.randrange(rank), rank), r.negative(r.randrange(rank), rank)], {}


for name in ("transpose", "swapaxes", "swapdims", "moveaxis", "movedim"):
    method(name, operand, other_dims, spoiled=0.5)
method("view_as", lambda r: operand(r, 1), lambda r, x: ([x.copy(sorted(x.shape)) if r.chance(0.7) else operand(r)], {}), spoiled=0.5)
method("reshape_as", lambda r: operand(r, 1), lambda r, x: ([x.copy(sorted(x.shape)) if r.chance(0.7) else operand(r)], {}), spoiled=0.5)
method("expand_as", lambda r: operand(r, 1), lambda r, x: ([x.copy([r.randint(1, 3), *[4 if size == 1 else size for size in x.shape]]) if r.chance(0.7) else operand(r)], {}), spoiled=0.5)
method("diagflat", lambda r: operand(r, 0, 2), lambda r, x: ([r.randint(-2, 2)] if r.chance(0.6) else [], {}))
method("argwhere", operand)
method("nonzero", operand, lambda r, x: ([], {"as_tuple": r.maybe(0.3, r.flag())}))
function("torch.view_as_complex", lambda r: ([r.tensor([*r.dims(r.randint(0, 3), 1, 4), 2], r.choice((None, "float64", "float16")), 0.3)], {}), spoiled=0.6)
function("torch.view_as_real", lambda r: ([operand(r, dtypes=("complex64", "complex64", "complex128", None))], {}))
function("torch.real", lambda r: ([operand(r, dtypes=("complex64", None, "int64"))], {}))
function("torch.imag", lambda r: ([operand(r, dtypes=("complex64", "complex128", None))], {}))
function("torch.bernoulli", lambda r: ([r.tensor(r.dims(r.randint(0, 3), 1, 4), r.choice((None, None, "float64", "int64")), make="ones"), *([r.choice((0.5, 0.0, 1.5))] if r.chance(0.4) else [])], {}), spoiled=0.5)
function("torch.multinomial", lambda r: ([r.tensor(r.dims(r.randint(1, 2), 1, 5), r.choice((None, None, "float64", "int64")), 0, make="ones"), r.randint(1, 4)], {"replacement": r.maybe(0.6, r.flag())}), spoiled=0.5)
function("torch.bucketize", lambda r: ([r.choice((operand(r, dtypes=(None, "int64", "float64")), 2.5, 3)), r.tensor([r.randint(1, 5)], r.choice((None, None, "int64")))], {"out_int32": r.maybe(0.3, r.flag()), "right": r.maybe(0.3, r.flag())}), spoiled=0.5)
