"""`sklearn.svm` (https://scikit-learn.org/stable/api/sklearn.svm.html)."""
from _shapelint import unknown
from sklearn._estimators import Classifier, Regressor


class SVC(Classifier):
    pass


class LinearSVC(Classifier):
    pass


class NuSVC(Classifier):
    pass


class SVR(Regressor):
    pass


class LinearSVR(Regressor):
    pass


class NuSVR(Regressor):
    pass


def __getattr__(name):
    return unknown("sklearn.svm." + name)
