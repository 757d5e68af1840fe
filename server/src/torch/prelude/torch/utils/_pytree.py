"""Nested containers, taken apart into their leaves and put together again."""
from collections import OrderedDict


_registered = {}


def register_pytree_node(cls, flatten_fn, unflatten_fn, **kwargs):
    """From now on an object of the class is taken apart into what `flatten_fn` gives."""
    _registered[cls] = (flatten_fn, unflatten_fn)


_register_pytree_node = register_pytree_node


class LeafSpec:
    num_leaves = 1


class TreeSpec:
    def __init__(self, value):
        self.value = value
        self.num_leaves = len(tree_leaves(value))

    def unflatten(self, leaves):
        return tree_unflatten(leaves, self)


def tree_map(func, tree, *rests, is_leaf=None):
    if is_leaf is not None and is_leaf(tree):
        return func(tree, *rests)
    if type(tree) in _registered:
        flatten, unflatten = _registered[type(tree)]
        parts, context = flatten(tree)
        others = [flatten(r)[0] for r in rests]
        return unflatten([tree_map(func, v, *(r[i] for r in others), is_leaf=is_leaf) for i, v in enumerate(parts)], context)
    if isinstance(tree, OrderedDict):
        return OrderedDict((k, tree_map(func, v, *(r[k] for r in rests), is_leaf=is_leaf)) for k, v in tree.items())
    if isinstance(tree, dict):
        return {k: tree_map(func, v, *(r[k] for r in rests), is_leaf=is_leaf) for k, v in tree.items()}
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*(tree_map(func, v, *(r[i] for r in rests), is_leaf=is_leaf) for i, v in enumerate(tree)))
    if isinstance(tree, (tuple, list)):
        return type(tree)([tree_map(func, v, *(r[i] for r in rests), is_leaf=is_leaf) for i, v in enumerate(tree)])
    return func(tree, *rests)


def tree_map_(func, tree, *rests, is_leaf=None):
    tree_map(func, tree, *rests, is_leaf=is_leaf)
    return tree


def tree_map_only(kind, func, tree, is_leaf=None):
    return tree_map(lambda x: func(x) if isinstance(x, kind) else x, tree, is_leaf=is_leaf)


def tree_leaves(tree, is_leaf=None):
    leaves = []
    _collect(tree, leaves, is_leaf)
    return leaves


def _collect(tree, leaves, is_leaf):
    if is_leaf is not None and is_leaf(tree):
        leaves.append(tree)
    elif type(tree) in _registered:
        for part in _registered[type(tree)][0](tree)[0]:
            _collect(part, leaves, is_leaf)
    elif isinstance(tree, dict):
        for part in tree.values():
            _collect(part, leaves, is_leaf)
    elif isinstance(tree, (tuple, list)):
        for part in tree:
            _collect(part, leaves, is_leaf)
    else:
        leaves.append(tree)


def tree_flatten(tree, is_leaf=None):
    return tree_leaves(tree, is_leaf), TreeSpec(tree)


def tree_unflatten(leaves, treespec):
    remaining = iter(leaves)
    return tree_map(lambda _: next(remaining), treespec.value)


def tree_all(pred, tree, is_leaf=None):
    return all(pred(x) for x in tree_leaves(tree, is_leaf))


def tree_any(pred, tree, is_leaf=None):
    return any(pred(x) for x in tree_leaves(tree, is_leaf))
