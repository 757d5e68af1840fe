"""Pruning: a weight times its mask."""
import torch
from torch.nn import Parameter


class BasePruningMethod:
    _tensor_name = None

    def __init__(self, *args, **kwargs):
        pass

    def compute_mask(self, t, default_mask):
        return default_mask

    def apply_mask(self, module):
        mask = getattr(module, self._tensor_name + "_mask")
        orig = getattr(module, self._tensor_name + "_orig")
        return mask.to(dtype=orig.dtype) * orig

    def __call__(self, module, inputs):
        setattr(module, self._tensor_name, self.apply_mask(module))

    @classmethod
    def apply(cls, module, name, *args, importance_scores=None, **kwargs):
        method = cls(*args, **kwargs)
        method._tensor_name = name
        orig = getattr(module, name)
        if not hasattr(module, name + "_orig"):
            module.register_parameter(name + "_orig", orig)
            del module._parameters[name]
            module.register_buffer(name + "_mask", torch.ones_like(orig))
            module.register_forward_pre_hook(method)
        setattr(module, name, method.apply_mask(module))
        return method

    def remove(self, module):
        orig = module._parameters.pop(self._tensor_name + "_orig")
        del module._buffers[self._tensor_name + "_mask"]
        if hasattr(module, self._tensor_name):
            delattr(module, self._tensor_name)
        setattr(module, self._tensor_name, orig)


class PruningContainer(BasePruningMethod):
    pass


class Identity(BasePruningMethod):
    PRUNING_TYPE = "unstructured"


class RandomUnstructured(BasePruningMethod):
    PRUNING_TYPE = "unstructured"


class L1Unstructured(BasePruningMethod):
    PRUNING_TYPE = "unstructured"


class RandomStructured(BasePruningMethod):
    PRUNING_TYPE = "structured"


class LnStructured(BasePruningMethod):
    PRUNING_TYPE = "structured"


class CustomFromMask(BasePruningMethod):
    PRUNING_TYPE = "global"


def identity(module, name):
    Identity.apply(module, name)
    return module


def random_unstructured(module, name, amount):
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module, name, amount, importance_scores=None):
    L1Unstructured.apply(module, name, amount)
    return module


def random_structured(module, name, amount, dim):
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module, name, amount, n, dim, importance_scores=None):
    LnStructured.apply(module, name, amount, n, dim)
    return module


def global_unstructured(parameters, pruning_method, importance_scores=None, **kwargs):
    for module, name in parameters:
        pruning_method.apply(module, name, **kwargs)


def custom_from_mask(module, name, mask):
    CustomFromMask.apply(module, name, mask)
    return module


def remove(module, name):
    for k, hook in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[k]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module):
    for _, submodule in module.named_modules():
        for hook in submodule._forward_pre_hooks.values():
            if isinstance(hook, BasePruningMethod):
                return True
    return False
