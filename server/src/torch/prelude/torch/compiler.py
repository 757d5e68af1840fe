def is_compiling():
    return False


def is_dynamo_compiling():
    return False


def is_exporting():
    return False


def disable(fn=None, recursive=True, **kwargs):
    return fn if fn is not None else (lambda f: f)


def compile(*args, **kwargs):
    import torch

    return torch.compile(*args, **kwargs)


def allow_in_graph(fn):
    return fn


def assume_constant_result(fn):
    return fn


def reset():
    return None


def cudagraph_mark_step_begin():
    return None


def set_stance(stance="default", *, skip_guard_eval_unsafe=False, force_backend=None):
    import contextlib

    return contextlib.nullcontext()


def list_backends(exclude_tags=()):
    return ["cudagraphs", "inductor"]


def set_default_backend(backend):
    return None


def get_default_backend():
    return "inductor"


def set_enable_guard_collectives(enabled):
    return False


def substitute_in_graph(original_fn, **kwargs):
    return lambda fn: fn


def wrap_numpy(fn):
    return fn


def nested_compile_region(fn=None, options=None):
    return fn if fn is not None else (lambda f: f)


def load_compiled_function(file, **kwargs):
    from _shapelint import unknown

    return unknown("what a file holds")


def save_cache_artifacts():
    return None


def load_cache_artifacts(serialized_artifacts):
    return None


def keep_portable_guards_unsafe(guard_entries):
    return [True for _ in guard_entries]


keep_tensor_guards_unsafe = keep_portable_guards_unsafe
skip_all_guards_unsafe = keep_portable_guards_unsafe
skip_guard_on_all_nn_modules_unsafe = keep_portable_guards_unsafe
skip_guard_on_globals_unsafe = keep_portable_guards_unsafe
skip_guard_on_inbuilt_nn_modules_unsafe = keep_portable_guards_unsafe
