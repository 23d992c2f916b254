import { toBase64url } from "../bytes/base64url.ts";
import { signedJson } from "../protocol/notices.ts";
import {
  parseEntries,
  parseGiven,
  parseMaterial,
  parseOrderables,
  parseOrders,
  parseOwed,
  parseStanding,
} from "../protocol/orders.ts";
import { parseLeaves } from "../protocol/record_log.ts";
import type { CustodyHttp } from "../state/custody_http.ts";
import type { MadeDrill } from "../worker/custody_port.ts";
import { request, transfer } from "./request.ts";

const ORDERS = "/messaging/v1/orders";
const DEPOSITS = "/messaging/v1/deposits";
const nothing = (): null => null;
const text = toBase64url;

const drillJson = (drill: MadeDrill): object => ({
  header: signedJson(drill.header),
  deposit: signedJson(drill.deposit),
  sealed_shares: drill.sealedShares.map(text),
});

/** The HTTP interface of custody (protocol.md §1.9), of the origin that this page came from. */
export const custodyHttp: CustodyHttp = {
  orders: () => request({ path: ORDERS, parse: parseOrders }),
  orderMaterial: (order) => request({ path: `${ORDERS}/material?order=${text(order)}`, parse: parseMaterial }),
  sendOrder: ({ order, basis, drill, notices }) =>
    request({
      path: ORDERS,
      body: {
        order: signedJson(order),
        basis: signedJson(basis),
        drill: drill === null ? null : drillJson(drill),
        notices: notices.map(({ notice, sealed }) => ({ notice: signedJson(notice), sealed: text(sealed) })),
      },
      parse: nothing,
    }),
  approveOrder: (order, signature) =>
    request({
      path: `${ORDERS}/approvals`,
      body: { order: text(order), signature: text(signature) },
      parse: nothing,
    }),
  answerOrder: (order, answer) =>
    request({
      path: `${ORDERS}/answers`,
      body: { order: text(order), answer: signedJson(answer) },
      parse: nothing,
    }),
  giveShares: (order, given) =>
    request({
      path: `${ORDERS}/contributions`,
      body: {
        order: text(order),
        contributions: given.map(({ word, sealed }) => ({ word: signedJson(word), sealed: text(sealed) })),
      },
      parse: nothing,
    }),
  givenShares: (order) => request({ path: `${ORDERS}/contributions?order=${text(order)}`, parse: parseGiven }),
  orderedEntries: (order, after) =>
    request({ path: `${ORDERS}/record?order=${text(order)}&after=${after}`, parse: parseEntries }),
  orderedLeaves: (order, after, size) => {
    const behind = after === null ? "" : `&after=${after}`;
    return request({ path: `${ORDERS}/leaves?order=${text(order)}&size=${size}${behind}`, parse: parseLeaves });
  },
  orderedChunk: (order, attachment, index) =>
    transfer(`${ORDERS}/attachment?order=${text(order)}&attachment=${text(attachment)}&index=${String(index)}`, null),
  sayOutcome: (order, outcome) =>
    request({
      path: `${ORDERS}/outcomes`,
      body: { order: text(order), answer: signedJson(outcome) },
      parse: nothing,
    }),
  owedDeposits: () => request({ path: DEPOSITS, parse: parseOwed }),
  sendDeposit: ({ deposit, sealedShares }) =>
    request({
      path: DEPOSITS,
      body: { deposit: signedJson(deposit), sealed_shares: sealedShares.map(text) },
      parse: nothing,
    }),
  handOn: (order, { handing, sealedShares }) =>
    request({
      path: `${ORDERS}/handings`,
      body: { order: text(order), handing: signedJson(handing), sealed_shares: sealedShares.map(text) },
      parse: nothing,
    }),
  appoint: ({ cosignatures, ...named }) =>
    request({
      path: "/messaging/v1/custodian-manifests",
      body: {
        ...signedJson(named),
        cosignatures: cosignatures.map(({ account, signature }) => ({
          account: text(account),
          signature: text(signature),
        })),
      },
      parse: nothing,
    }),
  standing: () => request({ path: `${ORDERS}/standing`, parse: parseStanding }),
  orderables: (client) => request({ path: `${ORDERS}/epochs?client=${text(client)}`, parse: parseOrderables }),
};
