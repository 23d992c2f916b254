-- What staff agree to is a policy as the others are (compliance NV-06), owner room: server/practice.

ALTER TABLE policy DROP CONSTRAINT policy_policy_check;
ALTER TABLE policy ADD CONSTRAINT policy_policy_check
    CHECK (policy IN ('terms', 'privacy-policy', 'notice-of-privacy-practices', 'confidentiality-agreement'));
