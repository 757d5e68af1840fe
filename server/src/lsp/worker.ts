import { parentPort, workerData } from "node:worker_threads";
import { locateWasm } from "../syntax/node-wasm.ts";
import { initParser } from "../syntax/parser.ts";
import { Analyst } from "./analyst.ts";
import type { AnalysisThreadData, ToAnalysis } from "./messages.ts";

/** The analysis thread: owns the session, answers one question at a time. Messages wait until the parser is there. */
async function start(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error("the analysis runs in a worker thread of the language server");
  const { interrupt } = workerData as AnalysisThreadData;
  const flag = new Int32Array(interrupt);
  await initParser(locateWasm());
  const analyst = new Analyst(() => Atomics.load(flag, 0) !== 0);
  port.on("message", (message: ToAnalysis) => {
    const reply = analyst.receive(message);
    if (reply) port.postMessage(reply);
  });
}

start().catch((error: unknown) => {
  // Thrown outside the promise it ends the thread, and the protocol thread hears why.
  setImmediate(() => {
    throw error;
  });
});
