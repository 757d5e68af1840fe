import type { Frame, Locator, Page } from "playwright-core";
import type { Act } from "../../test/vscode/suite/channel.ts";

/** An element that only this page has: VS Code shows each panel in frames of its own. */
const marks = { table: "#table", pooling: "#explained" } as const;
const limit = 15_000;

/** Does in VS Code's window what the suite asks for, as a user's mouse and keys would. */
export class Hands {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async perform(act: Act): Promise<unknown> {
    const frame = await this.frame(act.in);
    if (act.do === "run") return frame.evaluate(act.script);
    const found = frame.locator(act.at);
    switch (act.do) {
      case "texts":
        return found.evaluateAll((all) => all.map((one) => one.textContent));
      case "attributes":
        return found.evaluateAll((all, name) => all.map((one) => one.getAttribute(name)), act.name);
      default:
        return this.handle(act, found.first());
    }
  }

  private async handle(act: Exclude<Act, { do: "run" | "texts" | "attributes" }>, found: Locator): Promise<void> {
    const timeout = limit;
    switch (act.do) {
      case "click":
        return this.click(found, act.holding ?? []);
      case "hover":
        return found.hover({ timeout });
      case "fill":
        return found.fill(act.text, { timeout });
      case "check":
        return found.setChecked(act.on, { timeout });
      case "choose":
        await found.selectOption(act.value, { timeout });
        return;
      case "press":
        return found.press(act.key, { timeout });
      case "upload":
        return found.setInputFiles(act.file, { timeout });
      case "drag":
        return this.drag(found, act.to);
    }
  }

  /** At the element's middle, wherever VS Code's layers put what takes the click. */
  private async click(found: Locator, holding: readonly string[]): Promise<void> {
    const { keyboard, mouse } = this.page;
    if (holding.length === 0) return found.click({ timeout: limit });
    const box = await found.boundingBox({ timeout: limit });
    if (!box) throw new Error("what is to be clicked is not seen");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await mouse.move(x, y);
    for (const key of holding) await keyboard.down(key);
    // VS Code makes a link of what is under the pointer once it sees the key.
    await mouse.move(x + 2, y);
    await this.page.waitForTimeout(300);
    await mouse.click(x + 2, y);
    for (const key of holding) await keyboard.up(key);
  }

  /** From an element's middle to a share of its width, in steps, as a slider is moved. */
  private async drag(found: Locator, to: number): Promise<void> {
    const box = await found.boundingBox({ timeout: limit });
    if (!box) throw new Error("what is to be dragged is not seen");
    const { mouse } = this.page;
    const middle = box.y + box.height / 2;
    await mouse.move(box.x + box.width / 2, middle);
    await mouse.down();
    await mouse.move(box.x + box.width * to, middle, { steps: 12 });
    await mouse.up();
  }

  private async frame(name: Act["in"]): Promise<Frame> {
    if (name === "workbench") return this.page.mainFrame();
    for (const deadline = Date.now() + limit; Date.now() < deadline; await this.page.waitForTimeout(50)) {
      for (const frame of this.page.frames()) {
        const isIt = await frame
          .locator(marks[name])
          .count()
          .catch(() => 0);
        if (isIt > 0) return frame;
      }
    }
    throw new Error(`no frame shows the ${name} page`);
  }
}
