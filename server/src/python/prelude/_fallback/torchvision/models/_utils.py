"""Helpers that torchvision's models share."""
from collections import OrderedDict

from torch import nn


class IntermediateLayerGetter(nn.ModuleDict):
    def __init__(self, model, return_layers):
        if not set(return_layers).issubset([name for name, _ in model.named_children()]):
            raise ValueError("return_layers are not present in model")
        self_layers = OrderedDict()
        wanted = {str(k): str(v) for k, v in return_layers.items()}
        left = dict(wanted)
        for name, child in model.named_children():
            self_layers[name] = child
            left.pop(name, None)
            if not left:
                break
        super().__init__(self_layers)
        self.return_layers = wanted

    def forward(self, x):
        out = OrderedDict()
        for name, module in self.items():
            x = module(x)
            if name in self.return_layers:
                out[self.return_layers[name]] = x
        return out


def _make_divisible(v, divisor, min_value=None):
    """The nearest multiple of the divisor that is not ten percent below."""
    lowest = divisor if min_value is None else min_value
    nearest = max(lowest, int(v + divisor / 2) // divisor * divisor)
    return nearest + divisor if nearest < 0.9 * v else nearest
