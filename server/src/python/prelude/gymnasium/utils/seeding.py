"""`gymnasium.utils.seeding`."""
import numpy as np

from _shapelint import unknown


def np_random(seed=None):
    return np.random.default_rng(seed), unknown("a seed")
