"""A column: its length and type (https://pandas.pydata.org/docs/reference/series.html)."""
import numpy as np

from _shapelint import are_equal, are_known, is_known, symbol, unknown, unsure_type


class Rows:
    """The rows of a table. Columns of the same rows are aligned with each other."""

    def __init__(self, n):
        self.n = n


def sliced(n, key):
    """How many of n things a slice takes."""
    for part in (key.start, key.stop, key.step):
        if part is not None and (not is_known(part) or not isinstance(part, int)):
            return symbol("N")
    return np.empty((n,), np.bool_)[key].shape[0]


def same_size(a, b):
    return (are_known(a, b) and a == b) or are_equal(a, b)


def is_mask(key):
    """Whether a key says of each row if it is wanted; None where that is not known."""
    if isinstance(key, Series):
        key = key._a
    if isinstance(key, np.ndarray):
        answer = key.dtype == np.bool_
        return answer if is_known(answer) else None
    if isinstance(key, list):
        return len(key) > 0 and is_known(key[0]) and isinstance(key[0], bool)
    return False


def settled(a):
    """An array as a column holds it: what texts and objects are is left open."""
    plain = a.dtype == np.float64
    if is_known(plain) and a.dtype.kind in ("O", "U"):
        return np.empty(a.shape, unsure_type)
    return a


def array_of(value, n):
    """A column's array of a value with n items."""
    if not is_known(value):
        return np.empty((n,), unsure_type)
    if isinstance(value, Series):
        return value._a
    if isinstance(value, (list, tuple, range, np.ndarray)):
        a = np.asarray(value)
        if is_known(a) and a.ndim == 1:
            return settled(a)
        return np.empty((n,), unsure_type)
    if isinstance(value, (int, float, bool)):
        return np.full((n,), value)
    return np.empty((n,), unsure_type)


# What arrays and tensors have, and columns and frames have not.
LACKING = ("reshape", "unsqueeze", "permute", "requires_grad", "nelement", "flatten", "numpy", "detach", "cpu")


class _Codes:
    """`Series.cat`."""

    def __init__(self, series):
        self._series = series

    @property
    def codes(self):
        return self._series._as(np.empty((self._series._rows.n,), unsure_type))

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return unknown("Series.cat." + name)


class _At:
    """`Series.iloc` and `Series.loc`."""

    def __init__(self, series, by_place):
        self._series = series
        self._by_place = by_place

    def __getitem__(self, key):
        s = self._series
        if not is_known(key):
            return unknown("a part of a column")
        if isinstance(key, slice):
            if self._by_place or (key.start is None and key.stop is None and key.step is None):
                return s._part(sliced(s._rows.n, key))
            return s._part(symbol("N"))
        if is_mask(key) is not False:
            return s._part(symbol("N"))
        if isinstance(key, (list, np.ndarray, Series)):
            return s._part(len(key))
        return unknown("an item of a column")

    def __setitem__(self, key, value):
        self._series._a = np.empty((self._series._rows.n if self._by_place else symbol("N"),), unsure_type)
        if not self._by_place:
            self._series._rows = Rows(self._series._a.shape[0])


