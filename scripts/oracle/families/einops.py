"""einops: rearrange, reduce, repeat, einsum, pack and unpack, parse_shape, and the layers."""
from __future__ import annotations

import math

from source import OMIT, Code, Gen, Tensor, Text

from families.registry import Registry

OPS = Registry()
NAMES = ("b", "c", "h", "w", "n", "d", "t", "heads", "x1", "patch")


class Pattern:
    """A random pattern over named axes and a tensor that fits it."""

    def __init__(self, r: Gen):
        self.r = r
        self.names = list(r.sample(NAMES, r.randint(1, 4)))
        self.sizes = {name: r.randint(1, 4) for name in self.names}
        self.ellipsis = r.dims(r.randint(0, 2), 1, 3) if r.chance(0.2) else None
        self.known: set[str] = set()
        self.left, self.shape = self.side(self.names, True)

    def side(self, names: list[str], declares: bool = False) -> tuple[str, list[int]]:
        r, parts, shape = self.r, [], []
        rest = list(names)
        while rest:
            count = 1 if r.chance(0.65) else r.randint(2, 3)
            group, rest = rest[:count], rest[count:]
            size = math.prod(self.sizes[name] for name in group)
            if len(group) > 1:
                parts.append("(" + " ".join(group) + ")")
                if declares:
                    self.known |= set(group) - {r.choice(group)} if r.chance(0.85) else set(group)
            else:
                parts.append(group[0])
            shape.append(size)
            if r.chance(0.06):
                parts.append(r.choice(("1", "()")))
                shape.append(1)
        if self.ellipsis is not None:
            at = r.randint(0, len(parts))
            parts.insert(at, "...")
            shape[at:at] = self.ellipsis
        return " ".join(parts), shape

    def arguments(self, more: tuple[str, ...] = ()) -> dict[str, int]:
        given = {name: self.sizes[name] for name in sorted(self.known) + list(more)}
        if self.r.chance(0.12) and self.names:
            given[self.r.choice(self.names)] = self.r.randint(1, 4)
        if given and self.r.chance(0.06):
            given.pop(self.r.choice(list(given)))
        return given

    def input(self) -> Tensor:
        return self.r.tensor(self.shape, self.r.choice((None,) * 6 + ("int64", "bool")), 0.15)

    def broken(self, pattern: str) -> str:
        """The pattern, at times with a slip in it."""
        if not self.r.chance(0.12):
            return pattern
        at = self.r.randrange(len(pattern))
        return self.r.choice((pattern[:at] + pattern[at + 1:], pattern[:at] + self.r.choice("zq()1.- ") + pattern[at:], pattern.replace("->", "=>"), pattern + " extra", pattern.replace(" ", "")))


def apply(r: Gen, name: str, x: Tensor, pattern: str, given: dict[str, int], *operation):
    space = r.choice(("einops.", "")) if name != "einsum" else "einops."
    if r.chance(0.22):
        layer = {"rearrange": "Rearrange", "reduce": "Reduce"}.get(name)
        if layer:
            return r.call(keyworded(r.call(f"einops.layers.torch.{layer}", Code(repr(pattern)), *operation, **given), 1 + len(operation)), x)
    return keyworded(r.call(space + name, x, Code(repr(pattern)), *operation, **given), 2 + len(operation))


def keyworded(call, count: int):
    call.cut = count
    return call


@OPS.op("einops.rearrange", 5)
def rearrange(r: Gen):
    p = Pattern(r)
    names = list(p.names)
    r.shuffle(names)
    right, _ = p.side(names)
    return apply(r, "rearrange", p.input(), p.broken(f"{p.left} -> {right}"), p.arguments())


COMMON = (
    ("b c h w -> b (h w) c", 4, {}), ("b (h w) c -> b c h w", 3, {"h": 2}), ("b c (h p1) (w p2) -> b (h w) (p1 p2 c)", 4, {"p1": 2, "p2": 2}), ("b n (h d) -> b h n d", 3, {"h": 2}), ("b h n d -> b n (h d)", 4, {}), ("b n (qkv h d) -> qkv b h n d", 3, {"qkv": 3, "h": 2}),
    ("b t c h w -> (b t) c h w", 5, {}), ("(b t) c h w -> b t c h w", 4, {"b": 2}), ("b c -> b c 1 1", 2, {}), ("b c 1 1 -> b c", 4, {}), ("... d -> d ...", 3, {}), ("b (c r1 r2) h w -> b c (h r1) (w r2)", 4, {"r1": 2, "r2": 2}), ("h w c -> c h w", 3, {}),
)


