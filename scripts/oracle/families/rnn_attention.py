"""Recurrent layers and their cells, packed sequences, attention and Transformers."""
from __future__ import annotations

from typing import Any

from source import OMIT, Code, Gen, Tensor, Text

from families.registry import Registry

OPS = Registry()


def lead(r: Gen, batched: bool, batch_first: bool, steps: int, batch: int) -> list[int]:
    if not batched:
        return [steps]
    return [batch, steps] if batch_first else [steps, batch]


def recurrent(name: str):
    def make(r: Gen):
        size, hidden = r.randint(1, 6), r.randint(1, 6)
        layers, both = r.choice((1, 1, 1, 2, 3)), r.chance(0.3)
        project = r.randint(1, hidden - 1) if name == "LSTM" and hidden > 1 and r.chance(0.15) else 0
        given: dict[str, Any] = dict(num_layers=layers if layers > 1 or r.chance(0.3) else OMIT)
        if name == "RNN":
            given["nonlinearity"] = r.maybe(0.2, r.choice(("relu", "tanh")))
        batch_first = r.chance(0.45)
        given |= dict(bias=r.maybe(0.1, r.flag()), batch_first=batch_first if batch_first or r.chance(0.2) else OMIT, dropout=r.maybe(0.15, r.choice((0.0, 0.2, 0.5))), bidirectional=both if both or r.chance(0.1) else OMIT)
        if project:
            given["proj_size"] = project
        module = r.call(f"nn.{name}", input_size=size, hidden_size=hidden, **given)
        batched, steps, batch = r.chance(0.75), r.randint(1, 5), r.randint(1, 4)
        x = r.tensor([*lead(r, batched, batch_first, steps, batch), size], None, 0.08)
        if not r.chance(0.45):
            return r.call(module, x)
        directions = layers * (2 if both else 1)
        middle = [batch] if batched else []
        if r.chance(0.08):
            middle = [steps] if batched else [1]
        state = r.tensor([directions, *middle, project or hidden], None, 0)
        if name == "LSTM":
            state = (state, r.tensor([directions, *middle, hidden], None, 0))
            if r.chance(0.04):
                state = state[0]
        elif r.chance(0.03):
            state = (state, r.tensor([directions, *middle, hidden], None, 0))
        return r.call(module, x, state)
    return make


def cell(name: str):
    def make(r: Gen):
        size, hidden = r.randint(1, 6), r.randint(1, 6)
        batch = [] if r.chance(0.25) else [r.randint(1, 4)]
        given = dict(bias=r.maybe(0.2, r.flag()))
        if name == "RNNCell":
            given["nonlinearity"] = r.maybe(0.25, r.choice(("relu", "tanh")))
        module = r.call(f"nn.{name}", input_size=size, hidden_size=hidden, **given)
        x = r.tensor([*batch, size])
        if r.chance(0.4):
            return r.call(module, x)
        state = r.tensor([*batch, hidden], None, 0)
        return r.call(module, x, (state, r.tensor([*batch, hidden], None, 0)) if name == "LSTMCell" and r.chance(0.95) else state)
    return make


for name in ("LSTM", "GRU", "RNN"):
    OPS.op(f"nn.{name}", 6 if name == "LSTM" else 4)(recurrent(name))
    OPS.op(f"nn.{name}Cell", 1.8)(cell(f"{name}Cell"))


@OPS.op("recurrent results", 1.5, spoiled=0.3)
def results(r: Gen):
    """The results of a recurrent layer, taken apart as models do."""
    size, hidden, steps, batch = r.randint(1, 5), r.randint(1, 5), r.randint(1, 4), r.randint(1, 3)
    name = r.choice(("LSTM", "GRU", "RNN"))
    module = r.call(f"nn.{name}", size, hidden, num_layers=r.maybe(0.3, 2), batch_first=r.maybe(0.5, True), bidirectional=r.maybe(0.4, True))
    return (Text("out, h = {}", r.call(module, r.tensor([batch, steps, size]))), Code(r.choice((
        "out[:, -1]", "out[:, -1, :]", "out[-1]", "h[-1]", "h[0]", "h[0][-1]", "torch.cat((h[-2], h[-1]), dim=1)", "h.squeeze(0)", "h.shape", "out.size(2)", f"nn.Linear({hidden}, 2)(out)", f"nn.Linear({hidden}, 2)(out[:, -1])", f"nn.Linear({2 * hidden}, 2)(out)",
        f"out.view(out.size(0), out.size(1), 2, {hidden})", f"h.view(-1, 2, {batch}, {hidden})", "out.contiguous().view(-1, out.size(-1))", "h.permute(1, 0, 2)", "h.transpose(0, 1).reshape(h.size(1), -1)", "out.sum(1) + h[-1]"))))


