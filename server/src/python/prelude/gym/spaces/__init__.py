"""`gym.spaces`."""
from _shapelint import unknown
from gymnasium.spaces import Box, Dict, Discrete, MultiBinary, MultiDiscrete, Space, Tuple, flatdim, flatten, flatten_space, unflatten


def __getattr__(name):
    return unknown("gym.spaces." + name)
