"""`gymnasium.core`."""
from _shapelint import unknown
from gymnasium._envs import ActionWrapper, Env, ObservationWrapper, RewardWrapper, Wrapper


def __getattr__(name):
    return unknown("gymnasium.core." + name)
