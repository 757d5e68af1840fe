"""`gymnasium`: environments by what they observe and take (https://gymnasium.farama.org/api/registry/)."""
import importlib

from _shapelint import unknown
from gymnasium._envs import ActionWrapper, Env, ObservationWrapper, RewardWrapper, Tabled, Wrapper
from gymnasium._table import look_up
from gymnasium.spaces import Space

__version__ = unknown("the version of gymnasium")


def make(id, max_episode_steps=None, disable_env_checker=None, **kwargs):
    found = look_up(id, kwargs)
    return unknown("an environment that is not known") if found is None else Tabled(id, *found)


def make_vec(id, num_envs=1, vectorization_mode=None, vector_kwargs=None, wrappers=None, **kwargs):
    from gymnasium.vector import VectorEnv

    found = look_up(id, kwargs)
    if found is None or wrappers:
        return unknown("an environment that is not known")
    return VectorEnv._of(found[0], found[1], num_envs)


def register(id, entry_point=None, **kwargs):
    pass


def register_envs(env_module):
    pass


def __getattr__(name):
    return importlib.import_module("gymnasium." + name)
