"""`sklearn.datasets`: sizes and types of the data sets (https://scikit-learn.org/stable/datasets.html, https://scikit-learn.org/stable/api/sklearn.datasets.html)."""
import numpy as np

from _shapelint import are_known, is_known, symbol, unknown, unsure_type
from sklearn._bunch import Bunch


def _given(X, y, names, return_X_y, as_frame, target_names=None, more=None, target="target"):
    frame = None
    if not is_known(as_frame) or not is_known(return_X_y):
        return unknown("a data set")
    if as_frame:
        import pandas

        targets = [target] if isinstance(target, str) else target
        data = pandas.DataFrame(X, columns=names)
        frame = pandas.DataFrame(X, columns=names)
        for i, t in enumerate(targets):
            frame[t] = y if y.ndim == 1 else y[:, i]
        X, y = data, frame[target]
    if return_X_y:
        return X, y
    made = Bunch(data=X, target=y, frame=frame, feature_names=names, DESCR=unknown("what a data set says of itself"), filename=unknown("where a data set is"))
    if target_names is not None:
        made["target_names"] = np.array(target_names)
    for key, value in (more or {}).items():
        made[key] = value
    return made


def load_iris(*, return_X_y=False, as_frame=False):
    names = ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"]
    return _given(np.empty((150, 4)), np.repeat(np.arange(3), 50), names, return_X_y, as_frame, ["setosa", "versicolor", "virginica"])


def load_digits(*, n_class=10, return_X_y=False, as_frame=False):
    rows = 1797 if n_class == 10 else symbol("N")
    images = np.empty((rows, 8, 8))
    names = ["pixel_%d_%d" % (i, j) for i in range(8) for j in range(8)]
    return _given(np.empty((rows, 64)), np.empty((rows,), np.int64), names, return_X_y, as_frame, list(range(10)) if n_class == 10 else None, {"images": images})


def load_wine(*, return_X_y=False, as_frame=False):
    names = ["alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids", "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines", "proline"]
    return _given(np.empty((178, 13)), np.repeat(np.arange(3), [59, 71, 48]), names, return_X_y, as_frame, ["class_0", "class_1", "class_2"])


def load_breast_cancer(*, return_X_y=False, as_frame=False):
    parts = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry", "fractal dimension"]
    names = ["mean " + p for p in parts] + [p + " error" for p in parts] + ["worst " + p for p in parts]
    made = _given(np.empty((569, 30)), np.empty((569,), np.int64), names, return_X_y, as_frame, ["malignant", "benign"])
    if not return_X_y:
        made["feature_names"] = np.array(names)
    return made


def load_diabetes(*, return_X_y=False, as_frame=False, scaled=True):
    names = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"]
    return _given(np.empty((442, 10)), np.empty((442,)), names, return_X_y, as_frame)


def load_linnerud(*, return_X_y=False, as_frame=False):
    targets = ["Weight", "Waist", "Pulse"]
    made = _given(np.empty((20, 3)), np.empty((20, 3)), ["Chins", "Situps", "Jumps"], return_X_y, as_frame, target=targets)
    if not return_X_y:
        made["target_names"] = targets
    return made


def fetch_california_housing(*, data_home=None, download_if_missing=True, return_X_y=False, as_frame=False, **kwargs):
    names = ["MedInc", "HouseAge", "AveRooms", "AveBedrms", "Population", "AveOccup", "Latitude", "Longitude"]
    made = _given(np.empty((20640, 8)), np.empty((20640,)), names, return_X_y, as_frame, target="MedHouseVal")
    if not return_X_y:
        made["target_names"] = ["MedHouseVal"]
    return made


def fetch_olivetti_faces(*, return_X_y=False, **kwargs):
    X, y = np.empty((400, 4096), np.float32), np.empty((400,), np.int64)
    if not is_known(return_X_y):
        return unknown("a data set")
    if return_X_y:
        return X, y
    return Bunch(data=X, images=np.empty((400, 64, 64), np.float32), target=y, DESCR=unknown("what a data set says of itself"))


