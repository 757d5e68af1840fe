import torch
from torch._C import _is_function
from torch.amp import GradScaler


class autocast(torch.autocast):
    def __new__(cls, enabled=True, dtype=None, cache_enabled=True):
        # Without parentheses it decorates with a function for what should say whether it is on.
        return enabled if _is_function(enabled) else object.__new__(cls)

    def __init__(self, enabled=True, dtype=None, cache_enabled=True):
        super().__init__("cuda", dtype, enabled, cache_enabled)


def custom_fwd(fwd=None, **kwargs):
    return fwd if fwd is not None else (lambda f: f)


def custom_bwd(bwd=None, **kwargs):
    return bwd if bwd is not None else (lambda f: f)
