"""The parts of torch that change no shape: gradient modes, compilation, saving, randomness."""

from _shapelint import unknown
from torch._C import _autocast_may_be_on, _grad_mode, _in_autocast, _in_grad_mode, _set_autocast, _set_grad_enabled

__version__ = "2.13.0"


class _Mode:
    """A context manager that is a decorator as well, with and without arguments."""

    def __new__(cls, *args, **kwargs):
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]
        return object.__new__(cls)

    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return None

    def __call__(self, function):
        return function


class _GradMode:
    """A mode of autograd: a context manager that is a decorator as well."""

    _enabled = False

    def __enter__(self):
        self.prev = _grad_mode()
        _set_grad_enabled(self._enabled)

    def __exit__(self, *exc):
        _set_grad_enabled(self.prev)

    def __call__(self, function):
        return _in_grad_mode(function, self._enabled)


class no_grad(_GradMode):
    def __new__(cls, orig_func=None):
        made = object.__new__(cls)
        return made if orig_func is None else made(orig_func)


class enable_grad(no_grad):
    _enabled = True


class inference_mode(_GradMode):
    def __new__(cls, mode=True):
        made = object.__new__(cls)
        if callable(mode):
            return made(mode)
        made._enabled = not mode
        return made


class set_grad_enabled(_GradMode):
    def __init__(self, mode):
        self.mode = self._enabled = mode
        self.prev = _grad_mode()
        _set_grad_enabled(mode)

    def __enter__(self):
        _set_grad_enabled(self.mode)

    def __call__(self, function):
        _set_grad_enabled(self.prev)
        return _in_grad_mode(function, self.mode)


class autocast:
    """Operators cast as they see fit: the types of what they give are not known, and no type is refused for its width."""

    def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
        import torch

        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        if torch.device(device_type).type == "meta":
            raise RuntimeError("unsupported scalarType" if dtype is None else f"User specified an unsupported autocast device_type '{device_type}'")
        self.device = device_type
        self._enabled = enabled

    def __enter__(self):
        self.prev = _autocast_may_be_on()
        _set_autocast(self._enabled)
        return self

    def __exit__(self, *exc):
        _set_autocast(self.prev)

    def __call__(self, function):
        return _in_autocast(function, self._enabled)


class Generator:
    def __init__(self, device="cpu"):
        self.device = device

    def manual_seed(self, seed):
        return self

    def seed(self):
        return 0

    def initial_seed(self):
        return 0


def _assert(condition, message):
    assert condition, message


def compile(model=None, **kwargs):
    if model is None:
        return lambda m: compile(m, **kwargs)
    from torch.nn import Module

    if not isinstance(model, Module) or "disable" in kwargs:
        return model
    from torch._compiled import OptimizedModule

    return OptimizedModule(model)


def manual_seed(seed):
    return Generator()


def seed():
    return 0


def initial_seed():
    return 0


def get_rng_state():
    import torch

    return torch.empty((5056,), dtype=torch.uint8)


def set_rng_state(new_state):
    return None


def set_default_device(device):
    import torch

    if device is not None:
        torch.device(device)


def set_default_tensor_type(t):
    return None


def set_num_threads(n):
    return None


def get_num_threads():
    return 1


def set_num_interop_threads(n):
    return None


def set_printoptions(*args, **kwargs):
    return None


def set_float32_matmul_precision(precision):
    return None


def set_flush_denormal(mode):
    return True


def set_deterministic_debug_mode(debug_mode):
    return None


def use_deterministic_algorithms(mode, *, warn_only=False):
    return None


def are_deterministic_algorithms_enabled():
    return False


def get_default_device():
    import torch

    return torch.device("cpu")


def get_num_interop_threads():
    return 1


def get_float32_matmul_precision():
    return "highest"


def get_deterministic_debug_mode():
    return 0


def is_deterministic_algorithms_warn_only_enabled():
    return False


def is_warn_always_enabled():
    return False


def set_warn_always(b):
    return None


def is_anomaly_enabled():
    return False


def is_anomaly_check_nan_enabled():
    return False


def set_anomaly_enabled(mode, check_nan=True):
    return None


def init_num_threads():
    return None


def is_vulkan_available():
    return False


def compiled_with_cxx11_abi():
    return True


def is_inference_mode_enabled():
    return False


def is_autocast_enabled(device_type=None):
    return unknown("whether autocast is on") if _autocast_may_be_on() else False


def is_autocast_cpu_enabled():
    return is_autocast_enabled("cpu")


def is_autocast_cache_enabled():
    return True


