"""The parts of torch that change no shape: gradient modes, compilation, saving, randomness."""

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


class no_grad(_Mode):
    pass


class enable_grad(_Mode):
    pass


class inference_mode(_Mode):
    pass


class set_grad_enabled(_Mode):
    pass


class autocast(_Mode):
    pass


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
        return lambda m: m
    return model


def manual_seed(seed):
    return Generator()


def seed():
    return 0


def set_default_dtype(dtype):
    return None


def set_default_device(device):
    return None


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


def set_deterministic_debug_mode(mode):
    return None


def use_deterministic_algorithms(mode, *, warn_only=False):
    return None


def are_deterministic_algorithms_enabled():
    return False


def is_grad_enabled():
    return True


def is_inference_mode_enabled():
    return False


def is_autocast_enabled(device_type=None):
    return False


def is_autocast_cpu_enabled():
    return False


def get_autocast_gpu_dtype():
    import torch

    return torch.float16


def save(obj, f, *args, **kwargs):
    return None


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    import torch

    return torch.func.vmap(func, in_dims, out_dims, randomness, chunk_size=chunk_size)
