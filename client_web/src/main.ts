import { signal } from "@preact/signals";
import { h, render } from "preact";
import { http } from "./net/http.ts";
import { openSocket } from "./net/socket.ts";
import { Entrance } from "./state/entrance.ts";
import { NEUTRAL_SITE } from "./state/page.ts";
import type { Page } from "./state/page.ts";
import { addressOf, placeOf } from "./state/place.ts";
import type { Place } from "./state/place.ts";
import type { DeskPorts } from "./state/desk.ts";
import { parsePreferences } from "./state/preferences.ts";
import { outboxStore } from "./storage/outbox.ts";
import { readPreferences, writePreferences } from "./storage/preferences.ts";
import { reloadStore } from "./storage/reload.ts";
import { shareHalf } from "./storage/sharing.ts";
import { stayAlive } from "./storage/tabs.ts";
import { App } from "./ui/App.tsx";
import { PageContext } from "./ui/page.ts";
import { spawn } from "./worker/spawn.ts";
import "./ui/styles/index.css";

/** The composition root: the real world is plugged in here, and nowhere else. */

const ports: DeskPorts = {
  crypto: spawn().port,
  http,
  open: openSocket,
  store: outboxStore,
  clock: {
    now: () => Date.now(),
    after: (delay, call) => {
      const timer = setTimeout(call, delay);
      return () => {
        clearTimeout(timer);
      };
    },
  },
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  jitter: () => Math.random(),
  alive: stayAlive,
};

const entrance = new Entrance(ports, shareHalf(reloadStore));
const place = signal<Place>(placeOf(location.hash, history.state));
const preferences = signal(parsePreferences(readPreferences()));
const attentive = signal(false);
const root = document.documentElement;

function go(next: Place): void {
  if (next.name === place.peek().name && next.name !== "conversation") return;
  const remembered = next.name === "conversation" ? next.key : null;
  history.pushState(remembered, "", addressOf(next));
  place.value = next;
}

function leave(): void {
  root.hidden = true;
  void entrance.signOut();
  location.replace(NEUTRAL_SITE);
}

const page: Page = {
  entrance,
  place,
  preferences,
  attentive,
  go,
  leave,
  back: () => {
    if (history.length > 1) history.back();
    else go({ name: "home" });
  },
  choose: (change) => {
    preferences.value = { ...preferences.peek(), ...change };
    writePreferences(preferences.peek());
  },
  reload: () => {
    location.reload();
  },
};

preferences.subscribe(({ theme }) => {
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
});

entrance.standing.subscribe((standing) => {
  if (standing.kind !== "out" || place.peek().name === "safety" || place.peek().name === "activate") return;
  history.replaceState(null, "", "#");
  place.value = { name: "home" };
});

addEventListener("popstate", () => {
  place.value = placeOf(location.hash, history.state);
});

for (const event of ["focus", "blur", "visibilitychange"]) {
  addEventListener(event, look, true);
}

function look(): void {
  attentive.value = document.visibilityState === "visible" && document.hasFocus();
  if (attentive.peek()) hurry();
}

function hurry(): void {
  const standing = entrance.standing.peek();
  if (standing.kind === "in") standing.desk.hurry();
}

addEventListener("online", hurry);

// A page kept for the back button shows nothing of what it showed before.
addEventListener("pagehide", ({ persisted }) => {
  root.hidden = persisted;
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) void entrance.lock("returned");
  root.hidden = false;
});

const app = document.getElementById("app");
if (app !== null) render(h(PageContext.Provider, { value: page, children: h(App, null) }), app);
look();
void entrance.resume();
