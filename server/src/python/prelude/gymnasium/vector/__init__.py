"""`gymnasium.vector`: so many environments side by side (https://gymnasium.farama.org/api/vector/)."""
import numpy as np

from _shapelint import are_known, is_known, symbol, unknown, unsure_type
import gymnasium.spaces as spaces


def _batched(space, n):
    if not is_known(space):
        return unknown("the spaces of environments")
    if isinstance(space, spaces.Discrete):
        return spaces.MultiDiscrete(np.full((n,), space.n))
    if isinstance(space, (spaces.Box, spaces.MultiBinary, spaces.MultiDiscrete)):
        return unknown("the spaces of environments") if not is_known(space.shape) else spaces.Box(-np.inf, np.inf, (n,) + tuple(space.shape), space.dtype)
    if isinstance(space, spaces.Dict):
        return spaces.Dict({key: _batched(s, n) for key, s in space.spaces.items()})
    return unknown("the spaces of environments")


class VectorEnv:
    metadata = {}
    spec = unknown("the specification of environments")
    closed = False

    @staticmethod
    def _of(observations, actions, n):
        made = VectorEnv()
        made._fill(observations, actions, n)
        return made

    def _fill(self, observations, actions, n):
        self.num_envs = n
        self.single_observation_space, self.single_action_space = observations, actions
        self.observation_space, self.action_space = _batched(observations, n), _batched(actions, n)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return unknown("a vector environment's " + name)

    def reset(self, *, seed=None, options=None):
        return self.observation_space.sample(), unknown("what environments tell")

    def step(self, actions):
        n = self.num_envs
        return self.observation_space.sample(), np.empty((n,), unsure_type), np.empty((n,), np.bool_), np.empty((n,), np.bool_), unknown("what environments tell")

    def close(self, **kwargs):
        pass

    @property
    def unwrapped(self):
        return self


class SyncVectorEnv(VectorEnv):
    def __init__(self, env_fns, *args, **kwargs):
        if not is_known(env_fns):
            self.num_envs = symbol("N")
            self.single_observation_space = self.single_action_space = self.observation_space = self.action_space = unknown("the spaces of environments")
            return
        env_fns = list(env_fns)
        env = env_fns[0]()
        self._fill(env.observation_space, env.action_space, len(env_fns))


class AsyncVectorEnv(SyncVectorEnv):
    pass


class VectorWrapper(VectorEnv):
    def __init__(self, env, *args, **kwargs):
        self.env = env
        self._fill(env.single_observation_space, env.single_action_space, env.num_envs)

    def reset(self, *, seed=None, options=None):
        return self.env.reset(seed=seed, options=options)

    def step(self, actions):
        return self.env.step(actions)


def __getattr__(name):
    return unknown("gymnasium.vector." + name)
