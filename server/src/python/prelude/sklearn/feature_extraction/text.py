"""`sklearn.feature_extraction.text`: a row for each document; how many words there are is not known (https://scikit-learn.org/stable/api/sklearn.feature_extraction.html)."""
import numpy as np

from _shapelint import is_known, symbol, unknown
from sklearn._arrays import Sparse, rows_of
from sklearn._estimators import Estimator


class CountVectorizer(Estimator):
    _width = None
    _type = np.int64

    def fit(self, raw_documents, y=None):
        self._width = symbol("W")
        return self

    def transform(self, raw_documents):
        n = rows_of(raw_documents)
        return Sparse((symbol("N") if n is None else n, symbol("W") if self._width is None else self._width), self._type)

    def fit_transform(self, raw_documents, y=None):
        return self.fit(raw_documents).transform(raw_documents)


class TfidfVectorizer(CountVectorizer):
    _type = np.float64


class HashingVectorizer(CountVectorizer):
    _type = np.float64

    def __init__(self, *, n_features=2 ** 20, **kwargs):
        self._width = n_features

    def fit(self, X, y=None):
        return self


def __getattr__(name):
    return unknown("sklearn.feature_extraction.text." + name)
