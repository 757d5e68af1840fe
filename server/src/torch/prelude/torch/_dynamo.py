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
