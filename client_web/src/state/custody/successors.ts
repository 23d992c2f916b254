import { toBase64url } from "../../bytes/base64url.ts";
import { toHex } from "../../bytes/hex.ts";
import { MalformedDocument, type NamedCustodians, parseManifest } from "../../protocol/documents.ts";
import type { ReadSuccessors } from "../../worker/succession_port.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import { provedStepUp } from "../me/step_up.ts";
import type { MePorts, Shown } from "../me/step_up.ts";
import type { CustodyPorts } from "./book.ts";

/** Other custodians (crypto.md §7.1): the root names them in a file, those of now agree in it, and an owner puts them in force. */

/** A file that names custodians, proved; accounts are hexadecimal. */
export interface Successors {
  readonly k: number;
  readonly needed: number;
  readonly inForce: boolean;
  readonly custodians: readonly {
    readonly account: string;
    readonly fingerprint: readonly string[];
    readonly stays: boolean;
  }[];
  readonly agreed: readonly string[];
  /** What it was read from, without the consents that do not hold. */
  readonly named: NamedCustodians;
}

/** A file as the root's holder wrote it, or the last custodian who agreed; what is none names nobody (`malformed`). */
export async function readSuccessors(ports: CustodyPorts, file: string): Promise<Result<Successors>> {
  const named = parsed(file);
  if (named === null) return { ok: false, mistake: { kind: "proof", reason: "malformed" } };
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const read = proved(await ports.crypto.readSuccessors(named));
  return read.ok ? { ok: true, value: successorsOf(named, read.value) } : read;
}

/** A custodian agrees, after the password was shown again: the file as it goes on. */
export async function agree(ports: MePorts, { named }: Successors, shown: Shown): Promise<Result<Successors>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  const own = proved(await ports.crypto.agreeToSuccessors(named));
  if (!own.ok) return own;
  const cosignatures = [...named.cosignatures, own.value];
  return readSuccessors(ports, written({ ...named, cosignatures }));
}

/** The owner puts them in force, after the password was shown again. */
export async function appoint(ports: MePorts, { named }: Successors, shown: Shown): Promise<Result<null>> {
  const stepUp = await provedStepUp(ports, shown);
  if (!stepUp.ok) return stepUp;
  return answered(await ports.identity.appoint(named));
}

/** A file as the programs write it, too. */
export function written({ body, signature, cosignatures }: NamedCustodians): string {
  const text = toBase64url;
  const consents = cosignatures.map((each) => ({ account: text(each.account), signature: text(each.signature) }));
  return JSON.stringify({ body: text(body), signature: text(signature), cosignatures: consents });
}

function parsed(file: string): NamedCustodians | null {
  try {
    return parseManifest(JSON.parse(file));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof MalformedDocument) return null;
    throw error;
  }
}

function successorsOf(named: NamedCustodians, { custodians, agreed, ...read }: ReadSuccessors): Successors {
  return {
    ...read,
    custodians: custodians.map((each) => ({ ...each, account: toHex(each.account) })),
    agreed: agreed.map(({ account }) => toHex(account)),
    named: { ...named, cosignatures: agreed },
  };
}
