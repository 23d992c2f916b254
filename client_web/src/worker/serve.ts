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
    return { ok: true, value: bare(value) };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/**
 * The same value, its bytes in buffers of their own. What crosses to the page crosses with the whole buffer behind it: the root's
 * fingerprint lies in the vault beside the account secret.
 */
function bare(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.length === value.buffer.byteLength ? value : value.slice();
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, bare(part)]));
}
