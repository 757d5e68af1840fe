"""A context manager and decorator that changes no shape: streams, devices, profilers."""


class Scope:
    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return None

    def __call__(self, function):
        return function
