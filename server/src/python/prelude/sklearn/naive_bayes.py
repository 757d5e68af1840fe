"""`sklearn.naive_bayes` (https://scikit-learn.org/stable/api/sklearn.naive_bayes.html)."""
from _shapelint import unknown
from sklearn._estimators import Classifier


class GaussianNB(Classifier):
    pass


class MultinomialNB(Classifier):
    pass


class BernoulliNB(Classifier):
    pass


class ComplementNB(Classifier):
    pass


def __getattr__(name):
    return unknown("sklearn.naive_bayes." + name)
