import type { Bundle } from "./bundle.ts";
import { count, counted, exactly, HASH_BYTES, same, textAtMost } from "./checks.ts";
import { type Fields, type Hashed, read, type Shape } from "./fields.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** Profiles (crypto.md §12.2): how a therapist is shown to who looks for one. Public. */

export const MAX_NAME_BYTES = 100;
const MAX_CREDENTIALS_BYTES = 300;
const MAX_ABOUT_BYTES = 4000;
export const MOST_APPROACHES = 12;
export const MOST_LANGUAGES = 8;

const APPROACH = /^[a-z]{1,32}(-[a-z]{1,32}){0,3}$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?$/;

/** A therapist's own words about themselves. `photoHash` is empty when there is no picture. */
export interface ProfileBody {
  readonly account: Uint8Array;
  readonly version: number;
  readonly name: string;
  readonly credentials: string;
  readonly approaches: readonly string[];
  readonly languages: readonly string[];
  readonly about: string;
  readonly photoHash: Uint8Array;
  readonly madeAt: number;
}

export type Profile = Hashed<ProfileBody>;

const PROFILE: Shape<ProfileBody> = {
  label: "webtherapy/v1/profile",
  parts: (p) => [
    p.account,
    p.version,
    p.name,
    p.credentials,
    p.approaches,
    p.languages,
    p.about,
    p.photoHash,
    p.madeAt,
  ],
  read: (fields) => {
    const body = {
      account: fields.id(),
      version: fields.uint(),
      name: fields.text(),
      credentials: fields.text(),
      approaches: words(fields, MOST_APPROACHES, APPROACH),
      languages: words(fields, MOST_LANGUAGES, LANGUAGE),
      about: fields.text(),
      photoHash: fields.bytes(),
      madeAt: fields.uint(),
    };
    counted(body.version);
    textAtMost(MAX_NAME_BYTES, body.name);
    if (body.name === "") throw new ProofError("bad_field");
    textAtMost(MAX_CREDENTIALS_BYTES, body.credentials);
    textAtMost(MAX_ABOUT_BYTES, body.about);
    if (body.photoHash.length > 0) exactly(HASH_BYTES, body.photoHash);
    return body;
  },
};

/** Each once, in the order that their holder likes. */
function words(fields: Fields, most: number, shape: RegExp): readonly string[] {
  const list = fields.list().map((part) => {
    if (typeof part !== "string") throw new ProofError("malformed");
    return part;
  });
  count(list, 0, most);
  if (new Set(list).size !== list.length || !list.every((word) => shape.test(word))) throw new ProofError("bad_field");
  return list;
}

/** The profile, signed by whom it shows. */
export function makeProfile(signer: SigningKey, profile: ProfileBody): SignedBody {
  return signer.signBody(PROFILE, profile);
}

/**
 * The profile of the holder of `signer`.
 *
 * @throws ProofError bad_signature, unknown_member, bad_field
 */
export function verifyProfile(signed: SignedBody, signer: Bundle): Profile {
  const profile = verified(PROFILE, signed, signer.signingPublic);
  same(profile.account, signer.account, "unknown_member");
  return profile;
}

/** A profile from its body alone: what it says of itself, of which nothing is verified here. */
export function readProfile(body: Uint8Array): ProfileBody {
  return read(PROFILE, body);
}
