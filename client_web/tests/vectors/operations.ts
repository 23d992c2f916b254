import { toHex } from "../../src/bytes/hex.ts";
import { accountKeys, unwrapPredecessor, wrapPredecessor } from "../../src/crypto/account.ts";
import { checkRootPrefix, readActivation, writeActivation } from "../../src/crypto/activation.ts";
import {
  type Bundle,
  makeBundle,
  makeSuccessor,
  readBundle,
  verifyBundle,
  verifySuccessor,
} from "../../src/crypto/bundle.ts";
import { decode, encode } from "../../src/crypto/canonical.ts";
import { derive, hash, sha256 } from "../../src/crypto/hashing.ts";
import { genesis, verifyMatch } from "../../src/crypto/match.ts";
import { checkNumber } from "../../src/crypto/number.ts";
import { isPaddedLength, pad, paddedLength, unpad } from "../../src/crypto/padding.ts";
import { fingerprint, safetyNumber } from "../../src/crypto/safety.ts";
import { checkSigningPublic, SigningKey, verify } from "../../src/crypto/signing.ts";
import { checkHead, type Entry, nextHead, verifyRun } from "../../src/crypto/transcript.ts";
import { CertifiedBundle, Certifier, PinnedRoot, rootFingerprint } from "../../src/crypto/trust.ts";
import * as vault from "../../src/crypto/vault.ts";
import { acceptance, contactCard, draft, passkey, recovery, settings } from "./operations_of_accounts.ts";
import { aside } from "./operations_of_asides.ts";
import { agenda } from "./operations_of_agenda.ts";
import { changeRequest, closing, history } from "./operations_of_care.ts";
import { handing } from "./operations_of_handing.ts";
import { intake, profile } from "./operations_of_intake.ts";
import { log, witness } from "./operations_of_log.ts";
import { order } from "./operations_of_order.ts";
import { retention } from "./operations_of_retention.ts";
import { release } from "./operations_of_release.ts";
import { notice } from "./operations_of_notices.ts";
import { custody, envelope, epoch } from "./operations_of_epochs.ts";
import { admission, consent, disclosure, paper, process, recordRequest } from "./operations_of_consents.ts";
import { service, staffAct } from "./operations_of_staff.ts";
import { packages } from "./operations_of_packages.ts";
import { appointment, attachment, letter } from "./operations_of_letters.ts";
import { notesPackage, privateNote } from "./operations_of_private_notes.ts";
import { succession } from "./operations_of_succession.ts";
import { fromParts, type Given, int, pair, replay, rows, type Said, text, texts, toParts, un, unpair } from "./json.ts";

/** Which function each vector's `operation` means, by file. */

export type Operation = (given: Given) => Said | Promise<Said>;
export type Operations = Readonly<Record<string, Operation>>;

const account: Operations = {
  keys: async (given) => {
    const keys = await accountKeys(un(given["secret"]));
    return {
      signing_public: toHex(keys.signing.public),
      sealing_public: toHex(keys.sealing.public),
      drafts: toHex(keys.drafts),
      settings: toHex(keys.settings),
      outbox: toHex(keys.outbox),
      notes: toHex(keys.notes),
    };
  },
  wrap_predecessor: (given) => {
    const [next, old, id] = [un(given["new"]), un(given["old"]), un(given["account"])];
    return { wrapped: toHex(wrapPredecessor(next, old, id, int(given["generation"]), replay(given["random"]))) };
  },
  unwrap_predecessor: (given) => {
    const [next, wrapped, id] = [un(given["new"]), un(given["wrapped"]), un(given["account"])];
    return { old: toHex(unwrapPredecessor(next, wrapped, id, int(given["generation"]))) };
  },
};

const activation: Operations = {
  write: (given) => ({ text: writeActivation(un(given["secret"]), un(given["root_fingerprint"])) }),
  read: (given) => {
    const { secret, rootPrefix } = readActivation(text(given["text"]));
    return { secret: toHex(secret), root_prefix: toHex(rootPrefix) };
  },
  check_root: (given) => {
    checkRootPrefix(readActivation(text(given["text"])), un(given["root_fingerprint"]));
    return {};
  },
};

