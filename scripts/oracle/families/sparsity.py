"""Sparse tensors of every layout: how they come of dense ones, what they tell, and how they become dense again."""
from __future__ import annotations

from source import Code, Gen, Tensor, Text

from families.registry import Registry

OPS = Registry()
TYPES = (None,) * 6 + ("float64", "int64", "bool")
MANY = 0.95


def dense(r: Gen, low: int = 1, high: int = 3) -> Tensor:
    return r.tensor([0 if r.chance(0.02) else size for size in r.dims(r.randint(low, high), 1, 4)], r.choice(TYPES), 0, r.choice(("zeros", "ones", "ones")))


def matrix(r: Gen) -> Tensor:
    return dense(r, 2, 2) if r.chance(0.85) else dense(r, 1, 3)


def coo(r: Gen, x: Tensor | None = None) -> Text:
    return Text("{}.to_sparse()", x or dense(r))


def compressed(r: Gen, names: tuple = ("csr", "csc")) -> Text:
    return Text("{}.to_sparse_%s()" % r.choice(names), matrix(r))


def any_sparse(r: Gen):
    return r.choice((coo(r), coo(r), compressed(r), Text("{}.to_sparse_bsr((1, 1))", dense(r, 2, 2)), dense(r)))


@OPS.op("Tensor.to_sparse", MANY)
def to_sparse(r: Gen):
    x = dense(r)
    return r.method(x, "to_sparse", *r.choice(((), (), (r.randint(1, len(x.shape)),))), **r.choice(({}, {}, {"layout": Code("torch." + r.choice(("sparse_csr", "sparse_csc", "sparse_coo", "strided", "sparse_bsr")))}, {"layout": Code("torch.sparse_bsr"), "blocksize": (1, 1)})))


for name in ("csr", "csc"):
    OPS.op(f"Tensor.to_sparse_{name}", MANY)(lambda r, name=name: r.method(r.choice((matrix(r), matrix(r), coo(r, matrix(r)), compressed(r))), f"to_sparse_{name}", dense_dim=r.maybe(0.15, r.choice((0, None, 1)))))

for name in ("bsr", "bsc"):
    @OPS.op(f"Tensor.to_sparse_{name}", MANY)
    def blocks(r: Gen, name=name):
        block = r.dims(2, 1, 3)
        return r.method(r.tensor([block[0] * r.randint(1, 3), block[1] * r.randint(1, 3)], r.choice(TYPES), 0, "ones"), f"to_sparse_{name}", r.choice((tuple, list))(block))


@OPS.op("Tensor.to_sparse_coo", MANY)
def to_coo(r: Gen):
    return r.method(r.choice((dense(r), coo(r), compressed(r))), "to_sparse_coo")


for name in ("coalesce", "is_coalesced", "indices", "values", "crow_indices", "col_indices", "ccol_indices", "row_indices", "_nnz", "sparse_dim", "dense_dim", "_indices", "_values"):
    @OPS.op(f"Tensor.{name}", MANY)
    def told(r: Gen, name=name):
        way = r.choice(("coo", "csr", "csc", "csr", "csc", "dense"))
        if name in ("coalesce", "is_coalesced", "indices", "_indices", "_values", "sparse_dim", "dense_dim") or (name in ("values", "_nnz") and r.chance(0.5)):
            way = r.choice(("coo", "coo", "coo", "csr", "dense"))
        x = {"coo": lambda: coo(r), "csr": lambda: Text("{}.to_sparse_csr()", matrix(r)), "csc": lambda: Text("{}.to_sparse_csc()", matrix(r)), "dense": lambda: dense(r)}[way]()
        if name in ("crow_indices", "col_indices", "ccol_indices", "row_indices", "indices", "values") and r.chance(0.2):
            return r.call(f"torch.{name}_copy", x)
        return r.method(x, name)


@OPS.op("Tensor.to_dense", MANY)
def to_dense(r: Gen):
    return r.method(any_sparse(r), "to_dense", dtype=r.maybe(0.3, r.choice((None, Code("torch.float64"), Code("torch.int64")))), masked_grad=r.maybe(0.15, r.flag()))


for name in ("sparse_resize_", "sparse_resize_and_clear_"):
    @OPS.op(f"Tensor.{name}", MANY)
    def resized(r: Gen, name=name):
        x = dense(r)
        to = [size + r.choice((0, 0, 1, 2)) for size in x.shape]
        return r.method(coo(r, x), name, r.choice((tuple, list))(to), len(to) if r.chance(0.9) else len(to) - 1, 0 if r.chance(0.9) else 1)


@OPS.op("torch.resize_as_sparse_", MANY)
def resized_as(r: Gen):
    x = dense(r)
    return r.either("resize_as_sparse_", coo(r, x), coo(r, r.tensor([size + r.choice((0, 0, 1)) for size in x.shape], r.choice(TYPES), 0, "ones")))
