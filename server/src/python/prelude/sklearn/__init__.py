"""`sklearn`: shapes and types of what scikit-learn gives, after its public API pages (https://scikit-learn.org/stable/api/)."""
import importlib

from _shapelint import unknown
from sklearn._estimators import clone

__version__ = unknown("the version of scikit-learn")


def show_versions():
    pass


def set_config(**kwargs):
    pass


def __getattr__(name):
    return importlib.import_module("sklearn." + name)
