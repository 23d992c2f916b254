import type { Answer, Call, CryptoPort, Method, Outcome } from "./port.ts";

/** The two ends of a worker that a port needs. */
export interface Channel {
  readonly post: (call: Call) => void;
  readonly listen: (receive: (answer: Answer) => void) => void;
  /** Told when the worker did not come about: its script could not be fetched. */
  readonly failed?: (tell: () => void) => void;
}

const ABSENT: Outcome<never> = { ok: false, reason: "no_part" };

const METHODS: Readonly<Record<Method, true>> = {
  instance: true,
  signSchedule: true,
  readSchedule: true,
  signRetention: true,
  readRetention: true,
  signHold: true,
  readHold: true,
  signLift: true,
  signDestruction: true,
  readDestruction: true,
  approveDestruction: true,
  prepareSignIn: true,
  unlock: true,
  passkeyInput: true,
  readActivation: true,
  activate: true,
  register: true,
  readRecoveryCode: true,
  openRecovery: true,
  makeRecoveryCode: true,
  confirmRecoveryCode: true,
  completeRecovery: true,
  stepUp: true,
  changePassword: true,
  changeRecoveryCode: true,
  wrapForPasskey: true,
  wrapForPassword: true,
  prepareRotation: true,
  adoptRotation: true,
  unpublishedBundles: true,
  fingerprints: true,
  sealDraft: true,
  openDraft: true,
  sealLetterDraft: true,
  openLetterDraft: true,
  sealChunk: true,
  openChunk: true,
  attachmentDigest: true,
  sealCodeWord: true,
  openCodeWord: true,
  joinAttachment: true,
  sealSettings: true,
  openSettings: true,
  rememberLog: true,
  advanceLog: true,
  watchWitnesses: true,
  logStanding: true,
  confirmLog: true,
  proveLeaves: true,
  sealIntake: true,
  openIntake: true,
  readIntake: true,
  readContactCard: true,
  fingerprintOf: true,
  certify: true,
  propose: true,
  sealUpdate: true,
  signProfile: true,
  readProfile: true,
  readChange: true,
  openNotices: true,
  answerNotice: true,
  sealNotice: true,
  depositAnew: true,
  orderConsented: true,
  readStanding: true,
  orderSuccession: true,
  handOn: true,
  readSuccessors: true,
  agreeToSuccessors: true,
  signHandedOn: true,
  beginOrderedCopy: true,
  takeOrderedEntries: true,
  readOrders: true,
  checkOrder: true,
  approveOrder: true,
  giveShares: true,
  answerOrder: true,
  readOrderables: true,
  orderDrill: true,
  orderEmergency: true,
  openOrder: true,
  signService: true,
  sealContactCard: true,
  openContactCard: true,
  signAcceptance: true,
  signStaffAct: true,
  sealReload: true,
  openReload: true,
  trustPractice: true,
  openConversation: true,
  renewMembers: true,
  learnEpoch: true,
  startEpoch: true,
  makeDeposit: true,
  seal: true,
  reseal: true,
  openOwn: true,
  openEntries: true,
  acknowledge: true,
  safetyNumber: true,
  signClosing: true,
  readClosing: true,
  signChangeRequest: true,
  shareHistory: true,
  beginCopy: true,
  takeCopyEntries: true,
  chosenForCopy: true,
  takeCopyFile: true,
  makeCopy: true,
  drawCopy: true,
  packCopy: true,
  dropCopy: true,
  signConsent: true,
  signRevocation: true,
  readConsent: true,
  signDecision: true,
  signDisclosure: true,
  readDisclosure: true,
  signWarning: true,
  readWarning: true,
  countersign: true,
  admit: true,
  lockPackage: true,
  signRecordRequest: true,
  readRecordRequest: true,
  takeCopyAmendments: true,
  signRecordAnswer: true,
  signDisagreement: true,
  signMarking: true,
  signProcess: true,
  readProcess: true,
  approveProcess: true,
  orderLegal: true,
  readMarking: true,
  sealPrivateNote: true,
  openPrivateNotes: true,
  packNotes: true,
  wipe: true,
};

/** The port at the page's end: each method posts a call and awaits the answer with its id. */
export function connect(channel: Channel): CryptoPort {
  const waiting = new Map<number, (outcome: Outcome<unknown>) => void>();
  let last = 0;
  /** Whether there is a worker: yes once it answered; no when it failed before. */
  let there: boolean | null = null;
  channel.listen(({ id, outcome }) => {
    there = true;
    waiting.get(id)?.(outcome);
    waiting.delete(id);
  });
  // Nobody waits for what will never answer.
  channel.failed?.(() => {
    if (there === true) return;
    there = false;
    for (const resolve of waiting.values()) resolve(ABSENT);
    waiting.clear();
  });
  const call = (method: Method, parameters: readonly unknown[]): Promise<Outcome<unknown>> =>
    new Promise((resolve) => {
      if (there === false) {
        resolve(ABSENT);
        return;
      }
      const id = ++last;
      waiting.set(id, resolve);
      channel.post({ id, method, parameters });
    });
  const methods = (Object.keys(METHODS) as Method[]).map((method) => [
    method,
    (...parameters: unknown[]) => call(method, parameters),
  ]);
  return Object.fromEntries(methods) as CryptoPort;
}
