import path from "node:path";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server.ts";

/** The language server's program: `dist/server.cjs`, beside the analysis thread and the parser's `.wasm`. */
const folder = path.dirname(process.argv[1] ?? "");
serve(createConnection(ProposedFeatures.all), { script: path.join(folder, "analysis.cjs"), assets: folder });
