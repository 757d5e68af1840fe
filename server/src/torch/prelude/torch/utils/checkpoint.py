"""torch.utils.checkpoint: what is recomputed has the same shapes."""


def checkpoint(function, *args, use_reentrant=None, context_fn=None, determinism_check=None, debug=False, preserve_rng_state=True, early_stop=True, **kwargs):
    return function(*args, **kwargs)


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    modules = list(functions.children()) if hasattr(functions, "children") else list(functions)
    for module in modules:
        input = module(input)
    return input


class CheckpointFunction:
    @staticmethod
    def apply(run_function, preserve_rng_state, *args):
        return run_function(*args)


def noop_context_fn():
    import contextlib

    return contextlib.nullcontext(), contextlib.nullcontext()


def set_checkpoint_debug_enabled(enabled):
    import contextlib

    return contextlib.nullcontext()
