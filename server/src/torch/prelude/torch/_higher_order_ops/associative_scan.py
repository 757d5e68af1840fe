from torch.utils._pytree import tree_map


def associative_scan(combine_fn, xs, dim, reverse=False, combine_mode="pointwise"):
    """Every partial result has the shape of the whole."""
    return tree_map(lambda x: x.clone(), xs)
