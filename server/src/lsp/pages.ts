import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** The folder of the rules' pages that comes with the product: beside the bundle, or above the sources; none in a copy without it. */
const folder = ["../docs/rules", "../../../docs/rules"]
  .map((at) => path.join(import.meta.dirname, at))
  .find((at) => existsSync(at));

/** The page of a diagnostic's code, to be read where the product is installed. */
export function pageOf(code: string): { href: string } | undefined {
  const file = folder === undefined ? undefined : path.join(folder, `${code}.md`);
  return file !== undefined && existsSync(file) ? { href: pathToFileURL(file).href } : undefined;
}
