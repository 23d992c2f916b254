import type { Person } from "../../protocol/documents.ts";
import type { EntryDocument } from "../../protocol/orders.ts";
import type { OwnLeaf } from "../../protocol/record_log.ts";
import type { Answered } from "../ports.ts";
import type { CustodyHttp } from "../custody_http.ts";
import type { CopyPorts, CopyReading } from "./copy.ts";
import { asked, value } from "./copy_error.ts";

export type OrderedPorts = Pick<CopyPorts, "crypto"> & {
  readonly identity: Pick<CustodyHttp, "orderedEntries" | "orderedLeaves" | "orderedChunk">;
};

/** What custodians opened by an order: its copy is begun in the worker already. */
export class OrderedReading implements CopyReading {
  readonly #ports: OrderedPorts;
  readonly #order: Uint8Array;
  readonly #people: readonly Person[];

  constructor(ports: OrderedPorts, order: Uint8Array, people: readonly Person[]) {
    this.#ports = ports;
    this.#order = order;
    this.#people = people;
  }

  async read(step: (done: number, all: number) => void): Promise<readonly Person[]> {
    const { crypto, identity } = this.#ports;
    let read = 0;
    for (let after = 0; ;) {
      const page: readonly EntryDocument[] = asked(await identity.orderedEntries(this.#order, after));
      const last = page.at(-1);
      if (last === undefined) return this.#people;
      value(await crypto.takeOrderedEntries(page));
      read += page.length;
      after = last.sequence;
      // How many there are is known at the end only.
      step(read, read + page.length);
    }
  }

  leaves(after: number | null, size: number): Promise<Answered<readonly OwnLeaf[]>> {
    return this.#ports.identity.orderedLeaves(this.#order, after, size);
  }

  chunk(attachment: Uint8Array, index: number): Promise<Answered<Uint8Array>> {
    return this.#ports.identity.orderedChunk(this.#order, attachment, index);
  }
}
