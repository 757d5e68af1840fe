import { fileURLToPath, pathToFileURL } from "node:url";
import { toSlashes } from "./disk.ts";

/**
 * The analysis knows files by absolute paths with forward slashes. A document that is not on disk
 * (untitled, virtual, or with an address that is none) gets a path below a root that no disk has, so that
 * nothing is read beside it.
 */
export function toPath(uri: string): string {
  const path = toDiskPath(uri);
  return path ?? `/${uri}`.replace(/\/+/g, "/");
}

export function toUri(path: string): string {
  return pathToFileURL(path).href;
}

function toDiskPath(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    return toSlashes(fileURLToPath(uri)).replace(/^[A-Z]:/, (drive) => drive.toLowerCase());
  } catch {
    return undefined;
  }
}
