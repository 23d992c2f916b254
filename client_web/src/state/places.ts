import { isPublic } from "./place.ts";
import type { MailPart, MePart, Place } from "./place.ts";

/** Who may stand where, and what the navigation shows to whom, in this order. The service refuses by itself what is not theirs. */

const HOME: Place = { name: "home" };
const ME: Place = { name: "me", part: null };
const SETTINGS: Place = { name: "settings" };
const LETTERS: Place = { name: "mail", part: "inbox" };
const NOTICES: Place = { name: "mail", part: "notices" };

const SHOWN: Readonly<Record<string, readonly Place[]>> = {
  client: [HOME, LETTERS, { name: "record" }, ME, { name: "intake" }, { name: "share" }, SETTINGS],
  therapist: [HOME, LETTERS, { name: "clients" }, { name: "profile" }, ME, SETTINGS],
  intake: [HOME, { name: "queue" }, { name: "people" }, NOTICES, { name: "directory" }, { name: "post" }, ME, SETTINGS],
  officer: [
    HOME,
    { name: "requests" },
    { name: "custody" },
    { name: "legal" },
    { name: "warnings" },
    { name: "retention" },
    { name: "people" },
    { name: "audit" },
    NOTICES,
    { name: "post" },
    ME,
    SETTINGS,
  ],
  owner: [
    HOME,
    { name: "people" },
    { name: "requests" },
    { name: "custody" },
    { name: "legal" },
    { name: "warnings" },
    { name: "retention" },
    { name: "audit" },
    NOTICES,
    { name: "post" },
    { name: "reports" },
    { name: "policies-desk" },
    { name: "services" },
    ME,
    SETTINGS,
  ],
  custodian: [HOME, { name: "custody" }, NOTICES, ME, SETTINGS],
};

/** Places that the navigation does not name: one comes to them from another. */
const BESIDES: Readonly<Record<string, readonly Place["name"][]>> = {
  client: ["conversation", "accounting", "my-requests"],
  therapist: ["conversation", "private-notes", "warn", "part2"],
  officer: ["part2"],
  owner: ["part2"],
};

/** For who is not signed in. */
export const SHOWN_OUTSIDE: readonly Place[] = [
  { name: "about" },
  { name: "therapists" },
  { name: "sign-up" },
  HOME,
  { name: "policies" },
  { name: "report" },
];

const CLIENTS_ONLY: ReadonlySet<MePart> = new Set(["card", "payments", "therapist", "close"]);
const WITHOUT_LETTERS: ReadonlySet<MailPart> = new Set(["notices"]);

/** What the navigation of someone who is signed in may show. */
export function shownTo(role: string): readonly Place[] {
  return SHOWN[role] ?? [HOME, ME, SETTINGS];
}

/** Whether there is such a place for someone of this role. */
export function isFor(role: string, place: Place): boolean {
  if (isPublic(place)) return true;
  if (place.name === "me" && place.part !== null) return partIsFor(role, place.part);
  if (place.name === "mail") return hasLetters(role) || WITHOUT_LETTERS.has(place.part);
  const shown = shownTo(role).some(({ name }) => name === place.name);
  return shown || (BESIDES[role] ?? []).includes(place.name);
}

/** Whether someone of this role has that page of Me. */
export function partIsFor(role: string, part: MePart): boolean {
  return role === "client" || !CLIENTS_ONLY.has(part);
}

/** Letters go between clients and their therapists; everyone else has notices only. */
function hasLetters(role: string): boolean {
  return role === "client" || role === "therapist";
}
