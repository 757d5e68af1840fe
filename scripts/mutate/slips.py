"""Single slips that people make in model code, as edits of one source text.

`slips(tree, text, executed)` gives every slip that the executed code allows, by kind.
An edit is (start, end, pieces): characters start..end are replaced by the pieces, each a
text or a span (start, end) of the original, so that a list of slips quotes nothing.
"""
import ast, random

INDEX_METHODS = {"cat", "concat", "stack", "softmax", "log_softmax", "mean", "sum", "max", "min", "argmax", "chunk", "split", "unbind", "squeeze", "unsqueeze", "flatten", "unflatten", "cumsum", "norm", "normalize", "std", "var", "roll", "flip", "select", "narrow", "index_select", "gather", "repeat_interleave", "amax", "logsumexp", "tensor_split", "glu"}
RESHAPES = {"flatten", "view", "reshape", "squeeze", "unsqueeze", "permute", "transpose", "contiguous", "expand", "unflatten", "repeat", "unbind", "chunk", "movedim", "swapaxes"}
ORDERS = {"permute", "view", "reshape", "transpose", "expand", "repeat", "unflatten", "tile", "zeros", "ones", "empty", "randn", "swapaxes", "movedim", "new_zeros", "as_strided", "unfold"}
WINDOW = {"stride", "padding", "kernel_size", "dilation", "output_padding", "output_size", "window_size", "patch_size", "scale_factor"}
WINDOWED = {"Conv2d", "Conv1d", "Conv3d", "MaxPool2d", "AvgPool2d", "MaxPool3d", "AvgPool3d", "ConvTranspose2d", "AdaptiveAvgPool2d", "max_pool2d", "avg_pool2d", "adaptive_avg_pool2d", "conv2d", "Conv2dNormActivation", "ConvNormAct", "create_conv2d", "BasicConv2d", "unfold", "ZeroPad2d", "pad", "interpolate", "Unfold", "ConvBNReLU", "ConvBnAct", "conv_bn", "Conv2d_BN", "Conv_BN"}
OTHER_LAYERS = {
    "Conv2d": ["Conv1d", "ConvTranspose2d", "Linear", "Conv3d"], "Linear": ["LayerNorm", "Conv1d", "Conv2d", "Bilinear"], "BatchNorm2d": ["BatchNorm1d", "LayerNorm", "InstanceNorm2d", "BatchNorm3d"],
    "LayerNorm": ["BatchNorm2d", "GroupNorm", "BatchNorm1d", "Linear"], "ReLU": ["Softmax", "PReLU", "GLU", "Identity"], "GELU": ["GLU", "ReLU", "Softmax2d"], "Identity": ["Flatten", "ReLU", "GLU"],
    "MaxPool2d": ["AvgPool2d", "MaxPool1d", "AdaptiveMaxPool2d", "MaxPool3d"], "AvgPool2d": ["MaxPool2d", "AvgPool1d", "AdaptiveAvgPool2d"], "AdaptiveAvgPool2d": ["AvgPool2d", "AdaptiveAvgPool1d", "MaxPool2d", "AdaptiveMaxPool2d"],
    "Dropout": ["Dropout2d", "AlphaDropout", "Softmax"], "Sequential": ["ModuleList", "ModuleDict"], "ModuleList": ["Sequential", "ParameterList"], "Parameter": ["Linear", "Buffer"],
    "relu": ["glu", "softmax", "max_pool2d"], "gelu": ["glu", "softmax"], "softmax": ["glu", "relu", "log_softmax"], "zeros": ["ones", "empty", "eye", "tensor"], "cat": ["stack", "add", "hstack", "vstack"], "stack": ["cat", "vstack"],
    "view": ["reshape", "expand", "permute"], "reshape": ["view", "expand", "permute"], "transpose": ["permute", "reshape", "flatten"], "permute": ["reshape", "view", "transpose"], "mean": ["sum", "max", "squeeze"], "sum": ["mean", "max", "prod"],
    "flatten": ["squeeze", "reshape", "unflatten"], "chunk": ["split", "unbind"], "split": ["chunk", "unbind"], "unbind": ["chunk", "squeeze"], "squeeze": ["unsqueeze", "flatten"], "unsqueeze": ["squeeze", "expand"], "size": ["numel", "dim", "stride"],
    "Hardswish": ["GLU", "Softmax"], "Sigmoid": ["LogSoftmax", "Softmax2d"], "interpolate": ["adaptive_avg_pool2d", "grid_sample"], "append": ["extend", "insert"], "items": ["keys", "values"], "Tanh": ["GLU"],
}
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.MatMult: "@", ast.Pow: "**"}
OTHER_OPERATORS = {"+": ["-", "*", "@"], "-": ["+", "*"], "*": ["+", "//", "@", "**"], "/": ["//", "*", "%"], "//": ["/", "*", "%"], "%": ["//", "*"], "@": ["*", "+"], "**": ["*", "//"]}


