/** The English of what became of a call: in its conversation and in the history of calls. */
export const outcomesEnglish = {
  missedVoiceCall: 'Missed voice call',
  missedVideoCall: 'Missed video call',
  outcome_no_answer: 'No answer',
  outcome_cancelled: 'Cancelled',
  outcome_declined: 'Declined',
  outcome_busy: 'Busy',
  outcome_missed_while_busy: 'You were on another call',
  outcome_failed: 'Failed',
  outcome_lost: 'Connection lost',
} as const;
