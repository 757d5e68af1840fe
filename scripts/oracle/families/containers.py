"""Containers: order, slices, names and parameters of modules, and what they compute."""
from __future__ import annotations

from source import OMIT, Code, Gen, Text

from families.registry import Registry

OPS = Registry()


class Chain:
    """Layers in a row, each fitting the one before, on features or on images."""

    def __init__(self, r: Gen, length: int | None = None):
        self.r = r
        self.images = r.chance(0.5)
        count = length or r.randint(1, 5)
        self.width = r.randint(1, 5)
        self.layers: list[str] = []
        width = self.width
        for _ in range(count):
            layer, width = self.layer(width)
            self.layers.append(layer)
        self.out = width
        if r.chance(0.3) and len(self.layers) > 1:
            at = r.randrange(len(self.layers))
            self.layers[at] = self.layer(r.randint(1, 5))[0]
        shape = [r.randint(1, 3), self.width, *((6, 6) if self.images else r.dims(r.choice((0, 0, 1)), 1, 3))]
        if not self.images:
            shape = [shape[0], *shape[2:], shape[1]]
        self.input = str(r.tensor(shape, None, 0))

    def layer(self, width: int) -> tuple[str, int]:
        r, out = self.r, self.r.randint(1, 5)
        if self.images:
            return r.choice(((f"nn.Conv2d({width}, {out}, 3, padding=1)", out), (f"nn.Conv2d({width}, {out}, 1, bias=False)", out), ("nn.ReLU()", width), (f"nn.BatchNorm2d({width})", width), ("nn.MaxPool2d(2, 1, 1)", width), ("nn.Dropout(0.1)", width),
                             (f"nn.Sequential(nn.Conv2d({width}, {out}, 3, 1, 1), nn.ReLU())", out), ("nn.Identity()", width)))
        return r.choice(((f"nn.Linear({width}, {out})", out), (f"nn.Linear({width}, {out}, bias=False)", out), ("nn.ReLU()", width), (f"nn.LayerNorm({width})", width), ("nn.Dropout()", width), (f"nn.Sequential(nn.Linear({width}, {out}), nn.Tanh())", out), ("nn.Tanh()", width)))

    def sequential(self) -> str:
        r, layers = self.r, self.layers
        names = r.sample(("conv1", "relu1", "fc", "body", "head", "norm", "0", "last"), len(layers))
        way = r.random()
        if way < 0.5:
            return f"nn.Sequential({', '.join(layers)})"
        if way < 0.7:
            return f"nn.Sequential(*[{', '.join(layers)}])"
        pairs = ", ".join(f"('{name}', {layer})" for name, layer in zip(names, layers))
        if way < 0.95:
            return f"nn.Sequential(OrderedDict([{pairs}]))"
        return f"nn.Sequential({{{', '.join(f'{name!r}: {layer}' for name, layer in zip(names, layers))}}})"


@OPS.op("nn.Sequential", 3, spoiled=0)
def sequential(r: Gen):
    chain = Chain(r)
    return f"{chain.sequential()}({chain.input})"


@OPS.op("Sequential slices", 3, spoiled=0)
def slices(r: Gen):
    chain = Chain(r, r.randint(2, 5))
    count = len(chain.layers)
    part = r.choice((f"m[:{r.randint(0, count)}]", f"m[{r.randint(0, count)}:]", f"m[{r.randint(-count - 1, count)}]", "m[:-1]", "m[-1]", "m[::2]", "nn.Sequential(*list(m.children())[:-1])", "nn.Sequential(*list(m)[:2])", "nn.Sequential(*m[:1], *m[1:])", "m[0]", "nn.Sequential(*list(m.modules())[1:])",
                     "m.append(nn.ReLU())", "m + m", "m * 2", "m.extend([nn.ReLU(), nn.Tanh()])", "m.insert(0, nn.ReLU())", "m[:2] + m[2:]"))
    return (f"m = {chain.sequential()}", f"{part}({chain.input})")


