"""`sklearn.manifold` (https://scikit-learn.org/stable/api/sklearn.manifold.html)."""
import numpy as np

from _shapelint import are_known, is_known, symbol, unknown, unsure_type
from sklearn._estimators import Estimator


class TSNE(Estimator):
    def __init__(self, n_components=2, *, perplexity=30.0, **kwargs):
        self.n_components = n_components
        self.perplexity = perplexity

    def fit_transform(self, X, y=None):
        a = self._learn(X)
        if a is not None and are_known(a.shape[0], self.perplexity) and self.perplexity >= a.shape[0]:
            raise ValueError(f"perplexity ({self.perplexity}) must be less than n_samples ({a.shape[0]})")
        self.embedding_ = np.empty((symbol("N") if a is None else a.shape[0], self.n_components), unsure_type)
        return self.embedding_

    def fit(self, X, y=None):
        self.fit_transform(X)
        return self


def __getattr__(name):
    return unknown("sklearn.manifold." + name)
