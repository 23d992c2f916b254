import type { JSX } from "preact";
import type { ProfileWords } from "../../state/matching/form.ts";
import { approachName } from "../../words/english/approaches.ts";
import { languageName } from "../../words/languages.ts";
import { words } from "../../words/words.ts";
import { Photo } from "./Photo.tsx";

/** A profile as people who look for a therapist see it. */
export function ProfilePreview(props: {
  readonly profile: ProfileWords;
  readonly photo: Uint8Array | null;
  /** How deep the name lies. */
  readonly level: 2 | 3;
}): JSX.Element {
  const { profile, photo } = props;
  const Heading = props.level === 2 ? "h2" : "h3";
  return (
    <div class="profile">
      {photo !== null && <Photo photo={photo} label={words.matching.profile.photoOf(profile.name)} />}
      <div class="stack">
        {profile.name !== "" && <Heading>{profile.name}</Heading>}
        {profile.credentials !== "" && <p class="quiet">{profile.credentials}</p>}
        {profile.approaches.length > 0 && <p>{profile.approaches.map(approachName).join(", ")}</p>}
        {profile.languages.length > 0 && <p class="quiet">{profile.languages.map(languageName).join(", ")}</p>}
        {profile.about !== "" && <p class="told">{profile.about}</p>}
      </div>
    </div>
  );
}
