import { http } from "./net/http.ts";
import { identityHttp } from "./net/identity_http.ts";
import { lobbyHttp } from "./net/lobby_http.ts";
import { mailHttp } from "./net/mail_http.ts";
import { matchingHttp } from "./net/matching_http.ts";
import { privateNotesHttp } from "./net/private_notes_http.ts";
import { releaseHttp } from "./net/release_http.ts";
import { recordHttp } from "./net/record_http.ts";
import { openSocket } from "./net/socket.ts";
import { deviceOf } from "./state/device.ts";
import { Entrance } from "./state/entrance.ts";
import type { EntrancePorts } from "./state/entrance.ts";
import { draftStore } from "./storage/drafts.ts";
import { noteStore } from "./storage/notes.ts";
import { outboxStore } from "./storage/outbox.ts";
import { readPreferences, writePreferences } from "./storage/preferences.ts";
import { progressStore } from "./storage/progress.ts";
import { reloadStore } from "./storage/reload.ts";
import { shareHalf } from "./storage/sharing.ts";
import { stayAlive } from "./storage/tabs.ts";
import { passkeys } from "./storage/webauthn.ts";
import { mount } from "./ui/mount.ts";
import "./ui/styles/index.css";
import { spawn } from "./worker/spawn.ts";

/** The composition root: the real world is plugged in here, and nowhere else. */

const ports: EntrancePorts = {
  crypto: spawn().port,
  http,
  identity: identityHttp,
  matching: matchingHttp,
  lobby: lobbyHttp,
  release: releaseHttp,
  mail: mailHttp,
  record: recordHttp,
  notes: privateNotesHttp,
  noteStore,
  open: openSocket,
  store: outboxStore,
  drafts: draftStore,
  clock: {
    now: () => Date.now(),
    steady: () => performance.now(),
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
  passkeys,
  progress: progressStore,
  device: deviceOf(navigator.userAgent, navigator.maxTouchPoints > 0),
};

const element = document.getElementById("app");
if (element !== null) {
  const entrance = new Entrance(ports, shareHalf(reloadStore));
  mount(element, entrance, { read: readPreferences, write: writePreferences });
  void entrance.resume();
}