@OPS.op("Sequential facts", 2.5, spoiled=0)
def facts(r: Gen):
    chain = Chain(r, r.randint(1, 5))
    question = r.choice(("len(m)", "[type(c).__name__ for c in m]", "[n for n, _ in m.named_modules()]", "[n for n, _ in m.named_children()]", "[n for n, _ in m.named_parameters()]", "sum(p.numel() for p in m.parameters())", "[p.shape for p in m.parameters()]",
                         "list(m.state_dict().keys())", "[type(c).__name__ for c in m.modules()]", "len(list(m.parameters()))", "m", "[tuple(v.shape) for v in m.state_dict().values()]", "m.training", "m.eval().training", "[b.shape for b in m.buffers()]", "[n for n, _ in m.named_buffers()]",
                         "sum(p.numel() for p in m.parameters() if p.requires_grad)", "[c for c in m if isinstance(c, nn.Linear)]", "[type(c).__name__ for c in m.modules() if isinstance(c, (nn.Conv2d, nn.Linear))]", "m[0].weight.shape", "m[-1].out_features", "m[0].in_channels", "m[0].kernel_size",
                         "next(m.parameters()).shape", "next(iter(m.parameters())).device.type", "m.pop(0)", "m[5]", "dict(m.named_children()).keys().__len__()", "m.fc", "m._modules.keys().__len__()", "m.get_submodule('0')", "m.get_parameter('0.weight')", "m.state_dict()['0.weight'].shape"))
    return (f"m = {chain.sequential()}", question)


@OPS.op("Sequential changed", 1.8, spoiled=0)
def changed(r: Gen):
    chain = Chain(r, r.randint(2, 4))
    chain_two = Chain(r, 1)
    change = r.choice(("m.add_module('extra', nn.ReLU())", f"m.add_module('extra', {chain_two.layers[0]})", f"m.append({chain_two.layers[0]})", "del m[0]", "del m[-1]", "m[0] = nn.Identity()", "m[-1] = nn.Identity()", f"m[1] = {chain_two.layers[0]}", "m.insert(1, nn.ReLU())", "m.pop(-1)",
                       "m.extend([nn.ReLU()])", "m.append(3)", "m.add_module('a.b', nn.ReLU())", "m.add_module('', nn.ReLU())", "m.add_module(3, nn.ReLU())", "m.add_module('x', None)", "m.double()", "m.half()", "m.requires_grad_(False)", "m.apply(lambda c: None)", "m[7] = nn.ReLU()", "m.register_module('z', nn.Tanh())",
                       "m.to(torch.float64)", "m.fc2 = nn.Identity()", "m += nn.Sequential(nn.ReLU())", "m.training = False"))
    return (f"m = {chain.sequential()}", change, r.choice((f"m({chain.input})", f"m({chain.input})", f"m({chain.input})", "len(m)", "[n for n, _ in m.named_children()]", "sum(p.numel() for p in m.parameters())")))


