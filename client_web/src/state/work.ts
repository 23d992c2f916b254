/** What a wait at the door is spent on. */
export type Work = "stretching" | "asking" | "making" | "opening" | "passkey" | "checking" | "signing";
