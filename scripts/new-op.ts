/** `npm run new-op -- FAMILY NAME`: an operator's definition at the end of its family's file. */
import { appendFileSync, existsSync } from "node:fs";
import path from "node:path";

const [family, name] = process.argv.slice(2);
const file = path.resolve(import.meta.dirname, `../server/src/torch/ops/${family}.ts`);
if (family === undefined || name === undefined || !/^\w+$/.test(name) || !existsSync(file)) {
  console.error("usage: npm run new-op -- FAMILY NAME, where server/src/torch/ops/FAMILY.ts exists");
  process.exit(2);
}
appendFileSync(
  file,
  `
defineOp({
  name: "${name}",
  forms: ["torch.${name}", "Tensor.${name}"],
  signature: "input",
  rule: (c, a) => c.like(a.tensor("input")),
  doc: "torch.${name}",
});
`,
);
console.log(`${path.relative(process.cwd(), file)}: write its rule, record facts (scripts/oracle/families), then npx tsx scripts/facts.ts`);
