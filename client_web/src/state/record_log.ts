import { signal } from "@preact/signals-core";
import { HARMLESS } from "../worker/port.ts";
import type { SettingsContent } from "../worker/key_life.ts";
import type { AttestedHead, CryptoPort, LogHead, Outcome, WitnessStanding } from "../worker/port.ts";
import { ownLeaves } from "./own_leaves.ts";
import type { Answered, Clock, RecordLogHttp } from "./ports.ts";
import type { SealedSettings } from "./sealed_settings.ts";
import { Serial } from "./serial.ts";

/**
 * What does not fit (crypto.md §9.2). `changed`: the log does not begin with what this person's browsers saw before. `shorter`: it has
 * lost entries since. `unsigned`: it is not the service's own word. `missing`: something of one's own is not in it. `disputed`: the other
 * side of a conversation says to have seen another one. `witness`: so does one whom the practice's root names, or their word is forged.
 */
export type LogTrouble = "changed" | "shorter" | "unsigned" | "missing" | "disputed" | "witness";

/** `at` is Unix milliseconds: when the log was last found to be what it was before, with so many entries. */
export interface LogChecked {
  readonly size: number;
  readonly at: number;
}

interface Ports {
  readonly crypto: Pick<
    CryptoPort,
    "rememberLog" | "advanceLog" | "watchWitnesses" | "logStanding" | "confirmLog" | "proveLeaves"
  >;
  readonly http: RecordLogHttp;
  readonly settings: SealedSettings;
  readonly clock: Clock;
}

const EVERY_MS = 300_000;
/** Under which choice the settings keep the newest list of witnesses that was seen (crypto.md §9.4). */
const WITNESSES = "witnesses";
/** The service may sign a new head between two questions. */
const TRIES = 5;

/** Something does not hold, or could not be learnt just now (null). */
class Ended extends Error {
  readonly trouble: LogTrouble | null;

  constructor(trouble: LogTrouble | null) {
    super(trouble ?? "not now");
    this.trouble = trouble;
  }
}

/** Watches the record log in the background: that it only ever grows, and holds what is one's own. What it found stays found. */
export class RecordLog {
  readonly trouble = signal<LogTrouble | null>(null);
  readonly checked = signal<LogChecked | null>(null);
  /** Who watches the log besides, and how they stand. */
  readonly witnesses = signal<readonly WitnessStanding[]>([]);
  readonly #ports: Ports;
  readonly #serial = new Serial();
  /** The last own leaf that was proved on this page. */
  #proved: number | null = null;
  #kept = false;
  #ended = false;
  #cancel: () => void = () => undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Checks now, and again every few minutes. */
  watch(): Promise<void> {
    return this.#serial.run(async () => {
      this.#cancel();
      if (this.#ended) return;
      await this.#check();
      this.#cancel = this.#ports.clock.after(EVERY_MS, () => void this.watch());
    });
  }

  end(): void {
    this.#ended = true;
    this.#cancel();
  }

  async #check(): Promise<void> {
    try {
      const size = await this.#grown();
      await this.#own(size);
      this.checked.value = { size, at: this.#ports.clock.now() };
      await this.#witnessed();
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      if (error.trouble !== null) this.trouble.value = error.trouble;
    }
  }

  /** The newest head begins with everything that was ever seen of it: here, in other browsers, by the other side. */
  async #grown(): Promise<number> {
    const { crypto, settings } = this.#ports;
    if (!(await settings.load())) throw new Ended(null);
    if (settings.content.log !== null) await crypto.rememberLog(settings.content.log);
    const seen = await this.#confirmAll(await this.#advance());
    await this.#keep(seen);
    return seen.size;
  }

  /** Every head that somebody attested; how far the log was seen then. */
  async #confirmAll(newest: LogHead): Promise<LogHead> {
    let seen = newest;
    for (let n = 0; n < TRIES; n++) {
      const standing = held(await this.#ports.crypto.logStanding());
      if (standing.attested.length === 0) break;
      for (const head of standing.attested) if (!(await this.#confirm(head))) break;
      seen = await this.#advance();
    }
    return seen;
  }

  /** Once for each page: two tabs that look at the same time would get into each other's way. Later heads are in what this account writes. */
  async #keep(seen: LogHead): Promise<void> {
    if (this.#kept) return;
    this.#kept = await this.#ports.settings.change((content) =>
      (content.log?.size ?? 0) < seen.size ? { ...content, log: seen } : null,
    );
  }

  async #advance(): Promise<LogHead> {
    const { seen } = held(await this.#ports.crypto.logStanding());
    const answer = learnt(await this.#ports.http.logSince(seen.size), "shorter");
    return held(await this.#ports.crypto.advanceLog(answer));
  }

  /** Last, so that a service which answers nothing of witnesses hinders nothing else. */
  async #witnessed(): Promise<void> {
    const { crypto, http, clock, settings } = this.#ports;
    const shown = learnt(await http.logWitnessed(), "witness");
    const least = listSeen(settings.content);
    const found = held(await crypto.watchWitnesses(shown, least, clock.now()), "witness", "witness");
    this.witnesses.value = found.standings;
    await this.#confirmAll(await this.#advance());
    const { generation } = found;
    if (generation === null || generation <= (least ?? -1)) return;
    await settings.change((content) => ((listSeen(content) ?? -1) < generation ? keepList(content, generation) : null));
  }

  async #confirm(head: AttestedHead): Promise<boolean> {
    const others = head.witness === true ? "witness" : "disputed";
    const answer = learnt(await this.#ports.http.logSince(head.size), head.own ? "shorter" : others);
    return held(await this.#ports.crypto.confirmLog(head, answer), head.own ? "changed" : others);
  }

  /** Everything of one's own that came since is in it. */
  async #own(size: number): Promise<void> {
    for await (const page of ownLeaves(this.#ports.http, this.#proved, size)) {
      const leaves = learnt(page, "missing");
      held(await this.#ports.crypto.proveLeaves(leaves), "missing");
      this.#proved = leaves.at(-1)?.place ?? this.#proved;
    }
  }
}

/** The generation of the list of witnesses that some browser of this person has seen; null for none. */
function listSeen({ choices }: SettingsContent): number | null {
  const [, value] = choices.find(([name]) => name === WITNESSES) ?? [];
  return value === undefined || !/^\d{1,15}$/.test(value) ? null : Number(value);
}

function keepList(content: SettingsContent, generation: number): SettingsContent {
  const others = content.choices.filter(([name]) => name !== WITNESSES);
  const choices = [...others, [WITNESSES, String(generation)] as const];
  return { ...content, choices: choices.sort(([one], [other]) => (one < other ? -1 : 1)) };
}

/** What was answered. The service says `not_for_you` of a log that never had this size, and `not_found` of one that is not begun. */
function learnt<T>(answer: Answered<T>, refused: LogTrouble): T {
  if (answer.ok) return answer.value;
  const { refusal } = answer;
  throw new Ended(refusal.kind === "refused" && refusal.code === "not_for_you" ? refused : null);
}

/** `unsigned`: what it is when something is not signed by whom it should be. */
function held<T>(outcome: Outcome<T>, wrong: LogTrouble = "changed", unsigned: LogTrouble = "unsigned"): T {
  if (outcome.ok) return outcome.value;
  if (HARMLESS.has(outcome.reason) || outcome.reason === "fault") throw new Ended(null);
  throw new Ended(["unsigned", "bad_signature", "foreign_log"].includes(outcome.reason) ? unsigned : wrong);
}
