import { readLevels } from "../ide/configuration.ts";
import { codeActions, fixAll } from "../ide/actions.ts";
import { inlayHints } from "../ide/hints.ts";
import { hover } from "../ide/hover.ts";
import { codeLenses } from "../ide/lenses.ts";
import { inputProblem } from "../ide/inputs.ts";
import { modelsOf } from "../ide/models.ts";
import { argumentEdits, poolingSites } from "../ide/pooling.ts";
import { insertShapeComments, refreshShapeComments } from "../ide/shapeComments.ts";
import { type Analysis, Session } from "../ide/session.ts";
import { tableAt } from "../ide/table.ts";
import { Cancelled } from "../python/errors.ts";
import { bundledSource } from "../python/node-prelude.ts";
import { userSyntaxStore } from "../syntax/node-store.ts";
import type { SyntaxStore } from "../syntax/stored/store.ts";
import { diskFileSystem } from "./disk.ts";
import type { AnalysisSettings, Answers, FoundDiagnostic, FromAnalysis, Question, ToAnalysis } from "./messages.ts";

/** Keeps the session in step with the editor and answers questions about its files. */
export class Analyst {
  private readonly interrupted: () => boolean;
  private readonly overlays = new Map<string, string>();
  private readonly syntaxStore: SyntaxStore | undefined = userSyntaxStore();
  private session: Session;

  constructor(interrupted: () => boolean) {
    this.interrupted = interrupted;
    this.session = this.open({ roots: [], searchPaths: [] });
  }

  /** Takes one message; a question is answered by a message to send back. */
  receive(message: ToAnalysis): FromAnalysis | undefined {
    switch (message.kind) {
      case "configure":
        this.session = this.open(message.settings);
        return undefined;
      case "overlay":
        if (message.text === null) this.overlays.delete(message.path);
        else this.overlays.set(message.path, message.text);
        this.session.setOverlay(message.path, message.text);
        return undefined;
      case "invalidate":
        for (const path of message.paths) this.session.invalidate(path);
        return undefined;
      case "question":
        return this.answer(message.id, message.question);
    }
  }

  private open(settings: AnalysisSettings): Session {
    const session = new Session({
      fs: diskFileSystem(settings.roots),
      prelude: bundledSource,
      searchPaths: settings.searchPaths,
      pythonEnv: settings.pythonEnv,
      inputs: (path) => settings.inputs?.[path] ?? {},
      cancelled: this.interrupted,
      rules: readLevels(settings.rules, "shapelint.rules"),
      ...(this.syntaxStore ? { syntaxStore: this.syntaxStore } : {}),
    });
    for (const [path, text] of this.overlays) session.setOverlay(path, text);
    return session;
  }

  private answer(id: number, question: Question): FromAnalysis {
    try {
      const answer = ask(this.session, question);
      // Too late to stop it, but it is about a text that has changed.
      return this.interrupted() ? { kind: "interrupted", id } : { kind: "answer", id, answer };
    } catch (error) {
      if (error instanceof Cancelled) return { kind: "interrupted", id };
      return { kind: "failed", id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }
}

function ask(session: Session, question: Question): Answers[keyof Answers] {
  if (question.about === "mistakes") return session.configuration(question.path).mistakes;
  const analysis = session.analyse(question.path);
  switch (question.about) {
    case "diagnostics":
      return analysis.diagnostics.map(found);
    case "hover":
      return hover(analysis, question.position);
    case "inlayHints":
      return inlayHints(analysis, question.range, question.style);
    case "codeLenses":
      return codeLenses(analysis);
    case "codeActions":
      return codeActions(session, question.path, question.range);
    case "insertShapeComments":
      return insertShapeComments(analysis, question.range);
    case "refreshShapeComments":
      return refreshShapeComments(analysis);
    case "fixAll":
      return fixAll(session, question.path);
    case "poolings":
      return poolingSites(analysis);
    case "inputProblem":
      return inputProblem(question.input);
    case "models":
      return modelsOf(analysis);
    case "table":
      return tableAt(analysis, question.position);
    case "editArguments":
      return argumentEdits(analysis, question.range, question.changes);
  }
}

function found({ code, severity, message, range, related }: Analysis["diagnostics"][number]): FoundDiagnostic {
  return { code, severity, message, range, related };
}
