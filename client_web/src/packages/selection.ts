import { toHex } from "../bytes/hex.ts";
import type { EpochHeader } from "../crypto/epoch.ts";
import type { Shown } from "./record.ts";

/** Which entries of a conversation go into a copy. */
export interface Choice {
  /** Times, both inclusive: what was said in between. */
  readonly from: number;
  readonly until: number;
  readonly what: "all" | "sessions" | "letters";
  /** One live session alone, by its id; null for all of them. */
  readonly session: Uint8Array | null;
}

type Epochs = ReadonlyMap<number, EpochHeader>;

/** The chosen entries, in order. Seals go with the session that they sign, whenever they came. */
export function select(shown: readonly Shown[], epochs: Epochs, choice: Choice): readonly Shown[] {
  const chosen = shown.filter((each) => !isSeal(each) && wanted(each, epochs, choice));
  const sessions = new Set(chosen.map((each) => sessionOf(each, epochs)));
  const seals = shown.filter((each) => sealed(each, sessions) && each.time >= choice.from);
  return [...chosen, ...seals].sort((one, other) => one.sequence - other.sequence);
}

/** Runs of entries without a gap: the first and the last sequence of each. */
export function runsOf(chosen: readonly Shown[]): readonly (readonly [first: number, last: number])[] {
  const runs: [number, number][] = [];
  for (const { sequence } of chosen) {
    const run = runs.at(-1);
    if (run?.[1] === sequence - 1) run[1] = sequence;
    else runs.push([sequence, sequence]);
  }
  return runs;
}

/** The live session in whose epoch an entry stands, in hexadecimal; empty for letters between sessions. */
export function sessionOf(shown: Shown, epochs: Epochs): string {
  const header = "opening" in shown ? shown.opening : epochs.get(shown.envelope.epoch);
  return header?.kind === "session" ? toHex(header.session) : "";
}

function wanted(shown: Shown, epochs: Epochs, { from, until, what, session }: Choice): boolean {
  if (shown.time < from || shown.time > until) return false;
  const live = sessionOf(shown, epochs);
  if (session !== null) return live === toHex(session);
  if (what === "sessions") return live !== "";
  return what === "all" || live === "" || isWritten(shown);
}

const isSeal = (shown: Shown): boolean => "content" in shown && shown.content.kind === "seal";

const isWritten = (shown: Shown): boolean =>
  "content" in shown && (shown.content.kind === "letter" || shown.content.kind === "appointment");

/** Entries of a session in which something else than a letter was chosen bring its seals. */
function sealed(shown: Shown, sessions: ReadonlySet<string>): boolean {
  return "content" in shown && shown.content.kind === "seal" && sessions.has(toHex(shown.content.session));
}
