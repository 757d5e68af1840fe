"""`pandas`: tables by their rows and columns (https://pandas.pydata.org/docs/reference/)."""
import importlib

import numpy as np

from _shapelint import are_known, is_known, symbol, unknown, unsure_type
from pandas._frame import DataFrame, Index, common_type, names_of
from pandas._series import Rows, Series

__version__ = unknown("the version of pandas")


def _read(type_=unsure_type):
    """A table from a file: how many rows and columns it has is not known."""
    return DataFrame._made(None, symbol("C"), type_, Rows(symbol("N")))


def read_csv(filepath_or_buffer, *args, header="infer", names=None, index_col=None, usecols=None, dtype=None, chunksize=None, iterator=False, squeeze=False, **kwargs):
    for option in (header, names, index_col, usecols, chunksize, iterator, squeeze):
        if not is_known(option):
            return unknown("a table from a file") if option is chunksize or option is iterator or option is header or option is squeeze else _read()
    if chunksize is not None or iterator or squeeze or isinstance(header, (list, tuple)):
        return unknown("a table from a file in parts")
    kind = unsure_type
    if is_known(dtype) and dtype is not None and not isinstance(dtype, (dict, str)):
        wanted = np.dtype(dtype)
        kind = wanted if is_known(wanted) and wanted.kind not in ("O", "U") else unsure_type
    made = _read(kind)
    if index_col is None or index_col is False:
        if names is not None and usecols is None:
            made._name(names_of(names), kind)
        elif usecols is not None and isinstance(usecols, (list, tuple)):
            made._k = len(usecols)
    return made


read_table = read_csv


def read_excel(io, sheet_name=0, *args, **kwargs):
    if not is_known(sheet_name) or not isinstance(sheet_name, (int, str)) or kwargs.get("header", 0) != 0:
        return unknown("tables from a file")
    return _read()


def _read_plain(path, *args, **kwargs):
    return _read() if not kwargs else unknown("a table from a file")


read_parquet = read_feather = _read_plain


def _same_names(frames):
    names = [list(f._cols) for f in frames]
    for other in names[1:]:
        if other != names[0]:
            return False
    return True


def concat(objs, *, axis=0, join="outer", ignore_index=False, keys=None, **kwargs):
    if not is_known(objs) or not is_known(axis) or not isinstance(objs, (list, tuple)) or keys is not None or not are_known(len(objs)):
        return unknown("tables put together")
    objs = [o for o in objs if o is not None]
    for o in objs:
        if not is_known(o) or not isinstance(o, (DataFrame, Series)):
            return unknown("tables put together")
    if len(objs) == 0:
        raise ValueError("No objects to concatenate")
    if axis in (1, "columns"):
        rows = objs[0]._rows
        for o in objs[1:]:
            if o._rows is not rows:
                rows = Rows(symbol("N"))
        aligned = rows is objs[0]._rows
        cols, width = {}, 0
        for o in objs:
            if isinstance(o, Series):
                width = width + 1
                if cols is not None and is_known(o.name) and o.name is not None and o.name not in cols:
                    cols[o.name] = o._a
                else:
                    cols = None
            else:
                width = width + o._width()
                if cols is not None and o._cols is not None and not [name for name in o._cols if name in cols]:
                    for name, a in o._cols.items():
                        cols[name] = a
                else:
                    cols = None
        if cols is None:
            return DataFrame._made(None, width, unsure_type, rows, True)
        if not aligned:
            cols = {name: np.empty((rows.n,), unsure_type) for name in cols}
        return DataFrame._made(cols, None, None, rows)
    n = sum([o._rows.n for o in objs])
    if all([isinstance(o, Series) for o in objs]):
        return Series._made(np.empty((n,), common_type([o._a for o in objs])), Rows(n))
    if not all([isinstance(o, DataFrame) for o in objs]):
        return unknown("tables put together")
    if all([o._cols is not None for o in objs]) and _same_names(objs):
        return DataFrame._made({name: np.empty((n,), common_type([o._cols[name] for o in objs])) for name in objs[0]._cols}, None, None, Rows(n))
    return DataFrame._made(None, symbol("C"), unsure_type, Rows(n))


def get_dummies(data, prefix=None, prefix_sep="_", dummy_na=False, columns=None, sparse=False, drop_first=False, dtype=None):
    if not is_known(data):
        return unknown("columns of categories")
    kind = unsure_type
    if isinstance(data, DataFrame):
        return DataFrame._made(None, symbol("C"), unsure_type, data._rows)
    if is_known(dtype) and dtype is not None:
        wanted = np.dtype(dtype)
        kind = wanted if is_known(wanted) else unsure_type
    if isinstance(data, Series):
        return DataFrame._made(None, symbol("C"), kind, data._rows)
    return DataFrame._made(None, symbol("C"), kind, Rows(len(data) if isinstance(data, (list, np.ndarray)) else symbol("N")))


def factorize(values, *args, **kwargs):
    n = values.shape[0] if is_known(values) and isinstance(values, (Series, np.ndarray)) else symbol("N")
    return np.empty((n,), np.int64), unknown("what there is in a column")


def to_numeric(arg, *args, **kwargs):
    return arg._open() if is_known(arg) and isinstance(arg, Series) else unknown("numbers")


def to_datetime(arg, *args, **kwargs):
    return arg._open() if is_known(arg) and isinstance(arg, Series) else unknown("times")


def set_option(*args, **kwargs):
    pass


def isna(obj):
    return obj.isna() if is_known(obj) and isinstance(obj, (DataFrame, Series)) else unknown("whether something is missing")


isnull = isna


def notna(obj):
    return obj.notna() if is_known(obj) and isinstance(obj, (DataFrame, Series)) else unknown("whether something is missing")


notnull = notna


def __getattr__(name):
    return importlib.import_module("pandas." + name)
