"""What public lists of names show and models seldom use: masked reductions, windows, hashes, buffers, sparse matrices, quantized tensors, types of bits, control flow."""
from __future__ import annotations

from source import Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
TYPES = (None, None, None, None, "float64", "int64", "int32", "bool", "float16")


def operand(r: Gen, low: int = 0, high: int = 3, dtypes: tuple = TYPES) -> Tensor:
    return r.tensor([0 if r.chance(0.03) else size for size in r.dims(r.randint(low, high), 1, 5)], r.choice(dtypes), 0.1)


def dim_of(r: Gen, x: Tensor) -> int:
    rank = max(1, len(x.shape))
    return r.negative(r.randrange(rank), rank)


def some_dims(r: Gen, x: Tensor):
    if r.chance(0.5) or not x.shape:
        return dim_of(r, x)
    return tuple(r.sample(range(len(x.shape)), r.randint(1, len(x.shape))))


def mask_of(r: Gen, x: Tensor):
    if r.chance(0.3):
        return None
    shape = [1 if r.chance(0.2) else size for size in x.shape]
    return r.tensor(shape[r.randint(0, len(shape)):] if r.chance(0.3) else shape, "bool", 0, "ones")


for name in ("sum", "prod", "amax", "amin", "mean", "logsumexp", "var", "std"):
    @OPS.op(f"torch.masked.{name}")
    def masked(r: Gen, name=name):
        x = operand(r, 1, dtypes=(None, None, None, "float64", "int64", "bool") if name in ("sum", "prod") else (None, None, "float64", "int64"))
        return r.call(f"torch.masked.{name}", x, r.choice((None, some_dims(r, x), some_dims(r, x))), keepdim=r.maybe(0.3, r.flag()), dtype=r.maybe(0.2, Code(r.choice(("torch.float64", "torch.float32")))), mask=mask_of(r, x))


for name in ("argmax", "argmin", "median"):
    @OPS.op(f"torch.masked.{name}")
    def masked_one(r: Gen, name=name):
        x = operand(r, 1, dtypes=(None, None, "float64", "int64"))
        return r.call(f"torch.masked.{name}", x, dim_of(r, x), keepdim=r.maybe(0.3, r.flag()), mask=mask_of(r, x))


for name in ("softmax", "log_softmax", "softmin", "cumsum", "cumprod"):
    @OPS.op(f"torch.masked.{name}")
    def masked_along(r: Gen, name=name):
        x = operand(r, 1, dtypes=(None, None, "float64"))
        return r.call(f"torch.masked.{name}", x, dim_of(r, x), dtype=r.maybe(0.2, Code("torch.float64")), mask=mask_of(r, x))


@OPS.op("torch.masked.norm")
def masked_norm(r: Gen):
    x = operand(r, 1, dtypes=(None, None, "float64"))
    if r.chance(0.4):
        return r.call("torch.masked.normalize", x, r.choice((1.0, 2.0)), dim_of(r, x), mask=mask_of(r, x))
    return r.call("torch.masked.norm", x, r.choice((1.0, 2.0, 3.0)), some_dims(r, x), keepdim=r.maybe(0.3, r.flag()), mask=mask_of(r, x))


@OPS.op("torch.masked.logaddexp")
def masked_pair(r: Gen):
    x = operand(r, 1, dtypes=(None, None, "float64"))
    return r.call("torch.masked.logaddexp", x, r.tensor(x.shape, None, 0), input_mask=mask_of(r, x), other_mask=mask_of(r, x))


for name in ("exponential", "cosine", "gaussian", "kaiser", "hamming", "hann", "blackman", "bartlett", "general_cosine", "general_hamming", "nuttall"):
    @OPS.op(f"torch.signal.windows.{name}")
    def window(r: Gen, name=name):
        own = {
            "exponential": {"tau": r.maybe(0.4, r.choice((0.5, 2.0, 0.0))), "center": r.maybe(0.3, 1.5)}, "gaussian": {"std": r.maybe(0.5, r.choice((0.5, 3.0, 0.0)))}, "kaiser": {"beta": r.maybe(0.5, r.choice((3.0, -1.0)))},
            "general_cosine": {"a": r.choice(([0.4, 0.6], [1.0], [], 0.5))}, "general_hamming": {"alpha": r.maybe(0.5, 0.6)},
        }.get(name, {})
        return r.call(f"torch.signal.windows.{name}", r.choice((0, 1, 2, 5, 8, -1)), **own, sym=r.maybe(0.5, r.flag()), dtype=r.maybe(0.3, Code(r.choice(("torch.float64", "torch.float32", "torch.float16", "torch.int64")))))


