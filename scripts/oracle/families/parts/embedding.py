"""Embeddings and one-hot coding."""
from __future__ import annotations

from source import OMIT, Code, Gen

from families.registry import Registry

OPS = Registry()


def table(r: Gen):
    return r.randint(2, 9), r.randint(1, 6)


def integer(r: Gen) -> str:
    return "int64" if r.chance(0.85) else r.choice(("int32", "int16", "float32"))


def extras(r: Gen, count: int) -> dict:
    return dict(padding_idx=r.maybe(0.25, r.choice((0, 1, -1, None, count - 1, count))), max_norm=r.maybe(0.1, r.choice((1.0, 2))), norm_type=r.maybe(0.1, 1.0),
                scale_grad_by_freq=r.maybe(0.1, r.flag()))


def indices(r: Gen, count: int, low: int = 0, high: int = 3):
    x = r.index(r.dims(r.randint(low, high), 1, 5), count, integer(r))
    if r.chance(0.06):
        x.make, x.high = "full", r.choice((count - 1, count, count + 3, -1))
    return x


@OPS.op("nn.Embedding", 3)
def embedding_module(r: Gen):
    count, width = table(r)
    return r.call(r.call("nn.Embedding", num_embeddings=count, embedding_dim=width, **extras(r, count), sparse=r.maybe(0.1, r.flag())), indices(r, count))


@OPS.op("nn.Embedding.from_pretrained", 0.6)
def embedding_pretrained(r: Gen):
    count, width = table(r)
    return r.call(r.call("nn.Embedding.from_pretrained", r.tensor([count, width], None, 0), freeze=r.maybe(0.4, r.flag()), padding_idx=r.maybe(0.3, r.choice((0, 1, count)))), indices(r, count))


@OPS.op("F.embedding", 2)
def embedding(r: Gen):
    count, width = table(r)
    if r.chance(0.15):
        return r.call("torch.embedding", r.tensor([count, width]), indices(r, count))
    given = extras(r, count)
    # Which rows are scaled depends on their elements, and rows that share memory cannot be: such a table is not made up at random.
    weight = r.tensor([count, width], strided=0.1 if given["max_norm"] is OMIT else 0)
    return r.call("F.embedding", indices(r, count), weight, **given, sparse=r.maybe(0.1, r.flag()))


def bags(r: Gen, count: int):
    """The call's arguments after the table: bags as rows of a matrix, or as offsets into a vector."""
    given: dict = {}
    if r.chance(0.5):
        x = r.index([r.randint(1, 4), r.randint(1, 5)], count, integer(r), 0)
    else:
        x = r.index([r.randint(2, 8)], count, integer(r), 0)
        starts = sorted(r.sample(range(x.shape[0]), r.randint(1, min(4, x.shape[0]))))
        starts[0] = 0
        given["offsets"] = Code(f"torch.tensor({starts})") if r.chance(0.9) else OMIT
    return x, given


@OPS.op("nn.EmbeddingBag", 2)
def embedding_bag_module(r: Gen):
    count, width = table(r)
    x, given = bags(r, count)
    mode = r.maybe(0.6, r.choice(("sum", "mean", "max")))
    if r.chance(0.25):
        given["per_sample_weights"] = r.tensor(x.shape, None, 0)
        mode = "sum" if r.chance(0.8) else mode
    made = r.call("nn.EmbeddingBag", num_embeddings=count, embedding_dim=width, max_norm=r.maybe(0.1, 1.0), scale_grad_by_freq=r.maybe(0.1, r.flag()), mode=mode,
                  sparse=r.maybe(0.1, r.flag()), include_last_offset=r.maybe(0.2, r.flag()), padding_idx=r.maybe(0.15, r.choice((0, 1, -1, count))))
    return r.call(made, x, **given)


@OPS.op("F.embedding_bag", 1.5)
def embedding_bag(r: Gen):
    count, width = table(r)
    x, given = bags(r, count)
    weights = r.maybe(0.2, r.tensor(x.shape, None, 0))
    return r.call("F.embedding_bag", x, r.tensor([count, width]), **given, mode=r.maybe(0.6, r.choice(("sum", "mean", "max"))), per_sample_weights=weights,
                  include_last_offset=r.maybe(0.2, r.flag()), padding_idx=r.maybe(0.15, r.choice((0, 1, -1))))


@OPS.op("F.one_hot", 1.5)
def one_hot(r: Gen):
    classes = r.randint(1, 6)
    x = r.tensor(r.dims(r.randint(0, 3), 1, 4), integer(r), 0, make="zeros")
    if r.chance(0.3):
        x.make, x.high = "full", r.randint(0, classes)
    return r.call("F.one_hot", x, num_classes=r.maybe(0.8, classes if r.chance(0.9) else -1))