@OPS.op("nn.ModuleList", 3, spoiled=0)
def module_list(r: Gen):
    chain = Chain(r, r.randint(1, 4))
    made = r.choice((f"nn.ModuleList([{', '.join(chain.layers)}])", f"nn.ModuleList([{', '.join(chain.layers)}])", f"nn.ModuleList([nn.Linear({chain.width}, {chain.width}) for _ in range({r.randint(0, 4)})])", f"nn.ModuleList(nn.Linear(i + 1, i + 2) for i in range({r.randint(1, 4)}))", "nn.ModuleList()",
                     f"nn.ModuleList({chain.sequential()})", "nn.ModuleList(nn.ReLU())", "nn.ModuleList([nn.ReLU(), 3])"))
    change = r.choice(("", "", "m.append(nn.ReLU())", "m.extend([nn.ReLU(), nn.Tanh()])", "m.insert(0, nn.Tanh())", "m[0] = nn.Identity()", "del m[0]", "m += [nn.ReLU()]", "m.pop(0)", "m.append(3)", "m.append(None)", "m.extend(nn.ReLU())", "m.insert(9, nn.ReLU())", "m[9] = nn.ReLU()"))
    question = r.choice((f"m({chain.input})", f"m[0]({chain.input})", f"m[-1]({chain.input})", "len(m)", "[n for n, _ in m.named_parameters()]", "m[1:]", "m[0:2]", "m[::2]", "[type(c).__name__ for c in m]", f"nn.Sequential(*m)({chain.input})", f"[c({chain.input}).shape for c in m]", "m[5]", "sum(p.numel() for p in m.parameters())",
                         "list(m.state_dict())", "m + [nn.ReLU()]", "len(m + m)", "m[-1]", "m['0']", "m[torch.tensor(0)]", "list(enumerate(m))", "[type(c).__name__ for c in reversed(m)]", "nn.ReLU() in m", f"m.forward({chain.input})", "m[-9]", "list(zip(m, m[1:]))"))
    return (f"m = {made}", *([change] if change else []), question)


@OPS.op("nn.ModuleDict", 2, spoiled=0)
def module_dict(r: Gen):
    chain = Chain(r, 2)
    one, two = chain.layers
    made = r.choice((f"nn.ModuleDict({{'a': {one}, 'b': {two}}})", f"nn.ModuleDict([['a', {one}], ['b', {two}]])", f"nn.ModuleDict(OrderedDict(a={one}, b={two}))", "nn.ModuleDict()", "nn.ModuleDict({'a.b': nn.ReLU()})", "nn.ModuleDict({'a': 3})", "nn.ModuleDict({1: nn.ReLU()})", "nn.ModuleDict([nn.ReLU()])"))
    change = r.choice(("", "", "m['c'] = nn.ReLU()", "m.update({'d': nn.Tanh(), 'a': nn.Identity()})", "del m['a']", "m.pop('b')", "m.clear()", "m['a'] = nn.Identity()", "del m['q']", "m.update(3)", "m['keys'] = nn.ReLU()"))
    question = r.choice((f"m['a']({chain.input})", f"m['b']({chain.input})", "len(m)", "list(m.keys())", "[type(c).__name__ for c in m.values()]", "[(k, type(v).__name__) for k, v in m.items()]", "'a' in m", "m['q']", f"m({chain.input})", "[n for n, _ in m.named_parameters()]", "list(m)", "m.a", "sum(p.numel() for p in m.parameters())",
                         "m['a'].weight.shape", "m.get('q')", "m[0]", "m.pop('a')"))
    return (f"m = {made}", *([change] if change else []), question)


@OPS.op("nn.ParameterList", 1.5, spoiled=0)
def parameters(r: Gen):
    one, two = r.dims(2, 1, 4), r.dims(2, 1, 4)
    made = r.choice((f"nn.ParameterList([torch.empty({one[0]}, {one[1]}), torch.empty({two[0]}, {two[1]})])", f"nn.ParameterList([nn.Parameter(torch.empty({one[0]}, {one[1]})) for _ in range({two[0]})])", "nn.ParameterList()",
                     f"nn.ParameterDict({{'a': torch.empty({one[0]}, {one[1]}), 'b': nn.Parameter(torch.empty({two[0]}, {two[1]}))}})"))
    change = r.choice(("", "", "m.append(nn.Parameter(torch.empty(2, 3)))", "m.extend([torch.empty(2)])", "m['c'] = nn.Parameter(torch.empty(2))", "m[0] = nn.Parameter(torch.empty(5))", "m.append(3)"))
    question = r.choice(("len(m)", "[p.shape for p in m]", "[n for n, _ in m.named_parameters()]", "m[0].shape", "m['a'].shape", "m[0] + m[1]", "m[-1]", "m[1:]", "sum(p.numel() for p in m.parameters())", "list(m.keys())", "m[0] @ m[1]", "m[7]", "m['q']", "m()", "type(m[0]).__name__", "m[0] @ torch.empty(3)"))
    return (f"m = {made}", *([change] if change else []), question)


