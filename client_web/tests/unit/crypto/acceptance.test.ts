import { describe, expect, it } from "vitest";
import { makeAcceptance, POLICIES, POLICY_ANSWERS, verifyAcceptance } from "../../../src/crypto/acceptance.ts";
import { NOW, person } from "../../world.ts";

const textHash = new Uint8Array(32);

describe("an acceptance", () => {
  it("of the terms, the privacy policy or the confidentiality agreement says accepted; of the notice acknowledged or declined", async () => {
    const { account, keys, bundle } = await person();
    const lawful = POLICIES.flatMap((policy) =>
      POLICY_ANSWERS.filter((answer) => {
        const body = { account, policy, version: 1, textHash, answer, answeredAt: NOW };
        try {
          return verifyAcceptance(makeAcceptance(keys.signing, body), bundle).answer === answer;
        } catch (error) {
          expect(error).toMatchObject({ reason: "bad_answer" });
          return false;
        }
      }).map((answer) => `${policy} ${answer}`),
    );
    expect(lawful).toEqual([
      "terms accepted",
      "privacy-policy accepted",
      "notice-of-privacy-practices acknowledged",
      "notice-of-privacy-practices declined",
      "confidentiality-agreement accepted",
    ]);
  });

  it("is nobody else's", async () => {
    const [mine, theirs] = [await person(), await person()];
    const body = { account: mine.account, policy: "terms", version: 1, textHash, answer: "accepted", answeredAt: NOW };
    const forged = makeAcceptance(theirs.keys.signing, { ...body, policy: "terms", answer: "accepted" });
    expect(() => verifyAcceptance(forged, theirs.bundle)).toThrow("unknown_member");
    expect(() => verifyAcceptance(forged, mine.bundle)).toThrow("bad_signature");
  });
});
