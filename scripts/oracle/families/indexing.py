"""Indexing in every form, assignment through it, and the functions that gather and scatter."""
from __future__ import annotations

from source import OMIT, Code, Gen, Tensor, Text

from families.registry import Registry

OPS = Registry()


def indexed(r: Gen, low: int = 1, high: int = 4) -> Tensor:
    return r.tensor([0 if r.chance(0.02) else size for size in r.dims(r.randint(low, high), 1, 6)], r.choice((None, None, None, "int64", "bool")), 0.15)


def integer(r: Gen, size: int) -> int:
    if r.chance(0.06):
        return r.choice((size, -size - 1, size + 2))
    return r.negative(r.randrange(max(1, size)), max(1, size))


def slice_text(r: Gen, size: int) -> str:
    def end() -> str:
        return "" if r.chance(0.4) else str(r.randint(-size - 1, size + 2))
    step = "" if r.chance(0.7) else f":{r.randint(1, 3)}" if r.chance(0.92) else r.choice((":-1", ":0", ":"))
    return f"{end()}:{end()}{step}"


def index_tensor(r: Gen, size: int, shape: list[int]) -> str:
    value = r.randrange(max(1, size)) if r.chance(0.93) else r.choice((size, -size, -size - 1))
    way = r.random()
    if way < 0.3 and len(shape) == 1:
        return str([value] * shape[0])
    if way < 0.5 and len(shape) == 1:
        return f"torch.tensor({[value] * shape[0]})"
    if way < 0.6 and len(shape) == 1 and 0 < shape[0] <= size:
        return f"torch.arange({shape[0]})"
    dtype = "" if r.chance(0.9) else r.choice((", dtype=torch.int32", ", dtype=torch.uint8", ", dtype=torch.float32", ", dtype=torch.int16"))
    dims = "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
    return f"torch.full({dims}, {value}{dtype})"


def mask(r: Gen, shape: list[int]) -> str:
    dims = list(shape)
    if dims and r.chance(0.1):
        dims[r.randrange(len(dims))] += r.choice((-1, 1))
    shown = "(" + ", ".join(str(max(0, d)) for d in dims) + ("," if len(dims) == 1 else "") + ")"
    kind = r.choice(("torch.ones", "torch.ones", "torch.zeros"))
    return f"{kind}({shown}, dtype=torch.{'bool' if r.chance(0.93) else 'uint8'})"


def subscript(r: Gen, shape: list[int], advanced: float = 0.3) -> str:
    """An index expression that fits a shape, mostly."""
    parts: list[str] = []
    used, rank = 0, len(shape)
    ellipsis = r.chance(0.25)
    several = r.dims(r.randint(0, 2), 1, 3)
    count = r.randint(0, 4)
    for _ in range(count):
        if used >= rank and r.chance(0.93):
            break
        size = shape[used] if used < rank else 1
        way = r.random()
        if way < 0.3:
            parts.append(slice_text(r, size))
        elif way < 0.55:
            parts.append(str(integer(r, size)))
        elif way < 0.65:
            parts.append("None")
            continue
        elif way < 0.65 + advanced:
            kind = r.random()
            if kind < 0.3 and rank - used >= 1:
                deep = r.randint(1, min(2, rank - used))
                parts.append(mask(r, shape[used:used + deep]))
                used += deep
                continue
            base = several if r.chance(0.8) else r.dims(1, 1, 3)
            parts.append(index_tensor(r, size, [1 if r.chance(0.1) else d for d in base]))
        else:
            parts.append(":")
        used += 1
    if ellipsis:
        parts.insert(r.randint(0, len(parts)), "...")
    if r.chance(0.03):
        place, extra = r.randint(0, len(parts)), r.choice(("True", "False", "1.5", "'a'", "..."))
        # A second ellipsis moves on past the last dimension, whose size is then read from memory that is not the tensor's.
        if not (ellipsis and extra == "..."):
            parts.insert(place, extra)
    if not parts:
        parts = [r.choice((":", "...", "None", "0"))]
    return ", ".join(parts)


@OPS.op("Tensor[...]", 9, spoiled=0.35)
def get(r: Gen):
    x = indexed(r, 0 if r.chance(0.05) else 1)
    return Text("{}[" + subscript(r, x.shape).replace("{", "{{") + "]", x)


