import { toHex } from "../../bytes/hex.ts";
import type { Person } from "../../protocol/documents.ts";
import type { OrderDocument, OrderState } from "../../protocol/orders.ts";
import type { ReadOrder } from "../../worker/custody_port.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, proved } from "../me/result.ts";
import type { Result } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";

/** The orders that concern someone, newest first (crypto.md §7.3). */

export type CustodyPorts = Pick<MePorts, "crypto" | "identity" | "http" | "clock">;

/** An order as a list shows it; accounts and ids are hexadecimal. */
export interface BookOrder {
  readonly key: string;
  readonly state: OrderState;
  readonly basis: ReadOrder["basis"];
  readonly officer: string;
  readonly approver: string;
  readonly recipient: string;
  readonly epochs: number;
  readonly madeAt: number;
  readonly expiresAt: number;
  readonly gave: readonly string[];
  readonly declined: readonly string[];
  /** How many epochs were opened; null while its recipient has not said. */
  readonly opened: number | null;
}

export interface Book {
  readonly orders: readonly BookOrder[];
  /** Orders that do not prove what they claim: they are counted, and never passed over. */
  readonly broken: number;
  /** Everyone whom the orders name, and, for who may order, everyone who may approve, and the custodians. */
  readonly people: readonly Person[];
}

/** Reads it, each order proved by its officer's signature. */
export async function readBook(ports: CustodyPorts): Promise<Result<Book>> {
  const trust = await trusted(ports);
  if (!trust.ok) return trust;
  const listed = answered(await ports.identity.orders());
  if (!listed.ok) return listed;
  const { orders, people } = listed.value;
  const read = proved(await ports.crypto.readOrders({ orders, people }));
  if (!read.ok) return read;
  const shown = read.value.flatMap((each, n) => {
    const document = orders[n];
    return each.ok && document !== undefined ? [bookOrder(each.order, document)] : [];
  });
  return { ok: true, value: { orders: shown, broken: orders.length - shown.length, people } };
}

/** What a list shows of an order that was read. */
export function bookOrder(order: ReadOrder, document: OrderDocument): BookOrder {
  return {
    key: toHex(order.orderId),
    state: document.state,
    basis: order.basis,
    officer: toHex(order.officer),
    approver: toHex(order.approver),
    recipient: toHex(order.recipient),
    epochs: order.epochs,
    madeAt: document.madeAt,
    expiresAt: order.expiresAt,
    gave: document.contributed.map(({ custodian }) => toHex(custodian)),
    declined: order.declined.map(toHex),
    opened: order.opened,
  };
}

/** Whether an order waits for this person to do something. */
export function waitsFor(order: BookOrder, self: string, role: string): boolean {
  if (order.state === "proposed") return order.approver === self;
  if (order.state !== "open") return false;
  if (role === "custodian") return !order.gave.includes(self) && !order.declined.includes(self);
  return order.recipient === self;
}
