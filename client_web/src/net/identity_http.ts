import { toBase64url } from "../bytes/base64url.ts";
import { parseOwnWraps, type SignedBody } from "../protocol/documents.ts";
import type {
  IdentityHttp,
  MadeWrapsToSend,
  RecoveryAnswer,
  SecondFactorShown,
  SignInAnswer,
  StepUp,
} from "../state/identity_http.ts";
import type { Answered } from "../state/ports.ts";
import { consoleHttp } from "./console_http.ts";
import { custodyHttp } from "./custody_http.ts";
import * as parse from "./identity_answers.ts";
import { exchange, request } from "./request.ts";

const IDENTITY = "/identity/v1";
const MESSAGING = "/messaging/v1";
const nothing = (): null => null;
const text = toBase64url;
const perhaps = (bytes: Uint8Array | null): string | null => (bytes === null ? null : text(bytes));

const signed = ({ body, signature }: SignedBody): object => ({ body: text(body), signature: text(signature) });

const stepUpBody = ({ number, authenticationKey }: StepUp): object => ({
  number,
  authentication_key: text(authenticationKey),
});

const wrapsBody = (made: MadeWrapsToSend): object => ({
  authentication_key: text(made.authenticationKey),
  wrap: text(made.wrap),
  recovery_key: text(made.recoveryKey),
  recovery_wrap: text(made.recoveryWrap),
});

const passkeyWrap = (passkey: { readonly passkey: Uint8Array; readonly wrap: Uint8Array } | null): object | null =>
  passkey === null ? null : { passkey: text(passkey.passkey), wrap: text(passkey.wrap) };

const shownBody = (shown: SecondFactorShown): object =>
  "totp" in shown
    ? { ticket: text(shown.ticket), totp: shown.totp }
    : { ticket: text(shown.ticket), passkey: shown.passkey };

/** A refusal `second_factor` is no refusal here: it is the next question, and its document carries what is asked. */
async function orSecondFactor<T, A>(
  path: string,
  body: object,
  done: { readonly parse: (value: unknown) => T; readonly as: (value: T) => A },
  asked: (asked: ReturnType<typeof parse.secondFactorAsked>) => A,
): Promise<Answered<A>> {
  const answer = await exchange({ path, body, parse: done.parse });
  if (answer.ok) return { ok: true, value: done.as(answer.value) };
  const { refusal, problem } = answer;
  if (refusal.kind !== "refused" || refusal.code !== "second_factor") return { ok: false, refusal };
  try {
    return { ok: true, value: asked(parse.secondFactorAsked(problem)) };
  } catch {
    return { ok: false, refusal: { ...refusal, code: "try_again" } };
  }
}

