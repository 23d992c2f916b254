import { webcrypto } from "node:crypto";
import { toHex } from "../../src/bytes/hex.ts";
import * as admissions from "../../src/crypto/admission.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import * as consents from "../../src/crypto/consent.ts";
import { verifyCountersignature } from "../../src/crypto/countersignature.ts";
import { verifyDisclosure } from "../../src/crypto/disclosure.ts";
import { sha256 } from "../../src/crypto/hashing.ts";
import * as papers from "../../src/crypto/paper.ts";
import type { PaperForm } from "../../src/crypto/paper_forms.ts";
import { type Part2Status, type Statement, STATEMENTS, verifyMarking } from "../../src/crypto/part2.ts";
import * as processes from "../../src/crypto/process.ts";
import * as requests from "../../src/crypto/record_request.ts";
import { SealingKey } from "../../src/crypto/sealing.ts";
import { CertifiedBundle, type Certifier } from "../../src/crypto/trust.ts";
import { readWarning, verifyWarning } from "../../src/crypto/warning.ts";
import { type Given, int, text, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What a release rests on (crypto.md §13). */

const random = (length: number): Uint8Array => webcrypto.getRandomValues(new Uint8Array(length));

const paperOf = (value: unknown): papers.Paper => {
  const bytes = un(value);
  return papers.readPaper(sha256(bytes), bytes);
};

export const paper: Operations = {
  write: (given) => {
    const elements = (given["elements"] as [string, string][]).map(([name, value]) => ({ name, value }));
    const { form, version } = given as unknown as { form: PaperForm; version: number };
    const bytes = papers.writePaper({ form, version, salt: un(given["salt"]), elements });
    return { bytes: toHex(bytes), hash: toHex(paperOf(toHex(bytes)).hash) };
  },
  read: (given) => {
    const said = papers.readPaper(un(given["hash"]), un(given["bytes"]));
    return { form: said.form, version: said.version, patient: papers.valueOf(said, "patient") };
  },
  check: (given) => {
    const form = text(given["form"]) as PaperForm;
    papers.checkPaper(paperOf(given["bytes"]), un(given["hash"]), form, int(given["version"]));
    return {};
  },
  open: async (given) => {
    const key = await SealingKey.fromSeed(un(given["sealing_seed"]));
    const [bundle, hash] = [un(given["bundle_hash"]), un(given["hash"])];
    const said = await papers.openPaper(key, bundle, hash, un(given["sealed"]), un(given["wrap"]));
    return { bytes: toHex(papers.writePaper(said)) };
  },
  wrap_info: (given) => ({ info: toHex(papers.paperWrapInfo(un(given["hash"]), un(given["bundle_hash"]))) }),
};

export const consent: Operations = {
  verify: async (given) => {
    const said = consents.verifyConsent(unpair(given["consent"]), await readBundle(un(given["signer_bundle"])));
    return { hash: toHex(said.hash), form: said.form, kinds: said.kinds, maker: said.maker };
  },
  check_paper: (given) => {
    consents.checkConsentPaper(consents.readConsent(un(given["consent"])), paperOf(given["paper"]));
    return {};
  },
  check_effective: (given) => {
    const said = consents.readConsent(un(given["consent"]));
    const status = text(given["status"]) as Part2Status;
    consents.checkEffective(said, status, int(given["now"]), int(given["revoked"]) === 1);
    return {};
  },
  verify_revocation: async (given) => {
    const of = consents.readConsent(un(given["consent"]));
    const signer = await readBundle(un(given["signer_bundle"]));
    return { signed_at: consents.verifyRevocation(unpair(given["revocation"]), signer, of).signedAt };
  },
  verify_decision: async (given) => {
    const of = consents.readConsent(un(given["consent"]));
    const officer = await readBundle(un(given["officer_bundle"]));
    const said = consents.verifyDecision(unpair(given["decision"]), officer, of);
    return { decision: said.decision, ground: said.ground, until: said.until };
  },
  decision_reason_hash: (given) => ({
    hash: toHex(consents.decisionReasonHash(un(given["consent_id"]), text(given["words"]))),
  }),
  verify_marking: async (given) => {
    const reviewer = await readBundle(un(given["reviewer_bundle"]));
    const said = verifyMarking(unpair(given["marking"]), reviewer, un(given["client"]));
    return { status: said.status, ground: said.ground };
  },
  statement: (given) => ({ text: STATEMENTS[text(given["statement"]) as Statement] }),
};

export function process(certifierOf: (given: Given) => Promise<Certifier>): Operations {
  const person = (given: unknown, certifier: Certifier): Promise<CertifiedBundle> => {
    const { certificate, bundle } = given as Given;
    return CertifiedBundle.verify(unpair(certificate), unpair(bundle), certifier);
  };
  const processOf = (value: unknown): processes.Process => processes.readProcess(un(value));
  return {
    verify: async (given) => {
      const certifier = await certifierOf(given);
      const [officer, approver] = [
        await person(given["officer"], certifier),
        await person(given["approver"], certifier),
      ];
      const said = processes.verifyProcess(unpair(given["process"]), un(given["approval"]), officer, approver);
      return { hash: toHex(said.hash), kind: said.kind, section: said.part2Section };
    },
    check_paper: (given) => {
      processes.checkProcessPaper(processOf(given["process"]), paperOf(given["paper"]));
      return {};
    },
    check_opens: (given) => {
      processes.checkOpens(processOf(given["process"]), text(given["status"]) as Part2Status);
      return {};
    },
    suspended_until: (given) => ({
      until: processes.suspendedUntil(processOf(given["process"]), int(given["produced_at"])),
    }),
    verify_countersignature: async (given) => {
      const by = await person(given["supervisor"], await certifierOf(given));
      const warning = readWarning(un(given["warning"]));
      const said = verifyCountersignature(unpair(given["countersignature"]), by, warning);
      return { supervisor: toHex(said.supervisor), warning_hash: toHex(said.warningHash), at: said.at };
    },
    verify_warning: async (given) => {
      const therapist = await readBundle(un(given["therapist_bundle"]));
      const said = verifyWarning(unpair(given["warning"]), therapist, text(given["status"]) as Part2Status);
      return { hash: toHex(said.hash), basis: said.basis, branch: said.branch };
    },
  };
}

export function admission(certifierOf: (given: Given) => Promise<Certifier>): Operations {
  const person = (shown: unknown, certifier: Certifier): Promise<CertifiedBundle> => {
    const { certificate, bundle } = shown as Given;
    return CertifiedBundle.verify(unpair(certificate), unpair(bundle), certifier);
  };
  return {
    verify: async (given) => {
      const certifier = await certifierOf(given);
      const [by, reader] = [await person(given["by"], certifier), await person(given["reader"], certifier)];
      const said = admissions.verifyAdmission(unpair(given["admission"]), by, reader);
      admissions.checkWraps(said, (given["wraps"] as string[]).map(un));
      return { reader: toHex(said.reader), papers: said.papers.map(({ paperHash }) => toHex(paperHash)) };
    },
    rewrap: async (given) => {
      const own = await SealingKey.fromSeed(un(given["sealing_seed"]));
      const reader = await SealingKey.fromSeed(un(given["reader_seed"]));
      const bundle = await readBundle(un(given["reader_bundle"]));
      const [hash, sealed] = [un(given["hash"]), un(given["sealed"])];
      const wrapped = { bundleHash: un(given["bundle_hash"]), wrap: un(given["wrap"]) };
      const wrap = await admissions.rewrap(own, wrapped, { hash, sealed }, bundle, random);
      const opened = await papers.openPaper(reader, bundle.hash, hash, sealed, wrap);
      return { bytes: toHex(papers.writePaper(opened)), length: wrap.length };
    },
  };
}

export function recordRequest(certifierOf: (given: Given) => Promise<Certifier>): Operations {
  return {
    verify: async (given) => {
      const signer = await readBundle(un(given["signer_bundle"]));
      const said = requests.verifyRecordRequest(unpair(given["request"]), signer);
      return { hash: toHex(said.hash), kind: said.kind, conversation: toHex(said.conversation) };
    },
    verify_answer: async (given) => {
      const { certificate, bundle } = given["officer"] as Given;
      const by = await CertifiedBundle.verify(unpair(certificate), unpair(bundle), await certifierOf(given));
      const of = requests.readRecordRequest(un(given["request"]));
      const said = requests.verifyRecordAnswer(unpair(given["answer"]), by, of);
      return { hash: toHex(said.hash), answer: said.answer, ground: said.ground, until: said.until };
    },
    verify_disagreement: async (given) => {
      const signer = await readBundle(un(given["signer_bundle"]));
      const [of, answer] = [
        requests.readRecordRequest(un(given["request"])),
        requests.readRecordAnswer(un(given["answer"])),
      ];
      const said = requests.verifyDisagreement(unpair(given["disagreement"]), signer, of, answer);
      return { made_at: said.madeAt };
    },
    check_paper: (given) => {
      requests.checkRequestPaper(requests.readRecordRequest(un(given["request"])), paperOf(given["paper"]));
      return {};
    },
    check_answer_paper: (given) => {
      requests.checkAnswerPaper(requests.readRecordAnswer(un(given["answer"])), paperOf(given["paper"]));
      return {};
    },
    check_disagreement_paper: (given) => {
      requests.checkDisagreementPaper(requests.readDisagreement(un(given["disagreement"])), paperOf(given["paper"]));
      return {};
    },
  };
}

export const disclosure: Operations = {
  verify: async (given) => {
    const by = await readBundle(un(given["by_bundle"]));
    const said = verifyDisclosure(unpair(given["disclosure"]), by, text(given["status"]) as Part2Status);
    return { hash: toHex(said.hash), basis: said.basis, runs: said.runs };
  },
};
