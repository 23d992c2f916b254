import { equal } from "../../bytes/equal.ts";
import type { DisclosureBasis } from "../../crypto/disclosure.ts";
import type { Statement } from "../../crypto/part2.ts";
import type { SignedBody } from "../../protocol/documents.ts";
import type { CopyRelease } from "../../worker/copy_port.ts";
import type { Values } from "../../worker/release_port.ts";
import type { Decision } from "../custody/deciding.ts";
import { idBytes } from "../id.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, every, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import { statementFor, valuesOf } from "./handing.ts";

/** What a package of the practice rests on: a client's consent, or something that was served (crypto.md §13.1, §13.3). */

/** What is made by it, and what the accounting says. */
export interface Rested {
  readonly release: CopyRelease;
  readonly basis: DisclosureBasis;
  readonly basisHash: Uint8Array;
  readonly client: Uint8Array;
  readonly conversation: Uint8Array;
  readonly from: number;
  readonly until: number;
  /** How the package calls its client. */
  readonly name: string;
  /** An age recipient, or empty. */
  readonly key: string;
  readonly statement: Statement;
  readonly values: Values;
  /** The process, whose gag hides the disclosure as long as it lasts. */
  readonly process?: SignedBody;
}

/** What and why, in the words of the accounting, where no consent says so; to whom, where nothing that was served says so. */
export interface Described {
  readonly description: string;
  readonly purpose: string;
  readonly recipient?: string;
}

const NONE = { ok: false, mistake: { kind: "proof", reason: "wrong_basis" } } as const;

/** What an order rests on, as its officer reads it. */
export async function restedOn(ports: MePorts, decision: Decision, described: Described): Promise<Result<Rested>> {
  const proof = await trusted(ports);
  if (!proof.ok) return proof;
  if (decision.basis === "emergency") return urgent(ports, decision, described);
  return decision.basis === "legal" ? served(ports, decision, described) : consented(ports, decision);
}

/** To medical personnel, in an emergency of the client's (42 CFR 2.51): what the order opened, all of it. */
async function urgent(
  { release, clock }: MePorts,
  { material, client, conversation, basisHash }: Decision,
  { description, purpose, recipient = "" }: Described,
): Promise<Result<Rested>> {
  const emergency = material.order.basis;
  if (client === null) return NONE;
  const marked = answered(await release.part2(idBytes(client)));
  if (!marked.ok) return marked;
  const statement = statementFor(marked.value.part2);
  const values = { description, purpose, recipient, format: "age", transport: "practice" };
  return {
    ok: true,
    value: {
      release: { emergency, statement },
      basis: "medical-emergency",
      basisHash,
      client: idBytes(client),
      conversation,
      from: 0,
      until: clock.now(),
      name: "",
      key: "",
      statement,
      values: { ...values, "recipient-kind": "treating-provider" },
    },
  };
}

async function consented({ crypto, release }: MePorts, { material }: Decision): Promise<Result<Rested>> {
  const asked = await every([release.requests(), release.forms()]);
  if (!asked.ok) return asked;
  const [{ consents }, forms] = asked.value;
  const kept = consents.find(({ consent }) => equal(consent.body, material.order.basis.body));
  const client = material.people.find(({ role }) => role === "client");
  if (kept === undefined || kept.paper === null || client === undefined) return NONE;
  const { consent, paper, part2 } = kept;
  const read = proved(await crypto.readConsent({ consent, paper, client }));
  if (!read.ok) return read;
  const { values, salt, hash: basisHash, conversation, from, until, form } = read.value;
  const text = forms.find((each) => each.form === form)?.text ?? "";
  const statement = statementFor(part2);
  return {
    ok: true,
    value: {
      release: { consent, salt, elements: Object.entries(values), text, statement },
      basis: "consent",
      basisHash,
      client: read.value.client,
      conversation,
      from,
      until,
      name: values["patient"] ?? "",
      key: values["recipient-key"] ?? "",
      statement,
      values: valuesOf(read.value, "practice"),
    },
  };
}

async function served(
  { crypto, release, http, matching }: MePorts,
  { material }: Decision,
  described: Described,
): Promise<Result<Rested>> {
  const listed = answered(await release.processes());
  if (!listed.ok) return listed;
  const kept = listed.value.find(({ process }) => equal(process.body, material.order.basis.body));
  const asked = await every([http.ownBundle(), matching.people()]);
  if (!asked.ok) return asked;
  const [own, people] = asked.value;
  if (kept === undefined) return NONE;
  const { process, approval, paper, part2 } = kept;
  const read = proved(await crypto.readProcess({ process, approval, paper, people: [own, ...people] }));
  if (!read.ok) return read;
  const { kind, hash: basisHash, client, conversation, from, until, values } = read.value;
  if (kind === "preservation" || values === null) return NONE;
  const statement = statementFor(part2);
  const recipient = values["recipients"] ?? "";
  return {
    ok: true,
    value: {
      release: { process, statement },
      basis: kind,
      basisHash,
      client,
      conversation,
      from,
      until,
      name: "",
      key: "",
      statement,
      values: { ...described, recipient, "recipient-kind": "proceedings", format: "age", transport: "practice" },
      process,
    },
  };
}
