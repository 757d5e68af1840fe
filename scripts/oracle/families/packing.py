"""Sequences of differing lengths, and the recurrent functions under the layers."""
from __future__ import annotations

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
MANY = 0.95
UTILS = "nn.utils.rnn."


def lengths_of(r: Gen, steps: int, batch: int, shuffled: float = 0.2) -> list[int]:
    lengths = sorted((r.randint(1, steps) for _ in range(batch)), reverse=True)
    if r.chance(0.75):
        lengths[0] = steps
    if r.chance(shuffled):
        r.shuffle(lengths)
    return lengths


def kind(r: Gen) -> str | None:
    return r.choice((None,) * 8 + ("float64", "int64", "bool"))


@OPS.op("pad_sequence", MANY)
def pad(r: Gen):
    tail, dtype = r.dims(r.choice((0, 1, 1, 2)), 1, 4), kind(r)
    tensors = [r.tensor([r.randint(1, 5), *tail], dtype, 0.05) for _ in range(r.choice((1, 2, 3, 3, 4)))]
    return r.call(f"{UTILS}pad_sequence", r.choice((list, tuple))(tensors), batch_first=r.maybe(0.6, r.flag()), padding_value=r.maybe(0.4, r.choice((0.0, -1, 2.5, 0))), padding_side=r.maybe(0.3, r.choice(("left", "right"))))


@OPS.op("pack_sequence", MANY)
def pack(r: Gen):
    tail, dtype = r.dims(r.choice((0, 1, 1, 2)), 1, 4), kind(r)
    tensors = [r.tensor([length, *tail], dtype, 0.05) for length in lengths_of(r, r.randint(1, 5), r.randint(1, 4))]
    made = r.call(f"{UTILS}pack_sequence", r.choice((list, tuple))(tensors), enforce_sorted=r.maybe(0.5, r.flag()))
    return made


def padded(r: Gen, ordered: float = 0.2) -> tuple:
    steps, batch, first = r.randint(1, 5), r.randint(1, 4), r.flag()
    lengths = lengths_of(r, steps, batch, ordered)
    x = r.tensor([*((batch, steps) if first else (steps, batch)), *r.dims(r.choice((0, 1, 1, 2)), 1, 4)], kind(r), 0.1)
    return x, lengths, first, steps


def shown(r: Gen, lengths: list[int]):
    return r.choice((lengths, Code(f"torch.tensor({lengths})"), Tensor([len(lengths)], "int64", "ones")))


@OPS.op("pack_padded_sequence", MANY)
def pack_padded(r: Gen):
    x, lengths, first, _ = padded(r)
    return r.call(f"{UTILS}pack_padded_sequence", x, shown(r, lengths), batch_first=first if first or r.chance(0.3) else OMIT, enforce_sorted=r.maybe(0.5, r.flag()))


@OPS.op("pad_packed_sequence", MANY)
def pad_packed(r: Gen):
    x, lengths, first, steps = padded(r)
    packed = r.call(f"{UTILS}pack_padded_sequence", x, lengths, batch_first=Code(str(first)), enforce_sorted=Code("False"))
    return r.call(f"{UTILS}pad_packed_sequence", packed if r.chance(0.95) else x, batch_first=r.maybe(0.6, r.flag()), padding_value=r.maybe(0.3, r.choice((0.0, -1.5, 1))), total_length=r.maybe(0.3, steps + r.choice((0, 0, 2, -1))))


@OPS.op("unpad_sequence", MANY)
def unpad(r: Gen):
    x, lengths, first, _ = padded(r, 0.8)
    return r.call(f"{UTILS}unpad_sequence", x, Code(f"torch.tensor({lengths})") if r.chance(0.9) else lengths, batch_first=first if first or r.chance(0.3) else OMIT)


@OPS.op("unpack_sequence", MANY)
def unpack(r: Gen):
    x, lengths, first, _ = padded(r)
    packed = r.call(f"{UTILS}pack_padded_sequence", x, lengths, batch_first=Code(str(first)), enforce_sorted=Code("False")) if r.chance(0.7) else r.call(f"{UTILS}pack_sequence", [r.tensor([r.randint(1, 4), 2], None, 0) for _ in range(2)], enforce_sorted=Code("False"))
    return r.call(f"{UTILS}unpack_sequence", packed if r.chance(0.95) else x)


@OPS.op("invert_permutation", MANY)
def invert(r: Gen):
    size = r.randint(0, 5)
    return r.call(f"{UTILS}invert_permutation", r.choice((Code(f"torch.tensor({r.sample(range(size), size)})"), Code(f"torch.arange({size})"), None, r.tensor([size, 2], "int64", 0, "zeros"), Code(f"torch.arange({size}.0)"))))


for name in ("lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"):
    @OPS.op(f"torch.{name}", MANY, spoiled=0.45)
    def cell(r: Gen, name=name):
        batch, size, hidden = r.dims(3, 1, 4)
        gates = {"lstm_cell": 4, "gru_cell": 3}.get(name, 1) * hidden
        dtype = r.choice((None, None, None, "float64"))
        def tensor(*shape):
            return r.tensor(shape, dtype, 0)
        state = tensor(batch, hidden)
        weights = (tensor(gates, size), tensor(gates, hidden), *((tensor(gates), tensor(gates)) if r.chance(0.6) else ()))
        return r.call(f"torch.{name}", tensor(batch, size), (state, tensor(batch, hidden)) if name == "lstm_cell" else state, *weights)


for name in ("lstm", "gru", "rnn_tanh", "rnn_relu"):
    @OPS.op(f"torch.{name}", MANY, spoiled=0.3 if name == "lstm" else 0.45)
    def network(r: Gen, name=name):
        size, hidden, steps, batch = r.dims(4, 1, 4)
        layers, both, biased, first = r.choice((1, 1, 2)), r.chance(0.3), r.chance(0.8), r.flag()
        gates = {"lstm": 4, "gru": 3}.get(name, 1) * hidden
        count = layers * (2 if both else 1)
        # oneDNN, which takes an LSTM over float32, reads past weights that do not fit.
        dtype = r.choice((None, "float64", "float64", "float64")) if name == "lstm" else r.choice((None, None, None, "float64"))
        tail = "" if dtype is None else f", dtype=torch.{dtype}"
        weights: list = []
        for layer in range(layers):
            width = size if layer == 0 else hidden * (2 if both else 1)
            for _ in range(2 if both else 1):
                weights += [Code(f"torch.ones({gates}, {width}{tail})"), Code(f"torch.ones({gates}, {hidden}{tail})")]
                if biased:
                    weights += [Code(f"torch.ones({gates}{tail})")] * 2
        state = r.tensor([count, batch, hidden], dtype, 0)
        given = (state, r.tensor([count, batch, hidden], dtype, 0)) if name == "lstm" else state
        return r.call(f"torch.{name}", r.tensor([batch, steps, size] if first else [steps, batch, size], dtype, 0.1), given, weights, Code(str(biased)), Code(str(layers)), r.choice((0.0, 0.3)), r.flag(), Code(str(both)), Code(str(first)))
