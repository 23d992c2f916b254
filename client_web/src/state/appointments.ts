import { computed } from "@preact/signals-core";
import { agendaOf } from "./agenda.ts";
import type { Action, Agenda, Appointment, Said } from "./agenda.ts";
import type { Conversation } from "./conversation.ts";
import type { AppointmentEntry } from "./entry.ts";
import { idBytes, keyOf, messageKey } from "./id.ts";
import type { MessageKey } from "./id.ts";
import type { Posting } from "./posting.ts";
import type { Random } from "./ports.ts";

/** A time that someone wants to propose. */
export interface Time {
  readonly start: number;
  readonly minutes: number;
  readonly zone: string;
  readonly note: string;
}

/** The longest note, in bytes (crypto.md §6.8). */
export const MAX_NOTE_BYTES = 1_000;
export const LENGTHS = [30, 45, 50, 60, 90] as const;

/** When the people of one conversation meet: what its verified record comes to, and what one can do about it. */
export class Appointments {
  readonly agenda;
  /** What was said and does not stand in the record yet. */
  readonly waiting;
  readonly #posting: Pick<Posting, "write" | "again">;
  readonly #random: Random;

  constructor(conversation: Conversation, posting: Pick<Posting, "write" | "again">, random: Random) {
    this.#posting = posting;
    this.#random = random;
    this.agenda = computed<Agenda>(() =>
      agendaOf(conversation.entries.value.flatMap((entry) => (entry.kind === "appointment" ? [saidIn(entry)] : []))),
    );
    this.waiting = computed(() => conversation.written.value.filter(({ content }) => content.kind === "appointment"));
  }

  propose(time: Time): Promise<boolean> {
    return this.#write({ ...time, appointment: keyOf(this.#random(16)), revision: 1, action: "propose" });
  }

  /** Another time in place of this one. */
  move({ appointment, revision }: Appointment, time: Time): Promise<boolean> {
    return this.#write({ ...time, appointment, revision: revision + 1, action: "propose" });
  }

  /** An answer to the newest proposal, or its end; it repeats the time that it is about. */
  answer(to: Appointment, action: Exclude<Action, "propose">): Promise<boolean> {
    const { appointment, revision, start, minutes, zone } = to;
    return this.#write({ appointment, revision, action, start, minutes, zone, note: "" });
  }

  /** Another try for what could not be sent. */
  again(message: MessageKey): void {
    this.#posting.again(message);
  }

  /** Whether it is on its way: it may wait in this page for its first epoch, or for the network. */
  async #write(said: Omit<Said, "sender">): Promise<boolean> {
    const [message, appointment] = [messageKey(this.#random(16)), idBytes(said.appointment)];
    await this.#posting.write(message, { ...said, kind: "appointment", appointment });
    return !this.waiting.peek().some((each) => each.message === message && each.progress === "failed");
  }
}

/** What one entry of the record says. */
export function saidIn({ sender, appointment }: AppointmentEntry): Said {
  return { ...appointment, sender, appointment: keyOf(appointment.appointment) };
}
