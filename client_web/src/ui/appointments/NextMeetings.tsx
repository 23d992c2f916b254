import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Desk } from "../../state/desk.ts";
import { words } from "../../words/words.ts";
import { Coming } from "./Coming.tsx";

/** Whoever has so few conversations that all of them can be read at once. */
const FEW = 5;
const MOST_SHOWN = 3;

/** What is next, on the first page. When people meet stands in their records alone, so those are opened. */
export function NextMeetings({ desk }: { readonly desk: Desk }): JSX.Element | null {
  const roster = desk.roster.value;
  const keys = roster.kind === "ready" ? roster.items.map(({ key }) => key) : [];
  const list = keys.join(" ");
  useEffect(() => {
    if (keys.length <= FEW) for (const key of keys) desk.enter(key);
  }, [desk, list]);
  if (roster.kind !== "ready") return null;
  return <Coming desk={desk} rooms={desk.rooms} most={MOST_SHOWN} heading={words.appointments.next} />;
}
