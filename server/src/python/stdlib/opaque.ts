/** Modules whose every name is unknown: what they give has no part in a tensor's shape. */
export const opaqueModules: ReadonlySet<string> = new Set(
  `
  _thread array ast asyncio base64 binascii calendar cProfile cgi code codecs colorsys concurrent concurrent.futures configparser csv ctypes
  ctypes.util curses datetime dateutil decimal difflib dis distutils distutils.util distutils.version doctest email encodings faulthandler fcntl filecmp fileinput ftplib getopt getpass glob
  gzip bz2 lzma hashlib hmac html html.parser http http.client http.server imp importlib.machinery importlib.resources importlib.abc io keyword linecache locale mailbox marshal mimetypes mmap
  multiprocessing multiprocessing.pool multiprocessing.shared_memory multiprocessing.managers netrc nturl2path opcode optparse pdb pickle pickletools pkgutil platform plistlib poplib posixpath pprint profile pstats pty pwd grp py_compile
  readline reprlib resource runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 ssl stat stringprep struct subprocess
  symtable sysconfig tarfile termios timeit token tokenize tomllib trace tracemalloc tty turtle unicodedata unittest.case unittest.suite unittest.loader urllib urllib.error
  urllib.parse urllib.request uuid venv wave webbrowser winreg wsgiref xml xml.dom xml.dom.minidom xml.etree xml.etree.ElementTree xmlrpc zipfile zipimport zlib zoneinfo
  pytorch_lightning.callbacks pytorch_lightning.loggers pytorch_lightning.utilities pytorch_lightning.strategies pytorch_lightning.plugins pytorch_lightning.tuner pytorch_lightning.profilers pytorch_lightning.cli pytorch_lightning.metrics
  lightning.pytorch.callbacks lightning.pytorch.loggers lightning.pytorch.utilities lightning.pytorch.strategies lightning.pytorch.plugins lightning.pytorch.tuner lightning.pytorch.profilers lightning.pytorch.cli lightning.pytorch.metrics
  `
    .trim()
    .split(/\s+/),
);
