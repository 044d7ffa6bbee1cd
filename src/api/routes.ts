/**
 * Made of the API document, which is made of the broker's schemas: not written by hand.
 * `npx vitest run test/signaling/http/reference/client -u` makes it anew.
 */
import type { Operations } from './operations.js';

export interface Route {
  readonly method: string;
  readonly path: string;
  /** Its body is a form. */
  readonly form?: true;
  /** Its answer is no JSON. */
  readonly raw?: true;
}

export const ROUTES: Readonly<Record<keyof Operations, Route>> = {
  getHealth: { method: 'GET', path: '/healthz' },
  getReadiness: { method: 'GET', path: '/readyz' },
  getMetrics: { method: 'GET', path: '/metrics', raw: true },
  createGuest: { method: 'POST', path: '/api/guests' },
  getMe: { method: 'GET', path: '/api/me' },
  deleteMe: { method: 'DELETE', path: '/api/me' },
  exportAccount: { method: 'GET', path: '/api/me/export' },
  exportAccountArchive: { method: 'GET', path: '/api/me/export.zip', raw: true },
  mergeGuest: { method: 'POST', path: '/api/me/guests' },
  getUser: { method: 'GET', path: '/api/users/{id}' },
  createPeer: { method: 'POST', path: '/api/peers' },
  listConversations: { method: 'GET', path: '/api/conversations' },
  openConversation: { method: 'POST', path: '/api/conversations' },
  getConversation: { method: 'GET', path: '/api/conversations/{id}' },
  changeConversation: { method: 'PATCH', path: '/api/conversations/{id}' },
  listChanges: { method: 'GET', path: '/api/conversations/{id}/changes' },
  markRead: { method: 'POST', path: '/api/conversations/{id}/read' },
  listMessages: { method: 'GET', path: '/api/conversations/{id}/messages' },
  sendMessage: { method: 'POST', path: '/api/conversations/{id}/messages' },
  editMessage: { method: 'PATCH', path: '/api/messages/{id}' },
  deleteMessage: { method: 'DELETE', path: '/api/messages/{id}' },
  addReaction: { method: 'PUT', path: '/api/messages/{id}/reactions/{emoji}' },
  removeReaction: { method: 'DELETE', path: '/api/messages/{id}/reactions/{emoji}' },
  markPlayed: { method: 'POST', path: '/api/messages/{id}/played' },
  listBids: { method: 'GET', path: '/api/conversations/{id}/bids' },
  acceptBid: { method: 'POST', path: '/api/messages/{id}/bid/accept' },
  declineBid: { method: 'POST', path: '/api/messages/{id}/bid/decline' },
  withdrawBid: { method: 'POST', path: '/api/messages/{id}/bid/withdraw' },
  addStar: { method: 'PUT', path: '/api/messages/{id}/star' },
  removeStar: { method: 'DELETE', path: '/api/messages/{id}/star' },
  listStarred: { method: 'GET', path: '/api/starred' },
  blockUser: { method: 'POST', path: '/api/users/{id}/block' },
  unblockUser: { method: 'DELETE', path: '/api/users/{id}/block' },
  createReport: { method: 'POST', path: '/api/reports' },
  listReports: { method: 'GET', path: '/api/reports' },
  searchMessages: { method: 'GET', path: '/api/search' },
  createUpload: { method: 'POST', path: '/api/uploads' },
  getUpload: { method: 'GET', path: '/api/uploads/{id}' },
  deleteUpload: { method: 'DELETE', path: '/api/uploads/{id}' },
  sendUpload: { method: 'PATCH', path: '/api/uploads/{id}' },
  getFile: { method: 'GET', path: '/api/files/{id}', raw: true },
  getThumbnail: { method: 'GET', path: '/api/files/{id}/thumbnail', raw: true },
  getFileLink: { method: 'GET', path: '/api/files/{id}/link' },
  copyFile: { method: 'POST', path: '/api/files/{id}/copy' },
  listCalls: { method: 'GET', path: '/api/calls' },
  startCall: { method: 'POST', path: '/api/calls' },
  answerCall: { method: 'POST', path: '/api/calls/{id}/answer' },
  endCall: { method: 'POST', path: '/api/calls/{id}/end' },
  declineCall: { method: 'POST', path: '/api/calls/{id}/decline' },
  getIceServers: { method: 'GET', path: '/api/ice-servers' },
  getReport: { method: 'GET', path: '/api/reports/{id}' },
  changeReport: { method: 'PATCH', path: '/api/reports/{id}' },
  listReportedMessages: { method: 'GET', path: '/api/reports/{id}/messages' },
  listAudit: { method: 'GET', path: '/api/audit' },
  getOpenApi: { method: 'GET', path: '/api/openapi.json' },
  getAsyncApi: { method: 'GET', path: '/api/asyncapi.json' },
  getReference: { method: 'GET', path: '/api/docs', raw: true },
  getDevToken: { method: 'GET', path: '/api/dev-token' },
  sendFile: { method: 'POST', path: '/api/messages/upload', form: true },
  sendVoice: { method: 'POST', path: '/api/messages/upload-voice', form: true },
};
