"""`sklearn.feature_extraction`."""
import importlib


def __getattr__(name):
    return importlib.import_module("sklearn.feature_extraction." + name)
