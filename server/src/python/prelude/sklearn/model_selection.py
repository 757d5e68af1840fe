"""`sklearn.model_selection`: the sizes of parts and folds (https://scikit-learn.org/stable/api/sklearn.model_selection.html)."""
import numpy as np

from _shapelint import are_known, is_known, symbol, unknown
from sklearn._arrays import check_lengths, rows_of, slice_of, split_sizes, take


def train_test_split(*arrays, test_size=None, train_size=None, random_state=None, shuffle=True, stratify=None):
    if len(arrays) == 0:
        raise ValueError("At least one array required as input")
    n = check_lengths(*arrays)
    train, test = split_sizes(n, test_size, train_size, 0.25)
    parts = []
    for a in arrays:
        if shuffle is False:
            parts += [slice_of(a, 0, train), slice_of(a, train, train + test)]
        else:
            parts += [take(a, train), take(a, test)]
    return parts


def _indices(count):
    return np.empty((count,), np.int64)


class _Folds:
    def __init__(self, n_splits=5, *, shuffle=False, random_state=None):
        self.n_splits = n_splits
        self.shuffle = shuffle

    def get_n_splits(self, X=None, y=None, groups=None):
        return self.n_splits

    def split(self, X, y=None, groups=None):
        n = check_lengths(X, y)
        k = self.n_splits
        if not are_known(k):
            return unknown("folds")
        if n is not None and are_known(n):
            if k > n:
                raise ValueError(f"Cannot have number of splits n_splits={k} greater than the number of samples: n_samples={n}.")
            sizes = [(n - n // k - (1 if i < n % k else 0), n // k + (1 if i < n % k else 0)) for i in range(k)]
        else:
            sizes = [(symbol("N"), symbol("N")) for i in range(k)]
        return iter([(_indices(a), _indices(b)) for a, b in sizes])


class KFold(_Folds):
    pass


class StratifiedKFold(_Folds):
    pass


class _OpenFolds(_Folds):
    def split(self, X, y=None, groups=None):
        check_lengths(X, y)
        if not are_known(self.n_splits):
            return unknown("folds")
        return iter([(_indices(symbol("N")), _indices(symbol("N"))) for i in range(self.n_splits)])


class GroupKFold(_OpenFolds):
    pass


class StratifiedGroupKFold(_OpenFolds):
    pass


class ShuffleSplit(_Folds):
    _default = 0.1

    def __init__(self, n_splits=10, *, test_size=None, train_size=None, random_state=None):
        self.n_splits = n_splits
        self.test_size = test_size
        self.train_size = train_size

    def split(self, X, y=None, groups=None):
        train, test = split_sizes(check_lengths(X, y), self.test_size, self.train_size, self._default)
        if not are_known(self.n_splits):
            return unknown("splits")
        return iter([(_indices(train), _indices(test)) for i in range(self.n_splits)])


class StratifiedShuffleSplit(ShuffleSplit):
    pass


class TimeSeriesSplit(_Folds):
    def __init__(self, n_splits=5, *, max_train_size=None, test_size=None, gap=0):
        self.n_splits = n_splits
        self.max_train_size = max_train_size
        self.test_size = test_size
        self.gap = gap

    def split(self, X, y=None, groups=None):
        n = check_lengths(X, y)
        k = self.n_splits
        if not are_known(k):
            return unknown("splits")
        if n is None or not are_known(n, self.gap) or not is_known(self.test_size) or not is_known(self.max_train_size):
            return iter([(_indices(symbol("N")), _indices(symbol("N"))) for i in range(k)])
        test = n // (k + 1) if self.test_size is None else self.test_size
        if k + 1 > n:
            raise ValueError(f"Cannot have number of folds={k + 1} greater than the number of samples={n}.")
        if n - self.gap - test * k <= 0:
            raise ValueError(f"Too many splits={k} for number of samples={n} with test_size={test} and gap={self.gap}.")
        starts = [n - (k - i) * test for i in range(k)]
        most = n if self.max_train_size is None or self.max_train_size == 0 else self.max_train_size
        return iter([(_indices(min(start - self.gap, most)), _indices(test)) for start in starts])


def cross_val_score(estimator, X, y=None, *, groups=None, scoring=None, cv=None, **kwargs):
    check_lengths(X, y)
    if cv is None:
        return np.empty((5,))
    if is_known(cv) and isinstance(cv, int):
        return np.empty((cv,))
    return unknown("scores")


def cross_val_predict(estimator, X, y=None, **kwargs):
    check_lengths(X, y)
    return unknown("what an estimator gives")


def cross_validate(estimator, X, y=None, **kwargs):
    check_lengths(X, y)
    return unknown("scores")


def __getattr__(name):
    return unknown("sklearn.model_selection." + name)
