import { diskFileSystem } from "./disk.ts";
import { codeActions, codeLenses, fixAll, hover, inlayHints, Session } from "./facade.ts";
import type { AnalysisSettings, Answers, FromAnalysis, Question, ToAnalysis } from "./messages.ts";

/** Keeps the session in step with the editor and answers questions about its files. */
export class Analyst {
  private readonly interrupted: () => boolean;
  private readonly overlays = new Map<string, string>();
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
      searchPaths: settings.searchPaths,
      pythonEnv: settings.pythonEnv,
      cancelled: this.interrupted,
    });
    for (const [path, text] of this.overlays) session.setOverlay(path, text);
    return session;
  }

  /** An interrupted analysis is incomplete, whether it returned or threw: its answer is dropped. */
  private answer(id: number, question: Question): FromAnalysis {
    try {
      const answer = ask(this.session, question);
      return this.interrupted() ? { kind: "interrupted", id } : { kind: "answer", id, answer };
    } catch (error) {
      if (this.interrupted()) return { kind: "interrupted", id };
      return { kind: "failed", id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }
}

function ask(session: Session, question: Question): Answers[keyof Answers] {
  switch (question.about) {
    case "diagnostics":
      return session.analyse(question.path).diagnostics;
    case "hover":
      return hover(session.analyse(question.path), question.position);
    case "inlayHints":
      return inlayHints(session.analyse(question.path), question.range);
    case "codeLenses":
      return codeLenses(session.analyse(question.path));
    case "codeActions":
      return codeActions(session, question.path, question.range);
    case "fixAll":
      return fixAll(session, question.path);
  }
}
