import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { words } from "../../words/words.ts";
import { Note } from "../Note.tsx";

/** A token, once. */
export function TokenShown(props: {
  readonly name: string;
  readonly token: string;
  readonly onClose: () => void;
}): JSX.Element {
  const [copied, setCopied] = useState(false);
  const said = words.console.services;
  return (
    <div class="page narrow">
      <h1 tabIndex={-1}>{said.tokenTitle(props.name)}</h1>
      <Note icon="alert" warn>
        <p>{said.token}</p>
      </Note>
      <p>
        <code class="token">{props.token}</code>
      </p>
      <p>{said.then}</p>
      <div class="actions">
        <button
          class="button primary"
          type="button"
          onClick={() => {
            void navigator.clipboard.writeText(props.token).then(
              () => {
                setCopied(true);
              },
              () => undefined,
            );
          }}
        >
          {copied ? said.copied : said.copy}
        </button>
        <button class="button" type="button" onClick={props.onClose}>
          {said.kept}
        </button>
      </div>
    </div>
  );
}
