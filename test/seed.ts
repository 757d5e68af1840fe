/** Random cases are the same on each run, so that a failure is one of the change at hand. `SHAPELINT_SEED=N` explores others. */
import fc from "fast-check";

export const SEED = Number(process.env.SHAPELINT_SEED ?? 20_260_101);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: SEED });
