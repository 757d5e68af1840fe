"""Versions and how they compare (https://packaging.pypa.io/en/stable/version.html, PEP 440)."""
import re

from _shapelint import is_known, unknown

_LATE = 1 << 30


class InvalidVersion(ValueError):
    pass


class Version:
    def __init__(self, version):
        self._text = version
        self.epoch = 0
        self.local = None
        found = re.match(r"^\s*v?(\d+(?:\.\d+)*)(.*?)\s*$", version.partition("+")[0])
        if found is None:
            raise InvalidVersion(f"Invalid version: {version!r}")
        self.release = tuple(int(part) for part in found.group(1).split("."))
        rest = found.group(2).lower()
        pre = re.search(r"(alpha|beta|preview|pre|a|b|c|rc)[-_.]?(\d*)", rest)
        post = re.search(r"(?:post|rev|r(?!c))[-_.]?(\d*)", rest)
        dev = re.search(r"dev[-_.]?(\d*)", rest)
        self.pre = (pre.group(1)[0], int(pre.group(2) or 0)) if pre else None
        self.post = int(post.group(1) or 0) if post else None
        self.dev = int(dev.group(1) or 0) if dev else None
        if "+" in version:
            self.local = version.partition("+")[2]

    @property
    def major(self):
        return self.release[0]

    @property
    def minor(self):
        return self.release[1] if len(self.release) > 1 else 0

    @property
    def micro(self):
        return self.release[2] if len(self.release) > 2 else 0

    @property
    def base_version(self):
        return ".".join(str(part) for part in self.release)

    @property
    def public(self):
        return self._text.partition("+")[0]

    @property
    def is_prerelease(self):
        return self.pre is not None or self.dev is not None

    @property
    def is_postrelease(self):
        return self.post is not None

    @property
    def is_devrelease(self):
        return self.dev is not None

    def _key(self):
        release = self.release
        while len(release) > 1 and release[-1] == 0:
            release = release[:-1]
        if self.pre is not None:
            stage = ({"a": 0, "b": 1}.get(self.pre[0], 2), self.pre[1])
        elif self.dev is not None and self.post is None:
            stage = (-1, 0)
        else:
            stage = (_LATE, 0)
        return (release, stage, -1 if self.post is None else self.post, _LATE if self.dev is None else self.dev, self.local is not None)

    def __eq__(self, other):
        return self._key() == other._key() if isinstance(other, Version) else NotImplemented

    def __ne__(self, other):
        return self._key() != other._key() if isinstance(other, Version) else NotImplemented

    def __lt__(self, other):
        return self._key() < other._key() if isinstance(other, Version) else NotImplemented

    def __le__(self, other):
        return self._key() <= other._key() if isinstance(other, Version) else NotImplemented

    def __gt__(self, other):
        return self._key() > other._key() if isinstance(other, Version) else NotImplemented

    def __ge__(self, other):
        return self._key() >= other._key() if isinstance(other, Version) else NotImplemented

    def __hash__(self):
        return hash(self._text)

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"<Version('{self._text}')>"


def parse(version):
    return Version(version) if is_known(version) else unknown("a version")


VERSION_PATTERN = unknown("packaging.version.VERSION_PATTERN")