@OPS.op("torch.hash_tensor")
def hash_tensor(r: Gen):
    x = operand(r, 0, 4, (None, None, "float64", "int64", "bool", "bfloat16", "complex64"))
    return r.either("hash_tensor", x, *r.choice(((), (some_dims(r, x),))), keepdim=r.maybe(0.3, r.flag()), mode=r.maybe(0.15, r.choice((0, 1))))


@OPS.op("Tensor.resize")
def resize(r: Gen):
    x = operand(r, 1, 3, (None, None, "int64"))
    shape = list(x.shape)
    to = r.choice((shape[::-1], [*shape, 1], [1, *shape], r.dims(r.randint(1, 3), 1, 4)))
    return r.method(x, "resize_as", r.tensor(to, None, 0)) if r.chance(0.3) else r.method(x, "resize", Star(to))


@OPS.op("Tensor.map2_")
def map2(r: Gen):
    x = operand(r, 1, 3, (None, None, "float64"))
    return r.method(x, "map2_", r.tensor(x.shape[r.randint(0, 1):], x.dtype, 0), r.tensor(x.shape, x.dtype if r.chance(0.8) else "int64", 0), Code("lambda a, b, c: a"))


@OPS.op("removed functions", 0.9)
def removed(r: Gen):
    x = operand(r, 2, 2, (None,))
    return r.choice((r.either("eig", x), r.either("symeig", x, eigenvectors=r.maybe(0.5, r.flag())), r.either("lstsq", x, x), r.either("solve", x, x), r.call("torch.matrix_rank", x), r.method(x, "reinforce", 1.0)))


@OPS.op("torch.frombuffer")
def frombuffer(r: Gen):
    size = r.choice((0, 4, 8, 16, 24))
    return Text(f"torch.frombuffer({r.choice((repr('x' * 8), *[f'bytes({size})'] * 8))}, dtype=torch.{r.choice(('float32', 'int8', 'float64', 'int16'))}, count={r.choice((-1, -1, 1, 2, 3))}, offset={r.choice((0, 0, 0, 4, 8, 20, -1))})")


@OPS.op("sparse matrices")
def sparse(r: Gen):
    n, m, k = r.dims(3, 1, 4)
    one = Text("{}.to_sparse()", r.tensor([n, m], None, 0, "ones"))
    two = Text("{}.to_sparse()", r.tensor([m, k], None, 0, "ones"))
    rows = Text("{}.to_sparse_csr()", r.tensor([n, m], None, 0, "ones"))
    columns = Text("{}.to_sparse_csc()", r.tensor([n, m], None, 0, "ones"))
    return r.choice((
        r.call("torch.smm", one, r.tensor([m, k], None, 0)), r.call("torch.sspaddmm", Text("{}.to_sparse()", r.tensor([n, k], None, 0, "ones")), one, r.tensor([m, k], None, 0)), r.call("torch.sparse.sampled_addmm", rows, r.tensor([n, k], None, 0), r.tensor([k, m], None, 0)),
        r.call("torch.sparse.spdiags", r.tensor([n, m], None, 0), Code(f"torch.arange({n})"), (m, m)), Text(r.choice(("{}.crow_indices()", "torch.crow_indices_copy({})", "{}.col_indices()", "torch.col_indices_copy({})", "{}.values()")), rows),
        Text(r.choice(("{}.ccol_indices()", "torch.ccol_indices_copy({})", "{}.row_indices()", "torch.row_indices_copy({})")), columns), Text("{}.to_sparse_coo().to_dense()", r.tensor([n, m], None, 0)),
        Text("torch.sparse_compressed_tensor(torch.tensor([0, 1, 2]), torch.tensor([0, 1]), torch.ones(2), (2, {}), layout=torch.sparse_csr).to_dense()", m + 1), Text("torch.resize_as_sparse_({}, {})", one, two), Text("{}.sparse_resize_((9, 9), 2, 0)", one),
    ))


