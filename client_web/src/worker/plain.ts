import type { Outcome } from "./port.ts";

/** What a port promises, without the envelope of outcomes: methods return or throw. */
export type Plain<P> = {
  readonly [M in keyof P]: P[M] extends (...parameters: infer A) => Promise<Outcome<infer T>>
    ? (...parameters: A) => T | Promise<T>
    : never;
};
