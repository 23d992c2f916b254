import type { Answer } from "./port.ts";
import { connect } from "./connect.ts";
import type { CryptoPort } from "./port.ts";

/** The constant of the build that the content security policy names; the worker is built apart. */
const WORKER_URL = "/crypto-worker.js";

/** What the DOM types do not know yet (Trusted Types). */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The one URL that may become a script, under the one policy that the page allows: `trusted-types crypto-worker`. */
function workerUrl(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return WORKER_URL;
  return trustedTypes.createPolicy("crypto-worker", { createScriptURL: () => WORKER_URL }).createScriptURL(WORKER_URL);
}

/** Starts the crypto worker; at most once per page. `end` kills it, with everything it holds. */
export function spawn(): { readonly port: CryptoPort; readonly end: () => void } {
  const worker = new Worker(workerUrl(), { type: "module", name: "crypto" });
  const port = connect({
    post: (call) => {
      worker.postMessage(call);
    },
    listen: (receive) => {
      worker.onmessage = (event: MessageEvent<Answer>) => {
        receive(event.data);
      };
    },
    failed: (tell) => {
      worker.onerror = tell;
    },
  });
  return {
    port,
    end: () => {
      worker.terminate();
    },
  };
}