@OPS.op("nn.utils.rnn", 3)
def sequences(r: Gen):
    name = r.choice(("pad_sequence", "pack_sequence", "pack_padded_sequence", "pack_padded_sequence", "pad_packed_sequence", "rnn on packed", "rnn on packed", "unpad_sequence"))
    steps, batch, width = r.randint(2, 5), r.randint(1, 4), r.randint(1, 4)
    lengths = sorted((r.randint(1, steps) for _ in range(batch)), reverse=True)
    if r.chance(0.7):
        lengths[0] = steps
    sort = r.maybe(0.3, r.flag())
    if r.chance(0.2):
        r.shuffle(lengths)
    tail = r.dims(r.choice((0, 1, 1, 2)), 1, 4)
    if name in ("pad_sequence", "pack_sequence"):
        tensors = [r.tensor([length, *tail]) for length in lengths]
        given = dict(batch_first=r.maybe(0.5, r.flag()), padding_value=r.maybe(0.3, r.choice((0.0, -1, 2.5))), padding_side=r.maybe(0.15, r.choice(("left", "right")))) if name == "pad_sequence" else dict(enforce_sorted=sort)
        return r.call(f"nn.utils.rnn.{name}", tensors, **given)
    first = r.chance(0.5)
    shown = first if first or r.chance(0.2) else OMIT
    x = r.tensor([*((batch, steps) if first else (steps, batch)), width])
    packed = r.call("nn.utils.rnn.pack_padded_sequence", x, r.choice((lengths, Code(f"torch.tensor({lengths})"))), batch_first=shown, enforce_sorted=sort)
    if name == "pack_padded_sequence":
        return packed
    if name == "unpad_sequence":
        return r.call("nn.utils.rnn.unpad_sequence", x, Code(f"torch.tensor({lengths})"), batch_first=shown)
    unpack = dict(batch_first=r.maybe(0.5, r.flag()), padding_value=r.maybe(0.2, 1.0), total_length=r.maybe(0.2, steps + r.choice((0, 0, 2, -1))))
    if name == "pad_packed_sequence":
        return r.call("nn.utils.rnn.pad_packed_sequence", packed, **unpack)
    hidden = r.randint(1, 4)
    kind = r.choice(("LSTM", "GRU", "RNN"))
    module = r.call(f"nn.{kind}", width, hidden, bidirectional=r.maybe(0.3, True), num_layers=r.maybe(0.3, 2), batch_first=r.maybe(0.3, True))
    return (Text("p = {}", packed), Text("out, h = {}(p)", module), r.choice((Code("out"), Code("h"), r.call("nn.utils.rnn.pad_packed_sequence", Code("out"), **unpack), Code("out.data.shape"), Code("out.batch_sizes"))))


def heads(r: Gen) -> tuple[int, int]:
    count = r.choice((1, 2, 2, 3, 4))
    return count * r.randint(1, 4), count


def mask(r: Gen, shape: list[int]) -> Tensor:
    return r.tensor(shape, r.choice(("bool", "bool", None, None, "int64")) if r.chance(0.9) else "float64", 0, "zeros")


@OPS.op("nn.MultiheadAttention", 6)
def multihead(r: Gen):
    embed, count = heads(r)
    batched, batch_first = r.chance(0.8), r.chance(0.5)
    target, source, batch = r.randint(1, 4), r.randint(1, 4), r.randint(1, 3)
    cross = r.chance(0.25)
    key_size, value_size = (r.randint(1, 6), r.randint(1, 6)) if cross and r.chance(0.6) else (embed, embed)
    given: dict[str, Any] = dict(dropout=r.maybe(0.2, r.choice((0.1, 0.0))), bias=r.maybe(0.15, r.flag()), add_bias_kv=r.maybe(0.08, r.flag()), add_zero_attn=r.maybe(0.08, r.flag()),
                                 kdim=key_size if key_size != embed else OMIT, vdim=value_size if value_size != embed else OMIT, batch_first=batch_first if batch_first or r.chance(0.1) else OMIT)
    module = r.call("nn.MultiheadAttention", embed_dim=embed, num_heads=count, **given)
    if r.chance(0.25):
        module = Text("{}.eval()", module)
    def made(steps: int, width: int) -> Tensor:
        return r.tensor([*lead(r, batched, batch_first, steps, batch), width], None, 0.05)
    query = made(target, embed)
    extra: dict[str, Any] = dict(key_padding_mask=r.maybe(0.2, mask(r, [batch, source] if batched else [source])), need_weights=r.maybe(0.3, r.flag()),
                                 attn_mask=r.maybe(0.25, mask(r, [target, source] if r.chance(0.7) else [batch * count if batched else count, target, source])), average_attn_weights=r.maybe(0.25, r.flag()), is_causal=r.maybe(0.06, r.flag()))
    if not cross and r.chance(0.4):
        call = (Text("x = {}", query), Code("x"), Code("x"), Code("x"))
        for name in ("key_padding_mask", "attn_mask"):
            if isinstance(extra[name], Tensor):
                extra[name].shape[-1] = target
        return (call[0], r.call(module, *call[1:], **extra))
    return r.call(module, query, made(source, key_size), made(source, value_size), **extra)