const bundle: Operations = {
  make: async (given) =>
    pair(makeBundle(await accountKeys(un(given["secret"])), un(given["account"]), int(given["made_at"]))),
  make_successor: async (given) => {
    const [keys, old] = [await accountKeys(un(given["secret"])), await accountKeys(un(given["predecessor"]))];
    const made = makeSuccessor(keys, int(given["made_at"]), await readBundle(un(given["previous"])), old);
    return { ...pair(made.signed), predecessor_signature: toHex(made.predecessorSignature) };
  },
  verify: async (given) => saidOfBundle(await verifyBundle(unpair(given))),
  verify_successor: async (given) => {
    const previous = await readBundle(un(given["previous"]));
    return saidOfBundle(await verifySuccessor(unpair(given), previous, un(given["predecessor_signature"])));
  },
};

function saidOfBundle(said: Bundle): Said {
  const { generation, madeAt } = said;
  return {
    hash: toHex(said.hash),
    account: toHex(said.account),
    generation,
    made_at: madeAt,
    previous: toHex(said.previous),
  };
}

const canonical: Operations = {
  encode: (given) => ({ bytes: toHex(encode(text(given["label"]), ...fromParts(given["parts"]))) }),
  decode: (given) => ({ parts: toParts(decode(text(given["label"]), un(given["bytes"]))) }),
};

const hashing: Operations = {
  sha256: (given) => ({ hash: toHex(sha256(un(given["data"]))) }),
  hash_of: (given) => ({ hash: toHex(hash(text(given["label"]), ...fromParts(given["parts"]))) }),
  derive: (given) => ({ key: toHex(derive(un(given["key"]), text(given["label"]), ...fromParts(given["parts"]))) }),
};

const number: Operations = { check: (given) => ({ number: checkNumber(text(given["number"])) }) };

const padding: Operations = {
  padded_length: (given) => ({ padded: paddedLength(int(given["length"])) }),
  is_padded_length: (given) => ({ is: isPaddedLength(int(given["length"])) }),
  pad: (given) => ({ padded: toHex(pad(un(given["content"]))) }),
  unpad: (given) => ({ content: toHex(unpad(un(given["padded"]))) }),
};

const safety: Operations = {
  safety_number: (given) => {
    const keys = texts(given["signing_publics"]).map(un);
    return { number: safetyNumber(un(given["root_fingerprint"]), keys).join(" ") };
  },
  fingerprint: (given) => ({ fingerprint: fingerprint(un(given["hash"])).join(" ") }),
};

const signing: Operations = {
  sign: (given) => {
    const key = new SigningKey(un(given["seed"]));
    return { public: toHex(key.public), signature: toHex(key.sign(un(given["message"]))) };
  },
  verify: (given) => {
    verify(un(given["public"]), un(given["message"]), un(given["signature"]));
    return {};
  },
  check_public: (given) => {
    checkSigningPublic(un(given["public"]));
    return {};
  },
};

const transcript: Operations = {
  next_head: (given) => {
    const { sequence, time, kind } = given as unknown as Entry;
    return { head: toHex(nextHead(un(given["head"]), { sequence, time, kind, payload: un(given["payload"]) })) };
  },
  verify_run: (given) => {
    const listed = given["entries"] as [number, number, 1 | 2, string][];
    const entries = listed.map(([sequence, time, kind, payload]) => ({ sequence, time, kind, payload: un(payload) }));
    const start = { sequence: int(given["sequence"]), time: int(given["time"]), head: un(given["head"]) };
    const end = verifyRun(start, entries);
    if ("claimed" in given) checkHead(end, un(given["claimed"]));
    return { sequence: end.sequence, time: end.time, head: toHex(end.head) };
  },
};

async function certifierOf(given: Given): Promise<Certifier> {
  const root = PinnedRoot.pin(un(given["root_public"]), un(given["root_fingerprint"]));
  return Certifier.verify(unpair(given["delegation"]), unpair(given["certifier_bundle"]), root);
}

