import type { KeptConsent } from "../../src/state/release_http.ts";
import type { ShownConsent } from "../../src/worker/release_port.ts";

/** A consent on which an order rests, as its officer reads it: made up. */

const HOUR = 3_600_000;
const NOW = Date.now();
const idOf = (n: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, at) => (n * 41 + at * 13 + 7) % 256);
const NOTHING = { body: new Uint8Array(1), signature: new Uint8Array(64) };

export const FORM: ShownConsent = {
  consentId: idOf(1),
  hash: new Uint8Array(32),
  form: "part2",
  client: idOf(3),
  conversation: idOf(60),
  kinds: ["text"],
  from: 0,
  until: NOW,
  maker: "practice",
  signedAt: NOW - HOUR,
  expiresAt: NOW + HOUR,
  values: { patient: "Sam Example", recipient: "Dr. Noor Example", "recipient-key": "" },
  salt: new Uint8Array(32),
};

export const KEPT: KeptConsent = {
  consent: NOTHING,
  paper: { sealed: new Uint8Array(1), bundleHash: new Uint8Array(32), wrap: new Uint8Array(1) },
  part2: "pending",
  keptAt: NOW - HOUR,
  due: NOW + HOUR,
  revokedAt: null,
  denied: false,
  extended: false,
  handedOut: 0,
};
