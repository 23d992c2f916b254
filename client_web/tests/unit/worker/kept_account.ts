import { CryptoDesk } from "../../../src/worker/desk.ts";
import { connect } from "../../../src/worker/connect.ts";
import type {
  Holder,
  MadeBundle,
  MadeWraps,
  Opening,
  Predecessor,
  PreparedRotation,
} from "../../../src/worker/key_life.ts";
import type { Answer, Call, CryptoPort, Outcome } from "../../../src/worker/port.ts";
import { serve } from "../../../src/worker/serve.ts";
import { SERVICE } from "../../../src/worker/service.ts";
import { NOW, NUMBERS, PASSWORD, random, startWorker, type TestPractice, value } from "../../world.ts";

/** What the identity side keeps of one account, and what it answers: it opens nothing. */
export class KeptAccount {
  readonly account: Uint8Array;
  readonly role: string;
  kind: Opening["kind"] = "password";
  wrap: Uint8Array;
  version = 1;
  recoveryWrap: Uint8Array = new Uint8Array();
  recoveryVersion = 0;
  generation = 0;
  predecessors: readonly Predecessor[] = [];

  constructor(account: Uint8Array, role: string, wrap: Uint8Array) {
    this.account = account;
    this.role = role;
    this.wrap = wrap;
  }

  get holder(): Holder {
    const { account, role, generation, predecessors } = this;
    return { account, role, generation, predecessors };
  }

  get opening(): Opening {
    return { ...this.holder, kind: this.kind, version: this.version, wrap: this.wrap };
  }

  get versions(): { readonly password: number; readonly recovery: number } {
    return { password: this.version, recovery: this.recoveryVersion };
  }

  /** What a recovery is answered with. */
  get recovery(): Parameters<CryptoPort["openRecovery"]>[0] {
    const { account, role, predecessors } = this;
    return { account, role, predecessors, version: this.recoveryVersion, wrap: this.recoveryWrap };
  }

  takeWraps({ wrap, recoveryWrap }: Pick<MadeWraps, "wrap" | "recoveryWrap">): void {
    this.wrap = wrap;
    this.version++;
    this.recoveryWrap = recoveryWrap;
    this.recoveryVersion++;
  }

  takeRotation({ generation, predecessor, wrap, passkeyWrap, recoveryWrap }: PreparedRotation): void {
    this.generation = generation;
    this.predecessors = [{ generation, sealed: predecessor }, ...this.predecessors];
    this.takeWraps({ wrap: wrap ?? passkeyWrap ?? new Uint8Array(), recoveryWrap });
    if (wrap === null) this.takePasskey(this.wrap);
  }

  takePasskey(wrap: Uint8Array): void {
    this.kind = "passkey";
    this.wrap = wrap;
    this.version = 1;
  }
}

export const NEW_PASSWORD = "another horse, quite as correct";

/** A new code, copied from the screen. */
export async function confirmCode(port: CryptoPort): Promise<string> {
  const { text } = value(await port.makeRecoveryCode());
  value(await port.confirmRecoveryCode(text.toLowerCase()));
  return text;
}

/** A client who has registered. */
export async function register(
  practice: TestPractice,
  port = startWorker(),
): Promise<{
  readonly port: CryptoPort;
  readonly kept: KeptAccount;
  readonly code: string;
  readonly bundle: MadeBundle;
}> {
  const code = await confirmCode(port);
  const account = random(16);
  const request = { number: NUMBERS.client, password: PASSWORD, account, root: practice.root.public, now: NOW };
  const made = value(await port.register(request));
  const kept = new KeptAccount(account, "client", made.wrap);
  kept.recoveryWrap = made.recoveryWrap;
  kept.recoveryVersion = 1;
  return { port, kept, code, bundle: made.bundle };
}

/** A rotation from beginning to end, as a client's browser does it; the new recovery code. */
export async function rotate(port: CryptoPort, kept: KeptAccount): Promise<string> {
  value(await port.stepUp(NUMBERS.client, PASSWORD));
  const code = await confirmCode(port);
  const request = { versions: kept.versions, passkey: false, prfOutput: null };
  kept.takeRotation(value(await port.prepareRotation(request)));
  value(await port.adoptRotation());
  return code;
}

/** Another browser, where somebody signs in. */
export async function signIn(kept: KeptAccount, prfOutput: Uint8Array | null = null): Promise<CryptoPort> {
  const port = startWorker();
  value(await port.prepareSignIn(NUMBERS.client, PASSWORD));
  value(await port.unlock(kept.opening, prfOutput));
  return port;
}

/** A worker of which every outcome that reaches the page is kept, cloned as the browser clones. */
export function recordedWorker(): { readonly port: CryptoPort; readonly outcomes: readonly Outcome<unknown>[] } {
  const outcomes: Outcome<unknown>[] = [];
  let receive: ((answer: Answer) => void) | null = null;
  const take = serve(new CryptoDesk(SERVICE, random), (answer) => {
    const crossed = structuredClone(answer);
    outcomes.push(crossed.outcome);
    receive?.(crossed);
  });
  const post = (call: Call): void => {
    take(structuredClone(call));
  };
  const port = connect({
    post,
    listen: (listener) => {
      receive = listener;
    },
  });
  return { port, outcomes };
}
