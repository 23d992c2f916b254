import type { JSX } from "preact";

/** Letters and digits in groups, to be read, compared or copied: the dashes are there for who copies. */
export function Groups({ groups }: { readonly groups: readonly string[] }): JSX.Element {
  return (
    <code class="groups">
      {groups.map((group, at) => (
        <span key={at}>
          {group}
          {at < groups.length - 1 && <span class="dash">-</span>}
        </span>
      ))}
    </code>
  );
}
