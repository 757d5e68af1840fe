"""`sklearn.metrics.pairwise`: a row for each item of X, a column for each of Y."""
import numpy as np

from _shapelint import are_known, unknown, unsure_type
from sklearn._arrays import matrix


def _pairs(X, Y=None, *args, dense_output=True, **kwargs):
    a, b = matrix(X, "check_pairwise_arrays"), matrix(X if Y is None else Y, "check_pairwise_arrays")
    if a is None or b is None:
        return unknown("distances of pairs")
    if are_known(a.shape[1], b.shape[1]) and a.shape[1] != b.shape[1]:
        raise ValueError(f"Incompatible dimension for X and Y matrices: X.shape[1] == {a.shape[1]} while Y.shape[1] == {b.shape[1]}")
    return np.empty((a.shape[0], b.shape[0]), unsure_type)


cosine_similarity = cosine_distances = euclidean_distances = manhattan_distances = _pairs
linear_kernel = rbf_kernel = polynomial_kernel = laplacian_kernel = sigmoid_kernel = _pairs


def __getattr__(name):
    return unknown("sklearn.metrics.pairwise." + name)
