"""Special functions of one and two arguments, the rarer transforms and norms, random numbers in place, triangles' indices."""
from __future__ import annotations

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
TYPES = (None,) * 7 + ("float64", "float16", "int64", "bool", "complex64")
MANY = 0.95


def operand(r: Gen, low: int = 0, high: int = 4, dtypes: tuple = TYPES) -> Tensor:
    return r.tensor([0 if r.chance(0.03) else size for size in r.dims(r.randint(low, high), 1, 5)], r.choice(dtypes), 0.12)


def partner(r: Gen, x: Tensor, dtypes: tuple = TYPES) -> Tensor:
    """A tensor that broadcasts with another, mostly."""
    shape = [1 if r.chance(0.25) else size for size in x.shape]
    return r.tensor(shape[r.randint(0, len(shape)):] if r.chance(0.3) else shape, r.choice(dtypes), 0.05)


def dim_of(r: Gen, x: Tensor) -> int:
    rank = max(1, len(x.shape))
    return r.negative(r.randrange(rank), rank)


def out_like(r: Gen, x: Tensor):
    """`out=`, of a fitting size and type or not."""
    return r.maybe(0.12, r.tensor(r.choice(([0], x.shape, [1], [2, 3])), r.choice((None, None, "float64", "int64")), 0, "empty" if r.chance(0.5) else "zeros"))


PAIRS = ("xlog1py", "zeta", *(f"{name}" for name in ("chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w", "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p",
                                                     "shifted_chebyshev_polynomial_t", "shifted_chebyshev_polynomial_u", "shifted_chebyshev_polynomial_v", "shifted_chebyshev_polynomial_w")))

for name in PAIRS:
    @OPS.op(f"torch.special.{name}", MANY)
    def pair(r: Gen, name=name):
        x = operand(r)
        one, two = r.choice(((x, partner(r, x)), (x, partner(r, x)), (x, r.choice((2, 3.0, True))), (r.choice((1.5, 2, False)), x)))
        return r.call(f"torch.special.{name}", one, two, out=out_like(r, x))


for name in ("bessel_y1", "modified_bessel_i1", "modified_bessel_k0", "modified_bessel_k1", "scaled_modified_bessel_k1"):
    @OPS.op(f"torch.special.{name}", MANY)
    def single(r: Gen, name=name):
        x = operand(r, dtypes=(None, None, None, "float64", "float16", "bfloat16", "int64", "bool", "complex64"))
        return r.call(f"torch.special.{name}", x, out=out_like(r, x))


for name in ("ihfft2", "ihfftn", "hfft2", "hfftn"):
    @OPS.op(f"torch.fft.{name}", MANY)
    def hermitian(r: Gen, name=name):
        x = operand(r, 2, 4, (None, None, "float64", "int64", "complex64", "complex128"))
        if name.startswith("ihfft"):
            x = operand(r, 2, 4, (None, None, None, "float64", "int64"))
        count = 2 if name.endswith("2") else r.randint(1, len(x.shape))
        dims = tuple(r.negative(d, len(x.shape)) for d in r.sample(range(len(x.shape)), count))
        return r.call(f"torch.fft.{name}", x, s=r.maybe(0.5, r.choice((None, tuple(r.dims(count, 1, 6)), tuple(r.dims(count, -1, 6))))), dim=r.maybe(0.6, dims), norm=r.maybe(0.4, r.choice(("forward", "backward", "ortho", None))))


for name in ("fftshift", "ifftshift"):
    @OPS.op(f"torch.fft.{name}", MANY)
    def shifted(r: Gen, name=name):
        x = operand(r)
        dims = r.sample(range(len(x.shape)), r.randint(0, len(x.shape)))
        return r.call(f"torch.fft.{name}", x, dim=r.maybe(0.7, r.choice((None, dim_of(r, x), tuple(r.negative(d, len(x.shape)) for d in dims), dims))))


for name in ("fftfreq", "rfftfreq"):
    @OPS.op(f"torch.fft.{name}", MANY)
    def frequencies(r: Gen, name=name):
        return r.call(f"torch.fft.{name}", r.choice((0, 1, 2, 5, 8, 9, 16, 33, -1)), d=r.maybe(0.5, r.choice((1.0, 0.5, 2, 1 / 16))), out=r.maybe(0.1, r.tensor([0], r.choice((None, "float64")), 0, "empty")),
                      dtype=r.maybe(0.4, Code(r.choice(("torch.float64", "torch.float32", "torch.int64", "torch.complex64", "torch.float16")))), requires_grad=r.maybe(0.1, r.flag()), device=r.maybe(0.1, Code("'cpu'")))


