import { describe, expect, it } from "vitest";
import type { ConversationKey } from "../../../src/state/id.ts";
import {
  addressOf,
  isOutside,
  MAIL_PARTS,
  ME_PARTS,
  placeOf,
  rememberedOf,
  samePlace,
} from "../../../src/state/place.ts";
import type { Place } from "../../../src/state/place.ts";
import { isFor, SHOWN_OUTSIDE, shownTo } from "../../../src/state/places.ts";
import { unreadCount } from "../../../src/state/unread.ts";

const KEY = "0123456789abcdef0123456789abcdef" as ConversationKey;
const ROLES = ["client", "therapist", "intake", "officer", "owner", "custodian"];

describe("a place", () => {
  it("has an address that names no conversation and no person, and is found again from it", () => {
    const places: readonly Place[] = [
      { name: "conversation", key: KEY },
      { name: "therapist", of: KEY },
      { name: "mail", part: "thread", of: `${KEY}.${KEY}` },
      { name: "people", of: KEY },
      ...ME_PARTS.map((part) => ({ name: "me", part }) as const),
      ...MAIL_PARTS.map((part) => ({ name: "mail", part }) as const),
      ...ROLES.flatMap(shownTo),
      ...SHOWN_OUTSIDE,
    ];
    for (const place of places) {
      expect(addressOf(place)).not.toContain(KEY);
      expect(placeOf(addressOf(place), rememberedOf(place))).toEqual(place);
    }
    expect(placeOf("#conversation", null)).toEqual({ name: "home" });
  });

  it("is not made from what someone else put into the history", () => {
    expect(placeOf("#therapist", "<b>")).toEqual({ name: "therapist" });
    expect(placeOf("#therapist", { of: KEY })).toEqual({ name: "therapist" });
    expect(placeOf("#mail-thread", "a".repeat(101))).toEqual({ name: "mail", part: "thread" });
  });

  it("is another one when it is about another conversation or person", () => {
    expect(samePlace({ name: "therapist", of: "a" }, { name: "therapist", of: "b" })).toBe(false);
    expect(samePlace({ name: "mail", part: "inbox" }, { name: "mail", part: "sent" })).toBe(false);
    expect(samePlace({ name: "home" }, { name: "home" })).toBe(true);
  });

  it("says so when an address names nothing", () => {
    expect(placeOf("#no-such-place", null)).toEqual({ name: "nothing" });
    expect(placeOf("#me-no-such-part", null)).toEqual({ name: "nothing" });
  });
});

describe("who may stand where", () => {
  it("is what the navigation shows, and a few places besides", () => {
    for (const role of ROLES) for (const place of shownTo(role)) expect(isFor(role, place)).toBe(true);
    expect(isFor("client", { name: "conversation", key: KEY })).toBe(true);
    expect(isFor("client", { name: "record" })).toBe(true);
    expect(isFor("intake", { name: "conversation", key: KEY })).toBe(false);
  });

  it("keeps the desk to those who work at it, and letters to those who write them", () => {
    for (const name of ["queue", "people", "directory", "post", "audit", "reports", "services"] as const) {
      for (const role of ["client", "therapist", "custodian"]) expect(isFor(role, { name })).toBe(false);
    }
    expect(isFor("officer", { name: "queue" })).toBe(false);
    expect(isFor("intake", { name: "audit" })).toBe(false);
    expect(isFor("owner", { name: "mail", part: "inbox" })).toBe(false);
    expect(isFor("owner", { name: "mail", part: "notices" })).toBe(true);
    expect(isFor("therapist", { name: "me", part: "card" })).toBe(false);
    expect(isFor("client", { name: "me", part: "card" })).toBe(true);
  });

  it("leaves the public pages to everyone, and the rest to who is signed in", () => {
    for (const role of ROLES) expect(isFor(role, { name: "report" })).toBe(true);
    expect(isOutside({ name: "therapist", of: KEY })).toBe(true);
    expect(isOutside({ name: "sign-up" })).toBe(true);
    expect(isOutside({ name: "queue" })).toBe(false);
  });
});

describe("what waits unread", () => {
  it("is letters and notices together, and nothing while it is not known", () => {
    expect(unreadCount(null)).toBe(0);
    expect(unreadCount({ letters: 2, notices: 3 })).toBe(5);
  });
});
