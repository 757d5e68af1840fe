"""`unittest.mock`: what is patched stands in its place while a test runs; what a mock gives is not known."""
import functools
import importlib
import inspect

from _shapelint import unknown

DEFAULT = object()
ANY = unknown("anything")


class _Patch:
    def __init__(self, find, name, new, is_given):
        self._find = find
        self._name = name
        self._new = new
        self._is_given = is_given

    def __enter__(self):
        self._target = self._find()
        self._had = hasattr(self._target, self._name)
        self._before = getattr(self._target, self._name, None)
        new = self._new if self._is_given else unknown("a mock")
        setattr(self._target, self._name, new)
        return new

    def __exit__(self, *raised):
        if self._had:
            setattr(self._target, self._name, self._before)
        else:
            delattr(self._target, self._name)

    def start(self):
        return self.__enter__()

    def stop(self):
        self.__exit__(None, None, None)

    def __call__(self, function):
        if isinstance(function, type):
            return function

        names = list(inspect.signature(function).parameters)
        most = len(names)

        @functools.wraps(function)
        def patched(*args, **kwargs):
            with self as new:
                # Whoever runs the test may have given everything that it takes.
                lacks = not self._is_given and len(args) + len(kwargs) < most
                return function(*args, new, **kwargs) if lacks else function(*args, **kwargs)

        # The runner need not give what is patched.
        given = list(getattr(function, "__parametrized__", []))
        free = [n for n in names if n != "self" and n not in given]
        patched.__parametrized__ = given if self._is_given else given + free[:1]
        return patched


def _found(path):
    parts = path.split(".")
    for n in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:n]))
        except ImportError:
            continue
        for name in parts[n:]:
            found = getattr(found, name)
        return found
    return unknown("what is patched")


class _Patcher:
    def __call__(self, target, new=DEFAULT, *args, **kwargs):
        path, _, name = target.rpartition(".")
        return _Patch(lambda: _found(path), name, new, new is not DEFAULT)

    def object(self, target, attribute, new=DEFAULT, *args, **kwargs):
        return _Patch(lambda: target, attribute, new, new is not DEFAULT)

    def dict(self, in_dict, values=(), clear=False, **kwargs):
        return unknown("a dictionary that is patched")

    def multiple(self, target, **kwargs):
        return unknown("several attributes that are patched")

    def stopall(self):
        pass


patch = _Patcher()


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return unknown(f"unittest.mock.{name} is not modelled")
