import path from "node:path";
import {
  type Connection,
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { serve } from "./server.ts";

/** The language server's program: `dist/server.cjs`, beside its analysis thread. */
const connection = process.argv.includes("--stdio") ? overStdio() : createConnection(ProposedFeatures.all);
serve(connection, path.join(import.meta.dirname, "analysis.cjs"));

/** A stream whose framing is broken cannot be read on: say so and end, rather than wait for ever. */
function overStdio(): Connection {
  const reader = new StreamMessageReader(process.stdin);
  reader.onError((error) => {
    // A message that is no JSON is skipped; the next one begins where its header says.
    if (error instanceof SyntaxError) return;
    console.error(`shapelint: the input is not the language server protocol: ${error.message}`);
    process.exit(1);
  });
  reader.onClose(() => process.exit(1));
  return createConnection(ProposedFeatures.all, reader, new StreamMessageWriter(process.stdout));
}
