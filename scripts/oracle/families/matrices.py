"""Decompositions and solvers seen from every side: batches, wrong sizes, wrong types, options."""
from __future__ import annotations

from source import OMIT, Code, Gen, Tensor, Text

from families.registry import Registry

OPS = Registry()
TYPES = (None,) * 7 + ("float64", "complex64", "int64", "float16", "bool")
MANY = 0.95


def eye(r: Gen, size: int, lead: list[int], dtype: str | None = None) -> Code:
    kind = "" if dtype is None else f", dtype=torch.{dtype}"
    return Code(f"torch.eye({size}{kind})" + (f".expand({', '.join(map(str, [*lead, size, size]))})" if lead else ""))


def lead_of(r: Gen) -> list[int]:
    return r.dims(r.choice((0, 0, 0, 1, 1, 2)), 0 if r.chance(0.06) else 1, 3)


def square(r: Gen, dtypes: tuple = TYPES):
    """A matrix that can be decomposed, mostly; sometimes one that is no square or no matrix."""
    size = r.randint(1, 4)
    dtype = r.choice(dtypes)
    if r.chance(0.55):
        return eye(r, size, lead_of(r), dtype)
    shape = r.choice(([*lead_of(r), size, size + 1], [size, size, r.randint(1, 3)], [size], [], [*lead_of(r), size, size], [0, 0], [2, 0, 0], [size, 0]))
    return r.tensor(shape, dtype, 0, "zeros" if shape[-1:] == [0] else "ones")


def matrix(r: Gen, dtypes: tuple = TYPES) -> Tensor:
    return r.tensor(r.choice(([*lead_of(r), *r.dims(2, 1, 4)],) * 4 + ([r.randint(1, 3)], [], [0, 2])), r.choice(dtypes), 0.1, "ones")


DEFINITE = (None, None, None, None, "float64", "int64", "float16")

OPS.op("torch.logdet", MANY)(lambda r: r.either("logdet", square(r)))
OPS.op("torch.slogdet", MANY)(lambda r: r.either("slogdet", square(r)))
OPS.op("torch.linalg.slogdet", MANY)(lambda r: r.call("torch.linalg.slogdet", square(r)))
OPS.op("torch.linalg.cholesky", MANY)(lambda r: r.call("torch.linalg.cholesky", square(r, DEFINITE), upper=r.maybe(0.4, r.flag())))
OPS.op("torch.cholesky", MANY)(lambda r: r.either("cholesky", square(r, DEFINITE), upper=r.maybe(0.4, r.flag())))
OPS.op("torch.cholesky_inverse", MANY)(lambda r: r.either("cholesky_inverse", square(r, DEFINITE), upper=r.maybe(0.4, r.flag())))
OPS.op("torch.linalg.svdvals", MANY)(lambda r: r.call("torch.linalg.svdvals", matrix(r), driver=r.maybe(0.2, r.choice((None, "gesvd")))))
OPS.op("torch.linalg.lu_factor_ex", MANY)(lambda r: r.call("torch.linalg.lu_factor_ex", matrix(r) if r.chance(0.5) else square(r), pivot=r.maybe(0.3, r.flag()), check_errors=r.maybe(0.3, False)))
OPS.op("torch.linalg.ldl_factor", MANY)(lambda r: r.call("torch.linalg.ldl_factor", square(r, DEFINITE), hermitian=r.maybe(0.4, r.flag())))
OPS.op("torch.linalg.ldl_factor_ex", MANY)(lambda r: r.call("torch.linalg.ldl_factor_ex", square(r, DEFINITE), hermitian=r.maybe(0.4, r.flag()), check_errors=r.maybe(0.3, False)))
OPS.op("torch.lu", MANY)(lambda r: r.either("lu", matrix(r) if r.chance(0.3) else square(r), pivot=r.maybe(0.3, r.flag()), get_infos=r.maybe(0.4, r.flag())))
OPS.op("torch.geqrf", MANY)(lambda r: r.either("geqrf", matrix(r)))
OPS.op("torch.linalg.cond", MANY)(lambda r: r.call("torch.linalg.cond", square(r) if r.chance(0.6) else matrix(r), p=r.maybe(0.7, r.choice((None, 1, 2, -1, -2, "fro", "nuc", 3, "abc", Code("float('inf')"))))))


