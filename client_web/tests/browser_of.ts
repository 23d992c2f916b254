import { emptyMail } from "./mail.ts";
import { Entrance } from "../src/state/entrance.ts";
import type { EntrancePorts } from "../src/state/entrance.ts";
import type { Passkeys, ReloadHalf, ReloadStore } from "../src/state/ports.ts";
import type { CryptoPort } from "../src/worker/port.ts";
import { doorPorts } from "./door.ts";
import type { MemoryIdentity } from "./identity_service.ts";
import { random, startWorker } from "./world.ts";

/** What a tab keeps over a reload of its page. */
export interface Tab {
  half: ReloadHalf | null;
  progress: unknown;
}

/** A page in a browser: a door with a real worker behind it, before a service in memory. */
export interface TestBrowser {
  readonly entrance: Entrance;
  readonly crypto: CryptoPort;
  readonly tab: Tab;
  readonly network: ReturnType<MemoryIdentity["browser"]>;
  /** The same tab, its page loaded anew. */
  reload(): TestBrowser;
}

/** A device whose one passkey answers; `prf`: whether it can keep keys. */
export function deviceWithPasskey(id: string, prf: boolean): Passkeys {
  const show: Passkeys["show"] = (_options, input) =>
    Promise.resolve({
      ok: true,
      // Any fixed function of the input will do: the same passkey gives the same output.
      value: { credential: { id }, prfOutput: prf ? input.map((byte, at) => byte ^ (7 * at)) : null },
    });
  return { available: () => true, show, create: show };
}

export function browserOf(
  service: MemoryIdentity,
  more: Partial<EntrancePorts> = {},
  tab: Tab = { half: null, progress: null },
  network = service.browser(),
): TestBrowser {
  const crypto = startWorker();
  const ports = doorPorts(
    {
      crypto,
      ...network,
      open: () => ({ send: () => undefined, close: () => undefined }),
      store: { put: () => Promise.resolve(), remove: () => Promise.resolve(), load: () => Promise.resolve([]) },
      drafts: { put: () => Promise.resolve(), load: () => Promise.resolve([]) },
      clock: { now: () => Date.now(), steady: () => performance.now(), after: () => () => undefined },
      random,
      jitter: () => 0.5,
      alive: () => () => undefined,
      mail: emptyMail,
    },
    {
      progress: {
        read: () => tab.progress,
        write: (progress) => {
          tab.progress = structuredClone(progress);
        },
        forget: () => {
          tab.progress = null;
        },
      },
      ...more,
    },
  );
  return {
    entrance: new Entrance(ports, halfOf(tab)),
    crypto,
    tab,
    network,
    reload: () => browserOf(service, more, tab, network),
  };
}

function halfOf(tab: Tab): ReloadStore {
  return {
    read: () => tab.half,
    write: (half) => {
      tab.half = half;
    },
    forget: () => {
      tab.half = null;
    },
    ask: () => Promise.resolve(null),
    asked: () => undefined,
  };
}
