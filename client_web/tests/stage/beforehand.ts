import type { Entrance, EntrancePorts } from "../../src/state/entrance.ts";
import { NOTHING } from "../../src/state/policies.ts";
import type { Asking } from "../../src/state/policies.ts";
import { NOTICE } from "../../src/state/registration.ts";
import { Welcome } from "../../src/state/welcome.ts";
import { pressWords, STAGE_AGREEMENT, STAGE_POLICIES } from "./door_scenes.ts";
import type { Cast } from "./people.ts";

/** What a client is shown once, before Home, and whoever works here before anything else. */

const TO_ACCEPT = STAGE_POLICIES.filter(({ policy }) => policy !== NOTICE);
const NOTICES = STAGE_POLICIES.filter(({ policy }) => policy === NOTICE);

const STAFF = { role: "therapist", agreed: false };

type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const shown =
  (ports: EntrancePorts, asking: Partial<Asking>, press: readonly string[] = [], staff = false): Scene =>
  async (world, entrance) => {
    const { desk } = await world.client.sit();
    const welcome = new Welcome(
      ports,
      staff ? { ...world.client, ...STAFF } : world.client,
      desk.settings,
      null,
      "known",
    );
    welcome.policies.asking.value = { ...NOTHING, ...asking };
    welcome.exit.owed.value = true;
    entrance.welcome.value = welcome;
    entrance.standing.value = { kind: "in", desk };
    for (const text of press) await pressWords(text);
  };

export const beforehandScenes = (ports: EntrancePorts): Readonly<Record<string, Scene>> => ({
  "policies-first": shown(ports, { owed: STAGE_POLICIES, first: true }),
  "policies-revised": shown(ports, { owed: TO_ACCEPT.slice(0, 1) }, ["Read: Terms", "Go on"]),
  "policies-not-kept": shown(ports, { owed: TO_ACCEPT, mistake: { kind: "unreachable" } }),
  "policies-disagree": shown(ports, { owed: TO_ACCEPT }, ["I do not agree"]),
  "policies-notice": shown(ports, { owed: NOTICES }, ["Read: Notice of privacy practices"]),
  "agreement-first": shown(
    ports,
    { owed: [STAGE_AGREEMENT], first: true },
    ["Read: Confidentiality agreement", "Go on"],
    true,
  ),
  "agreement-unread": shown(ports, { mistake: { kind: "unreachable" } }, [], true),
  "exit-explained": shown(ports, {}),
});
