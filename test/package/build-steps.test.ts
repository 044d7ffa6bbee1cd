import { describe, expect, it } from 'vitest';
import { filesOf } from '../../scripts/size.js';
import {
  failuresOfBrowser,
  failuresOfPlaywright,
  failuresOfVitest,
} from '../../scripts/failures.js';
import { countPlaywright, countVitest, judge } from '../../scripts/suites.js';
import { shortenCss, shortenHtml } from '../../scripts/vite/shorten-templates.js';

describe('counting', () => {
  it('counts what the runners report', () => {
    const vitest = {
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [],
    };
    expect(countVitest(vitest)).toEqual({ passed: 5, failed: 1, skipped: 3 });
    const playwright = { stats: { expected: 3, unexpected: 1, flaky: 0, skipped: 2 }, errors: [] };
    expect(countPlaywright(playwright)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  it('counts a file that cannot be loaded as a failure', () => {
    const report = {
      numPassedTests: 5,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [{}] },
      ],
    };
    expect(countVitest(report).failed).toBe(1);
    expect(
      countPlaywright({
        stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 },
        errors: [{ message: 'cannot load' }],
      }).failed,
    ).toBe(1);
  });

  it('counts a test that only passes when repeated as a failure', () => {
    const stats = { expected: 3, unexpected: 0, flaky: 1, skipped: 0 };
    expect(countPlaywright({ stats, errors: [] }).failed).toBe(1);
  });

  it('calls a suite that ran nothing, or whose runner failed, a failure', () => {
    expect(judge('e2e', 0, { passed: 0, failed: 0, skipped: 4 })).toMatchObject({ failed: 1 });
    expect(judge('e2e', 1, { passed: 9, failed: 0, skipped: 0 })).toMatchObject({ failed: 1 });
    expect(judge('e2e', 1, { passed: 9, failed: 2, skipped: 0 })).toMatchObject({ failed: 2 });
    expect(judge('e2e', 0, { passed: 9, failed: 0, skipped: 0 })).toMatchObject({ failed: 0 });
  });
});

describe('telling what failed', () => {
  it('names each failed test and file of every runner', () => {
    expect(
      failuresOfVitest({
        testResults: [
          {
            name: 'broken.test.ts',
            status: 'failed',
            message: 'no such file',
            assertionResults: [],
          },
          {
            status: 'failed',
            assertionResults: [
              { status: 'passed', fullName: 'goes' },
              {
                status: 'failed',
                fullName: 'stops',
                failureMessages: ['\u001b[31mexpected\u001b[39m 1'],
              },
            ],
          },
        ],
      }),
    ).toEqual(['broken.test.ts: no such file', 'stops: expected 1']);
    const failed = {
      ok: false,
      title: 'rings',
      tests: [{ results: [{ error: { message: 'no' } }] }],
    };
    expect(
      failuresOfPlaywright({
        suites: [{ title: 'a.ts', suites: [{ title: 'a call', specs: [failed, { ok: true }] }] }],
        errors: [{ message: 'cannot load' }],
      }),
    ).toEqual(['a call: rings: no', 'error: cannot load']);
    expect(
      failuresOfBrowser({ failures: [{ name: 'draws', message: 'no' }, { file: 'b.ts' }] }),
    ).toEqual(['draws: no', 'b.ts: ']);
  });
});

describe('the size of a page', () => {
  const manifest = {
    'a.ts': { file: 'a.js', name: 'a', imports: ['_x.js'], dynamicImports: ['b.ts'] },
    'b.ts': { file: 'b.js', name: 'b', imports: ['_x.js', '_y.js'] },
    '_x.js': { file: 'x.js', name: 'x' },
    '_y.js': { file: 'y.js', name: 'y', imports: ['_x.js', 'a.ts'] },
  };

  it('counts every file once, and none that is only loaded later', () => {
    expect(filesOf(manifest, ['a']).sort()).toEqual(['a.js', 'x.js']);
    expect(filesOf(manifest, ['a', 'b']).sort()).toEqual(['a.js', 'b.js', 'x.js', 'y.js']);
  });

  it('refuses a chunk that the build does not know', () => {
    expect(() => filesOf(manifest, ['c'])).toThrow('c');
  });
});

describe('shortening templates', () => {
  it('keeps what white space means in CSS', () => {
    expect(
      shortenCss(`
        /* why */
        .a > .b, .a :hover {
          margin: 0 calc(1px + 2px);
          color: red;
        }
        @media (min-width: 30em) and (hover) { p { top: 0 } }`),
    ).toBe(
      ' .a > .b,.a :hover{margin:0 calc(1px + 2px);color:red}@media (min-width:30em) and (hover){p{top:0}}',
    );
  });

  it('takes indentation out of HTML and leaves single spaces and words alone', () => {
    expect(shortenHtml('<p>\n      a  b\n   </p> <b>c</b>')).toBe('<p> a  b </p> <b>c</b>');
  });
});
