/**
 * Writes docs/rules from the rules, and docs/ops.md, the list of operators, from PyTorch's own list of names.
 *   npm run docs
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { page, survey } from "./docs/page.ts";
import { writeRules } from "./docs/rules.ts";

console.log(writeRules(path.resolve(import.meta.dirname, "../docs/rules")));

const found = await survey();
writeFileSync(new URL("../docs/ops.md", import.meta.url), page(found));
for (const row of found.rows) if (row.standing === undefined) console.log(`not known: ${row.module}.${row.name}`);
for (const { package: name, modelled, calls } of found.usage) console.log(`${name}: ${modelled} of ${calls} calls resolve`);
