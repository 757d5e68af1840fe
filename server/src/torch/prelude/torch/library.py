"""torch.library: an operator written in Python is the function that defines it."""
from _shapelint import unknown


# Operators by qualified name; `torch.ops` looks here.
_operators = {}


class CustomOpDef:
    """An operator in Python. Its fake implementation, where it has one, says its shapes more plainly."""

    def __init__(self, name, fn, mutates_args=()):
        self._qualname = name
        self._fn = fn
        self._fake = None
        self._mutates = len(mutates_args) > 0
        self.default = self

    def __call__(self, *args, **kwargs):
        if self._fake is not None and not self._mutates:
            return self._fake(*args, **kwargs)
        if self._fn is None:
            return unknown(f"what the operator {self._qualname} gives")
        return self._fn(*args, **kwargs)

    def register_fake(self, fn=None, /):
        if fn is None:
            return self.register_fake
        self._fake = fn
        return fn

    def register_kernel(self, device_types, fn=None, /):
        return fn if fn is not None else (lambda f: f)

    def register_autograd(self, backward, /, *, setup_context=None):
        return None

    def register_vmap(self, func=None):
        return func

    def register_torch_dispatch(self, cls, fn=None, /):
        return fn if fn is not None else (lambda f: f)


def _operator(qualname):
    qualname = qualname.replace(".default", "")
    if qualname not in _operators:
        _operators[qualname] = CustomOpDef(qualname, None)
    return _operators[qualname]


class Library:
    def __init__(self, ns, kind, dispatch_key=""):
        self.ns = ns

    def define(self, schema, alias_analysis="", *, tags=()):
        name = schema.split("(")[0].strip()
        if schema.find("!)") >= 0:
            _operator(f"{self.ns}::{name}")._mutates = True
        return name

    def impl(self, op_name, fn, dispatch_key="", *, with_keyset=False):
        if isinstance(op_name, str):
            name = op_name if "::" in op_name else f"{self.ns}::{op_name}"
            if dispatch_key == "Meta":
                _operator(name)._fake = fn
            elif _operator(name)._fn is None:
                _operator(name)._fn = fn
        return None


def custom_op(name, fn=None, /, *, mutates_args=(), device_types=None, schema=None, tags=None):
    def define(fn):
        _operators[name] = CustomOpDef(name, fn, mutates_args)
        return _operators[name]

    return define if fn is None else define(fn)


triton_op = custom_op


def define(qualname, schema=None, *, lib=None, tags=()):
    _operator(qualname)
    return lambda fn: fn


def impl(qualname, types=None, func=None, *, lib=None):
    def register(fn):
        if _operator(qualname)._fn is None:
            _operator(qualname)._fn = fn
        return fn

    return register if func is None else register(func)


def register_fake(op, func=None, /, *, lib=None, allow_override=False):
    def register(fn):
        operator = _operator(op) if isinstance(op, str) else op
        if isinstance(operator, CustomOpDef):
            operator._fake = fn
        return fn

    return register if func is None else register(func)


impl_abstract = register_fake


def register_kernel(op, device_types, func=None, /, *, lib=None):
    return func if func is not None else (lambda fn: fn)


def register_autograd(op, backward, /, *, setup_context=None, lib=None):
    return None


def wrap_triton(kernel):
    return kernel
