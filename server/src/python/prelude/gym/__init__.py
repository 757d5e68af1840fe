"""`gym`: what its environments observe and take, as Gymnasium's do. What `reset` and `step` give depends on its version and is not known (https://www.gymlibrary.dev/)."""
import importlib

from _shapelint import unknown
from gymnasium._envs import Env, Tabled
from gymnasium._envs import Wrapper as _Wrapper
from gymnasium._table import look_up
from gymnasium.spaces import Space

__version__ = unknown("the version of gym")


class Wrapper(_Wrapper):
    def reset(self, **kwargs):
        return unknown("what a reset gives")

    def step(self, action):
        return unknown("what a step gives")


class ObservationWrapper(Wrapper):
    pass


class RewardWrapper(Wrapper):
    pass


class ActionWrapper(Wrapper):
    pass


class _Tabled(Tabled):
    def reset(self, *args, **kwargs):
        return unknown("what a reset gives")

    def step(self, action):
        return unknown("what a step gives")

    def render(self, *args, **kwargs):
        return unknown("a picture of an environment")

    def seed(self, seed=None):
        return unknown("the seed of an environment")


def make(id, *args, **kwargs):
    found = None if args else look_up(id, kwargs)
    return unknown("an environment that is not known") if found is None else _Tabled(id, *found)


def register(*args, **kwargs):
    pass


def __getattr__(name):
    return importlib.import_module("gym." + name)