MODULE = """class M(nn.Module):
    def __init__(self, width={width}, out={out}):
        {init}
        {body}
    def forward(self, x{more}):
        {forward}"""


@OPS.op("nn.Module", 6, spoiled=0)
def module(r: Gen):
    """Small classes: registration, attributes, forward's arguments, and the slips that beginners make."""
    width, out = r.randint(1, 5), r.randint(1, 5)
    init = "super().__init__()" if r.chance(0.93) else r.choice(("pass", "super(M, self).__init__()", "nn.Module.__init__(self)"))
    body = r.choice(("self.fc = nn.Linear(width, out)", "self.fc = nn.Linear(width, out)", "self.fc = nn.Linear(width, out); self.w = nn.Parameter(torch.empty(out))", "self.fc = nn.Linear(width, out); self.register_buffer('b', torch.zeros(out))",
                     "self.layers = [nn.Linear(width, out)]; self.fc = self.layers[0]", "self.layers = [nn.Linear(width, out)]; self.fc = nn.Identity()", "self.fc = nn.Sequential(nn.Linear(width, out), nn.ReLU())", "self.one = self.fc = nn.Linear(width, width)",
                     "self.fc = nn.Linear(width, out); self.register_parameter('p', None)", "self.fc = nn.Linear(width, out); self.register_buffer('b', None)", "self.add_module('fc', nn.Linear(width, out))", "setattr(self, 'fc', nn.Linear(width, out))",
                     "self.fc = nn.ModuleList([nn.Linear(width, out) for _ in range(2)])", "self.fc = nn.Linear(width, out); self.register_buffer('t', torch.zeros(3), persistent=False)", "self.fc = nn.Linear(width, out); self.scale = 2.0", "self.fc = None", "self.fc = nn.Linear(width, out); self.fc = nn.Linear(width, 2)",
                     "self.register_buffer('fc.x', torch.zeros(2))", "self.register_buffer('b', 3)", "self.register_parameter('p', torch.zeros(2))", "self.fc = nn.Linear(width, out); self.forward_ = 1"))
    more = r.choices(("", ", scale=1", ", y", ", *rest", ", *, mask=None"), (8, 1, 1, 0.6, 0.6))[0]
    forward = r.choice(("return self.fc(x)", "return self.fc(x)", "return self.fc(x) + x", "return self.fc(x), x", "return {'out': self.fc(x)}", "self.fc(x)", "return self.fc(x).relu() if self.training else x", "return self.fc2(x)", "return self.fc[0](x)", "return [f(x) for f in self.fc]", "return x * self.scale", "return x + self.b",
                        "return self.fc(x).view(x.shape[0], -1)", "return F.linear(x, self.fc.weight)", "return torch.relu(self.fc(x)) * self.w", "return self.fc.forward(x)", "return self.fc(x, x)", "return self.fc()", "return super().forward(x)", "x, y = self.fc(x), 1; return x", "return nn.Linear(x.shape[-1], 3)(x)", "for f in self.fc: x = f(x)\n        return x"))
    text = MODULE.format(width=width, out=out, init=init, body=body, more=more, forward=forward)
    x = r.tensor([*r.dims(r.randint(0, 2), 1, 3), width if r.chance(0.9) else r.randint(1, 5)], None, 0)
    build = r.choice(("M()", "M()", "M()", f"M({width}, {r.randint(1, 4)})", f"M(out={r.randint(1, 4)})", "M().eval()", "M(1, 2, 3)", "M(size=3)"))
    question = r.choice((f"m({x})", f"m({x})", f"m({x})", f"m({x})", "[n for n, _ in m.named_parameters()]", "sum(p.numel() for p in m.parameters())", "[n for n, _ in m.named_modules()]", "list(m.state_dict().keys())", "[n for n, _ in m.named_buffers()]", f"m({x}, {x})", f"m(y={x})", "m()", f"m.forward({x})", "m.fc.weight.shape", "m.training",
                         f"m(x={x})", "m.w.shape", "m.missing", "list(m.children()).__len__()", "m.load_state_dict(M().state_dict()).__len__()", "m.load_state_dict(M(2, 3).state_dict()).__len__()", f"M({x})", f"M.forward({x})", "m.fc.in_features", "m.b", f"nn.DataParallel(m)({x})", "m.double().fc.weight.dtype", "m.fc.weight.T.shape"))
    return (text, f"m = {build}", question)


