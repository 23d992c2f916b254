import type { ConversationKey } from "./id.ts";

/** The pages about one's own account. */
export const ME_PARTS = [
  "sign-ins",
  "password",
  "second-factor",
  "recovery-code",
  "keys",
  "card",
  "payments",
  "therapist",
  "close",
  "shut",
] as const;
export type MePart = (typeof ME_PARTS)[number];

/** The pages of the message center; `#mail` is the inbox. */
export const MAIL_PARTS = ["inbox", "sent", "drafts", "archive", "notices", "thread", "compose"] as const;
export type MailPart = (typeof MAIL_PARTS)[number];

/** Places of one page each. Who may stand where is said in places.ts. */
const PLAIN_NAMES = [
  // For everyone, signed in or not.
  "about",
  "therapists",
  "therapist",
  "policies",
  "report",
  "safety",
  // The ways in.
  "activate",
  "sign-up",
  "recover",
  // For who is signed in.
  "home",
  "settings",
  "intake",
  "record",
  "clients",
  "private-notes",
  "profile",
  "queue",
  "people",
  "directory",
  "post",
  "policies-desk",
  "audit",
  "reports",
  "services",
  "custody",
  "share",
  "accounting",
  "my-requests",
  "requests",
  "legal",
  "warnings",
  "warn",
  "part2",
  "retention",
  "nothing",
] as const;
export type PlainName = (typeof PLAIN_NAMES)[number];

/**
 * Where in the page someone is. Addresses name the view only, never a conversation or a person: `of` says which one, and is
 * remembered in the tab's history alone.
 */
export type Place =
  | { readonly name: "conversation"; readonly key: ConversationKey }
  | { readonly name: "me"; readonly part: MePart | null }
  | { readonly name: "mail"; readonly part: MailPart; readonly of?: string }
  | { readonly name: PlainName; readonly of?: string };

const PUBLIC: ReadonlySet<string> = new Set([
  "about",
  "therapists",
  "therapist",
  "policies",
  "report",
  "safety",
  "nothing",
]);
const WAYS_IN: ReadonlySet<string> = new Set(["activate", "sign-up", "recover"]);

/** The name of a view: what its address says. */
export function viewName(place: Place): string {
  if (place.name === "me" && place.part !== null) return `me-${place.part}`;
  if (place.name === "mail" && place.part !== "inbox") return `mail-${place.part}`;
  return place.name;
}

/** The address of a place, behind the page's own. */
export function addressOf(place: Place): string {
  return place.name === "home" ? "#" : `#${viewName(place)}`;
}

/** What the tab's history keeps beside the address. */
export function rememberedOf(place: Place): string | null {
  if (place.name === "conversation") return place.key;
  return place.name === "me" ? null : (place.of ?? null);
}

export function samePlace(one: Place, other: Place): boolean {
  return addressOf(one) === addressOf(other) && rememberedOf(one) === rememberedOf(other);
}

/** The place behind an address, and what was remembered beside it. An address that names nothing leads to where it says so. */
export function placeOf(address: string, remembered: unknown): Place {
  const name = address.replace(/^#/, "");
  const of = rememberable(remembered) ? { of: remembered } : {};
  if (name === "") return { name: "home" };
  if (name === "conversation") return conversationOf(remembered);
  if (name === "me") return { name, part: null };
  const part = ME_PARTS.find((each) => name === `me-${each}`);
  if (part !== undefined) return { name: "me", part };
  if (name === "mail") return { name, part: "inbox", ...of };
  const mail = MAIL_PARTS.find((each) => name === `mail-${each}`);
  if (mail !== undefined) return { name: "mail", part: mail, ...of };
  const plain = PLAIN_NAMES.find((each) => name === each);
  return plain === undefined ? { name: "nothing" } : { name: plain, ...of };
}

function conversationOf(remembered: unknown): Place {
  if (typeof remembered !== "string" || !/^[0-9a-f]{32}$/.test(remembered)) return { name: "home" };
  return { name: "conversation", key: remembered as ConversationKey };
}

/** Ids, and pairs of them with a dot between. */
function rememberable(remembered: unknown): remembered is string {
  return typeof remembered === "string" && /^[0-9A-Za-z_.-]{1,100}$/.test(remembered);
}

/** Whether a place is there for who is not signed in. */
export function isOutside(place: Place): boolean {
  return isPublic(place) || isWayIn(place);
}

/** Whether a place is there for everyone. */
export function isPublic(place: Place): boolean {
  return PUBLIC.has(place.name);
}

/** Whether a place is there only for who is not signed in yet. */
export function isWayIn(place: Place): boolean {
  return WAYS_IN.has(place.name);
}
