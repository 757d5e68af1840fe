"""A table: how many rows and columns it has and, where they are certain, the names and types of the columns (https://pandas.pydata.org/docs/reference/frame.html)."""
import numpy as np

from _shapelint import are_equal, are_known, is_known, samples, symbol, unknown, unsure_type
from pandas._names import FRAME
from pandas._series import LACKING, Rows, Series, _sampled, array_of, is_mask, same_size, settled, sliced

_MOST = 64


class Index:
    """The names of columns, or of rows; `_names` is None where they are not known."""

    def __init__(self, data=None, *args, **kwargs):
        self._names = list(data) if is_known(data) and isinstance(data, (list, tuple)) else None
        self._k = len(self._names) if self._names is not None else symbol("C")

    @staticmethod
    def _made(names, k):
        made = Index.__new__(Index)
        made._names = names
        made._k = k
        return made

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return unknown("Index." + name)

    def __len__(self):
        return self._k

    def __iter__(self):
        return iter(unknown("the names of columns")) if self._names is None else iter(self._names)

    def __contains__(self, name):
        return unknown("whether there is a column") if self._names is None or not is_known(name) else name in self._names

    @property
    def shape(self):
        return (self._k,)

    @property
    def size(self):
        return self._k

    @property
    def values(self):
        return unknown("the names of columns") if self._names is None else np.array(self._names)

    def tolist(self):
        return unknown("the names of columns") if self._names is None else list(self._names)

    to_list = tolist

    def __getitem__(self, key):
        if not is_known(key):
            return unknown("a name")
        if isinstance(key, slice):
            return Index._made(None, sliced(self._k, key)) if self._names is None else Index._made(self._names[key], len(self._names[key]))
        if isinstance(key, int):
            return unknown("a name") if self._names is None else self._names[key]
        return Index._made(None, symbol("C"))

    def _without(self, names, must_be_there):
        names = names_of(names)
        if names is None or self._names is None:
            return Index._made(None, self._k - len(names) if names is not None and must_be_there else symbol("C"))
        left = [n for n in self._names if n not in names]
        return Index._made(left, len(left))

    def drop(self, labels, errors="raise"):
        return self._without(labels, errors == "raise")

    def difference(self, other, sort=None):
        made = self._without(other, False)
        return made if made._names is None else Index._made(sorted(made._names), made._k)


def names_of(labels):
    """A list of names; None where they are not known."""
    if not is_known(labels):
        return None
    if isinstance(labels, Index):
        return labels._names
    if isinstance(labels, str):
        return [labels]
    if isinstance(labels, np.ndarray):
        labels = labels.tolist()
        if not is_known(labels):
            return None
    if not isinstance(labels, (list, tuple)):
        return [labels] if isinstance(labels, int) else None
    names = list(labels)
    if not is_known(names) or not are_known(len(names)):
        return None
    for name in names:
        if not is_known(name) or not isinstance(name, (str, int)):
            return None
    return names


def common_type(arrays):
    """The type of an array of several columns."""
    types = [a.dtype for a in arrays]
    if len(types) == 0:
        return np.float64
    for t in types:
        if not is_known(t == np.float64):
            return unsure_type
    if len(set([t.name for t in types])) == 1:
        return types[0]
    for t in types:
        if t.kind not in "fiu":
            return unsure_type
    found = types[0]
    for t in types[1:]:
        found = np.promote_types(found, t)
    return found


def _asked_for(key):
    """The rows and the columns of a key: all columns, unless it says which."""
    if not is_known(key):
        return key, key
    return key if isinstance(key, tuple) and len(key) == 2 else (key, slice(None))


def _is_whole(rows):
    return isinstance(rows, slice) and rows.start is None and rows.stop is None and rows.step is None


