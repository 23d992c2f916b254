import type { ConversationKey } from "./id.ts";

/** The pages about one's own account. */
export const ME_PARTS = ["sign-ins", "password", "second-factor", "recovery-code", "keys", "card", "shut"] as const;
export type MePart = (typeof ME_PARTS)[number];

/** Where in the page someone is. Addresses name the view only, never a conversation or a person. */
export type Place =
  | { readonly name: "conversation"; readonly key: ConversationKey }
  | { readonly name: "me"; readonly part: MePart | null }
  | { readonly name: "home" | "safety" | "settings" | "activate" | "sign-up" | "recover" };

const PLAIN: ReadonlySet<string> = new Set(["safety", "settings", "activate", "sign-up", "recover"]);
const WAYS_IN: ReadonlySet<string> = new Set(["activate", "sign-up", "recover"]);

/** The address of a place, behind the page's own. */
export function addressOf(place: Place): string {
  if (place.name === "me" && place.part !== null) return `#me-${place.part}`;
  return place.name === "home" ? "#" : `#${place.name}`;
}

/** The place behind an address; a conversation is remembered beside it, in the tab's history only. */
export function placeOf(address: string, remembered: unknown): Place {
  const name = address.replace(/^#/, "");
  if (name === "conversation" && typeof remembered === "string" && /^[0-9a-f]{32}$/.test(remembered)) {
    return { name, key: remembered as ConversationKey };
  }
  if (name === "me") return { name, part: null };
  const part = ME_PARTS.find((each) => name === `me-${each}`);
  if (part !== undefined) return { name: "me", part };
  return PLAIN.has(name) ? ({ name } as Place) : { name: "home" };
}

/** Whether a place is there for who is not signed in. */
export function isOutside(place: Place): boolean {
  return place.name === "safety" || isWayIn(place);
}

/** Whether a place is there only for who is not signed in yet. */
export function isWayIn(place: Place): boolean {
  return WAYS_IN.has(place.name);
}
