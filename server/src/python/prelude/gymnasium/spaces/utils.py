"""`gymnasium.spaces.utils` (https://gymnasium.farama.org/api/spaces/utils/)."""
import math

import numpy as np

from _shapelint import is_known, unknown


def flatdim(space):
    import gymnasium.spaces as spaces

    if not is_known(space):
        return unknown("the size of a space")
    if isinstance(space, spaces.Discrete):
        return space.n
    if isinstance(space, (spaces.Box, spaces.MultiBinary)):
        return math.prod(space.shape)
    if isinstance(space, spaces.MultiDiscrete):
        return space.nvec.sum()
    if isinstance(space, spaces.Tuple):
        return sum([flatdim(s) for s in space.spaces])
    if isinstance(space, spaces.Dict):
        return sum([flatdim(s) for s in space.spaces.values()])
    return unknown("the size of a space")


def flatten_space(space):
    import gymnasium.spaces as spaces

    if not is_known(space):
        return unknown("a flat space")
    kind = space.dtype if isinstance(space, (spaces.Box, spaces.Discrete, spaces.MultiBinary, spaces.MultiDiscrete)) else unknown("the type of a space")
    return spaces.Box(0, 1, (flatdim(space),), kind)


def flatten(space, x):
    flat = flatten_space(space)
    return unknown("a flat item of a space") if not is_known(flat) or not is_known(flat.shape) or not is_known(flat.dtype) else np.empty(flat.shape, flat.dtype)


def unflatten(space, x):
    return unknown("an item of a space")


def __getattr__(name):
    return unknown("gymnasium.spaces.utils." + name)
