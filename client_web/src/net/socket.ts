import { decode, encode } from "../protocol/codec.ts";
import { SUBPROTOCOL } from "../protocol/limits.ts";
import type { OpenSocketPort } from "../state/ports.ts";

const PATH = "/messaging/v1/socket";
/** What the service sent is no frame: this page is too old for it, and trying again at once would not help. */
const PROTOCOL_ERROR = 4400;

function address(): string {
  const url = new URL(PATH, location.origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** The only WebSocket of the page (protocol.md §2). `closed` is told once, whatever ends it. */
export const openSocket: OpenSocketPort = (events) => {
  const socket = new WebSocket(address(), SUBPROTOCOL);
  socket.binaryType = "arraybuffer";
  let over = false;
  const close = (code: number): void => {
    if (over) return;
    over = true;
    removeEventListener("offline", lost);
    socket.close();
    events.closed(code);
  };
  const lost = (): void => {
    close(0);
  };
  addEventListener("offline", lost);
  socket.onopen = () => {
    events.opened();
  };
  socket.onclose = ({ code }) => {
    close(code);
  };
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (over) return;
    try {
      if (!(data instanceof ArrayBuffer)) throw new TypeError("not a frame");
      events.frame(decode(new Uint8Array(data)));
    } catch {
      close(PROTOCOL_ERROR);
    }
  };
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(encode(frame));
    },
    close: () => {
      over = true;
      removeEventListener("offline", lost);
      socket.close();
    },
  };
};
