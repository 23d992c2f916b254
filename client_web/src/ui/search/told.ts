import type { Conversation } from "../../state/conversation.ts";
import type { Room } from "../../state/room.ts";
import type { Found } from "../../state/search/search.ts";
import { excerptOf } from "../../state/search/sought.ts";
import { dateAndTime } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { nameOf } from "../names.ts";

/** How far a search is, and where it stands, for who looks. */
export function shownOf({ search, conversation }: Room, connected: boolean): string {
  const { hint, place, none, searching, waits, where, locked } = words.search;
  if (search.sought.value === null) return search.words.value === "" ? hint : "";
  const found = search.found.value;
  const at = search.at.value;
  const [done, all] = [search.done.value, conversation.verified.value.to];
  const told = at === null ? [] : [place(found.indexOf(at) + 1, found.length), where[at.where]];
  if (!search.whole.value) told.push(connected ? searching(done, all) : waits(done, all));
  else if (at === null) told.push(none);
  const shut = search.whole.value ? lockedIn(conversation) : 0;
  if (shut > 0) told.push(locked(shut));
  return told.filter((each) => each !== "").join(" · ");
}

/** The same for who listens: what was found is read out, and nothing is counted aloud. */
export function spokenOf({ search, conversation }: Room): string {
  const { sought, found, at, whole } = search;
  const { match, nth, none, place, searchingNow } = words.search;
  if (sought.value === null) return "";
  if (at.value === null) return whole.value ? none : searchingNow;
  const number = found.value.indexOf(at.value) + 1;
  const { text, time } = at.value;
  return match(
    whole.value ? place(number, found.value.length) : nth(number),
    whoOf(at.value, conversation),
    dateAndTime(time),
    excerptOf(text, sought.value),
  );
}

function whoOf({ where, mine, sender }: Found, conversation: Conversation): string {
  if (where === "session") return words.search.where.session;
  const former = sender !== null && conversation.isFormer(sender);
  const name = former ? words.general.names.former : nameOf(conversation.other);
  return mine ? words.general.you : name;
}

function lockedIn({ entries }: Conversation): number {
  return entries.value.filter((entry) => entry.kind === "locked" && entry.was !== "seal").length;
}
