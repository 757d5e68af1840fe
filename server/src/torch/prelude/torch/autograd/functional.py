"""torch.autograd.functional: derivatives of functions of tensors, told by their shapes."""
import torch
from _shapelint import are_known


def _each(function, value):
    return tuple(function(x) for x in value) if isinstance(value, tuple) else function(value)


def _call(func, inputs):
    inputs = _each(lambda x: x.detach().requires_grad_(), inputs)
    return func(*inputs) if isinstance(inputs, tuple) else func(inputs)


def _check(inputs, name):
    """The inputs of a derivative are tensors."""
    told = f"The inputs given to {name} must be either a Tensor or a tuple of Tensors but the "
    for i, x in enumerate(inputs if isinstance(inputs, tuple) else (inputs,)):
        if not isinstance(x, torch.Tensor):
            raise TypeError(told + (f"value at index {i} has type {type(x)}." if isinstance(inputs, tuple) else f"given inputs has type {type(x)}."))


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    _check(inputs, "jacobian")
    out = _call(func, inputs)
    _each(lambda o: torch.stack([]) if not vectorize and are_known(o.numel()) and o.numel() == 0 else o, out)
    return _each(lambda o: _each(lambda i: i.new_empty((*o.shape, *i.shape)), inputs), out)


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False, outer_jacobian_strategy="reverse-mode"):
    _call(func, inputs)
    return _each(lambda a: _each(lambda b: b.new_empty((*a.shape, *b.shape)), inputs), inputs)


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    return _call(func, inputs), _each(torch.empty_like, inputs)


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    out = _call(func, inputs)
    return out, _each(torch.empty_like, out)


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    return _call(func, inputs), _each(torch.empty_like, inputs)


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    return _call(func, inputs), _each(torch.empty_like, inputs)
