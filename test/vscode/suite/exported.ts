import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Exports } from "../../../client/src/extension.ts";

/** What the extension gives to others. */
export async function exported(): Promise<Exports> {
  const extension = vscode.extensions.getExtension<Exports>("shapelint.shapelint");
  assert.ok(extension);
  return extension.activate();
}