@OPS.op("weight_norm", 1.5, spoiled=0)
def normed(r: Gen):
    width, out = r.randint(1, 5), r.randint(1, 5)
    layer, x = r.choice(((f"nn.Linear({width}, {out})", f"torch.empty(2, {width})"), (f"nn.Conv2d({width}, {out}, 3)", f"torch.empty(1, {width}, 5, 5)"), (f"nn.Conv1d({width}, {out}, 2, bias=False)", f"torch.empty(1, {width}, 5)"), ("nn.ReLU()", "torch.empty(2)"), (f"nn.LSTM({width}, {out})", f"torch.empty(3, {width})")))
    wrapped = r.choice(("nn.utils.weight_norm({})", "nn.utils.weight_norm({}, dim=None)", "nn.utils.weight_norm({}, 'weight', 1)", "nn.utils.spectral_norm({})", "nn.utils.parametrizations.weight_norm({})", "nn.utils.parametrizations.spectral_norm({})", "nn.utils.parametrizations.orthogonal({})",
                        "nn.utils.remove_weight_norm(nn.utils.weight_norm({}))", "nn.utils.weight_norm({}, name='bias')", "nn.utils.weight_norm({}, name='weight_hh_l0')", "nn.utils.spectral_norm({}, 'kernel')")).format(layer)
    return (f"m = {wrapped}", r.choice((f"m({x})", f"m({x})", "[n for n, _ in m.named_parameters()]", "[(n, p.shape) for n, p in m.named_parameters()]", "sum(p.numel() for p in m.parameters())", "list(m.state_dict())", "m.weight.shape", "[n for n, _ in m.named_modules()]", "type(m).__name__")))


@OPS.op("state_dict", 1.2, spoiled=0)
def state(r: Gen):
    a, b, c, d = r.dims(4, 1, 4)
    if r.chance(0.5):
        c, d = a, b
    one = r.choice((f"nn.Linear({a}, {b})", f"nn.Sequential(nn.Linear({a}, {b}), nn.ReLU())", f"nn.Conv2d({a}, {b}, 3)", f"nn.BatchNorm2d({a})"))
    two = r.choice((f"nn.Linear({c}, {d})", f"nn.Sequential(nn.Linear({c}, {d}), nn.ReLU())", f"nn.Conv2d({c}, {d}, 3)", f"nn.Linear({c}, {d}, bias=False)", f"nn.BatchNorm2d({c})"))
    return (f"a, b = {one}, {two}", r.choice(("a.load_state_dict(b.state_dict())", "a.load_state_dict(b.state_dict(), strict=False)", "a.load_state_dict({})", "a.load_state_dict(b)", "a.load_state_dict({k: v for k, v in b.state_dict().items() if 'bias' not in k}, strict=False)", "[tuple(v.shape) for v in a.state_dict().values()]",
                                          "torch.optim.SGD(a.parameters(), lr=0.1).param_groups.__len__()", "torch.optim.Adam([], lr=0.1)", "torch.optim.Adam(a, lr=0.1)", "a.weight.data.copy_(b.weight.data)", "a.weight.data.shape == b.weight.data.shape", "nn.utils.parameters_to_vector(a.parameters())",
                                          "nn.utils.clip_grad_norm_(a.parameters(), 1.0)")))
