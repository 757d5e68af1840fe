"""torch.autograd: gradients change no shape."""
from torch._C import _differentiable, _variable
from torch._scopes import Scope


class _Context:
    saved_tensors = ()
    needs_input_grad = ()
    _constant = ()

    def save_for_backward(self, *tensors):
        self.saved_tensors = tensors

    def mark_dirty(self, *args):
        return None

    def mark_non_differentiable(self, *args):
        self._constant = args

    def set_materialize_grads(self, value):
        return None


class Function:
    def __call__(self, *args, **kwargs):
        raise RuntimeError("Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)")

    @classmethod
    def apply(cls, *args, **kwargs):
        ctx = _Context()
        with no_grad():
            if hasattr(cls, "setup_context"):
                out = cls.forward(*args, **kwargs)
                cls.setup_context(ctx, args, out)
            else:
                out = cls.forward(ctx, *args, **kwargs)
        return _differentiable(out, args, cls, ctx, ctx._constant)


class VariableMeta(type):
    def __instancecheck__(cls, other):
        import torch

        return isinstance(other, torch.Tensor)


class Variable(metaclass=VariableMeta):
    """A tensor on its own: the same elements, without what made them."""

    def __new__(cls, data=None, requires_grad=False, volatile=False):
        import torch

        if data is None:
            data = torch.empty(0)
        if not isinstance(data, torch.Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        if volatile and requires_grad:
            raise ValueError("Variable can't be volatile and require_grad at the same time!")
        return _variable(data, requires_grad)


def backward(tensors, grad_tensors=None, *args, **kwargs):
    return None


def set_detect_anomaly(mode, check_nan=True):
    import contextlib

    return contextlib.nullcontext()


def detect_anomaly(check_nan=True):
    import contextlib

    return contextlib.nullcontext()


def no_grad(*args, **kwargs):
    import torch

    return torch.no_grad(*args, **kwargs)


def enable_grad(*args, **kwargs):
    import torch

    return torch.enable_grad(*args, **kwargs)


def inference_mode(*args, **kwargs):
    import torch

    return torch.inference_mode(*args, **kwargs)


def set_grad_enabled(*args, **kwargs):
    import torch

    return torch.set_grad_enabled(*args, **kwargs)


def gradcheck(func, inputs, *args, **kwargs):
    func(*inputs) if isinstance(inputs, (tuple, list)) else func(inputs)
    return True


def gradgradcheck(func, inputs, *args, **kwargs):
    return gradcheck(func, inputs)


class set_multithreading_enabled(Scope):
    pass


class enforce_grad_layout_policy(Scope):
    pass
