/** What a program's command line gives: the program is run with other arguments too. */
import { Instance, type Value } from "./values.ts";

/** Whether it is what argparse read. */
export function isCommandLine(v: Value): boolean {
  return v instanceof Instance && v.cls.name === "Namespace" && v.cls.moduleName === "argparse";
}
