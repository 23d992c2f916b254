/** The numbers of the protocol that a client must know (protocol.md §2, crypto.md §6.2). Units stand in the names. */

export const VERSION = 1;
export const SUBPROTOCOL = "webtherapy.v1";

/** Nothing lawful is larger; a client keeps buffers of this size. */
export const MAX_FRAME_BYTES = 65_536;

/** UTF-8 bytes of one message's text. */
export const MAX_TEXT_BYTES = 32_768;

/** Entries of one `page`. */
export const MAX_PAGE_ENTRIES = 200;

/** `confirm` is sent at most this often. */
export const CONFIRM_INTERVAL_MS = 250;

/** `activity` is sent at most this often, and its age is at most as much. */
export const ACTIVITY_INTERVAL_MS = 15_000;

/** The idle clock (protocol.md §1.3). */
export const IDLE_MS = 300_000;

/** Typing expires at the other side after 6 s: renew it before. */
export const TYPING_RENEWAL_MS = 4_000;
export const TYPING_EXPIRY_MS = 6_000;

/** Waits before a new connection: a random part of min(RECONNECT_MAX_MS, RECONNECT_BASE_MS · 2^attempt) (protocol.md §6). */
export const RECONNECT_BASE_MS = 500;
export const RECONNECT_MAX_MS = 30_000;
