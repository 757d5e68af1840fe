"""`pytest`: tests run as plain functions; what is expected to raise may."""
import functools

from _shapelint import unknown


class Skipped(BaseException):
    __ends_quietly__ = True


class Exit(BaseException):
    __ends_quietly__ = True


class _Raises:
    __suppresses__ = True

    def __enter__(self):
        return unknown("the exception that is expected")

    def __exit__(self, *exc):
        return True


class _Warns:
    def __enter__(self):
        return unknown("the warnings that are expected")

    def __exit__(self, *exc):
        return False


def raises(expected_exception=None, *args, **kwargs):
    return _Raises()


def warns(expected_warning=None, *args, **kwargs):
    return _Warns()


def deprecated_call(*args, **kwargs):
    return _Warns()


def fixture(function=None, *, autouse=False, **kwargs):
    if function is None:
        return lambda f: fixture(f, autouse=autouse)
    if autouse:
        function.__autouse__ = True
    return function


class MonkeyPatch:
    """What it changes stays changed while the test runs."""

    def setattr(self, target, name, *value, raising=True):
        if not isinstance(target, str):
            setattr(target, name, value[0])

    def delattr(self, target, *name, raising=True):
        if name and hasattr(target, name[0]):
            delattr(target, name[0])

    def setitem(self, dic, name, value):
        dic[name] = value

    def delitem(self, dic, name, raising=True):
        dic.pop(name, None)

    def setenv(self, name, value, prepend=None):
        pass

    def delenv(self, name, raising=True):
        pass

    def syspath_prepend(self, path):
        pass

    def chdir(self, path):
        pass

    def undo(self):
        pass


def _same(test=None):
    return _same if test is None else test


class _Mark:
    """A mark, with or without arguments."""

    def __call__(self, *args, **kwargs):
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]
        return _same


def _left_out(test=None):
    if test is None:
        return _left_out
    test.__unittest_skip__ = True
    return test


class _Marks:
    def skip(self, *args, **kwargs):
        return _left_out(args[0]) if len(args) == 1 and callable(args[0]) else _left_out

    def skipif(self, *conditions, **kwargs):
        return _left_out if any(conditions) else _same

    def xfail(self, *args, **kwargs):
        return self.skip(*args)

    def __getattr__(self, name):
        return _Mark()

    def parametrize(self, argnames, argvalues, indirect=False, **kwargs):
        """The test, run once for each set of values; what fixtures make of those that are given to them (`indirect`) is not known."""
        names = [n.strip() for n in argnames.split(",")] if isinstance(argnames, str) else list(argnames)
        made = (names if indirect else []) if isinstance(indirect, bool) else list(indirect)

        def decorate(test):
            @functools.wraps(test)
            def each(*fixed, **given):
                if any(name in given for name in names):
                    return test(*fixed, **given)  # called by another test
                for values in argvalues:
                    if isinstance(values, _Param):
                        if values.is_left_out:
                            continue
                        values = values.values if len(names) > 1 else values.values[0]
                    row = dict(zip(names, values if len(names) > 1 else (values,)))
                    row.update({name: unknown("what a fixture makes of a value") for name in made})
                    test(*fixed, **row, **given)

            each.__parametrized__ = names + list(getattr(test, "__parametrized__", []))
            return each

        return decorate


mark = _Marks()


class _Param:
    def __init__(self, values, is_left_out):
        self.values = values
        self.is_left_out = is_left_out


def param(*values, marks=(), id=None):
    every = marks if isinstance(marks, (list, tuple)) else [marks]
    return _Param(values, any(m is _left_out or getattr(m, "__name__", None) in ("skip", "xfail") for m in every))


def approx(expected, *args, **kwargs):
    return unknown("a number near another")


def importorskip(modname, *args, **kwargs):
    return unknown("a module that a test asks for")


def skip(reason="", **kwargs):
    raise Skipped(reason)


class Failed(BaseException):
    """A test says itself that it fails: what has come of the code is for it to tell."""
    __ends_quietly__ = True


def fail(reason="", **kwargs):
    raise Failed(reason)


def xfail(reason="", **kwargs):
    raise Skipped(reason)


def exit(*args, **kwargs):
    raise Exit()


def main(*args, **kwargs):
    return unknown("how the tests end")
