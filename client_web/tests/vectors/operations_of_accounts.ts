import { toHex } from "../../src/bytes/hex.ts";
import { type AcceptanceBody, makeAcceptance, policyTextHash, verifyAcceptance } from "../../src/crypto/acceptance.ts";
import { accountKeys } from "../../src/crypto/account.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { CONTACT_CARD } from "../../src/crypto/contact_card.ts";
import { type DraftPlace, openDraft, openLetterDraft, sealDraft, sealLetterDraft } from "../../src/crypto/draft.ts";
import { passkeyWrappingKey, prfInput, wrappingKeyWithPasskey } from "../../src/crypto/passkey.ts";
import {
  readRecoveryText,
  recoveryAuthenticationKey,
  recoveryText,
  recoveryWrappingKey,
} from "../../src/crypto/recovery.ts";
import { SealingKey } from "../../src/crypto/sealing.ts";
import { openSettings, sealSettings, type Settings } from "../../src/crypto/settings.ts";
import { type Given, int, pair, replay, text, texts, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What an account holds besides its password. */

export const recovery: Operations = {
  write: (given) => ({ text: recoveryText(un(given["code"])) }),
  read: (given) => ({ code: toHex(readRecoveryText(text(given["text"]))) }),
  keys: (given) => ({
    authentication_key: toHex(recoveryAuthenticationKey(un(given["code"]))),
    wrapping_key: toHex(recoveryWrappingKey(un(given["code"]))),
  }),
};

export const passkey: Operations = {
  prf_input: (given) => ({ prf_input: toHex(prfInput(text(given["service"]))) }),
  alone: (given) => ({ wrapping_key: toHex(passkeyWrappingKey(un(given["prf_output"]))) }),
  with_password: (given) => ({
    wrapping_key: toHex(wrappingKeyWithPasskey(un(given["wrapping_key"]), un(given["prf_output"]))),
  }),
};

const draftPlace = (given: Given): DraftPlace => ({
  account: un(given["account"]),
  slot: un(given["slot"]),
  version: int(given["version"]),
});

export const draft: Operations = {
  seal: (given) => {
    const random = replay(given["random"]);
    return { sealed: toHex(sealDraft(un(given["drafts_key"]), draftPlace(given), text(given["text"]), random)) };
  },
  open: (given) => ({ text: openDraft(un(given["drafts_key"]), draftPlace(given), un(given["sealed"])) }),
  seal_letter: (given) => {
    const [conversation, thread] = [un(given["conversation"]), un(given["thread"])];
    const letter = { conversation, thread, subject: text(given["subject"]), text: text(given["text"]) };
    const random = replay(given["random"]);
    return { sealed: toHex(sealLetterDraft(un(given["drafts_key"]), draftPlace(given), letter, random)) };
  },
  open_letter: (given) => {
    const opened = openLetterDraft(un(given["drafts_key"]), draftPlace(given), un(given["sealed"]));
    const { conversation, thread, subject, text: words } = opened;
    return { conversation: toHex(conversation), thread: toHex(thread), subject, text: words };
  },
};

function settingsOf(given: Given): Settings {
  const pins = given["pins"] as readonly [string, number, string][];
  const choices = given["choices"] as readonly [string, string][];
  return {
    manifestsSeen: int(given["manifests_seen"]),
    logSize: int(given["log_size"]),
    logRoot: un(given["log_root"]),
    pins: pins.map(([account, generation, hash]) => ({ account: un(account), generation, bundleHash: un(hash) })),
    choices: choices.map(([name, value]) => ({ name, value })),
  };
}

export const settings: Operations = {
  seal: (given) => {
    const [key, account, random] = [un(given["settings_key"]), un(given["account"]), replay(given["random"])];
    return { sealed: toHex(sealSettings(key, account, int(given["version"]), settingsOf(given), random)) };
  },
  open: (given) => {
    const [key, account, sealed] = [un(given["settings_key"]), un(given["account"]), un(given["sealed"])];
    const opened = openSettings(key, account, int(given["version"]), sealed);
    return {
      manifests_seen: opened.manifestsSeen,
      log_size: opened.logSize,
      log_root: toHex(opened.logRoot),
      pins: opened.pins.map((pin) => [toHex(pin.account), pin.generation, toHex(pin.bundleHash)]),
      choices: opened.choices.map((choice) => [choice.name, choice.value]),
    };
  },
};

export const acceptance: Operations = {
  text_hash: (given) => ({ hash: toHex(policyTextHash(text(given["text"]))) }),
  make: async (given) => {
    const { policy, version, answer } = given as unknown as AcceptanceBody;
    const times = { version, answeredAt: int(given["answered_at"]) };
    const body = { account: un(given["account"]), policy, textHash: un(given["text_hash"]), answer, ...times };
    return pair(makeAcceptance((await accountKeys(un(given["secret"]))).signing, body));
  },
  verify: async (given) => {
    const said = verifyAcceptance(unpair(given["acceptance"]), await readBundle(un(given["signer_bundle"])));
    return { account: toHex(said.account), policy: said.policy, version: said.version, answer: said.answer };
  },
};

export const contactCard: Operations = {
  verify: async (given) => {
    const holder = await readBundle(un(given["holder_bundle"]));
    const card = CONTACT_CARD.verify(unpair(given["card"]), un(given["sealed_fields"]), holder);
    return { version: card.version, recipients: card.recipients.map((row) => toHex(row.account)) };
  },
  check_wraps: (given) => {
    CONTACT_CARD.checkWraps(CONTACT_CARD.read(un(given["card"])), texts(given["wraps"]).map(un));
    return {};
  },
  open: async (given) => {
    const key = await SealingKey.fromSeed(un(given["sealing_seed"]));
    const card = CONTACT_CARD.read(un(given["card"]));
    const [recipient, sealed, wrap] = [un(given["recipient"]), un(given["sealed_fields"]), un(given["wrap"])];
    const { fields, safe } = await CONTACT_CARD.open(key, recipient, card, sealed, wrap);
    return {
      fields: fields.map((field) => [field.name, field.standing, field.value]),
      safe: [safe.channels, safe.hours, safe.messages, safe.address],
    };
  },
};
