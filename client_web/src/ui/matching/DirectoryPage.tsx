import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { alias } from "../../state/alias.ts";
import { publishProfile, readProfiles } from "../../state/matching/profiles.ts";
import type { ListedProfile } from "../../state/matching/profiles.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { useAct } from "../me/act.ts";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { Note } from "../Note.tsx";
import { ProfilePreview } from "./ProfilePreview.tsx";

/** What therapists have written of themselves, and whether everyone sees it (S21). */
export function DirectoryPage({ me }: { readonly me: Me }): JSX.Element {
  const { directory } = words.matching;
  const [read, look] = useRead(() => readProfiles(me.ports), [me]);
  const [said, setSaid] = useState<string | null>(null);
  return (
    <div class="page">
      <div class="stack">
        <h1 tabIndex={-1}>{directory.title}</h1>
        <p class="quiet">{directory.intro}</p>
        {said !== null && <Done key={said}>{said}</Done>}
      </div>
      <Ready read={read} onAgain={() => void look()}>
        {(profiles) =>
          profiles.length === 0 ? (
            <div class="state">
              <p>{directory.none}</p>
            </div>
          ) : (
            <ul class="cards">
              {profiles.map((listed) => (
                <ListedRow
                  key={listed.key}
                  me={me}
                  listed={listed}
                  onSaid={(words) => {
                    setSaid(words);
                    void look();
                  }}
                />
              ))}
            </ul>
          )
        }
      </Ready>
    </div>
  );
}

function ListedRow(props: {
  readonly me: Me;
  readonly listed: ListedProfile;
  readonly onSaid: (said: string) => void;
}): JSX.Element {
  const act = useAct();
  const { directory } = words.matching;
  const { me, listed, onSaid } = props;
  const name = listed.words?.name ?? alias(listed.key);
  const publish = (published: boolean): void => {
    void act
      .run("making", () => publishProfile(me.ports, listed, published))
      .then((done) => {
        if (done !== null) onSaid(published ? directory.published(name) : directory.unpublished(name));
      });
  };
  return (
    <li class="card listed">
      {listed.words === null ? (
        <Note icon="alert" warn>
          <p>{directory.forged}</p>
        </Note>
      ) : (
        <ProfilePreview profile={listed.words} photo={listed.photo} level={2} />
      )}
      <p class="quiet">{standing(listed)}</p>
      <MistakeNote mistake={act.mistake} shown="password" />
      <div class="actions">
        {listed.words !== null && !listed.published && (
          <button
            class="button primary"
            type="button"
            aria-label={directory.publishOf(name)}
            onClick={() => {
              publish(true);
            }}
          >
            {directory.publish}
          </button>
        )}
        {listed.shown !== null && (
          <button
            class="button"
            type="button"
            aria-label={directory.unpublishOf(name)}
            onClick={() => {
              publish(false);
            }}
          >
            {directory.unpublish}
          </button>
        )}
      </div>
    </li>
  );
}

function standing({ published, shown }: ListedProfile): string {
  const { directory } = words.matching;
  if (published) return directory.shown;
  return shown === null ? directory.waiting : directory.older(shown);
}
