"""The methods that PyTorch's own layers have beyond nn.Module's, by class: made into server/src/torch/members.ts."""
import inspect, json
import torch
from torch import nn

base = set(dir(nn.Module))
out = {}
for name in sorted(dir(nn)):
    cls = getattr(nn, name)
    if inspect.isclass(cls) and issubclass(cls, nn.Module) and cls is not nn.Module:
        own = sorted(n for n in set(dir(cls)) - base if callable(getattr(cls, n, None)) and not n.startswith("__"))
        if own:
            out[name] = " ".join(own)
print('/** Methods of PyTorch\'s own layers beyond those of nn.Module; made by scripts/oracle/members.py. */')
print("export const LAYER_METHODS: Readonly<Record<string, string>> = {")
for k, v in out.items():
    print(f"  {k}: {json.dumps(v)},")
print("};")

# Whose a layer's constructor and forward are, as messages call them.
of = {}
for name in sorted(dir(nn)):
    cls = getattr(nn, name)
    if inspect.isclass(cls) and issubclass(cls, nn.Module):
        for method in ("__init__", "forward"):
            owner = getattr(cls, method).__qualname__.split(".")[0]
            if owner not in (name, "Module", "_forward_unimplemented"):
                of.setdefault(f"{owner}.{method}", []).append(name)
print("\n/** Constructors and forwards that several of PyTorch's layers share, as messages name them, and whose they are. */")
print("export const SHARED_METHODS: Readonly<Record<string, string>> = {")
for k, v in sorted(of.items()):
    print(f"  {json.dumps(k)}: {json.dumps(' '.join(v))},")
print("};")
