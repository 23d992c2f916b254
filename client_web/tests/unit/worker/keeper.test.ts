import { describe, expect, it } from "vitest";
import { wrapPredecessor } from "../../../src/crypto/account.ts";
import type { Vault } from "../../../src/crypto/vault.ts";
import { Keeper } from "../../../src/worker/keeper.ts";
import type { Holder } from "../../../src/worker/key_life.ts";
import { overwriting, ShownPassword, spent, withPasskey } from "../../../src/worker/passwords.ts";
import { random } from "../../world.ts";

const GONE = new Uint8Array(32);

function vault(): Vault {
  return { secret: random(32), rootFingerprint: random(32) };
}

const holder = (account = random(16)): Holder => ({ account, role: "client", generation: 0, predecessors: [] });

describe("what the keeper holds", () => {
  it("is overwritten when it is wiped, with what was prepared", async () => {
    const keeper = new Keeper(random);
    const [held, next] = [vault(), vault()];
    await keeper.open(holder(), held);
    keeper.prepare(next);
    const { drafts, settings, outbox } = keeper.unlocked.ring.newest;
    keeper.wipe();
    expect([held.secret, next.secret, drafts, settings, outbox]).toEqual([GONE, GONE, GONE, GONE, GONE]);
    expect(() => keeper.unlocked).toThrow("locked");
  });

  it("is overwritten when somebody else's takes its place, or another rotation is prepared", async () => {
    const keeper = new Keeper(random);
    const [held, prepared, other] = [vault(), vault(), vault()];
    await keeper.open(holder(), held);
    keeper.prepare(prepared);
    keeper.prepare(vault());
    expect(prepared.secret).toEqual(GONE);
    await keeper.open(holder(), other);
    expect(held.secret).toEqual(GONE);
    expect(other.secret).not.toEqual(GONE);
    await expect(keeper.adopt()).rejects.toThrow("locked");
  });

  it("gives way to a rotation's secret; the keys before it stay usable", async () => {
    const keeper = new Keeper(random);
    const [held, next] = [vault(), vault()];
    await keeper.open(holder(), held);
    const before = keeper.unlocked.ring.newest;
    keeper.prepare(next);
    await keeper.adopt();
    expect(held.secret).toEqual(GONE);
    expect(keeper.unlocked.vault).toBe(next);
    expect(keeper.unlocked.ring.all().map(({ keys }) => keys)).toContain(before);
    expect(keeper.unlocked.ring.generation).toBe(1);
    expect(before.drafts).not.toEqual(GONE);
  });

  it("stays when a vault comes whose ring is broken, and that vault is overwritten", async () => {
    const keeper = new Keeper(random);
    const [held, broken] = [vault(), vault()];
    await keeper.open(holder(), held);
    const account = random(16);
    const sealed = wrapPredecessor(random(32), random(32), account, 1, random);
    const opening = keeper.open(
      { ...holder(account), generation: 1, predecessors: [{ generation: 1, sealed }] },
      broken,
    );
    await expect(opening).rejects.toThrow("wrong_key");
    expect(broken.secret).toEqual(GONE);
    expect(keeper.unlocked.vault).toBe(held);
    expect(held.secret).not.toEqual(GONE);
  });
});

describe("a password that was shown", () => {
  it("is overwritten when another is shown, and when it is forgotten", () => {
    const password = new ShownPassword();
    const [one, other] = [random(32), random(32)];
    password.keep(one);
    password.keep(other);
    expect(one).toEqual(GONE);
    password.forget();
    expect(other).toEqual(GONE);
    expect(() => password.wrapping).toThrow("locked");
  });
});

describe("a key that is lent", () => {
  it("is overwritten, whatever became of the work", () => {
    const lent: Uint8Array[] = [random(32), random(32)];
    expect(spent(lent[0] ?? GONE, (key) => key.slice())).not.toEqual(GONE);
    expect(() =>
      overwriting(lent[1] ?? GONE, () => {
        throw new Error("failed");
      }),
    ).toThrow("failed");
    withPasskey("client", null, random(32), (key) => lent.push(key));
    withPasskey("intake", random(32), random(32), (key) => lent.push(key));
    expect(lent).toEqual([GONE, GONE, GONE, GONE]);
  });
});
