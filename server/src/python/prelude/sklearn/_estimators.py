"""What all estimators have in common (https://scikit-learn.org/stable/developers/develop.html)."""
import copy

import numpy as np

from _shapelint import are_known, is_known, symbol, unknown, unsure_type
from sklearn._arrays import as_array, check_lengths, float_type, matrix


def clone(estimator, safe=True):
    return copy.deepcopy(estimator)


class BaseEstimator:
    def get_params(self, deep=True):
        return unknown("the parameters of an estimator")

    def set_params(self, **params):
        for name, value in params.items():
            setattr(self, name, value)
        return self

    def get_metadata_routing(self):
        return unknown("the routing of an estimator")


class TransformerMixin:
    def fit_transform(self, X, y=None, **fit_params):
        return self.fit(X, **fit_params).transform(X) if y is None else self.fit(X, y, **fit_params).transform(X)

    def set_output(self, transform=None):
        return self


class ClassifierMixin:
    _estimator_type = "classifier"

    def score(self, X, y, sample_weight=None):
        return unknown("the accuracy of an estimator")


class RegressorMixin:
    _estimator_type = "regressor"

    def score(self, X, y, sample_weight=None):
        return unknown("the score of an estimator")


class ClusterMixin:
    _estimator_type = "clusterer"

    def fit_predict(self, X, y=None, **kwargs):
        return self.fit(X, **kwargs).labels_


class OneToOneFeatureMixin:
    pass


class Estimator(BaseEstimator):
    """An estimator of scikit-learn's own. What is not said here is not known."""

    _features = None
    _outputs_frames = False

    def __init__(self, *args, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return unknown("an estimator's " + name)

    def set_output(self, transform=None):
        self._outputs_frames = transform is not None
        return self

    def _learn(self, X):
        """The array that is learnt from; None where it is not known."""
        a = matrix(X, type(self).__name__)
        self._features = None if a is None else a.shape[1]
        self.n_features_in_ = unknown("how many features there are") if a is None else a.shape[1]
        return a

    def _check(self, X):
        """The array that is looked at; None where it is not known."""
        a = matrix(X, type(self).__name__)
        if a is not None and self._features is not None and are_known(a.shape[1], self._features) and a.shape[1] != self._features:
            raise ValueError(f"X has {a.shape[1]} features, but {type(self).__name__} is expecting {self._features} features as input.")
        return a

    def _give(self, rows, columns, dtype):
        if self._outputs_frames:
            return unknown("a frame that an estimator gives")
        return np.empty((rows, columns), dtype)


class Transformer(TransformerMixin, Estimator):
    """Gives as many rows as it is given."""

    def fit(self, X, y=None, sample_weight=None, **kwargs):
        self._fitted(self._learn(X))
        return self

    def partial_fit(self, X, y=None, sample_weight=None):
        return self.fit(X)

    def fit_transform(self, X, y=None, **kwargs):
        return self.fit(X, y).transform(X)

    def set_output(self, transform=None):
        self._outputs_frames = transform is not None
        return self

    def _fitted(self, a):
        pass

    def _columns(self, a):
        """How many columns come of an array; None where it is not known."""
        return self._features if a is None else a.shape[1]

    def transform(self, X, copy=None):
        a = self._check(X)
        columns = self._columns(a)
        if columns is None:
            return unknown("what a transformer gives")
        return self._give(symbol("N") if a is None else a.shape[0], columns, unsure_type if a is None else float_type(a))

    def get_feature_names_out(self, input_features=None):
        return unknown("the names of features")


class Scaler(Transformer):
    """Keeps the shape; what it learns of each column has one item a column."""

    def _learnt(self):
        return unknown("what a scaler learnt") if self._features is None else np.empty((self._features,), np.float64)

    def inverse_transform(self, X, copy=None):
        a = matrix(X, type(self).__name__)
        if self._features is None:
            return unknown("what a scaler gives") if a is None else self._give(a.shape[0], a.shape[1], float_type(a))
        if a is None:
            return self._give(symbol("N"), self._features, unsure_type)
        columns = a.shape[1]
        if are_known(columns, self._features) and columns != 1 and columns != self._features:
            if self._features == 1:
                return self._give(a.shape[0], columns, float_type(a))
            raise ValueError(f"operands could not be broadcast together with shapes ({a.shape[0]},{columns}) ({self._features},) ({a.shape[0]},{columns})")
        return self._give(a.shape[0], columns, float_type(a))


class _Supervised(Estimator):
    _target = None

    def fit(self, X, y=None, sample_weight=None, *args, **kwargs):
        self._learn(X)
        check_lengths(X, y)
        self._target = as_array(y)
        return self

    def partial_fit(self, X, y=None, classes=None, sample_weight=None):
        return self.fit(X, y)

    def score(self, X, y=None, sample_weight=None):
        self._check(X)
        check_lengths(X, y)
        return unknown("the score of an estimator")

    def _rows(self, X):
        a = self._check(X)
        return symbol("N") if a is None else a.shape[0]


class Classifier(ClassifierMixin, _Supervised):
    _classes = None

    def score(self, X, y=None, sample_weight=None):
        return _Supervised.score(self, X, y)

    def fit(self, X, y=None, sample_weight=None, *args, **kwargs):
        _Supervised.fit(self, X, y)
        self._classes = symbol("C")
        self.classes_ = unknown("the classes of a classifier")
        return self

    def predict(self, X):
        rows = self._rows(X)
        if self._target is None or self._target.ndim != 1:
            return unknown("what a classifier gives")
        return np.empty((rows,), self._target.dtype)

    def _scores(self, X):
        rows = self._rows(X)
        if self._target is None or self._target.ndim != 1 or self._classes is None:
            return unknown("what a classifier gives")
        return np.empty((rows, self._classes), np.float64)

    def predict_proba(self, X):
        return self._scores(X)

    def predict_log_proba(self, X):
        return self._scores(X)

    def decision_function(self, X):
        self._check(X)
        return unknown("what a classifier gives")


class Regressor(RegressorMixin, _Supervised):
    def score(self, X, y=None, sample_weight=None):
        return _Supervised.score(self, X, y)

    def predict(self, X, *args, **kwargs):
        rows = self._rows(X)
        if args or kwargs or self._target is None or self._target.ndim != 1:
            return unknown("what a regressor gives")
        return np.empty((rows,), unsure_type)


class Linear(Regressor):
    """Keeps the shape of its targets."""

    def predict(self, X):
        rows = self._rows(X)
        if self._target is None:
            return unknown("what a regressor gives")
        return np.empty((rows,) + tuple(self._target.shape[1:]), unsure_type)


class Clusterer(ClusterMixin, Estimator):
    def fit(self, X, y=None, sample_weight=None):
        a = self._learn(X)
        self.labels_ = unknown("the labels of items") if a is None else np.empty((a.shape[0],), unsure_type)
        return self

    def predict(self, X, sample_weight=None):
        a = self._check(X)
        return np.empty((symbol("N") if a is None else a.shape[0],), unsure_type)
