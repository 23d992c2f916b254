import type { OpenedOrder } from "../../src/worker/custody_port.ts";

/** What custodians opened, made up. */

const HOUR = 3_600_000;
const NOW = Date.now();
const NOTHING = { body: new Uint8Array(1), signature: new Uint8Array(64) };

export function openedOrder(client: Uint8Array, therapist: Uint8Array, named: Uint8Array | null): OpenedOrder {
  return {
    opened: 2,
    of: 2,
    named: [{ deposit: new Uint8Array(16), custodian: named }],
    messages: [
      {
        sequence: 12,
        time: NOW - 49 * HOUR,
        sender: client,
        kind: "text",
        subject: "",
        text: "The new tablets make me dizzy. I take half of one in the evening now.",
      },
      {
        sequence: 13,
        time: NOW - 49 * HOUR,
        sender: therapist,
        kind: "text",
        subject: "",
        text: "Thank you for telling me. Which ones are they?",
      },
      {
        sequence: 14,
        time: NOW - 49 * HOUR,
        sender: client,
        kind: "text",
        subject: "",
        text: "Sertraline, 50. And penicillin gives me a rash.",
      },
      { sequence: 15, time: NOW - 48 * HOUR, sender: client, kind: "end", subject: "", text: "" },
      {
        sequence: 18,
        time: NOW - 30 * HOUR,
        sender: therapist,
        kind: "letter",
        subject: "Before Thursday",
        text: "Please bring the leaflet of the tablets.\n\nUntil then.",
      },
    ],
    outcome: NOTHING,
  };
}
