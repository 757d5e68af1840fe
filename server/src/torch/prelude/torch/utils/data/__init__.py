"""torch.utils.data: data sets and loaders. A loader gives one batch of each distinct size: a full one, and the smaller last one."""
import bisect
import math

import torch
from _shapelint import iterator, samples, sized, symbol, unknown
from torch.utils.data import _reaching


class Dataset:
    def __getitem__(self, index):
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other):
        return ConcatDataset([self, other])

    def __class_getitem__(cls, item):
        return cls


class IterableDataset(Dataset):
    pass


class TensorDataset(Dataset):
    def __init__(self, *tensors):
        assert all(tensors[0].size(0) == tensor.size(0) for tensor in tensors), "Size mismatch between tensors"
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].size(0)


class StackDataset(Dataset):
    def __init__(self, *args, **kwargs):
        self.datasets = kwargs if kwargs else args

    def __getitem__(self, index):
        if isinstance(self.datasets, dict):
            return {k: d[index] for k, d in self.datasets.items()}
        return tuple(d[index] for d in self.datasets)

    def __len__(self):
        return len(list(self.datasets.values())[0] if isinstance(self.datasets, dict) else self.datasets[0])


class ConcatDataset(Dataset):
    def __init__(self, datasets):
        self.datasets = list(datasets)
        assert len(self.datasets) > 0, "datasets should not be an empty iterable"

    def __len__(self):
        return sum(len(d) for d in self.datasets)

    def __getitem__(self, idx):
        return self.datasets[0][idx]


class ChainDataset(IterableDataset):
    def __init__(self, datasets):
        self.datasets = list(datasets)

    def __iter__(self):
        for d in self.datasets:
            yield from d


class Subset(Dataset):
    def __init__(self, dataset, indices):
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, idx):
        return self.dataset[0]

    def __len__(self):
        return len(self.indices)


def random_split(dataset, lengths, generator=None):
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        n = len(dataset)
        sizes = [int(math.floor(n * frac)) for frac in lengths]
        for i in range(n - sum(sizes)):
            sizes[i % len(sizes)] += 1
        lengths = sizes
    if sum(lengths) != len(dataset):
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    return [Subset(dataset, range(n)) for n in lengths]


class Sampler:
    def __init__(self, data_source=None):
        self.data_source = data_source

    def __class_getitem__(cls, item):
        return cls


class SequentialSampler(Sampler):
    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)


class RandomSampler(Sampler):
    def __init__(self, data_source, replacement=False, num_samples=None, generator=None):
        self.data_source = data_source
        self.num_samples = num_samples

    def __iter__(self):
        return iter(unknown("the places that a sampler draws"))

    def __len__(self):
        return len(self.data_source) if self.num_samples is None else self.num_samples


class SubsetRandomSampler(Sampler):
    def __init__(self, indices, generator=None):
        self.indices = indices

    def __iter__(self):
        return iter(unknown("the places that a sampler draws"))

    def __len__(self):
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    def __init__(self, weights, num_samples, replacement=True, generator=None):
        self.num_samples = num_samples

    def __iter__(self):
        return iter(unknown("the places that a sampler draws"))

    def __len__(self):
        return self.num_samples


class BatchSampler(Sampler):
    def __init__(self, sampler, batch_size, drop_last):
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self):
        return iter(unknown("the batches of a sampler"))

    def __len__(self):
        n = len(self.sampler)
        return n // self.batch_size if self.drop_last else (n + self.batch_size - 1) // self.batch_size


class WorkerInfo:
    id = 0
    num_workers = 1
    seed = 0
    dataset = None


def get_worker_info():
    return None


def default_convert(data):
    return data


def default_collate(batch):
    return _collate(batch[0], len(batch))


# So many items of a batch are compared, so many of a data set looked at for their labels, and so many batches of a sampler put together.
_MOST_COMPARED = 9
_MOST_LABELS = 64
_MOST_BATCHES = 16


