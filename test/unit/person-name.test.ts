import { describe, expect, it } from 'vitest';
import type { LocaleController } from '../../src/controllers/locale-controller.js';
import { personName } from '../../src/controllers/person-name.js';

const locale = {
  t: (key: string, { mark }: { mark: string }) => `${key} ${mark}`,
} as unknown as LocaleController;

describe('personName', () => {
  it('is the name somebody has', () => {
    expect(personName({ id: 'seller-42', name: 'Blue Door Motors' }, locale)).toBe(
      'Blue Door Motors',
    );
  });

  it('tells visitors without a name apart', () => {
    const id = 'guest-466a0381-386f-4550-a1a4-d086126d47d6';
    expect(personName({ id }, locale)).toBe('visitor 47d6');
  });

  it('names nobody who is gone', () => {
    const id = 'gone-466a0381-386f-4550-a1a4-d086126d47d6';
    expect(personName({ id }, locale)).toMatch(/^gone/);
  });

  it('is the id that a site gave, whatever it looks like', () => {
    for (const id of ['seller-42', 'guest-house', '']) expect(personName({ id }, locale)).toBe(id);
  });
});
