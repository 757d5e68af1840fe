"""torch.utils.checkpoint: what is recomputed has the same shapes."""


def checkpoint(function, *args, use_reentrant=None, context_fn=None, determinism_check=None, debug=False, preserve_rng_state=True, early_stop=True, **kwargs):
    import torch

    # What operators save within is computed anew when backward comes to it.
    return torch._recomputed(function(*args, **kwargs))


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    modules = list(functions.children()) if hasattr(functions, "children") else list(functions)
    for module in modules:
        input = module(input)
    import torch

    return torch._recomputed(input)


class CheckpointFunction:
    @staticmethod
    def apply(run_function, preserve_rng_state, *args):
        import torch

        return torch._recomputed(run_function(*args))


def noop_context_fn():
    import contextlib

    return contextlib.nullcontext(), contextlib.nullcontext()


def set_checkpoint_debug_enabled(enabled):
    import contextlib

    return contextlib.nullcontext()


class CheckpointError(RuntimeError):
    pass


class CheckpointPolicy:
    MUST_SAVE = 0
    PREFER_SAVE = 1
    MUST_RECOMPUTE = 2
    PREFER_RECOMPUTE = 3
    MUST_CPU_OFFLOAD = 4


class SelectiveCheckpointContext:
    def __init__(self, *, is_recompute):
        self.is_recompute = is_recompute


def create_selective_checkpoint_contexts(policy_fn_or_list, *args, **kwargs):
    return noop_context_fn()


def set_checkpoint_early_stop(enable):
    import contextlib

    return contextlib.nullcontext()


def check_backward_validity(inputs):
    return None


def detach_variable(inputs):
    import torch

    return tuple(x.detach() if isinstance(x, torch.Tensor) else x for x in inputs)


def get_device_states(*args):
    return [], []


def set_device_states(devices, states, *, device_type=None):
    return None
