"""`tempfile`: files and folders under names that nobody else has."""

import os

from _shapelint import unknown

tempdir = None
_made = []


def gettempdir():
    return "/tmp"


def gettempprefix():
    return "tmp"


def _name(suffix=None, prefix=None, dir=None):
    _made.append(None)
    return os.path.join(gettempdir() if dir is None else dir, f"{'tmp' if prefix is None else prefix}_{len(_made)}{'' if suffix is None else suffix}")


def mkdtemp(suffix=None, prefix=None, dir=None):
    return _name(suffix, prefix, dir)


def mktemp(suffix="", prefix="tmp", dir=None):
    return _name(suffix, prefix, dir)


def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    return unknown("an open file"), _name(suffix, prefix, dir)


class TemporaryDirectory:
    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False, *, delete=True):
        self.name = _name(suffix, prefix, dir)

    def __enter__(self):
        return self.name

    def __exit__(self, *exc):
        return None

    def cleanup(self):
        return None


def __getattr__(name):
    return unknown(f"tempfile.{name}")
