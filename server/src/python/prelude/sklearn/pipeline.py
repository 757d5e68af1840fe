"""`sklearn.pipeline`: each step is given what the one before gives (https://scikit-learn.org/stable/api/sklearn.pipeline.html)."""
from _shapelint import is_known, unknown
from sklearn._estimators import BaseEstimator


class Pipeline(BaseEstimator):
    def __init__(self, steps, **kwargs):
        self.steps = steps

    @property
    def named_steps(self):
        return unknown("the steps of a pipeline")

    def _before(self, X, y, fits):
        for name, step in self.steps[:-1]:
            if step is None or step == "passthrough":
                continue
            X = step.fit_transform(X, y) if fits else step.transform(X)
        return X

    def fit(self, X, y=None, **params):
        X = self._before(X, y, True)
        self.steps[-1][1].fit(X, y)
        return self

    def fit_transform(self, X, y=None, **params):
        return self.steps[-1][1].fit_transform(self._before(X, y, True), y)

    def fit_predict(self, X, y=None, **params):
        return self.steps[-1][1].fit_predict(self._before(X, y, True), y)

    def transform(self, X):
        return self.steps[-1][1].transform(self._before(X, None, False))

    def predict(self, X, **params):
        return self.steps[-1][1].predict(self._before(X, None, False))

    def predict_proba(self, X, **params):
        return self.steps[-1][1].predict_proba(self._before(X, None, False))

    def score(self, X, y=None, **params):
        return self.steps[-1][1].score(self._before(X, None, False), y)

    def inverse_transform(self, X):
        for name, step in self.steps[::-1]:
            X = step.inverse_transform(X)
        return X

    def __len__(self):
        return len(self.steps)

    def __getitem__(self, key):
        if not is_known(key):
            return unknown("a step of a pipeline")
        if isinstance(key, slice):
            return Pipeline(self.steps[key])
        if isinstance(key, str):
            return dict(self.steps)[key]
        return self.steps[key][1]

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return unknown("a pipeline's " + name)


def make_pipeline(*steps, memory=None, verbose=False):
    return Pipeline([(type(s).__name__.lower(), s) for s in steps])


def __getattr__(name):
    return unknown("sklearn.pipeline." + name)
