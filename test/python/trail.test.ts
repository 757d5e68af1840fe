import assert from "node:assert/strict";
import { apply, Cell, keep, mark, permanently, takeBack, touch } from "../../server/src/python/trail.ts";

class Box extends Cell {
  value = 0;
  save(): number {
    return this.value;
  }
  load(saved: unknown): void {
    this.value = saved as number;
  }
  set(value: number): void {
    touch(this);
    this.value = value;
  }
}

/** What a run under a mark leaves behind, and whether the change made for all lasts. */
function afterProgram(program: () => boolean): boolean {
  const m = mark();
  const lasts = program();
  takeBack(m);
  return lasts;
}

describe("a change made for all while a program runs", () => {
  it("outlives the program where it branched and kept one side", () => {
    const box = new Box();
    const lasts = afterProgram(() =>
      permanently(() => {
        box.set(1);
        const branch = mark();
        box.set(2);
        keep(branch);
        box.set(3);
      }),
    );
    assert.deepEqual([box.value, lasts], [3, true]);
  });

  it("outlives the program where it branched and joined", () => {
    const box = new Box();
    afterProgram(() =>
      permanently(() => {
        const branch = mark();
        box.set(2);
        apply(takeBack(branch));
        box.set(3);
      }),
    );
    assert.equal(box.value, 3);
  });

  it("leaves later changes of the program to be taken back", () => {
    const box = new Box();
    afterProgram(() => {
      const lasts = permanently(() => {
        const branch = mark();
        box.set(2);
        keep(branch);
      });
      box.set(9);
      return lasts;
    });
    assert.equal(box.value, 2);
  });

  it("does not last where the program had changed the same before, be it within a branch", () => {
    const box = new Box();
    const lasts = afterProgram(() => {
      box.set(5);
      return permanently(() => {
        const branch = mark();
        box.set(6);
        keep(branch);
      });
    });
    assert.deepEqual([box.value, lasts], [0, false]);
  });
});
