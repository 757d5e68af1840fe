"""Reductions, scans, sorting and selection along dims."""
from __future__ import annotations

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()


def operand(r: Gen, low: int = 0, dtypes: tuple = (None, None, None, None, None, "float64", "int64", "int32", "bool", "float16", "complex64"), least: int = 1) -> Tensor:
    return r.tensor([0 if r.chance(0.04 if least == 0 else 0.02) else size for size in r.dims(r.randint(low, 4), 1, 5)], r.choice(dtypes), 0.15)


REAL = (None, None, None, None, None, "float64", "int64", "bool", "float16")
FLOATING = (None, None, None, None, "float64", "float16", "int64")


def one_dim(r: Gen, x: Tensor) -> int:
    rank = max(1, len(x.shape))
    dim = r.negative(r.randrange(rank), rank)
    return dim if r.chance(0.95) else r.choice((rank, -rank - 1))


def some_dims(r: Gen, x: Tensor):
    """One dim, several, none or all."""
    if r.chance(0.55):
        return one_dim(r, x)
    rank = len(x.shape)
    picked = [r.negative(d, rank) for d in r.sample(range(rank), r.randint(0, rank))]
    return r.choice((tuple, list))(picked)


def dtype(r: Gen, share: float):
    return r.maybe(share, Code("torch." + r.choice(("float64", "float32", "int64", "float16", "int32", "bool"))))


def keepdim(r: Gen, given: dict, share: float = 0.45) -> dict:
    """A reduction over all dims takes no keepdim in most forms."""
    if given.get("dim", OMIT) is not OMIT or r.chance(0.04):
        given["keepdim"] = r.maybe(share, r.flag())
    return given


def named(r: Gen, call, start: int = 1):
    if r.chance(0.7):
        call.cut = start
    return call


for name, types, weight, with_dtype in (
    ("sum", None, 3, True), ("mean", None, 3, True), ("nansum", REAL, 0.6, True), ("nanmean", REAL, 0.5, True), ("logsumexp", REAL, 1, False), ("amax", REAL, 1.2, False), ("amin", REAL, 0.8, False),
    ("count_nonzero", None, 0.5, False),
):
    @OPS.op(f"torch.{name}", weight)
    def over_dims(r: Gen, name=name, types=types, with_dtype=with_dtype):
        x = operand(r, 0, types) if types else operand(r)
        given: dict = dict(dim=some_dims(r, x) if name == "logsumexp" or r.chance(0.75) else r.choice((OMIT, OMIT, None)))
        if name != "count_nonzero":
            given = keepdim(r, given)
        if with_dtype:
            given["dtype"] = dtype(r, 0.15)
        return r.either(name, x, **given)


for name, with_dtype in (("prod", True), ("any", False), ("all", False)):
    @OPS.op(f"torch.{name}", 1)
    def over_one_dim(r: Gen, name=name, with_dtype=with_dtype):
        x = operand(r, 0, ("bool", "bool", None, "int64", "uint8") if name != "prod" else REAL)
        given = keepdim(r, dict(dim=r.maybe(0.7, one_dim(r, x) if name == "prod" or r.chance(0.8) else some_dims(r, x))))
        if with_dtype:
            given["dtype"] = dtype(r, 0.2)
        return r.either(name, x, **given)


for name in ("max", "min"):
    @OPS.op(f"torch.{name}", 2.5)
    def extreme(r: Gen, name=name):
        x = operand(r, 0, REAL)
        way = r.random()
        if way < 0.2:
            return r.either(name, x)
        if way < 0.35:
            return r.either(name, x, r.tensor([1 if r.chance(0.2) else size for size in x.shape[r.randint(0, len(x.shape)):]], x.dtype))
        call = r.either(name, x, **keepdim(r, dict(dim=one_dim(r, x))))
        return Text("{}" + r.choice(("", "", "", ".values", ".indices", "[0]", "[1]")), call)


for name in ("argmax", "argmin"):
    @OPS.op(f"torch.{name}", 1.2)
    def arg_extreme(r: Gen, name=name):
        x = operand(r, 0, REAL)
        return r.either(name, x, dim=r.choice((OMIT, None)) if r.chance(0.3) else one_dim(r, x), keepdim=r.maybe(0.35, r.flag()))


for name in ("median", "nanmedian", "mode"):
    @OPS.op(f"torch.{name}", 0.8)
    def middle(r: Gen, name=name):
        x = operand(r, 0, REAL[:-1])
        given: dict = dict(dim=r.maybe(0.7, one_dim(r, x)))
        if given["dim"] is not OMIT or name == "mode":
            given["keepdim"] = r.maybe(0.4, r.flag())
        return r.either(name, x, **given)