def set_autocast_enabled(device_type, enabled=True):
    _set_autocast(enabled)


def set_autocast_cpu_enabled(enabled):
    _set_autocast(enabled)


def set_autocast_cache_enabled(enabled):
    return None


def set_autocast_dtype(device_type, dtype):
    return None


def set_autocast_cpu_dtype(dtype):
    return None


def set_autocast_gpu_dtype(dtype):
    return None


def autocast_increment_nesting():
    return 1


def autocast_decrement_nesting():
    return 0


def clear_autocast_cache():
    return None


def get_autocast_dtype(device_type):
    import torch

    return torch.float16 if device_type == "cuda" else torch.bfloat16


def get_autocast_cpu_dtype():
    import torch

    return torch.bfloat16


def get_autocast_gpu_dtype():
    import torch

    return torch.float16


def save(obj, f, *args, **kwargs):
    from torch import _saved

    _saved.save(obj, f)


def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None, **kwargs):
    from torch import _saved

    return _saved.load(f, weights_only)


def from_dlpack(ext_tensor, *, device=None, copy=None):
    import torch

    if isinstance(ext_tensor, (tuple, list, int, float, str)):
        raise RuntimeError("from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you might have already constructed a tensor from it once.")
    return ext_tensor.detach() if isinstance(ext_tensor, torch.Tensor) else torch.as_tensor(ext_tensor)


def cond(pred, true_fn, false_fn, operands=()):
    import torch
    from torch.utils._pytree import tree_leaves

    if isinstance(pred, torch.Tensor) and any(isinstance(leaf, (int, float, str, type(None))) for leaf in tree_leaves(operands)):
        raise RuntimeError(f"Expect operands to be a tuple of possibly nested dict/list/tuple that only consists of tensor leaves, but got {operands}.")
    return true_fn(*operands) if pred else false_fn(*operands)


def while_loop(cond_fn, body_fn, carried_inputs):
    while cond_fn(*carried_inputs):
        carried_inputs = body_fn(*carried_inputs)
    return tuple(carried_inputs)


def fork(func, *args, **kwargs):
    import torch

    return torch.jit.fork(func, *args, **kwargs)


def wait(future):
    return future.wait()


def sym_not(a):
    return not a


def sym_int(a):
    import math

    if not isinstance(a, (int, float)):
        return int(a)
    return a if isinstance(a, int) else math.floor(a) if a >= 0 else math.ceil(a)


def sym_float(a):
    return float(a)


def _larger_or_smaller(of, a, b):
    for x in (a, b):
        if not isinstance(x, (int, float)) and type(x).__module__ != "numpy":
            raise AssertionError(f"expected (<class 'numpy.integer'>, <class 'numpy.floating'>, <class 'int'>, <class 'float'>), got {type(x)}")
    found = of(a, b)
    return float(found) if isinstance(a, float) or isinstance(b, float) else found


def sym_max(a, b):
    return _larger_or_smaller(max, a, b)


def sym_min(a, b):
    return _larger_or_smaller(min, a, b)


def sym_sum(*args):
    if len(args) == 1 and isinstance(args[0], (list, tuple)):
        args = args[0]
    return sum(args)


def sym_ite(b, t, f):
    assert isinstance(b, bool) and type(t) == type(f), f"type mismatch: {type(t)} vs {type(f)}"
    return t if b else f


def sym_sqrt(a):
    import math

    return math.sqrt(a)


def sym_fresh_size(min=0, max=None):
    from _shapelint import symbol

    return symbol("size")


def sym_constrain_range(size, *, min=None, max=None):
    return None


def sym_constrain_range_for_size(size, *, min=None, max=None):
    return None


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    import torch

    return torch.func.vmap(func, in_dims, out_dims, randomness, chunk_size=chunk_size)


class SymInt:
    """An int that tracing does not know; outside tracing there is none."""


class SymFloat:
    pass


class SymBool:
    pass


class AcceleratorError(RuntimeError):
    pass


class OutOfMemoryError(RuntimeError):
    pass


class FatalError(RuntimeError):
    pass


class JITException(RuntimeError):
    pass


has_lapack = True
has_mkl = True
has_openmp = True
has_spectral = True
newaxis = None
TYPE_CHECKING = False


from torch.cuda import Event, Stream


def Future(*, devices=None):
    import torch

    return torch.jit.Future()


def GradScaler(*args, **kwargs):
    import torch

    return torch.amp.GradScaler(*args, **kwargs)


def get_device_module(device=None):
    import torch

    return torch.cuda


def get_file_path(*path_components):
    import os

    return os.path.join("torch", *path_components)
