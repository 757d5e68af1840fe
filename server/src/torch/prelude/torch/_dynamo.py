def is_compiling():
    return False


def disable(fn=None, recursive=True, **kwargs):
    return fn if fn is not None else (lambda f: f)


def allow_in_graph(fn):
    return fn


def reset():
    return None


def graph_break():
    return None


def mark_dynamic(t, index, **kwargs):
    return None


def mark_static(t, index=None, **kwargs):
    return None


def mark_static_address(t, guard=True):
    return None


def mark_unbacked(t, index, **kwargs):
    return None


def maybe_mark_dynamic(t, index):
    return None


def optimize(*args, **kwargs):
    return lambda fn: fn


def disallow_in_graph(fn):
    return fn


def is_dynamo_supported():
    return False
