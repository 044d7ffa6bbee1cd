/** The English of the history of calls. */
export const historyEnglish = {
  callHistory: 'Calls',
  noCalls: 'No calls yet',
  loadingCalls: 'Loading calls…',
  loadingOlderCalls: 'Loading older calls…',
  kindAndOutcome: '{kind} · {outcome}',
  showOlderCalls: 'Show older',
  incomingVoiceCall: 'Incoming voice call',
  incomingVideoCall: 'Incoming video call',
  outgoingVoiceCall: 'Outgoing voice call',
  outgoingVideoCall: 'Outgoing video call',
  callBack: 'Call back',
  connectionWasGood: 'Good connection',
  connectionWasFair: 'Fair connection',
  connectionWasPoor: 'Poor connection',
} as const;
