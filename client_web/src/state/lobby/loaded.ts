import { signal } from "@preact/signals-core";
import type { Answered } from "../ports.ts";

/** Something that is read once and shown: on its way, there, or not to be had now. */
export type Loaded<T> =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly offline: boolean }
  | { readonly kind: "ready"; readonly value: T };

/** Reads something when it is first looked at, and again when asked to. What was read stays while it is read anew. */
export class Reading<T> {
  readonly state = signal<Loaded<T>>({ kind: "loading" });
  readonly #ask: () => Promise<Answered<T>>;
  #busy = false;

  constructor(ask: () => Promise<Answered<T>>) {
    this.#ask = ask;
  }

  async read(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    if (this.state.peek().kind === "failed") this.state.value = { kind: "loading" };
    const answer = await this.#ask();
    this.#busy = false;
    if (answer.ok) this.state.value = { kind: "ready", value: answer.value };
    else if (this.state.peek().kind !== "ready") {
      this.state.value = { kind: "failed", offline: answer.refusal.kind === "unreachable" };
    }
  }
}
