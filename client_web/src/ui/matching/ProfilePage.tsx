import type { JSX } from "preact";
import { readOwnProfile } from "../../state/matching/profiles.ts";
import type { OwnProfile } from "../../state/matching/profiles.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { ProfileForm } from "./ProfileForm.tsx";

/** A therapist's own profile: written here, read by the practice, then seen by everyone (S21). */
export function ProfilePage({ me }: { readonly me: Me }): JSX.Element {
  const { profile } = words.matching;
  const [read, look] = useRead(() => readOwnProfile(me.ports), [me]);
  return (
    <div class="page narrow">
      <div class="stack">
        <h1 tabIndex={-1}>{profile.title}</h1>
        <p class="quiet">{profile.intro}</p>
      </div>
      <Ready read={read} onAgain={() => void look()}>
        {(own) => (
          <>
            <p role="status">{standing(own)}</p>
            <ProfileForm key={own?.version ?? 0} me={me} own={own} onSaved={() => void look()} />
          </>
        )}
      </Ready>
    </div>
  );
}

function standing(own: OwnProfile | null): string {
  const { profile } = words.matching;
  if (own === null) return profile.none;
  if (own.published) return profile.shown;
  return own.shown === null ? profile.waiting : profile.waitingOlder;
}
