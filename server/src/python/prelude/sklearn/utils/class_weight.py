"""`sklearn.utils.class_weight`."""
import numpy as np

from _shapelint import symbol, unknown
from sklearn._arrays import rows_of


def compute_class_weight(class_weight, *, classes, y, sample_weight=None):
    count = rows_of(classes)
    return np.empty((symbol("C") if count is None else count,), np.float64)


def compute_sample_weight(class_weight, y, *, indices=None):
    count = rows_of(y)
    return np.empty((symbol("N") if count is None else count,), np.float64)


def __getattr__(name):
    return unknown("sklearn.utils.class_weight." + name)
