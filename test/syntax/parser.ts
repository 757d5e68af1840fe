import { locateWasm } from "../../server/src/syntax/node-wasm.ts";
import { initParser } from "../../server/src/syntax/parser.ts";

await initParser(locateWasm());

export { parse } from "../../server/src/syntax/parser.ts";
