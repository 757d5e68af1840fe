"""`threading` in a program of which one thread is looked at."""

from _shapelint import unknown

TIMEOUT_MAX = 9223372036.0


class Lock:
    def acquire(self, blocking=True, timeout=-1):
        return True

    def release(self):
        pass

    def locked(self):
        return unknown("whether another thread holds a lock")

    def __enter__(self):
        return True

    def __exit__(self, *exc):
        pass


class RLock(Lock):
    pass


class Semaphore(Lock):
    def __init__(self, value=1):
        pass

    def release(self, n=1):
        pass


class BoundedSemaphore(Semaphore):
    pass


class Condition(Lock):
    def __init__(self, lock=None):
        pass

    def wait(self, timeout=None):
        return unknown("what another thread does")

    def wait_for(self, predicate, timeout=None):
        return unknown("what another thread does")

    def notify(self, n=1):
        pass

    def notify_all(self):
        pass


class Event:
    def is_set(self):
        return unknown("what another thread does")

    def set(self):
        pass

    def clear(self):
        pass

    def wait(self, timeout=None):
        return unknown("what another thread does")


class local:
    """What this thread set."""

    __asked__ = True


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return unknown(f"threading.{name} is not modelled")
