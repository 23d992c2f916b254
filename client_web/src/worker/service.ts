/** The name under which passwords are salted (crypto.md §3.2): pinned in the build, never the page's address. */
export const SERVICE = "webtherapy";
