import { reasonOf } from "./alarm.ts";
import type { Answer, Call, Method, Outcome } from "./port.ts";

/** What the worker offers: the port's methods, plainly returning or throwing. */
export type Desk = Readonly<Record<Method, (...parameters: never[]) => unknown>>;

/**
 * What does not wait for its turn: a page that goes away has a moment to keep what is being written, and behind a long record that
 * moment would pass. Each is done in one go, and the keys that it finds are good ones.
 */
const AT_ONCE: ReadonlySet<Method> = new Set<Method>(["sealDraft", "sealLetterDraft"]);

/** Carries out calls one after the other, in the order they come, and sends one answer for each. */
export function serve(desk: Desk, send: (answer: Answer) => void): (call: Call) => void {
  let last: Promise<void> = Promise.resolve();
  const answer = async (call: Call): Promise<void> => {
    send({ id: call.id, outcome: await carryOut(desk, call) });
  };
  return (call) => {
    if (AT_ONCE.has(call.method)) void answer(call);
    else last = last.then(() => answer(call));
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
