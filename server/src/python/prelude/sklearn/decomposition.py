"""`sklearn.decomposition` (https://scikit-learn.org/stable/api/sklearn.decomposition.html)."""
import numpy as np

from _shapelint import are_known, is_known, symbol, unknown
from sklearn._arrays import as_array, float_type
from sklearn._estimators import Transformer


class _Reducer(Transformer):
    _width = None

    def __init__(self, n_components=None, **kwargs):
        self.n_components = n_components

    def _fitted(self, a):
        n = self.n_components
        self._width = n if is_known(n) and n is not None and not isinstance(n, (float, str)) else symbol("F")

    def _columns(self, a):
        return self._width

    def inverse_transform(self, X):
        a = as_array(X)
        if a is None or self._features is None or a.ndim != 2:
            return unknown("what a reduction comes from")
        return np.empty((a.shape[0], self._features), float_type(a))


class PCA(_Reducer):
    def _fitted(self, a):
        n = self.n_components
        _Reducer._fitted(self, a)
        if a is None:
            return
        least = min(a.shape) if are_known(*a.shape) else None
        if n is None and least is not None:
            self._width = least
        if least is not None and is_known(n) and isinstance(n, int) and are_known(n) and n > least:
            raise ValueError(f"n_components={n} must be between 0 and min(n_samples, n_features)={least} with svd_solver='full'")
        self.components_ = np.empty((self._width, a.shape[1]), float_type(a))
        self.explained_variance_ = self.explained_variance_ratio_ = self.singular_values_ = np.empty((self._width,), float_type(a))
        self.mean_ = np.empty((a.shape[1],), float_type(a))


class IncrementalPCA(_Reducer):
    pass


class TruncatedSVD(_Reducer):
    def __init__(self, n_components=2, **kwargs):
        self.n_components = n_components


class NMF(_Reducer):
    pass


class FastICA(_Reducer):
    pass


def __getattr__(name):
    return unknown("sklearn.decomposition." + name)
