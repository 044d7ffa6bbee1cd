import { describe, expect, it } from 'vitest';
import { storedDevices } from '../../../src/client/device-memory.js';
import type { KeyValueStorage } from '../../../src/client/storage.js';

const BROKER = 'https://chat.example.com';
const KEY = `deskbell:devices:${BROKER}`;

function storageWith(text?: string): { storage: KeyValueStorage; values: Map<string, string> } {
  const values = new Map(text === undefined ? [] : [[KEY, text]]);
  const storage: KeyValueStorage = {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  };
  return { storage, values };
}

describe('devices that a person chose', () => {
  it('are remembered one by one, for one broker', () => {
    const { storage, values } = storageWith();
    const memory = storedDevices(storage, BROKER);
    memory.set('camera', 'cam-1');
    memory.set('speaker', 'out-2');
    expect(storedDevices(storage, BROKER).get('camera')).toBe('cam-1');
    expect(memory.get('speaker')).toBe('out-2');
    expect(memory.get('microphone')).toBeUndefined();
    expect(storedDevices(storage, 'https://other.example.com').get('camera')).toBeUndefined();
    expect([...values.keys()]).toEqual([KEY]);
  });

  it('leave nothing behind when the browser’s own choice is chosen again', () => {
    const { storage, values } = storageWith();
    const memory = storedDevices(storage, BROKER);
    memory.set('camera', 'cam-1');
    memory.set('microphone', 'mic-1');
    memory.set('camera', undefined);
    expect(memory.get('microphone')).toBe('mic-1');
    memory.set('microphone', undefined);
    expect(values.size).toBe(0);
  });

  it('of another tab are seen', () => {
    const { storage } = storageWith();
    const [one, other] = [storedDevices(storage, BROKER), storedDevices(storage, BROKER)];
    other.set('speaker', 'out-1');
    expect(one.get('speaker')).toBe('out-1');
  });

  it.each([
    ['nothing', '', undefined],
    ['no JSON', '{', undefined],
    ['a list', '["cam-1"]', undefined],
    ['null', 'null', undefined],
    ['a number for an id', '{"camera":7}', undefined],
    ['an empty id', '{"camera":""}', undefined],
    ['an id without end', JSON.stringify({ camera: 'x'.repeat(513) }), undefined],
    ['one bad beside a good one', '{"microphone":{},"camera":"cam-1"}', 'cam-1'],
  ])('are not taken from %s, and reading writes nothing', (_name, text, expected) => {
    const { storage, values } = storageWith(text);
    expect(storedDevices(storage, BROKER).get('camera')).toBe(expected);
    expect(values.get(KEY)).toBe(text);
  });
});
