/** What the forms of a release are made of (crypto.md §13), for the pages that fill them in. */

export { MAKERS, SCOPE_KINDS } from "../../crypto/consent.ts";
export type { DecisionGround, Maker, ScopeKind } from "../../crypto/consent.ts";
export type { DisclosureBasis } from "../../crypto/disclosure.ts";
export { PURPOSE_KINDS, RECIPIENT_KINDS, SIGNED_AS } from "../../crypto/paper.ts";
export type { PurposeKind, RecipientKind, SignedAs } from "../../crypto/paper.ts";
export { PART2_GROUNDS } from "../../crypto/part2.ts";
export type { Part2Ground } from "../../crypto/part2.ts";
export { PART2_SECTIONS, PROCESS_KINDS } from "../../crypto/process.ts";
export type { Part2Section, ProcessKind } from "../../crypto/process.ts";
export type { ConsentForm } from "../../crypto/paper_forms.ts";
export { PART2_BRANCHES, SOURCES, WARNING_BASES } from "../../crypto/warning.ts";
export type { Part2Branch, Source, WarningBasis } from "../../crypto/warning.ts";
