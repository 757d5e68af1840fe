"""torch.multiprocessing: what runs in other processes is not followed."""


def set_start_method(method, force=False):
    return None


def get_start_method(allow_none=False):
    return "fork"


def set_sharing_strategy(new_strategy):
    return None


def get_sharing_strategy():
    return "file_descriptor"


def get_all_sharing_strategies():
    return {"file_descriptor", "file_system"}


def cpu_count():
    from _shapelint import symbol

    return symbol("cpus")


def spawn(fn, args=(), nprocs=1, join=True, daemon=False, start_method="spawn"):
    return None


class Process:
    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        self.name = name

    def start(self):
        return None

    def join(self, timeout=None):
        return None

    def terminate(self):
        return None

    def is_alive(self):
        return False
