import { toHex } from "../../bytes/hex.ts";
import { readProfile } from "../../crypto/profile.ts";
import type { ProfileWords } from "../../worker/matching_port.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";
import type { KeptProfile } from "../matching_http.ts";
import { trusted } from "./trusted.ts";

/** A profile as its therapist finds it again. */
export interface OwnProfile {
  readonly words: ProfileWords;
  readonly photo: Uint8Array | null;
  readonly version: number;
  readonly published: boolean;
  /** The version that everyone sees; null when none. */
  readonly shown: number | null;
}

/** A profile as intake sees it. `words` is null when the profile does not prove to be the therapist's own. */
export interface ListedProfile {
  readonly key: string;
  readonly account: Uint8Array;
  readonly words: ProfileWords | null;
  readonly photo: Uint8Array | null;
  readonly version: number;
  readonly published: boolean;
  readonly shown: number | null;
}

type Ports = Pick<MePorts, "crypto" | "http" | "matching" | "clock">;

/** One's own; null before the first. */
export async function readOwnProfile({ matching }: Ports): Promise<Result<OwnProfile | null>> {
  const kept = answered(await matching.profile());
  if (!kept.ok || kept.value === null) return kept as Result<null>;
  const { profile, photo, version, published, shown } = kept.value;
  return { ok: true, value: { words: wordsOf(profile.body), photo, version, published, shown } };
}

/** Signs the next version and sends it; it waits until intake shows it. */
export async function saveOwnProfile(
  ports: Ports,
  words: ProfileWords,
  photo: Uint8Array | null,
): Promise<Result<null>> {
  const kept = answered(await ports.matching.profile());
  if (!kept.ok) return kept;
  const version = (kept.value?.version ?? 0) + 1;
  const signed = proved(await ports.crypto.signProfile({ version, words, photo, now: ports.clock.now() }));
  return signed.ok ? answered(await ports.matching.saveProfile(signed.value, photo)) : signed;
}

/** Everyone's newest versions, each verified. */
export async function readProfiles(ports: Ports): Promise<Result<readonly ListedProfile[]>> {
  const proof = await trusted(ports);
  if (!proof.ok) return proof;
  const [kept, people] = [answered(await ports.matching.profiles()), answered(await ports.matching.people())];
  if (!kept.ok) return kept;
  if (!people.ok) return people;
  const known = new Map(people.value.map((person) => [toHex(person.account), person]));
  const listed: ListedProfile[] = [];
  for (const each of kept.value) listed.push(await verified(ports, each));
  return { ok: true, value: listed };

  async function verified({ crypto }: Ports, each: KeptProfile): Promise<ListedProfile> {
    const { account, photo, version, published, shown } = each;
    const person = known.get(toHex(account));
    const read = person === undefined ? null : await crypto.readProfile(each.profile, person);
    const words = read?.ok === true ? read.value : null;
    return { key: toHex(account), account, words, photo, version, published, shown };
  }
}

/** Shows this version to everyone, or nothing of this therapist. */
export async function publishProfile(
  { matching }: Ports,
  { account, version }: ListedProfile,
  published: boolean,
): Promise<Result<null>> {
  return answered(await matching.publish(account, version, published));
}

function wordsOf(body: Uint8Array): ProfileWords {
  const { name, credentials, approaches, languages, about } = readProfile(body);
  return { name, credentials, approaches, languages, about };
}
