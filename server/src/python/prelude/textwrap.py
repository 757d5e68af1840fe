"""`textwrap`."""


def dedent(text):
    lines = text.split("\n")
    margin = None
    for line in lines:
        if not line.strip():
            continue
        indent = line[: len(line) - len(line.lstrip())]
        if margin is None:
            margin = indent
        else:
            n = 0
            while n < len(margin) and n < len(indent) and margin[n] == indent[n]:
                n += 1
            margin = margin[:n]
    size = len(margin or "")
    return "\n".join(line[size:] if line.strip() else "" for line in lines)


def indent(text, prefix, predicate=None):
    wanted = predicate or (lambda line: line.strip())
    return "".join(prefix + line if wanted(line) else line for line in text.splitlines(True))


def wrap(text, width=70, initial_indent="", subsequent_indent="", **kwargs):
    lines = []
    current = initial_indent
    empty = True
    for word in text.split():
        while len(word) > width - len(current) and empty and len(word) > width:
            room = width - len(current)
            lines.append(current + word[:room])
            word = word[room:]
            current = subsequent_indent
        joined = current + word if empty else current + " " + word
        if len(joined) <= width or empty:
            current = joined
        else:
            lines.append(current)
            current = subsequent_indent + word
        empty = False
    if not empty:
        lines.append(current)
    return lines


def fill(text, width=70, **kwargs):
    return "\n".join(wrap(text, width, **kwargs))


def shorten(text, width, placeholder=" [...]", **kwargs):
    words = text.split()
    if len(" ".join(words)) <= width:
        return " ".join(words)
    while words and len(" ".join(words)) + len(placeholder) > width:
        words.pop()
    return " ".join(words) + placeholder if words else placeholder.lstrip()


class TextWrapper:
    def __init__(self, width=70, **kwargs):
        self.width = width
        self.options = kwargs

    def wrap(self, text):
        return wrap(text, self.width, **self.options)

    def fill(self, text):
        return fill(text, self.width, **self.options)