@OPS.op("einops.rearrange in models", 2)
def rearrange_common(r: Gen):
    pattern, rank, given = r.choice(COMMON)
    shape = [r.choice((1, 2, 4, 6, 8, 12)) for _ in range(rank)]
    return apply(r, "rearrange", r.tensor(shape), pattern, dict(given))


@OPS.op("einops.reduce", 3)
def reduce(r: Gen):
    p = Pattern(r)
    kept = [name for name in r.sample(p.names, len(p.names)) if r.chance(0.6)]
    right, _ = p.side(kept)
    if r.chance(0.1):
        right += " 1"
    return apply(r, "reduce", r.tensor(p.shape, None if r.chance(0.9) else "int64"), p.broken(f"{p.left} -> {right}"), p.arguments(), r.choice(("mean", "sum", "max", "min", "prod", "mean", "any")))


@OPS.op("einops.repeat", 3)
def repeat(r: Gen):
    p = Pattern(r)
    fresh = [name for name in r.sample(NAMES, r.randint(0, 2)) if name not in p.names]
    for name in fresh:
        p.sizes[name] = r.randint(1, 3)
    names = p.names + fresh
    r.shuffle(names)
    right, _ = p.side(names)
    if r.chance(0.1):
        right += f" {r.randint(2, 3)}"
    return apply(r, "repeat", p.input(), p.broken(f"{p.left} -> {right}"), p.arguments(tuple(fresh)))


@OPS.op("einops.einsum", 1.5)
def einsum(r: Gen):
    sizes = {name: r.randint(1, 4) for name in NAMES}
    terms = [r.sample(NAMES[:5], r.randint(1, 3)) for _ in range(r.randint(1, 3))]
    present = sorted({name for term in terms for name in term})
    out = r.sample(present, r.randint(0, min(3, len(present))))
    pattern = ", ".join(" ".join(term) for term in terms) + " -> " + " ".join(out)
    if r.chance(0.12):
        pattern = r.choice((pattern.replace("->", ""), pattern + " q", "... " + pattern, pattern.replace(" ", "", 1), "(b c) -> b"))
    tensors = [r.tensor([sizes[name] for name in term]) for term in terms]
    return r.call("einops.einsum", *tensors, Code(repr(pattern)))


@OPS.op("einops.pack", 1.5)
def pack(r: Gen):
    before, after = r.dims(r.randint(0, 2), 1, 3), r.dims(r.randint(0, 2), 1, 3)
    pattern = " ".join([*["b", "c"][:len(before)], "*", *["h", "w"][:len(after)]])
    tensors = [r.tensor([*before, *r.dims(r.randint(0, 2), 1, 3), *after]) for _ in range(r.randint(1, 3))]
    if r.chance(0.1):
        pattern = r.choice((pattern.replace("*", "..."), pattern + " *", pattern.replace("*", ""), "b b *"))
    packed = r.call("einops.pack", tensors, Code(repr(pattern)))
    if r.chance(0.5):
        return packed
    return (Text("x, ps = {}", packed), r.choice((f"einops.unpack(x, ps, {pattern!r})", "ps", f"einops.unpack(x, [[1], [-1]], {pattern!r})", f"einops.unpack(x, [(2,), (-1,)], {pattern!r})", "x", f"einops.unpack(x * 2, ps, {pattern!r})[0]")))


@OPS.op("einops.parse_shape", 1)
def parse_shape(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 4), 1, 5))
    names = [name if r.chance(0.85) else "_" for name in r.sample(NAMES, len(x.shape) if r.chance(0.85) else r.randint(1, 4))]
    return r.call("einops.parse_shape", x, Code(repr(" ".join(names))))


@OPS.op("einops.layers", 1)
def layers(r: Gen):
    b, c, h, w, d = r.randint(1, 3), r.randint(1, 3), 2 * r.randint(1, 2), 2 * r.randint(1, 2), r.randint(1, 4)
    x = r.tensor([b, c, h, w])
    layer = r.choice((
        Text("einops.layers.torch.EinMix('b c h w -> b d h w', weight_shape='c d', bias_shape={}, c={}, d={})", r.choice((Code("'d'"), None)), c, d), Text("nn.Sequential(nn.Conv2d({}, {}, 1), einops.layers.torch.Rearrange('b c h w -> b (c h w)'), nn.Linear({}, 2))", c, d, d * h * w),
        Text("einops.layers.torch.Reduce('b c (h 2) (w 2) -> b c h w', 'max')"), Text("einops.layers.torch.Reduce('b c () () -> b c', 'mean')"), Text("einops.layers.torch.Rearrange('b c (h p) (w q) -> b (h w) (c p q)', p={}, q={})", 2, 2), Text("einops.layers.torch.Rearrange('b c h w -> b h w')"),
    ))
    return r.call(layer, x)
