import type { Answer, Call, CryptoPort, Method, Outcome } from "./port.ts";

/** The two ends of a worker that a port needs. */
export interface Channel {
  postMessage(message: Call): void;
  onmessage: ((event: { readonly data: Answer }) => void) | null;
}

const METHODS: Readonly<Record<Method, true>> = {
  instance: true,
  prepareSignIn: true,
  unlock: true,
  readActivation: true,
  activate: true,
  sealReload: true,
  openReload: true,
  trustPractice: true,
  openConversation: true,
  learnEpoch: true,
  startEpoch: true,
  makeDeposit: true,
  seal: true,
  reseal: true,
  openEntries: true,
  safetyNumber: true,
  wipe: true,
};

/** The port at the page's end: each method posts a call and awaits the answer with its id. */
export function connect(channel: Channel): CryptoPort {
  const waiting = new Map<number, (outcome: Outcome<unknown>) => void>();
  let last = 0;
  channel.onmessage = ({ data }) => {
    waiting.get(data.id)?.(data.outcome);
    waiting.delete(data.id);
  };
  const call = (method: Method, parameters: readonly unknown[]): Promise<Outcome<unknown>> =>
    new Promise((resolve) => {
      const id = ++last;
      waiting.set(id, resolve);
      channel.postMessage({ id, method, parameters });
    });
  const methods = (Object.keys(METHODS) as Method[]).map((method) => [
    method,
    (...parameters: unknown[]) => call(method, parameters),
  ]);
  return Object.fromEntries(methods) as CryptoPort;
}
