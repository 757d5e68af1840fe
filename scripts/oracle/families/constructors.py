"""Tensors made of parts: sparse ones of every layout, products with them, legacy types, storages, gradients that are asked for; and layers that few build."""
from __future__ import annotations

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
MANY = 0.95
TYPES = (None, None, None, None, "float64", "int64", "bool", "float16")


def numbers(r: Gen, rows: list[list[int]]) -> Code:
    return Code(f"torch.tensor({rows})")


def ints(r: Gen, values: list[int]) -> Code:
    return Code(f"torch.tensor({values}{', dtype=torch.int32' if r.chance(0.2) else ', dtype=torch.float32' if r.chance(0.05) else ''})")


def dtype(r: Gen):
    return r.maybe(0.3, Code("torch." + r.choice(("float64", "float32", "int64", "float16", "bool"))))


def coo_parts(r: Gen):
    """Indices within a size, values for each, with dimensions behind them at times; now and then a part does not fit."""
    rank, count = r.randint(1, 3), r.randint(0 if r.chance(0.1) else 1, 4)
    size = r.dims(rank, 1, 5)
    dense = r.dims(1, 1, 3) if r.chance(0.25) else []
    rows = [[r.randrange(s) for _ in range(count)] for s in size]
    values = r.tensor([count, *dense], r.choice(TYPES), 0, "ones")
    return numbers(r, rows), values, [*size, *dense]


@OPS.op("torch.sparse_coo_tensor", 1.2)
def coo(r: Gen):
    indices, values, size = coo_parts(r)
    if r.chance(0.12):
        return r.call("torch.sparse_coo_tensor", size=size, dtype=dtype(r))
    return r.call("torch.sparse_coo_tensor", indices, values, size=r.maybe(0.7, r.choice((tuple, list))(size)), dtype=dtype(r), requires_grad=r.maybe(0.1, r.flag()), check_invariants=r.maybe(0.2, r.choice((True, False, None))), is_coalesced=r.maybe(0.1, r.choice((False, None))))


for name in ("FloatTensor", "DoubleTensor", "HalfTensor", "BFloat16Tensor", "LongTensor", "IntTensor", "ShortTensor", "CharTensor", "ByteTensor"):
    @OPS.op(f"torch.sparse.{name}", MANY)
    def legacy(r: Gen, name=name):
        indices, values, size = coo_parts(r)
        kind = {"FloatTensor": None, "DoubleTensor": "float64", "HalfTensor": "float16", "BFloat16Tensor": "bfloat16", "LongTensor": "int64", "IntTensor": "int32", "ShortTensor": "int16", "CharTensor": "int8", "ByteTensor": "uint8"}[name]
        values.dtype = kind if r.chance(0.9) else r.choice(TYPES)
        way = r.random()
        if way < 0.15:
            return r.call(f"torch.sparse.{name}", *r.choice(((), (Star(size),), (Code(f"torch.Size({size})"),))))
        return r.call(f"torch.sparse.{name}", indices, values, *([Code(f"torch.Size({size})") if r.chance(0.8) else size] if way < 0.8 else []))


def compressed_parts(r: Gen, rows: int, columns: int):
    counts = [r.randint(0, columns) for _ in range(rows)]
    crow, cols = [0], []
    for count in counts:
        cols += sorted(r.sample(range(columns), count))
        crow.append(crow[-1] + count)
    return crow, cols


LAYOUTS = ("csr", "csc", "bsr", "bsc")


def compressed(r: Gen, layout: str):
    rows, columns = r.dims(2, 1, 4)
    crow, cols = compressed_parts(r, rows, columns)
    if r.chance(0.1):
        crow = crow[:-1] if r.chance(0.5) else [*crow, crow[-1]]
    block = r.dims(2, 1, 2) if layout in ("bsr", "bsc") else []
    size = [a * b for a, b in zip((rows, columns) if layout in ("csr", "bsr") else (columns, rows), block or (1, 1))]
    return ints(r, crow), ints(r, cols), r.tensor([len(cols), *block], r.choice(TYPES), 0, "ones"), r.choice((tuple, list))(size)


for layout in LAYOUTS:
    @OPS.op(f"torch.sparse_{layout}_tensor", 1.1)
    def of_layout(r: Gen, layout=layout):
        crow, cols, values, size = compressed(r, layout)
        return r.call(f"torch.sparse_{layout}_tensor", crow, cols, values, size=r.maybe(0.75, size), dtype=dtype(r), requires_grad=r.maybe(0.1, r.flag()), check_invariants=r.maybe(0.2, r.choice((True, False, None))))


@OPS.op("torch.sparse_compressed_tensor", 1.1)
def any_layout(r: Gen):
    layout = r.choice(LAYOUTS)
    crow, cols, values, size = compressed(r, layout)
    named = Code("torch." + (f"sparse_{layout}" if r.chance(0.9) else r.choice(("sparse_coo", "strided"))))
    return r.call("torch.sparse_compressed_tensor", crow, cols, values, size=r.maybe(0.75, size), dtype=dtype(r), layout=r.maybe(0.95, named))


