"""torch.jit as PyTorch runs it with scripting switched off: everything is plain Python."""
from typing import Final


def script(obj=None, *args, **kwargs):
    return obj


def trace(func, *args, **kwargs):
    return func


def trace_module(mod, *args, **kwargs):
    return mod


def script_if_tracing(fn):
    return fn


def freeze(mod, *args, **kwargs):
    return mod


def optimize_for_inference(mod, *args, **kwargs):
    return mod


def ignore(drop=False, **kwargs):
    if callable(drop):
        return drop
    return lambda fn: fn


def export(fn):
    return fn


def unused(fn):
    return fn


def interface(obj):
    return obj


def _overload_method(fn):
    return fn


def _overload(fn):
    return fn


def is_scripting():
    return False


def is_tracing():
    return False


def annotate(the_type, the_value):
    return the_value


def isinstance(obj, target_type):
    import builtins

    return builtins.isinstance(obj, target_type)


class Attribute:
    def __new__(cls, value, type):
        return value


class ScriptModule:
    pass


class RecursiveScriptModule(ScriptModule):
    pass


class ScriptFunction:
    pass


def save(m, f, *args, **kwargs):
    return None
