"""Dumps CPython's ast of Python files as JSON in the shape of server/src/syntax/ast.ts.

    python3.13 scripts/oracle/dump_ast.py FILE...            one JSON line a file: {path, body} or {path, error}
    python3.13 scripts/oracle/dump_ast.py --golden FOLDER    writes FILE.jsonl beside each FILE.py: a statement a line

Positions are UTF-16 offsets into the file. Use Python 3.13: older ones give the
parts of an f-string the position of the whole string.
"""

import ast
import json
import pathlib
import sys

BINARY = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.MatMult: "@", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
}
UNARY = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not"}
COMPARE = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}


class Dump:
    def __init__(self, source: bytes):
        # As CPython reads it: without a byte order mark; offsets count the mark, line breaks as they stand.
        self.mark = 1 if source.startswith(b"\xef\xbb\xbf") else 0
        self.lines = source[3 * self.mark:].replace(b"\r\n", b"\0\n").replace(b"\r", b"\n").split(b"\n")
        self.starts = [self.mark]
        for line in self.lines:
            self.starts.append(self.starts[-1] + utf16(line) + 1)

    def offset(self, lineno, column):
        return self.starts[lineno - 1] + utf16(self.lines[lineno - 1][:column])

    def module(self, tree):
        return [self.node(statement) for statement in tree.body]

    def node(self, node):
        if node is None:
            return None
        if isinstance(node, list):
            return [self.node(item) for item in node]
        kind = type(node).__name__
        result = {"kind": kind}
        if hasattr(node, "lineno"):
            result["start"] = self.offset(node.lineno, node.col_offset)
            result["end"] = self.offset(node.end_lineno, node.end_col_offset)
        special = getattr(self, kind, None)
        if special is not None:
            result.update(special(node))
        else:
            for field in node._fields:
                if field not in ("ctx", "type_comment", "simple", "type_params", "type_ignores"):
                    value = getattr(node, field)
                    result[field] = self.node(value) if isinstance(value, (ast.AST, list)) and not is_names(value) else value
        return result

    def FunctionDef(self, node):
        body = self.node(node.body)
        return {
            "kind": "FunctionDef", "name": node.name, "args": self.arguments(node.args), "body": body,
            "decorators": self.node(node.decorator_list), "returns": self.node(node.returns),
            "isAsync": isinstance(node, ast.AsyncFunctionDef), "isGenerator": yields(node),
            "docstring": ast.get_docstring(node, clean=False),
        }

    AsyncFunctionDef = FunctionDef

    def ClassDef(self, node):
        return {
            "name": node.name, "bases": self.node(node.bases), "keywords": self.node(node.keywords),
            "body": self.node(node.body), "decorators": self.node(node.decorator_list),
        }

    def arguments(self, args):
        return {
            "posonly": self.node(args.posonlyargs), "args": self.node(args.args), "vararg": self.node(args.vararg),
            "kwonly": self.node(args.kwonlyargs), "kwDefaults": self.node(args.kw_defaults),
            "kwarg": self.node(args.kwarg), "defaults": self.node(args.defaults),
        }

    def arg(self, node):
        return {"kind": "Arg", "name": node.arg, "annotation": self.node(node.annotation)}

    def keyword(self, node):
        return {"kind": "Keyword", "arg": node.arg, "value": self.node(node.value)}

    def alias(self, node):
        return {"kind": "Alias", "name": node.name, "asname": node.asname}

    def Lambda(self, node):
        return {"args": self.arguments(node.args), "body": self.node(node.body)}

    def loop(self, node, kind):
        return {
            "kind": kind, "target": self.node(node.target), "iter": self.node(node.iter), "body": self.node(node.body),
            "orelse": self.node(node.orelse), "isAsync": type(node).__name__.startswith("Async"),
        }

    def For(self, node):
        return self.loop(node, "For")

    AsyncFor = For

    def With(self, node):
        items = [{"context": self.node(i.context_expr), "target": self.node(i.optional_vars)} for i in node.items]
        return {"kind": "With", "items": items, "body": self.node(node.body), "isAsync": isinstance(node, ast.AsyncWith)}

    AsyncWith = With

    def Match(self, node):
        cases = [
            {"pattern": self.pattern(c.pattern), "guard": self.node(c.guard), "body": self.node(c.body)}
            for c in node.cases
        ]
        return {"subject": self.node(node.subject), "cases": cases}

    def pattern(self, node):
        if node is None:
            return None
        kind = type(node).__name__
        many = lambda patterns: [self.pattern(p) for p in patterns]
        if kind == "MatchValue":
            return {"kind": kind, "value": self.node(node.value)}
        if kind == "MatchSingleton":
            return {"kind": kind, "value": node.value}
        if kind in ("MatchSequence", "MatchOr"):
            return {"kind": kind, "patterns": many(node.patterns)}
        if kind == "MatchStar":
            return {"kind": kind, "name": node.name}
        if kind == "MatchMapping":
            return {"kind": kind, "keys": self.node(node.keys), "patterns": many(node.patterns), "rest": node.rest}
        if kind == "MatchClass":
            return {
                "kind": kind, "cls": self.node(node.cls), "patterns": many(node.patterns),
                "kwdAttrs": node.kwd_attrs, "kwdPatterns": many(node.kwd_patterns),
            }
        return {"kind": kind, "pattern": self.pattern(node.pattern), "name": node.name}

    def Try(self, node):
        return {
            "kind": "Try", "body": self.node(node.body), "handlers": self.node(node.handlers),
            "orelse": self.node(node.orelse), "finalbody": self.node(node.finalbody),
        }

    TryStar = Try

    def ImportFrom(self, node):
        return {"module": node.module or "", "names": self.node(node.names), "level": node.level}

    def TypeAlias(self, node):
        return {"kind": "Assign", "targets": [self.node(node.name)], "value": self.node(node.value)}

    def AugAssign(self, node):
        return {"target": self.node(node.target), "op": BINARY[type(node.op)], "value": self.node(node.value)}

    def BinOp(self, node):
        return {"left": self.node(node.left), "op": BINARY[type(node.op)], "right": self.node(node.right)}

    def UnaryOp(self, node):
        return {"op": UNARY[type(node.op)], "operand": self.node(node.operand)}

    def BoolOp(self, node):
        return {"op": "and" if isinstance(node.op, ast.And) else "or", "values": self.node(node.values)}

    def Compare(self, node):
        ops = [COMPARE[type(op)] for op in node.ops]
        return {"left": self.node(node.left), "ops": ops, "comparators": self.node(node.comparators)}

    def comprehension(self, node):
        return {
            "kind": None, "target": self.node(node.target), "iter": self.node(node.iter), "ifs": self.node(node.ifs),
            "isAsync": bool(node.is_async),
        }

    def FormattedValue(self, node):
        conversion = None if node.conversion < 0 else chr(node.conversion)
        return {"value": self.node(node.value), "conversion": conversion, "spec": self.node(node.format_spec)}

    def Constant(self, node):
        return {"value": constant(node.value)}


