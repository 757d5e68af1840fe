"""The numbers that stand for a loss's reduction. https://pytorch.org/docs/stable/nn.functional.html#loss-functions"""


def get_enum(reduction):
    if reduction == "none":
        return 0
    if reduction == "mean" or reduction == "elementwise_mean":
        return 1
    if reduction == "sum":
        return 2
    raise ValueError(f"{reduction} is not a valid value for reduction")


def legacy_get_string(size_average, reduce, emit_warning=True):
    averages = size_average is None or size_average
    if not (reduce is None or reduce):
        return "none"
    return "mean" if averages else "sum"


def legacy_get_enum(size_average, reduce, emit_warning=True):
    return get_enum(legacy_get_string(size_average, reduce, emit_warning))
