"""`statistics`, the common functions."""

import math


class StatisticsError(ValueError):
    pass


def _items(data):
    items = list(data)
    if not items:
        raise StatisticsError("mean requires at least one data point")
    return items


def mean(data):
    items = _items(data)
    result = math.fsum(items) / len(items)
    return int(result) if all(isinstance(x, int) for x in items) and result == int(result) else result


def fmean(data, weights=None):
    items = _items(data)
    if weights is None:
        return math.fsum(items) / len(items)
    weights = list(weights)
    return math.fsum(x * w for x, w in zip(items, weights)) / math.fsum(weights)


def median(data):
    items = sorted(data)
    n = len(items)
    if n == 0:
        raise StatisticsError("no median for empty data")
    return items[n // 2] if n % 2 else (items[n // 2 - 1] + items[n // 2]) / 2


def median_low(data):
    items = sorted(data)
    return items[(len(items) - 1) // 2]


def median_high(data):
    items = sorted(data)
    return items[len(items) // 2]


def mode(data):
    counts = {}
    for x in data:
        counts[x] = counts.get(x, 0) + 1
    if not counts:
        raise StatisticsError("no mode for empty data")
    return max(counts, key=counts.get)


def pvariance(data, mu=None):
    items = _items(data)
    m = mean(items) if mu is None else mu
    return math.fsum((x - m) ** 2 for x in items) / len(items)


def variance(data, xbar=None):
    items = _items(data)
    if len(items) < 2:
        raise StatisticsError("variance requires at least two data points")
    m = mean(items) if xbar is None else xbar
    return math.fsum((x - m) ** 2 for x in items) / (len(items) - 1)


def pstdev(data, mu=None):
    return math.sqrt(pvariance(data, mu))


def stdev(data, xbar=None):
    return math.sqrt(variance(data, xbar))