def _collate(item, n, others=None):
    """A batch of n items that look like `item`. `others`: all items of which it may be made, where they are few."""
    if others is not None and (type(item) is int or isinstance(item, torch.Tensor) and item.dim() == 0):
        return _reaching(_collate(item, n), others)
    if others is not None and type(item) in (tuple, list):
        return [_collate(v, n, [o[k] for o in others if type(o) in (tuple, list) and len(o) == len(item)]) for k, v in enumerate(item)]
    if others is not None and type(item) is dict:
        return {k: _collate(v, n, [o[k] for o in others if type(o) is dict and k in o]) for k, v in item.items()}
    if isinstance(item, torch.Tensor):
        return torch.empty((n,) + tuple(item.shape), dtype=item.dtype)
    if isinstance(item, bool) or isinstance(item, int):
        return torch.empty((n,), dtype=torch.int64)
    if isinstance(item, float):
        return torch.empty((n,), dtype=torch.float64)
    if isinstance(item, str) or isinstance(item, bytes):
        return [item] * n if isinstance(n, int) else [item]
    if isinstance(item, dict):
        return {k: _collate(v, n) for k, v in item.items()}
    if isinstance(item, tuple) and hasattr(item, "_fields"):
        return type(item)(*(_collate(v, n) for v in item))
    if isinstance(item, (tuple, list)):
        return [_collate(v, n) for v in item]
    if hasattr(item, "__array__") and hasattr(item, "shape"):
        return torch.empty((n,) + tuple(item.shape), dtype=torch.from_numpy(item).dtype)
    if item is None:
        raise TypeError("default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class 'NoneType'>")
    if getattr(type(item), "__is_pil_image__", False):
        raise TypeError("default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class 'PIL.Image.Image'>")
    return unknown("how the loader puts these items together")


def _check_equal(item, other):
    """Items that are put together must be alike."""
    if isinstance(item, torch.Tensor) and isinstance(other, torch.Tensor):
        torch.stack([item, other])
    elif isinstance(item, (tuple, list)) and isinstance(other, (tuple, list)):
        for a, b in zip(item, other):
            _check_equal(a, b)
    elif isinstance(item, dict) and isinstance(other, dict):
        for k in item:
            if k in other:
                _check_equal(item[k], other[k])