def sparse(r: Gen, shape, kind=None, way: str | None = None) -> Text:
    return Text("{}.to_%s()" % (way or r.choice(("sparse", "sparse", "sparse_csr"))), r.tensor(shape, kind, 0, "ones"))


@OPS.op("Tensor.sparse_mask", MANY)
def masked(r: Gen):
    shape = r.dims(r.choice((1, 2, 2, 3)), 1, 4)
    mask = sparse(r, shape, r.choice((None, None, "float64", "bool")), "sparse" if len(shape) != 2 else None)
    return r.method(r.choice((r.tensor(shape, r.choice(TYPES), 0), sparse(r, shape, None, "sparse"))), "sparse_mask", mask)


@OPS.op("torch.smm", MANY)
def smm(r: Gen):
    n, m, k = r.dims(3, 1, 4)
    return r.either("smm", sparse(r, [n, m], r.choice((None, None, None, "float64")), "sparse"), r.tensor([m, k], r.choice((None, None, None, "float64")), 0))


@OPS.op("torch.sspaddmm", MANY)
def sspaddmm(r: Gen):
    n, m, k = r.dims(3, 1, 4)
    return r.either("sspaddmm", sparse(r, [n, k], None, "sparse"), sparse(r, [n, m], None, "sparse"), r.tensor([m, k], None, 0), beta=r.maybe(0.3, r.choice((2, 0))), alpha=r.maybe(0.3, 3))


@OPS.op("torch.sparse.sampled_addmm", MANY)
def sampled(r: Gen):
    n, m, k = r.dims(3, 1, 4)
    return r.call("torch.sparse.sampled_addmm", sparse(r, [n, k], r.choice((None, None, None, "float64")), r.choice(("sparse_csr",) * 4 + ("sparse",))), r.tensor([n, m], None, 0), r.tensor([m, k], None, 0), beta=r.maybe(0.3, 2.0), alpha=r.maybe(0.3, 0.5))


@OPS.op("torch.sparse.spdiags", MANY)
def diagonals(r: Gen):
    count, length = r.randint(1, 3), r.randint(1, 4)
    offsets = r.sample(range(-2, 3), count if r.chance(0.85) else max(1, count - 1))
    shape = r.dims(2, 1, 5) if r.chance(0.9) else r.dims(r.choice((1, 3)), 1, 4)
    return r.call("torch.sparse.spdiags", r.tensor([count, length], r.choice(TYPES[:5]), 0), Code(f"torch.tensor({offsets[0] if r.chance(0.1) else offsets})"), tuple(shape), layout=r.maybe(0.3, Code("torch." + r.choice(("sparse_coo", "sparse_csr", "sparse_csc", "strided", "sparse_bsr")))))


@OPS.op("Tensor.to_padded_tensor", MANY)
def padded(r: Gen):
    rest = r.dims(r.randint(0, 2), 1, 3)
    parts = [r.tensor([r.randint(1, 4), *rest], None, 0) for _ in range(r.randint(1, 3))]
    longest = max(part.shape[0] for part in parts)
    size = [len(parts), longest + r.choice((0, 1, 2)), *rest] if r.chance(0.85) else [len(parts), longest, *rest, 1]
    return r.method(Text("torch.nested.nested_tensor([%s])" % ", ".join("{}" for _ in parts), *parts), "to_padded_tensor", r.choice((0.0, 0, -1.0)), output_size=r.maybe(0.4, r.choice((None, size, size, tuple(size)))))


@OPS.op("Tensor.resize", MANY)
def resize(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 3), 1, 4), r.choice((None, None, "int64")), 0.1)
    shape = list(x.shape)
    return r.method(x, "resize", r.choice((Star, Star, tuple, list))(r.choice((shape[::-1], [*shape, 1], [1, *shape], r.dims(r.randint(1, 3), 1, 4)))))


@OPS.op("Tensor.resize_as", MANY)
def resize_as(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 3), 1, 4), r.choice((None, None, "int64")), 0.1)
    shape = list(x.shape)
    return r.method(x, "resize_as", r.tensor(r.choice((shape[::-1], [*shape, 1], [1, *shape], r.dims(r.randint(1, 3), 1, 4))), r.choice((None, None, "int64")), 0))


for name in ("eig", "symeig", "lstsq", "solve", "matrix_rank", "reinforce"):
    @OPS.op(f"torch.{name}", MANY)
    def removed(r: Gen, name=name):
        x = r.tensor(r.dims(r.randint(1, 3), 1, 4), r.choice(TYPES), 0.1)
        if name == "reinforce":
            return r.method(x, name, r.choice((1.0, 2, x)))
        own = {"eig": (r.maybe(0.4, r.flag()),), "symeig": (r.maybe(0.4, r.flag()), r.maybe(0.3, r.flag())), "lstsq": (r.tensor(x.shape, None, 0),), "solve": (r.tensor(x.shape, None, 0),), "matrix_rank": (r.maybe(0.3, 0.1), r.maybe(0.3, r.flag()))}[name]
        if name == "matrix_rank":
            return r.call("torch.matrix_rank", x, *[v for v in own if v is not OMIT])
        return r.either(name, x, *[v for v in own if v is not OMIT])


