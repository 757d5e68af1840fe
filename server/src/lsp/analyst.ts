import type { TextEdit } from "../ide/fixes.ts";
import type { Position, Range } from "../ide/position.ts";
import { type Analysis, Session } from "../ide/session.ts";
import { Cancelled } from "../python/errors.ts";
import { bundledSource } from "../python/node-prelude.ts";
import { diskFileSystem } from "./disk.ts";
import { codeLenses, hover, inlayHints } from "./facade.ts";
import type {
  AnalysisSettings,
  Answers,
  FoundDiagnostic,
  FromAnalysis,
  OfferedFix,
  Question,
  ToAnalysis,
} from "./messages.ts";

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
      prelude: bundledSource,
      searchPaths: settings.searchPaths,
      pythonEnv: settings.pythonEnv,
      cancelled: this.interrupted,
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
  const analysis = session.analyse(question.path);
  switch (question.about) {
    case "diagnostics":
      return analysis.diagnostics.map(found);
    case "hover":
      return hover(analysis, question.position);
    case "inlayHints":
      return inlayHints(analysis, question.range);
    case "codeLenses":
      return codeLenses(analysis);
    case "codeActions":
      return codeActions(analysis, question.range);
    case "fixAll":
      return fixAll(analysis);
  }
}

function found({ code, severity, message, range, related }: Analysis["diagnostics"][number]): FoundDiagnostic {
  return { code, severity, message, range, related };
}

/** The fixes of the diagnostics that a range touches. */
function codeActions({ diagnostics }: Analysis, at: Range): readonly OfferedFix[] {
  return diagnostics
    .filter(({ range }) => !isBefore(range.end, at.start) && !isBefore(at.end, range.start))
    .flatMap(({ code, range, fixes }) => fixes.map((fix) => ({ ...fix, mends: { code, range } })));
}

/** The preferred fix of each diagnostic, but for one that would change what another changes, too. */
function fixAll({ diagnostics }: Analysis): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes } of diagnostics) {
    const edits = fixes.find(({ preferred }) => preferred)?.edits ?? [];
    if (!edits.some((edit) => taken.some((other) => overlap(edit, other)))) taken.push(...edits);
  }
  return taken;
}

function overlap(a: TextEdit, b: TextEdit): boolean {
  return a.path === b.path && isBefore(a.range.start, b.range.end) && isBefore(b.range.start, a.range.end);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
