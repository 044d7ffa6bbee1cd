import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import * as v from 'valibot';
import { isUserId, parseImageUrl, parseName, parseUserId } from '../../src/elements/attributes.js';
import { DisplayName, UserId } from '../../src/protocol/index.js';
import { SCRIPT_URL } from '../support/hostile.js';

describe('attributes', () => {
  it('take the same ids as the wire', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ maxLength: 200 }),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
        .map((units) => String.fromCharCode(...units)),
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect(isUserId(text)).to.equal(v.is(UserId, text));
      }),
      {
        numRuns: 2_000,
        examples: [[''], ['x'.repeat(128)], ['x'.repeat(129)], ['\u007f'], ['\ud800'], ['😀']],
      },
    );
  });

  it('never give a script address as an id', () => {
    for (const text of [
      SCRIPT_URL,
      ` ${SCRIPT_URL.toUpperCase()}`,
      'data:text/html,x',
      'vbscript:x',
    ]) {
      expect(parseUserId(text)).to.equal(undefined);
    }
    for (const text of ['auth0|123', 'did:web:example.com', 'user@example.com', 'بائع-٤٢']) {
      expect(parseUserId(text)).to.equal(text);
    }
  });

  it('give only names the wire would take', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const name = parseName(text);
        expect(name === undefined || v.is(DisplayName, name)).to.equal(true);
      }),
    );
  });

  it('give only web addresses as pictures', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc.string().map((s) => `${SCRIPT_URL}${s}`),
        ),
        (text) => {
          const url = parseImageUrl(text);
          expect(url === undefined || /^https?:\/\//.test(url)).to.equal(true);
        },
      ),
    );
    expect(parseImageUrl(`https://x.example/${'a'.repeat(1_048_576)}`)).to.equal(undefined);
  });
});