for name in ("storage", "untyped_storage"):
    @OPS.op(f"Tensor.{name}", MANY)
    def stored(r: Gen, name=name):
        x = r.tensor(r.dims(r.randint(0, 4), 0 if r.chance(0.1) else 1, 5), r.choice(TYPES), 0.2)
        return r.method(x if r.chance(0.6) else sparse(r, x.shape, None, "sparse") if r.chance(0.7) else sparse(r, r.dims(2, 1, 3), None, "sparse_csr"), name, *([r.randint(0, 2)] if r.chance(0.15) else []))


@OPS.op("Tensor.to_mkldnn", MANY)
def mkldnn(r: Gen):
    x = r.tensor(r.dims(r.randint(0, 4), 1, 4), r.choice((None, None, None, "bfloat16", "float64", "int64", "uint8", "float16")), 0.1)
    return r.method(x if r.chance(0.85) else sparse(r, r.dims(2, 1, 3), None, "sparse"), "to_mkldnn", *([Code("torch." + r.choice(("float32", "bfloat16", "float64")))] if r.chance(0.3) else []))


@OPS.op("torch._weight_norm", MANY)
def weight_norm(r: Gen):
    shape = r.dims(r.randint(1, 4), 1, 4)
    dim = r.choice((0, 0, len(shape) - 1, -1))
    sizes = [1] * len(shape)
    if dim >= 0:
        sizes[dim] = shape[dim]
    return r.call("torch._weight_norm", r.tensor(shape, r.choice((None, None, None, "float64")), 0.1), r.tensor(sizes if dim >= 0 else [], r.choice((None, None, None, None, "float64")), 0), r.choice((dim, dim, OMIT)) if dim == 0 else dim)


@OPS.op("torch.autograd.grad", 1.2)
def gradients(r: Gen):
    shape = r.dims(r.randint(0, 3), 1, 4)
    kind = r.choice((None, None, None, "float64"))
    made = Code(f"x = torch.ones({shape}{'' if kind is None else ', dtype=torch.' + kind}, requires_grad=True); w = torch.ones({shape[-1:]}, requires_grad=True); z = torch.ones(2, requires_grad=True); y = x * w")
    scalar = r.chance(0.6) or not shape
    outputs = r.choice(("y.sum()", "(y * y).mean()", "[y.sum(), (x * 2).sum()]")) if scalar else r.choice(("y", "[y]", "y.relu()"))
    inputs = r.choice(("x", "[x, w]", "(x,)", "[w]", "[x, z]", "w", "y"))
    given = OMIT
    if not scalar and r.chance(0.85):
        given = Tensor(shape, kind, "ones")
    return made, r.call("torch.autograd.grad", Code(outputs), Code(inputs), grad_outputs=given, retain_graph=r.maybe(0.2, r.flag()), create_graph=r.maybe(0.3, r.flag()), allow_unused=r.maybe(0.5, r.flag()), materialize_grads=r.maybe(0.15, r.flag()))


@OPS.op("nn.SyncBatchNorm", MANY)
def sync(r: Gen):
    features = r.randint(1, 5)
    made = r.call("nn.SyncBatchNorm", features, eps=r.maybe(0.2, 1e-3), momentum=r.maybe(0.3, r.choice((None, 0.2))), affine=r.maybe(0.4, r.flag()), track_running_stats=r.maybe(0.3, r.flag()))
    return r.call(Text("{}.eval()", made) if r.chance(0.8) else made, r.tensor([r.randint(1, 3), features, *r.dims(r.randint(0, 3), 1, 4)], r.choice((None, None, None, None, "float64")), 0.1))


@OPS.op("nn.NLLLoss2d", MANY)
def nll_2d(r: Gen):
    classes, size = r.randint(1, 5), r.dims(r.choice((2, 2, 1, 0)), 1, 4)
    batch = r.randint(1, 3)
    return r.call(r.call("nn.NLLLoss2d", weight=r.maybe(0.3, Tensor([classes], None, "ones")), ignore_index=r.maybe(0.2, -1), reduction=r.maybe(0.6, r.choice(("none", "mean", "sum")))), r.tensor([batch, classes, *size], None, 0.05), r.index([batch, *size], classes))


@OPS.op("nn.modules.linear.NonDynamicallyQuantizableLinear", MANY)
def plain_linear(r: Gen):
    width = r.randint(1, 5)
    return r.call(r.call("nn.modules.linear.NonDynamicallyQuantizableLinear", width, r.randint(1, 5), bias=r.maybe(0.5, r.flag())), r.tensor([*r.dims(r.randint(0, 3), 1, 4), width], r.choice((None, None, None, None, "float64")), 0.1))
