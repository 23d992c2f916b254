import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answered } from "../../state/me/result.ts";
import type { Me } from "../../state/me/me.ts";
import type { Policy } from "../../state/identity_http.ts";
import { everyPolicy } from "../../state/policies.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { Done } from "../me/Done.tsx";
import { useRead } from "../me/read.ts";
import { Ready } from "../me/Ready.tsx";
import { Revision } from "./Revision.tsx";

/** The versions in force, and where the next one is written (S20). */
export function PoliciesDesk({ me }: { readonly me: Me }): JSX.Element {
  const [read, look] = useRead(async () => answered(await everyPolicy(me.ports.identity)), [me]);
  const [revised, setRevised] = useState<Policy | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const said = words.console.policies;
  if (revised !== null) {
    return (
      <Revision
        me={me}
        policy={revised}
        onEnd={(posted) => {
          setDone(posted ? said.posted(nameOf(revised), revised.version + 1) : null);
          setRevised(null);
          void look();
        }}
      />
    );
  }
  return (
    <div class="page desk">
      <div class="stack">
        <h1 tabIndex={-1}>{said.title}</h1>
        <p class="quiet">{said.intro}</p>
      </div>
      {done !== null && <Done>{done}</Done>}
      <Ready read={read} onAgain={() => void look()}>
        {(policies) => (
          <InForce
            policies={policies}
            onRevise={(policy) => {
              setDone(null);
              setRevised(policy);
            }}
          />
        )}
      </Ready>
    </div>
  );
}

function InForce(props: {
  readonly policies: readonly Policy[];
  readonly onRevise: (policy: Policy) => void;
}): JSX.Element {
  const said = words.console.policies;
  if (props.policies.length === 0) return <p>{said.none}</p>;
  return (
    <ul class="lines">
      {props.policies.map((policy) => (
        <li key={policy.policy}>
          <div>
            <strong>{nameOf(policy)}</strong>
            <p class="quiet small">{said.version(policy.version, longDate(policy.postedAt))}</p>
          </div>
          <button
            class="button"
            type="button"
            aria-label={said.reviseLong(nameOf(policy))}
            onClick={() => {
              props.onRevise(policy);
            }}
          >
            {said.revise}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What a policy is called, whatever title its newest version has. */
export function nameOf({ policy, title }: Policy): string {
  const { names } = words.console.policies;
  return Object.hasOwn(names, policy) ? names[policy as keyof typeof names] : title;
}
