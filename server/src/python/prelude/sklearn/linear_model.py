"""`sklearn.linear_model` (https://scikit-learn.org/stable/api/sklearn.linear_model.html)."""
from _shapelint import unknown
from sklearn._estimators import Classifier, Linear, Regressor


class LogisticRegression(Classifier):
    pass


class LogisticRegressionCV(Classifier):
    pass


class RidgeClassifier(Classifier):
    pass


class SGDClassifier(Classifier):
    pass


class Perceptron(Classifier):
    pass


class PassiveAggressiveClassifier(Classifier):
    pass


class Lasso(Regressor):
    pass


class LassoCV(Regressor):
    pass


class ElasticNet(Regressor):
    pass


class ElasticNetCV(Regressor):
    pass


class SGDRegressor(Regressor):
    pass


class BayesianRidge(Regressor):
    pass


class HuberRegressor(Regressor):
    pass


class LinearRegression(Linear):
    pass


class Ridge(Linear):
    pass


def __getattr__(name):
    return unknown("sklearn.linear_model." + name)