def make_classification(n_samples=100, n_features=20, *, n_informative=2, n_redundant=2, n_repeated=0, n_classes=2, n_clusters_per_class=2, return_X_y=True, **kwargs):
    if are_known(n_informative, n_redundant, n_repeated, n_features) and n_informative + n_redundant + n_repeated > n_features:
        raise ValueError("Number of informative, redundant and repeated features must sum to less than the number of total features")
    if are_known(n_informative, n_classes, n_clusters_per_class) and n_informative < 60 and 2 ** n_informative < n_classes * n_clusters_per_class:
        raise ValueError(f"n_classes({n_classes}) * n_clusters_per_class({n_clusters_per_class}) must be smaller or equal 2**n_informative({n_informative})={2 ** n_informative}")
    X, y = np.empty((n_samples, n_features)), np.empty((n_samples,), np.int64)
    if return_X_y is not True:
        return Bunch(X=X, y=y)
    return X, y


def make_regression(n_samples=100, n_features=100, *, n_informative=10, n_targets=1, coef=False, **kwargs):
    if not are_known(n_targets):
        return unknown("a data set")
    X, y = np.empty((n_samples, n_features)), np.empty((n_samples,) if n_targets == 1 else (n_samples, n_targets))
    if coef:
        return X, y, np.empty((n_features,) if n_targets == 1 else (n_features, n_targets))
    return X, y


def _two(n_samples):
    """How many points two groups have."""
    if isinstance(n_samples, (tuple, list)):
        return sum(n_samples)
    return n_samples


def make_moons(n_samples=100, **kwargs):
    n = _two(n_samples)
    return np.empty((n, 2)), np.empty((n,), np.int64)


def make_circles(n_samples=100, **kwargs):
    n = _two(n_samples)
    return np.empty((n, 2)), np.empty((n,), np.int64)


def make_blobs(n_samples=100, n_features=2, *, centers=None, return_centers=False, **kwargs):
    if not is_known(n_samples) or not is_known(centers):
        return unknown("points"), unknown("the groups of points")
    count = symbol("C") if centers is None else centers
    if centers is not None and not isinstance(centers, int):
        given = np.asarray(centers)
        if not is_known(given):
            n_features, count = symbol("F"), symbol("C")
        else:
            n_features, count = given.shape[1], given.shape[0]
    n = sum(n_samples) if isinstance(n_samples, (tuple, list)) else n_samples
    X, y = np.empty((n, n_features)), np.empty((n,), np.int64)
    if return_centers:
        return X, y, np.empty((count, n_features))
    return X, y


def make_swiss_roll(n_samples=100, **kwargs):
    return np.empty((n_samples, 3)), np.empty((n_samples,))


def make_s_curve(n_samples=100, **kwargs):
    return np.empty((n_samples, 3)), np.empty((n_samples,))


def make_friedman1(n_samples=100, n_features=10, **kwargs):
    return np.empty((n_samples, n_features)), np.empty((n_samples,))


def make_friedman2(n_samples=100, **kwargs):
    return np.empty((n_samples, 4)), np.empty((n_samples,))


def make_friedman3(n_samples=100, **kwargs):
    return np.empty((n_samples, 4)), np.empty((n_samples,))


def make_hastie_10_2(n_samples=12000, **kwargs):
    return np.empty((n_samples, 10)), np.empty((n_samples,))


def make_gaussian_quantiles(*, mean=None, cov=1.0, n_samples=100, n_features=2, **kwargs):
    return np.empty((n_samples, n_features)), np.empty((n_samples,), np.int64)


def make_multilabel_classification(n_samples=100, n_features=20, *, n_classes=5, sparse=False, return_indicator="dense", return_distributions=False, **kwargs):
    if sparse is not False or return_indicator != "dense" or return_distributions is not False:
        return unknown("a data set")
    return np.empty((n_samples, n_features)), np.empty((n_samples, n_classes), np.int64)


def __getattr__(name):
    return unknown("sklearn.datasets." + name)