const trust: Operations = {
  fingerprint: (given) => ({ fingerprint: toHex(rootFingerprint(un(given["public"]))) }),
  verify_delegation: async (given) => {
    const certifier = await certifierOf(given);
    return { certifier: toHex(certifier.bundle.account), delegation_hash: toHex(certifier.delegationHash) };
  },
  verify_certificate: async (given) => {
    const certifier = await certifierOf(given);
    const found = await CertifiedBundle.verify(unpair(given["certificate"]), unpair(given["bundle"]), certifier);
    return { account: toHex(found.bundle.account), role: found.role, bundle_hash: toHex(found.bundle.hash) };
  },
};

const match: Operations = {
  genesis: (given) => ({ genesis: toHex(genesis(un(given["match_hash"]))) }),
  verify: async (given) => {
    const certifier = await certifierOf(given);
    const people = new Map<string, CertifiedBundle>();
    for (const row of rows(given["people"])) {
      const person = await CertifiedBundle.verify(unpair(row["certificate"]), unpair(row["bundle"]), certifier);
      people.set(toHex(person.bundle.account), person);
    }
    const found = verifyMatch(unpair(given["match"]), certifier, people);
    return {
      hash: toHex(found.hash),
      genesis: toHex(genesis(found.hash)),
      conversation: toHex(found.conversation),
      manifest_hash: toHex(found.manifestHash),
      participants: found.participants.map((row) => [toHex(row.account), row.role, toHex(row.bundleHash)]),
    };
  },
};

const vaults: Operations = {
  stretch: (given) => {
    const stretched = vault.stretch(text(given["password"]), text(given["service"]), text(given["number"]));
    return {
      stretched: toHex(stretched),
      authentication_key: toHex(vault.authenticationKey(stretched)),
      wrapping_key: toHex(vault.wrappingKey(stretched)),
    };
  },
  wrap: (given) => {
    const { kind, version } = given as unknown as { kind: vault.WrapKind; version: number };
    const id = un(given["account"]);
    const random = replay(given["random"]);
    return { wrap: toHex(vault.wrap(un(given["wrapping_key"]), vaultOf(given), kind, id, version, random)) };
  },
  unwrap: (given) => {
    const { kind, version } = given as unknown as { kind: vault.WrapKind; version: number };
    return saidOfVault(vault.unwrap(un(given["wrapping_key"]), un(given["wrap"]), kind, un(given["account"]), version));
  },
  seal_reload: (given) => {
    const random = replay(given["random"]);
    return { sealed: toHex(vault.sealReload(un(given["reload_key"]), vaultOf(given), un(given["account"]), random)) };
  },
  open_reload: (given) =>
    saidOfVault(vault.openReload(un(given["reload_key"]), un(given["sealed"]), un(given["account"]))),
};

function vaultOf(given: Given): vault.Vault {
  return { secret: un(given["secret"]), rootFingerprint: un(given["root_fingerprint"]) };
}

function saidOfVault(opened: vault.Vault): Said {
  return { secret: toHex(opened.secret), root_fingerprint: toHex(opened.rootFingerprint) };
}

export const OPERATIONS: Readonly<Record<string, Operations>> = {
  acceptance,
  account,
  activation,
  agenda,
  appointment,
  attachment,
  bundle,
  canonical,
  change_request: changeRequest,
  closing,
  consent,
  disclosure,
  paper,
  process: process(certifierOf),
  admission: admission(certifierOf),
  record_request: recordRequest(certifierOf),
  staff_act: staffAct,
  contact_card: contactCard,
  intake,
  profile,
  custody,
  draft,
  notes_package: notesPackage,
  private_note: privateNote,
  envelope,
  epoch,
  hashing,
  handing,
  aside,
  history,
  log,
  letter,
  match,
  notice: notice(certifierOf),
  number,
  order: order(certifierOf),
  package: packages,
  padding,
  passkey,
  recovery,
  release,
  retention: retention(certifierOf),
  safety,
  service: service(certifierOf),
  settings,
  signing,
  succession: succession(certifierOf),
  transcript,
  trust,
  vault: vaults,
  witness,
};

/** What the server alone does, and who posts to it: it issues numbers, it alone has peppers, and no browser is a system of the practice. */
export const NOT_OURS: ReadonlySet<string> = new Set(["number/generate", "service/read_token"]);
export const FILES_NOT_OURS: ReadonlySet<string> = new Set(["pepper"]);
