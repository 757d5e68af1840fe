"""torch.serialization: what a file holds is not in the source."""
from torch import load, save
from torch._scopes import Scope


def add_safe_globals(safe_globals):
    return None


def get_safe_globals():
    return []


def clear_safe_globals():
    return None


class safe_globals(Scope):
    pass
