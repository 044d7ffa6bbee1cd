import type { BrokerHandle } from '../start-broker.js';
import { TestDevice } from './test-device.js';

/** A device of the token's person at a whole broker, welcomed. */
export async function connectDevice(
  { url }: Pick<BrokerHandle, 'url'>,
  token: string,
  options: { deviceId?: string } = {},
): Promise<TestDevice> {
  const address = `${url.replace(/^http/, 'ws')}/api/messages/ws?token=${token}`;
  const device = await new TestDevice(address, options).open();
  await device.greet();
  return device;
}
