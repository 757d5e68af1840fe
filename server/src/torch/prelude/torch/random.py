"""torch.random: states of the generators."""
from torch import get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from torch._scopes import Scope


class fork_rng(Scope):
    pass
