"""Products, contractions, decompositions, triangles and diagonals, Fourier transforms."""
from __future__ import annotations

from source import OMIT, Code, Gen, Tensor, Text

from families.registry import Registry

OPS = Registry()
TYPES = (None,) * 12 + ("float64", "int64", "complex64")


def kind(r: Gen) -> str | None:
    return r.choice(TYPES)


@OPS.op("torch.matmul", 6)
def matmul(r: Gen):
    inner = r.randint(1, 6)
    left_rank, right_rank = r.choice((1, 2, 2, 3, 3, 4)), r.choice((1, 2, 2, 3, 3, 4))
    batch = r.dims(max(left_rank, right_rank, 2) - 2, 1, 3)
    def lead(rank: int) -> list[int]:
        own = batch[len(batch) - (rank - 2):] if rank > 2 else []
        return [1 if r.chance(0.2) else size for size in own]
    left = [inner] if left_rank == 1 else [*lead(left_rank), r.randint(1, 5), inner]
    right = [inner] if right_rank == 1 else [*lead(right_rank), inner, r.randint(1, 5)]
    if r.chance(0.03):
        left = [0 if size == inner else size for size in left]
    dtype = kind(r)
    one, two = r.tensor(left, dtype), r.tensor(right, dtype)
    way = r.random()
    if way < 0.35:
        return Text("{} @ {}", one, two)
    if way < 0.42:
        return r.call("torch.linalg.matmul", one, two)
    call = r.either("matmul", one, two)
    return call


def product(name: str, left: str, right: str):
    """A product whose operands' dims are named by letters: the same letter, the same size."""
    def make(r: Gen):
        sizes = {letter: r.randint(1, 5) for letter in left + right}
        dtype = kind(r)
        return r.either(name, r.tensor([sizes[c] for c in left], dtype), r.tensor([sizes[c] for c in right], dtype))
    return make


for name, left, right, weight in (("mm", "nk", "km", 1.5), ("bmm", "bnk", "bkm", 2), ("mv", "nk", "k", 1), ("dot", "k", "k", 1), ("vdot", "k", "k", 0.6), ("inner", "nk", "mk", 1), ("ger", "n", "m", 0.5), ("outer", "n", "m", 1), ("kron", "nk", "mj", 0.6)):
    OPS.op(f"torch.{name}", weight)(product(name, left, right))


def fused(name: str, base: str, left: str, right: str):
    def make(r: Gen):
        sizes = {letter: r.randint(1, 4) for letter in left + right}
        dtype = r.choice((None, None, None, None, "float64", "int64"))
        full = [sizes[c] for c in base]
        bias = [1 if r.chance(0.2) else size for size in full[r.choice((0, 0, 0, min(1, len(full)), len(full))):]]
        call = r.either(name, r.tensor(bias, dtype), r.tensor([sizes[c] for c in left], dtype), r.tensor([sizes[c] for c in right], dtype), beta=r.maybe(0.3, r.choice((1, 2, 0))), alpha=r.maybe(0.3, r.choice((1, 2, -1))))
        call.cut = 3
        return call
    return make


for name, base, left, right in (("addmm", "nm", "nk", "km"), ("baddbmm", "bnm", "bnk", "bkm"), ("addbmm", "nm", "bnk", "bkm"), ("addmv", "n", "nk", "k"), ("addr", "nm", "n", "m")):
    OPS.op(f"torch.{name}", 1.2 if name != "addbmm" else 0.7)(fused(name, base, left, right))

EQUATIONS = ("ij,jk->ik", "bij,bjk->bik", "i,i->", "i,j->ij", "ii->i", "ii", "ij->ji", "bhqd,bhkd->bhqk", "bhqk,bhkd->bhqd", "nchw->nhwc", "...ij,...jk->...ik", "b i j, b j k -> b i k", "ij,ij->i", "bqc,bkc->bqk", "ij->", "ij,j",
             "bnm,bmd->bnd", "abc,cd->abd", "n...c,cd->n...d", "ijk,jil->kl", "...,...->...", "bchw,cd->bdhw", "i,ij,j->", "nhwc,hk->nkwc", "ab,cd,ef->abcdef", "...i,...j->...ij", "ncthw,vw->ncthv", "xyz->zx", "bij,bjk")


