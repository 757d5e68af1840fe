"""What environments observe and take, by their ids, after the pages of each environment (https://gymnasium.farama.org/environments/classic_control/, .../box2d/, .../toy_text/, .../mujoco/, https://ale.farama.org/environments/)."""
import re

import numpy as np

from _shapelint import is_known

# Which numbers rewards are: "float", Python's; "float64", numpy's; None: not known.
_CLASSIC = {
    "CartPole": (4, 2, "float"),
    "MountainCar": (2, 3, "float"),
    "Acrobot": (6, 3, "float"),
}
_CONTINUOUS = {
    "MountainCarContinuous": (2, 1, -1.0, 1.0, "float"),
    "Pendulum": (3, 1, -2.0, 2.0, "float64"),
    "LunarLanderContinuous": (8, 2, -1.0, 1.0, None),
    "BipedalWalker": (24, 4, -1.0, 1.0, None),
    "BipedalWalkerHardcore": (24, 4, -1.0, 1.0, None),
}
_TABLES = {"FrozenLake": (16, 4), "FrozenLake8x8": (64, 4), "Taxi": (500, 6), "CliffWalking": (48, 4), "CliffWalkingSlippery": (48, 4)}
# Observations and actions; by version where it matters.
_MUJOCO = {
    "Reacher": ({2: 11, 4: 11, 5: 10}, 2, 1.0),
    "Pusher": ({2: 23, 4: 23, 5: 23}, 7, 2.0),
    "InvertedPendulum": ({2: 4, 4: 4, 5: 4}, 1, 3.0),
    "InvertedDoublePendulum": ({2: 11, 4: 11, 5: 9}, 1, 1.0),
    "HalfCheetah": ({2: 17, 3: 17, 4: 17, 5: 17}, 6, 1.0),
    "Hopper": ({2: 11, 3: 11, 4: 11, 5: 11}, 3, 1.0),
    "Swimmer": ({2: 8, 3: 8, 4: 8, 5: 8}, 2, 1.0),
    "Walker2d": ({2: 17, 3: 17, 4: 17, 5: 17}, 6, 1.0),
    "Ant": ({2: 111, 3: 111, 5: 105}, 8, 1.0),
    "Humanoid": ({2: 376, 3: 376, 4: 376, 5: 348}, 17, 0.4),
    "HumanoidStandup": ({2: 376, 4: 376, 5: 348}, 17, 0.4),
}
_ATARI = {"Pong": 6, "Breakout": 4, "SpaceInvaders": 6, "MsPacman": 9, "Qbert": 6, "Seaquest": 18, "BeamRider": 9, "Enduro": 9, "Freeway": 3, "Asteroids": 14, "Boxing": 18, "Assault": 7, "Alien": 18, "MontezumaRevenge": 18, "Asterix": 9}

# Arguments that change nothing of the spaces.
_HARMLESS = ("render_mode", "max_episode_steps", "autoreset", "disable_env_checker", "apply_api_compatibility", "new_step_api", "is_slippery", "success_rate", "g", "gravity", "enable_wind", "wind_power", "turbulence_power", "natural", "sab", "lap_complete_percent", "domain_randomize", "width", "height", "camera_id", "camera_name", "frameskip", "frame_skip", "repeat_action_probability", "mode", "difficulty", "reset_noise_scale", "forward_reward_weight", "ctrl_cost_weight", "healthy_reward", "terminate_when_unhealthy", "sutton_barto_reward")


def look_up(name, options):
    """(observations, actions, the kind of rewards, what the environment is) of an id; None where they are not known."""
    import gymnasium.spaces as spaces

    if not is_known(name) or not isinstance(name, str):
        return None
    continuous = options.get("continuous")
    for key in options:
        if key not in _HARMLESS and key != "continuous":
            return None
    if not is_known(continuous):
        return None
    found = re.match(r"^([A-Za-z0-9]+?)(NoFrameskip|Deterministic)?(-ram)?(NoFrameskip|Deterministic)?-v(\d+)$", name[4:] if name.startswith("ALE/") else name)
    if found is None:
        return None
    base, version = found.group(1), int(found.group(5))
    if name.startswith("ALE/") or base in _ATARI:
        if base not in _ATARI:
            return None
        shape = (128,) if found.group(3) else (210, 160, 3)
        return spaces.Box(0, 255, shape, np.uint8), spaces.Discrete(_ATARI[base]), None, "atari"
    if base in _CLASSIC:
        seen, actions, reward = _CLASSIC[base]
        return spaces.Box(-np.inf, np.inf, (seen,), np.float32), spaces.Discrete(actions), reward, base
    if base == "LunarLander" and continuous:
        base = "LunarLanderContinuous"
    if base in _CONTINUOUS:
        seen, actions, low, high, reward = _CONTINUOUS[base]
        return spaces.Box(-np.inf, np.inf, (seen,), np.float32), spaces.Box(low, high, (actions,), np.float32), reward, base
    if base == "LunarLander":
        return spaces.Box(-np.inf, np.inf, (8,), np.float32), spaces.Discrete(4), None, base
    if base == "CarRacing":
        return spaces.Box(0, 255, (96, 96, 3), np.uint8), spaces.Discrete(5) if continuous is False else spaces.Box(-1.0, 1.0, (3,), np.float32), None, base
    if base in _TABLES:
        seen, actions = _TABLES[base]
        return spaces.Discrete(seen), spaces.Discrete(actions), None, base
    if base == "Blackjack":
        return spaces.Tuple((spaces.Discrete(32), spaces.Discrete(11), spaces.Discrete(2))), spaces.Discrete(2), "float", base
    if base in _MUJOCO:
        seen, actions, bound = _MUJOCO[base]
        if version not in seen:
            return None
        return spaces.Box(-np.inf, np.inf, (seen[version],), np.float64), spaces.Box(-bound, bound, (actions,), np.float32), None, "mujoco"
    return None
