import type { JSX } from "preact";
import { words } from "../words/words.ts";
import { Icon } from "./Icon.tsx";

/** A conversation that does not prove what it claims is not shown as if it did (crypto.md §6.5). */
export function Stopped({ reason }: { readonly reason: string }): JSX.Element {
  const { stoppedTitle, stopped, finding, findings } = words.conversation;
  const found = Object.hasOwn(findings, reason) ? findings[reason as keyof typeof findings] : findings.other;
  return (
    <div class="page">
      <div class="stopped" role="alert">
        <Icon name="alert" />
        <div class="stack">
          <h1 tabIndex={-1}>{stoppedTitle}</h1>
          {stopped.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
          <p>
            {finding} <strong>{found}</strong> <code>({reason})</code>
          </p>
        </div>
      </div>
    </div>
  );
}
