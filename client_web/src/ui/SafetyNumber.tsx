import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Room } from "../state/room.ts";
import { words } from "../words/words.ts";
import { Groups } from "./door/Groups.tsx";

/** Twelve groups of five digits, the same on both sides (crypto.md §4.5). */
export function SafetyNumber({ room }: { readonly room: Room }): JSX.Element {
  const [groups, setGroups] = useState<readonly string[] | null | "failed">(null);
  const { trust } = words;
  useEffect(() => {
    void room.safetyNumber().then((read) => {
      setGroups(read ?? "failed");
    });
  }, [room]);
  return (
    <dl class="secret">
      <div>
        <dt>{trust.number}</dt>
        <dd class="safety-number">
          {groups === "failed" ? <p role="alert">{trust.failed}</p> : groups !== null && <Groups groups={groups} />}
        </dd>
      </div>
    </dl>
  );
}
