import { prepare } from "../crypto/sodium.ts";
import { CryptoDesk } from "./desk.ts";
import type { Call } from "./port.ts";
import { SERVICE } from "./service.ts";
import { serve } from "./serve.ts";

/** The worker's composition root: chance, the service's name, and the door. */

declare const self: DedicatedWorkerGlobalScope;

const started = prepare();
const random = (length: number): Uint8Array => self.crypto.getRandomValues(new Uint8Array(length));

const receive = started.then(() =>
  serve(new CryptoDesk(SERVICE, random), (answer) => {
    self.postMessage(answer);
  }),
);

self.onmessage = (event: MessageEvent<Call>): void => {
  void receive.then((take) => {
    take(event.data);
  });
};
