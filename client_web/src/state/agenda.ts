/**
 * When people meet: what the appointments in a verified record come to (crypto.md §6.8). Pure; times are Unix milliseconds. What does
 * not follow from what stands before it changes nothing: the record shows it all the same. The mirror of client_py/agenda.py.
 */

const MINUTE_MS = 60_000;
const OPENS_BEFORE_MS = 10 * MINUTE_MS;

export type Action = "propose" | "accept" | "decline" | "cancel";
/** `cancelled` is final. */
export type Standing = "proposed" | "accepted" | "declined" | "cancelled";

/** One appointment envelope's content, and who sent it. */
export interface Said {
  readonly sender: string;
  readonly appointment: string;
  readonly revision: number;
  readonly action: Action;
  readonly start: number;
  readonly minutes: number;
  readonly zone: string;
  readonly note: string;
}

/** An appointment as it stands. `proposer` made its newest proposal. */
export interface Appointment {
  readonly appointment: string;
  readonly revision: number;
  readonly proposer: string;
  readonly standing: Standing;
  readonly start: number;
  readonly minutes: number;
  readonly zone: string;
  readonly note: string;
}

/** By appointment id, in the order in which they were first proposed. */
export type Agenda = ReadonlyMap<string, Appointment>;

/** The agenda of a record, from its appointment entries in order. */
export function agendaOf(entries: readonly Said[]): Agenda {
  return entries.reduce<Agenda>(after, new Map());
}

/** The agenda after one more entry of the record; the same one when that entry does not follow. */
export function after(agenda: Agenda, said: Said): Agenda {
  const before = agenda.get(said.appointment);
  const now = said.action === "propose" ? proposed(before, said) : answered(before, said);
  return now === null ? agenda : new Map(agenda).set(said.appointment, now);
}

/** When it is over. */
export function endOf({ start, minutes }: Pick<Appointment, "start" | "minutes">): number {
  return start + minutes * MINUTE_MS;
}

/** Whether its session may be begun now: accepted, and from ten minutes before until its end. */
export function opens(appointment: Appointment, now: number): boolean {
  const { standing, start } = appointment;
  return standing === "accepted" && start - OPENS_BEFORE_MS <= now && now < endOf(appointment);
}

/** What is still to come, or waits for a word, the soonest first. */
export function coming(agenda: Agenda, now: number): readonly Appointment[] {
  return [...agenda.values()]
    .filter((each) => (each.standing === "proposed" || each.standing === "accepted") && endOf(each) > now)
    .sort((one, other) => one.start - other.start);
}

function proposed(before: Appointment | undefined, said: Said): Appointment | null {
  if (before === undefined && said.revision !== 1) return null;
  if (before !== undefined && (before.standing === "cancelled" || said.revision !== before.revision + 1)) return null;
  const { appointment, revision, start, minutes, zone, note } = said;
  return { appointment, revision, proposer: said.sender, standing: "proposed", start, minutes, zone, note };
}

function answered(before: Appointment | undefined, said: Said): Appointment | null {
  if (before?.revision !== said.revision) return null;
  if (said.action === "cancel") return before.standing === "cancelled" ? null : { ...before, standing: "cancelled" };
  if (before.standing !== "proposed" || said.sender === before.proposer) return null;
  // An answer to another time than the one proposed is no answer.
  if (said.start !== before.start || said.minutes !== before.minutes) return null;
  return { ...before, standing: said.action === "accept" ? "accepted" : "declined" };
}
