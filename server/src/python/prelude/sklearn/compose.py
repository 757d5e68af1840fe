"""`sklearn.compose`: a row for each row; how many columns come of them is not known (https://scikit-learn.org/stable/api/sklearn.compose.html)."""
from _shapelint import unknown
from sklearn._estimators import Estimator


class ColumnTransformer(Estimator):
    def fit(self, X, y=None, **params):
        return self

    def transform(self, X, **params):
        return unknown("what a transformer of columns gives")

    def fit_transform(self, X, y=None, **params):
        return unknown("what a transformer of columns gives")


def __getattr__(name):
    return unknown("sklearn.compose." + name)
