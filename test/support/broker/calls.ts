import { randomUUID } from 'node:crypto';
import type { BrokerFrameType } from '../../../src/protocol/index.js';
import type { TestDevice } from './test-device.js';

/** Asks for a video call; returns its id. */
export function ring(caller: TestDevice, conversationId: string, calleeId = 'callee'): string {
  const callId = randomUUID();
  caller.send({ type: 'call_request', conversationId, callType: 'VIDEO', callId, calleeId });
  return callId;
}

export function accept(
  device: TestDevice,
  callId: string,
  peerId = `peer-${device.deviceId}`,
): void {
  device.send({ type: 'call_accept', callId, peerId });
}

/** From the request to where both sides heard the accept. */
export async function answeredCall(
  caller: TestDevice,
  callee: TestDevice,
  conversationId: string,
): Promise<string> {
  const callId = ring(caller, conversationId);
  await callee.next('call_request');
  accept(callee, callId);
  await Promise.all([caller.next('call_accept'), callee.next('call_accept')]);
  return callId;
}

/** Every frame about calls that came to a device. */
export function callFramesOf(device: TestDevice): BrokerFrameType[] {
  return device.heard.map(({ type }) => type).filter((type) => type.startsWith('call_'));
}
