"""`sklearn.metrics`: what metrics refuse; their numbers are not known (https://scikit-learn.org/stable/api/sklearn.metrics.html)."""
import importlib

import numpy as np

from _shapelint import are_known, is_known, symbol, unknown
from sklearn._arrays import as_array, check_lengths, rows_of


def _width(a):
    """How many columns an array has; None where it is not known."""
    if a is None or a.ndim > 2:
        return None
    width = 1 if a.ndim == 1 else a.shape[1]
    return width if are_known(width) else None


def _classes(y_true, y_pred):
    """Labels of classes: as many on both sides, in one dimension on both or on neither."""
    a, b = as_array(y_true), as_array(y_pred)
    check_lengths(y_true if a is None else a, y_pred if b is None else b)
    widths = (_width(a), _width(b))
    if widths[0] is not None and widths[1] is not None and 1 in widths and max(widths) > 1:
        kinds = ["multiclass" if w == 1 else "continuous-multioutput" for w in widths]
        raise ValueError(f"Classification metrics can't handle a mix of {kinds[0]} and {kinds[1]} targets")


def _numbers(y_true, y_pred):
    a, b = as_array(y_true), as_array(y_pred)
    check_lengths(y_true if a is None else a, y_pred if b is None else b)
    widths = (_width(a), _width(b))
    if widths[0] is not None and widths[1] is not None and widths[0] != widths[1]:
        raise ValueError(f"y_true and y_pred have different number of output ({widths[0]}!={widths[1]})")


def _of_classes(name):
    def metric(y_true, y_pred, **kwargs):
        _classes(y_true, y_pred)
        return unknown(name)

    return metric


def _of_numbers(name):
    def metric(y_true, y_pred, **kwargs):
        _numbers(y_true, y_pred)
        return unknown(name)

    return metric


def _of_scores(name):
    def metric(y_true, y_score, *args, **kwargs):
        a, b = as_array(y_true), as_array(y_score)
        check_lengths(y_true if a is None else a, y_score if b is None else b)
        return unknown(name)

    return metric


accuracy_score = _of_classes("an accuracy")
balanced_accuracy_score = _of_classes("an accuracy")
f1_score = _of_classes("an F1 score")
precision_score = _of_classes("a precision")
recall_score = _of_classes("a recall")
jaccard_score = _of_classes("a Jaccard index")
matthews_corrcoef = _of_classes("a correlation")
cohen_kappa_score = _of_classes("a kappa")
hamming_loss = _of_classes("a Hamming loss")
classification_report = _of_classes("a report")

mean_squared_error = _of_numbers("an error")
root_mean_squared_error = _of_numbers("an error")
mean_absolute_error = _of_numbers("an error")
median_absolute_error = _of_numbers("an error")
mean_absolute_percentage_error = _of_numbers("an error")
mean_squared_log_error = _of_numbers("an error")
r2_score = _of_numbers("an R2 score")
explained_variance_score = _of_numbers("an explained variance")

roc_auc_score = _of_scores("an area")
average_precision_score = _of_scores("a precision")
log_loss = _of_scores("a loss")
brier_score_loss = _of_scores("a loss")
top_k_accuracy_score = _of_scores("an accuracy")


def precision_recall_fscore_support(y_true, y_pred, **kwargs):
    _classes(y_true, y_pred)
    return unknown("a precision"), unknown("a recall"), unknown("a score"), unknown("a support")


def confusion_matrix(y_true, y_pred, *, labels=None, sample_weight=None, normalize=None):
    _classes(y_true, y_pred)
    if not is_known(labels) or normalize is not None or sample_weight is not None:
        return unknown("a confusion matrix")
    count = symbol("C") if labels is None else rows_of(labels)
    if count is None:
        return unknown("a confusion matrix")
    return np.empty((count, count), np.int64)


def roc_curve(y_true, y_score, **kwargs):
    check_lengths(y_true, y_score)
    n = symbol("T")
    return np.empty((n,)), np.empty((n,)), np.empty((n,))


def precision_recall_curve(y_true, y_score=None, **kwargs):
    check_lengths(y_true, y_score)
    n = symbol("T")
    return np.empty((n,)), np.empty((n,)), np.empty((symbol("T"),))


def __getattr__(name):
    return importlib.import_module("sklearn.metrics." + name)