@OPS.op("quantized results")
def quantized(r: Gen):
    n = r.randint(1, 3)
    x = r.tensor(r.dims(n + r.choice((1, 2)), 3, 6), None, 0)
    q = Text("torch.quantize_per_tensor({}, 0.1, 0, torch.%s)" % r.choice(("quint8", "qint8")), x)
    per = Text("torch.quantize_per_channel({}, torch.ones(3), torch.zeros(3, dtype=torch.int64), 0, torch.qint8)", r.tensor([3, 2], None, 0))
    return r.choice((
        r.call(f"torch.quantized_max_pool{n}d", q, r.randint(1, 3), r.randint(1, 2), r.choice((0, 0, 1))), Text("{}.dequantize()", q), Text("torch.dequantize([{}, {}])", q, per), Text("{}.int_repr()", q), Text("{}.q_per_channel_scales()", per), Text("{}.q_per_channel_zero_points()", per),
        Text("{}.q_per_channel_axis()", per), Text("{}.view(-1)", q), Text("{}.q_per_channel_axis()", q), Text("{}.q_scale()", r.tensor([2], None, 0)), Text("{}.is_quantized", r.choice((q, x))), Text("torch.quantize_per_tensor_dynamic({}, torch.quint8, False)", x),
    ))


@OPS.op("torch.mkldnn_convolution")
def mkldnn(r: Gen):
    n = r.choice((1, 2, 2, 3))
    channels, out, kernel = r.randint(1, 4), r.randint(1, 4), r.dims(n, 1, 3)
    return r.call("torch.mkldnn_convolution", r.tensor([r.randint(1, 2), channels, *r.dims(n, 3, 6)], None, 0), r.tensor([out, channels, *kernel], None, 0), r.choice((None, r.tensor([out], None, 0))), [r.randint(0, 1)] * n, [r.randint(1, 2)] * n, [1] * n, 1)


@OPS.op("torch.batch_norm_update_stats")
def update_stats(r: Gen):
    x = operand(r, 2, 4, (None,))
    return r.call("torch.batch_norm_update_stats", x, *r.choice(((None, None), (Tensor([x.shape[1]], None, "zeros"), Tensor([x.shape[1]], None, "ones")))), 0.1)


@OPS.op("observers")
def observers(r: Gen):
    x = operand(r, 1, 3, (None,))
    if r.chance(0.5):
        return Text("torch.fused_moving_avg_obs_fake_quant({}, torch.tensor(1), torch.tensor(1), torch.zeros(1), torch.ones(1), torch.ones(1), torch.zeros(1, dtype=torch.int32), 0.1, 0, 255, -1)", x)
    return r.call("torch.choose_qparams_optimized", x, r.randint(1, 12), 200, 0.16, 8)


@OPS.op("control flow")
def control(r: Gen):
    x = operand(r, 1, 3, (None,))
    flag = r.choice(("True", "False"))
    return r.choice((
        Text(f"torch.cond(torch.tensor({flag}), lambda x: x + 1, lambda x: x * 2, ({{}},))", x), Text("torch.jit.wait(torch.jit.fork(torch.relu, {}))", x), Text("torch.from_dlpack({})", x), Text(f"torch.sym_not({flag})"), Text(f"torch.sym_ite({flag}, {{}}, 0)", x),
        Text("torch.sym_max({}, 3)", r.randint(0, 6)), Text("torch.sym_sum([1, {}])", r.randint(0, 6)), Text("torch.sym_int({})", r.choice((2.5, 3, -2.5))), Text("torch.sym_float({})", r.randint(1, 4)), Text("torch.func.rearrange({}, '... a -> a ...')", x),
        Text("torch.nested.nested_tensor([{0}, {0}]).to_padded_tensor(0.0)".replace("{0}", "{}"), x, x), Text("torch.nested.to_padded_tensor(torch.nested.nested_tensor([{}]), 0.0)", x), Text("torch.get_rng_state()"), Text("nn.factory_kwargs({})", r.choice((Code("{'dtype': torch.float64}"), Code("{'units': 3}"), Code("None")))),
    ))


@OPS.op("types of bits")
def bits(r: Gen):
    kind = r.choice(("uint1", "uint2", "uint3", "uint4", "uint7", "int1", "int2", "int7", "bits8", "bits16", "bits1x8", "bits2x4", "bits4x2", "float4_e2m1fn_x2", "bit"))
    return Text(r.choice(("torch.empty({}, dtype=torch.%s)", "torch.empty({}, dtype=torch.%s).dtype", "torch.empty({}, dtype=torch.%s).view(torch.int8 if torch.%s.itemsize == 1 else torch.int16)")).replace("%s", kind), r.dims(r.randint(1, 3), 1, 4))
