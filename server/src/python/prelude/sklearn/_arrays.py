"""What scikit-learn makes of its arguments, and the checks that it makes of them (https://scikit-learn.org/stable/api/sklearn.utils.html)."""
import numpy as np

from _shapelint import are_equal, are_known, is_known, symbol, unknown, unsure_type

_HINT = "Reshape your data either using array.reshape(-1, 1) if your data has a single feature or array.reshape(1, -1) if it contains a single sample."


class Sparse:
    """A matrix of scipy: its shape and type."""

    def __init__(self, shape, dtype):
        self.shape = shape
        self.dtype = dtype
        self.ndim = 2

    def toarray(self, order=None, out=None):
        return np.empty(self.shape, self.dtype)

    @property
    def T(self):
        return Sparse(self.shape[::-1], self.dtype)

    def astype(self, dtype, casting="unsafe", copy=True):
        return Sparse(self.shape, dtype)

    def copy(self):
        return Sparse(self.shape, self.dtype)

    def tocsr(self, copy=False):
        return self

    def tocsc(self, copy=False):
        return self

    def tocoo(self, copy=False):
        return self

    def __getitem__(self, key):
        return unknown("a part of a sparse matrix")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return unknown("a sparse matrix's " + name)


def as_array(x):
    """The array that numpy makes of a value; None where it is not known."""
    if not is_known(x) or x is None:
        return None
    if isinstance(x, Sparse):
        return x.toarray()
    made = np.asarray(x)
    if not is_known(made) or made.ndim == 0:
        return None
    return made


def rows_of(x):
    """How many items there are; None where it is not known."""
    if not is_known(x) or x is None:
        return None
    if isinstance(x, (list, tuple)):
        return len(x)
    if hasattr(x, "shape"):
        shape = x.shape
        if not is_known(shape):
            return None
        shape = tuple(shape)
        if not is_known(shape) or len(shape) == 0:
            return None
        return shape[0] if is_known(shape[0]) else None
    return None


def check_lengths(*arrays):
    """How many items each has. Raises scikit-learn's ValueError where they certainly differ."""
    counts = [rows_of(a) for a in arrays if a is not None]
    known = [n for n in counts if n is not None and are_known(n)]
    if len(set(known)) > 1:
        raise ValueError(f"Found input variables with inconsistent numbers of samples: {[n if n is not None else '?' for n in counts]}")
    if known:
        return known[0]
    for n in counts:
        if n is not None:
            return n
    return None


def matrix(x, name):
    """An array of two dimensions, as estimators take it; None where it is not known."""
    a = as_array(x)
    if a is None:
        return None
    if a.ndim == 1:
        raise ValueError("Expected 2D array, got 1D array instead.\n" + _HINT)
    if a.ndim > 2:
        raise ValueError(f"Found array with dim {a.ndim}, while dim <= 2 is required by {name}.")
    return a


def float_type(a):
    """The type of what is reckoned of an array in floating point."""
    is_double = a.dtype == np.float64
    if not is_known(is_double):
        return a.dtype
    return a.dtype if a.dtype in (np.float32, np.float16) else np.float64


def share(n, part, round_up):
    """How many of n items a fraction or a count takes."""
    if not is_known(part):
        return symbol("N")
    if isinstance(part, float):
        if not are_known(n):
            return symbol("N")
        return -int(-part * n // 1) if round_up else int(part * n // 1)
    return part


def split_sizes(n, test_size, train_size, default):
    """How many items the training part and the test part take. Raises scikit-learn's ValueErrors."""
    if n is None or not is_known(test_size) or not is_known(train_size):
        return symbol("N"), symbol("N")
    if test_size is None and train_size is None:
        test_size = default
    if not are_known(n):
        test = symbol("N") if test_size is None else share(n, test_size, True)
        train = symbol("N") if train_size is None else share(n, train_size, False)
        return train, test
    for size, name in ((test_size, "test_size"), (train_size, "train_size")):
        if size is not None and are_known(size):
            if isinstance(size, float) and not 0 < size < 1:
                raise ValueError(f"The '{name}' parameter of train_test_split must be a float in the range (0.0, 1.0), an int in the range [1, inf) or None. Got {size} instead.")
            if not isinstance(size, float) and not 0 < size < n:
                raise ValueError(f"{name}={size} should be either positive and smaller than the number of samples {n} or a float in the (0, 1) range")
    if isinstance(test_size, float) and isinstance(train_size, float) and are_known(test_size, train_size) and test_size + train_size > 1:
        raise ValueError(f"The sum of test_size and train_size = {test_size + train_size}, should be in the (0, 1) range. Reduce test_size and/or train_size.")
    test = None if test_size is None else share(n, test_size, True)
    train = None if train_size is None else share(n, train_size, False)
    if test is None:
        test = n - train if are_known(train) else symbol("N")
    elif train is None:
        train = n - test if are_known(test) else symbol("N")
    if are_known(train, test):
        if train + test > n:
            raise ValueError(f"The sum of train_size and test_size = {train + test}, should be smaller than the number of samples {n}. Reduce test_size and/or train_size.")
        if train == 0:
            raise ValueError(f"With n_samples={n}, test_size={test_size} and train_size={train_size}, the resulting train set will be empty. Adjust any of the aforementioned parameters.")
    return train, test


def take(x, count):
    """So many items of a value, nobody knows which."""
    if not is_known(x):
        return unknown("items of something that is not known")
    if x is None:
        return None
    if isinstance(x, Sparse):
        return Sparse((count,) + tuple(x.shape[1:]), x.dtype)
    if isinstance(x, (list, tuple)):
        import random

        return random.sample(list(x), count)
    if hasattr(x, "iloc"):
        return x.iloc[np.empty((count,), np.int64)]
    return x[np.empty((count,), np.int64)]


def slice_of(x, start, stop):
    if not is_known(x):
        return unknown("items of something that is not known")
    if isinstance(x, Sparse):
        return Sparse((stop - start,) + tuple(x.shape[1:]), x.dtype)
    if isinstance(x, tuple):
        return list(x[start:stop])
    if hasattr(x, "iloc"):
        return x.iloc[start:stop]
    return x[start:stop]