for name in ("std", "var", "std_mean", "var_mean"):
    @OPS.op(f"torch.{name}", 1)
    def deviation(r: Gen, name=name):
        x = operand(r, 0, FLOATING)
        if r.chance(0.3):
            return r.either(name, x, r.flag()) if not name.endswith("_mean") else r.call(f"torch.{name}", x, unbiased=r.flag())
        given: dict = dict(dim=r.maybe(0.75, some_dims(r, x)))
        given[r.choice(("unbiased", "correction"))] = OMIT
        if r.chance(0.4):
            given = {**given, **r.choice((dict(correction=r.choice((0, 1, 2))), dict(unbiased=r.flag())))}
        if given["dim"] is not OMIT or "correction" in given:
            given["keepdim"] = r.maybe(0.4, r.flag())
        call = r.call(f"torch.{name}", x, **given) if name.endswith("_mean") else r.either(name, x, **given)
        call.cut = 1 if call.names[0] is None else 0
        return call


@OPS.op("torch.norm", 1.5)
def norm(r: Gen):
    x = operand(r, 0, FLOATING)
    given = dict(p=r.maybe(0.6, r.choice((1, 2, 2.0, "fro", Code("float('inf')"), 0, "nuc", None))), dim=r.maybe(0.6, some_dims(r, x)), keepdim=r.maybe(0.3, r.flag()), dtype=r.maybe(0.06, Code("torch.float64")))
    return r.either("norm", x, **given)


@OPS.op("torch.renorm", 0.5)
def renorm(r: Gen):
    x = operand(r, 1, FLOATING)
    return r.either("renorm", x, r.choice((1, 2)), one_dim(r, x), r.choice((1, 5.0)))


@OPS.op("torch.dist", 0.5)
def dist(r: Gen):
    x = operand(r, 0, FLOATING)
    return r.either("dist", x, r.tensor([1 if r.chance(0.2) else size for size in x.shape], x.dtype), p=r.maybe(0.4, r.choice((1, 3.0))))


@OPS.op("torch.aminmax", 0.6)
def aminmax(r: Gen):
    x = operand(r, 0, REAL)
    given = dict(dim=r.maybe(0.6, one_dim(r, x)), keepdim=r.maybe(0.4, r.flag()))
    call = r.either("aminmax", x, **given)
    call.cut = 0 if call.names[0] else 1
    return call


for name in ("cumsum", "cumprod", "logcumsumexp", "cummax", "cummin"):
    @OPS.op(f"torch.{name}", 0.9)
    def scan(r: Gen, name=name):
        x = operand(r, 0, FLOATING if name == "logcumsumexp" else REAL)
        given = dict(dim=one_dim(r, x))
        if name in ("cumsum", "cumprod"):
            given["dtype"] = dtype(r, 0.2)
            if r.chance(0.1):
                return r.method(x, name + "_", **given)
        return r.either(name, x, **given)


@OPS.op("torch.diff", 1)
def diff(r: Gen):
    x = operand(r, 1, REAL)
    given = dict(n=r.maybe(0.4, r.randint(0, 3)), dim=r.maybe(0.6, one_dim(r, x)))
    if r.chance(0.2):
        given["prepend"] = r.tensor(x.shape, x.dtype)
    return r.either("diff", x, **given)


@OPS.op("torch.sort", 1.5)
def sort(r: Gen):
    x = operand(r, 0, REAL)
    name = r.choices(("sort", "argsort", "msort"), (3, 2, 0.5))[0]
    if name == "msort":
        return r.either(name, x)
    given = dict(dim=r.maybe(0.6, one_dim(r, x)), descending=r.maybe(0.4, r.flag()))
    if r.chance(0.15):
        call = r.either(name, x, **given, stable=r.flag())
        call.cut = 0 if call.names[0] else 1
        return call
    return r.either(name, x, **given)


@OPS.op("torch.topk", 2)
def topk(r: Gen):
    x = operand(r, 0, REAL)
    dim = one_dim(r, x)
    size = x.shape[dim] if x.shape and -len(x.shape) <= dim < len(x.shape) else 1
    k = r.randint(0 if r.chance(0.1) else 1, max(1, size))
    return r.either("topk", x, k, dim=r.maybe(0.75, dim), largest=r.maybe(0.3, r.flag()), sorted=r.maybe(0.2, r.flag()))


@OPS.op("torch.kthvalue", 1)
def kthvalue(r: Gen):
    x = operand(r, 0, REAL[:-1])
    dim = one_dim(r, x)
    size = x.shape[dim] if x.shape and -len(x.shape) <= dim < len(x.shape) else 1
    return r.either("kthvalue", x, r.randint(1, max(1, size)), dim=r.maybe(0.75, dim), keepdim=r.maybe(0.3, r.flag()))


