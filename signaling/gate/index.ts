export { createPeerGate, type PeerGate, type PeerGateOptions } from './gate.js';
export type { GateLog } from './gate-log.js';
export type { GateCounts } from './counters.js';
export { GATE_LIMITS, type GateLimits } from './limits.js';
export type { OfferQuestion } from './router.js';
