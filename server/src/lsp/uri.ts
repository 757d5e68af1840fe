import { fileURLToPath, pathToFileURL } from "node:url";
import { toSlashes } from "./disk.ts";

/**
 * The analysis knows files by absolute paths with forward slashes. A document that is not on disk
 * (untitled, virtual) gets a path below a root that no disk has, so that nothing is read beside it.
 */
export function toPath(uri: string): string {
  const url = new URL(uri);
  if (url.protocol !== "file:")
    return `/${url.protocol}/${decodeURIComponent(`${url.host}/${url.pathname}`)}`.replace(/\/+/g, "/");
  const path = toSlashes(fileURLToPath(url));
  return path.replace(/^[A-Z]:/, (drive) => drive.toLowerCase());
}

export function toUri(path: string): string {
  return pathToFileURL(path).href;
}
