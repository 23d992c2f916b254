import { signal } from "@preact/signals-core";
import { fromBase64url } from "../../bytes/base64url.ts";
import { INTAKE_FORMS, NEWEST_FORM } from "../../crypto/intake_form.ts";
import type { IntakeAnswer, IntakeContent, IntakeReaders } from "../../worker/matching_port.ts";
import type { Person } from "../../protocol/documents.ts";
import type { Therapist } from "../lobby_http.ts";
import type { Read } from "../me/me.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import type { Mistake } from "../mistake.ts";
import { trusted } from "./trusted.ts";

/** Whether what was written is kept. `waiting`: in a moment it will be sent. */
export type Saving = "kept" | "waiting" | "saving" | "failed";

/** How long after the last word it is saved: soon enough that nothing is lost when someone leaves. */
const SAVE_AFTER_MS = 1_200;
const MOST_ATTEMPTS = 3;
/** The question that asks for somebody of the directory. */
const WISH = "therapist";

/** A client's own intake (crypto.md §12.1): read once, saved as it is written, each time under the next version and a new key. */
export class Intake {
  readonly content = signal<Read<IntakeContent>>({ kind: "loading" });
  readonly saving = signal<Saving>("kept");
  readonly mistake = signal<Mistake | null>(null);
  readonly #ports: MePorts;
  /** Questions whose answers the service does not have yet. */
  readonly #unsaved = new Set<string>();
  #version = 0;
  #cancel: () => void = () => undefined;
  #work: Promise<unknown> = Promise.resolve();

  constructor(ports: MePorts) {
    this.#ports = ports;
  }

  /** Reads what was written before, on whichever device; what stands here and is not saved yet stays. */
  async read(): Promise<void> {
    if (this.#unsaved.size > 0) return;
    const opened = await this.#inTurn(() => this.#open());
    if (opened.ok) this.#show(inNewestForm(opened.value?.content ?? null));
    else if (this.#unsaved.size === 0) this.content.value = { kind: "failed", mistake: opened.mistake };
  }

  /** An answer as it is now; it is saved a moment after the last one. */
  answer(changed: IntakeAnswer): void {
    const { content } = this;
    const read = content.peek();
    if (read.kind !== "ready") return;
    const answers = read.value.answers.map((each) => (each.question === changed.question ? changed : each));
    content.value = { kind: "ready", value: { ...read.value, answers } };
    this.#unsaved.add(changed.question);
    this.saving.value = "waiting";
    this.#cancel();
    this.#cancel = this.#ports.clock.after(SAVE_AFTER_MS, () => void this.save());
  }

  /** Saves at once what waits to be saved. */
  async save(): Promise<void> {
    this.#cancel();
    if (this.#unsaved.size === 0) return;
    await this.#inTurn(() => this.#saveUnsaved());
  }

  /** Whom they would like to work with, as the directory names them; the practice may know it. */
  async wish(therapist: string | null): Promise<void> {
    await this.#ports.matching.saveWish(therapist === null ? null : fromBase64url(therapist));
  }

  /**
   * Somebody chosen from the public directory before there was an account is the answer to whom they would like, unless they have said
   * so since. False while it could not be read: it can be handed on again.
   */
  async adopt({ therapist, name }: Pick<Therapist, "therapist" | "name">): Promise<boolean> {
    if (this.content.peek().kind !== "ready") await this.read();
    const read = this.content.peek();
    if (read.kind !== "ready") return false;
    const open = read.value.answers.some(({ question, standing }) => question === WISH && standing === "open");
    if (!open) return true;
    this.answer({ question: WISH, standing: "given", value: name });
    await Promise.all([this.wish(therapist), this.save()]);
    return true;
  }

  /** Seals it anew when others may read it now: other intake staff, a therapist (crypto.md §12.1). */
  async renew(): Promise<void> {
    await this.#inTurn(async () => {
      const opened = await this.#open();
      if (!opened.ok || opened.value?.stale !== true) return;
      await this.#seal(opened.value.content, opened.value.parties);
    });
  }

  async #saveUnsaved(): Promise<void> {
    this.saving.value = "saving";
    for (let attempt = 1; ; attempt++) {
      const read = this.content.peek();
      if (read.kind !== "ready") return;
      const sent = new Map(read.value.answers.map((each) => [each.question, each]));
      const saved = await this.#saveOver(read.value);
      if (saved.ok) {
        for (const [question, answer] of sent) if (this.#isStill(question, answer)) this.#unsaved.delete(question);
        this.mistake.value = null;
        this.saving.value = this.#unsaved.size === 0 ? "kept" : "waiting";
        return;
      }
      // Another page of theirs was quicker: what it wrote stays, but for the questions that were answered here since.
      if (!isConflict(saved.mistake) || attempt === MOST_ATTEMPTS) {
        this.mistake.value = saved.mistake;
        this.saving.value = "failed";
        return;
      }
      const opened = await this.#open();
      if (opened.ok) this.#show(inNewestForm(opened.value?.content ?? null));
    }
  }

  async #saveOver(content: IntakeContent): Promise<Result<null>> {
    const parties = await this.#parties();
    return parties.ok ? this.#seal(content, parties.value) : parties;
  }

