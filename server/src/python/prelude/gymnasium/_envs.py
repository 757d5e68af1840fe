"""Environments by what they observe and take (https://gymnasium.farama.org/api/env/)."""
import random

import numpy as np

from _shapelint import is_known, some_bool, unknown
import gymnasium.spaces as spaces


class Env:
    metadata = {"render_modes": []}
    render_mode = None
    spec = unknown("the specification of an environment")
    _np_random = None

    def __class_getitem__(cls, item):
        return cls

    def step(self, action):
        raise NotImplementedError

    def reset(self, *, seed=None, options=None):
        return None

    def render(self, *args, **kwargs):
        return unknown("a picture of an environment")

    def close(self):
        pass

    @property
    def unwrapped(self):
        return self

    @property
    def np_random(self):
        return np.random.default_rng()

    @np_random.setter
    def np_random(self, value):
        pass

    @property
    def np_random_seed(self):
        return unknown("the seed of an environment")

    def has_wrapper_attr(self, name):
        return unknown("whether an environment has an attribute")

    def get_wrapper_attr(self, name):
        return getattr(self, name)

    def set_wrapper_attr(self, name, value, **kwargs):
        setattr(self, name, value)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False


class Tabled(Env):
    """An environment that is known by its id."""

    def __init__(self, name, observation_space, action_space, reward, kind):
        self._name = name
        self.observation_space = observation_space
        self.action_space = action_space
        self._reward = reward
        self._kind = kind

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return unknown("an environment's " + name)

    def _observe(self):
        if isinstance(self.observation_space, spaces.Discrete):
            return unknown("a state", 0)
        if isinstance(self.observation_space, spaces.Tuple):
            return tuple([unknown("a state", 0) for s in self.observation_space.spaces])
        return self.observation_space.sample()

    def reset(self, *, seed=None, options=None):
        return self._observe(), unknown("what an environment tells")

    def _take(self, action):
        """What is observed after an action."""
        if not is_known(action):
            # These compute with the action's own shape.
            return unknown("what is observed") if self._kind in ("Pendulum", "MountainCarContinuous") else self._observe()
        if self._kind in ("CartPole", "MountainCar"):
            if hasattr(action, "numel") or (isinstance(action, np.ndarray) and action.ndim > 0) or isinstance(action, (list, tuple)):
                raise AssertionError(f"{action!r} ({type(action)}) invalid")
        elif self._kind in ("Pendulum", "MountainCarContinuous"):
            if not hasattr(action, "shape") or len(action.shape) != 1:
                return unknown("what is observed")
        return self._observe()

    def step(self, action):
        observed = self._take(action)
        reward = random.random() if self._reward == "float" else np.random.rand(1)[0] if self._reward == "float64" else unknown("a reward")
        return observed, reward, some_bool(), some_bool(), unknown("what an environment tells")


class Wrapper(Env):
    def __init__(self, env, *args, **kwargs):
        self.env = env
        self._observation_space = None
        self._action_space = None

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.env, name)

    @property
    def observation_space(self):
        return self.env.observation_space if self._observation_space is None else self._observation_space

    @observation_space.setter
    def observation_space(self, space):
        self._observation_space = space

    @property
    def action_space(self):
        return self.env.action_space if self._action_space is None else self._action_space

    @action_space.setter
    def action_space(self, space):
        self._action_space = space

    @property
    def unwrapped(self):
        return self.env.unwrapped

    def reset(self, *, seed=None, options=None, **kwargs):
        return self.env.reset(seed=seed, options=options)

    def step(self, action):
        return self.env.step(action)

    def render(self, *args, **kwargs):
        return self.env.render()

    def close(self):
        return self.env.close()


class ObservationWrapper(Wrapper):
    def observation(self, observation):
        raise NotImplementedError

    def reset(self, *, seed=None, options=None):
        observed, info = self.env.reset(seed=seed, options=options)
        return self.observation(observed), info

    def step(self, action):
        observed, reward, terminated, truncated, info = self.env.step(action)
        return self.observation(observed), reward, terminated, truncated, info


class RewardWrapper(Wrapper):
    def reward(self, reward):
        raise NotImplementedError

    def step(self, action):
        observed, reward, terminated, truncated, info = self.env.step(action)
        return observed, self.reward(reward), terminated, truncated, info


class ActionWrapper(Wrapper):
    def action(self, action):
        raise NotImplementedError

    def step(self, action):
        return self.env.step(self.action(action))
