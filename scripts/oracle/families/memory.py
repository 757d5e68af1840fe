"""What a tensor's memory tells and takes: resizing, setting, storages, pointers, arrays, hooks, predicates, conversions."""
from __future__ import annotations

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
TYPES = (None,) * 6 + ("float64", "float16", "int64", "bool", "complex64")
MANY = 0.95


def operand(r: Gen, low: int = 0, high: int = 4, dtypes: tuple = TYPES, strided: float = 0.2) -> Tensor:
    return r.tensor([0 if r.chance(0.03) else size for size in r.dims(r.randint(low, high), 1, 5)], r.choice(dtypes), strided)


def dim_of(r: Gen, x: Tensor, more: int = 0) -> int:
    rank = max(1, len(x.shape) + more)
    return r.negative(r.randrange(rank), rank)


FORMATS = (Code("torch.contiguous_format"), Code("torch.preserve_format"), Code("torch.channels_last"), Code("torch.channels_last_3d"))


@OPS.op("Tensor.resize_", 0.7)
def resize(r: Gen):
    return r.method(operand(r, strided=0.1), "resize_", r.spread(r.dims(r.randint(0, 4), 0, 5)), memory_format=r.maybe(0.2, r.choice(FORMATS)))


@OPS.op("Tensor.resize_as_", MANY)
def resize_as(r: Gen):
    return r.either("resize_as_", operand(r, strided=0.1), operand(r), memory_format=r.maybe(0.25, r.choice(FORMATS)))


@OPS.op("Tensor.sum_to_size", MANY)
def sum_to_size(r: Gen):
    x = operand(r, dtypes=(None, None, "float64", "int64", "bool", "float16"))
    to = [1 if r.chance(0.4) else size for size in x.shape[r.randint(0, len(x.shape)):]]
    return r.method(x, "sum_to_size", r.spread(to))


@OPS.op("torch.slice_copy", MANY)
def slice_copy(r: Gen):
    x = operand(r, 1)
    return r.call("torch.slice_copy", x, dim=r.maybe(0.7, dim_of(r, x)), start=r.maybe(0.7, r.choice((None, r.randint(-6, 6)))), end=r.maybe(0.7, r.choice((None, r.randint(-6, 8)))), step=r.maybe(0.5, r.randint(1, 3)))


