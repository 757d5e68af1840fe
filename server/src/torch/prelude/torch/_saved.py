"""What `torch.save` has put into files in this run, for `torch.load` of the same files."""

import copy
import os

import torch
from _shapelint import is_known, unknown

_saved = {}


def _place(f):
    """The path of a file; None where nobody knows it."""
    if not is_known(f) or not (isinstance(f, str) or hasattr(f, "__fspath__")):
        return None
    path = os.fspath(f)
    return os.path.normpath(path) if is_known(path) else None


def _written(obj):
    """An object as it is read again: tensors lose the graph that they came from."""
    if not is_known(obj) or obj is None or isinstance(obj, (bool, int, float, str)):
        return obj
    if isinstance(obj, torch.nn.Module):
        return copy.deepcopy(obj)
    if isinstance(obj, torch.Tensor):
        return obj.detach().requires_grad_() if obj.requires_grad else obj.detach()
    if isinstance(obj, dict):
        return type(obj)((key, _written(value)) for key, value in obj.items())
    if type(obj) in (list, tuple):
        return type(obj)(_written(value) for value in obj)
    return unknown("what a file holds")


def _merged(old, new):
    """What is there when one of two was written last: the one, where both have the same sizes."""
    if not is_known(old) or not is_known(new) or type(old) is not type(new):
        return new
    if isinstance(old, torch.Tensor):
        return old if old.shape == new.shape and old.dtype == new.dtype else new
    if isinstance(old, dict):
        if list(old) != list(new):
            return new
        for key, value in new.items():
            old[key] = _merged(old[key], value)
        return old
    if isinstance(old, (bool, int, float, str)):
        return old if old == new else unknown("what was saved last")
    return new


def _forget():
    _saved.clear()
    # From now on a place that is not here may hold anything.
    _saved[unknown("what a file holds")] = unknown("what a file holds")


_forget()


def save(obj, f):
    place = _place(f)
    if place is None:
        _forget()
    else:
        _saved[place] = _merged(_saved[place], _written(obj))


def load(f, weights_only):
    place = _place(f)
    if place is None:
        return unknown("what a file holds")
    found = _saved[place]
    if is_known(found) and isinstance(found, torch.nn.Module) and weights_only is not False:
        return unknown("what a file holds")
    return _written(found)