@OPS.op("torch.einsum", 6)
def einsum(r: Gen):
    equation = r.choice(EQUATIONS)
    if r.chance(0.12):
        letters = "ijkl"
        equation = ",".join("".join(r.choices(letters, k=r.randint(1, 3))) for _ in range(r.randint(1, 3)))
        if r.chance(0.6):
            present = sorted(set(equation) - {","})
            equation += "->" + "".join(r.sample(present, r.randint(0, len(present))))
    sizes: dict[str, int] = {}
    extra = r.dims(r.randint(0, 2), 1, 3)
    tensors = []
    dtype = r.choice((None,) * 8 + ("float64", "int64"))
    for term in equation.split("->")[0].replace(" ", "").split(","):
        shape: list[int] = []
        for part in term.replace("...", "*"):
            if part == "*":
                shape += [1 if r.chance(0.1) else size for size in extra]
            else:
                shape.append(1 if r.chance(0.03) else sizes.setdefault(part, r.randint(1, 4)))
        tensors.append(r.tensor(shape, dtype))
    if r.chance(0.15):
        at = r.randrange(len(equation))
        equation = equation[:at] + r.choice(("", "z", "i", ".", "->", "A", "1", ",")) + equation[at + 1:]
    if r.chance(0.1):
        return r.call("torch.einsum", Code(repr(equation)), tensors)
    return r.call("torch.einsum", Code(repr(equation)), *tensors)


@OPS.op("torch.einsum sublists", 0.5)
def einsum_sublists(r: Gen):
    a, b, c = r.dims(3, 1, 4)
    return r.call("torch.einsum", r.tensor([a, b]), [0, 1], r.tensor([b, c]), [1, 2], *([[0, 2]] if r.chance(0.7) else []))


@OPS.op("torch.tensordot", 1.5)
def tensordot(r: Gen):
    shared = r.dims(r.randint(0, 2), 1, 4)
    if r.chance(0.5):
        one, two = r.dims(r.randint(0, 2), 1, 3) + shared, shared + r.dims(r.randint(0, 2), 1, 3)
        return r.call("torch.tensordot", r.tensor(one), r.tensor(two), dims=len(shared) if len(shared) != 2 or r.chance(0.7) else OMIT)
    one = shared + r.dims(1, 1, 3)
    two = r.dims(1, 1, 3) + shared
    return r.call("torch.tensordot", r.tensor(one), r.tensor(two), dims=(list(range(len(shared))), list(range(1, 1 + len(shared)))))


@OPS.op("torch.cross", 1)
def cross(r: Gen):
    shape = r.dims(r.randint(1, 3), 1, 4)
    dim = r.randrange(len(shape))
    shape[dim] = 3
    other = [1 if r.chance(0.15) else size for size in shape]
    name = r.choice(("torch.cross", "torch.linalg.cross"))
    return r.call(name, r.tensor(shape), r.tensor(other), dim=r.maybe(0.75, r.negative(dim, len(shape))))


@OPS.op("torch.cdist", 1)
def cdist(r: Gen):
    width, batch = r.randint(1, 4), r.dims(r.randint(0, 2), 1, 3)
    return r.call("torch.cdist", r.tensor([*[1 if r.chance(0.15) else size for size in batch], r.randint(1, 4), width]), r.tensor([*batch, r.randint(1, 4), width]), p=r.maybe(0.4, r.choice((1.0, 2, 0.5))))


@OPS.op("torch.chain_matmul", 0.6)
def chain(r: Gen):
    sizes = r.dims(r.randint(3, 5), 1, 4)
    tensors = [r.tensor(sizes[i:i + 2]) for i in range(len(sizes) - 1)]
    return r.call("torch.chain_matmul", *tensors) if r.chance(0.4) else r.call("torch.linalg.multi_dot", tensors)


def matrices(r: Gen, low: int = 2, high: int = 4, square: bool = False, dtypes=(None, None, None, None, None, "float64", "int64", "bool")) -> Tensor:
    shape = [0 if r.chance(0.02) else size for size in r.dims(r.randint(low, high), 1, 5)]
    if square and len(shape) > 1:
        shape[-1] = shape[-2]
    return r.tensor(shape, r.choice(dtypes), 0.15)