def is_names(value):
    return isinstance(value, list) and bool(value) and isinstance(value[0], str)


def utf16(line: bytes) -> int:
    return len(line.decode("utf-8").encode("utf-16-le", "surrogatepass")) // 2


def yields(function):
    todo = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            # Decorators, defaults and annotations run in the enclosing function.
            todo += getattr(node, "decorator_list", []) + node.args.defaults + [d for d in node.args.kw_defaults if d]
            continue
        todo += ast.iter_child_nodes(node)
    return False


def constant(value):
    if value is None:
        return {"type": "None"}
    if value is ...:
        return {"type": "Ellipsis"}
    if isinstance(value, bool):
        return {"type": "bool", "value": value}
    if isinstance(value, int):
        return {"type": "int", "value": value} if value <= 2**53 else {"type": "bigint", "value": hex(value)}
    if isinstance(value, float):
        return {"type": "float", "value": number(value)}
    if isinstance(value, complex):
        return {"type": "complex", "value": number(value.imag)}
    if isinstance(value, bytes):
        return {"type": "bytes", "value": value.decode("latin-1")}
    return {"type": "str", "value": value}


def number(value):
    return "Infinity" if value == float("inf") else repr(value)


def dump(path):
    source = pathlib.Path(path).read_bytes()
    try:
        return {"path": str(path), "body": Dump(source).module(ast.parse(source))}
    except (SyntaxError, UnicodeDecodeError, ValueError, RecursionError) as error:
        return {"path": str(path), "error": f"{type(error).__name__}: {error}"}


def main():
    sys.setrecursionlimit(20000)
    if sys.argv[1] == "--golden":
        for path in sorted(pathlib.Path(sys.argv[2]).glob("*.py")):
            body = dump(path)["body"]
            path.with_suffix(".jsonl").write_text("".join(json.dumps(statement) + "\n" for statement in body))
        return
    for path in sys.argv[1:]:
        print(json.dumps(dump(path)))


if __name__ == "__main__":
    main()
