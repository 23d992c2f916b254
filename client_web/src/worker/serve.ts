import { reasonOf } from "./alarm.ts";
import type { Answer, Call, Method, Outcome } from "./port.ts";

/** What the worker offers: the port's methods, plainly returning or throwing. */
export type Desk = Readonly<Record<Method, (...parameters: never[]) => unknown>>;

/** Carries out calls one after the other, in the order they come, and sends one answer for each. */
export function serve(desk: Desk, send: (answer: Answer) => void): (call: Call) => void {
  let last: Promise<void> = Promise.resolve();
  return (call) => {
    last = last.then(async () => {
      send({ id: call.id, outcome: await carryOut(desk, call) });
    });
  };
}

async function carryOut(desk: Desk, { method, parameters }: Call): Promise<Outcome<unknown>> {
  try {
    const value = await desk[method](...(parameters as never[]));
    return { ok: true, value };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}
