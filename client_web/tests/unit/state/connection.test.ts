import { describe, expect, it } from "vitest";
import type { ClientFrame, ServerFrame } from "../../../src/protocol/frames.ts";
import { Connection } from "../../../src/state/connection.ts";
import type { Reply } from "../../../src/state/connection.ts";
import type { OpenSocketPort } from "../../../src/state/ports.ts";
import { settled, TestClock } from "../../clock.ts";

const SECOND = 1_000;
const WELCOME = {
  t: "welcome",
  account: new Uint8Array(16),
  time: 0,
  expires: 86_400_000,
  left: 300_000,
} satisfies ServerFrame;
const QUESTION = { t: "learn", conversation: new Uint8Array(16), epoch: 1 } as const;

/** A network of which nobody is told that it swallows everything. */
class Network {
  readonly clock = new TestClock();
  readonly sent: ClientFrame[] = [];
  swallows = false;
  opened = 0;
  cuts = 0;
  /** Who is signed in with this browser. */
  account: Uint8Array = WELCOME.account;
  readonly endings: string[] = [];
  readonly connection: Connection;

  constructor() {
    const open: OpenSocketPort = (events) => {
      let over = false;
      const answer = (frame: ServerFrame): void => {
        if (!this.swallows && !over) events.frame(frame);
      };
      this.opened++;
      if (!this.swallows) {
        void Promise.resolve().then(() => {
          events.opened();
        });
      }
      return {
        send: (frame) => {
          this.sent.push(frame);
          if (frame.t === "hello") answer({ ...WELCOME, account: this.account });
          if (frame.t === "activity") answer({ t: "idle", left: 300_000, cap: 86_400_000 });
        },
        close: () => {
          over = true;
        },
      };
    };
    const nothing = (): void => undefined;
    const signedOut = (ending: string): void => {
      this.endings.push(ending);
    };
    const events = { live: nothing, lasts: nothing, frame: nothing, signedOut, outdated: nothing };
    const cut = (): void => {
      this.cuts++;
    };
    const { clock } = this;
    this.connection = new Connection({
      open,
      clock,
      jitter: () => 0.5,
      account: WELCOME.account,
      instance: new Uint8Array(16),
      events: { ...events, cut },
    });
  }

  async live(): Promise<this> {
    this.connection.start();
    await settled();
    expect(this.connection.line.value.kind).toBe("live");
    return this;
  }
}

describe("a line that looks open and is dead", () => {
  it("is given up when a question stays without an answer, and the question with it", async () => {
    const network = await new Network().live();
    network.swallows = true;
    let reply: Reply | null = null;
    void network.connection.ask(QUESTION).then((came) => (reply = came));
    await network.clock.run(15 * SECOND);
    expect(reply).toBeNull();
    await network.clock.run(6 * SECOND);
    expect(reply).toEqual({ t: "cut" });
    expect(network.connection.line.value.kind).toBe("trying");
    network.swallows = false;
    await network.clock.run(60 * SECOND);
    expect(network.connection.line.value.kind).toBe("live");
  });

  it("is noticed by who only waits for an answer", async () => {
    const network = await new Network().live();
    network.swallows = true;
    await network.clock.run(46 * SECOND);
    expect(network.cuts).toBe(1);
  });

  it("is noticed within seconds by who comes back to the page", async () => {
    const network = await new Network().live();
    network.swallows = true;
    network.connection.hurry();
    await network.clock.run(6 * SECOND);
    expect(network.cuts).toBe(1);
  });

  it("is not waited for where not even the greeting comes", async () => {
    const network = new Network();
    network.swallows = true;
    network.connection.start();
    await network.clock.run(30 * SECOND);
    expect(network.opened).toBeGreaterThan(1);
  });
});

describe("a line that lives", () => {
  it("is left alone however quiet it is", async () => {
    const network = await new Network().live();
    await network.clock.run(600 * SECOND);
    expect([network.cuts, network.opened]).toEqual([0, 1]);
  });

  it("is not asked any more once it has ended", async () => {
    const network = await new Network().live();
    network.connection.end();
    const before = network.sent.length;
    await network.clock.run(600 * SECOND);
    expect([network.sent.length, network.opened]).toEqual([before, 1]);
  });
});

describe("a cookie that is somebody else's by now", () => {
  it("ends the page, and makes no line of it", async () => {
    const network = await new Network().live();
    network.swallows = true;
    network.connection.hurry();
    await network.clock.run(6 * SECOND);
    expect(network.endings).toEqual([]);
    network.account = new Uint8Array(16).fill(1);
    network.swallows = false;
    await network.clock.run(60 * SECOND);
    expect(network.endings).toEqual(["replaced"]);
    expect(network.connection.line.value.kind).toBe("trying");
  });
});
