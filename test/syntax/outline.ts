import type { Expr, Module, Stmt } from "../../server/src/syntax/ast.ts";
import { LineIndex } from "../../server/src/syntax/lines.ts";

/** The module's statements as Python-like lines: `<?>` is a broken expression, `<a b>` a broken statement that may bind a and b. */
export function outline(module: Module): string[] {
  return module.units.flatMap((unit) => unit.body.flatMap((statement) => lines(statement, "")));
}

/** `LINE: message` of each problem, lines from 1. */
export function problems(module: Module): string[] {
  const index = new LineIndex(module.text);
  return module.problems.map(({ start, message }) => `${index.position(start).line + 1}: ${message}`);
}

function lines(node: Stmt, indent: string): string[] {
  const block = (head: string, body: readonly Stmt[]) => [
    `${indent}${head}:`,
    ...body.flatMap((inner) => lines(inner, `${indent}  `)),
  ];
  const otherwise = (body: readonly Stmt[]) => (body.length === 0 ? [] : block("else", body));
  switch (node.kind) {
    case "FunctionDef": {
      const { args } = node;
      const names = [...args.posonly, ...args.args].map((arg) => arg.name);
      if (args.vararg !== null) names.push(`*${args.vararg.name}`);
      names.push(...args.kwonly.map((arg) => arg.name));
      if (args.kwarg !== null) names.push(`**${args.kwarg.name}`);
      return [
        ...node.decorators.map((decorator) => `${indent}@${code(decorator)}`),
        ...block(`def ${node.name}(${names.join(", ")})`, node.body),
      ];
    }
    case "ClassDef":
      return block(`class ${node.name}(${node.bases.map(code).join(", ")})`, node.body);
    case "If":
      return [...block(`if ${code(node.test)}`, node.body), ...otherwise(node.orelse)];
    case "While":
      return [...block(`while ${code(node.test)}`, node.body), ...otherwise(node.orelse)];
    case "For":
      return [...block(`for ${code(node.target)} in ${code(node.iter)}`, node.body), ...otherwise(node.orelse)];
    case "With": {
      const items = node.items.map(
        (item) => code(item.context) + (item.target === null ? "" : ` as ${code(item.target)}`),
      );
      return block(`with ${items.join(", ")}`, node.body);
    }
    case "Try":
      return [
        ...block("try", node.body),
        ...node.handlers.flatMap((handler) =>
          block(`except ${handler.type === null ? "" : code(handler.type)}`.trim(), handler.body),
        ),
        ...otherwise(node.orelse),
        ...(node.finalbody.length === 0 ? [] : block("finally", node.finalbody)),
      ];
    case "Match":
      return [
        `${indent}match ${code(node.subject)}:`,
        ...node.cases.flatMap((one) => [
          `${indent}  case ${one.pattern.kind === "MatchValue" ? code(one.pattern.value) : one.pattern.kind}:`,
          ...one.body.flatMap((inner) => lines(inner, `${indent}    `)),
        ]),
      ];
    case "Assign":
      return [`${indent}${[...node.targets, node.value].map(code).join(" = ")}`];
    case "AugAssign":
      return [`${indent}${code(node.target)} ${node.op}= ${code(node.value)}`];
    case "AnnAssign":
      return [
        `${indent}${code(node.target)}: ${code(node.annotation)}${node.value === null ? "" : ` = ${code(node.value)}`}`,
      ];
    case "Return":
      return [`${indent}return ${node.value === null ? "" : code(node.value)}`.trimEnd()];
    case "Expr":
      return [`${indent}${code(node.value)}`];
    case "BrokenStmt":
      return [`${indent}<${node.mayBind.join(" ")}>`];
    case "Import":
    case "ImportFrom":
      return [`${indent}import ${node.names.map((alias) => alias.name).join(", ")}`];
    default:
      return [`${indent}${node.kind.toLowerCase()}`];
  }
}

function code(node: Expr): string {
  switch (node.kind) {
    case "Name":
      return node.id;
    case "Attribute":
      return `${code(node.value)}.${node.attr}`;
    case "Constant":
      return "value" in node.value ? JSON.stringify(node.value.value) : node.value.type;
    case "Call":
      return `${code(node.func)}(${[
        ...node.args.map(code),
        ...node.keywords.map((keyword) => `${keyword.arg}=${code(keyword.value)}`),
      ].join(", ")})`;
    case "BinOp":
      return `${code(node.left)} ${node.op} ${code(node.right)}`;
    case "Tuple":
    case "List":
      return `[${node.elts.map(code).join(", ")}]`;
    case "BrokenExpr":
      return "<?>";
    default:
      return node.kind;
  }
}
