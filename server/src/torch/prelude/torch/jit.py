"""torch.jit as PyTorch runs it with scripting switched off: everything is plain Python."""
from typing import Final

from torch._scopes import Scope
from torch import Tensor
from torch.nn import Module

from _shapelint import unknown

_is_a = isinstance


_OF_SCRIPTS = ("save", "save_to_buffer", "code", "code_with_constants", "graph", "inlined_graph", "get_debug_state", "dump", "graph_for")


def _scripted(obj):
    if _is_a(obj, Module):
        for name in _OF_SCRIPTS:
            if not hasattr(obj, name):
                obj.__dict__[name] = unknown("what a scripted module has besides")
    elif type(obj).__name__ == "function":
        for name in _OF_SCRIPTS:
            setattr(obj, name, unknown("what a scripted function has besides"))
    return obj


def script(obj=None, *args, **kwargs):
    return _scripted(obj)


class TopLevelTracedModule(Module):
    """A module as it was traced: its parameters and submodules, and what its forward does."""

    def __init__(self, module):
        super().__init__()
        for name in ("_parameters", "_buffers", "_modules"):
            self.__dict__[name] = module.__dict__[name]
        self.__dict__["_traced"] = module
        self.training = module.training

    def forward(self, *args, **kwargs):
        return self._traced.forward(*args, **kwargs)


def _check_traceable(inputs):
    """Only tensors, and collections of them, are traced."""
    if not all(_is_traceable(x) for x in inputs):
        raise RuntimeError(f"Type '{_type_text(inputs)}' cannot be traced. Only Tensors and (possibly nested) Lists, Dicts, and Tuples of Tensors can be traced")


def _is_traceable(x):
    if _is_a(x, (tuple, list)):
        return all(_is_traceable(item) for item in x)
    return not _is_a(x, (int, float, str)) and x is not None


def _type_text(x):
    if _is_a(x, tuple):
        return f"Tuple[{', '.join(_type_text(item) for item in x)}]"
    if _is_a(x, list):
        return f"List[{_type_text(x[0])}]" if x else "List[Tensor]"
    return "NoneType" if x is None else "Tensor" if _is_a(x, Tensor) else type(x).__name__


def trace(func, example_inputs=None, optimize=None, check_trace=True, check_inputs=None, check_tolerance=1e-5, strict=True, _force_outplace=False, _module_class=None, _compilation_unit=None, example_kwarg_inputs=None, _store_inputs=True):
    if example_kwarg_inputs is not None:
        if not _is_a(example_kwarg_inputs, dict):
            raise RuntimeError("example_kwarg_inputs should be a dict")
        func(**example_kwarg_inputs)
    elif example_inputs is None:
        raise RuntimeError("example_kwarg_inputs should be a dict")
    elif _is_a(example_inputs, (Tensor, dict)):
        func(example_inputs)
    else:
        inputs = tuple(example_inputs)
        _check_traceable(inputs)
        func(*inputs)
    if _is_a(func, Module) and "_modules" in func.__dict__:
        return _scripted(TopLevelTracedModule(func))
    return _scripted(func)


def trace_module(mod, *args, **kwargs):
    return _scripted(mod)


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


def script_method(fn):
    return fn


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


class ScriptModule(Module):
    pass


class RecursiveScriptModule(ScriptModule):
    pass


class ScriptFunction:
    pass


def save(m, f, *args, **kwargs):
    return None


def load(f, map_location=None, *args, **kwargs):
    from _shapelint import unknown

    return unknown("what a file holds")


class Future:
    def __init__(self, value=None):
        self._value = value

    def wait(self):
        return self._value

    def value(self):
        return self._value

    def done(self):
        return True

    def then(self, callback):
        return Future(callback(self))

    def set_result(self, result):
        self._value = result


def fork(func, *args, **kwargs):
    return Future(func(*args, **kwargs))


def wait(future):
    return future.wait()


def script_method(fn):
    return fn


def enable_onednn_fusion(enabled):
    return None


def onednn_fusion_enabled():
    return False


def set_fusion_strategy(strategy):
    return []


def run_frozen_optimizations(mod, *args, **kwargs):
    return None


class optimized_execution(Scope):
    pass


class fuser(Scope):
    pass


class strict_fusion(Scope):
    pass


class CompilationUnit:
    pass


class Error(RuntimeError):
    pass


def export_opnames(m):
    return []
