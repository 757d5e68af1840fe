import { parentPort, workerData } from "node:worker_threads";
import { Analyst } from "./analyst.ts";
import type { AnalysisThreadData, ToAnalysis } from "./messages.ts";

/** The analysis thread: owns the session, answers one question at a time. */
function start(): void {
  const port = parentPort;
  if (!port) throw new Error("the analysis runs in a worker thread of the language server");
  const { interrupt } = workerData as AnalysisThreadData;
  const flag = new Int32Array(interrupt);
  const analyst = new Analyst(() => Atomics.load(flag, 0) !== 0);
  port.on("message", (message: ToAnalysis) => {
    const reply = analyst.receive(message);
    if (reply) port.postMessage(reply);
  });
}

start();
