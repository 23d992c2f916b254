import { signal } from "@preact/signals-core";
import type { TrailRow, TrailSide } from "../console_http.ts";
import { mistakeOf } from "../mistake.ts";
import type { Mistake } from "../mistake.ts";
import type { MePorts } from "../me/step_up.ts";

/** What is shown of both trails, merged by time, newest first. `more`: there is something before it. */
export interface ShownTrail {
  readonly rows: readonly TrailRow[];
  readonly more: boolean;
  readonly reading: boolean;
  readonly mistake: Mistake | null;
}

/** As many rows as the service gives at once (protocol.md §1.7): fewer are the last. */
const PAGE = 100;
const SIDES: readonly TrailSide[] = ["identity", "messaging"];

/** How far one side was read: its rows that are not shown yet, and the lowest number read. */
interface Read {
  waiting: TrailRow[];
  lowest: number | null;
  over: boolean;
}

/**
 * Both audit trails as one. A row is shown once nothing newer can come from the other side: each side is read on whenever its waiting
 * rows are used up.
 */
export class Trail {
  readonly shown = signal<ShownTrail>({ rows: [], more: true, reading: false, mistake: null });
  readonly #identity: MePorts["identity"];
  readonly #read = new Map<TrailSide, Read>(SIDES.map((side) => [side, { waiting: [], lowest: null, over: false }]));

  constructor({ identity }: Pick<MePorts, "identity">) {
    this.#identity = identity;
  }

  /** Shows a page more. */
  async more(): Promise<void> {
    if (this.shown.peek().reading) return;
    this.#show({ reading: true, mistake: null });
    const page: TrailRow[] = [];
    while (page.length < PAGE) {
      const mistake = await this.#fill();
      if (mistake !== null) {
        this.#show({ reading: false, mistake, rows: [...this.shown.peek().rows, ...page] });
        return;
      }
      const next = this.#newest();
      if (next === null) break;
      page.push(next);
    }
    const more = [...this.#read.values()].some(({ waiting, over }) => !over || waiting.length > 0);
    this.#show({ reading: false, more, rows: [...this.shown.peek().rows, ...page] });
  }

  /** Every side has a row waiting, or no more of them. */
  async #fill(): Promise<Mistake | null> {
    for (const [side, read] of this.#read) {
      if (read.waiting.length > 0 || read.over) continue;
      const answer = await this.#identity.trail(side, read.lowest);
      if (!answer.ok) return mistakeOf(answer.refusal);
      read.waiting = [...answer.value];
      read.lowest = answer.value.at(-1)?.number ?? read.lowest;
      read.over = answer.value.length < PAGE;
    }
    return null;
  }

  #newest(): TrailRow | null {
    const [one, other] = SIDES.map((side) => this.#read.get(side)?.waiting ?? []);
    const [first, second] = [one?.[0], other?.[0]];
    const later = second === undefined || (first !== undefined && first.at >= second.at) ? one : other;
    return later?.shift() ?? null;
  }

  #show(change: Partial<ShownTrail>): void {
    this.shown.value = { ...this.shown.peek(), ...change };
  }
}
