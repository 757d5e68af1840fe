"""Copies a package's models with every file and class renamed: what is known of them must come from their code.

usage: rename.py SITE_PACKAGES PACKAGE OUT_SITE_PACKAGES        (PACKAGE: torchvision.models, timm.models)
Prints {"classes": {old: new}, "files": {old: new}} as JSON. Everything else in SITE_PACKAGES is linked to. A class keeps
its name only if the same name stands for something else as well: an attribute of what is imported from elsewhere.
"""
import ast, json, os, re, shutil, sys


def sources(folder):
    for at, _, names in os.walk(folder):
        for name in sorted(names):
            if name.endswith(".py"):
                yield os.path.join(at, name)


def foreign_attributes(trees, classes):
    """Class names that are also used as attributes (`nn.Linear`) or imported from outside."""
    found = set()
    for tree, package in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.ImportFrom) and not is_inside(node, package):
                found.update(alias.name for alias in node.names)
    return found & classes


def is_inside(node, package):
    """Whether an import is from the renamed package; `package` holds the names of the importing file's package."""
    return resolve(node, package)[: len(ROOT)] == ROOT


def resolve(node, package):
    base = package[: len(package) - node.level + 1] if node.level else []
    return [*base, *(node.module.split(".") if node.module else [])]


class Edits:
    """Replacements in a text, by line and column in bytes."""

    def __init__(self, text):
        self.lines = [line.encode() for line in text.split("\n")]
        self.edits = set()

    def word(self, line, start, old, new):
        self.edits.add((line - 1, start, start + len(old), new))

    def result(self):
        for line, start, end, new in sorted(self.edits, reverse=True):
            text = self.lines[line]
            self.lines[line] = text[:start] + new.encode() + text[end:]
        return b"\n".join(self.lines)


def rename_classes(tree, edits, classes):
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in classes:
            edits.word(node.lineno, node.col_offset, node.id, classes[node.id])
        elif isinstance(node, ast.ClassDef) and node.name in classes:
            line = edits.lines[node.lineno - 1]
            edits.word(node.lineno, line.index(b"class ", node.col_offset) + 6, node.name, classes[node.name])
        elif isinstance(node, ast.Constant) and node.value in classes and isinstance(node.value, str) and node.lineno == node.end_lineno:
            edits.word(node.lineno, node.col_offset + 1, node.value, classes[node.value])


def rename_imports(tree, edits, package, classes, files):
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not is_inside(node, package):
            continue
        target = resolve(node, package)
        names = node.module.split(".") if node.module else []
        new = [files.get(".".join([*target[: len(target) - len(names)], *names[: i + 1]]), name) for i, name in enumerate(names)]
        if new != names:
            line = edits.lines[node.lineno - 1]
            at = re.compile(rb"from\s+\.*").match(line, node.col_offset).end()
            edits.word(node.lineno, at, node.module, ".".join(new))
        for alias in node.names:
            module = files.get(".".join([*target, alias.name]))
            if alias.name in classes:
                edits.word(alias.lineno, alias.col_offset, alias.name, classes[alias.name])
            elif module is not None:
                edits.word(alias.lineno, alias.col_offset, alias.name, module if alias.asname else f"{module} as {alias.name}")


def main(site, package, out):
    global ROOT
    ROOT = package.split(".")
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    for name in os.listdir(site):
        if name != ROOT[0]:
            os.symlink(os.path.join(os.path.abspath(site), name), os.path.join(out, name))
    shutil.copytree(os.path.join(site, ROOT[0]), os.path.join(out, ROOT[0]), ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    folder = os.path.join(out, *ROOT)
    module_of = lambda path: [*ROOT, *os.path.relpath(path, folder).removesuffix(".py").split(os.sep)]
    paths = list(sources(folder))
    trees = {path: ast.parse(open(path, encoding="utf-8").read()) for path in paths}
    inside = [(tree, module_of(path)[:-1]) for path, tree in trees.items()]
    defined = sorted({node.name for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)})
    kept = foreign_attributes(inside, set(defined))
    classes = {name: f"K{i}" for i, name in enumerate(defined) if name not in kept}
    modules = sorted(".".join(module_of(path)) for path in paths if not path.endswith("__init__.py"))
    files = {module: f"f{i}" for i, module in enumerate(modules) if not module.split(".")[-1].startswith("_")}
    for path, tree in trees.items():
        edits = Edits(open(path, encoding="utf-8").read())
        rename_classes(tree, edits, classes)
        rename_imports(tree, edits, module_of(path)[:-1], classes, files)
        with open(path, "wb") as f:
            f.write(edits.result())
        new = files.get(".".join(module_of(path)))
        if new is not None:
            os.rename(path, os.path.join(os.path.dirname(path), f"{new}.py"))
    json.dump({"classes": classes, "files": files}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
