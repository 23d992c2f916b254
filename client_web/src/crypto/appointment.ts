import { counted, textAtMost } from "./checks.ts";
import type { Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";

/** Appointments (crypto.md §6.8): what two people agree on in the record; the service does not know when they meet. */

const MIN_MINUTES = 5;
const MAX_MINUTES = 480;
const MAX_ZONE_BYTES = 64;
const MAX_NOTE_BYTES = 1_000;

const APPOINTMENT_ACTIONS = ["propose", "accept", "decline", "cancel"] as const;
export type AppointmentAction = (typeof APPOINTMENT_ACTIONS)[number];

/** One step of agreeing on a time. `zone` is where it was made: the other side may be elsewhere. */
export interface Appointment {
  readonly kind: "appointment";
  readonly appointment: Uint8Array;
  readonly revision: number;
  readonly action: AppointmentAction;
  readonly start: number;
  readonly minutes: number;
  readonly zone: string;
  readonly note: string;
}

export const APPOINTMENT: Shape<Appointment> = {
  label: "webtherapy/v1/appointment",
  parts: (a) => [a.appointment, a.revision, a.action, a.start, a.minutes, a.zone, a.note],
  read: (fields) => {
    const read = {
      kind: "appointment",
      appointment: fields.id(),
      revision: fields.uint(),
      action: fields.word(APPOINTMENT_ACTIONS),
      start: fields.uint(),
      minutes: fields.uint(),
      zone: fields.text(),
      note: fields.text(),
    } as const;
    counted(read.revision);
    textAtMost(MAX_ZONE_BYTES, read.zone);
    textAtMost(MAX_NOTE_BYTES, read.note);
    if (read.zone === "" || read.minutes < MIN_MINUTES || read.minutes > MAX_MINUTES) throw new ProofError("malformed");
    return read;
  },
};