for name in ("triu", "tril"):
    @OPS.op(f"torch.{name}", 0.8)
    def triangle(r: Gen, name=name):
        x = matrices(r)
        if r.chance(0.15):
            return r.method(x, name + "_", r.randint(-2, 2))
        return r.either(name, x, diagonal=r.maybe(0.6, r.randint(-3, 3)))


@OPS.op("torch.diag", 0.8)
def diag(r: Gen):
    return r.either(r.choice(("diag", "diag", "diagflat")), matrices(r, 1, 2), r.maybe(0.5, r.randint(-3, 3)))


@OPS.op("torch.diagonal", 1)
def diagonal(r: Gen):
    x = matrices(r)
    rank = len(x.shape)
    given = dict(offset=r.maybe(0.5, r.randint(-3, 3)))
    if r.chance(0.5):
        one, two = r.sample(range(rank), 2)
        given |= dict(dim1=r.negative(one, rank), dim2=r.negative(two, rank))
    return r.call("torch.linalg.diagonal", x) if r.chance(0.06) else r.either("diagonal", x, **given)


@OPS.op("torch.trace", 0.6)
def trace(r: Gen):
    return r.either("trace", matrices(r, 2, 2))


@OPS.op("torch.vander", 0.4)
def vander(r: Gen):
    if r.chance(0.5):
        return r.call("torch.vander", r.tensor(r.dims(1, 1, 5)), N=r.maybe(0.6, r.randint(0, 5)), increasing=r.maybe(0.4, r.flag()))
    return r.call("torch.linalg.vander", r.tensor(r.dims(r.randint(1, 3), 1, 5)), N=r.maybe(0.6, r.randint(1, 5)))


def definite(r: Gen, square: bool = True):
    """A matrix that every decomposition accepts: a batch of identities, at times not square."""
    size = r.randint(1, 4)
    lead = r.dims(r.choice((0, 0, 0, 1, 2)), 1, 3)
    if square and r.chance(0.8):
        eye = Code(f"torch.eye({size})" if r.chance(0.85) else f"torch.eye({size}, dtype=torch.float64)")
        return Text("{}.expand({})", eye, Code(", ".join(map(str, [*lead, size, size])))) if lead else eye, [*lead, size, size]
    shape = [*lead, size, size if square and r.chance(0.5) else r.randint(1, 4)]
    return Tensor(shape, r.choice((None, None, None, "float64", "int64")), "ones"), shape


SINGLE = {"inv": 1, "det": 0.8, "slogdet": 0.5, "cholesky": 0.7, "eigvals": 0.4, "eigvalsh": 0.4, "eig": 0.4, "eigh": 0.5, "matrix_exp": 0.4, "lu_factor": 0.3, "inv_ex": 0.3, "cholesky_ex": 0.3}
for name, weight in SINGLE.items():
    @OPS.op(f"torch.linalg.{name}", weight)
    def decomposed(r: Gen, name=name):
        x = definite(r)[0] if r.chance(0.6) else Tensor([0 if r.chance(0.04) else n for n in r.dims(r.choice((0, 1, 2, 2, 3)), 1, 4)], r.choice((None, None, "int64")), "zeros") if name in ("eigvals", "eig", "matrix_exp", "det") else definite(r)[0]
        given = dict(UPLO=r.maybe(0.3, r.choice(("L", "U")))) if name in ("eigh", "eigvalsh") else dict(upper=r.maybe(0.3, r.flag())) if name == "cholesky" else {}
        space = "torch.linalg." if r.chance(0.7) or name in ("eigvals", "eigvalsh", "eig", "eigh", "lu_factor", "inv_ex", "cholesky_ex", "matrix_exp") else "torch."
        call = r.call(f"{space}{ {'inv': 'inverse'}.get(name, name) if space == 'torch.' else name}", x, **(given if space != "torch." else {}))
        call.cut = 1
        return call


@OPS.op("torch.linalg.qr", 0.8)
def qr(r: Gen):
    x = definite(r, False)[0]
    if r.chance(0.3):
        return r.either("qr", x, some=r.maybe(0.5, r.flag()))
    return r.call("torch.linalg.qr", x, mode=r.maybe(0.6, r.choice(("reduced", "complete", "r"))))


