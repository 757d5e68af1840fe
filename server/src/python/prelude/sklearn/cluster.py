"""`sklearn.cluster` (https://scikit-learn.org/stable/api/sklearn.cluster.html)."""
from _shapelint import unknown
from sklearn._estimators import Clusterer


class KMeans(Clusterer):
    pass


class MiniBatchKMeans(Clusterer):
    pass


def __getattr__(name):
    return unknown("sklearn.cluster." + name)