@OPS.op("torch.allclose", MANY)
def allclose(r: Gen):
    x = operand(r, dtypes=(None, None, None, "float64", "int64", "bool"))
    return r.either("allclose", x, r.tensor(partner(r, x).shape, x.dtype if r.chance(0.85) else "float64", 0), rtol=r.maybe(0.4, r.choice((1e-3, 1e-5, 0, -1.0))), atol=r.maybe(0.4, r.choice((1e-6, 0.1, 0))), equal_nan=r.maybe(0.3, r.flag()))


@OPS.op("torch.feature_dropout", 1.3)
def feature_dropout(r: Gen):
    x = operand(r, 1, 4, (None, None, None, "float64", "int64"))
    return r.call(r.choice(("torch.feature_dropout", "torch.feature_dropout_")), x, r.choice((0.0, 0.3, 0.5, 1.0, 1.5, -0.1)), r.flag())


@OPS.op("torch.msort", MANY)
def msort(r: Gen):
    return r.either("msort", operand(r, dtypes=(None, None, "float64", "int64", "bool", "float16")))


for name in ("cumulative_trapezoid", "trapezoid"):
    @OPS.op(f"torch.{name}", MANY)
    def trapezoid(r: Gen, name=name):
        y = operand(r, 1)
        if r.chance(0.5):
            return r.call(f"torch.{name}", y, dx=r.maybe(0.6, r.choice((1, 0.5, 2.0))), dim=r.maybe(0.6, dim_of(r, y)))
        return r.call(f"torch.{name}", y, partner(r, y) if r.chance(0.5) else r.tensor(y.shape[-1:]), dim=r.maybe(0.6, dim_of(r, y)))


@OPS.op("torch.flipud", MANY)
def flipud(r: Gen):
    return r.either("flipud", operand(r, 0, 3))


for name in ("atleast_1d", "atleast_2d", "atleast_3d"):
    @OPS.op(f"torch.{name}", MANY)
    def atleast(r: Gen, name=name):
        tensors = [operand(r) for _ in range(r.choice((0, 1, 1, 2, 3)))]
        return r.call(f"torch.{name}", *(tensors if r.chance(0.7) else [r.choice((tuple, list))(tensors)]))


@OPS.op("torch.vander", MANY)
def vander(r: Gen):
    return r.call("torch.vander", operand(r, 1, 1), N=r.maybe(0.6, r.choice((0, 1, 3, 5, None, -1))), increasing=r.maybe(0.4, r.flag()))


@OPS.op("torch.linalg.vander", MANY)
def linalg_vander(r: Gen):
    return r.call("torch.linalg.vander", operand(r, 1, 3), N=r.maybe(0.6, r.choice((1, 2, 3, 5, None, 0))))


for name in ("tril_indices", "triu_indices"):
    @OPS.op(f"torch.{name}", MANY)
    def triangle(r: Gen, name=name):
        return r.call(f"torch.{name}", r.randint(0, 6), r.randint(0, 6), offset=r.maybe(0.6, r.randint(-7, 7)), dtype=r.maybe(0.4, Code(r.choice(("torch.int32", "torch.int64", "torch.float32", "torch.int16")))), device=r.maybe(0.1, Code("'cpu'")))


@OPS.op("torch.empty_permuted", MANY)
def permuted(r: Gen):
    shape = r.dims(r.randint(0, 4), 0, 5)
    return r.call("torch.empty_permuted", r.choice((tuple, list))(shape), r.choice((tuple, list))(r.sample(range(len(shape)), len(shape))), dtype=r.maybe(0.3, Code("torch.float64")), device=r.maybe(0.1, Code("'cpu'")))


@OPS.op("Tensor.new_empty_strided", MANY)
def new_strided(r: Gen):
    shape = r.dims(r.randint(0, 3), 1, 4)
    return r.method(operand(r), "new_empty_strided", r.choice((tuple, list))(shape), tuple(r.randint(0, 6) for _ in shape), dtype=r.maybe(0.3, Code(r.choice(("torch.float64", "torch.int64")))), device=r.maybe(0.1, Code("'cpu'")))


@OPS.op("torch.poisson", MANY)
def poisson(r: Gen):
    return r.call("torch.poisson", r.tensor(operand(r).shape, r.choice((None, None, "float64", "float16", "int64", "bool", "complex64")), 0.1, "ones"))


for name, good, bad in (("geometric_", (0.1, 0.5, 0.9), (1.5, 0.0, 1, -0.2)), ("cauchy_", (0.0, 1.5), (0, 2)), ("log_normal_", (0.0, 1.0, 2.0), (-1.0, 0))):
    @OPS.op(f"Tensor.{name}", MANY)
    def in_place(r: Gen, name=name, good=good, bad=bad):
        x = operand(r, dtypes=(None, None, None, "float64", "float16", "int64", "bool", "complex64"))
        first = r.choice(good) if r.chance(0.75) else r.choice(bad)
        if name == "geometric_":
            return r.method(x, name, first)
        names = ("median", "sigma") if name == "cauchy_" else ("mean", "std")
        return r.method(x, name, **{names[0]: r.maybe(0.7, first), names[1]: r.maybe(0.6, r.choice((1.0, 2, 0.5, 0.0, -1.0)))})