class DataLoader:
    def __init__(self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, collate_fn=None, pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None, multiprocessing_context=None, generator=None, *, prefetch_factor=None, persistent_workers=False, pin_memory_device="", in_order=True):
        if num_workers < 0:
            raise ValueError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None and (batch_size != 1 or shuffle or sampler is not None or drop_last):
            raise ValueError("batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last")
        if batch_sampler is None and sampler is None and not isinstance(dataset, IterableDataset):
            # A random sampler asks for the length when it is made, one in order when it is used.
            if shuffle and len(dataset) == 0:
                raise ValueError("num_samples should be a positive integer value, but got num_samples=0")
        self.dataset = dataset
        # A size that nobody knows is a size: a loader without batches says None where it is made.
        self.batch_size = sized(batch_size, "batch") if batch_sampler is None else getattr(batch_sampler, "batch_size", None)
        self._sampler = sampler
        self._batch_sampler = batch_sampler
        self.sampler = unknown("the sampler of a loader") if sampler is None else sampler
        self.batch_sampler = unknown("the batch sampler of a loader") if batch_sampler is None and batch_size is not None else batch_sampler
        self.num_workers = num_workers
        self.collate_fn = collate_fn
        self.pin_memory = pin_memory
        self.drop_last = drop_last if batch_sampler is None else getattr(batch_sampler, "drop_last", False)
        self.shuffle = shuffle

    def __class_getitem__(cls, item):
        return cls

    def _count(self):
        if self._sampler is not None and hasattr(self._sampler, "__len__"):
            return len(self._sampler)
        if hasattr(self.dataset, "__len__") or (self._batch_sampler is None and not isinstance(self.dataset, IterableDataset)):
            return len(self.dataset)
        return unknown("the number of items in the data set")

    def __len__(self):
        n = self._count()
        if self.batch_size is None:
            return n
        if self.drop_last:
            return n // self.batch_size
        return (n + self.batch_size - 1) // self.batch_size

    def _item(self):
        if isinstance(self.dataset, IterableDataset):
            for item in self.dataset:
                return item
            return unknown("an item of the data set")
        return self.dataset[0]

    def _batch(self, size):
        item = self._item()
        if self.collate_fn is not None:
            places = self._places(size)
            return self.collate_fn([self.dataset[places[i % len(places)]] if places else self._item() for i in range(size)])
        for i in self._places(size)[1:]:
            _check_equal(item, self.dataset[i])
        return _collate(item, size, self._all(item))

    def _all(self, item):
        """All items, where they are few and have labels of which to know how far they go; None: not looked at."""
        n = self._count()
        if self._sampler is not None or isinstance(self.dataset, IterableDataset) or not isinstance(n, int) or n > _MOST_LABELS or not _has_label(item):
            return None
        return [self.dataset[i] for i in range(n)]

    def _batch_of(self, places):
        """The batch that a sampler of batches asks for."""
        items = [self.dataset[i] for i in places]
        if self.collate_fn is not None:
            return self.collate_fn(items)
        for item in items[1:]:
            _check_equal(items[0], item)
        return _collate(items[0], len(items))

    def _places(self, size):
        """Places of items that share a batch: in order, all of a small one."""
        n = self._count()
        if self._sampler is not None or not isinstance(size, int) or size < 1 or not isinstance(n, int) or n < size or isinstance(self.dataset, IterableDataset):
            return []
        return list(range(min(size, 2 if self.shuffle else _MOST_COMPARED)))

    def _check_last(self, n):
        """The items of the last batch, in order, are put together as well."""
        size = n % self.batch_size or self.batch_size
        if self.shuffle or self._sampler is not None or self.collate_fn is not None or size < 2 or (self.drop_last and size < self.batch_size) or isinstance(self.dataset, IterableDataset):
            return
        _check_equal(self.dataset[n - size], self.dataset[n - 1])

    def _kind(self):
        """The class of the iterator."""
        return "_MultiProcessingDataLoaderIter" if isinstance(self.num_workers, int) and self.num_workers > 0 else "_SingleProcessDataLoaderIter"

    def __iter__(self):
        if self.batch_size is None and self._batch_sampler is None:
            return iterator([self._item()], self._kind())
        if self.batch_size is None:
            return self._sampled()
        n = self._count()
        known = isinstance(n, int) and not isinstance(n, bool)
        batches = []
        times = [] if known and isinstance(self.batch_size, int) else None
        if not known or n >= self.batch_size:
            batches.append(self._batch(self.batch_size))
            if times is not None:
                times.append(n // self.batch_size)
        if known and n > 1 and isinstance(self.batch_size, int):
            self._check_last(n)
        if known and n % self.batch_size != 0 and not self.drop_last:
            batches.append(self._batch(n % self.batch_size))
            if times is not None:
                times.append(1)
        return iterator(batches, self._kind()) if known and n < 2 * self.batch_size else samples(batches, self._kind(), times)

    def _sampled(self):
        """The batches of a sampler of the user's own, where it tells all their places."""
        batches = list(self._batch_sampler) if hasattr(self._batch_sampler, "__iter__") else []
        if not batches or any(not isinstance(places, (list, tuple)) or any(not isinstance(i, int) for i in places) for places in batches):
            return iterator([self._batch(symbol("batch"))], self._kind())
        made = [self._batch_of(places) for places in batches[:_MOST_BATCHES]]
        return iterator(made, self._kind()) if len(batches) <= _MOST_BATCHES else samples(made, self._kind())


def _has_label(item):
    """Whether an item, or a part of it, may be a label."""
    if isinstance(item, (tuple, list)):
        return any(_has_label(v) for v in item)
    if isinstance(item, dict):
        return any(_has_label(v) for v in item.values())
    return type(item) is int or isinstance(item, torch.Tensor) and item.dim() == 0


class DistributedSampler(Sampler):
    def __init__(self, dataset, num_replicas=None, rank=None, shuffle=True, seed=0, drop_last=False):
        self.dataset = dataset

    def __iter__(self):
        return iter(unknown("the places that a sampler draws"))

    def __len__(self):
        return len(self.dataset)

    def set_epoch(self, epoch):
        return None


class IterDataPipe(IterableDataset):
    pass


class MapDataPipe(Dataset):
    pass
