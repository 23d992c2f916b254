import { signal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { h, render } from "preact";
import type { Entrance } from "../state/entrance.ts";
import type { Page } from "../state/page.ts";
import { addressOf, isOutside, isWayIn, placeOf, rememberedOf, samePlace } from "../state/place.ts";
import type { Place } from "../state/place.ts";
import { parsePreferences } from "../state/preferences.ts";
import type { Preferences } from "../state/preferences.ts";
import { WayBack } from "../state/way_back.ts";
import { watchActivity } from "./activity.ts";
import { App } from "./App.tsx";
import { makeRoomForKeyboard } from "./keyboard.ts";
import { leaveByShift, leaving } from "./leave.ts";
import { PageContext } from "./page.ts";
import { keepSteps } from "./steps.ts";
import { drawVeil } from "./veil.ts";

/** A draft that the service does not take within this time is kept on the device. */
const PATIENCE_MS = 1_000;

/** Where choices about the page are remembered. */
export interface Memory {
  read(): unknown;
  write(preferences: Preferences): void;
}

/** Hangs the views into the document, and the document's own events onto the state. */
export function mount(element: HTMLElement, entrance: Entrance, memory: Memory): Page {
  const place = signal<Place>(placeOf(location.hash, history.state));
  const preferences = signal(parsePreferences(memory.read(), matchMedia("(pointer: coarse)").matches));
  const attentive = watchAttention(entrance);
  const show = (next: Place): void => {
    history.replaceState(rememberedOf(next), "", addressOf(next));
    place.value = next;
  };
  const page: Page = {
    entrance,
    place,
    preferences,
    attentive,
    go: (next) => {
      if (samePlace(next, place.peek())) return;
      history.pushState(rememberedOf(next), "", addressOf(next));
      place.value = next;
    },
    back: () => {
      if (history.length > 1) history.back();
      else page.go({ name: "home" });
    },
    choose: (change) => {
      preferences.value = { ...preferences.peek(), ...change };
      memory.write(preferences.peek());
    },
    signOut: async () => {
      const standing = entrance.standing.peek();
      if (standing.kind === "in") await Promise.race([standing.desk.drafts.flush(), patience()]);
      await entrance.signOut();
    },
    leave: leaving(entrance),
    reload: () => {
      location.reload();
    },
  };
  preferences.subscribe(showTheme);
  addEventListener("popstate", () => {
    const next = placeOf(location.hash, history.state);
    const { kind } = entrance.standing.peek();
    // The way in lies behind who came in by it, and what is inside behind who went out.
    if (kind === "in" ? isWayIn(next) : kind === "out" && !isOutside(next)) show({ name: "home" });
    else place.value = next;
  });
  keepTheDoor(entrance, place, show);
  keepSteps(entrance.registration, {
    place,
    show,
    go: (next) => {
      page.go(next);
    },
  });
  drawVeil(entrance);
  watchActivity(entrance);
  makeRoomForKeyboard(visualViewport);
  leaveByShift(() => {
    page.leave();
  });
  // What stood here until the script came was a way out, and nothing else.
  element.replaceChildren();
  render(h(PageContext.Provider, { value: page, children: h(App, null) }), element);
  return page;
}

/** Whoever goes out stands at the door; whoever comes in by it is led on. */
function keepTheDoor(entrance: Entrance, place: Signal<Place>, show: (next: Place) => void): void {
  const wayBack = new WayBack();
  let who: string | null = null;
  entrance.standing.subscribe((standing) => {
    const here = place.peek();
    if (standing.kind === "in") {
      who = standing.desk.me;
      const back = wayBack.opened(standing.desk);
      // No way in stands before whoever has come in: signed out again, they stand at the door and are told why.
      if (isWayIn(here)) show({ name: "home" });
      else if (back !== null && here.name === "home") show(back);
    }
    // Whoever is out stands at the door, unless they look for help, for another way in, or come for the first time.
    if (standing.kind === "out" && !isOutside(here)) {
      if (here.name !== "home") wayBack.shut(here, who, standing.reason);
      show({ name: "home" });
    }
    if (standing.kind === "out") who = null;
  });
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
}

function showTheme({ theme }: Preferences): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset["theme"];
  else dataset["theme"] = theme;
}

/** Whether someone looks at the page. Who comes back to it, or gets the network back, wants to see how things stand now. */
function watchAttention(entrance: Entrance): Page["attentive"] {
  const attentive = signal(false);
  const hurry = (): void => {
    const standing = entrance.standing.peek();
    if (standing.kind === "in") standing.desk.hurry();
  };
  const look = (): void => {
    const before = attentive.peek();
    attentive.value = document.visibilityState === "visible" && document.hasFocus();
    if (attentive.peek() && !before) hurry();
  };
  addEventListener("focus", look);
  addEventListener("blur", look);
  document.addEventListener("visibilitychange", look);
  addEventListener("online", hurry);
  look();
  return attentive;
}
