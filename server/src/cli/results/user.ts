import { DiskCache, cacheFolder } from "../../syntax/node-cache.ts";
import type { FileSystem } from "../../python/imports.ts";
import { ResultStore } from "./store.ts";

/** Names the product's sources, all of which may change what a check finds. Stated when it is bundled. */
declare const PRODUCT_FORMAT: string | undefined;

/** Results, and lists of what they depend on; the oldest are let go of. */
const MOST_FILES = 20_000;

/** The results of this user's checks on the disk; from sources, which change under it, there is none. */
export function userResults(options: string, fs: FileSystem): ResultStore | undefined {
  return keepsResults() ? new ResultStore(new DiskCache(cacheFolder(), "results", PRODUCT_FORMAT as string, MOST_FILES), options, fs) : undefined;
}

export function keepsResults(): boolean {
  return typeof PRODUCT_FORMAT === "string";
}
