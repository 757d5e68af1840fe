"""`fnmatch`."""

import re


def translate(pat):
    out = ""
    i = 0
    while i < len(pat):
        c = pat[i]
        i += 1
        if c == "*":
            out += ".*"
        elif c == "?":
            out += "."
        elif c == "[" and "]" in pat[i + 1 :]:
            end = pat.index("]", i + 1)
            inside = pat[i:end].replace("\\", r"\\")
            i = end + 1
            out += "[" + ("^" + inside[1:] if inside.startswith("!") else inside) + "]"
        else:
            out += re.escape(c)
    return rf"(?s:{out})\Z"


def fnmatchcase(name, pat):
    return re.fullmatch(translate(pat)[4:-3], name, re.S) is not None


fnmatch = fnmatchcase


def filter(names, pat):
    return [n for n in names if fnmatchcase(n, pat)]