@OPS.op("F.scaled_dot_product_attention", 4)
def dot_product(r: Gen):
    batch = r.dims(r.choice((0, 1, 2, 2, 2)), 1, 3)
    queries, keys, width, out = r.randint(1, 4), r.randint(1, 4), r.randint(1, 4), r.randint(1, 4)
    if r.chance(0.7):
        out = width
    def side(steps: int, size: int) -> Tensor:
        return r.tensor([*[1 if r.chance(0.06) else one for one in batch], steps, size], None, 0.1)
    key_batch = list(batch)
    given: dict[str, Any] = dict(attn_mask=r.maybe(0.35, r.choice((None, mask(r, [queries, keys]), mask(r, [queries, keys]), mask(r, [*batch, queries, keys]), mask(r, [1, keys])))), dropout_p=r.maybe(0.3, r.choice((0.0, 0.1, 1.0, 0.5))), is_causal=r.maybe(0.25, r.flag()))
    rest: dict[str, Any] = dict(scale=r.maybe(0.2, r.choice((1.0, 0.5, None))))
    if len(batch) == 2 and r.chance(0.12):
        groups = r.randint(2, 3)
        rest["enable_gqa"] = True
        query = r.tensor([batch[0], batch[1] * groups, queries, width])
        return keyworded(r.call("F.scaled_dot_product_attention", query, r.tensor([*key_batch, keys, width]), r.tensor([*key_batch, keys, out]), **rest), 3)
    call = r.call("F.scaled_dot_product_attention", side(queries, width), side(keys, width), side(keys, out), **given, **rest)
    return keyworded(call, 6)


def keyworded(call: Any, most: int) -> Any:
    call.cut = min(call.cut, most)
    return call


def layer_options(r: Gen) -> dict[str, Any]:
    return dict(dim_feedforward=r.randint(2, 8), dropout=r.maybe(0.2, 0.0), activation=r.maybe(0.25, r.choice(("relu", "gelu", Code("F.gelu"), Code("nn.ReLU()"), "tanh"))), layer_norm_eps=r.maybe(0.1, 1e-6), batch_first=r.maybe(0.5, True),
                norm_first=r.maybe(0.3, r.flag()), bias=r.maybe(0.12, r.flag()))


def first_of(options: dict[str, Any]) -> bool:
    return options["batch_first"] is True


@OPS.op("nn.TransformerEncoderLayer", 2.5)
def encoder_layer(r: Gen):
    embed, count = heads(r)
    options = layer_options(r)
    module = r.call("nn.TransformerEncoderLayer", d_model=embed, nhead=count, **options)
    if r.chance(0.4):
        module = r.call("nn.TransformerEncoder", module, num_layers=r.randint(1, 2), norm=r.maybe(0.25, r.choice((None, Code(f"nn.LayerNorm({embed})")))), enable_nested_tensor=r.maybe(0.3, False))
        names = ("mask", "src_key_padding_mask")
    else:
        names = ("src_mask", "src_key_padding_mask")
    batched, steps, batch = r.chance(0.85), r.randint(1, 4), r.randint(1, 3)
    x = r.tensor([*lead(r, batched, first_of(options), steps, batch), embed])
    given = {names[0]: r.maybe(0.3, r.choice((mask(r, [steps, steps]), Code(f"nn.Transformer.generate_square_subsequent_mask({steps})")))), names[1]: r.maybe(0.2, mask(r, [batch, steps] if batched else [steps]))}
    return r.call(Text("{}.eval()", module) if r.chance(0.3) else module, x, **given)