@OPS.op("torch.lu_unpack", MANY)
def lu_unpack(r: Gen):
    size, lead = r.randint(1, 4), lead_of(r)
    factor = r.choice((f"torch.linalg.lu_factor({eye(r, size, lead)})", f"torch.linalg.lu_factor(torch.ones({', '.join(map(str, [*lead, size, r.randint(1, 4)]))}))"))
    if r.chance(0.45):
        return r.call("torch.lu_unpack", Code(f"*{factor}"), unpack_data=r.maybe(0.5, r.flag()), unpack_pivots=r.maybe(0.5, r.flag()))
    rows, columns = r.dims(2, 1, 4)
    return r.call("torch.lu_unpack", r.tensor([*lead, rows, columns], r.choice((None, None, "float64")), 0, "ones"), r.tensor([*lead, min(rows, columns)], r.choice(("int32", "int32", "int32", "int64")), 0, "ones"), unpack_data=r.maybe(0.5, r.flag()), unpack_pivots=r.maybe(0.5, r.flag()))


def solver(name: str, **options):
    def make(r: Gen):
        size, lead, columns = r.randint(1, 4), lead_of(r), r.randint(1, 3)
        dtype = r.choice((None, None, None, None, "float64", "int64"))
        a = eye(r, size, lead, dtype) if r.chance(0.5) else r.tensor([*lead, size, size], dtype, 0, "ones")
        b = r.tensor([*([1 if r.chance(0.2) else n for n in lead]), size, columns], dtype, 0)
        given = {key: r.maybe(0.4, r.flag()) for key in options}
        if name in ("triangular_solve", "cholesky_solve"):
            return r.either(name, b, a, **given)
        if name == "linalg.solve_ex" and r.chance(0.25):
            b = r.tensor([*lead, size], dtype, 0)
        return r.call(f"torch.{name}", a, b, **given)
    return make


for name, options in (("triangular_solve", ("upper", "transpose", "unitriangular")), ("cholesky_solve", ("upper",)), ("linalg.solve_ex", ("left",)), ("linalg.solve_triangular", ("upper", "left", "unitriangular"))):
    OPS.op(f"torch.{name}", MANY)(solver(name, **dict.fromkeys(options)))


@OPS.op("torch.linalg.ldl_solve", MANY)
def ldl_solve(r: Gen):
    size, lead = r.randint(1, 4), lead_of(r)
    dtype = r.choice((None, None, None, "float64"))
    b = r.tensor([*([1 if r.chance(0.15) else n for n in lead]), size, r.randint(1, 3)], dtype, 0)
    if r.chance(0.4):
        return r.call("torch.linalg.ldl_solve", Code(f"*torch.linalg.ldl_factor({eye(r, size, lead, dtype)})"), b, hermitian=r.maybe(0.3, False))
    return r.call("torch.linalg.ldl_solve", r.tensor([*lead, size, size], dtype, 0, "ones"), r.tensor([*lead, size], r.choice(("int32", "int32", "int32", "int64")), 0, "ones"), b, hermitian=r.maybe(0.3, False))


@OPS.op("torch.linalg.tensorinv", MANY)
def tensorinv(r: Gen):
    left = r.choice(([1], [2], [2, 2], [4], [1, 1], [6], [2, 3]))
    right = r.choice([s for s in ([1], [2], [2, 2], [4], [1, 1], [6], [3, 2]) if product(s) == product(left)] or [left])
    size = product(left)
    x = Text(f"torch.eye({size}).reshape({{}})", (*left, *right))
    return r.call("torch.linalg.tensorinv", x if r.chance(0.7) else r.tensor([*left, *right], r.choice(TYPES), 0), ind=r.maybe(0.8, len(left) if r.chance(0.8) else r.choice((0, 1, 2, 3, -1))))


@OPS.op("torch.linalg.tensorsolve", MANY)
def tensorsolve(r: Gen):
    left = r.choice(([1], [2], [2, 2], [4], [6], [2, 3]))
    size = product(left)
    right = r.choice(([size], [size], [size, 1], [1, size]))
    x = Text(f"torch.eye({size}).reshape({{}})", (*left, *right))
    return r.call("torch.linalg.tensorsolve", x if r.chance(0.7) else r.tensor([*left, *right], r.choice(TYPES), 0), r.tensor(left, None, 0), dims=r.maybe(0.25, r.choice(((0,), (-1,), (0, 1), None, (5,)))))


def product(sizes: list[int]) -> int:
    out = 1
    for size in sizes:
        out *= size
    return out


