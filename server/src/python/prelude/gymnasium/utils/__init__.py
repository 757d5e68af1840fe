"""`gymnasium.utils`."""
import importlib


def __getattr__(name):
    return importlib.import_module("gymnasium.utils." + name)
