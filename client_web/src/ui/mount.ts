import { signal } from "@preact/signals";
import { h, render } from "preact";
import type { Entrance } from "../state/entrance.ts";
import type { Page } from "../state/page.ts";
import { addressOf, isOutside, isWayIn, placeOf, rememberedOf, samePlace } from "../state/place.ts";
import type { Place } from "../state/place.ts";
import { parsePreferences } from "../state/preferences.ts";
import type { Preferences } from "../state/preferences.ts";
import { watchActivity } from "./activity.ts";
import { App } from "./App.tsx";
import { leaveByShift, leaving } from "./leave.ts";
import { PageContext } from "./page.ts";
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
  const preferences = signal(parsePreferences(memory.read()));
  const attentive = watchAttention(entrance);
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
    place.value = placeOf(location.hash, history.state);
  });
  entrance.standing.subscribe(({ kind }) => {
    // Whoever is out stands at the door, unless they look for help, for another way in, or come for the first time. Who has come in has
    // no way in before them: signed out again, they stand at the door and are told why.
    const stays = kind === "out" ? isOutside(place.peek()) : kind === "looking" || !isWayIn(place.peek());
    if (stays) return;
    history.replaceState(null, "", "#");
    place.value = { name: "home" };
  });
  drawVeil(entrance);
  watchActivity(entrance);
  leaveByShift(() => {
    page.leave();
  });
  // What stood here until the script came was a way out, and nothing else.
  element.replaceChildren();
  render(h(PageContext.Provider, { value: page, children: h(App, null) }), element);
  return page;
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