for name in ("slice_scatter", "slice_inverse"):
    @OPS.op(f"torch.{name}", 0.6 if name == "slice_scatter" else MANY)
    def slice_scatter(r: Gen, name=name):
        x = operand(r, 1, 3)
        dim = r.randrange(len(x.shape))
        size, step = x.shape[dim], r.choice((1, 1, 2))
        start = r.randint(0, size)
        end = r.randint(start, size)
        source = list(x.shape)
        source[dim] = max(0, -((start - end) // step))
        given = dict(dim=r.maybe(0.9, r.negative(dim, len(x.shape))), start=r.maybe(0.9, start), end=r.maybe(0.9, end), step=r.maybe(0.9, step))
        if name == "slice_inverse":
            return r.either(name, r.tensor(source, x.dtype, 0), x, **given)
        return r.either(name, x, r.tensor(source, x.dtype if r.chance(0.8) else "float64", 0), **given)


for name in ("alias_copy", "detach_copy", "resolve_neg", "resolve_conj"):
    @OPS.op(f"torch.{name}", MANY)
    def copy(r: Gen, name=name):
        x = operand(r)
        if name.endswith("copy"):
            return r.call(f"torch.{name}", x, out=r.maybe(0.15, r.tensor(x.shape, r.choice((x.dtype, "float64")), 0)))
        return r.either(name, x)


OPS.op("Tensor.chalf", 0.95)(lambda r: r.method(operand(r), "chalf", memory_format=r.maybe(0.4, r.choice(FORMATS))))


@OPS.op("Tensor.set_", MANY)
def set_(r: Gen):
    x = operand(r, dtypes=(None, None, None, "float64", "int64"))
    y = operand(r, dtypes=(None, None, None, "float64", "int64"))
    shape = r.dims(r.randint(0, 3), 1, 3)
    return r.choice((
        r.method(x, "set_"), r.method(x, "set_", y), r.method(x, "set_", Tensor(y.shape, x.dtype, "zeros")), r.method(x, "set_", Text("{}.untyped_storage()", Tensor(y.shape, x.dtype, "zeros"))), r.method(x, "set_", Text("{}.storage()", y)),
        r.method(x, "set_", Tensor([40], x.dtype, "zeros"), r.randint(0, 4), tuple(shape), tuple(r.randint(1, 3) for _ in shape)), r.method(x, "set_", Text("{}.untyped_storage()", Tensor([40], x.dtype, "zeros")), r.randint(0, 4), tuple(shape)),
    ))


@OPS.op("torch.from_numpy", MANY)
def from_numpy(r: Gen):
    x = operand(r, strided=0.3)
    way = r.choice(("torch.from_numpy({}.numpy())",) * 4 + ("torch.from_numpy({}.numpy()).shape", "torch.from_numpy({}.numpy().copy())", "torch.from_numpy({}.numpy().astype('float32'))", "torch.from_numpy({})", "torch.from_numpy({}.tolist())", "torch.from_numpy({}.numpy(force=True))", "torch.from_numpy({}.detach().cpu().numpy())"))
    return Text(way, x)


@OPS.op("torch.get_default_dtype", MANY)
def default_dtype(r: Gen):
    before = r.choice(("", "", "torch.set_default_dtype(torch.float64)", "torch.set_default_dtype(torch.float16)", "torch.set_default_dtype(torch.bfloat16)"))
    after = r.choice(("torch.get_default_dtype()", "torch.get_default_dtype()", "torch.zeros(2).dtype", "torch.get_default_dtype().itemsize", "torch.get_default_dtype() == torch.float32", "torch.tensor(1.5)", "torch.ones(3, dtype=torch.get_default_dtype())", "torch.get_default_dtype(1)", "torch.get_default_dtype(dtype=None)", "torch.get_default_dtype().is_floating_point"))
    return Code(after) if before == "" else (Code(f"d = torch.get_default_dtype()\n{before}\nx = {after}\ntorch.set_default_dtype(d)"), Code("x"))


POINTERS = {
    "data_ptr": ("{}.data_ptr() >= 0", "{}.data_ptr().__class__.__name__", "{}.data_ptr() == torch.zeros(3).data_ptr()", "torch.zeros(0).data_ptr()", "{}.data_ptr(1)", "torch.zeros(2).data_ptr() % 4", "{}.data_ptr"),
    "const_data_ptr": ("{}.const_data_ptr() >= 0", "torch.zeros(0).const_data_ptr()", "{}.const_data_ptr(1)"),
}


@OPS.op("Tensor.untyped_storage", MANY)
def untyped(r: Gen):
    return Text(r.choice(("{}.untyped_storage().nbytes()", "{}.untyped_storage().size()", "len({}.untyped_storage())", "{}.untyped_storage()", "{}.untyped_storage(1)", "{}.untyped_storage().device.type")), operand(r))


@OPS.op("Tensor.storage", MANY)
def storage(r: Gen):
    return Text(r.choice(("{}.storage().size()", "len({}.storage())", "{}.storage().nbytes()", "{}.storage()", "{}.storage(1)", "{}.storage().dtype", "{}.storage().element_size()")), operand(r))


@OPS.op("torch.is_storage", MANY)
def is_storage(r: Gen):
    x = operand(r)
    return r.call("torch.is_storage", r.choice((x, Text("{}.untyped_storage()", x), Text("{}.storage()", x), 3, None, Text("{}.shape", x), "xyz")))


for name in ("is_conj", "is_neg"):
    OPS.op(f"torch.{name}", MANY)(lambda r, name=name: r.either(name, Text(r.choice(("{}", "{}", "{}.conj()", "{}.conj().imag", "{}.clone()", "{}.conj().conj()")), operand(r, dtypes=(None, "complex64", "complex64", "complex128", "int64")))))

OPS.op("torch.is_distributed", MANY)(lambda r: r.either("is_distributed", operand(r)))
OPS.op("torch.typename", MANY)(lambda r: r.call("torch.typename", r.choice((operand(r), operand(r), 1, "xyz", None, Code("nn.Linear(2, 3)"), Code("nn.Parameter(torch.zeros(2))"), Text("{}.shape", operand(r)), Code("torch.float32")))))


@OPS.op("torch.is_nonzero", MANY)
def is_nonzero(r: Gen):
    return r.either("is_nonzero", r.tensor(r.dims(r.randint(0, 3), 1, r.choice((1, 1, 1, 2))), r.choice((None, "float64", "int64", "bool", "complex64")), 0, r.choice(("zeros", "ones"))))


@OPS.op("Tensor.dim_order", MANY)
def dim_order(r: Gen):
    x = operand(r, strided=0.5)
    return r.method(Text(r.choice(("{}", "{}", "{}.transpose(0, -1)", "{}.contiguous()")), x), "dim_order", ambiguity_check=r.maybe(0.4, r.choice((False, True, True, [Code("torch.contiguous_format"), Code("torch.channels_last")], 3))))


for name in ("is_pinned", "is_shared", "is_set_to", "share_memory_", "pin_memory", "cudnn_is_acceptable"):
    @OPS.op(f"Tensor.{name}", MANY)
    def told(r: Gen, name=name):
        x = operand(r)
        if name == "is_set_to":
            return r.method(x, name, r.choice((x, operand(r))))
        if name == "cudnn_is_acceptable":
            return r.call("torch.cudnn_is_acceptable", x)
        return r.method(x, name, *r.choice(((), (), (), (1,))) if name != "is_pinned" else ())


@OPS.op("Tensor.apply_", MANY)
def apply_(r: Gen):
    return r.method(operand(r), "apply_", r.choice((Code("lambda v: v"), Code("lambda v: 0"), Code("abs"), Code("lambda v: v + 1"), 3, None)))


@OPS.op("Tensor.map_", MANY)
def map_(r: Gen):
    x = operand(r, dtypes=(None, None, None, "float64", "int64"))
    other = Tensor(x.shape[r.choice((0, 0, 0, 1)):], x.dtype if r.chance(0.8) else "float64", "zeros")
    return r.method(x, "map_", other, r.choice((Code("lambda a, b: a"), Code("lambda a, b: b"), Code("max"), 3)))


@OPS.op("Tensor.module_load", MANY)
def module_load(r: Gen):
    x = operand(r)
    return r.method(x, "module_load", r.tensor(x.shape, r.choice((x.dtype, "float64")), 0), assign=r.maybe(0.5, r.flag()))


for name in ("register_hook", "register_post_accumulate_grad_hook", "retain_grad", "backward"):
    @OPS.op(f"Tensor.{name}", MANY)
    def gradient(r: Gen, name=name):
        x = r.tensor(r.dims(r.randint(0, 2), 1, 4), r.choice((None, None, None, "float64", "int64")), 0)
        leaf = Text(r.choice(("x = {}.requires_grad_(True)", "x = {}.requires_grad_(True)", "x = {}.requires_grad_(True)", "x = {}.requires_grad_(False)")), x)
        y = Code(r.choice(("y = x", "y = x.sum()", "y = x * 2", "y = x.detach()", "y = x.mean()", "y = (x * x).sum()")))
        if name == "backward":
            return (leaf, y, Text(r.choice(("y.backward({})", "y.backward(gradient={})")), r.choice((Code("torch.ones_like(y)"), None, Code("torch.ones(3)"), Code("torch.tensor(1.0)"), 1.0))) if r.chance(0.5) else Code(r.choice(("y.backward()", "y.backward(retain_graph=True)", "y.backward(create_graph=False)", "y.backward(inputs=x)", "y.backward(inputs=[x])", "torch.autograd.backward(y)", "torch.autograd.backward([y], [torch.ones_like(y)])", "torch.autograd.backward(y, torch.ones(2))"))))
        if name == "retain_grad":
            return (leaf, y, Code(r.choice(("y.retain_grad()", "y.retain_grad()", "x.retain_grad()", "y.retain_grad(1)"))))
        hook = r.choice(("lambda g: g", "lambda g: None", "print"))
        return (leaf, y, Code(f"{r.choice(('x', 'y'))}.{name}({hook})"))


@OPS.op("torch.is_grad_enabled", MANY)
def grad_enabled(r: Gen):
    return Code(r.choice(("torch.is_grad_enabled()", "torch.no_grad()(torch.is_grad_enabled)()", "torch.enable_grad()(torch.is_grad_enabled)()", "torch.is_grad_enabled(1)", "torch.is_grad_enabled(x=2)", "torch.inference_mode()(torch.is_grad_enabled)()", "torch.set_grad_enabled(True) is None or torch.is_grad_enabled()")))


@OPS.op("nn.SyncBatchNorm", MANY)
def sync(r: Gen):
    channels = r.randint(1, 4)
    made = r.call("nn.SyncBatchNorm", num_features=channels, eps=r.maybe(0.2, 1e-3), momentum=r.maybe(0.3, r.choice((0.1, None))), affine=r.maybe(0.3, r.flag()), track_running_stats=r.maybe(0.3, r.flag()))
    x = r.tensor([r.randint(1, 3), channels, *r.dims(r.choice((0, 1, 2, 2, 3)), 1, 4)], r.choice((None, None, None, "float64", "int64")), 0.1)
    if r.chance(0.3):
        return r.call(Text("nn.SyncBatchNorm.convert_sync_batchnorm(nn.Sequential(nn.Conv2d({}, 3, 1), nn.BatchNorm2d(3))).eval()", channels), r.tensor([2, channels, *r.dims(2, 1, 4)], None, 0))
    return r.call(Text("{}.eval()", made) if r.chance(0.7) else made, x)
