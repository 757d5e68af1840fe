"""Calls with other parameters: on shapes, a call with the module's own."""


def functional_call(module, parameters_and_buffers, args=None, kwargs=None, *, tie_weights=True, strict=False):
    if args is None:
        args = ()
    elif not isinstance(args, tuple):
        args = (args,)
    return module(*args, **({} if kwargs is None else kwargs))
