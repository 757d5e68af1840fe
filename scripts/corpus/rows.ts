/** What was recorded of PyTorch: a JSON value a line. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

export function rows<T>(name: string): readonly T[] {
  const file = path.resolve(import.meta.dirname, "../../test/corpus", `${name}.jsonl.gz`);
  return gunzipSync(readFileSync(file))
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): T => JSON.parse(line));
}
