"""`sklearn.utils` (https://scikit-learn.org/stable/api/sklearn.utils.html)."""
import importlib

from _shapelint import are_known, is_known, unknown
from sklearn._arrays import check_lengths, symbol, take
from sklearn._bunch import Bunch


def _given(all):
    return all[0] if len(all) == 1 else all


def shuffle(*arrays, random_state=None, n_samples=None):
    n = check_lengths(*arrays)
    count = n if n_samples is None else n_samples
    if n_samples is not None and are_known(n_samples) and n is not None and are_known(n) and n_samples > n:
        raise ValueError(f"Cannot sample {n_samples} out of arrays with dim {n} when replace is False")
    return _given([take(a, symbol("N") if count is None else count) for a in arrays])


def resample(*arrays, replace=True, n_samples=None, random_state=None, stratify=None, sample_weight=None):
    n = check_lengths(*arrays)
    count = n if n_samples is None else n_samples
    if replace is False and n_samples is not None and are_known(n_samples) and n is not None and are_known(n) and n_samples > n:
        raise ValueError(f"Cannot sample {n_samples} out of arrays with dim {n} when replace is False")
    return _given([take(a, symbol("N") if count is None or not is_known(count) else count) for a in arrays])


def check_random_state(seed):
    import numpy

    return numpy.random.RandomState()


def check_consistent_length(*arrays):
    check_lengths(*arrays)


def __getattr__(name):
    return importlib.import_module("sklearn.utils." + name)
