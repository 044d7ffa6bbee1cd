import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { decimalsOf, formatAmount, parseAmount } from '../../../src/controllers/amount.js';
import { Amount } from '../../../src/protocol/message-draft.js';

const SYSTEMS = ['latn', 'arab', 'arabext', 'deva', 'fullwide'];
const LANGUAGES = ['en', 'de', 'fr', 'ar', 'fa', 'hi', 'uz'];

describe('an amount', () => {
  it.each([
    ['1500', 'en', '1500'],
    ['1,500', 'en', '1500'],
    ['1,500.50', 'en', '1500.5'],
    ['1.500,50', 'de', '1500.5'],
    ['1.500', 'de', '1500'],
    ['1,5', 'en', '1.5'],
    ['1,50', 'en', '1.5'],
    ['12 345,67', 'fr', '12345.67'],
    ['12\u202f345,67', 'fr', '12345.67'],
    ['1,00,000', 'hi', '100000'],
    ['1.234.567', 'en', '1234567'],
    ['١٥٠٠', 'ar', '1500'],
    ['١٬٥٠٠٫٧٥', 'ar', '1500.75'],
    ['۱۲۳۴', 'fa', '1234'],
    ['१५००', 'hi', '1500'],
    ['１５００', 'en', '1500'],
    ['.5', 'en', '0.5'],
    ['7.', 'en', '7'],
    ['007', 'en', '7'],
    ["12'000.00", 'de', '12000'],
    ['999999999999.99', 'en', '999999999999.99'],
  ])('written “%s” (%s) is %s', (text, lang, amount) => {
    expect(parseAmount(text, lang, 2)).toEqual({ amount });
  });

  it.each([
    ['', 'missing'],
    ['   ', 'missing'],
    ['0', 'missing'],
    ['0.00', 'missing'],
    ['abc', 'invalid'],
    ['-5', 'invalid'],
    ['1e9', 'invalid'],
    ['12€', 'invalid'],
    ['1,2,3', 'invalid'],
    ['1.2.3,4', 'invalid'],
    ['١٫٢٫٣', 'invalid'],
    ['.', 'invalid'],
    ['1000000000000', 'large'],
    ['1.999', 'decimals'],
    ['١٫٢٣٤', 'decimals'],
  ])('written “%s” is refused as %s', (text, problem) => {
    expect(parseAmount(text, 'en', 2)).toEqual({ problem });
  });

  it('reads back what any language writes, in any digits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999_999_999 }),
        fc.constantFrom(...LANGUAGES),
        fc.constantFrom(...SYSTEMS),
        (cents, lang, numberingSystem) => {
          const format = new Intl.NumberFormat(lang, { numberingSystem, minimumFractionDigits: 2 });
          const parsed = parseAmount(format.format(cents / 100), lang, 2);
          expect(parsed).toEqual({ amount: String(cents / 100) });
        },
      ),
    );
  });

  it('gives only what the protocol takes, whatever is typed', () => {
    const typed = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'0123456789.,٫٬٠٩۰۹ -e') }),
    );
    fc.assert(
      fc.property(typed, fc.constantFrom(...LANGUAGES), (text, lang) => {
        const parsed = parseAmount(text, lang, 4);
        return 'problem' in parsed || v.is(Amount, parsed.amount);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has the decimals of its currency', () => {
    expect(decimalsOf('EUR')).toBe(2);
    expect(decimalsOf('JPY')).toBe(0);
    expect(decimalsOf('KWD')).toBe(3);
    expect(decimalsOf('nonsense')).toBe(2);
  });

  it('is shown as its language has it, never rounded', () => {
    expect(formatAmount('en', '1500', 'EUR')).toBe('€1,500');
    expect(formatAmount('en', '0.1234', 'USD')).toBe('$0.1234');
    expect(formatAmount('en', '5', 'nonsense')).toBe('5 nonsense');
  });
});
