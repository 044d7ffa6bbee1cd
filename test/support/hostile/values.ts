import fc from 'fast-check';

/** Texts that have broken parsers, paths, databases, logs or pages before. */
export const STRANGE_TEXTS = [
  ...['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'then', '', ' ', '\0'],
  ...[
    '\ud800',
    'a\udfff',
    '\u202e',
    '\ufeff',
    '\u001b[2J',
    "' or 1=1 --",
    '../../etc/passwd',
    'null',
  ],
  ...[
    'NEAR(',
    '"*',
    '((((',
    '<img src=x onerror=alert(1)>',
    'a\u0301'.repeat(2_000),
    '%00',
    '%ED%A0%80',
  ],
  ...['NaN', '-1', '1e9', '0x10', '9'.repeat(400), 'x'.repeat(8_193), '😀'.repeat(3_000)],
];

/** Anything JSON can say, and some of it often. */
export const strangeValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...STRANGE_TEXTS),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    -1e-308,
    2 ** 53,
    [],
    {},
    [[]],
    [null],
  ),
  fc.constantFrom<unknown>({ id: 'a' }, ['a'], { $ne: null }, { toString: 1, valueOf: 2 }, [
    {},
    [{}],
  ]),
  fc.uuid(),
);

/** Names that members of an object may have. */
export const strangeName = fc.oneof(
  fc.constantFrom(...STRANGE_TEXTS.filter((text) => text.length < 100)),
  fc.string({ maxLength: 12 }),
);

/** Bytes that no serializer of JSON would write. */
export const strangeBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      ...[
        '',
        ' ',
        '{',
        '}',
        'null',
        '1',
        '[]',
        '"',
        '{"a":',
        '{"a":1,}',
        "{'a':1}",
        '{"a":1}{"a":2}',
      ],
      ...[
        '\ufeff{}',
        '{"id":1,"id":2}',
        '{"__proto__":{"admin":true}}',
        '{"a":1e400}',
        '[1e-400]',
        'NaN',
      ],
      ...[
        '{"constructor":{"prototype":{"polluted":true}}}',
        '{"\\u005f_proto__":{"polluted":true}}',
      ],
      ...[
        '{"text":"\\ud800"}',
        '{"text":"\\u0000"}',
        '{//\n}',
        'undefined',
        '-',
        '"\u0001"',
        '{"a" "b"}',
      ],
      ...[
        '['.repeat(100_000),
        '{"a":'.repeat(40_000),
        `[${'[],'.repeat(30_000)}[]]`,
        '"'.repeat(1_000),
      ],
      `{"text":"${'x'.repeat(256 * 1024)}"}`,
    )
    .map((text) => Buffer.from(text)),
  fc
    .constantFrom('ff', 'c0af', '7b22ff223a317d', 'eda080', '1f8b0800', '00')
    .map((hex) => Buffer.from(hex, 'hex')),
);
