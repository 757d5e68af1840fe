"""`sklearn.neural_network` (https://scikit-learn.org/stable/api/sklearn.neural_network.html)."""
from _shapelint import unknown
from sklearn._estimators import Classifier, Regressor


class MLPClassifier(Classifier):
    pass


class MLPRegressor(Regressor):
    pass


def __getattr__(name):
    return unknown("sklearn.neural_network." + name)
