"""`tqdm`: progress bars pass through what they show."""


class tqdm:
    def __init__(self, iterable=None, *args, total=None, **kwargs):
        self.iterable = iterable
        self.total = total
        self.n = 0
        self.desc = kwargs.get("desc")
        self.disable = False

    def __iter__(self):
        return iter(self.iterable)

    def __len__(self):
        return len(self.iterable) if hasattr(self.iterable, "__len__") else self.total

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        pass

    def __bool__(self):
        return True

    def update(self, n=1):
        pass

    def close(self):
        pass

    def refresh(self, *args, **kwargs):
        pass

    def reset(self, total=None):
        pass

    def clear(self, *args, **kwargs):
        pass

    def unpause(self):
        pass

    def set_description(self, desc=None, refresh=True):
        pass

    def set_description_str(self, desc=None, refresh=True):
        pass

    def set_postfix(self, ordered_dict=None, refresh=True, **kwargs):
        pass

    def set_postfix_str(self, s="", refresh=True):
        pass

    @classmethod
    def write(cls, s, *args, **kwargs):
        pass

    @classmethod
    def pandas(cls, *args, **kwargs):
        pass


def trange(*args, **kwargs):
    return tqdm(range(*args), **kwargs)


tqdm_notebook = tqdm
