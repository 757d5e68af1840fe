"""torch.library: an operator written in Python is the function that defines it."""


class Library:
    def __init__(self, ns, kind, dispatch_key=""):
        self.ns = ns

    def define(self, schema, alias_analysis="", *, tags=()):
        return None

    def impl(self, op_name, fn, dispatch_key="", *, with_keyset=False):
        return None


def custom_op(name, fn=None, /, *, mutates_args=(), device_types=None, schema=None, tags=None):
    return fn if fn is not None else _operator


def _operator(fn):
    fn.register_fake = lambda f=None: f
    fn.register_kernel = lambda device_types=None, f=None: f if f is not None else (lambda g: g)
    fn.register_autograd = lambda backward, setup_context=None: None
    fn.register_vmap = lambda f=None: f
    return fn


def define(qualname, schema=None, *, lib=None, tags=()):
    return lambda fn: fn


def impl(qualname, types=None, func=None, *, lib=None):
    return func if func is not None else (lambda fn: fn)


def register_fake(op, func=None, /, *, lib=None, allow_override=False):
    return func if func is not None else (lambda fn: fn)


impl_abstract = register_fake


def register_kernel(op, device_types, func=None, /, *, lib=None):
    return func if func is not None else (lambda fn: fn)


def register_autograd(op, backward, /, *, setup_context=None, lib=None):
    return None


def wrap_triton(kernel):
    return kernel