@OPS.op("nn.TransformerDecoderLayer", 2)
def decoder_layer(r: Gen):
    embed, count = heads(r)
    options = layer_options(r)
    module = r.call("nn.TransformerDecoderLayer", d_model=embed, nhead=count, **options)
    if r.chance(0.4):
        module = r.call("nn.TransformerDecoder", module, num_layers=r.randint(1, 2))
    batched, target, source, batch = r.chance(0.85), r.randint(1, 4), r.randint(1, 4), r.randint(1, 3)
    given = dict(tgt_mask=r.maybe(0.3, mask(r, [target, target])), memory_mask=r.maybe(0.15, mask(r, [target, source])), tgt_key_padding_mask=r.maybe(0.15, mask(r, [batch, target] if batched else [target])),
                 memory_key_padding_mask=r.maybe(0.15, mask(r, [batch, source] if batched else [source])))
    return r.call(module, r.tensor([*lead(r, batched, first_of(options), target, batch), embed]), r.tensor([*lead(r, batched, first_of(options), source, batch), embed]), **given)


@OPS.op("nn.Transformer", 2)
def transformer(r: Gen):
    embed, count = heads(r)
    options = layer_options(r)
    module = r.call("nn.Transformer", d_model=embed, nhead=count, num_encoder_layers=1, num_decoder_layers=r.randint(1, 2), **options)
    batched, target, source, batch = r.chance(0.85), r.randint(1, 4), r.randint(1, 4), r.randint(1, 3)
    given = dict(src_mask=r.maybe(0.2, mask(r, [source, source])), tgt_mask=r.maybe(0.3, r.choice((mask(r, [target, target]), Code(f"nn.Transformer.generate_square_subsequent_mask({target})")))), memory_mask=r.maybe(0.1, mask(r, [target, source])),
                 src_key_padding_mask=r.maybe(0.15, mask(r, [batch, source] if batched else [source])), tgt_key_padding_mask=r.maybe(0.15, mask(r, [batch, target] if batched else [target])))
    call = r.call(module, r.tensor([*lead(r, batched, first_of(options), source, batch), embed]), r.tensor([*lead(r, batched, first_of(options), target, batch), embed]), **given)
    call.cut = 2
    return call


@OPS.op("attention by hand", 2)
def by_hand(r: Gen):
    """Projections, heads split off and put together again, as written in models."""
    batch, steps, count, width = r.randint(1, 3), r.randint(1, 4), r.choice((1, 2, 3)), r.randint(1, 3)
    embed = count * width
    x = r.tensor([batch, steps, embed], None, 0)
    lines = r.choice((
        (f"q, k, v = nn.Linear({embed}, {3 * embed})(x).chunk(3, dim=-1)", f"a = (q @ k.transpose(-2, -1)) / {width} ** 0.5", "a.softmax(-1) @ v"),
        (f"qkv = nn.Linear({embed}, {3 * embed})(x).reshape({batch}, {steps}, 3, {count}, {width}).permute(2, 0, 3, 1, 4)", "q, k, v = qkv.unbind(0)", f"(q @ k.transpose(-2, -1)).softmax(-1).matmul(v).transpose(1, 2).reshape({batch}, {steps}, {embed})"),
        (f"q = x.view({batch}, -1, {count}, {width}).transpose(1, 2)", "a = torch.matmul(q, q.transpose(2, 3))", f"torch.matmul(F.softmax(a, dim=-1), q).transpose(1, 2).contiguous().view({batch}, -1, {embed})"),
        (f"q = x.view({batch}, -1, {count}, {width}).transpose(1, 2)", "a = torch.matmul(q, q.transpose(2, 3))", f"torch.matmul(F.softmax(a, dim=-1), q).transpose(1, 2).view({batch}, -1, {embed})"),
        (f"q = rearrange(x, 'b n (h d) -> b h n d', h={count})", "a = torch.einsum('bhid,bhjd->bhij', q, q)", "rearrange(torch.einsum('bhij,bhjd->bhid', a.softmax(-1), q), 'b h n d -> b n (h d)')"),
        (f"m = torch.tril(torch.ones({steps}, {steps}))", "a = (x @ x.mT).masked_fill(m == 0, float('-inf'))", "a.softmax(dim=-1) @ x"),
        (f"m = torch.zeros({batch}, {steps}, dtype=torch.bool)", "a = x.bmm(x.transpose(1, 2)).masked_fill(m.unsqueeze(1), -1e9)", "torch.bmm(F.softmax(a, 2), x)"),
        (f"p = nn.Embedding({max(1, steps)}, {embed})(torch.arange({steps}))", "y = x + p", f"torch.cat((torch.zeros(1, 1, {embed}).expand({batch}, -1, -1), y), dim=1)"),
    ))
    return (Text("x = {}", x), *[Code(line) for line in lines[:-1]], Code(lines[-1]))
