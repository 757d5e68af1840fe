export const recoverSimple = (): never => {
  throw new Error("not yet");
};
