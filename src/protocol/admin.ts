import * as v from 'valibot';
import { LIMITS } from './limits.js';
import { MessageType } from './message.js';
import { Instant, UserId, Uuid } from './primitives.js';
import { digits, requests } from './requests.js';
import { listOf } from './rest.js';

/** What those who look after the people of a broker see. No browser loads this. */

const ReportState = v.picklist(['open', 'resolved']);

/** A message as it was when it was reported. Its writer cannot change or take away that. */
export const Evidence = v.object({
  messageId: Uuid,
  by: v.picklist(['reporter', 'reported']),
  type: MessageType,
  text: v.optional(v.string()),
  at: Instant,
});
export type Evidence = v.InferOutput<typeof Evidence>;

export const Report = v.object({
  id: Uuid,
  reporterId: UserId,
  /** Who was reported. */
  userId: UserId,
  conversationId: v.optional(Uuid),
  messageId: v.optional(Uuid),
  reason: requests.report.entries.reason,
  text: v.optional(v.string()),
  createdAt: Instant,
  state: ReportState,
  note: v.optional(v.string()),
  /** Of the last change of state. */
  changedBy: v.optional(UserId),
  changedAt: v.optional(Instant),
  /** The message that was reported, or the last of the conversation, and a few before it, oldest first. Not in lists. */
  evidence: v.optional(v.array(Evidence)),
});
export type Report = v.InferOutput<typeof Report>;

const AUDITED = [
  'listReports',
  'getReport',
  'listReportedMessages',
  'changeReport',
  'listAudit',
] as const;

/** One look of one admin, kept for good. */
export const AuditEntry = v.object({
  id: Uuid,
  adminId: UserId,
  action: v.picklist(AUDITED),
  reportId: v.optional(Uuid),
  /** As in the log. */
  requestId: v.string(),
  at: Instant,
});
export type AuditEntry = v.InferOutput<typeof AuditEntry>;

export const adminRequests = {
  changeReport: v.object({ state: ReportState, note: requests.report.entries.text }),
} as const;

const page = {
  before: v.optional(v.string()),
  limit: v.optional(v.pipe(digits, v.minValue(1), v.maxValue(LIMITS.pageItems)), '50'),
};

export const adminQueries = {
  reports: v.object({ state: v.optional(ReportState), ...page }),
  audit: v.object(page),
} as const;

export const adminResponses = { reports: listOf(Report), audit: listOf(AuditEntry) } as const;
