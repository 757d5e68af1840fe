"""`pathlib`: what a path's text says is exact; what a disk would say is not known."""

import os
from fnmatch import fnmatchcase

from _shapelint import unknown


class PurePath:
    def __init__(self, *args):
        text = os.path.join(*[os.fspath(a) for a in args]) if args else "."
        self._text = self._normal(text)

    @staticmethod
    def _normal(text):
        root = "/" if text.startswith("/") else ""
        parts = [p for p in text.split("/") if p not in ("", ".")]
        return root + "/".join(parts) or "."

    def _new(self, text):
        return type(self)(text)

    def __str__(self):
        return self._text

    def __fspath__(self):
        return self._text

    def __repr__(self):
        name = "PosixPath" if isinstance(self, Path) else "PurePosixPath"
        return f"{name}({self._text!r})"

    def __eq__(self, other):
        return isinstance(other, PurePath) and self._text == other._text

    def __hash__(self):
        return hash(self._text)

    def __lt__(self, other):
        return self.parts < other.parts

    def __truediv__(self, other):
        return self._new(os.path.join(self._text, os.fspath(other)))

    def __rtruediv__(self, other):
        return self._new(os.path.join(os.fspath(other), self._text))

    @property
    def parts(self):
        parts = [p for p in self._text.split("/") if p not in ("", ".")]
        return tuple(["/"] + parts if self._text.startswith("/") else parts)

    @property
    def name(self):
        return "" if self._text in (".", "/") else self._text.rsplit("/", 1)[-1]

    @property
    def stem(self):
        name = self.name
        dot = name.rfind(".")
        return name[:dot] if 0 < dot < len(name) - 1 else name

    @property
    def suffix(self):
        return self.name[len(self.stem) :]

    @property
    def suffixes(self):
        name = self.name
        if name.endswith("."):
            return []
        return ["." + s for s in name.lstrip(".").split(".")[1:]]

    @property
    def parent(self):
        if self._text in (".", "/"):
            return self
        head = self._text.rpartition("/")[0]
        return self._new(head or ("/" if self._text.startswith("/") else "."))

    @property
    def parents(self):
        found = []
        path = self
        while path.parent._text != path._text:
            path = path.parent
            found.append(path)
        return found

    @property
    def root(self):
        return "/" if self._text.startswith("/") else ""

    @property
    def anchor(self):
        return self.root

    @property
    def drive(self):
        return ""

    def as_posix(self):
        return self._text

    def as_uri(self):
        return "file://" + self._text

    def is_absolute(self):
        return self._text.startswith("/")

    def joinpath(self, *others):
        return self._new(os.path.join(self._text, *[os.fspath(o) for o in others]))

    def with_name(self, name):
        if not self.name:
            raise ValueError(f"{self!r} has an empty name")
        return self.parent / name

    def with_stem(self, stem):
        return self.with_name(stem + self.suffix)

    def with_suffix(self, suffix):
        if suffix and not suffix.startswith("."):
            raise ValueError(f"Invalid suffix {suffix!r}")
        return self.with_name(self.stem + suffix)

    def relative_to(self, *other):
        base = self._new(*other) if len(other) == 1 else type(self)(*other)
        mine, theirs = self.parts, base.parts
        if mine[: len(theirs)] != theirs:
            raise ValueError(f"{self._text!r} is not in the subpath of {base._text!r} OR one path is relative and the other is absolute.")
        return self._new("/".join(mine[len(theirs) :]) or ".")

    def is_relative_to(self, *other):
        base = type(self)(*other)
        return self.parts[: len(base.parts)] == base.parts

    def match(self, path_pattern, *, case_sensitive=None):
        wanted = [p for p in path_pattern.split("/") if p]
        own = list(self.parts)
        if len(wanted) > len(own):
            return False
        return all(fnmatchcase(p, w) for p, w in zip(reversed(own), reversed(wanted)))


class Path(PurePath):
    @classmethod
    def cwd(cls):
        return unknown("the working folder")

    @classmethod
    def home(cls):
        return unknown("a user's home folder")

    def exists(self):
        return unknown("whether a file exists")

    def is_file(self):
        return unknown("whether a file exists")

    def is_dir(self):
        return unknown("whether a folder exists")

    def is_symlink(self):
        return unknown("whether a file is a link")

    def stat(self, *, follow_symlinks=True):
        return unknown("a file's state")

    def open(self, mode="r", *args, **kwargs):
        return open(self._text, mode)

    def read_text(self, *args, **kwargs):
        return open(self._text).read()

    def read_bytes(self):
        return open(self._text, "rb").read()

    def write_text(self, *args, **kwargs):
        return unknown("the number of characters written")

    def write_bytes(self, data):
        return unknown("the number of bytes written")

    def iterdir(self):
        return unknown("a folder's content")

    def glob(self, pattern):
        return unknown("a folder's content")

    def rglob(self, pattern):
        return unknown("a folder's content")

    def mkdir(self, *args, **kwargs):
        pass

    def rmdir(self):
        pass

    def unlink(self, *args, **kwargs):
        pass

    def touch(self, *args, **kwargs):
        pass

    def rename(self, target):
        return self._new(target)

    def replace(self, target):
        return self._new(target)

    def symlink_to(self, target, *args, **kwargs):
        pass

    def absolute(self):
        return self if self.is_absolute() else unknown("the working folder")

    def resolve(self, strict=False):
        return self._new(os.path.normpath(self._text)) if self.is_absolute() else unknown("the working folder")

    def expanduser(self):
        return unknown("a user's home folder") if self._text.startswith("~") else self


PosixPath = Path
WindowsPath = Path
PurePosixPath = PurePath
PureWindowsPath = PurePath
