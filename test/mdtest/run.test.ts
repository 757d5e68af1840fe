/**
 * Runs the specifications beside this file. In a Python block a comment
 * `# revealed: (N, 16, 12, 12)` says the shapes of what its line assigns (or,
 * without an assignment, of the line's expression), `# error: [code] "words"`
 * and `# warning: [code]` the diagnostics that begin on its line. A line
 * without such a comment asserts that nothing is reported on it. A block with a
 * title is a file that the last block may import, or read (`yaml`, `json`).
 */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { shapeText, valueText } from "../../server/src/ide/describe.ts";
import { NdArray } from "../../server/src/python/stdlib/numpy/array.ts";
import { printShape } from "../../server/src/dims/index.ts";
import type { Analysis } from "../../server/src/ide/session.ts";
import type { Node } from "../../server/src/syntax/ast.ts";
import { prepareAnalysis, sessionOver } from "../analysis.ts";

interface Program {
  readonly heading: string;
  readonly files: Record<string, string>;
}

/** The programs of a specification: code blocks under one heading are one program. */
function programs(markdown: string): Program[] {
  const out: Program[] = [];
  let heading = "";
  let current: Program | null = null;
  const block = /^```(?:python|yaml|json)(?: title="([^"]+)")?\n([\s\S]*?)^```|^#+ (.*)$/gm;
  for (const m of markdown.matchAll(block)) {
    if (m[3] !== undefined) {
      heading = m[3];
      current = null;
      continue;
    }
    if (!current) {
      current = { heading, files: {} };
      out.push(current);
    }
    current.files[m[1] ?? "main.py"] = m[2] ?? "";
    if (m[1] === undefined) current = null;
  }
  return out;
}

function revealed(analysis: Analysis): Map<number, string[]> {
  const out = new Map<number, string[]>();
  const expressions = new Map<number, { node: Node; values: string[] }>();
  for (const entry of analysis.entries) {
    analysis.interp.scope = entry.scope;
    for (const [node, values] of entry.trace.values) {
      if (node.unit.path !== analysis.path) continue;
      const line = analysis.places.of(node).range.start.line;
      const texts = values.map((v) => (v instanceof NdArray ? printShape(v.shape) : (shapeText(analysis.interp, v) ?? valueText(analysis.interp, v))));
      if (entry.trace.targets.has(node)) out.set(line, [...new Set([...(out.get(line) ?? []), ...texts])]);
      else if (!["Name", "Arg"].includes(node.kind)) {
        const known = expressions.get(line);
        if (!known || node.end - node.start > known.node.end - known.node.start) expressions.set(line, { node, values: texts });
        else if (known.node === node) known.values = [...new Set([...known.values, ...texts])];
      }
    }
  }
  for (const [line, { values }] of expressions) if (!out.has(line)) out.set(line, values);
  return out;
}

const folder = import.meta.dirname;

describe("specifications", () => {
  before(prepareAnalysis);
  for (const file of readdirSync(folder).filter((f) => f.endsWith(".md")).sort()) {
    describe(file.replace(/\.md$/, ""), () => {
      for (const program of programs(readFileSync(path.join(folder, file), "utf8"))) {
        it(program.heading, () => {
          const session = sessionOver(program.files);
          for (const [name, text] of Object.entries(program.files)) {
            if (!name.endsWith(".py")) continue;
            const analysis = session.analyse(`/project/${name}`);
            const slips = analysis.entries.flatMap((e) => e.trace.unknowns).filter(({ value }) => value.reason.startsWith("a failure of the analysis"));
            assert.deepEqual(slips.map(({ value }) => value.reason), [], `${name}: a rule or function of ours slips`);
            const shapes = revealed(analysis);
            const found: string[] = analysis.diagnostics.map((d) => `${d.range.start.line + 1}: ${d.severity} [${d.code}]`);
            const expected: string[] = [];
            text.split("\n").forEach((line, i) => {
              const reveal = /# revealed: (.*?)(?=\s+# |$)/.exec(line);
              if (reveal) assert.equal((shapes.get(i) ?? ["nothing"]).join(" | "), reveal[1]?.trim(), `${name}:${i + 1}: ${line.trim()}`);
              for (const m of line.matchAll(/# (error|warning|information|hint): \[([\w-]+)\](?: "([^"]*)")?/g)) {
                expected.push(`${i + 1}: ${m[1]} [${m[2]}]`);
                const words = m[3];
                if (words !== undefined) assert.ok(analysis.diagnostics.some((d) => d.range.start.line === i && d.code === m[2] && d.message.includes(words)), `${name}:${i + 1}: "${words}" is in none of ${JSON.stringify(analysis.diagnostics.filter((d) => d.range.start.line === i).map((d) => d.message))}`);
              }
            });
            assert.deepEqual(found.sort(), expected.sort(), name);
          }
        });
      }
    });
  }
});
