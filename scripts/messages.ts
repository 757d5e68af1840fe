/**
 * `docs/messages.md`: what the product says beside what PyTorch says, for twenty
 * mistakes of the table of bugs. Both are what was said, not what we would like to
 * be said; only which of them tells more is written by hand, below.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { judge } from "../test/bugs/judge.ts";
import { type Bug, type Fact, bugs, facts, keyOf } from "../test/bugs/table.ts";

/** A bug's name, and which message says more, and why. */
const COMPARED: readonly (readonly [string, string])[] = [
  ["image-classifiers: the product that LeNet had, for 32×32 images", "Ours says more. PyTorch names two matrices that stand nowhere in the program, at the line of the call; the number to change is in `__init__`, and how 256 came about can be read off."],
  ["image-classifiers: a Sequential that lacks Flatten", "Ours says more. PyTorch's 448 is 4·16·7, which the reader has to guess; ours points into the `Sequential`, where the layer is lacking."],
  ["image-classifiers: an image as OpenCV reads it", "About equal on the fact: PyTorch names the channels and the shape as well. Ours adds where the image came from and the order that it needs. Neither can know that it came from OpenCV."],
  ["image-classifiers: a batch that view halves", "Ours says more. PyTorch tells of the batch only where the loss meets it; the view that made 32 of 8 is in our chain, with both ways to mend it."],
  ["image-classifiers: one image without its batch dimension, flattened", "Ours says more, in the chain rather than in the sentence: the sentence is no clearer than PyTorch's until one reads that `Flatten` gave (8, 16) of one image."],
  ["image-classifiers: pooled to nothing", "PyTorch says as much, and in plainer words (\"output size is too small\"). Ours adds which block it was. The repair keeps the program running; a larger image may be what was meant."],
  ["image-classifiers: normalization of as many features as the layer before had", "Ours says more: the number is in the constructor, and PyTorch's `running_mean` is a name that the program does not contain."],
  ["residual: one convolution of two that does not pad", "Ours says more: which layer lost the two pixels."],
  ["segmentation: a U-Net on a size that is no multiple of its pooling", "Ours says more: where 220 came from. Which of the three repairs is meant, only the author knows."],
  ["generative: an autoencoder that gives back one pixel less", "Ours says more. PyTorch tells it in the backward of the reader's mind; ours lists the layers of the decoder."],
  ["recurrent: a bidirectional LSTM into a Linear of one direction", "Ours says more: the place. Why 256, namely two directions of 128, neither says in words; our chain and the repair suggest it."],
  ["recurrent: batch_first forgotten, the state made for it", "Ours says a little more: which number is which. Neither says outright that the batch stands where the length is expected; the repair does."],
  ["attention: heads that do not divide the embedding", "Ours says more: PyTorch's assertion has no numbers."],
  ["attention: scores without a transpose", "Ours says more. PyTorch speaks of a `batch2` that the program does not have, and of the sizes that it wants rather than those that it has."],
  ["losses: one-hot targets as indices", "Ours says more in its repairs than in its words. PyTorch's sentence is right and misleading: few who write one-hot labels mean probabilities."],
  ["losses: BCEWithLogits of a column with a row", "Equal in words. Ours adds the two ways to mend it."],
  ["losses: MSE that broadcasts a row over a column", "Ours says a little more: the 64 × 64 that comes of it. PyTorch's warning advises well, and is easily lost among others."],
  ["data: a hidden state for full batches only", "Equal on the sizes. PyTorch fails in the last batch of the first epoch, perhaps after an hour; ours says so before the first."],
  ["projects: a model in another file, built for other images", "Ours says more: PyTorch shows the file of the model, which is right; the number to change is in the other."],
  ["names: a misspelt keyword", "Equal in words, but PyTorch's line is the first of the statement. Ours has the word that was meant."],
];

/** The page, from what is said now and what was recorded of PyTorch. */
export function messagesPage(): string {
  const known = facts();
  const all = new Map(bugs().map((b) => [b.name, b]));
  const sections = COMPARED.map(([name, verdict], i) => {
    const bug = all.get(name);
    if (!bug) throw new Error(`no bug is called ${name}`);
    return section(i + 1, bug, known.get(keyOf(bug.bad)), verdict);
  });
  return `${HEAD}\n${sections.join("\n")}`;
}

const HEAD = `# Twenty mistakes, told twice

What PyTorch says when the program fails, and what ShapeLint says before it runs. The programs are in [the table of bugs](../test/bugs); what PyTorch says was recorded from PyTorch 2.13. This page is made by \`npx tsx scripts/messages.ts\`; only the last line of each section is an opinion.
`;

function section(number: number, bug: Bug, fact: Fact | undefined, verdict: string): string {
  const { bad, fixed } = judge(bug);
  const said = bad.find((d) => d.severity === "error") ?? bad[0];
  if (!said) throw new Error(`nothing is said of ${bug.name}`);
  const line = (file: string, n: number): string => (bug.bad[file]?.split("\n")[n] ?? "").trim();
  const place = (file: string, n: number): string => `${Object.keys(bug.bad).length > 1 ? `${file}:` : "line "}${n + 1}: \`${line(file, n)}\``;
  const file = said.path.slice("/project/".length);
  const out = [`## ${number}. ${capital(bug.name.slice(bug.name.indexOf(":") + 2))}`, ""];
  if (!fact || fact.runs) out.push(`**PyTorch** ${fact?.warns ? `warns: ${fact.warns[0]}` : "says nothing: the program runs."}`, "");
  else {
    const at = fact.stack.at(-1);
    out.push(`**PyTorch**${at ? `, at ${place(at[0], at[1])}` : ""}`, "", "```text", `${fact.exception}: ${fact.message}`, "```", "");
  }
  out.push(`**ShapeLint**, at ${place(file, said.range.start.line)}`, "", "```text", `${said.severity}[${said.code}]: ${said.message.split("\nPyTorch: ")[0]}`);
  for (const r of said.related.slice(0, 6)) out.push(`  ${r.path === said.path ? "line " : `${r.path.slice("/project/".length)}:`}${r.range.start.line + 1}: ${r.message}`);
  for (const f of fixed.filter((x) => x.mends === said)) out.push(`  fix: ${f.title}`);
  out.push("```", "", verdict, "");
  return out.join("\n");
}

function capital(s: string): string {
  return s.charAt(0).toUpperCase() + s.slice(1);
}

if (process.argv[1] === import.meta.filename) {
  const { prepareAnalysis } = await import("../test/analysis.ts");
  await prepareAnalysis();
  writeFileSync(path.join(import.meta.dirname, "..", "docs", "messages.md"), messagesPage());
}
