import type { JSX } from "preact";
import type { ServiceAtDesk } from "../../state/console/services.ts";
import { longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";

/** One system of the practice: what it may post, how it stands, and the way to take its token back. */
export function ServiceLine(props: { readonly service: ServiceAtDesk; readonly onRevoke: () => void }): JSX.Element {
  const { name, kinds, state, expiresAt, usedAt } = props.service;
  const said = words.console.services;
  const ended = state === "revoked" || state === "over";
  return (
    <li>
      <div>
        <strong>{name}</strong>
        <p class="quiet small">{kinds.map(kindWords).join(", ")}</p>
        <p class="quiet small">
          <span class={`account-state ${state === "active" ? "active" : "closed"}`}>{said.states[state]}</span>
          {!ended && ` · ${said.until(longDate(expiresAt))}`}
          {` · ${usedAt === null ? said.unused : said.used(longDate(usedAt))}`}
        </p>
      </div>
      {!ended && (
        <div class="deeds">
          <button class="button" type="button" aria-label={said.revokeLong(name)} onClick={props.onRevoke}>
            {said.revoke}
          </button>
        </div>
      )}
    </li>
  );
}

function kindWords(kind: string): string {
  const said = words.console.services.kindWords;
  return Object.hasOwn(said, kind) ? said[kind as keyof typeof said] : kind;
}
