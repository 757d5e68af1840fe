"""torch.fx: a traced module computes what the module does; its graph, and what is made of graphs, is not known."""
from _shapelint import unknown


def wrap(fn_or_name):
    return fn_or_name


class _OfGraphs:
    def __new__(cls, *args, **kwargs):
        return unknown("a part of a traced graph")


class Proxy(_OfGraphs):
    pass


class Node(_OfGraphs):
    pass


class Tracer(_OfGraphs):
    pass


class Graph(_OfGraphs):
    pass


class GraphModule(_OfGraphs):
    pass


class Interpreter:
    def __init__(self, module, *args, **kwargs):
        self.module = module

    def run(self, *args, **kwargs):
        return self.module(*args)


class Transformer(Interpreter):
    def transform(self):
        return self.module


def symbolic_trace(root, concrete_args=None):
    if hasattr(root, "__dict__"):
        for name in ("graph", "code", "recompile", "print_readable", "add_submodule", "delete_submodule", "delete_all_unused_submodules"):
            if not hasattr(root, name):
                root.__dict__[name] = unknown("what a traced module has besides")
    return root


def replace_pattern(gm, pattern, replacement):
    return []


def has_side_effect(fn):
    return fn


def map_arg(a, fn):
    from torch.utils._pytree import tree_map

    return tree_map(lambda x: fn(x) if isinstance(x, Node) else x, a)
