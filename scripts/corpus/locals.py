"""Which shapes assigned variables take while models run: the truth that `shapelint shapes` is held against.

usage: locals.py CASES.json OUT.jsonl.gz       (cases as for truth.py)
A line of OUT: {"case", "file", "locals": [[line, name, [shape, ...]], ...]}: every assignment in the file of the case's
module that was executed while the model was built and called, with each distinct shape that it took; none where no tensor
was in it. The module is compiled with a note after each assignment: to a name or an attribute of self, by a loop, a
`with`, a comprehension or a walrus.
"""
import ast, gzip, importlib.machinery, json, sys

NOTE = "__note_shape__"
seen = {}
noting = False


def note_in(module):
    def note(line, name, value):
        if noting:
            shapes = seen.setdefault(module, {}).setdefault((line, name), [])
            shape = truth.shape_of(value) if has_tensor(value) else None
            if shape is not None and shape not in shapes:
                shapes.append(shape)
        return True

    return note


def has_tensor(v, depth=0):
    if isinstance(v, torch.Tensor):
        return True
    items = v.values() if isinstance(v, dict) else v if isinstance(v, (tuple, list)) else ()
    return depth < 4 and len(items) <= 64 and any(has_tensor(x, depth + 1) for x in items)


def targets(node):
    if isinstance(node, (ast.Tuple, ast.List)):
        return [t for e in node.elts for t in targets(e)]
    if isinstance(node, ast.Starred):
        return targets(node.value)
    if isinstance(node, ast.Name):
        return [(node, node.id)]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return [(node, f"self.{node.attr}")]
    return []


def notes(*nodes):
    """A call for each name that these targets bind."""
    calls = []
    for target, name in (t for node in nodes for t in targets(node)):
        value = ast.parse(name, mode="eval").body
        call = ast.Call(ast.Name(NOTE, ast.Load()), [ast.Constant(target.lineno), ast.Constant(name), value], [])
        calls.append(ast.fix_missing_locations(ast.copy_location(call, target)))
    return calls


class Noting(ast.NodeTransformer):
    def after(self, node, *nodes):
        self.generic_visit(node)
        return [node, *(ast.copy_location(ast.Expr(call), node) for call in notes(*nodes))]

    def visit_Assign(self, node):
        return self.after(node, *node.targets)

    def visit_AugAssign(self, node):
        return self.after(node, node.target)

    def visit_AnnAssign(self, node):
        return self.after(node, *([node.target] if node.value else []))

    def visit_ClassDef(self, node):
        node.body = [self.visit(n) if isinstance(n, (ast.FunctionDef, ast.ClassDef)) else n for n in node.body]
        return node

    def within(self, node, *nodes):
        self.generic_visit(node)
        node.body[:0] = [ast.copy_location(ast.Expr(call), node) for call in notes(*nodes)]
        return node

    def visit_For(self, node):
        return self.within(node, node.target)

    def visit_With(self, node):
        return self.within(node, *(item.optional_vars for item in node.items if item.optional_vars))

    def visit_comprehension(self, node):
        self.generic_visit(node)
        node.ifs[:0] = notes(node.target)
        return node

    def visit_NamedExpr(self, node):
        self.generic_visit(node)
        both = ast.Tuple([node, *notes(node.target)], ast.Load())
        return ast.fix_missing_locations(ast.copy_location(ast.Subscript(both, ast.Constant(0), ast.Load()), node))


class Loader(importlib.machinery.SourceFileLoader):
    def source_to_code(self, data, path, *, _optimize=-1):
        return compile(Noting().visit(ast.parse(data)), path, "exec")

    def get_code(self, fullname):
        return self.source_to_code(self.get_data(self.path), self.path)

    def exec_module(self, module):
        module.__dict__[NOTE] = note_in(module.__name__)
        super().exec_module(module)


class Finder:
    def __init__(self, names):
        self.names = names

    def find_spec(self, name, path=None, target=None):
        if name not in self.names:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        spec.loader = Loader(name, spec.origin)
        return spec


cases = json.load(open(sys.argv[1]))
sys.meta_path.insert(0, Finder({case["module"] for case in cases}))
# Imported after the finder is in place, since they import the models.
import torch
import truth


def run(case):
    global noting
    seen.clear()
    torch.manual_seed(0)
    module = importlib.import_module(case["module"])
    ns = dict(vars(module), torch=torch, nn=torch.nn)
    exec(case.get("setup", ""), ns)
    noting = True
    model = eval(case["entry"], ns)
    noting = False
    getattr(model, case.get("mode", "eval"))()
    args = [truth.make_input(s, ns) for s in case["inputs"]]
    noting = True
    with torch.no_grad():
        model(*args)
    noting = False
    return {"case": case, "file": module.__file__.split("site-packages/")[-1], "locals": [[line, name, shapes] for (line, name), shapes in sorted(seen.get(case["module"], {}).items())]}


if __name__ == "__main__":
    with gzip.GzipFile(sys.argv[2], "wb", mtime=0) as out:
        for case in cases:
            row = run(case)
            print(case["id"], len(row["locals"]), flush=True)
            out.write((json.dumps(row, separators=(",", ":")) + "\n").encode())
