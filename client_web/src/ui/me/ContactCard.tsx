import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { readCard, saveCard } from "../../state/me/card.ts";
import type { OpenedCard } from "../../state/me/card.ts";
import type { Me, Read } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { ContactCard as CardForm } from "../door/ContactCard.tsx";
import { useAct } from "./act.ts";
import { Done } from "./Done.tsx";
import { MePage } from "./MePage.tsx";
import { Ready } from "./Ready.tsx";

/** The contact card, to be read and changed by whom it is about (S17). */
export function ContactCard({ me }: { readonly me: Me }): JSX.Element {
  const act = useAct();
  const [read, setRead] = useState<Read<OpenedCard | null>>({ kind: "loading" });
  const [done, setDone] = useState(false);
  const { card, parts } = words.me;
  const look = useCallback(() => {
    setRead({ kind: "loading" });
    void readCard(me.ports).then((result) => {
      setRead(result.ok ? { kind: "ready", value: result.value } : { kind: "failed", mistake: result.mistake });
    });
  }, [me]);
  useEffect(look, [look]);
  return (
    <MePage title={parts.card[0]}>
      <p class="quiet">{card.intro}</p>
      {done && <Done>{card.done}</Done>}
      <Ready read={read} onAgain={look}>
        {(opened) => (
          <CardForm
            saving={act.work !== null}
            mistake={act.mistake}
            {...(opened === null ? {} : { card: { fields: opened.fields, safe: opened.safe } })}
            onSave={async (content) => {
              setDone(false);
              const saved = await act.run("making", () => saveCard(me.ports, content));
              setDone(saved !== null);
              return saved !== null;
            }}
          />
        )}
      </Ready>
    </MePage>
  );
}
