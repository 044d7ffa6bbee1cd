import * as v from 'valibot';

export const CallType = v.picklist(['VOICE', 'VIDEO']);
export type CallType = v.InferOutput<typeof CallType>;

export const CallStatus = v.picklist([
  'RINGING',
  'ANSWERED',
  'ENDED',
  'MISSED',
  'DECLINED',
  'BUSY',
  'FAILED',
]);
export type CallStatus = v.InferOutput<typeof CallStatus>;
