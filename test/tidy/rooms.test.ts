/** The rooms of docs/architecture.md: each imports only from rooms above it, and those below lsp and cli touch no Node. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const source = path.resolve(import.meta.dirname, "../../server/src");
const ROOMS = ["syntax", "dims", "python", "torch", "rules", "ide", "lsp", "cli"];
const PURE = ROOMS.slice(0, 6);

const imports = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .flatMap((file) => [...readFileSync(path.join(source, file), "utf8").matchAll(/\bfrom "([^"]+)"/g)].map((m) => ({ file, from: m[1] ?? "" })));

const roomOf = (file: string): string => file.split(path.sep)[0] ?? "";

describe("the rooms", () => {
  it("import only from rooms above them", () => {
    assert.ok(imports.length > 1000, `only ${imports.length} imports were read`);
    const wrong = imports.filter(({ file, from }) => {
      if (!from.startsWith(".")) return false;
      const to = ROOMS.indexOf(roomOf(path.join(path.dirname(file), from)));
      const own = ROOMS.indexOf(roomOf(file));
      return to > own || (roomOf(file) === "cli" && ROOMS[to] === "lsp");
    });
    assert.deepEqual(wrong, []);
  });

  it("know nothing of Node below lsp and cli, but for the two files that say so in their names", () => {
    const wrong = imports.filter(({ file, from }) => from.startsWith("node:") && PURE.includes(roomOf(file)) && !path.basename(file).startsWith("node-"));
    assert.deepEqual(wrong, []);
  });
});
