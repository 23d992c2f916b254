/** The version of this client, as its package and the server's name it. */
export const VERSION = "0.1.0";
