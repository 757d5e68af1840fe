"""torch.cuda on a machine without a GPU."""
from _shapelint import unknown
from torch.cuda import amp
from torch._scopes import Scope


def is_available():
    return False


class _NoDevice(int):
    """The number of GPUs where there are none: code that divides by it is written for where there are some."""

    def __rmod__(self, other):
        return unknown("what each GPU gets")

    __rfloordiv__ = __rtruediv__ = __rdivmod__ = __rmod__


def device_count():
    return _NoDevice(0)


def is_bf16_supported(including_emulation=True):
    return False


def empty_cache():
    return None


def synchronize(device=None):
    return None


def manual_seed(seed):
    return None


def manual_seed_all(seed):
    return None


def seed():
    return None


def seed_all():
    return None


def set_device(device):
    return None


def memory_allocated(device=None):
    return 0


def max_memory_allocated(device=None):
    return 0


def memory_reserved(device=None):
    return 0


def max_memory_reserved(device=None):
    return 0


def reset_peak_memory_stats(device=None):
    return None


def reset_max_memory_allocated(device=None):
    return None


def ipc_collect():
    return None


def is_initialized():
    return False


def init():
    return None


def current_device():
    return 0


def get_device_name(device=None):
    from _shapelint import unknown

    return unknown("the name of a GPU")


def get_device_properties(device=None):
    from _shapelint import unknown

    return unknown("the properties of a GPU")


def get_device_capability(device=None):
    from _shapelint import unknown

    return unknown("the capability of a GPU")


def get_arch_list():
    return []


def mem_get_info(device=None):
    from _shapelint import unknown

    return unknown("the memory of a GPU", 0), unknown("the memory of a GPU", 0)


def memory_summary(device=None, abbreviated=False):
    return ""


def memory_stats(device=None):
    return {}


def set_per_process_memory_fraction(fraction, device=None):
    return None


def get_rng_state(device="cuda"):
    import torch

    return torch.empty((16,), dtype=torch.uint8)


def get_rng_state_all():
    return []


def set_rng_state(new_state, device="cuda"):
    return None


def set_rng_state_all(new_states):
    return None


def initial_seed():
    return 0


class device(Scope):
    pass


class device_of(Scope):
    pass


class stream(Scope):
    pass


class Stream(Scope):
    def synchronize(self):
        return None

    def wait_stream(self, stream):
        return None

    def wait_event(self, event):
        return None

    def record_event(self, event=None):
        return Event()

    def query(self):
        return True


class Event:
    def __init__(self, *args, **kwargs):
        pass

    def record(self, stream=None):
        return None

    def wait(self, stream=None):
        return None

    def query(self):
        return True

    def synchronize(self):
        return None

    def elapsed_time(self, end_event):
        return 0.0


def current_stream(device=None):
    return Stream()


def default_stream(device=None):
    return Stream()


def set_stream(stream):
    return None


def is_current_stream_capturing():
    return False
