"""`gymnasium.spaces`: shapes and types of spaces and of their samples (https://gymnasium.farama.org/api/spaces/)."""
import importlib

import numpy as np

from _shapelint import are_known, is_known, unknown
from gymnasium.spaces.utils import flatdim, flatten, flatten_space, unflatten


class Space:
    def __init__(self, shape=None, dtype=None, seed=None):
        self._shape = None if shape is None else tuple(shape)
        self.dtype = None if dtype is None else np.dtype(dtype)

    def __class_getitem__(cls, item):
        return cls

    @property
    def shape(self):
        return self._shape

    @property
    def np_random(self):
        return np.random.default_rng()

    @property
    def is_np_flattenable(self):
        return unknown("whether a space can be flattened")

    def seed(self, seed=None):
        return unknown("the seed of a space")

    def contains(self, x):
        return unknown("whether something is in a space")

    def __contains__(self, x):
        return self.contains(x)

    def sample(self, mask=None, probability=None):
        return unknown("a sample of a space")

    def to_jsonable(self, sample_n):
        return unknown("samples as text")

    def from_jsonable(self, sample_n):
        return unknown("samples of text")


def _shape_of(bound):
    """The shape of a bound of a box: () of a number, None where it is not known."""
    if not is_known(bound):
        return None
    if isinstance(bound, (int, float)):
        return ()
    made = np.asarray(bound)
    return tuple(made.shape) if is_known(made) else None


def _lacking(kind, name):
    """What other spaces have."""
    def get(self):
        raise AttributeError(f"'{kind}' object has no attribute '{name}'")

    return property(get)


class Box(Space):
    n, nvec, spaces = _lacking("Box", "n"), _lacking("Box", "nvec"), _lacking("Box", "spaces")

    def __init__(self, low, high, shape=None, dtype=np.float32, seed=None):
        if not is_known(shape) or not is_known(dtype):
            size = unknown("the shape of a box")
        elif shape is not None:
            size = tuple(shape)
        else:
            lower, upper = _shape_of(low), _shape_of(high)
            if lower is None or upper is None:
                size = unknown("the shape of a box")
            elif lower != () and upper != () and are_known(*lower, *upper) and lower != upper:
                raise ValueError(f"Box low.shape and high.shape don't match, low.shape={lower}, high.shape={upper}")
            else:
                size = (lower or upper) or (1,)
        self._shape = size
        self.dtype = np.dtype(dtype)
        self._low, self._high = low, high

    def _bound(self, bound):
        if not is_known(self._shape):
            return unknown("the bounds of a box")
        return np.full(self._shape, bound, self.dtype) if is_known(bound) and isinstance(bound, (int, float)) else np.empty(self._shape, self.dtype)

    @property
    def low(self):
        return self._bound(self._low)

    @property
    def high(self):
        return self._bound(self._high)

    bounded_below = bounded_above = unknown("whether a box is bounded")

    def is_bounded(self, manner="both"):
        return unknown("whether a box is bounded")

    def sample(self, mask=None, probability=None):
        return np.empty(self._shape, self.dtype)


class Discrete(Space):
    low, high, nvec = _lacking("Discrete", "low"), _lacking("Discrete", "high"), _lacking("Discrete", "nvec")

    def __init__(self, n, seed=None, start=0, dtype=np.int64):
        self.n = n
        self.start = start
        self._shape = ()
        self.dtype = np.dtype(np.int64)

    def sample(self, mask=None, probability=None):
        return np.random.randint(0, 1000000)


class MultiDiscrete(Space):
    def __init__(self, nvec, dtype=np.int64, seed=None, start=None):
        self.nvec = np.array(nvec)
        self._shape = self.nvec.shape
        self.dtype = np.dtype(dtype)

    def sample(self, mask=None, probability=None):
        return np.empty(self._shape, self.dtype)

    def __len__(self):
        return len(self.nvec)


class MultiBinary(Space):
    def __init__(self, n, seed=None):
        self.n = n
        self._shape = (n,) if is_known(n) and isinstance(n, int) else n if not is_known(n) else tuple(n)
        self.dtype = np.dtype(np.int8)

    def sample(self, mask=None, probability=None):
        return np.empty(self._shape, np.int8)


class Tuple(Space):
    def __init__(self, spaces, seed=None):
        self.spaces = tuple(spaces)
        self._shape = self.dtype = None

    def sample(self, mask=None, probability=None):
        return tuple([space.sample() for space in self.spaces])

    def __getitem__(self, index):
        return self.spaces[index]

    def __len__(self):
        return len(self.spaces)

    def __iter__(self):
        return iter(self.spaces)


class Dict(Space):
    def __init__(self, spaces=None, seed=None, **spaces_kwargs):
        self.spaces = dict(spaces or {}, **spaces_kwargs)
        self._shape = self.dtype = None

    def sample(self, mask=None, probability=None):
        return {key: space.sample() for key, space in self.spaces.items()}

    def __getitem__(self, key):
        return self.spaces[key]

    def __setitem__(self, key, space):
        self.spaces[key] = space

    def __contains__(self, key):
        return unknown("whether something is in a space")

    def keys(self):
        return self.spaces.keys()

    def values(self):
        return self.spaces.values()

    def items(self):
        return self.spaces.items()

    def __len__(self):
        return len(self.spaces)

    def __iter__(self):
        return iter(self.spaces)


def __getattr__(name):
    return importlib.import_module("gymnasium.spaces." + name)
