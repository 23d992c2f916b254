import { describe, expect, it } from "vitest";
import type { ConversationKey } from "../../../src/state/id.ts";
import type { Place } from "../../../src/state/place.ts";
import { WayBack } from "../../../src/state/way_back.ts";

const CONVERSATION: Place = { name: "conversation", key: "0123456789abcdef0123456789abcdef" as ConversationKey };
const RECORD: Place = { name: "record" };
const CLIENT = { me: "one", role: "client" };

const after = (...shut: Parameters<WayBack["shut"]>): WayBack => {
  const back = new WayBack();
  back.shut(...shut);
  return back;
};

describe("the door", () => {
  it("leads back into the conversation that five quiet minutes closed, once", () => {
    const back = after(CONVERSATION, "one", "idle");
    expect(back.opened(CLIENT)).toEqual(CONVERSATION);
    expect(back.opened(CLIENT)).toBeNull();
  });

  it("leads where someone was going who came signed out", () => {
    expect(after(RECORD, null, null).opened(CLIENT)).toEqual(RECORD);
  });

  it("leads home whoever left by themselves or was paused, or somebody else", () => {
    expect(after(CONVERSATION, "one", "signed_out").opened(CLIENT)).toBeNull();
    expect(after(CONVERSATION, "one", "suspended").opened(CLIENT)).toBeNull();
    expect(after(CONVERSATION, "another", "idle").opened(CLIENT)).toBeNull();
    expect(after(CONVERSATION, null, null).opened(CLIENT)).toBeNull();
  });

  it("leads nobody where their role does not stand", () => {
    expect(after({ name: "audit" }, null, null).opened(CLIENT)).toBeNull();
  });
});
