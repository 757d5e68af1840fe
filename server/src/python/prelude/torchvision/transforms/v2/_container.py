"""Transforms made of transforms."""
import random
from collections.abc import Sequence

from torch import nn
from torchvision.transforms import _happens
from torchvision.transforms.v2._transform import Transform


def _checked(transforms, kinds=Sequence, what="Argument transforms should be a sequence of callables"):
    if not isinstance(transforms, kinds):
        raise TypeError(what)
    if not transforms:
        raise ValueError("Pass at least one transform")
    return transforms


def _one_by_one(transforms, inputs):
    outputs = None
    for transform in transforms:
        outputs = transform(*inputs)
        inputs = outputs if len(inputs) > 1 else (outputs,)
    return outputs


class Compose(Transform):
    def __init__(self, transforms):
        super().__init__()
        self.transforms = _checked(transforms)

    def forward(self, *inputs):
        return _one_by_one(self.transforms, inputs)


class RandomApply(Transform):
    def __init__(self, transforms, p=0.5):
        super().__init__()
        self.transforms = _checked(transforms, (Sequence, nn.ModuleList), "Argument transforms should be a sequence of callables or a `nn.ModuleList`")
        if not 0.0 <= p <= 1.0:
            raise ValueError("`p` should be a floating point value in the interval [0.0, 1.0].")
        self.p = p

    def forward(self, *inputs):
        if _happens(self.p):
            return _one_by_one(self.transforms, inputs)
        return inputs if len(inputs) > 1 else inputs[0]


class RandomChoice(Transform):
    def __init__(self, transforms, p=None):
        _checked(transforms)
        if p is None:
            p = [1] * len(transforms)
        elif len(p) != len(transforms):
            raise ValueError(f"Length of p doesn't match the number of transforms: {len(p)} != {len(transforms)}")
        super().__init__()
        self.transforms = transforms
        self.p = [chance / sum(p) for chance in p]

    def forward(self, *inputs):
        return random.choice(self.transforms)(*inputs)


class RandomOrder(Transform):
    def __init__(self, transforms):
        _checked(transforms)
        super().__init__()
        self.transforms = transforms

    def forward(self, *inputs):
        return _one_by_one(self.transforms, inputs)