@OPS.op("torch.linalg.svd", 1)
def svd(r: Gen):
    x = definite(r, False)[0]
    way = r.random()
    if way < 0.3:
        return r.either("svd", x, some=r.maybe(0.5, r.flag()), compute_uv=r.maybe(0.3, r.flag()))
    if way < 0.5:
        return r.call("torch.linalg.svdvals", x)
    return r.call("torch.linalg.svd", x, full_matrices=r.maybe(0.6, r.flag()))


@OPS.op("torch.linalg.lu", 0.5)
def lu(r: Gen):
    call = r.call("torch.linalg.lu", definite(r, False)[0], pivot=r.maybe(0.3, Code("True")))
    call.cut = 1
    return call


@OPS.op("torch.linalg.pinv", 0.5)
def pinv(r: Gen):
    x = definite(r, False)[0]
    return r.either("pinverse", x) if r.chance(0.3) else r.call("torch.linalg." + r.choice(("pinv", "pinv", "matrix_rank", "cond")), x)


def right_side(r: Gen, shape: list[int]) -> Tensor:
    if r.chance(0.3):
        return r.tensor(shape[:-1], None, 0, "ones")
    return r.tensor([*shape[:-1], r.randint(1, 3)], None, 0, "ones")


@OPS.op("torch.linalg.solve", 1)
def solve(r: Gen):
    x, shape = definite(r)
    call = r.call("torch.linalg.solve", x, right_side(r, shape), left=r.maybe(0.2, r.flag()))
    call.cut = 2
    return call


@OPS.op("torch.linalg.lstsq", 0.6)
def lstsq(r: Gen):
    x, shape = definite(r, r.flag())
    return r.call("torch.linalg.lstsq", x, right_side(r, shape))


@OPS.op("torch.linalg.solve_triangular", 0.6)
def solve_triangular(r: Gen):
    x, shape = definite(r)
    if r.chance(0.5):
        call = r.call("torch.linalg.solve_triangular", x, right_side(r, shape), upper=r.flag(), left=r.maybe(0.3, r.flag()))
        call.cut = 2
        return call
    return r.call("torch.triangular_solve", right_side(r, shape), x, upper=r.maybe(0.5, r.flag()))


@OPS.op("torch.cholesky_solve", 0.5)
def cholesky_solve(r: Gen):
    x, shape = definite(r)
    return r.call("torch.cholesky_solve", right_side(r, shape), x) if r.chance(0.6) else r.call("torch.cholesky_inverse", x)


@OPS.op("torch.matrix_power", 0.7)
def matrix_power(r: Gen):
    x = definite(r)[0]
    return r.call(r.choice(("torch.matrix_power", "torch.linalg.matrix_power")), x, r.randint(-1, 3))


@OPS.op("torch.linalg.norm", 1.2)
def norm(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 4), 1, 4), r.choice((None, None, None, "float64", "int64")))
    rank = len(x.shape)
    dim = r.choice((OMIT, None, r.negative(r.randrange(rank), rank), tuple(r.negative(d, rank) for d in r.sample(range(rank), r.randint(1, min(2, rank))))))
    order = r.choice((OMIT, None, 1, 2, 2.0, Code("float('inf')"), "fro", "nuc", 3))
    name = r.choice(("norm", "vector_norm", "matrix_norm"))
    if name == "vector_norm" and isinstance(order, str):
        order = 2
    call = r.call(f"torch.linalg.{name}", x, **({"ord": order}), dim=dim if name != "matrix_norm" or dim is not None else OMIT, keepdim=r.maybe(0.4, r.flag()))
    return call


@OPS.op("torch.linalg.vecdot", 0.6)
def vecdot(r: Gen):
    shape = r.dims(r.randint(1, 3), 1, 4)
    call = r.call(r.choice(("torch.linalg.vecdot", "torch.linalg.vecdot")), r.tensor(shape), r.tensor([1 if r.chance(0.2) else size for size in shape]), dim=r.maybe(0.5, r.negative(r.randrange(len(shape)), len(shape))))
    call.cut = 2
    return call


