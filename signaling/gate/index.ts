export { createPeerGate } from './gate.js';
export { GATE_LIMITS, type GateLimits } from './limits.js';
export type { GateCounts } from './counters.js';
export type { OfferQuestion } from './router.js';
export type { GateLog, PeerGate, PeerGateOptions } from './types.js';
