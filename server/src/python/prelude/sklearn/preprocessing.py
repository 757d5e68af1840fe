"""`sklearn.preprocessing`: shapes, types and checks (https://scikit-learn.org/stable/api/sklearn.preprocessing.html)."""
import math

import numpy as np

from _shapelint import are_known, is_known, symbol, unknown
from sklearn._arrays import Sparse, as_array, float_type, matrix
from sklearn._estimators import Estimator, Scaler, Transformer


class StandardScaler(Scaler):
    def _fitted(self, a):
        self.mean_ = self.scale_ = self.var_ = self._learnt()


class MinMaxScaler(Scaler):
    def __init__(self, feature_range=(0, 1), *, copy=True, clip=False):
        self.feature_range = feature_range

    def _fitted(self, a):
        self.min_ = self.scale_ = self.data_min_ = self.data_max_ = self.data_range_ = self._learnt()


class MaxAbsScaler(Scaler):
    def _fitted(self, a):
        self.scale_ = self.max_abs_ = self._learnt()


class RobustScaler(Scaler):
    def _fitted(self, a):
        self.center_ = self.scale_ = self._learnt()


class QuantileTransformer(Scaler):
    pass


class PowerTransformer(Scaler):
    pass


class Normalizer(Transformer):
    pass


class Binarizer(Transformer):
    pass


def _same(X, *, axis=0, copy=True, **kwargs):
    """Keeps the shape of a vector or matrix."""
    a = as_array(X)
    if a is None or a.ndim > 2:
        return unknown("what a transformer gives")
    return np.empty(a.shape, float_type(a))


scale = maxabs_scale = robust_scale = _same


def minmax_scale(X, feature_range=(0, 1), *, axis=0, copy=True):
    return _same(X)


def normalize(X, norm="l2", *, axis=1, copy=True, return_norm=False):
    a = matrix(X, "the normalize function")
    if a is None or return_norm is not False:
        return unknown("what normalize gives")
    return np.empty(a.shape, float_type(a))


def _column(y):
    """Labels in one dimension; None where they are not known."""
    a = as_array(y)
    if a is None:
        return None
    if a.ndim > 2 or (a.ndim == 2 and are_known(a.shape[1]) and a.shape[1] != 1):
        raise ValueError(f"y should be a 1d array, got an array of shape {a.shape} instead.")
    return a.reshape(-1) if a.ndim == 2 else a


class LabelEncoder(Estimator):
    def fit(self, y):
        a = _column(y)
        self.classes_ = unknown("the classes of labels") if a is None else np.unique(a)
        return self

    def transform(self, y):
        a = _column(y)
        return np.empty((symbol("N") if a is None else a.shape[0],), np.int64)

    def fit_transform(self, y):
        return self.fit(y).transform(y)

    def inverse_transform(self, y):
        a = _column(y)
        if a is None or not is_known(self.classes_):
            return unknown("the labels of codes")
        return np.empty((a.shape[0],), self.classes_.dtype)


class LabelBinarizer(Estimator):
    _count = None

    def __init__(self, *, neg_label=0, pos_label=1, sparse_output=False):
        self.sparse_output = sparse_output

    def fit(self, y):
        a = as_array(y)
        self._count = None
        if a is not None and a.ndim == 1:
            self.classes_ = np.unique(a)
            self._count = self.classes_.shape[0]
        return self

    def transform(self, y):
        a = as_array(y)
        if a is None or a.ndim != 1 or self._count is None or self.sparse_output is not False:
            return unknown("labels by columns")
        count = self._count if are_known(self._count) else symbol("C")
        return np.empty((a.shape[0], 1 if are_known(count) and count <= 2 else count), np.int64)

    def fit_transform(self, y):
        return self.fit(y).transform(y)

    def inverse_transform(self, Y, threshold=None):
        return unknown("the labels of columns")


