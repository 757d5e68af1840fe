"""`sklearn.feature_extraction`."""
from _shapelint import unknown


def __getattr__(name):
    return unknown("sklearn.feature_extraction." + name)