class Series:
    # How many columns it was reckoned from, one item each.
    _width = None

    def __init__(self, data=None, index=None, dtype=None, name=None, copy=False, fastpath=False):
        n = symbol("N")
        if is_known(data) and isinstance(data, (list, tuple, range, np.ndarray, dict)):
            n = len(data)
        elif isinstance(data, Series):
            n = data._rows.n
        elif index is not None and is_known(index) and hasattr(index, "__len__"):
            n = len(index)
        a = array_of(data, n)
        if dtype is not None:
            wanted = np.dtype(dtype)
            a = np.empty(a.shape, wanted if is_known(wanted) and wanted.kind not in ("O", "U") else unsure_type)
        self._a = a
        self._rows = Rows(a.shape[0])
        self.name = name

    @staticmethod
    def _made(a, rows, name=None):
        made = Series.__new__(Series)
        made._a = a
        made._rows = rows
        made.name = name
        return made

    def _as(self, a):
        return Series._made(a, self._rows, self.name)

    def _part(self, n):
        return Series._made(np.empty((n,), self._a.dtype), Rows(n), self.name)

    def _open(self):
        return self._as(np.empty((self._rows.n,), unsure_type))

    def _changed(self, inplace, made):
        if not is_known(inplace):
            return unknown("a column")
        if not inplace:
            return made
        self._a = made._a
        self._rows = made._rows
        return None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name in LACKING:
            raise AttributeError(f"'Series' object has no attribute '{name}'")
        return unknown("Series." + name)

    def __array__(self, dtype=None, copy=None):
        return self._a if dtype is None else self._a.astype(dtype)

    def __len__(self):
        return self._rows.n

    def __iter__(self):
        return iter(self._a)

    def __contains__(self, label):
        return unknown("whether a label is in a column")

    def __bool__(self):
        raise ValueError("The truth value of a Series is ambiguous. Use a.empty, a.bool(), a.item(), a.any() or a.all().")

    @property
    def values(self):
        return self._a

    @property
    def array(self):
        return unknown("Series.array")

    @property
    def shape(self):
        return (self._rows.n,)

    @property
    def size(self):
        return self._rows.n

    ndim = 1

    @property
    def dtype(self):
        return self._a.dtype

    @property
    def dtypes(self):
        return self._a.dtype

    @property
    def T(self):
        return self

    @property
    def iloc(self):
        return _At(self, True)

    @property
    def loc(self):
        return _At(self, False)

    @property
    def cat(self):
        return _Codes(self)

    def __getitem__(self, key):
        if not is_known(key):
            return unknown("a part of a column")
        if isinstance(key, slice):
            return self._part(sliced(self._rows.n, key))
        if is_mask(key) is not False or isinstance(key, (list, np.ndarray, Series)):
            return self._part(symbol("N"))
        return unknown("an item of a column")

    def __setitem__(self, key, value):
        n = self._rows.n if is_known(key) and isinstance(key, (slice, Series, np.ndarray)) else symbol("N")
        self._a = np.empty((n,), unsure_type)
        self._rows = Rows(n)

    def to_numpy(self, dtype=None, copy=False, na_value=None):
        return self._a if dtype is None else self._a.astype(dtype)

    def to_list(self):
        return self._a.tolist()

    tolist = to_list

    def to_frame(self, name=None):
        from pandas._frame import DataFrame

        label = self.name if name is None else name
        return DataFrame._made({0 if label is None else label: self._a}, None, None, self._rows) if is_known(label) else DataFrame._made(None, 1, self._a.dtype, self._rows)

    def astype(self, dtype, copy=None, errors="raise"):
        if not is_known(dtype) or dtype in ("category", "string", "Int64", "object", str, object):
            return self._open()
        wanted = np.dtype(dtype)
        return self._as(np.empty((self._rows.n,), wanted)) if is_known(wanted) else self._open()

    def copy(self, deep=True):
        return self._as(self._a)

    def map(self, *args, **kwargs):
        return self._open()

    def apply(self, func, *args, **kwargs):
        return unknown("what a function makes of a column") if not is_known(func) or func is Series else self._open()

    def _filled(self, *args, inplace=False, **kwargs):
        return self._changed(inplace, self._open())

    fillna = replace = ffill = bfill = interpolate = clip = where = mask = round = abs = rank = diff = pct_change = shift = cumsum = cumprod = cummax = cummin = _filled

    def dropna(self, *args, inplace=False, **kwargs):
        return self._changed(inplace, self._part(symbol("N")))

    drop_duplicates = drop = dropna

    def head(self, n=5):
        return self._part(sliced(self._rows.n, slice(None, n)))

    def tail(self, n=5):
        return self._part(sliced(self._rows.n, slice(-n, None))) if is_known(n) and are_known(n) and n > 0 else self._part(symbol("N"))

    def sample(self, n=None, frac=None, replace=False, **kwargs):
        return self._part(_sampled(self._rows.n, n, frac))

    def sort_values(self, *args, inplace=False, **kwargs):
        return self._changed(inplace, self._part(self._rows.n))

    sort_index = sort_values

    def reset_index(self, level=None, *, drop=False, inplace=False, **kwargs):
        if drop is not True:
            return unknown("a frame of a column and its index")
        return self._changed(inplace, Series._made(self._a, Rows(self._rows.n), self.name))

    def isin(self, values):
        return self._as(np.empty((self._rows.n,), np.bool_))

    def _truths(self, *args, **kwargs):
        return self._as(np.empty((self._rows.n,), np.bool_))

    isna = isnull = notna = notnull = duplicated = between = _truths

    def unique(self):
        return np.empty((symbol("C"),), self._a.dtype)

    def nunique(self, dropna=True):
        return symbol("C")

    def _binary(self, other, f):
        if not is_known(other):
            return unknown("what comes of a column")
        if isinstance(other, Series):
            if other._rows is self._rows:
                return self._as(f(self._a, other._a))
            n = symbol("N")
            return Series._made(np.empty((n,), unsure_type), Rows(n))
        if hasattr(other, "_cols"):
            return unknown("what comes of a column and a frame")
        if isinstance(other, (list, tuple, np.ndarray)):
            other = np.asarray(other)
            if not is_known(other) or other.ndim > 1:
                return unknown("what comes of a column")
        elif not isinstance(other, (int, float, bool)):
            return self._open()
        made = f(self._a, other)
        return self._as(made) if is_known(made) and isinstance(made, np.ndarray) else unknown("what comes of a column")

    def __add__(self, other):
        return self._binary(other, lambda a, b: a + b)

    def __radd__(self, other):
        return self._binary(other, lambda a, b: b + a)

    def __sub__(self, other):
        return self._binary(other, lambda a, b: a - b)

    def __rsub__(self, other):
        return self._binary(other, lambda a, b: b - a)

    def __mul__(self, other):
        return self._binary(other, lambda a, b: a * b)

    def __rmul__(self, other):
        return self._binary(other, lambda a, b: b * a)

    def __truediv__(self, other):
        return self._binary(other, lambda a, b: a / b)

    def __rtruediv__(self, other):
        return self._open()

    def __floordiv__(self, other):
        return self._open()

    def __mod__(self, other):
        return self._open()

    def __pow__(self, other):
        return self._open()

    def __neg__(self):
        return self._as(-self._a)

    def __abs__(self):
        return self._open()

    def _compared(self, other):
        if isinstance(other, Series) and other._rows is not self._rows:
            return unknown("what comes of two columns")
        return self._truths()

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _compared

    def _both(self, other):
        if isinstance(other, Series) and other._rows is not self._rows:
            return unknown("what comes of two columns")
        return self._open() if not is_known(self._a.dtype == np.bool_) or self._a.dtype != np.bool_ else self._truths()

    __and__ = __or__ = __xor__ = __rand__ = __ror__ = _both

    def __invert__(self):
        return self._as(self._a)


def _sampled(n, count, frac):
    """How many rows a sample has."""
    if not is_known(count) or not is_known(frac):
        return symbol("N")
    if frac is not None:
        if are_known(frac) and frac == 1:
            return n
        return round(frac * n) if are_known(n, frac) else symbol("N")
    return 1 if count is None else count
