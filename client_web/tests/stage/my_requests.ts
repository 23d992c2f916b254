import type { Entrance } from "../../src/state/entrance.ts";
import type { Read } from "../../src/state/me/me.ts";
import type { Place } from "../../src/state/place.ts";
import type { AboutRecord } from "../../src/state/release/about_record.ts";
import { ownRequests } from "./about_record.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";
import { personOf, press, settled, sit } from "./release.ts";

/** What a client asks the practice to do about their record. */

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const OPENED_AT = Date.now() - 90 * 86_400_000;
const ID = new Uint8Array(16).fill(7);

export function myRequestScenes(go: (place: Place) => void): Readonly<Record<string, Scene>> {
  const mine =
    (view: Read<readonly AboutRecord[]>, of?: string): Scene =>
    async (world, entrance) => {
      const me = await sit(world, entrance, () => ({}));
      me.requests.read = () => Promise.resolve();
      me.requests.view.value = view;
      const dated = { key: "1", conversation: ID, openedAt: OPENED_AT };
      me.sharing.conversations = () => Promise.resolve({ ok: true, value: [dated] });
      go(of === undefined ? { name: "my-requests" } : { name: "my-requests", of });
      await settled();
    };
  const own = async (count: number): Promise<Read<readonly AboutRecord[]>> => ({
    kind: "ready",
    value: await ownRequests(count, personOf),
  });
  return {
    "my-requests": async (world, entrance) => mine(await own(8))(world, entrance),
    "my-requests-empty": mine({ kind: "ready", value: [] }),
    "my-requests-loading": mine({ kind: "loading" }),
    "my-requests-failed": mine({ kind: "failed", mistake: { kind: "unreachable" } }),
    "my-requests-amendment": async (world, entrance) => {
      await mine({ kind: "ready", value: [] }, "amendment")(world, entrance);
      await until(() => document.querySelector("form select") !== null);
      await press("form .button.primary");
      await until(() => document.querySelector("form .wrong") !== null);
    },
    "my-requests-restriction": mine({ kind: "ready", value: [] }, "restriction"),
    "my-requests-disagree": async (world, entrance) => {
      await mine(await own(5))(world, entrance);
      await press(".lines .button");
      await until(() => document.querySelector("dialog textarea") !== null);
    },
  };
}
