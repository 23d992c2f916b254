import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { readServices } from "../../state/console/services.ts";
import type { ServiceAtDesk } from "../../state/console/services.ts";
import type { Me } from "../../state/me/me.ts";
import { words } from "../../words/words.ts";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { RevokeDialog } from "./RevokeDialog.tsx";
import { ServiceForm } from "./ServiceForm.tsx";
import { ServiceLine } from "./ServiceLine.tsx";
import { TokenShown } from "./TokenShown.tsx";

/** What an owner is at: the list, a new one, or a token that was just made. */
type Step =
  | { readonly at: "list" }
  | { readonly at: "form" }
  | { readonly at: "token"; readonly name: string; readonly token: string };

/** The practice's other systems: made, looked at, revoked by an owner (crypto.md §11.4). */
export function ServicesPage({ me }: { readonly me: Me }): JSX.Element {
  const [step, setStep] = useState<Step>({ at: "list" });
  const list = (): void => {
    setStep({ at: "list" });
  };
  switch (step.at) {
    case "form":
      return (
        <ServiceForm
          me={me}
          onBack={list}
          onMade={(name, token) => {
            setStep({ at: "token", name, token });
          }}
        />
      );
    case "token":
      return <TokenShown name={step.name} token={step.token} onClose={list} />;
    case "list":
      return (
        <Services
          me={me}
          onAdd={() => {
            setStep({ at: "form" });
          }}
        />
      );
  }
}

function Services({ me, onAdd }: { readonly me: Me; readonly onAdd: () => void }): JSX.Element {
  const [read, look] = useRead(() => readServices(me.ports), [me]);
  const [asked, setAsked] = useState<ServiceAtDesk | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const said = words.console.services;
  return (
    <div class="page desk">
      <div class="stack">
        <h1 tabIndex={-1}>{said.title}</h1>
        <p class="quiet">{said.intro}</p>
      </div>
      {done !== null && <Done>{done}</Done>}
      <div>
        <button class="button primary" type="button" onClick={onAdd}>
          {said.add}
        </button>
      </div>
      <Ready read={read} onAgain={() => void look()}>
        {(services) =>
          services.length === 0 ? (
            <p>{said.empty}</p>
          ) : (
            <ul class="lines">
              {services.map((service) => (
                <ServiceLine
                  key={service.account}
                  service={service}
                  onRevoke={() => {
                    setDone(null);
                    setAsked(service);
                  }}
                />
              ))}
            </ul>
          )
        }
      </Ready>
      {asked !== null && (
        <RevokeDialog
          me={me}
          service={asked}
          onClose={(revoked) => {
            setAsked(null);
            if (!revoked) return;
            // Said last: the dialog gives the focus back to where it was, and this takes it.
            void look().then(() => {
              setDone(said.revoked(asked.name));
            });
          }}
        />
      )}
    </div>
  );
}