@OPS.op("torch.linalg.tensorinv", 0.4)
def tensorinv(r: Gen):
    return r.choice((Text("torch.linalg.tensorinv(torch.eye(6).reshape({}), ind={})", (6, 2, 3), 1), Text("torch.linalg.tensorinv(torch.eye(6).reshape({}), {})", (2, 3, 6), 2), Text("torch.linalg.tensorsolve(torch.eye(6).reshape({}), {})", (2, 3, 6), r.tensor([2, 3], None, 0)),
                     Text("torch.linalg.householder_product({}, {})", r.tensor([r.randint(2, 4), 2], None, 0), r.tensor([r.randint(1, 2)], None, 0))))


def signal(r: Gen, low: int = 1, complex_share: float = 0.3) -> Tensor:
    return r.tensor(r.dims(r.randint(low, 4), 1, 6), "complex64" if r.chance(complex_share) else r.choice((None, None, None, "float64", "int64")))


for name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft"):
    @OPS.op(f"torch.fft.{name}", 0.7)
    def fft(r: Gen, name=name):
        x = signal(r, 1, 0 if name in ("rfft", "ihfft") else 0.4)
        return r.call(f"torch.fft.{name}", x, n=r.maybe(0.4, r.choice((None, r.randint(1, 8), r.randint(1, 8)))), dim=r.maybe(0.5, r.negative(r.randrange(len(x.shape)), len(x.shape))), norm=r.maybe(0.3, r.choice(("ortho", "forward", "backward"))))


for name in ("fft2", "ifft2", "rfft2", "irfft2", "fftn", "ifftn", "rfftn", "irfftn"):
    @OPS.op(f"torch.fft.{name}", 0.6)
    def fftn(r: Gen, name=name):
        x = signal(r, 2, 0 if name.startswith("rfft") else 0.4)
        rank = len(x.shape)
        dims = [r.negative(d, rank) for d in r.sample(range(rank), r.choice((1, 2, 2)))]
        given: dict = dict(s=OMIT, dim=r.maybe(0.5, tuple(dims)))
        if r.chance(0.4):
            given["s"] = tuple(r.randint(1, 7) for _ in (dims if given["dim"] is not OMIT else range(2)))
        return r.call(f"torch.fft.{name}", x, **given, norm=r.maybe(0.3, r.choice(("ortho", "forward"))))


@OPS.op("torch.fft.fftshift", 0.6)
def fftshift(r: Gen):
    x = signal(r)
    return r.call("torch.fft." + r.choice(("fftshift", "ifftshift")), x, dim=r.maybe(0.5, r.choice((r.randrange(len(x.shape)), tuple(range(len(x.shape)))))))


@OPS.op("torch.fft.fftfreq", 0.4)
def fftfreq(r: Gen):
    return r.call("torch.fft." + r.choice(("fftfreq", "rfftfreq")), r.randint(1, 9), d=r.maybe(0.5, 0.5))


@OPS.op("torch.stft", 1.5)
def stft(r: Gen):
    n_fft = r.choice((4, 8, 6))
    win = r.choice((n_fft, n_fft // 2))
    x = r.tensor([*r.dims(r.choice((0, 1, 1)), 1, 3), n_fft + r.randint(0, 12)])
    call = r.call("torch.stft", x, n_fft, hop_length=r.maybe(0.6, r.randint(1, 4)), win_length=r.maybe(0.5, win), window=r.maybe(0.6, Code(f"torch.hann_window({win})")), center=r.maybe(0.3, r.flag()), pad_mode=r.maybe(0.15, r.choice(("reflect", "constant"))),
                  normalized=r.maybe(0.2, r.flag()), onesided=r.maybe(0.25, r.flag()), return_complex=Code("True") if r.chance(0.9) else r.maybe(0.5, False))
    return r.method(x, "stft", n_fft, return_complex=Code("True")) if r.chance(0.1) else call


@OPS.op("torch.istft", 0.7)
def istft(r: Gen):
    n_fft = r.choice((4, 8))
    frames = r.randint(2, 6)
    x = r.tensor([*r.dims(r.choice((0, 1, 1)), 1, 3), n_fft // 2 + 1, frames], "complex64", 0, "ones")
    return r.call("torch.istft", x, n_fft, hop_length=r.maybe(0.5, n_fft // 4), window=r.maybe(0.5, Code(f"torch.ones({n_fft})")), length=r.maybe(0.3, r.randint(4, 12)))
