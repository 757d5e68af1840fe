"""Convolutions and transposed convolutions, 1d to 3d, as class, function and torch.* function."""
from __future__ import annotations

from source import OMIT, Code, Gen, Star, Text, each

from families.registry import Registry

OPS = Registry()


def setting(r: Gen, n: int, transposed: bool = False) -> dict:
    """Arguments that fit together, more or less often away from their defaults."""
    groups = r.choice((1, 1, 1, 1, 2, 2, 3, 4))
    kernel = r.per_dim(n, 1, 4, 0.35)
    stride = r.per_dim(n, 1, 3, 0.3) if r.chance(0.5) else OMIT
    padding = r.per_dim(n, 0, 3, 0.3) if r.chance(0.5) else OMIT
    dilation = r.per_dim(n, 1, 3, 0.3) if r.chance(0.3) else OMIT
    if not transposed and r.chance(0.15):
        padding, stride = r.choice(("same", "same", "valid")), OMIT if r.chance(0.85) else stride
    s, d = [each(1 if v is OMIT else v, n) for v in (stride, dilation)]
    p = each(0 if padding is OMIT or isinstance(padding, str) else padding, n)
    k = each(kernel, n)
    spatial = []
    for i in range(n):
        least = 1 if transposed else d[i] * (k[i] - 1) + 1 - 2 * p[i]
        spatial.append(max(1, least) + r.randint(0, 5 if n < 3 else 3))
        if transposed:
            spatial[-1] = max(spatial[-1], (2 * p[i] - d[i] * (k[i] - 1) - 1) // s[i] + 2)
    return dict(groups=groups, cin=groups * r.randint(1, 3), cout=groups * r.randint(1, 3), kernel=kernel, k=k, stride=stride, s=s,
                padding=padding, p=p, dilation=dilation, d=d, spatial=spatial, groups_shown=groups if groups > 1 or r.chance(0.1) else OMIT)


def image(r: Gen, channels: int, spatial: list[int], dtype: str | None = None):
    batch = [] if r.chance(0.25) else [0 if r.chance(0.04) else r.randint(1, 4)]
    return r.tensor([*batch, channels, *spatial], dtype)


def conv_class(n: int, lazy: bool = False):
    def make(r: Gen):
        a = setting(r, n)
        mode = r.maybe(0.25, r.choice(("zeros", "reflect", "replicate", "circular")))
        if r.chance(0.06):
            a["groups_shown"] = r.randint(1, 4)
        inputs = () if lazy else (a["cin"],)
        dtype = r.maybe(0.05, Code("torch.float64"))
        module = r.call(f"nn.{'Lazy' if lazy else ''}Conv{n}d", *inputs, out_channels=a["cout"], kernel_size=a["kernel"], stride=a["stride"],
                        padding=a["padding"], dilation=a["dilation"], groups=a["groups_shown"], bias=r.maybe(0.25, r.flag()), padding_mode=mode, dtype=dtype)
        if not lazy and module.names[0] is None and r.chance(0.25):
            module.names[0], module.cut = "in_channels", 0
        x = image(r, a["cin"], a["spatial"], None if dtype is OMIT or r.chance(0.3) else "float64")
        if r.chance(0.03):
            return Text("{}.double()({})", module, x)
        return r.call(module, x)
    return make


def conv_function(n: int, space: str = "F"):
    def make(r: Gen):
        a = setting(r, n)
        dtype = "float64" if r.chance(0.06) else None
        weight = r.tensor([a["cout"], a["cin"] // a["groups"], *a["k"]], dtype)
        bias = OMIT if r.chance(0.5) else None if r.chance(0.2) else r.tensor([a["cout"]], dtype)
        return r.call(f"{space}.conv{n}d", image(r, a["cin"], a["spatial"], dtype), weight, bias=bias, stride=a["stride"], padding=a["padding"],
                      dilation=a["dilation"], groups=a["groups_shown"])
    return make


def extra(r: Gen, a: dict, n: int):
    """An output_padding below the larger of stride and dilation, mostly."""
    if not r.chance(0.35):
        return OMIT
    limits = [max(a["s"][i], a["d"][i]) - 1 for i in range(n)]
    if r.chance(0.3):
        return r.randint(0, max(min(limits), 1))
    return tuple(r.randint(0, limit) for limit in limits)


def transposed_class(n: int, lazy: bool = False):
    def make(r: Gen):
        a = setting(r, n, True)
        output_padding = extra(r, a, n)
        inputs = () if lazy else (a["cin"],)
        module = r.call(f"nn.{'Lazy' if lazy else ''}ConvTranspose{n}d", *inputs, out_channels=a["cout"], kernel_size=a["kernel"], stride=a["stride"],
                        padding=a["padding"], output_padding=output_padding, groups=a["groups_shown"], bias=r.maybe(0.2, r.flag()),
                        dilation=a["dilation"], padding_mode=r.maybe(0.06, r.choice(("zeros", "circular"))))
        x = image(r, a["cin"], a["spatial"])
        if not r.chance(0.3):
            return r.call(module, x)
        size = [(a["spatial"][i] - 1) * a["s"][i] - 2 * a["p"][i] + a["d"][i] * (a["k"][i] - 1) + 1 + r.randint(0, max(a["s"][i], a["d"][i]) - 1) for i in range(n)]
        if r.chance(0.3):
            size = [*x.shape[:-n - 1], a["cout"], *size]
        return r.call(module, x, output_size=r.choice((list, tuple))(size))
    return make


def transposed_function(n: int, space: str = "F"):
    def make(r: Gen):
        a = setting(r, n, True)
        weight = r.tensor([a["cin"], a["cout"] // a["groups"], *a["k"]])
        bias = OMIT if r.chance(0.5) else None if r.chance(0.2) else r.tensor([a["cout"]])
        return r.call(f"{space}.conv_transpose{n}d", image(r, a["cin"], a["spatial"]), weight, bias=bias, stride=a["stride"], padding=a["padding"],
                      output_padding=extra(r, a, n), groups=a["groups_shown"], dilation=a["dilation"])
    return make


for dims in (1, 2, 3):
    OPS.op(f"nn.Conv{dims}d", 5 if dims == 2 else 3)(conv_class(dims))
    OPS.op(f"F.conv{dims}d", 4 if dims == 2 else 2.5)(conv_function(dims))
    OPS.op(f"torch.conv{dims}d")(conv_function(dims, "torch"))
    OPS.op(f"nn.ConvTranspose{dims}d", 4 if dims == 2 else 2.5)(transposed_class(dims))
    OPS.op(f"F.conv_transpose{dims}d", 3 if dims == 2 else 2)(transposed_function(dims))
    OPS.op(f"torch.conv_transpose{dims}d", 0.5)(transposed_function(dims, "torch"))
    OPS.op(f"nn.LazyConv{dims}d", 0.6)(conv_class(dims, True))
    OPS.op(f"nn.LazyConvTranspose{dims}d", 0.6)(transposed_class(dims, True))


@OPS.op("F.conv_tbc", 0.8)
def conv_tbc(r: Gen):
    kernel, cin, cout = r.randint(1, 4), r.randint(1, 4), r.randint(1, 4)
    return r.call(r.choice(("F.conv_tbc", "torch.conv_tbc")), r.tensor([kernel + r.randint(0, 5), r.randint(1, 3), cin]), r.tensor([kernel, cin, cout]),
                  r.tensor([cout]), pad=r.maybe(0.5, r.randint(0, 3)))


@OPS.op("torch.convolution", 0.8)
def convolution(r: Gen):
    n, transposed = r.randint(1, 3), r.chance(0.4)
    a = setting(r, n, transposed)
    padding = a["p"]
    if transposed:
        shape = [a["cin"], a["cout"] // a["groups"], *a["k"]]
    else:
        shape = [a["cout"], a["cin"] // a["groups"], *a["k"]]
    output_padding = [0] * n if not transposed else [r.randint(0, max(1, stride) - 1) for stride in a["s"]]
    return r.call("torch.convolution", r.tensor([r.randint(1, 3), a["cin"], *a["spatial"]]), r.tensor(shape), r.choice((None, r.tensor([a["cout"]]))),
                  a["s"], padding, a["d"], transposed, output_padding, a["groups"])
