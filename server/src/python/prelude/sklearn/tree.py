"""`sklearn.tree` (https://scikit-learn.org/stable/api/sklearn.tree.html)."""
from _shapelint import unknown
from sklearn._estimators import Classifier, Regressor


class DecisionTreeClassifier(Classifier):
    pass


class ExtraTreeClassifier(Classifier):
    pass


class DecisionTreeRegressor(Regressor):
    pass


class ExtraTreeRegressor(Regressor):
    pass


def __getattr__(name):
    return unknown("sklearn.tree." + name)
