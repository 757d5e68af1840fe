"""torchvision.datasets by their sizes: nothing is downloaded or opened."""
from PIL.Image import Image
from torch.utils.data import Dataset
from _shapelint import samples, symbol, unknown


class VisionDataset(Dataset):
    classes = []

    def __init__(self, root=None, transforms=None, transform=None, target_transform=None):
        self.root = root
        self.transform = transform
        self.target_transform = target_transform
        self.transforms = transforms

    def _give(self, image, target):
        if self.transforms is not None:
            return self.transforms(image, target)
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return image, target


class _Known(VisionDataset):
    """Images of one size and mode, so many of them, with a class index each."""

    _size = (28, 28)
    _mode = "L"
    _train = 60000
    _test = 10000
    _classes = 10
    _names = None

    def __init__(self, root=None, train=True, transform=None, target_transform=None, download=False):
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        self.classes = [unknown("the name of a class", "") for _ in range(self._classes)] if self._names is None else list(self._names)
        self._length = self._train if train else self._test

    def __len__(self):
        return self._length

    def __getitem__(self, index):
        return self._give(Image(self._mode, self._size), unknown("the class of an item", 0))

    @property
    def data(self):
        import torch

        n = len(self)
        w, h = self._size
        return torch.empty((n, h, w), dtype=torch.uint8)

    @property
    def targets(self):
        import torch

        return torch.empty((len(self),), dtype=torch.int64)

    @property
    def train_data(self):
        return self.data

    @property
    def test_data(self):
        return self.data

    @property
    def train_labels(self):
        return self.targets

    @property
    def test_labels(self):
        return self.targets

    @property
    def class_to_idx(self):
        return {c: i for i, c in enumerate(self.classes)}


def _classes(n):
    """A list of the classes of n items."""
    return list(samples([unknown("the class of an item", 0)], "list_iterator", [n]))


class MNIST(_Known):
    _names = ("0 - zero", "1 - one", "2 - two", "3 - three", "4 - four", "5 - five", "6 - six", "7 - seven", "8 - eight", "9 - nine")


class FashionMNIST(MNIST):
    _names = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


class KMNIST(MNIST):
    _names = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")


class QMNIST(MNIST):
    def __init__(self, root=None, what=None, compat=True, train=True, **kwargs):
        super().__init__(root, train, **kwargs)


class EMNIST(MNIST):
    _sizes = {"byclass": (697932, 116323, 62), "bymerge": (697932, 116323, 47), "balanced": (112800, 18800, 47), "letters": (124800, 20800, 26), "digits": (240000, 40000, 10), "mnist": (60000, 10000, 10)}

    _names = None

    def __init__(self, root=None, split="byclass", **kwargs):
        self._train, self._test, self._classes = self._sizes[split]
        super().__init__(root, **kwargs)


class USPS(_Known):
    _size = (16, 16)
    _train = 7291
    _test = 2007

    @property
    def data(self):
        import numpy

        return numpy.empty((len(self), 16, 16), dtype=numpy.uint8)

    @property
    def targets(self):
        return _classes(len(self))


class CIFAR10(_Known):
    _names = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
    _size = (32, 32)
    _mode = "RGB"
    _train = 50000
    _test = 10000

    @property
    def data(self):
        import numpy

        w, h = self._size
        return numpy.empty((len(self), h, w, 3), dtype=numpy.uint8)

    @property
    def targets(self):
        return _classes(len(self))


class CIFAR100(CIFAR10):
    _classes = 100
    _names = None


class _Split(_Known):
    _splits = {}

    def __init__(self, root=None, split="train", transform=None, target_transform=None, download=False, **kwargs):
        super().__init__(root, True, transform, target_transform, download)
        self.split = split
        self._length = self._splits.get(split, self._train)

    @property
    def data(self):
        import numpy

        w, h = self._size
        return numpy.empty((len(self), 3, h, w), dtype=numpy.uint8)

    @property
    def labels(self):
        import numpy

        return numpy.empty((len(self),), dtype=numpy.int64)


class SVHN(_Split):
    _size = (32, 32)
    _mode = "RGB"
    _splits = {"train": 73257, "test": 26032, "extra": 531131}


class STL10(_Split):
    _names = ("airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck")
    _size = (96, 96)
    _mode = "RGB"
    _splits = {"train": 5000, "test": 8000, "unlabeled": 100000, "train+unlabeled": 105000}

    def __init__(self, root=None, split="train", folds=None, transform=None, target_transform=None, download=False):
        super().__init__(root, split, transform, target_transform, download)


class _Varied(VisionDataset):
    """RGB images of sizes that differ."""

    samples = imgs = unknown("the images of the data set")
    targets = unknown("the classes of the items")
    classes = class_to_idx = unknown("the classes of the data set")

    def __init__(self, root=None, *args, transform=None, target_transform=None, transforms=None, **kwargs):
        super().__init__(root, transforms, transform, target_transform)
        callables = [a for a in args if callable(a)]
        if transform is None and callables:
            self.transform = callables[0]

    def __len__(self):
        return unknown("the number of images", 0)

    def __getitem__(self, index):
        return self._give(Image("RGB", (symbol("W"), symbol("H"))), unknown("the class of an item", 0))


class DatasetFolder(_Varied):
    pass


class ImageFolder(_Varied):
    def __init__(self, root=None, transform=None, target_transform=None, loader=None, is_valid_file=None, allow_empty=False):
        super().__init__(root, transform=transform, target_transform=target_transform)


class ImageNet(_Varied):
    pass


class Caltech101(_Varied):
    pass


class Caltech256(_Varied):
    pass


class Flowers102(_Varied):
    pass


class Food101(_Varied):
    pass


class StanfordCars(_Varied):
    pass


class OxfordIIITPet(_Varied):
    pass


class FGVCAircraft(_Varied):
    pass


class Places365(_Varied):
    pass


class DTD(_Varied):
    pass


class EuroSAT(_Varied):
    pass


class GTSRB(_Varied):
    pass


class Country211(_Varied):
    pass


class SUN397(_Varied):
    pass


class LSUN(_Varied):
    pass


class CelebA(_Varied):
    def __getitem__(self, index):
        import torch

        return self._give(Image("RGB", (178, 218)), torch.empty((40,), dtype=torch.int64))


class FakeData(VisionDataset):
    def __init__(self, size=1000, image_size=(3, 224, 224), num_classes=10, transform=None, target_transform=None, random_offset=0):
        super().__init__(None, transform=transform, target_transform=target_transform)
        self.size = size
        self.image_size = image_size
        self.num_classes = num_classes

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        return self._give(Image("RGB", (self.image_size[2], self.image_size[1])), unknown("the class of an item", 0))


class _Segmentation(VisionDataset):
    def __init__(self, root=None, *args, transform=None, target_transform=None, transforms=None, **kwargs):
        super().__init__(root, transforms, transform, target_transform)

    def __len__(self):
        return unknown("the number of images", 0)

    def __getitem__(self, index):
        size = (symbol("W"), symbol("H"))
        return self._give(Image("RGB", size), Image("L", size))


class VOCSegmentation(_Segmentation):
    pass


class Cityscapes(_Segmentation):
    pass


class SBDataset(_Segmentation):
    pass