class Source:
    """Positions of nodes in a text, in characters."""

    def __init__(self, text):
        self.text = text
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.lines = text.splitlines(keepends=True)

    def at(self, line, col):
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:col].decode())

    def span(self, node):
        return (self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset))

    def of(self, node):
        s, e = self.span(node)
        return self.text[s:e]


def apply(text, edits):
    out = text
    for start, end, pieces in sorted(edits, key=lambda e: -e[0]):
        out = out[:start] + "".join(p if isinstance(p, str) else text[p[0]:p[1]] for p in pieces) + out[end:]
    return out


def misspelt(name, r):
    if len(name) < 2:
        return name + "_"
    i = r.randrange(len(name) - 1)
    how = r.randrange(3)
    if how == 0:
        return name[:i + 1] + name[i] + name[i + 1:]
    if how == 1 and len(name) > 3:
        return name[:i + 1] + name[i + 2:]
    return name[:i] + name[i + 1] + name[i] + name[i + 2:] if name[i] != name[i + 1] else name + "s"


def callee(call):
    f = call.func
    return f.attr if isinstance(f, ast.Attribute) else f.id if isinstance(f, ast.Name) else ""


class Finder(ast.NodeVisitor):
    def __init__(self, tree, text, executed, r):
        self.source = Source(text)
        self.executed = executed
        self.r = r
        self.found = {}
        self.functions = []
        self.classes = []
        self.parents = {c: p for p in ast.walk(tree) for c in ast.iter_child_nodes(p)}
        self.imported = {a.asname or a.name for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
        for n in tree.body:
            if isinstance(n, (ast.FunctionDef, ast.ClassDef)):
                self.visit(n)

    # ------------------------------------------------------------ bookkeeping
    def add(self, kind, *edits):
        self.found.setdefault(kind, []).append(list(edits))

    def ran(self, node):
        return any(l in self.executed for l in range(node.lineno, node.end_lineno + 1))

    def int_near(self, n):
        options = {n + 1, n - 1, n * 2, n // 2} - {n}
        return self.r.choice(sorted(options))

    def replace(self, kind, node, *pieces):
        s, e = self.source.span(node)
        self.add(kind, (s, e, list(pieces)))

    def remove_item(self, kind, items, i):
        """Removes one of the items of a comma separated list."""
        spans = [self.item_span(x) for x in items]
        if i + 1 < len(spans):
            self.add(kind, (spans[i][0], spans[i + 1][0], []))
        elif i > 0:
            self.add(kind, (spans[i - 1][1], spans[i][1], []))
        else:
            self.add(kind, (spans[i][0], spans[i][1], []))

    def item_span(self, x):
        if isinstance(x, ast.keyword):
            s, e = self.source.span(x)
            return (s, e)
        return self.source.span(x)

    def swap(self, kind, a, b):
        (s1, e1), (s2, e2) = self.source.span(a), self.source.span(b)
        if self.source.text[s1:e1] != self.source.text[s2:e2]:
            self.add(kind, (s1, e1, [(s2, e2)]), (s2, e2, [(s1, e1)]))

    # ------------------------------------------------------------ scopes
    def visit_ClassDef(self, node):
        self.classes.append(node)
        for s in node.body:
            self.visit(s)
        self.classes.pop()

    def visit_FunctionDef(self, node):
        body = [s for s in node.body if any(self.ran_deep(s) for _ in [0])]
        if not body:
            return
        self.defaults(node)
        self.functions.append(node)
        for s in node.body:
            self.statement(s)
        self.functions.pop()

    def ran_deep(self, s):
        return self.ran(s)

    def statement(self, s):
        if isinstance(s, (ast.FunctionDef, ast.ClassDef)):
            self.visit(s)
            return
        if not self.ran(s) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)):
            return
        simple = isinstance(s, (ast.Assign, ast.AugAssign, ast.Expr, ast.AnnAssign, ast.Return, ast.Assert, ast.Raise, ast.Delete))
        if simple:
            self.simple(s)
            for child in ast.iter_child_nodes(s):
                self.expressions(child)
            return
        if isinstance(s, (ast.If, ast.While)):
            self.condition(s)
            self.expressions(s.test)
        elif isinstance(s, ast.For):
            self.expressions(s.iter)
        elif isinstance(s, ast.With):
            for i in s.items:
                self.expressions(i.context_expr)
        for part in ("body", "orelse", "finalbody"):
            for inner in getattr(s, part, []):
                self.statement(inner)

    def expressions(self, node):
        for n in ast.walk(node):
            method = getattr(self, "on_" + type(n).__name__, None)
            if method and hasattr(n, "lineno"):
                method(n)

    # ------------------------------------------------------------ statements
    def simple(self, s):
        start, end = self.source.span(s)
        if isinstance(s, (ast.Assign, ast.AugAssign, ast.Expr)):
            self.add("dropped-statement", (start, end, ["pass"]))
        if isinstance(s, (ast.Assign, ast.AugAssign, ast.Expr)) and isinstance(getattr(s, "value", None), (ast.Call, ast.BinOp)):
            indent = self.source.lines[s.lineno - 1][:s.col_offset]
            if indent.strip() == "":
                self.add("duplicated-statement", (end, end, ["\n" + indent, (start, end)]))
        if isinstance(s, ast.Return) and s.value is not None:
            self.add("changed-return", (start, start + len("return"), ["_ ="]))
            if isinstance(s.value, ast.Tuple) and len(s.value.elts) > 1:
                self.replace("changed-return", s.value, self.source.span(s.value.elts[0]))
            elif isinstance(s.value, ast.Name):
                self.replace("changed-return", s.value, self.source.span(s.value), ", ", self.source.span(s.value))
            else:
                self.replace("changed-return", s.value, "(", self.source.span(s.value), ",)")
        if isinstance(s, ast.Assign) and len(s.targets) == 1:
            t = s.targets[0]
            if isinstance(t, ast.Tuple) and len(t.elts) > 1 and not any(isinstance(x, ast.Starred) for x in t.elts):
                self.remove_item("unpacking", t.elts, self.r.randrange(len(t.elts)))
                e = self.source.span(t.elts[-1])[1]
                self.add("unpacking", (e, e, [", _"]))
                i = self.r.randrange(len(t.elts) - 1)
                self.swap("unpacking", t.elts[i], t.elts[i + 1])
            elif isinstance(t, ast.Name) and isinstance(s.value, ast.Call) and "x" in t.id:
                e = self.source.span(t)[1]
                self.add("unpacking", (e, e, [", _"]))

    def condition(self, s):
        t = s.test
        span = self.source.span(t)
        self.replace("wrong-condition", t, "not (", span, ")")
        if isinstance(t, ast.BoolOp):
            self.replace("wrong-condition", t, self.source.span(t.values[self.r.randrange(len(t.values))]))
        self.replace("wrong-condition", t, self.r.choice(["True", "False"]))

    def defaults(self, node):
        a = node.args
        for d in [*a.defaults, *[k for k in a.kw_defaults if k is not None]]:
            if isinstance(d, ast.Constant):
                if isinstance(d.value, bool):
                    self.replace("changed-default", d, str(not d.value))
                elif isinstance(d.value, int):
                    self.replace("changed-default", d, str(self.int_near(d.value)))
                elif d.value is None:
                    self.replace("changed-default", d, self.r.choice(["0", "1", "True", "64", "''"]))
                elif isinstance(d.value, str):
                    self.replace("changed-default", d, "'" + misspelt(d.value, self.r) + "'" if "'" not in d.value and "\\" not in d.value else "None")
                elif isinstance(d.value, float):
                    self.replace("changed-default", d, self.r.choice(["1", "2.0", "None", "-1.0"]))
            elif isinstance(d, ast.Name):
                self.replace("changed-default", d, "None")
            elif isinstance(d, ast.Tuple) and d.elts:
                self.remove_item("changed-default", d.elts, self.r.randrange(len(d.elts)))
            elif isinstance(d, ast.Attribute):
                self.replace("changed-default", d, "None")
        params = a.args[1:] if a.args and a.args[0].arg in ("self", "cls") else a.args
        if a.defaults:
            i = len(a.args) - len(a.defaults)
            self.add("changed-parameter", (self.source.span(a.args[i])[1], self.source.span(a.defaults[0])[1], []))
        if len(params) > 1:
            j = self.r.randrange(len(params) - 1)
            if params[j] not in a.args[len(a.args) - len(a.defaults):] if a.defaults else True:
                if not (a.defaults and params[j + 1] in a.args[len(a.args) - len(a.defaults):]):
                    self.swap("changed-parameter", params[j], params[j + 1])
        for q in [*params, *a.kwonlyargs]:
            s = self.source.span(q)[0]
            self.add("changed-parameter", (s, s + len(q.arg), [misspelt(q.arg, self.r)]))

    # ------------------------------------------------------------ expressions
    def on_Constant(self, n):
        p = self.parents.get(n)
        if isinstance(n.value, bool):
            self.replace("changed-flag", n, str(not n.value))
        elif isinstance(n.value, int):
            self.replace("changed-integer", n, str(self.int_near(n.value)))
            self.replace("wrong-type", n, self.r.choice([f"{n.value}.0", f"'{n.value}'", "None", f"({n.value},)", f"[{n.value}]"]))
        elif isinstance(n.value, str) and not isinstance(p, (ast.JoinedStr, ast.FormattedValue, ast.Expr)):
            text = self.source.of(n)
            if n.value and text[1:-1] == n.value and not any(isinstance(q, (ast.Assert, ast.Raise)) for q in self.up(n)):
                self.replace("changed-string", n, text[0], misspelt(n.value, self.r), text[0])
        elif n.value is None:
            self.replace("wrong-type", n, self.r.choice(["0", "''", "()", "False"]))

    def up(self, n):
        while n in self.parents:
            n = self.parents[n]
            yield n

    def on_Call(self, n):
        name = callee(n)
        args = n.args
        span = self.source.span(n)
        plain = [a for a in args if not isinstance(a, ast.Starred)]
        if len(plain) == len(args):
            for i in range(len(args) - 1):
                self.swap("swapped-arguments", args[i], args[i + 1])
            items = [*args, *n.keywords]
            if args:
                self.remove_item("dropped-argument", items, self.r.randrange(len(args)))
                last = args[-1]
                e = self.source.span(last)[1]
                self.add("extra-argument", (e, e, [", ", self.r.choice(["1", "None", self.source.span(last)])]))
                f = n.func
                if not (isinstance(f, ast.Attribute) and isinstance(f.value, ast.Call) and callee(f.value) == "super"):
                    self.replace("dropped-call", n, self.source.span(args[0]))
            for i, k in enumerate(n.keywords):
                if k.arg is None:
                    continue
                if not any(x.arg is None for x in n.keywords[i:]):
                    self.remove_item("lost-keyword", items, len(args) + i)
                s = self.source.span(k)[0]
                self.add("wrong-keyword", (s, s + len(k.arg), [misspelt(k.arg, self.r)]))
                others = [q.arg for q in n.keywords if q.arg and q is not k]
                if others and len(n.keywords) > 1:
                    j = self.r.choice([q for q in n.keywords if q.arg and q is not k])
                    self.swap("swapped-keywords", k.value, j.value)
                if k.arg in WINDOW:
                    v = k.value
                    if isinstance(v, ast.Constant) and isinstance(v.value, int):
                        self.replace("window", v, str(self.int_near(v.value)))
                    else:
                        self.replace("window", v, self.r.choice(["1", "2", "3", "0"]))
                if k.arg == "groups":
                    self.replace("changed-groups", k.value, self.r.choice(["2", "3", "1", "0", "7"]))
        if isinstance(n.func, ast.Attribute) and name in RESHAPES:
            f = n.func
            if isinstance(f.value, ast.Name) and f.value.id in ("torch", "F") and args:
                self.replace("dropped-reshape", n, self.source.span(args[0]))
            else:
                self.replace("dropped-reshape", n, self.source.span(f.value))
        if name in ORDERS:
            items = [a for a in args if not isinstance(a, ast.Starred)]
            if len(items) == 1 and isinstance(items[0], (ast.Tuple, ast.List)):
                items = items[0].elts
            for i in range(len(items) - 1):
                self.swap("swapped-dims", items[i], items[i + 1])
        if name in INDEX_METHODS:
            dims = [k.value for k in n.keywords if k.arg in ("dim", "start_dim", "end_dim", "axis", "dims")]
            dims += [a for a in args if isinstance(a, (ast.Constant, ast.UnaryOp)) and isinstance(self.number(a), int)]
            for d in dims:
                if isinstance(self.number(d), int):
                    self.replace("changed-dim", d, str(self.r.choice(sorted({0, 1, 2, 3, -1, -2, self.number(d) + 1} - {self.number(d)}))))
                elif isinstance(d, ast.Tuple) and d.elts:
                    self.remove_item("changed-dim", d.elts, self.r.randrange(len(d.elts)))
        if name in WINDOWED:
            for i, a in enumerate(args):
                if i == 0:
                    continue
                v = self.number(a)
                if isinstance(v, int):
                    self.replace("window", a, str(self.int_near(v)))
            if name.startswith("Conv") or name in ("create_conv2d", "conv2d"):
                if not any(k.arg in ("groups", None) for k in n.keywords) and args:
                    s, e = self.source.span([*args, *n.keywords][-1])
                    self.add("changed-groups", (e, e, [f", groups={self.r.choice([2, 3, 5])}"]))
        if name in ("cat", "concat") and args and isinstance(args[0], (ast.List, ast.Tuple)) and len(args[0].elts) > 1:
            pieces = []
            for i, x in enumerate(args[0].elts):
                pieces += [" + " if i else "", self.source.span(x)]
            self.replace("cat-or-add", n, "(", *pieces, ")")
        if not args and not n.keywords:
            self.replace("lost-call", n, self.source.span(n.func))
        elif isinstance(n.func, ast.Attribute) and self.r.random() < 0.2:
            self.replace("lost-call", n, self.source.span(n.func))
        if name in OTHER_LAYERS:
            f = n.func
            e = self.source.span(f)[1]
            self.add("wrong-layer", (e - len(name), e, [self.r.choice(OTHER_LAYERS[name])]))
        if name == "range":
            for a in args:
                s = self.source.span(a)
                self.replace("off-by-one", a, s, self.r.choice([" + 1", " - 1"]))
        if isinstance(n.func, ast.Attribute) and name == "Sequential" and len(args) > 1:
            i = self.r.randrange(len(args))
            self.remove_item("dropped-layer", [*args, *n.keywords], i)
            e = self.source.span(args[i])
            self.add("dropped-layer", (e[1], e[1], [", ", e]))

    def number(self, n):
        if isinstance(n, ast.Constant) and not isinstance(n.value, bool):
            return n.value
        if isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub) and isinstance(n.operand, ast.Constant) and isinstance(n.operand.value, int):
            return -n.operand.value
        return None

    def on_BinOp(self, n):
        op = OPERATORS.get(type(n.op))
        left, right = self.source.span(n.left), self.source.span(n.right)
        between = self.source.text[left[1]:right[0]]
        if op and between.count(op) == 1 and between.strip() == op:
            s = left[1] + between.index(op)
            self.add("wrong-operator", (s, s + len(op), [self.r.choice(OTHER_OPERATORS[op])]))
        if op == "+" and "torch" in self.imported and self.functions and self.functions[-1].name.startswith("forward"):
            self.replace("cat-or-add", n, "torch.cat([", left, ", ", right, f"], {self.r.choice([0, 1, -1])})")

    def on_Compare(self, n):
        if len(n.ops) == 1:
            left, right = self.source.span(n.left), self.source.span(n.comparators[0])
            other = {ast.Eq: "!=", ast.NotEq: "==", ast.Lt: ">", ast.Gt: "<", ast.LtE: ">", ast.GtE: "<", ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in"}[type(n.ops[0])]
            self.add("wrong-condition", (left[1], right[0], [f" {other} "]))

    def on_IfExp(self, n):
        self.swap("wrong-condition", n.body, n.orelse)

    def on_Name(self, n):
        if isinstance(n.ctx, ast.Load):
            self.replace("misspelt-name", n, misspelt(n.id, self.r))
            others = self.names_here(n)
            if others:
                self.replace("wrong-variable", n, self.r.choice(others))

    def names_here(self, n):
        f = self.functions[-1] if self.functions else None
        if f is None:
            return []
        names = {a.arg for a in [*f.args.args, *f.args.kwonlyargs]}
        names |= {x.id for x in ast.walk(f) if isinstance(x, ast.Name) and isinstance(x.ctx, ast.Store)}
        return sorted(names - {n.id, "self", "cls", "_"})

    def on_Attribute(self, n):
        if not isinstance(n.ctx, ast.Load):
            return
        e = self.source.span(n)[1]
        self.add("misspelt-attribute", (e - len(n.attr), e, [misspelt(n.attr, self.r)]))
        if isinstance(n.value, ast.Name) and n.value.id == "self" and self.classes:
            own = sorted({x.attr for x in ast.walk(self.classes[-1]) if isinstance(x, ast.Attribute) and isinstance(x.value, ast.Name) and x.value.id == "self" and isinstance(x.ctx, ast.Store)} - {n.attr})
            if own:
                self.add("wrong-attribute", (e - len(n.attr), e, [self.r.choice(own)]))

    def on_Subscript(self, n):
        i = n.slice
        for x in [i, *([i.lower, i.upper] if isinstance(i, ast.Slice) else []), *(i.elts if isinstance(i, ast.Tuple) else [])]:
            if x is None or isinstance(x, (ast.Slice, ast.Tuple)):
                continue
            v = self.number(x)
            if isinstance(v, int):
                self.replace("off-by-one", x, str(v + self.r.choice([1, -1])))
            elif not isinstance(x, ast.Constant):
                s = self.source.span(x)
                self.replace("off-by-one", x, s, self.r.choice([" + 1", " - 1"]))
        if isinstance(n.ctx, ast.Load):
            self.replace("lost-index", n, self.source.span(n.value))

    def on_Tuple(self, n):
        self.sequence(n)

    def on_List(self, n):
        self.sequence(n)

    def sequence(self, n):
        if isinstance(n.ctx, ast.Load) and len(n.elts) > 1:
            i = self.r.randrange(len(n.elts))
            self.remove_item("dropped-item", n.elts, i)


def slips(tree, text, executed, seed):
    return Finder(tree, text, executed, random.Random(seed)).found