class _Places:
    """`DataFrame.iloc`."""

    def __init__(self, frame):
        self._frame = frame

    def _rows(self, key):
        """How many rows a key takes; None for one row."""
        n = self._frame._rows.n
        if isinstance(key, slice):
            return sliced(n, key)
        if is_mask(key) is not False:
            return symbol("N")
        if isinstance(key, (list, tuple, range)):
            return len(key)
        if isinstance(key, (np.ndarray, Series)):
            return key.shape[0]
        if isinstance(key, int) or (hasattr(key, "shape") and len(key.shape) == 0):
            if are_known(key, n) and not -n <= key < n:
                raise IndexError("single positional indexer is out-of-bounds")
            return None
        return symbol("N") if hasattr(key, "__len__") else None

    def __getitem__(self, key):
        f = self._frame
        rows, columns = _asked_for(key)
        if not is_known(rows) or not is_known(columns):
            return unknown("a part of a frame")
        n = self._rows(rows)
        whole = _is_whole(rows)
        if isinstance(columns, slice):
            part = f._columns_at(columns)
        elif isinstance(columns, (list, tuple, range)) and is_mask(list(columns)) is False:
            part = f._columns_at(list(columns))
        elif isinstance(columns, int):
            if n is None:
                return unknown("an item of a frame")
            column = f._column_at(columns)
            return column if whole else column._part(n)
        else:
            return unknown("a part of a frame")
        if n is None:
            return Series._made(np.empty((part._width(),), common_type(part._cols.values()) if part._cols is not None else part._type), Rows(part._width()))
        return part if whole else part._part(n)

    def __setitem__(self, key, value):
        self._frame._open_types()


class _Labels:
    """`DataFrame.loc`."""

    def __init__(self, frame):
        self._frame = frame

    def __getitem__(self, key):
        f = self._frame
        rows, columns = _asked_for(key)
        if not is_known(rows) or not is_known(columns):
            return unknown("a part of a frame")
        everything = slice(None)
        whole = _is_whole(rows)
        many = whole or isinstance(rows, (slice, list, np.ndarray, Series, Index))
        if not many:
            return unknown("a row of a frame")
        if isinstance(columns, slice):
            if columns.start is None and columns.stop is None:
                part = f
            else:
                part = f._between(columns)
        elif isinstance(columns, (str, list, Index)):
            part = f[columns]
        else:
            return unknown("a part of a frame")
        if not is_known(part):
            return part
        return part if whole else part._part(symbol("N"))

    def __setitem__(self, key, value):
        f = self._frame
        rows, columns = key if is_known(key) and isinstance(key, tuple) and len(key) == 2 else (key, None)
        f._open_types()
        if not is_known(rows) or not isinstance(rows, (slice, Series)):
            f._rows = Rows(symbol("N"))
            f._fit()
        if columns is not None:
            names = names_of(columns)
            if names is None or f._cols is None:
                f._forget_columns()
            else:
                for name in names:
                    f._cols[name] = np.empty((f._rows.n,), unsure_type)


