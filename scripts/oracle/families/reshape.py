"""Views, reshaping, joining and splitting; many inputs are not contiguous."""
from __future__ import annotations

import math

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
FORMS = (list, tuple)


def any_tensor(r: Gen, low: int = 0, high: int = 4, most: int = 5, strided: float = 0.3) -> Tensor:
    shape = [0 if r.chance(0.03) else size for size in r.dims(r.randint(low, high), 1, most)]
    return r.tensor(shape, r.choice((None, None, None, None, "int64", "bool", "float64")), strided)


def dim_of(r: Gen, x: Tensor, more: int = 0) -> int:
    rank = max(1, len(x.shape) + more)
    return r.negative(r.randrange(rank), rank)


def regrouped(r: Gen, shape: list[int]) -> list[int]:
    """Another shape with as many elements: neighbours merged or split, at times taken apart altogether."""
    out = list(shape)
    for _ in range(r.randint(1, 3)):
        if len(out) > 1 and r.chance(0.5):
            at = r.randrange(len(out) - 1)
            out[at:at + 2] = [out[at] * out[at + 1]]
        elif out:
            at = r.randrange(len(out))
            divisors = [d for d in range(1, out[at] + 1) if out[at] % d == 0] or [1]
            d = r.choice(divisors)
            out[at:at + 1] = [d, out[at] // d]
        else:
            out.append(1)
    if r.chance(0.15):
        r.shuffle(out)
    if out and r.chance(0.4):
        out[r.randrange(len(out))] = -1
    return out


def sizes(r: Gen, x: Tensor) -> list[int]:
    target = regrouped(r, x.shape)
    if target and r.chance(0.12):
        at = r.randrange(len(target))
        target[at] = r.choice((target[at] + 1, -1, 0, -2, target[at] * 2))
    return target


@OPS.op("Tensor.view", 5)
def view(r: Gen):
    x = any_tensor(r)
    if r.chance(0.06):
        return r.method(x, "view", Code(r.choice(("torch.float32", "torch.int64", "torch.float64", "torch.int16", "torch.bool"))))
    return r.method(x, "view", r.spread(sizes(r, x)))


@OPS.op("Tensor.reshape", 4)
def reshape(r: Gen):
    x = any_tensor(r)
    if r.chance(0.3):
        return r.call("torch.reshape", x, r.choice(FORMS)(sizes(r, x)))
    return r.method(x, "reshape", r.spread(sizes(r, x)))


@OPS.op("Tensor.view_as", 0.8)
def view_as(r: Gen):
    x = any_tensor(r, 1)
    target = [max(size, 0) for size in regrouped(r, x.shape) if size != -1]
    return r.method(x, r.choice(("view_as", "reshape_as")), r.tensor(target))


@OPS.op("Tensor.view(size)", 1.2)
def view_of_size(r: Gen):
    expression = r.choice(("x.view(x.size(0), -1)", "x.view(*x.shape[:-2], -1)", "x.reshape(x.shape[0], -1, x.shape[-1])", "x.view(-1, x.size(-1))", "x.view(x.shape[0] * x.shape[1], *x.shape[2:])",
                           "x.flatten(1).view(x.shape)", "x.view(x.size(0), x.size(1) // 2, 2, -1)", "x.view(-1, *x.shape[1:])", "x.view(x.size())", "x.reshape(x.shape[::-1])", "x.view(len(x), -1)",
                           "x.view(x.numel())", "x.view(x.size(0), -1, 8)", "x.transpose(0, 1).view(x.size(0), -1)", "x.transpose(0, 1).contiguous().view(x.size(0), -1)"))
    return (Text("x = {}", any_tensor(r, 1)), Code(expression))


@OPS.op("torch.flatten", 2.5)
def flatten(r: Gen):
    x = any_tensor(r)
    rank = max(1, len(x.shape))
    start = r.randrange(rank)
    return r.either("flatten", x, start_dim=r.maybe(0.6, r.negative(start, rank)), end_dim=r.maybe(0.5, r.negative(r.randint(start, rank - 1), rank)))


@OPS.op("torch.ravel", 0.4)
def ravel(r: Gen):
    return r.either("ravel", any_tensor(r))


@OPS.op("torch.unflatten", 2)
def unflatten(r: Gen):
    parts = r.dims(r.randint(1, 3), 1, 4)
    shape = r.dims(r.randint(1, 4), 1, 4)
    dim = r.randrange(len(shape))
    shape[dim] = math.prod(parts)
    if r.chance(0.4):
        parts[r.randrange(len(parts))] = -1
    return r.either("unflatten", r.tensor(shape, None, 0.3), r.negative(dim, len(shape)), r.choice(FORMS)(parts))


@OPS.op("torch.squeeze", 2)
def squeeze(r: Gen):
    x = r.tensor([1 if r.chance(0.5) else r.randint(0, 4) for _ in range(r.randint(0, 5))], None, 0.3)
    if r.chance(0.3):
        return r.either("squeeze", x)
    rank = len(x.shape)
    if r.chance(0.25) and rank:
        return r.either("squeeze", x, tuple(r.negative(d, rank) for d in r.sample(range(rank), r.randint(1, rank))))
    return r.either("squeeze", x, dim=dim_of(r, x))


@OPS.op("torch.unsqueeze", 2)
def unsqueeze(r: Gen):
    x = any_tensor(r)
    return r.either("unsqueeze", x, dim=dim_of(r, x, 1))


@OPS.op("torch.permute", 2.5)
def permute(r: Gen):
    x = any_tensor(r)
    rank = len(x.shape)
    order = [r.negative(d, rank) for d in r.sample(range(rank), rank)]
    if order and r.chance(0.08):
        order[0] = order[-1]
    if r.chance(0.35):
        return r.call("torch.permute", x, r.choice(FORMS)(order))
    return r.method(x, "permute", r.spread(order))


@OPS.op("torch.transpose", 2.5)
def transpose(r: Gen):
    x = any_tensor(r)
    name = r.choices(("transpose", "swapaxes", "swapdims"), (6, 1, 1))[0]
    names = {"transpose": ("dim0", "dim1"), "swapaxes": ("axis0", "axis1"), "swapdims": ("dim0", "dim1")}[name]
    return r.either(name, x, **dict(zip(names, (dim_of(r, x), dim_of(r, x)))))


@OPS.op("torch.movedim", 1.5)
def movedim(r: Gen):
    x = any_tensor(r)
    rank = len(x.shape)
    name = r.choice(("movedim", "movedim", "moveaxis"))
    if rank < 2 or r.chance(0.4):
        return r.either(name, x, dim_of(r, x), dim_of(r, x))
    count = r.randint(1, rank)
    source, target = [r.choice(FORMS)(r.negative(d, rank) for d in r.sample(range(rank), count)) for _ in range(2)]
    return r.either(name, x, source, target)


@OPS.op("Tensor.T", 1.2)
def transposed_attribute(r: Gen):
    return Text("{}." + r.choice(("T", "T", "mT", "H", "mH")), any_tensor(r))


@OPS.op("torch.t", 0.8)
def t(r: Gen):
    return r.either("t", any_tensor(r))


@OPS.op("Tensor.expand", 2.5)
def expand(r: Gen):
    target = [0 if r.chance(0.03) else size for size in r.dims(r.randint(0, 4), 1, 5)]
    shape = [1 if r.chance(0.5) else size for size in target[r.randint(0, len(target)):]]
    lead = len(target) - len(shape)
    asked = [-1 if index >= lead and r.chance(0.25) else size for index, size in enumerate(target)]
    x = r.tensor(shape, None, 0.2)
    return r.method(x, "expand", r.spread(asked)) if r.chance(0.92) else r.method(x, "expand", asked, implicit=r.flag())


@OPS.op("Tensor.expand_as", 1)
def expand_as(r: Gen):
    target = r.dims(r.randint(0, 4), 1, 5)
    return r.method(r.tensor([1 if r.chance(0.5) else size for size in target[r.randint(0, len(target)):]], None, 0.2), "expand_as", r.tensor(target))


@OPS.op("torch.broadcast_to", 1)
def broadcast_to(r: Gen):
    target = r.dims(r.randint(0, 4), 1, 5)
    return r.either("broadcast_to", r.tensor([1 if r.chance(0.5) else size for size in target[r.randint(0, len(target)):]]), r.choice(FORMS)(target))


def broadcastable(r: Gen, count: int) -> list[Tensor]:
    target = r.dims(r.randint(0, 4), 1, 5)
    return [r.tensor([1 if r.chance(0.35) else size for size in target[r.randint(0, len(target)):]]) for _ in range(count)]


@OPS.op("torch.broadcast_tensors", 0.8)
def broadcast_tensors(r: Gen):
    return r.call("torch.broadcast_tensors", *broadcastable(r, r.randint(1, 3)))


@OPS.op("torch.broadcast_shapes", 0.6)
def broadcast_shapes(r: Gen):
    return r.call("torch.broadcast_shapes", *[tuple(x.shape) for x in broadcastable(r, r.randint(1, 3))])


@OPS.op("Tensor.repeat", 2)
def repeat(r: Gen):
    x = any_tensor(r, most=3)
    return r.method(x, "repeat", r.spread([r.randint(0 if r.chance(0.1) else 1, 3) for _ in range(len(x.shape) + r.choice((0, 0, 0, 1, 2)))]))


@OPS.op("torch.tile", 1.2)
def tile(r: Gen):
    x = any_tensor(r, most=3)
    counts = r.dims(r.randint(0, len(x.shape) + 1), 1, 3)
    return r.call("torch.tile", x, r.choice(FORMS)(counts)) if r.chance(0.5) else r.method(x, "tile", r.spread(counts))


@OPS.op("torch.repeat_interleave", 1.5)
def repeat_interleave(r: Gen):
    x = any_tensor(r, 0, 3, 3)
    dim = r.maybe(0.7, r.choice((dim_of(r, x), dim_of(r, x), dim_of(r, x), None)))
    if r.chance(0.6):
        return r.either("repeat_interleave", x, r.randint(0, 4), dim=dim)
    length = math.prod(x.shape) if dim in (OMIT, None) else x.shape[dim] if x.shape else 1
    repeats = [r.randint(0, 3) for _ in range(r.choice((length, length, 1)))]
    if r.chance(0.06):
        return r.call("torch.repeat_interleave", Code(f"torch.tensor({repeats}, dtype=torch.long)"))
    return r.either("repeat_interleave", x, Code(f"torch.tensor({repeats}, dtype=torch.long)"), dim=dim, output_size=r.maybe(0.1, sum(repeats)))


@OPS.op("torch.flip", 1)
def flip(r: Gen):
    x = any_tensor(r)
    rank = len(x.shape)
    dims = [r.negative(d, rank) for d in r.sample(range(rank), r.randint(0, rank))]
    return r.call("torch.flip", x, r.choice(FORMS)(dims)) if r.chance(0.5) else r.method(x, "flip", r.spread(dims))


@OPS.op("torch.fliplr", 0.4)
def fliplr(r: Gen):
    return r.either(r.choice(("fliplr", "flipud")), any_tensor(r))


@OPS.op("torch.roll", 1)
def roll(r: Gen):
    x = any_tensor(r)
    rank = len(x.shape)
    if r.chance(0.3) or rank == 0:
        return r.either("roll", x, r.randint(-3, 3))
    if r.chance(0.4):
        return r.either("roll", x, shifts=r.randint(-3, 3), dims=dim_of(r, x))
    dims = tuple(r.negative(d, rank) for d in r.sample(range(rank), r.randint(1, rank)))
    return r.either("roll", x, shifts=tuple(r.randint(-3, 3) for _ in dims), dims=dims)


@OPS.op("torch.rot90", 0.8)
def rot90(r: Gen):
    x = any_tensor(r, 2)
    return r.either("rot90", x, k=r.maybe(0.8, r.randint(-3, 4)), dims=r.maybe(0.7, r.choice(FORMS)(r.negative(d, len(x.shape)) for d in r.sample(range(len(x.shape)), 2))))


@OPS.op("torch.narrow", 1.5)
def narrow(r: Gen):
    x = any_tensor(r, 1)
    dim = r.randrange(len(x.shape))
    start = r.randint(0, x.shape[dim])
    return r.either(r.choice(("narrow", "narrow", "narrow", "narrow_copy")), x, dim=r.negative(dim, len(x.shape)), start=r.choice((start, start, start - x.shape[dim])), length=r.randint(0, x.shape[dim] - start))


@OPS.op("torch.select", 1.2)
def select(r: Gen):
    x = any_tensor(r, 1)
    dim = r.randrange(len(x.shape))
    return r.either("select", x, r.negative(dim, len(x.shape)), r.negative(r.randrange(max(1, x.shape[dim])), x.shape[dim]))


@OPS.op("Tensor.unfold", 1.5)
def unfold(r: Gen):
    x = any_tensor(r, 0, 4, 7)
    dim = dim_of(r, x)
    length = x.shape[dim] if x.shape else 1
    return r.method(x, "unfold", dimension=dim, size=r.randint(0 if r.chance(0.1) else 1, max(1, length)), step=r.randint(1, 3))


@OPS.op("torch.as_strided", 1)
def as_strided(r: Gen):
    x = any_tensor(r, 1, 3, 5, 0.15)
    rank = r.randint(0, 3)
    size = r.dims(rank, 1, 3)
    stride = [r.randint(0, 3) for _ in range(rank)]
    return r.either("as_strided", x, r.choice(FORMS)(size), r.choice(FORMS)(stride), storage_offset=r.maybe(0.3, r.randint(0, 3)))


def alike(r: Gen, count: int, low: int = 1, high: int = 4) -> tuple[list[int], list[list[int]], int]:
    """Shapes that differ in one dim only, and that dim."""
    shape = [0 if r.chance(0.02) else size for size in r.dims(r.randint(low, high), 1, 4)]
    dim = r.randrange(max(1, len(shape)))
    shapes = []
    for _ in range(count):
        one = list(shape)
        if one:
            one[dim] = r.randint(1, 4)
        shapes.append(one)
    return shape, shapes, dim


@OPS.op("torch.cat", 5)
def cat(r: Gen):
    _, shapes, dim = alike(r, r.randint(1, 4))
    if r.chance(0.06):
        shapes[r.randrange(len(shapes))] = [0]
    if r.chance(0.06):
        dim += 1
    tensors = [r.tensor(shape, r.choice((None,) * 8 + ("float64", "int64"))) for shape in shapes]
    name = r.choices(("torch.cat", "torch.concat", "torch.concatenate"), (8, 1, 1))[0]
    return r.call(name, r.choice(FORMS)(tensors), dim=r.maybe(0.85, r.negative(dim, len(shapes[0]))))


@OPS.op("torch.stack", 3)
def stack(r: Gen):
    shape = r.dims(r.randint(0, 3), 1, 4)
    tensors = [r.tensor(shape, r.choice((None,) * 8 + ("float64", "int64"))) for _ in range(r.randint(1, 4))]
    return r.call("torch.stack", r.choice(FORMS)(tensors), dim=r.maybe(0.75, r.negative(r.randint(0, len(shape)), len(shape) + 1)))


for name in ("hstack", "vstack", "dstack", "column_stack", "row_stack"):
    @OPS.op(f"torch.{name}", 0.8)
    def stacked(r: Gen, name=name):
        _, shapes, _ = alike(r, r.randint(1, 3), 0)
        if r.chance(0.5):
            shapes = [shapes[0]] * len(shapes)
        return r.call(f"torch.{name}", r.choice(FORMS)(r.tensor(shape) for shape in shapes))


@OPS.op("torch.block_diag", 0.5)
def block_diag(r: Gen):
    return r.call("torch.block_diag", *[r.tensor(r.dims(r.choice((0, 1, 2, 2, 2, 3)), 0, 4)) for _ in range(r.randint(1, 3))])


@OPS.op("torch.chunk", 2)
def chunk(r: Gen):
    x = any_tensor(r, most=9)
    return r.either("chunk", x, r.randint(1, 5), dim=r.maybe(0.75, dim_of(r, x)))


@OPS.op("torch.split", 3)
def split(r: Gen):
    x = any_tensor(r, 1, most=9)
    dim = r.randrange(len(x.shape))
    shown = r.negative(dim, len(x.shape)) if dim or r.chance(0.5) else OMIT
    if r.chance(0.5):
        return r.either("split", x, r.randint(1, 5), dim=shown)
    return r.either(r.choice(("split", "split", "split_with_sizes")), x, r.choice(FORMS)(partition(r, x.shape[dim])), dim=shown)


def partition(r: Gen, total: int) -> list[int]:
    parts = []
    while total > 0 and len(parts) < 4:
        parts.append(r.randint(0 if r.chance(0.1) else 1, total))
        total -= parts[-1]
    if total or not parts:
        parts.append(total)
    return parts


@OPS.op("torch.tensor_split", 1.5)
def tensor_split(r: Gen):
    x = any_tensor(r, 1, most=8)
    dim = dim_of(r, x)
    by = r.randint(1, 5) if r.chance(0.5) else r.choice(FORMS)(sorted(r.randint(-2, 9) for _ in range(r.randint(0, 3))))
    return r.either("tensor_split", x, by, dim=r.maybe(0.75, dim))


for name in ("hsplit", "vsplit", "dsplit"):
    @OPS.op(f"torch.{name}", 0.6)
    def splits(r: Gen, name=name):
        count = r.randint(1, 3)
        x = any_tensor(r, {"hsplit": 1, "vsplit": 2, "dsplit": 3}[name])
        at = {"hsplit": 0 if len(x.shape) == 1 else 1, "vsplit": 0, "dsplit": 2}[name]
        x.shape[at] = count * r.randint(1, 3)
        return r.either(name, x, count if r.chance(0.6) else sorted(r.randint(0, 6) for _ in range(r.randint(1, 3))))


@OPS.op("torch.unbind", 1.2)
def unbind(r: Gen):
    x = any_tensor(r, 1)
    return r.either("unbind", x, dim=r.maybe(0.7, dim_of(r, x)))


@OPS.op("unpacking", 1.2, spoiled=0.3)
def unpacking(r: Gen):
    x = any_tensor(r, 1)
    names = ["a", "b", "c", "d", "e"][:max(1, len(x.shape) + r.choice((0, 0, 0, 1, -1)))]
    targets = ", ".join(names) + ("," if len(names) == 1 else "")
    source = r.choice(("x.shape", "x.shape", "x.size()", "x", "x.chunk(2)", "x.chunk(2, dim=-1)", "x.unbind(0)", "x.split(2)", "x.shape[:2]", "x.shape[-2:]", "x.size()[1:]"))
    if "shape" not in source and "size" not in source:
        targets = r.choice(("a, b", "a, b", "a, b, c", "a, *b", "a"))
    return (Text("x = {}", x), Code(f"{targets} = {source}"), Code("a"))


@OPS.op("Tensor.contiguous", 0.8)
def contiguous(r: Gen):
    x = any_tensor(r, strided=0.8)
    return Text(r.choice(("{}.contiguous()", "{}.is_contiguous()", "{}.stride()", "{}.clone()", "{}.contiguous().stride()", "{}.clone().stride()", "{}.stride(0)", "{}.stride(-1)", "{}.detach()")), x)


@OPS.op("memory_format", 0.8)
def memory_format(r: Gen):
    kind = r.choice(("torch.channels_last", "torch.channels_last", "torch.contiguous_format", "torch.preserve_format", "torch.channels_last_3d"))
    x = r.tensor(r.dims(r.choice((4, 4, 4, 5, 3)), 1, 4), None, 0.4)
    return Text(r.choice(("{}.contiguous(memory_format={})", "{}.to(memory_format={})", "{}.clone(memory_format={})", "{}.is_contiguous(memory_format={})")), x, Code(kind))


@OPS.op("Tensor.size", 1.5)
def size(r: Gen):
    x = any_tensor(r)
    if r.chance(0.4):
        return r.method(x, "size", dim_of(r, x))
    return Text(r.choice(("{}.size()", "{}.shape", "{}.dim()", "{}.ndim", "{}.numel()", "{}.nelement()", "len({})", "{}.shape[0]", "{}.shape[-1]", "{}.shape[1:]", "{}.shape[-2:]", "{}.ndimension()",
                          "{}.shape.numel()", "{}.size()[-1]", "{}.element_size()", "tuple({}.shape)", "list({}.size())", "{}.shape[:2] + (7,)", "{}.shape[2]", "{}.itemsize", "{}.nbytes")), x)


@OPS.op("torch.Size", 0.5)
def size_class(r: Gen):
    x, y = any_tensor(r), any_tensor(r)
    return Text(r.choice(("torch.Size({})", "torch.Size({}) + torch.Size([2])", "torch.Size({})[1:]", "torch.Size({}).numel()", "torch.Size({}) == (2, 3)", "torch.Size({}) * 2", "(4,) + torch.Size({})", "len(torch.Size({}))", "torch.empty(torch.Size({}))")), list(x.shape))


@OPS.op("torch.atleast", 0.5)
def atleast(r: Gen):
    name = r.choice(("torch.atleast_1d", "torch.atleast_2d", "torch.atleast_3d"))
    if r.chance(0.3):
        return r.call(name, any_tensor(r), any_tensor(r))
    return r.call(name, any_tensor(r))


@OPS.op("torch.meshgrid", 1)
def meshgrid(r: Gen):
    tensors = [r.tensor([r.randint(0 if r.chance(0.05) else 1, 4)] if r.chance(0.93) else []) for _ in range(r.randint(1, 3))]
    if r.chance(0.3):
        return r.call("torch.meshgrid", r.choice(FORMS)(tensors), indexing=r.maybe(0.8, r.choice(("ij", "xy"))))
    call = r.call("torch.meshgrid", *tensors, indexing=r.maybe(0.8, r.choice(("ij", "xy"))))
    call.cut = len(tensors)
    return call


@OPS.op("torch.cartesian_prod", 0.5)
def cartesian_prod(r: Gen):
    return r.call("torch.cartesian_prod", *[r.tensor([r.randint(0, 4)]) for _ in range(r.randint(1, 3))])


@OPS.op("torch.combinations", 0.5)
def combinations(r: Gen):
    return r.call("torch.combinations", r.tensor([r.randint(0, 6)]), r=r.maybe(0.7, r.randint(0, 4)), with_replacement=r.maybe(0.4, r.flag()))


@OPS.op("torch.diag_embed", 0.8)
def diag_embed(r: Gen):
    x = any_tensor(r, 1, 3)
    given = dict(offset=r.maybe(0.5, r.randint(-2, 2)))
    if r.chance(0.4):
        one, two = r.sample(range(len(x.shape) + 1), 2)
        given |= dict(dim1=r.negative(one, len(x.shape) + 1), dim2=r.negative(two, len(x.shape) + 1))
    return r.either("diag_embed", x, **given)


@OPS.op("view chains", 1.5)
def chains(r: Gen):
    """A view of a view: whether it needs a copy depends on the strides."""
    x = r.tensor(r.dims(r.randint(2, 4), 1, 4), None, 0.1)
    rank = len(x.shape)
    first = r.choice((Text("{}.transpose({}, {})", x, *r.sample(range(rank), 2)), Text("{}.permute{}", x, tuple(r.sample(range(rank), rank))), Text("{}[:, 1:]", x), Text("{}[..., ::2]", x), Text("{}.expand(3, {})", x, Star([-1] * rank))))
    return Text("{}." + r.choice(("view(-1)", "flatten(0, 1)", "flatten(1)", "view(x.size(0), -1)", "squeeze(0)", "unsqueeze(1)", "reshape(-1)", "view(-1, 1)", "contiguous().view(-1)", "stride()", "flatten()", "unfold(0, 1, 1)", "T", "mT", "chunk(2, 0)")).replace("x.size(0)", str(x.shape[0])), first)