@OPS.op("F.upsample_bilinear", MANY)
def upsample_bilinear(r: Gen):
    n = r.choice((1, 2, 2, 2, 2, 3))
    x = r.tensor([r.randint(1, 2), r.randint(1, 3), *r.dims(n, 1, 5)], r.choice((None, None, "float64", "int64", "uint8")), 0.1)
    return r.call("F.upsample_bilinear", x, size=r.maybe(0.5, r.per_dim(n, 1, 6)), scale_factor=r.maybe(0.5, r.choice((2, 3, 0.5, (2,) * n, (2, 3)))))


for name, weight in (("torch.channel_shuffle", MANY), ("F.channel_shuffle", 0.5), ("torch.native_channel_shuffle", MANY), ("nn.ChannelShuffle", MANY)):
    @OPS.op(name, weight)
    def shuffle(r: Gen, name=name):
        groups = r.randint(1, 4)
        x = r.tensor([r.randint(1, 3), groups * r.randint(1, 3), *r.dims(r.randint(1, 3), 1, 4)], r.choice(TYPES), 0.2)
        return r.call(r.call("nn.ChannelShuffle", groups=groups), x) if name.startswith("nn.") else r.call(name, x, groups)


@OPS.op("local response", 2)
def response(r: Gen):
    x = r.tensor(r.dims(r.choice((2, 3, 3, 4, 4, 5)), 1, 5), r.choice((None, None, None, "float64", "int64", "float16")), 0.1)
    given = dict(size=r.randint(1, 5), alpha=r.maybe(0.3, r.choice((1e-4, 0.5))), beta=r.maybe(0.3, 0.75), k=r.maybe(0.3, r.choice((1.0, 2))))
    if r.chance(0.5):
        return r.call("F.local_response_norm", x, **given)
    return r.call(r.call("nn.LocalResponseNorm", **given), x)


for name in ("CosineSimilarity", "PairwiseDistance"):
    @OPS.op(f"nn.{name}", MANY)
    def distance(r: Gen, name=name):
        x = operand(r, 1, 4, (None, None, None, "float64", "int64"))
        made = r.call("nn.CosineSimilarity", dim=r.maybe(0.6, dim_of(r, x)), eps=r.maybe(0.3, 1e-6)) if name == "CosineSimilarity" else r.call("nn.PairwiseDistance", p=r.maybe(0.5, r.choice((1.0, 2.0, 3, float(0)))), eps=r.maybe(0.3, 1e-5), keepdim=r.maybe(0.5, r.flag()))
        return r.call(made, x, r.tensor(partner(r, x).shape, x.dtype if r.chance(0.9) else "float64", 0))


for n in (1, 2, 3):
    for name in ("reflection", "replication"):
        @OPS.op(f"{name}_pad{n}d", MANY)
        def padding(r: Gen, name=name, n=n):
            x = r.tensor([*r.dims(r.choice((1, 2)), 1, 3), *r.dims(n, 1, 5)], r.choice((None, None, None, "float64", "int64", "bool", "complex64")), 0.1)
            return r.call(f"torch._C._nn.{name}_pad{n}d", x, r.choice((tuple, list))(r.randint(-1, 3) for _ in range(2 * n)))


@OPS.op("torch.embedding_renorm_", MANY)
def renorm(r: Gen):
    count, width = r.randint(1, 6), r.randint(1, 4)
    return r.call("torch.embedding_renorm_", r.tensor([count, width], r.choice((None, None, None, "float64", "int64")), 0), r.index(r.dims(r.randint(0, 2), 1, 4), count, r.choice(("int64", "int64", "int32", "float32"))), r.choice((1.0, 2, 0.5)), r.choice((2.0, 1, 2)))


@OPS.op("torch._C._nn.nll_loss2d", MANY)
def nll2d(r: Gen):
    n, c, h, w = r.dims(4, 1, 4)
    call = r.call("torch._C._nn.nll_loss2d", r.tensor([n, c, h, w], r.choice((None, None, "float64", "int64"))), r.index([n, h, w], c), weight=r.maybe(0.4, r.choice((None, r.tensor([c], None, 0)))), reduction=r.maybe(0.5, r.choice((0, 1, 2))), ignore_index=r.maybe(0.3, r.choice((-100, 0))))
    return call
