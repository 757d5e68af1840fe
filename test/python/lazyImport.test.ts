import assert from "node:assert/strict";
import { LazyImport, NotYet } from "../../server/src/python/values.ts";

describe("an import that is loaded when its name is first read", () => {
  it("is loaded once", () => {
    let loads = 0;
    const lazy = new LazyImport(() => (loads += 1));
    assert.deepEqual([lazy.resolve(), lazy.resolve()], [1, 1]);
  });

  it("is asked again after a circle in which the name was not there yet", () => {
    const answers = [new NotYet("the module is being loaded"), 3];
    const lazy = new LazyImport(() => answers.shift() ?? null);
    assert.ok(lazy.resolve() instanceof NotYet);
    assert.deepEqual([lazy.resolve(), lazy.resolve()], [3, 3]);
  });

  it("is not there yet for what asks for it while it is loaded", () => {
    const lazy: LazyImport = new LazyImport(() => (lazy.resolve() instanceof NotYet ? "asked itself" : null));
    assert.equal(lazy.resolve(), "asked itself");
  });
});