/** The HTTP interface of identity (protocol.md §1.1), of the origin that this page came from. */
export const identityHttp: IdentityHttp = {
  ...consoleHttp,
  ...custodyHttp,

  signIn: (number, authenticationKey, device) =>
    orSecondFactor<ReturnType<typeof parse.signedIn>, SignInAnswer>(
      `${IDENTITY}/sign-in`,
      { number, authentication_key: text(authenticationKey), device },
      { parse: parse.signedIn, as: (signedIn) => ({ kind: "in", signedIn }) },
      (asked) => ({ kind: "second_factor", asked }),
    ),
  signInSecond: (shown) =>
    request({ path: `${IDENTITY}/sign-in/second`, body: shownBody(shown), parse: parse.signedIn }),
  passkeyChallenge: () => request({ path: `${IDENTITY}/passkey/challenge`, body: {}, parse: parse.passkeyChallenge }),
  passkeySignIn: (ticket, passkey, device) =>
    request({
      path: `${IDENTITY}/passkey/sign-in`,
      body: { ticket: text(ticket), passkey, device },
      parse: parse.signedIn,
    }),

  registration: () => request({ path: `${IDENTITY}/registration`, body: {}, parse: parse.registration }),
  completeRegistration: (made) =>
    request({
      path: `${IDENTITY}/registration/complete`,
      body: { ...wrapsBody(made), registration: text(made.registration), device: made.device },
      parse: parse.signedIn,
    }),

  recovery: (number, recoveryKey, device) =>
    orSecondFactor<ReturnType<typeof parse.recoveryOpened>, RecoveryAnswer>(
      `${IDENTITY}/recovery`,
      { number, recovery_key: text(recoveryKey), device },
      { parse: parse.recoveryOpened, as: (opened) => ({ kind: "opened", opened }) },
      (asked) => ({ kind: "second_factor", asked }),
    ),
  recoverySecond: (shown) =>
    request({ path: `${IDENTITY}/recovery/second`, body: shownBody(shown), parse: parse.recoveryOpened }),
  completeRecovery: (made) =>
    request({
      path: `${IDENTITY}/recovery/complete`,
      body: { ...wrapsBody(made), ticket: text(made.ticket) },
      parse: parse.signedIn,
    }),
  lostFactor: ({ number, authenticationKey, recoveryKey }) =>
    request({
      path: `${IDENTITY}/recovery/lost-factor`,
      body: { number, authentication_key: text(authenticationKey), recovery_key: text(recoveryKey) },
      parse: nothing,
    }),
  deactivateByCode: (number, recoveryKey) =>
    request({
      path: `${IDENTITY}/recovery/deactivate`,
      body: { number, recovery_key: text(recoveryKey) },
      parse: nothing,
    }),

  sessions: () => request({ path: `${IDENTITY}/sessions`, parse: parse.sessions }),
  endSession: (session) =>
    request({ path: `${IDENTITY}/sessions/end`, body: { session: perhaps(session) }, parse: nothing }),
  history: () => request({ path: `${IDENTITY}/history`, parse: parse.history }),
  credentials: () => request({ path: `${IDENTITY}/credentials`, parse: parse.credentials }),

  checkStepUp: (stepUp) =>
    request({ path: `${IDENTITY}/step-up`, body: { step_up: stepUpBody(stepUp) }, parse: nothing }),
  changePassword: ({ stepUp, authenticationKey, wrap, version, passkey }) =>
    request({
      path: `${IDENTITY}/password`,
      body: {
        step_up: stepUpBody(stepUp),
        authentication_key: text(authenticationKey),
        wrap: perhaps(wrap),
        version,
        passkey: passkeyWrap(passkey),
      },
      parse: nothing,
    }),
  changeRecoveryCode: ({ stepUp, recoveryKey, wrap, version }) =>
    request({
      path: `${IDENTITY}/recovery-code`,
      body: { step_up: stepUpBody(stepUp), recovery_key: text(recoveryKey), wrap: text(wrap), version },
      parse: nothing,
    }),
  startTotp: (stepUp) =>
    request({ path: `${IDENTITY}/totp`, body: { step_up: stepUpBody(stepUp) }, parse: parse.totp }),
  confirmTotp: (code) => request({ path: `${IDENTITY}/totp/confirm`, body: { code }, parse: nothing }),
  removeTotp: (stepUp) =>
    request({ path: `${IDENTITY}/totp/remove`, body: { step_up: stepUpBody(stepUp) }, parse: nothing }),
  newPasskeyChallenge: (stepUp) =>
    request({
      path: `${IDENTITY}/passkeys/challenge`,
      body: { step_up: stepUpBody(stepUp) },
      parse: parse.passkeyChallenge,
    }),
  addPasskey: ({ ticket, passkey, name, wrap }) =>
    request({
      path: `${IDENTITY}/passkeys`,
      body: { ticket: text(ticket), passkey, name, wrap: text(wrap) },
      parse: nothing,
    }),
  removePasskey: ({ stepUp, passkey, wrap }) =>
    request({
      path: `${IDENTITY}/passkeys/remove`,
      body: { step_up: stepUpBody(stepUp), passkey: text(passkey), wrap: perhaps(wrap) },
      parse: nothing,
    }),
  rotate: (rotation) =>
    request({
      path: `${IDENTITY}/rotation`,
      body: {
        step_up: stepUpBody(rotation.stepUp),
        generation: rotation.generation,
        predecessor: text(rotation.predecessor),
        authentication_key: text(rotation.authenticationKey),
        wrap: perhaps(rotation.wrap),
        version: rotation.version,
        passkey: passkeyWrap(rotation.passkey),
        recovery_key: text(rotation.recoveryKey),
        recovery_wrap: text(rotation.recoveryWrap),
        recovery_version: rotation.recoveryVersion,
      },
      parse: nothing,
    }),
  deactivate: (stepUp) =>
    request({ path: `${IDENTITY}/deactivate`, body: { step_up: stepUpBody(stepUp) }, parse: nothing }),

  settings: () => request({ path: `${IDENTITY}/settings`, parse: parse.settings }),
  saveSettings: (version, sealed) =>
    request({ path: `${IDENTITY}/settings`, body: { version, sealed: text(sealed) }, parse: nothing }),
  contactCard: () => request({ path: `${IDENTITY}/contact-card`, parse: parse.contactCard }),
  saveContactCard: ({ card, sealed, wraps }) =>
    request({
      path: `${IDENTITY}/contact-card`,
      body: {
        card: signed(card),
        sealed: text(sealed),
        wraps: wraps.map(({ account, wrap }) => ({ account: text(account), wrap: text(wrap) })),
      },
      parse: nothing,
    }),

  root: () => request({ path: `${MESSAGING}/root`, parse: parse.root }),
  payments: () => request({ path: `${IDENTITY}/payments`, parse: parse.payments }),
  paymentPage: () => request({ path: `${IDENTITY}/payments/page`, body: {}, parse: parse.paymentPage }),
  policies: (audience) => request({ path: `${MESSAGING}/policies?audience=${audience}`, parse: parse.policies }),
  accept: (acceptance) => request({ path: `${MESSAGING}/acceptances`, body: signed(acceptance), parse: nothing }),
  acceptances: () => request({ path: `${MESSAGING}/acceptances`, parse: parse.acceptances }),
  intake: () => request({ path: `${MESSAGING}/intake`, parse: parse.people }),
  closeConversation: (closing) => request({ path: `${MESSAGING}/closings`, body: signed(closing), parse: nothing }),
  askForChange: (change, notices) =>
    request({
      path: `${MESSAGING}/changes`,
      body: {
        change: signed(change),
        notices: notices.map(({ notice, sealed }) => ({ notice: signed(notice), sealed: text(sealed) })),
      },
      parse: nothing,
    }),
  withdrawChange: (conversation) =>
    request({ path: `${MESSAGING}/changes/withdraw`, body: { conversation: text(conversation) }, parse: nothing }),
  ownWraps: (conversation, after) =>
    request({
      path: `${MESSAGING}/wraps?conversation=${text(conversation)}&after=${String(after)}`,
      parse: parseOwnWraps,
    }),
  shareHistory: ({ grant, wraps }) =>
    request({
      path: `${MESSAGING}/histories`,
      body: { grant: signed(grant), wraps: wraps.map(text) },
      parse: nothing,
    }),
  drafts: () => request({ path: `${MESSAGING}/drafts`, parse: parse.drafts }),
  saveDraft: ({ slot, conversation, version, sealed }) =>
    request({
      path: `${MESSAGING}/drafts`,
      body: { slot: text(slot), conversation: text(conversation), version, sealed: perhaps(sealed) },
      parse: nothing,
      lasting: true,
    }),
};
