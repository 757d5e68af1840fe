"""`gymnasium.wrappers`: what wrappers make of observations (https://gymnasium.farama.org/api/wrappers/)."""
import numpy as np

from _shapelint import is_known, unknown, unsure_type
import gymnasium.spaces as spaces
from gymnasium._envs import ActionWrapper, ObservationWrapper, RewardWrapper, Wrapper


class RecordEpisodeStatistics(Wrapper):
    pass


class RecordVideo(Wrapper):
    pass


class TimeLimit(Wrapper):
    pass


class OrderEnforcing(Wrapper):
    pass


class PassiveEnvChecker(Wrapper):
    pass


class Autoreset(Wrapper):
    pass


class HumanRendering(Wrapper):
    pass


class ClipAction(Wrapper):
    pass


class RescaleAction(Wrapper):
    pass


class StickyAction(Wrapper):
    pass


class _OtherReward(RewardWrapper):
    def reward(self, reward):
        return unknown("a reward")


class NormalizeReward(_OtherReward):
    pass


class ClipReward(_OtherReward):
    pass


class TransformReward(RewardWrapper):
    def __init__(self, env, func):
        super().__init__(env)
        self.func = func

    def reward(self, reward):
        return self.func(reward)


class _Of(ObservationWrapper):
    """Its observations are as its space says."""

    def _see(self, shape, dtype):
        self.observation_space = unknown("what is observed") if not is_known(shape) or not is_known(dtype) else spaces.Box(-np.inf, np.inf, shape, dtype)

    def observation(self, observation):
        return self.observation_space.sample()


class GrayscaleObservation(_Of):
    def __init__(self, env, keep_dim=False):
        super().__init__(env)
        shape = env.observation_space.shape
        self._see(shape[:2] + (1,) if keep_dim else shape[:2], np.uint8)


class ResizeObservation(_Of):
    def __init__(self, env, shape):
        super().__init__(env)
        size = (shape, shape) if is_known(shape) and isinstance(shape, int) else shape if not is_known(shape) else tuple(shape)
        self._see(size + env.observation_space.shape[2:], np.uint8)


class ReshapeObservation(_Of):
    def __init__(self, env, shape):
        super().__init__(env)
        self._see(shape if not is_known(shape) else tuple(shape), env.observation_space.dtype)


class FlattenObservation(_Of):
    def __init__(self, env):
        super().__init__(env)
        self.observation_space = spaces.flatten_space(env.observation_space)


class FrameStackObservation(_Of):
    def __init__(self, env, stack_size, *, padding_type="reset"):
        super().__init__(env)
        self._see((stack_size,) + env.observation_space.shape, env.observation_space.dtype)


class DtypeObservation(_Of):
    def __init__(self, env, dtype):
        super().__init__(env)
        self._see(env.observation_space.shape, dtype)


class _SameShape(_Of):
    """The shape stays; the type depends on the version."""

    def __init__(self, env, *args, **kwargs):
        super().__init__(env)
        self._see(env.observation_space.shape, unsure_type)


class NormalizeObservation(_SameShape):
    pass


class RescaleObservation(_SameShape):
    pass


class MaxAndSkipObservation(Wrapper):
    pass


class DelayObservation(Wrapper):
    pass


class TransformObservation(ObservationWrapper):
    def __init__(self, env, func, observation_space=None):
        super().__init__(env)
        self.func = func
        if observation_space is not None:
            self.observation_space = observation_space

    def observation(self, observation):
        return self.func(observation)


class AtariPreprocessing(_Of):
    def __init__(self, env, noop_max=30, frame_skip=4, screen_size=84, terminal_on_life_loss=False, grayscale_obs=True, grayscale_newaxis=False, scale_obs=False):
        super().__init__(env)
        if not is_known(screen_size):
            self._see(screen_size, np.uint8)
            return
        size = (screen_size, screen_size) if isinstance(screen_size, int) else tuple(screen_size)[::-1]
        self._see(size + ((1,) if grayscale_newaxis else ()) if grayscale_obs else size + (3,), np.float32 if scale_obs else np.uint8)


def __getattr__(name):
    return unknown("gymnasium.wrappers." + name)