for name in ("svd_lowrank", "pca_lowrank"):
    @OPS.op(f"torch.{name}", MANY)
    def low_rank(r: Gen, name=name):
        x = r.tensor(r.choice(([*lead_of(r), *r.dims(2, 1, 6)],) * 6 + ([3], [])), r.choice((None, None, None, "float64", "int64")), 0.1, "ones")
        q = r.maybe(0.8, r.choice((1, 1, 2, 2, 3, 4, 0, -1, 9)))
        if name == "pca_lowrank":
            return r.call("torch.pca_lowrank", x, q=q, center=r.maybe(0.5, r.flag()), niter=r.maybe(0.3, r.choice((1, 2, 0, -1))))
        return r.call("torch.svd_lowrank", x, q=q, niter=r.maybe(0.4, r.choice((1, 2, 0, -1))), M=r.maybe(0.2, r.choice((None, r.tensor(x.shape, None, 0)))))


@OPS.op("torch.lobpcg", MANY)
def lobpcg(r: Gen):
    size = r.choice((3, 4, 6, 7, 9, 12))
    lead = r.dims(r.choice((0, 0, 0, 1)), 1, 2)
    x = eye(r, size, lead, r.choice((None, None, "float64"))) if r.chance(0.8) else r.tensor([*lead, size, size + r.choice((0, 1))], r.choice((None, "int64")), 0, "ones")
    return r.call("torch.lobpcg", x, k=r.maybe(0.7, r.choice((1, 1, 2, 3, 0))), B=r.maybe(0.15, r.choice((None, eye(r, size, lead)))), X=r.maybe(0.15, r.tensor([*lead, size, r.randint(1, 2)], None, 0, "ones")), n=r.maybe(0.2, r.choice((1, 2, 3))), niter=r.maybe(0.3, r.choice((1, 2))), largest=r.maybe(0.4, r.flag()), method=r.maybe(0.3, r.choice(("ortho", "basic"))))


@OPS.op("torch.frobenius_norm", MANY)
def frobenius(r: Gen):
    x = matrix(r)
    return r.call("torch.frobenius_norm", x, dim=r.choice(([-2, -1], [0], [0, 1], [-1], [])), keepdim=r.maybe(0.5, r.flag()))


@OPS.op("torch.nuclear_norm", MANY)
def nuclear(r: Gen):
    x = matrix(r)
    if r.chance(0.5):
        return r.call("torch.nuclear_norm", x, keepdim=r.maybe(0.5, r.flag()))
    return r.call("torch.nuclear_norm", x, r.choice(((0, 1), (-2, -1), (1, 0), (0, 2), (0,), (0, 0), [0, 1])), keepdim=r.maybe(0.5, r.flag()))


@OPS.op("torch.norm_except_dim", MANY)
def norm_except(r: Gen):
    x = r.tensor(r.dims(r.randint(0, 4), 1, 4), r.choice((None, None, None, "float64", "int64")), 0.1)
    return r.call("torch.norm_except_dim", x, pow=r.maybe(0.6, r.choice((2, 1, 3))), dim=r.maybe(0.6, r.choice((0, -1, 1, len(x.shape) - 1))))


@OPS.op("torch.linalg.cross", MANY)
def cross(r: Gen):
    shape = r.dims(r.randint(1, 3), 1, 4)
    dim = r.randrange(len(shape))
    shape[dim] = 3
    dtype = r.choice(TYPES)
    return r.call("torch.linalg.cross", r.tensor(shape, dtype), r.tensor([1 if r.chance(0.15) else size for size in shape], dtype if r.chance(0.85) else "float64"), dim=r.maybe(0.8, r.negative(dim, len(shape))))


for name in ("torch.linalg.multi_dot", "torch.chain_matmul"):
    @OPS.op(name, MANY)
    def chain(r: Gen, name=name):
        sizes = r.dims(r.randint(2, 5), 1, 4)
        dtype = r.choice((None, None, None, None, "float64", "int64", "float16"))
        tensors = [r.tensor(sizes[i:i + 2], dtype) for i in range(len(sizes) - 1)]
        if name.endswith("multi_dot"):
            if tensors and r.chance(0.2):
                tensors[0] = r.tensor(tensors[0].shape[1:], dtype)
            if len(tensors) > 1 and r.chance(0.2):
                tensors[-1] = r.tensor(tensors[-1].shape[:1], dtype)
            return r.call(name, tensors)
        return r.call(name, *tensors)
