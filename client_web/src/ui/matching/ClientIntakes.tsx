import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import { readClientIntake } from "../../state/matching/client_intake.ts";
import type { Me, Read } from "../../state/me/me.ts";
import type { RosterItem } from "../../state/roster.ts";
import type { IntakeContent } from "../../state/matching/form.ts";
import { words } from "../../words/words.ts";
import { Answers } from "../intake/Answers.tsx";
import { Ready } from "../me/Ready.tsx";
import { nameOf } from "../names.ts";

/** What a therapist's clients told intake, one by one. */
export function ClientIntakes({ desk, me }: { readonly desk: Desk; readonly me: Me }): JSX.Element | null {
  const roster = desk.roster.value;
  const items = roster.kind === "ready" ? roster.items.filter(({ conversation }) => isClient(conversation.other)) : [];
  if (items.length === 0) return null;
  return (
    <div class="page">
      <section class="stack wide" aria-labelledby="told">
        <h2 id="told">{words.matching.clients.intake}</h2>
        <ul class="cards">
          {items.map((item) => (
            <ClientRow key={item.key} me={me} item={item} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function isClient({ role }: { readonly role: string }): boolean {
  return role === "client";
}

function ClientRow({ me, item }: { readonly me: Me; readonly item: RosterItem }): JSX.Element {
  const { clients } = words.matching;
  const name = nameOf(item.conversation.other);
  const [read, setRead] = useState<Read<IntakeContent | null> | null>(null);
  const look = (): void => {
    setRead({ kind: "loading" });
    void readClientIntake(me.ports, item.conversation.other.account).then((result) => {
      setRead(result.ok ? { kind: "ready", value: result.value } : { kind: "failed", mistake: result.mistake });
    });
  };
  return (
    <li class="card listed">
      <h3>{name}</h3>
      <div class="actions">
        {read === null && (
          <button class="button" type="button" aria-label={clients.intakeOf(name)} onClick={look}>
            {clients.intake}
          </button>
        )}
      </div>
      {read !== null && (
        <Ready read={read} onAgain={look}>
          {(content) =>
            content === null ? <p class="quiet">{clients.noIntake}</p> : <Answers content={content} level={3} />
          }
        </Ready>
      )}
    </li>
  );
}
