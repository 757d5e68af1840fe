/** `npm run new-rule -- CODE "Title"`: a page to fill in, listed among the rules. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [code, title = "TITLE"] = process.argv.slice(2);
if (code === undefined || !/^[a-z]+(-[a-z]+)*$/.test(code)) {
  console.error('usage: npm run new-rule -- CODE "Title", with a code such as view-size');
  process.exit(2);
}
const folder = path.resolve(import.meta.dirname, "../server/src/rules");
const page = path.join(folder, `${code}.ts`);
if (existsSync(page)) {
  console.error(`${page} exists`);
  process.exit(2);
}
const name = code.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
const blank = ["what", "why", "fix", "doubt"].map((key) => `  ${key}: "",\n`).join("");
writeFileSync(
  page,
  `import type { Rule } from "./rule.ts";\n\nexport const ${name}: Rule = {\n  code: "${code}",\n  title: ${JSON.stringify(title)},\n  severity: "error",\n${blank}  bad: \`\nimport torch\n\`,\n  good: \`\nimport torch\n\`,\n};\n`,
);

const index = path.join(folder, "index.ts");
const lines = readFileSync(index, "utf8").split("\n");
/** Puts a line before the first of its kind that comes after it in the alphabet. */
function insert(line: string, kind: RegExp): void {
  const key = kind.exec(line)?.[1] ?? "";
  const at = lines.findIndex((l) => (kind.exec(l)?.[1] ?? "") > key);
  const last = lines.findLastIndex((l) => kind.test(l));
  lines.splice(at < 0 ? last + 1 : at, 0, line);
}
insert(`import { ${name} } from "./${code}.ts";`, /^import \{ \w+ \} from "\.\/([\w-]+)\.ts";$/);
insert(`  ${name},`, /^ {2}(\w+),$/);
writeFileSync(index, lines.join("\n"));
console.log(`${path.relative(process.cwd(), page)}: fill it in, give the code where its law stands, add a specification under test/mdtest, then npm run docs`);