  async #seal(content: IntakeContent, parties: Parties): Promise<Result<null>> {
    const { crypto, matching, clock } = this.#ports;
    const version = this.#version + 1;
    const made = proved(await crypto.sealIntake({ version, content, ...parties, now: clock.now() }));
    if (!made.ok) return made;
    const saved = answered(await matching.saveIntake(made.value));
    if (saved.ok) this.#version = version;
    return saved;
  }

  async #open(): Promise<Result<Opened | null>> {
    const kept = answered(await this.#ports.matching.intake());
    if (!kept.ok) return kept;
    this.#version = kept.value?.version ?? 0;
    if (kept.value === null) return { ok: true, value: null };
    const parties = await this.#parties();
    if (!parties.ok) return parties;
    const { document } = kept.value;
    const opened = proved(await this.#ports.crypto.openIntake({ document, ...parties.value }));
    if (!opened.ok) return opened;
    const { form, answers, stale } = opened.value;
    return { ok: true, value: { content: { form, answers }, stale, parties: parties.value } };
  }

  /** What the service has, but for what was written here since and is not there yet. */
  #show(theirs: IntakeContent): void {
    const read = this.content.peek();
    const mine = new Map(read.kind === "ready" ? read.value.answers.map((each) => [each.question, each]) : []);
    const answers = theirs.answers.map((each) =>
      this.#unsaved.has(each.question) ? (mine.get(each.question) ?? each) : each,
    );
    this.content.value = { kind: "ready", value: { ...theirs, answers } };
  }

  #isStill(question: string, answer: IntakeAnswer): boolean {
    const read = this.content.peek();
    return read.kind === "ready" && read.value.answers.find((each) => each.question === question) === answer;
  }

  /** This account and those who may read it, once the practice has proved to be the pinned one. */
  async #parties(): Promise<Result<Parties>> {
    const { http, identity } = this.#ports;
    const proof = await trusted(this.#ports);
    if (!proof.ok) return proof;
    const shown = await every([http.ownBundle(), identity.intake(), http.conversations()]);
    if (!shown.ok) return shown;
    const [holder, intake, { conversations, people }] = shown.value;
    // Whose care has ended needs no more of it than they have.
    const open = conversations.filter(({ closing }) => closing === null);
    return { ok: true, value: { holder, readers: { intake, conversations: open, people } } };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}

interface Parties {
  readonly holder: Person;
  readonly readers: IntakeReaders;
}

interface Opened {
  readonly content: IntakeContent;
  readonly stale: boolean;
  readonly parties: Parties;
}

/** The newest form with the answers of an older one where the question is the same; all open before the first. */
function inNewestForm(content: IntakeContent | null): IntakeContent {
  const known = new Map((content?.answers ?? []).map((each) => [each.question, each]));
  const answers = (INTAKE_FORMS[NEWEST_FORM] ?? []).map(
    (question) => known.get(question) ?? { question, standing: "open" as const, value: "" },
  );
  return { form: NEWEST_FORM, answers };
}

/** How many questions were answered or declined. */
export function answeredCount({ answers }: IntakeContent): number {
  return answers.filter(({ standing }) => standing !== "open").length;
}

function isConflict(mistake: Mistake): boolean {
  return mistake.kind === "refused" && mistake.code === "conflict";
}
