import type { Sitter } from "../../src/state/desk.ts";
import type { Entrance, EntrancePorts, Standing } from "../../src/state/entrance.ts";
import type { Place } from "../../src/state/place.ts";
import type { Recovering } from "../../src/state/recovery.ts";
import type { Registering } from "../../src/state/registration.ts";
import { SealedSettings } from "../../src/state/sealed_settings.ts";
import { Welcome } from "../../src/state/welcome.ts";
import { POLICIES } from "../identity_service.ts";

/** Every page of the door, as it stands when someone comes to it. */

type Out = Extract<Standing, { kind: "out" }>;

const OUT: Out = { kind: "out", reason: null, work: null, mistake: null, asked: null };
const NUMBER = "5723104861";
const CODE = "7K3M-9QXR-2VBN-4TWD-8HJE-5ZCA-6YFG-1PSK-0M3R";
const LONG = Array.from(
  { length: 12 },
  (_, n) => `${n + 1}. We keep only what is needed, for as long as it is needed, and say to whom it was shown.`,
);
export const STAGE_POLICIES = POLICIES.map((policy) => ({ ...policy, text: LONG.join("\n\n") }));

export const STAGE_AGREEMENT = {
  policy: "confidentiality-agreement",
  version: 1,
  title: "Confidentiality agreement",
  text: LONG.join("\n\n"),
  postedAt: 1_760_000_000_000,
};

const REGISTERING: Registering = {
  step: "about",
  work: null,
  mistake: null,
  policies: STAGE_POLICIES,
  number: NUMBER,
  code: "",
  again: false,
};
const RECOVERING: Recovering = { step: "ask", work: null, mistake: null, asked: null, number: NUMBER, code: "" };

const ASKED = { ticket: new Uint8Array(32), totp: true, passkey: { challenge: "" } };

export interface DoorScene {
  readonly out?: Partial<Out>;
  readonly place?: Place;
  readonly registering?: Partial<Registering>;
  readonly recovering?: Partial<Recovering>;
  /** A button or summary to press once the view stands, by its words. */
  readonly press?: readonly string[];
}

const signUp = (registering: Partial<Registering>, press: readonly string[] = []): DoorScene => ({
  place: { name: "sign-up" },
  registering,
  press,
});
const recover = (recovering: Partial<Recovering>, press: readonly string[] = []): DoorScene => ({
  place: { name: "recover" },
  recovering,
  press,
});

export const DOOR_SCENES: Readonly<Record<string, DoorScene>> = {
  "sign-in-idle": { out: { reason: "idle" } },
  "sign-in-disabled": { out: { mistake: { kind: "refused", code: "disabled", retryAfter: 0 } } },
  "second-factor": { out: { asked: ASKED } },
  "second-factor-wrong": {
    out: { asked: { ...ASKED, passkey: null }, mistake: { kind: "refused", code: "wrong_code", retryAfter: 0 } },
  },
  "second-factor-passkey": { out: { asked: { ...ASKED, totp: false }, work: "passkey" } },
  "sign-up-about": signUp({}),
  "sign-up-policies": signUp({ step: "policies" }, ["Read: Terms", "Go on"]),
  "sign-up-unreachable": signUp({ step: "policies", policies: null, mistake: { kind: "unreachable" } }),
  "sign-up-notice": signUp({ step: "notice" }),
  "sign-up-password": signUp({ step: "password", again: true }),
  "sign-up-common": signUp({ step: "password", mistake: { kind: "password", weakness: "common" } }),
  "sign-up-code": signUp({ step: "code", code: CODE }),
  "sign-up-asked-back": signUp({ step: "code", code: CODE }, ["I have it on paper"]),
  "sign-up-keys": signUp({ step: "keys", work: "making" }),
  "sign-up-keys-failed": signUp({ step: "keys", mistake: { kind: "unreachable" } }),
  recover: recover({}),
  "recover-slip": recover({ mistake: { kind: "proof", reason: "recovery wrong_check" } }),
  "recover-lost": recover({}, ["I have lost my second factor"]),
  "recover-shut": recover({}, ["Shut my account"]),
  "recover-password": recover({ step: "password" }),
  "recover-done": recover({ step: "shut" }),
};

/** Sets one of them. */
export function setDoor(scene: DoorScene, entrance: Entrance, go: (place: Place) => void): void {
  entrance.standing.value = { ...OUT, ...scene.out };
  if (scene.registering !== undefined) entrance.registration.state.value = { ...REGISTERING, ...scene.registering };
  if (scene.recovering !== undefined) entrance.recovery.state.value = { ...RECOVERING, ...scene.recovering };
  if (scene.place !== undefined) go(scene.place);
}

/** Presses what carries these words, as soon as it stands. */
export async function pressWords(text: string): Promise<void> {
  for (;;) {
    const found = [...document.querySelectorAll<HTMLElement>("button, summary")].find(
      (one) => one.textContent === text,
    );
    if (found !== undefined) {
      found.click();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const WELCOMES: ReadonlySet<string> = new Set(["welcome-card", "welcome-done", "home-owed"]);

/** Someone who has signed up: the contact card, and what comes next; null for another scene. */
export function welcomeOf(scene: string, ports: EntrancePorts, sitter: Sitter): Welcome | null {
  if (!WELCOMES.has(scene)) return null;
  const arrival = scene.startsWith("welcome") ? "registered" : "known";
  const welcome = new Welcome(ports, sitter, new SealedSettings(ports), NUMBER, arrival);
  welcome.card.value = scene === "welcome-done" ? "saved" : "missing";
  welcome.fingerprints.value = { own: groups(12_345), root: groups(67_890) };
  return welcome;
}

function groups(seed: number): readonly string[] {
  return Array.from({ length: 12 }, (_, at) => String((seed * (at + 7)) % 100_000).padStart(5, "0"));
}
