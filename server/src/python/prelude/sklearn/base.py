"""`sklearn.base`."""
from _shapelint import unknown
from sklearn._estimators import BaseEstimator, ClassifierMixin, ClusterMixin, OneToOneFeatureMixin, RegressorMixin, TransformerMixin, clone


def __getattr__(name):
    return unknown("sklearn.base." + name)
