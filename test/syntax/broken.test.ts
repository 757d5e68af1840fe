import assert from "node:assert/strict";
import { outline, problems } from "./outline.ts";
import { parse } from "./parser.ts";

/** Parses lines of source and expects an outline and problems. */
function expectRecovery(source: string[], expected: string[], expectedProblems: string[]): void {
  const module = parse("broken.py", source.join("\n"));
  assert.deepEqual(outline(module), expected);
  assert.deepEqual(problems(module), expectedProblems);
}

describe("broken code loses only what is broken", () => {
  it("keeps the methods and classes around a call that is being typed", () => {
    expectRecovery(
      [
        "class A(nn.Module):",
        "    def __init__(self):",
        "        self.conv = nn.Conv2d(1, 2, 3)",
        "    def forward(self, x):",
        "        x = self.conv(",
        "        x = self.relu(x)",
        "        return x",
        "class B: pass",
      ],
      [
        "class A(nn.Module):",
        "  def __init__(self):",
        "    self.conv = nn.Conv2d(1, 2, 3)",
        "  def forward(self, x):",
        "    x = <?>",
        "    x = self.relu(x)",
        "    return x",
        "class B():",
        "  pass",
      ],
      ["5: '(' was never closed"],
    );
  });

  it("reads an attribute without a name as unknown", () => {
    expectRecovery(
      ["def f(self, x):", "    x = self.", "    return self.", "y = 1"],
      ["def f(self, x):", "  x = <?>", "  return <?>", "y = 1"],
      ["2: expected a name after '.'", "3: expected a name after '.'"],
    );
  });

  it("takes an unfinished parameter list for one that allows any call", () => {
    expectRecovery(
      [
        "class A:",
        "    def f(",
        "    def g(self, x",
        "    def h(self, a, b=",
        "        return a",
        "    def i(self): pass",
      ],
      [
        "class A():",
        "  def f(*_, **_):",
        "    <>",
        "  def g(self, x, *_, **_):",
        "    <self x>",
        "    <>",
        "  def h(self, a, *_, **_):",
        "    <self a b>",
        "    return a",
        "  def i(self):",
        "    pass",
      ],
      ["2: '(' was never closed", "3: '(' was never closed", "4: '(' was never closed"],
    );
  });

  it("keeps the methods of a class whose bases are being typed, with a base unknown", () => {
    expectRecovery(
      ["class A(nn.Module", "    def f(self): pass", "class B(", "class C: pass"],
      ["class A(nn.Module, <?>):", "  def f(self):", "    pass", "class B(<?>):", "  <>", "class C():", "  pass"],
      ["1: '(' was never closed", "3: '(' was never closed"],
    );
  });

  it("ends unclosed brackets and strings where the next statement starts", () => {
    expectRecovery(
      ["x = [1, 2", "y = foo(a,", "  b)", 's = "abc', "t = f(g(1)", "u = {", '  "a": [1,', "}", "v = 1"],
      ["x = <?>", "y = foo(a, b)", "s = <?>", "t = <?>", "u = <?>", "v = 1"],
      [
        "1: '[' was never closed",
        "4: unterminated string literal",
        "5: '(' was never closed",
        "8: closing '}' does not match opening '['",
      ],
    );
  });

  it("finds which triple-quoted string was not closed", () => {
    expectRecovery(
      [
        "def f():",
        '    """Doc.',
        "    x = 1",
        "def g():",
        '    """Doc of g."""',
        "    return 2",
        "class C:",
        '    """',
        "    More.",
        '    """',
        "    x = 1",
      ],
      [
        "def f():",
        "  <>",
        "def g():",
        '  "Doc of g."',
        "  return 2",
        "class C():",
        '  "\\n    More.\\n    "',
        "  x = 1",
      ],
      ["2: unterminated triple-quoted string literal"],
    );
  });

  it("keeps the branches of a statement with a broken header", () => {
    expectRecovery(
      ["if a:", "    x = 1", "elif b ==:", "    x = 2", "elif c", "    x = 3", "else:", "    x = )"],
      [
        "if a:",
        "  x = 1",
        "else:",
        "  if <?>:",
        "    x = 2",
        "  else:",
        "    if c:",
        "      x = 3",
        "    else:",
        "      x = <?>",
      ],
      ["3: invalid syntax", "5: expected ':'", "8: unmatched ')'"],
    );
    expectRecovery(
      ["for i in:", "    x = i", "while True", "    y = (", "with open(a) as f, b.:", "    z = f"],
      ["for i in <?>:", "  x = i", "while true:", "  y = <?>", "with <?>:", "  <f>", "  z = f"],
      ["1: invalid syntax", "3: expected ':'", "4: '(' was never closed", "5: invalid syntax"],
    );
    expectRecovery(
      ["try:", "    x = 1", "except (A, B as e:", "    y = 2", "finally:", "    z = (1"],
      ["try:", "  x = 1", "except <?>:", "  <e>", "  y = 2", "finally:", "  z = <?>"],
      ["3: '(' was never closed", "6: '(' was never closed"],
    );
    expectRecovery(
      ["match x:", "    case [1, 2:", "        y = 1", "    case 3:", "        y = 2", "    case 4: y = ("],
      ["match x:", "  case <?>:", "    y = 1", "  case 3:", "    y = 2", "  case 4:", "    y = <?>"],
      ["2: '[' was never closed", "6: '(' was never closed"],
    );
  });

  it("keeps both sides of a merge conflict", () => {
    expectRecovery(
      [
        "class A:",
        "<<<<<<< HEAD",
        "    x = 1",
        "=======",
        "    x = 2",
        ">>>>>>> other",
        "    def f(self): return 1",
        "y = 1",
      ],
      ["class A():", "  x = 1", "  x = 2", "  def f(self):", "    return 1", "y = 1"],
      ["2: merge conflict marker", "4: merge conflict marker", "6: merge conflict marker"],
    );
    expectRecovery(
      ["x = 1", "<<<<<<< HEAD", "y = 1", "=======", "y = 2", ">>>>>>> other"],
      ["x = 1", "y = 1", "y = 2"],
      ["2: merge conflict marker", "4: merge conflict marker", "6: merge conflict marker"],
    );
  });

  it("keeps statements with the wrong indentation", () => {
    expectRecovery(
      ["x = 1", "    y = 2", "def f():", "    a = 1", "      b = 2", "   c = 3", "def g():", "z = 4"],
      ["x = 1", "y = 2", "def f():", "  a = 1", "  b = 2", "  c = 3", "def g():", "  <>", "z = 4"],
      [
        "2: unexpected indent",
        "5: unexpected indent",
        "6: unindent does not match any outer indentation level",
        "7: expected an indented block after 'def'",
      ],
    );
    expectRecovery(["    x = 1", "y = 2"], ["x = 1", "y = 2"], ["1: unexpected indent"]);
  });

  it("runs the body of a clause without its statement on an unknown condition", () => {
    expectRecovery(["else:", "    x = 1"], ["if <?>:", "  x = 1"], ["1: invalid syntax"]);
    expectRecovery(["clas A:", "    x = 1"], ["if <?>:", "  x = 1"], ["1: invalid syntax"]);
  });

  it("keeps what a broken statement binds", () => {
    expectRecovery(
      ["x: int =", "y +=", "a = b = ", "self.fc = nn.Linear(64, , 10)", "p, q = 1 2", "if (n := (m := ]: pass"],
      ["x: int = <?>", "y += <?>", "a = b = <?>", "self.fc = <?>", "[p, q] = <?>", "if <?>:", "  <n m>", "  <>"],
      [
        "1: expected an expression",
        "2: expected an expression",
        "3: expected an expression",
        "4: invalid syntax",
        "5: invalid syntax",
        "6: closing ']' does not match opening '('",
      ],
    );
    expectRecovery(
      ["from torch import nn, (", "import torch.", "from a import (b,", "  c as d", "import x, y as z."],
      ["<nn>", "<torch>", "import b, c", "<x z>"],
      [
        "1: '(' was never closed",
        "2: expected a name after '.'",
        "3: '(' was never closed",
        "5: expected a name after '.'",
      ],
    );
  });

  it("says what Python 3 rejects of Python 2", () => {
    expectRecovery(
      ['print "a"', "exec code", "try: pass", "except E, e: pass", "x = 10L", "x = 0777", "raise E, 'a'", "x <> y"],
      ["<>", "<>", "try:", "  pass", "except E:", "  pass", "x = <?>", "x = <?>", "<>", "Compare"],
      [
        "1: missing parentheses in call to 'print': did you mean print(...)?",
        "2: missing parentheses in call to 'exec': did you mean exec(...)?",
        "4: multiple exception types must be parenthesized",
        "5: invalid decimal literal",
        "6: leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
        "7: invalid syntax",
        "8: invalid syntax: '<>' is '!='",
      ],
    );
  });

  it("keeps the definition after a broken decorator, and what follows a lone one", () => {
    expectRecovery(
      ["@torch.no_grad(", "def f(): pass", "@dec", "x = 1"],
      ["@<?>", "def f():", "  pass", "<>", "x = 1"],
      ["1: '(' was never closed", "3: expected a definition after the decorator"],
    );
  });

  it("reports null characters and bad f-strings", () => {
    expectRecovery(
      ['x = "a\0b"', 'y = f"{a!z}"', "z = 1"],
      ['x = "a\uFFFDb"', "y = JoinedStr", "z = 1"],
      ["1: source code cannot contain null characters", "2: f-string: invalid conversion character 'z'"],
    );
  });
});