def label_binarize(y, *, classes, neg_label=0, pos_label=1, sparse_output=False):
    a, names = as_array(y), as_array(classes)
    if a is None or a.ndim != 1 or names is None or sparse_output is not False or not are_known(names.shape[0]):
        return unknown("labels by columns")
    return np.empty((a.shape[0], 1 if names.shape[0] <= 2 else names.shape[0]), np.int64)


class MultiLabelBinarizer(Estimator):
    def fit(self, y):
        self._count = symbol("C")
        return self

    def fit_transform(self, y):
        return self.fit(y).transform(y)

    def transform(self, y):
        return unknown("labels by columns")


class OneHotEncoder(Transformer):
    def __init__(self, *, categories="auto", drop=None, sparse_output=None, sparse=True, dtype=np.float64, handle_unknown="error", min_frequency=None, max_categories=None, feature_name_combiner="concat"):
        self.categories = categories
        self.drop = drop
        self.sparse_output = sparse if sparse_output is None else sparse_output
        self.dtype = dtype
        self._is_plain = drop is None and min_frequency is None and max_categories is None
        self._width = None

    def _fitted(self, a):
        self._width = symbol("C")
        if not self._is_plain:
            return
        if isinstance(self.categories, (list, tuple)):
            if all([is_known(c) and isinstance(c, (list, tuple, np.ndarray)) for c in self.categories]):
                self._width = sum([len(c) for c in self.categories])
        elif a is not None and are_known(*a.shape) and a.shape[1] <= 8 and self.categories == "auto":
            self._width = sum([np.unique(a[:, i]).shape[0] for i in range(a.shape[1])])

    def transform(self, X):
        a = self._check(X)
        if self._width is None or not is_known(self.sparse_output) or not is_known(self.dtype):
            return unknown("columns of categories")
        rows = symbol("N") if a is None else a.shape[0]
        if self._outputs_frames:
            return unknown("a frame that an estimator gives")
        return Sparse((rows, self._width), self.dtype) if self.sparse_output else np.empty((rows, self._width), self.dtype)

    def inverse_transform(self, X):
        return unknown("the categories of columns")


class OrdinalEncoder(Transformer):
    def __init__(self, *, categories="auto", dtype=np.float64, **kwargs):
        self.dtype = dtype

    def transform(self, X):
        a = self._check(X)
        if a is None or not is_known(self.dtype):
            return unknown("the codes of categories")
        return self._give(a.shape[0], a.shape[1], self.dtype)

    def inverse_transform(self, X):
        return unknown("the categories of codes")


class PolynomialFeatures(Transformer):
    def __init__(self, degree=2, *, interaction_only=False, include_bias=True, order="C"):
        self.degree = degree
        self.interaction_only = interaction_only
        self.include_bias = include_bias

    def _columns(self, a):
        n, degree = self._features, self.degree
        if n is None or not are_known(n) or not is_known(degree) or not isinstance(degree, int) or not are_known(degree, self.interaction_only, self.include_bias):
            return symbol("F")
        if self.interaction_only:
            count = sum([math.comb(n, d) for d in range(1, min(degree, n) + 1)])
        else:
            count = math.comb(n + degree, degree) - 1
        return count + (1 if self.include_bias else 0)


class _Wider(Transformer):
    """How many columns it gives is not known."""

    def transform(self, X):
        self._check(X)
        return unknown("what a transformer gives")


class KBinsDiscretizer(_Wider):
    pass


class SplineTransformer(_Wider):
    pass


class FunctionTransformer(Estimator):
    def __init__(self, func=None, inverse_func=None, *, kw_args=None, **kwargs):
        self.func = func
        self.inverse_func = inverse_func
        self.kw_args = kw_args

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X if self.func is None else self.func(X, **(self.kw_args or {}))

    def fit_transform(self, X, y=None):
        return self.transform(X)

    def inverse_transform(self, X):
        return X if self.inverse_func is None else self.inverse_func(X)


def __getattr__(name):
    return unknown("sklearn.preprocessing." + name)