@OPS.op("Tensor[...] basic", 4, spoiled=0.45)
def get_basic(r: Gen):
    x = indexed(r)
    return Text("{}[" + subscript(r, x.shape, 0) + "]", x)


@OPS.op("Tensor[...][...]", 1.5, spoiled=0.4)
def get_twice(r: Gen):
    x = indexed(r, 2)
    return Text("{}[" + subscript(r, x.shape[:1], 0.1) + "][" + subscript(r, x.shape[1:], 0.1) + "]", x)


@OPS.op("Tensor[variable]", 1.5, spoiled=0.3)
def get_with_variables(r: Gen):
    rank = r.randint(2, 4)
    x = r.tensor(r.dims(rank, 2, 6))
    expression = r.choice(("x[i]", "x[:, i]", "x[i, None]", "x[..., i]", "x[i, i]", "x[i][:, i]", "x[m]", "x[:, m]", "x[s]", "x[:, s]", "x[(0, s)]", "x[[0, 1], s]", "x[i[:, None], i]", "x[m, 0]", "x[m][0:2]",
                           "x[i.unsqueeze(-1), i]", "x[x > 0].dim()", "x[tuple([0, slice(None)])]", "x[slice(0, 1)]", "x[0].shape", "x[range(2)]", "x[i, :, i]", "x[:, i, i]", "x[i, 0]", "x[0, :, i]", "x[0, i]", "x[..., i, :]", "x[i, ..., i]"))
    return (Text("x = {}", x), Text("i = {}", r.tensor([r.randint(1, 4)] if r.chance(0.8) else r.dims(2, 1, 3), "int64", 0, make="zeros")),
            Text("m = {}", Tensor([x.shape[0]], "bool", r.choice(("ones", "zeros")))), Code(f"s = slice({r.randint(0, 2)}, {r.choice((None, 2, -1))}, {r.choice((None, 2))})"), Code(expression))


@OPS.op("Tensor[...] = value", 6, spoiled=0.35)
def put(r: Gen):
    x = indexed(r)
    x.layout = ()
    text = subscript(r, x.shape, 0.2)
    value = r.choice((0, 1.5, None))
    if value is None:
        value = r.tensor([1 if r.chance(0.2) else size for size in result_shape(x.shape, text, r)])
    return (Text("x = {}", x), Text(f"x[{text}] = {{}}", value) if r.chance(0.8) else Text(f"x[{text}] {r.choice(('+=', '*=', '-='))} {{}}", value), Code("x"))


def result_shape(shape: list[int], text: str, r: Gen) -> list[int]:
    """What plain slices and ints leave over; a guess where the index is more than that, as wrong guesses are wanted too."""
    out = []
    parts = [part.strip() for part in text.split(",")]
    if "..." in parts or any("torch" in part or "[" in part for part in parts):
        return shape[r.randint(0, len(shape)):]
    rest = list(shape)
    for part in parts:
        if part == "None":
            out.append(1)
        elif ":" in part and rest:
            start, stop, *step = [int(item) if item else None for item in part.split(":")]
            step = step[0] if step and step[0] else None
            size = rest.pop(0)
            out.append(len(range(size)[start:stop:step if step and step > 0 else None]))
        elif rest:
            rest.pop(0)
    return out + rest


def same_or_smaller(r: Gen, shape: list[int], dim: int) -> list[int]:
    return [r.randint(1, 5) if place == dim else r.randint(1, max(1, size)) if r.chance(0.3) else size for place, size in enumerate(shape)]


def gathered(r: Gen) -> tuple[Tensor, int, Tensor]:
    x = r.tensor(r.dims(r.randint(1, 4), 1, 5))
    dim = r.randrange(len(x.shape))
    return x, dim, r.index(same_or_smaller(r, x.shape, dim), x.shape[dim], r.choice(("int64",) * 9 + ("int32",)))


@OPS.op("torch.gather", 2.5)
def gather(r: Gen):
    x, dim, index = gathered(r)
    return r.either("gather", x, dim=r.negative(dim, len(x.shape)), index=index)


def scattered(r: Gen):
    x, dim, index = gathered(r)
    index.shape = [min(size, limit) if place != dim else size for place, (size, limit) in enumerate(zip(index.shape, x.shape))]
    source = r.tensor([size + r.choice((0, 0, 0, 1)) for size in index.shape])
    return x, dict(dim=r.negative(dim, len(x.shape)), index=index), source


