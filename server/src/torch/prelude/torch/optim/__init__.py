"""torch.optim: optimizers hold parameters and change none of their shapes."""

import collections

from _shapelint import unknown


class Optimizer:
    def __init__(self, params, defaults):
        import torch

        if isinstance(params, torch.Tensor):
            raise TypeError("params argument given to the optimizer should be an iterable of Tensors or dicts, but got " + torch.typename(params))
        self.defaults = defaults
        self.state = collections.defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if len(groups) == 0:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        import torch

        group = dict(param_group)
        params = group["params"]
        group["params"] = [params] if hasattr(params, "shape") else list(params)
        for param in group["params"]:
            if isinstance(param, torch.nn.Module):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {type(param).__module__}.{type(param).__qualname__}")
        for name, default in self.defaults.items():
            group.setdefault(name, default)
        self.param_groups.append(group)

    def step(self, closure=None):
        import torch

        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            torch._written(group["params"])
        return loss

    def zero_grad(self, set_to_none=True):
        import torch

        for group in self.param_groups:
            torch._cleared(group["params"])
        return None

    def state_dict(self):
        return {"state": unknown("what an optimizer remembers"), "param_groups": self.param_groups}

    def load_state_dict(self, state_dict):
        return None

    def register_step_post_hook(self, hook):
        return None

    def register_step_pre_hook(self, hook):
        return None


class SGD(Optimizer):
    def __init__(self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None, differentiable=False, fused=None):
        super().__init__(params, dict(lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay, nesterov=nesterov))


class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, foreach=None, maximize=False, capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, amsgrad=amsgrad))


class AdamW(Adam):
    pass


class _Any(Optimizer):
    def __init__(self, params, lr=1e-2, *args, **kwargs):
        super().__init__(params, dict(kwargs, lr=lr))


class Adadelta(_Any):
    pass


class Adafactor(_Any):
    pass


class Adagrad(_Any):
    pass


class Adamax(_Any):
    pass


class ASGD(_Any):
    pass


class LBFGS(_Any):
    pass


class Muon(_Any):
    pass


class NAdam(_Any):
    pass


class RAdam(_Any):
    pass


class RMSprop(_Any):
    pass


class Rprop(_Any):
    pass


class SparseAdam(_Any):
    pass
