"""The base class of version 2: a sample of any structure, of which some parts are transformed."""
import torch
from PIL.Image import Image as Picture
from torch import nn
from torch.utils._pytree import tree_flatten, tree_unflatten
from torchvision import tv_tensors
from torchvision.transforms import _happens
from torchvision.transforms.v2.functional._kinds import is_pure_tensor, takes


def check_type(obj, types_or_checks):
    for each in types_or_checks:
        if isinstance(obj, each) if isinstance(each, type) else each(obj):
            return True
    return False


def has_any(flat_inputs, *types_or_checks):
    return any(check_type(inpt, types_or_checks) for inpt in flat_inputs)


def has_all(flat_inputs, *types_or_checks):
    return all(any(check_type(inpt, (each,)) for inpt in flat_inputs) for each in types_or_checks)


class Transform(nn.Module):
    _transformed_types = (torch.Tensor, Picture)
    _v1_transform_cls = None

    def __init__(self):
        super().__init__()

    def check_inputs(self, flat_inputs):
        return None

    def make_params(self, flat_inputs):
        return dict()

    def transform(self, inpt, params):
        raise NotImplementedError

    def _call_kernel(self, functional, inpt, *args, **kwargs):
        own = getattr(type(inpt), "_kernel_" + functional.__name__, None)
        if own is not None:
            return own(inpt, *args, **kwargs)
        if not takes(functional.__name__, inpt):
            return inpt
        return functional(inpt, *args, **kwargs)

    def forward(self, *inputs):
        flat_inputs, spec = tree_flatten(inputs if len(inputs) > 1 else inputs[0])
        self.check_inputs(flat_inputs)
        return self._transformed(flat_inputs, spec)

    def _transformed(self, flat_inputs, spec):
        needs = self._needs_transform_list(flat_inputs)
        params = self.make_params([inpt for inpt, need in zip(flat_inputs, needs) if need])
        return tree_unflatten([self.transform(inpt, params) if need else inpt for inpt, need in zip(flat_inputs, needs)], spec)

    def _needs_transform_list(self, flat_inputs):
        """A pure tensor is an image if it is the first, and there is no other image in the sample."""
        awaits = not has_any(flat_inputs, tv_tensors.Image, tv_tensors.Video, Picture)
        needs = []
        for inpt in flat_inputs:
            need = check_type(inpt, self._transformed_types)
            if need and is_pure_tensor(inpt):
                need, awaits = awaits, False
            needs.append(need)
        return needs


class _RandomApplyTransform(Transform):
    def __init__(self, p=0.5):
        if not 0.0 <= p <= 1.0:
            raise ValueError("`p` should be a floating point value in the interval [0.0, 1.0].")
        super().__init__()
        self.p = p

    def forward(self, *inputs):
        inputs = inputs if len(inputs) > 1 else inputs[0]
        flat_inputs, spec = tree_flatten(inputs)
        self.check_inputs(flat_inputs)
        return self._transformed(flat_inputs, spec) if _happens(self.p) else inputs