class DataFrame:
    def __init__(self, data=None, index=None, columns=None, dtype=None, copy=None):
        self._rows = Rows(symbol("N"))
        self._cols, self._k, self._type = None, symbol("C"), unsure_type
        # Whether two columns may have one name.
        self._twins = False
        names = None if columns is None else names_of(columns)
        if columns is not None and names is None:
            self._k = len(columns) if is_known(columns) and isinstance(columns, (list, tuple, Index)) else symbol("C")
        if not is_known(data):
            self._name(names)
        elif data is None:
            count = 0 if index is None else len(index) if is_known(index) and hasattr(index, "__len__") else symbol("N")
            self._rows = Rows(count)
            self._cols, self._k = {}, 0
            if columns is not None:
                self._cols = None
                self._k = symbol("C")
                self._name(names)
        elif isinstance(data, DataFrame):
            self._rows, self._cols, self._k, self._type = data._rows, None if data._cols is None else dict(data._cols), data._k, data._type
            if columns is not None:
                self._cols, self._type = None, unsure_type
                self._name(names)
        elif isinstance(data, Series):
            self._rows = data._rows
            self._cols = {0 if data.name is None else data.name: data._a} if is_known(data.name) else None
            self._k = 1
            if names is not None and len(names) == 1:
                self._cols = {names[0]: data._a}
        elif isinstance(data, dict):
            self._of_dict(data, index, names, columns)
        else:
            self._of_rows(data, index, names, columns)
        if dtype is not None:
            made = self.astype(dtype)
            self._cols, self._type = made._cols, made._type

    @staticmethod
    def _made(cols, k, kind, rows, twins=False):
        made = DataFrame.__new__(DataFrame)
        made._cols, made._k, made._type, made._rows, made._twins = cols, k, kind, rows, twins
        return made

    def _name(self, names, kind=unsure_type):
        """Gives the columns names, if they are known."""
        if names is None or len(set(names)) != len(names):
            if names is not None:
                self._k, self._twins = len(names), True
            self._type = kind
            return
        if len(names) > _MOST:
            self._k, self._type = len(names), kind
            return
        self._cols = {name: np.empty((self._rows.n,), kind) for name in names}

    def _of_dict(self, data, index, names, columns):
        if columns is not None or not is_known(data.keys()) or not are_known(len(data)):
            if columns is not None and names is not None:
                for value in data.values():
                    if is_known(value) and isinstance(value, (list, np.ndarray)):
                        self._rows = Rows(len(value))
                self._name(names)
            return
        n, sized = None, []
        for value in data.values():
            if not is_known(value):
                continue
            if isinstance(value, (list, tuple, range, np.ndarray)):
                if isinstance(value, np.ndarray) and value.ndim > 1:
                    raise ValueError("Per-column arrays must each be 1-dimensional")
                sized.append(len(value))
            elif isinstance(value, Series):
                sized.append(value._rows.n)
        known = [size for size in sized if are_known(size)]
        has_series = any([is_known(v) and isinstance(v, (Series, dict)) for v in data.values()])
        if len(set(known)) > 1 and not has_series:
            raise ValueError("All arrays must be of the same length")
        if sized:
            n = symbol("N") if has_series and len(set(known)) != 1 else (known or sized)[0]
        elif index is not None and is_known(index) and hasattr(index, "__len__"):
            n = len(index)
        else:
            n = symbol("N")
        self._rows = Rows(n)
        self._cols = {}
        for key, value in data.items():
            a = array_of(value, n)
            self._cols[key] = a if same_size(a.shape[0], n) else np.empty((n,), unsure_type)

    def _of_rows(self, data, index, names, columns):
        if isinstance(data, (list, tuple)) and len(data) > 0 and is_known(data[0]) and isinstance(data[0], (dict, Series)):
            self._rows = Rows(len(data))
            if columns is not None:
                self._name(names)
            elif isinstance(data[0], dict) and are_known(len(data)) and len(data) < _MOST and all([is_known(d) and isinstance(d, dict) and list(d) == list(data[0]) for d in data]):
                self._name(names_of(list(data[0])))
            return
        if not isinstance(data, (list, tuple, np.ndarray)):
            self._name(names)
            return
        a = np.asarray(data)
        if not is_known(a):
            self._rows = Rows(len(data) if isinstance(data, (list, tuple)) else symbol("N"))
            self._name(names)
            return
        if a.ndim > 2:
            raise ValueError(f"Must pass 2-d input. shape={a.shape}")
        if a.ndim == 0:
            return
        a = settled(a)
        n, k = a.shape[0], 1 if a.ndim == 1 else a.shape[1]
        self._rows, self._k, self._type = Rows(n), k, a.dtype
        if isinstance(data, (list, tuple)) and a.ndim == 2:
            # Each column has a type of its own.
            self._type = unsure_type if not is_known(a.dtype == np.float64) or a.dtype.kind not in "iu" else a.dtype
        if names is not None and are_known(k, n) and len(names) != k and isinstance(data, np.ndarray):
            raise ValueError(f"Shape of passed values is ({n}, {k}), indices imply ({n}, {len(names)})")
        if columns is None and are_known(k) and k <= _MOST:
            names = list(range(k))
        if columns is not None and names is None:
            return
        self._name(names, self._type)

    # ---------------------------------------------------------------- parts

    def _width(self):
        return self._k if self._cols is None else len(self._cols)

    def _part(self, n):
        """So many rows."""
        cols = None if self._cols is None else {name: np.empty((n,), a.dtype) for name, a in self._cols.items()}
        return DataFrame._made(cols, self._k, self._type, Rows(n), self._twins)

    def _columns_at(self, key):
        if self._cols is not None:
            names = list(self._cols)
            if isinstance(key, slice):
                for part in (key.start, key.stop, key.step):
                    if part is not None and (not is_known(part) or not are_known(part)):
                        return DataFrame._made(None, symbol("C"), unsure_type, self._rows)
                return self._chosen(names[key])
            if all([is_known(i) and isinstance(i, int) and are_known(i) and -len(names) <= i < len(names) for i in key]):
                return self._chosen([names[i] for i in key])
            return DataFrame._made(None, len(key), unsure_type, self._rows)
        return DataFrame._made(None, sliced(self._k, key) if isinstance(key, slice) else len(key), self._type, self._rows, self._twins)

    def _column_at(self, i):
        if self._cols is None or not are_known(i):
            if are_known(i, self._k) and not -self._k <= i < self._k:
                raise IndexError("single positional indexer is out-of-bounds")
            return Series._made(np.empty((self._rows.n,), self._type if self._cols is None else unsure_type), self._rows)
        names = list(self._cols)
        if not -len(names) <= i < len(names):
            raise IndexError("single positional indexer is out-of-bounds")
        return Series._made(self._cols[names[i]], self._rows, names[i])

    def _between(self, labels):
        if self._cols is None or labels.step is not None:
            return DataFrame._made(None, symbol("C"), unsure_type, self._rows)
        names = list(self._cols)
        for end in (labels.start, labels.stop):
            if end is not None and (not is_known(end) or end not in names):
                return DataFrame._made(None, symbol("C"), unsure_type, self._rows)
        first = 0 if labels.start is None else names.index(labels.start)
        last = len(names) if labels.stop is None else names.index(labels.stop) + 1
        return self._chosen(names[first:last])

    def _chosen(self, names):
        if len(set(names)) != len(names):
            return DataFrame._made(None, len(names), unsure_type, self._rows, True)
        return DataFrame._made({name: self._cols[name] for name in names}, None, None, self._rows)

    def __getitem__(self, key):
        if not is_known(key):
            return unknown("a part of a frame")
        if isinstance(key, slice):
            return self._part(sliced(self._rows.n, key))
        if isinstance(key, DataFrame):
            return self._same()
        if is_mask(key) is None:
            return unknown("a part of a frame")
        if is_mask(key):
            return self._part(symbol("N"))
        if isinstance(key, (list, Index)):
            names = names_of(key)
            if names is None:
                return DataFrame._made(None, symbol("C") if self._twins else len(key), unsure_type if self._cols is not None else self._type, self._rows)
            if self._cols is None:
                made = DataFrame._made(None, symbol("C") if self._twins else len(names), self._type, self._rows, self._twins)
                if not self._twins:
                    made._name(names, self._type)
                return made
            missing = [name for name in names if name not in self._cols]
            if missing:
                raise KeyError(f"{missing} not in index")
            return self._chosen(names)
        if not isinstance(key, (str, int)):
            return unknown("a part of a frame")
        if self._cols is None:
            return unknown("a part of a frame") if self._twins else Series._made(np.empty((self._rows.n,), self._type), self._rows, key)
        if key not in self._cols:
            raise KeyError(key)
        return Series._made(self._cols[key], self._rows, key)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        if name in FRAME:
            return unknown("DataFrame." + name)
        if self._cols is None and name not in LACKING:
            return self[name]
        if self._cols is None or name not in self._cols:
            raise AttributeError(f"'DataFrame' object has no attribute '{name}'")
        return self[name]

    # ---------------------------------------------------------------- changes

    def _forget_columns(self):
        self._cols, self._k, self._type, self._twins = None, symbol("C"), unsure_type, False

    def _open_types(self):
        if self._cols is None:
            self._type = unsure_type
        else:
            self._cols = {name: np.empty((self._rows.n,), unsure_type) for name in self._cols}

    def _fit(self):
        if self._cols is not None:
            self._cols = {name: np.empty((self._rows.n,), a.dtype) for name, a in self._cols.items()}

    def __setitem__(self, key, value):
        names = names_of(key)
        if names is None or not isinstance(key, (str, int, list, Index)):
            if is_known(key) and isinstance(key, DataFrame):
                self._open_types()
            else:
                self._forget_columns()
            return
        n = self._rows.n
        is_empty = are_known(n) and n == 0
        if self._cols is None:
            self._forget_columns()
            if is_empty:
                self._rows = Rows(symbol("N"))
            return
        if is_empty:
            n = len(value) if is_known(value) and isinstance(value, (list, np.ndarray, Series, DataFrame)) else symbol("N")
            self._rows = Rows(n)
            self._fit()
        if isinstance(value, (list, np.ndarray)) and are_known(len(value), n) and len(value) != n and len(names) == 1 and isinstance(key, str):
            raise ValueError(f"Length of values ({len(value)}) does not match length of index ({n})")
        for name in names:
            if isinstance(value, Series):
                same = value._rows is self._rows
                self._cols[name] = value._a if same else np.empty((n,), unsure_type)
            elif len(names) > 1 or not isinstance(key, (str, int)):
                self._cols[name] = np.empty((n,), unsure_type)
            else:
                a = array_of(value, n)
                self._cols[name] = a if same_size(a.shape[0], n) else np.empty((n,), unsure_type)

    def _changed(self, inplace, made):
        if not is_known(inplace):
            self._rows = Rows(symbol("N"))
            self._forget_columns()
            return unknown("a frame")
        if not inplace:
            return made
        self._cols, self._k, self._type, self._rows, self._twins = made._cols, made._k, made._type, made._rows, made._twins
        return None

    def _same(self, kind=unsure_type):
        """The same rows and columns with types that are not known."""
        cols = None if self._cols is None else {name: np.empty((self._rows.n,), kind) for name in self._cols}
        return DataFrame._made(cols, self._k, kind, self._rows, self._twins)

    def _filled(self, *args, inplace=False, **kwargs):
        return self._changed(inplace, self._same())

    fillna = replace = ffill = bfill = interpolate = clip = where = mask = round = abs = rank = diff = pct_change = shift = cumsum = cumprod = cummax = cummin = applymap = convert_dtypes = infer_objects = _filled

    def _truths(self, *args, **kwargs):
        return self._same(np.bool_)

    isna = isnull = notna = notnull = isin = _truths

    def copy(self, deep=True):
        return DataFrame._made(None if self._cols is None else dict(self._cols), self._k, self._type, self._rows, self._twins)

    def astype(self, dtype, copy=None, errors="raise"):
        if not is_known(dtype):
            return self._same()
        if isinstance(dtype, dict):
            return self._same()
        if dtype in ("category", "string", "object", str, object):
            return self._same()
        wanted = np.dtype(dtype)
        return self._same(wanted) if is_known(wanted) else self._same()

    def dropna(self, *, axis=0, how=None, thresh=None, subset=None, inplace=False, ignore_index=False):
        if not is_known(axis) or axis not in (0, "index", "rows"):
            return self._changed(inplace, DataFrame._made(None, symbol("C"), unsure_type, Rows(symbol("N")) if not is_known(axis) else self._rows))
        return self._changed(inplace, self._part(symbol("N")))

    def drop_duplicates(self, subset=None, *, keep="first", inplace=False, ignore_index=False):
        return self._changed(inplace, self._part(symbol("N")))

    def query(self, expr, *, inplace=False, **kwargs):
        return self._changed(inplace, self._part(symbol("N")))

    def drop(self, labels=None, *more, axis=0, index=None, columns=None, level=None, inplace=False, errors="raise"):
        if more:
            axis = more[0]
        if not is_known(axis) or level is not None:
            return self._changed(inplace, DataFrame._made(None, symbol("C"), unsure_type, Rows(symbol("N"))))
        if columns is None and axis in (1, "columns"):
            columns = labels
        elif labels is not None or index is not None:
            made = self._part(symbol("N"))
            return self._changed(inplace, made if columns is None else DataFrame._made(None, symbol("C"), unsure_type, made._rows))
        names = names_of(columns)
        if names is None:
            return self._changed(inplace, DataFrame._made(None, symbol("C"), self._type if self._cols is None else unsure_type, self._rows, self._twins))
        if self._cols is None:
            left = self._k - len(set(names)) if errors == "raise" and not self._twins else symbol("C")
            return self._changed(inplace, DataFrame._made(None, left, self._type, self._rows, self._twins))
        missing = [name for name in names if name not in self._cols]
        if missing and errors == "raise":
            raise KeyError(f"{missing} not found in axis")
        return self._changed(inplace, self._chosen([name for name in self._cols if name not in names]))

    def pop(self, item):
        column = self[item]
        names = names_of(item)
        if names is None:
            self._forget_columns()
        elif self._cols is None:
            self._k = self._k - 1
        else:
            self._cols = {name: a for name, a in self._cols.items() if name != item}
        return column

    def __delitem__(self, item):
        self.pop(item)

    def insert(self, loc, column, value, allow_duplicates=False):
        if self._cols is None:
            self._k = self._k + 1
            self._type = unsure_type
            return
        if not is_known(loc) or not is_known(column):
            self._forget_columns()
            return
        self[column] = value
        names = [name for name in self._cols if name != column]
        names.insert(loc, column)
        self._cols = {name: self._cols[name] for name in names}

    def assign(self, **columns):
        made = self.copy()
        for name, value in columns.items():
            made[name] = value(made) if callable(value) else value
        return made

    def rename(self, mapper=None, *, index=None, columns=None, axis=None, copy=None, inplace=False, **kwargs):
        if columns is None and mapper is not None and axis in (1, "columns"):
            columns = mapper
        if columns is None:
            return self._changed(inplace, self.copy())
        if self._cols is None or not is_known(columns) or not isinstance(columns, dict):
            return self._changed(inplace, DataFrame._made(None, self._width(), self._type if self._cols is None else unsure_type, self._rows, True))
        made = DataFrame._made({columns.get(name, name): a for name, a in self._cols.items()}, None, None, self._rows)
        if len(made._cols) != len(self._cols):
            made = DataFrame._made(None, len(self._cols), unsure_type, self._rows, True)
        return self._changed(inplace, made)

    def set_index(self, keys, *, drop=True, append=False, inplace=False, verify_integrity=False):
        names = names_of(keys)
        if names is None or drop is not True:
            return self._changed(inplace, DataFrame._made(None, symbol("C"), unsure_type, Rows(self._rows.n)))
        made = self.drop(columns=names)
        return self._changed(inplace, DataFrame._made(made._cols, made._k, made._type, Rows(self._rows.n), made._twins))

    def reset_index(self, level=None, *, drop=False, inplace=False, **kwargs):
        made = self._part(self._rows.n)
        if drop is not True:
            made = DataFrame._made(None, symbol("C"), unsure_type, made._rows)
        return self._changed(inplace, made)

    def sort_values(self, *args, inplace=False, **kwargs):
        return self._changed(inplace, self._part(self._rows.n))

    sort_index = sort_values

    def head(self, n=5):
        return self._part(sliced(self._rows.n, slice(None, n)))

    def tail(self, n=5):
        return self._part(sliced(self._rows.n, slice(-n, None))) if is_known(n) and are_known(n) and n > 0 else self._part(symbol("N"))

    def sample(self, n=None, frac=None, replace=False, weights=None, random_state=None, axis=None, ignore_index=False):
        return self._part(_sampled(self._rows.n, n, frac))

    # ---------------------------------------------------------------- what it is

    def _matrix(self):
        return np.empty((self._rows.n, self._width()), self._type if self._cols is None else common_type(list(self._cols.values())))

    @property
    def values(self):
        return self._matrix()

    def to_numpy(self, dtype=None, copy=False, na_value=None):
        return self._matrix() if dtype is None else self._matrix().astype(dtype)

    def __array__(self, dtype=None, copy=None):
        return self._matrix() if dtype is None else self._matrix().astype(dtype)

    @property
    def shape(self):
        return (self._rows.n, self._width())

    @property
    def size(self):
        return self._rows.n * self._width()

    ndim = 2

    def __len__(self):
        return self._rows.n

    @property
    def columns(self):
        return Index._made(None, self._k) if self._cols is None else Index._made(list(self._cols), len(self._cols))

    @columns.setter
    def columns(self, columns):
        names = names_of(columns)
        arrays = None if self._cols is None else list(self._cols.values())
        if names is not None and arrays is not None and len(arrays) != len(names):
            raise ValueError(f"Length mismatch: Expected axis has {len(arrays)} elements, new values have {len(names)} elements")
        if names is None:
            self._k = self._width() if not is_known(columns) or not isinstance(columns, (list, Index)) else len(columns)
            self._type = unsure_type if arrays is not None else self._type
            self._cols, self._twins = None, True
        elif arrays is None:
            self._name(names, self._type)
        elif len(set(names)) == len(names):
            self._cols = dict(zip(names, arrays))
        else:
            self._cols, self._k, self._type, self._twins = None, len(names), unsure_type, True

    def keys(self):
        return self.columns

    @property
    def index(self):
        return Index._made(None, self._rows.n)

    @index.setter
    def index(self, index):
        self._rows = Rows(self._rows.n)

    @property
    def iloc(self):
        return _Places(self)

    @property
    def loc(self):
        return _Labels(self)

    def __iter__(self):
        return iter(self.columns)

    def __contains__(self, name):
        return unknown("whether there is a column") if self._cols is None or not is_known(name) else name in self._cols

    def items(self):
        if self._cols is None:
            return unknown("the columns of a frame")
        return iter([(name, Series._made(a, self._rows, name)) for name, a in self._cols.items()])

    def __bool__(self):
        raise ValueError("The truth value of a DataFrame is ambiguous. Use a.empty, a.bool(), a.item(), a.any() or a.all().")

    # ---------------------------------------------------------------- numbers

    def _reduced(self, axis=0, skipna=True, numeric_only=False, **kwargs):
        if not is_known(axis) or numeric_only is not False:
            return unknown("what a frame comes to")
        if axis in (1, "columns"):
            return Series._made(np.empty((self._rows.n,), unsure_type), self._rows)
        if axis not in (0, "index"):
            return unknown("what a frame comes to")
        made = Series._made(np.empty((self._width(),), unsure_type), Rows(self._width()))
        made._width = self._width()
        return made

    mean = std = var = median = sum = min = max = prod = count = nunique = any = all = _reduced

    def _binary(self, other):
        if not is_known(other):
            return unknown("what comes of a frame")
        if isinstance(other, DataFrame):
            if other._rows is self._rows and self._cols is not None and other._cols is not None and list(other._cols) == list(self._cols):
                return self._same()
            return DataFrame._made(None, symbol("C"), unsure_type, Rows(symbol("N")))
        if isinstance(other, Series):
            if other._width is not None and same_size(other._width, self._width()):
                return self._same()
            return DataFrame._made(None, symbol("C"), unsure_type, self._rows)
        return self._same()

    def _scaled(self, other):
        """By a number of floating point, columns of floating point stay what they are."""
        made = self._binary(other)
        if not is_known(made) or not isinstance(other, (int, float)):
            return made
        if self._cols is None:
            made._type = self._type if is_known(self._type == np.float64) and self._type in (np.float32, np.float64) else unsure_type
        else:
            made._cols = {name: np.empty((self._rows.n,), a.dtype if is_known(a.dtype == np.float64) and a.dtype in (np.float32, np.float64) else unsure_type) for name, a in self._cols.items()}
        return made

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = _scaled
    __rtruediv__ = __floordiv__ = __mod__ = __pow__ = _binary

    def __neg__(self):
        return self._same()

    def _compared(self, other):
        made = self._binary(other)
        return made._same(np.bool_) if is_known(made) else made

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = __and__ = __or__ = _compared

    def __invert__(self):
        return self._same()