@OPS.op("torch.quantile", 1)
def quantile(r: Gen):
    x = operand(r, 0, (None, None, None, "float64", "int64"))
    q = r.choice((0.5, 0.25, 0.0, 1.0, Code("torch.tensor([0.25, 0.75])"), Code("torch.tensor(0.5)"), Code("torch.tensor([0.1, 0.5, 0.9])"), 1.5, Code("torch.tensor([[0.5]])"), Code("torch.tensor([0.5], dtype=torch.float64)")))
    call = r.either(r.choice(("quantile", "quantile", "nanquantile")), x, q, dim=r.maybe(0.6, one_dim(r, x)), keepdim=r.maybe(0.4, r.flag()), interpolation=r.maybe(0.2, r.choice(("linear", "lower", "midpoint", "cubic"))))
    return call


for name in ("softmax", "log_softmax"):
    @OPS.op(f"torch.{name} along dim", 0.8)
    def softmax(r: Gen, name=name):
        x = operand(r, 0, FLOATING)
        return r.either(name, x, dim=one_dim(r, x), dtype=r.maybe(0.2, Code("torch.float64")))


@OPS.op("torch.unique", 0.8, spoiled=0.4)
def unique(r: Gen):
    x = Tensor(r.dims(r.randint(0, 3), 1, 4), r.choice((None, "int64", "bool")), r.choice(("zeros", "ones")))
    name = r.choice(("unique", "unique", "unique_consecutive"))
    given: dict = dict(return_inverse=r.maybe(0.4, r.flag()), return_counts=r.maybe(0.4, r.flag()), dim=r.maybe(0.3, one_dim(r, x)))
    if name == "unique":
        given = dict(sorted=r.maybe(0.3, r.flag()), **given)
    call = r.either(name, x, **given)
    call.cut = 0 if call.names[0] else 1
    return call


@OPS.op("torch.bincount", 0.6)
def bincount(r: Gen):
    x = Tensor([r.randint(0, 5)], r.choice(("int64", "int64", "int32")), r.choice(("zeros", "ones", "full")), r.randint(0, 4))
    return r.either("bincount", x, weights=r.maybe(0.3, r.tensor(x.shape)), minlength=r.maybe(0.5, r.randint(0, 6)))


@OPS.op("torch.histc", 0.6)
def histc(r: Gen):
    x = operand(r, 0, (None, None, "float64", "int64"))
    x.make = "ones"
    if r.chance(0.5):
        return r.either("histc", x, bins=r.maybe(0.7, r.randint(1, 9)), min=r.maybe(0.5, 0), max=r.maybe(0.5, 3))
    return r.call("torch.histogram", x, r.randint(1, 9))


@OPS.op("torch.cov", 0.6)
def cov(r: Gen):
    x = operand(r, 0, FLOATING)
    if r.chance(0.5):
        return r.either("corrcoef", x)
    return r.either("cov", x, correction=r.maybe(0.5, r.choice((0, 1))))


@OPS.op("torch.trapezoid", 0.6)
def trapezoid(r: Gen):
    y = operand(r, 1, REAL[:-1])
    name = r.choice(("trapezoid", "trapz", "cumulative_trapezoid"))
    if r.chance(0.4):
        return r.call(f"torch.{name}", y, r.tensor([y.shape[-1]]))
    return r.call(f"torch.{name}", y, dx=r.maybe(0.4, 0.5), dim=r.maybe(0.5, one_dim(r, y)))


@OPS.op("torch.cumulative out", 0.4)
def out(r: Gen):
    x = operand(r, 1, (None,))
    rest = [size for place, size in enumerate(x.shape) if place != 0]
    name = r.choice(("sum", "mean", "amax"))
    return (Text("o = torch.empty({})", tuple(rest) if r.chance(0.8) else (7,)), Text(f"y = torch.{name}({{}}, 0, out=o)", x), Code(r.choice(("o", "y"))))


@OPS.op("reductions as attributes", 1)
def results(r: Gen):
    """Named results, taken apart as models do."""
    x = operand(r, 1, (None,))
    return (Text("x = {}", x), Code(r.choice(("v, i = x.max(-1)", "v, i = x.topk(1)", "v, i = x.sort(0)", "v, i = x.max(dim=0, keepdim=True)", "v, i = torch.min(x, 1)", "v = i = x.max()", "v, i = x.median(0)", "v, i = torch.std_mean(x)", "v, i = x.max(1)[0], x.max(1)[1]",
                                             "v, i = x.kthvalue(1)", "v, i = x.cummax(0)", "v, i = torch.topk(x, k=2, dim=0)", "v, i = x.sum(1)", "v, i = x.mean(0)", "v, i, j = x.max(0)"))), Code(r.choice(("v", "i", "(v, i)", "v.shape[0]", "i.dtype", "x - v"))))
