export type Clause = never;
export const recoverCompound = (): never => {
  throw new Error("not yet");
};
