import { toHex } from "../../src/bytes/hex.ts";
import { accountKeys } from "../../src/crypto/account.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { INTAKE } from "../../src/crypto/intake.ts";
import { makeProfile, verifyProfile } from "../../src/crypto/profile.ts";
import { SealingKey } from "../../src/crypto/sealing.ts";
import { int, pair, text, texts, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What the vectors of intake and profiles do. */

export const intake: Operations = {
  verify: async (given) => {
    const holder = await readBundle(un(given["holder_bundle"]));
    const said = INTAKE.verify(unpair(given["intake"]), un(given["sealed_fields"]), holder);
    return { version: said.version, recipients: said.recipients.map((row) => toHex(row.account)) };
  },
  check_wraps: (given) => {
    INTAKE.checkWraps(INTAKE.read(un(given["intake"])), texts(given["wraps"]).map(un));
    return {};
  },
  open: async (given) => {
    const key = await SealingKey.fromSeed(un(given["sealing_seed"]));
    const said = INTAKE.read(un(given["intake"]));
    const [recipient, sealed, wrap] = [un(given["recipient"]), un(given["sealed_fields"]), un(given["wrap"])];
    const { form, fields } = await INTAKE.open(key, recipient, said, sealed, wrap);
    return { form, fields: fields.map(({ question, standing, value }) => [question, standing, value]) };
  },
};

export const profile: Operations = {
  make: async (given) => {
    const { signing } = await accountKeys(un(given["secret"]));
    return pair(
      makeProfile(signing, {
        account: un(given["account"]),
        version: int(given["version"]),
        name: text(given["name"]),
        credentials: text(given["credentials"]),
        approaches: texts(given["approaches"]),
        languages: texts(given["languages"]),
        about: text(given["about"]),
        photoHash: un(given["photo_hash"]),
        madeAt: int(given["made_at"]),
      }),
    );
  },
  verify: async (given) => {
    const said = verifyProfile(unpair(given["profile"]), await readBundle(un(given["signer_bundle"])));
    const { version, name, credentials, approaches, languages, about } = said;
    const [account, photo] = [toHex(said.account), toHex(said.photoHash)];
    return { account, version, name, credentials, approaches, languages, about, photo_hash: photo };
  },
};
