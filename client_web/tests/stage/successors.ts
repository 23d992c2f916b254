import { toHex } from "../../src/bytes/hex.ts";
import { written } from "../../src/state/custody/successors.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import type { Outcome } from "../../src/worker/port.ts";
import type { ReadSuccessors } from "../../src/worker/succession_port.ts";
import type { Staged } from "./custody.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** Other custodians, as a file names them. The file is made up; that a real one is checked, other tests see to. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const FILE = written({ body: new Uint8Array(1), signature: new Uint8Array(64), cosignatures: [] });

/** What a file says to which so many have agreed. */
function read(custodians: readonly Uint8Array[], agreed: number): ReadSuccessors {
  return {
    k: 3,
    custodians: custodians.map((account, n) => ({
      account,
      fingerprint: Array.from({ length: 12 }, (_, at) => String(10_000 + ((n * 7919 + at * 6151) % 90_000))),
      stays: n < 3,
    })),
    inForce: false,
    needed: 2,
    agreed: custodians.slice(0, agreed).map((account) => ({ account, signature: new Uint8Array(64) })),
  };
}

export function successorScenes(
  at: (of: string, staged: Staged) => Scene,
  owner: Uint8Array,
  custodians: readonly Uint8Array[],
): Readonly<Record<string, Scene>> {
  const chosen =
    (staged: Staged, outcome: Outcome<ReadSuccessors>): Scene =>
    async (world, entrance) => {
      const crypto = { readSuccessors: () => Promise.resolve(outcome) };
      await at("successors", { ...staged, crypto })(world, entrance);
      await choose();
      await until(() => document.querySelector("#named, .note.warn") !== null);
    };
  const named = (agreed: number) => ({ ok: true, value: read(custodians, agreed) }) as const;
  const leaving = custodians.find((each) => toHex(each) !== toHex(owner)) ?? owner;
  return {
    "custody-successors": chosen({ role: "owner", self: owner }, named(2)),
    "custody-successors-agree": chosen({ role: "custodian", self: leaving }, named(0)),
    "custody-successors-late": chosen({ role: "owner", self: owner }, { ok: false, reason: "wrong_previous" }),
  };
}

async function choose(): Promise<void> {
  const find = (): HTMLInputElement | null => document.querySelector("main input[type=file]");
  await until(() => find() !== null);
  const field = find();
  if (field === null) return;
  const files = new DataTransfer();
  files.items.add(new File([FILE], "custodians.json", { type: "application/json" }));
  field.files = files.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