@OPS.op("torch.scatter", 2.5)
def scatter(r: Gen):
    x, given, source = scattered(r)
    name = r.choice(("scatter", "scatter", "scatter_"))
    if r.chance(0.35):
        call = dict(**given, value=r.choice((1.0, 0, 2)))
    else:
        call = dict(**given, src=source)
    if r.chance(0.15):
        call["reduce"] = r.choice(("add", "multiply"))
    return r.either(name, x, **call) if name == "scatter" else r.method(x, name, **call)


@OPS.op("torch.scatter_add", 1.2)
def scatter_add(r: Gen):
    x, given, source = scattered(r)
    if r.chance(0.4):
        return r.method(x, "scatter_add_", **given, src=source)
    return r.either("scatter_add", x, **given, src=source)


@OPS.op("torch.scatter_reduce", 1.2)
def scatter_reduce(r: Gen):
    x, given, source = scattered(r)
    call = dict(**given, src=source, reduce=r.choice(("sum", "prod", "mean", "amax", "amin")), include_self=r.maybe(0.4, r.flag()))
    return r.method(x, "scatter_reduce_", **call) if r.chance(0.3) else r.either("scatter_reduce", x, **call)


def vector(r: Gen, size: int, length: int | None = None) -> Tensor:
    return r.index([r.randint(0 if r.chance(0.1) else 1, 5) if length is None else length], size, r.choice(("int64",) * 9 + ("int32",)))


@OPS.op("torch.index_select", 2)
def index_select(r: Gen):
    x = indexed(r)
    dim = r.randrange(len(x.shape))
    index = vector(r, x.shape[dim])
    if r.chance(0.05):
        index.shape = []
    return r.either("index_select", x, dim=r.negative(dim, len(x.shape)), index=index)


for name in ("index_add", "index_copy", "index_reduce"):
    @OPS.op(f"torch.{name}", 1)
    def index_into(r: Gen, name=name):
        x = r.tensor(r.dims(r.randint(1, 3), 1, 5))
        dim = r.randrange(len(x.shape))
        index = vector(r, x.shape[dim])
        source = list(x.shape)
        source[dim] = index.shape[0]
        rest = [r.choice(("prod", "mean", "amax", "amin"))] if name == "index_reduce" else []
        arguments = (r.negative(dim, len(x.shape)), index, r.tensor(source), *rest)
        return r.method(x, name + "_", *arguments) if r.chance(0.4) else r.either(name, x, *arguments)


@OPS.op("torch.index_fill", 0.8)
def index_fill(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 3), 1, 5))
    dim = r.randrange(len(x.shape))
    arguments = (r.negative(dim, len(x.shape)), vector(r, x.shape[dim]), r.choice((0, 1.5, -1)))
    return r.method(x, "index_fill_", *arguments) if r.chance(0.4) else r.either("index_fill", x, *arguments)


@OPS.op("torch.index_put", 1.2)
def index_put(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 3), 1, 5))
    count = r.randint(1, len(x.shape))
    length = r.randint(1, 4)
    indices = tuple(vector(r, x.shape[i], length) for i in range(count))
    values = r.tensor(r.choice(([length], [], [1], x.shape[count:], [length, *x.shape[count:]])))
    arguments = dict(indices=indices, values=values, accumulate=r.maybe(0.3, r.flag()))
    return r.method(x, "index_put_", **arguments) if r.chance(0.5) else r.either("index_put", x, **arguments)


@OPS.op("torch.take", 0.8)
def take(r: Gen):
    x = indexed(r, 1, 3)
    return r.either("take", x, r.index(r.dims(r.randint(0, 3), 1, 4), 1))


@OPS.op("Tensor.put_", 0.4)
def put_(r: Gen):
    x = r.tensor(r.dims(2, 1, 4))
    index = r.index([r.randint(1, 4)], 2)
    return r.method(x, "put_", index, r.tensor(index.shape), accumulate=r.maybe(0.3, True))


@OPS.op("torch.take_along_dim", 1.2)
def take_along_dim(r: Gen):
    x, dim, index = gathered(r)
    if r.chance(0.15):
        return r.either("take_along_dim", x, r.index(r.dims(r.randint(1, 2), 1, 4), 1))
    index.shape = [size if place == dim else r.choice((size, 1, x.shape[place])) for place, size in enumerate(index.shape)]
    return r.either("take_along_dim", x, index, dim=r.negative(dim, len(x.shape)))


def partly(r: Gen, shape: list[int]) -> list[int]:
    """A shape that broadcasts to `shape`."""
    return [1 if r.chance(0.25) else size for size in shape[r.choice((0, 0, min(1, len(shape)), len(shape))):]]


@OPS.op("torch.masked_fill", 2)
def masked_fill(r: Gen):
    x = r.tensor(r.dims(r.randint(0, 4), 1, 5), r.choice((None, None, None, "int64")))
    m = r.tensor(partly(r, x.shape), "bool" if r.chance(0.93) else r.choice(("uint8", "int64", "float32")))
    value = r.choice((0, -1e9, 1.5, Code("float('-inf')"), Code("torch.tensor(2.0)")))
    return r.method(x, "masked_fill_", m, value) if r.chance(0.4) else r.either("masked_fill", x, mask=m, value=value)


@OPS.op("torch.masked_select", 1.2)
def masked_select(r: Gen):
    x = indexed(r, 0, 3)
    m = Tensor(partly(r, x.shape), "bool", r.choice(("zeros", "ones")))
    return r.either("masked_select", x, m)


@OPS.op("torch.masked_scatter", 0.8)
def masked_scatter(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 3), 1, 4))
    arguments = (Tensor(partly(r, x.shape), "bool", r.choice(("zeros", "ones"))), r.tensor([r.randint(2, 3) * size for size in x.shape]))
    return r.method(x, "masked_scatter_", *arguments) if r.chance(0.4) else r.either("masked_scatter", x, *arguments)


@OPS.op("torch.where", 2.5)
def where(r: Gen):
    if r.chance(0.12):
        return r.call("torch.where", Tensor(r.dims(r.randint(0, 3), 0, 4), "bool", r.choice(("zeros", "ones"))))
    target = r.dims(r.randint(0, 4), 1, 5)
    condition = r.tensor(partly(r, target), "bool" if r.chance(0.93) else r.choice(("uint8", "float32")), 0.1)
    def side():
        return r.choice((0, 1.5, 2)) if r.chance(0.2) else r.tensor(partly(r, target), r.choice((None, None, None, "int64", "float64", "float16")))
    one, two = side(), side()
    if isinstance(one, Tensor) and r.chance(0.3):
        return r.method(one, "where", condition, two)
    return r.call("torch.where", condition, one, two)


@OPS.op("torch.nonzero", 1)
def nonzero(r: Gen):
    x = Tensor([0 if r.chance(0.05) else size for size in r.dims(r.randint(0, 4), 1, 4)], r.choice((None, "int64", "bool")), r.choice(("zeros", "ones")))
    name = r.choice(("nonzero", "nonzero", "argwhere", "count_nonzero"))
    if name == "nonzero":
        return r.either(name, x, as_tuple=r.maybe(0.4, r.flag()))
    return r.either(name, x, *([r.negative(r.randrange(len(x.shape)), len(x.shape))] if name == "count_nonzero" and x.shape and r.chance(0.6) else []))


@OPS.op("select and slice scatter", 1)
def view_scatter(r: Gen):
    x = r.tensor(r.dims(r.randint(2, 3), 2, 5))
    dim = r.randrange(len(x.shape))
    rest = [size for place, size in enumerate(x.shape) if place != dim]
    way = r.random()
    if way < 0.4:
        return r.either("select_scatter", x, r.tensor(rest), dim, r.randrange(x.shape[dim]))
    if way < 0.75:
        stop = r.randint(1, x.shape[dim])
        source = list(x.shape)
        source[dim] = stop
        return r.either("slice_scatter", x, r.tensor(source), dim=dim, start=0, end=stop)
    return r.either("diagonal_scatter", x, r.tensor([*x.shape[2:], min(x.shape[:2])]))


@OPS.op("torch.bucketize", 1)
def search(r: Gen):
    given = dict(right=r.maybe(0.3, r.flag()), out_int32=r.maybe(0.3, r.flag()))
    if r.chance(0.5):
        return r.call("torch.bucketize", r.tensor(r.dims(r.randint(0, 3), 1, 4)), r.tensor([r.randint(1, 5)]), **given)
    lead = r.dims(r.randint(0, 2), 1, 3)
    return r.call("torch.searchsorted", r.tensor([*lead, r.randint(1, 5)]), r.tensor([*lead, r.randint(1, 5)]), **given)
