import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeSettings } from '../../signaling/config.js';
import { FIXED_RATES } from '../../signaling/domain/limits.js';
import { GATE_LIMITS } from '../../signaling/gate/limits.js';
import { CALL_VERBS } from '../../src/client/call-verbs.js';
import { clientFrames } from '../../src/protocol/client-frames.js';
import { ERROR_STATUS } from '../../src/protocol/error-status.js';
import { CLOSE_CODES } from '../../src/protocol/index.js';
import { brokerFrames } from '../../src/protocol/broker-frames.js';
import { peerFrames } from '../../src/protocol/peer-frames.js';
import { dataFrames } from '../../src/protocol/data-frames.js';
import { describedRoutes } from '../support/described-api.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const README = read('README.md');
const PROTOCOL = read('docs/protocol.md');
const EMBEDDING = read('docs/embedding.md');

/** Rows of all tables of a page as lists of cells. */
function rowsOf(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** The part of a page under a heading. */
function under(markdown: string, heading: string): string {
  const [, rest = ''] = markdown.split(`\n${heading}\n`);
  const level = heading.indexOf(' ');
  return rest.split(new RegExp(`\\n#{1,${level}} `))[0] ?? '';
}

const code = (name: string) => `\`${name}\``;
const firstCells = (markdown: string) => rowsOf(markdown).map(([cell]) => cell);

describe('the README', () => {
  it('has every setting, as the broker describes it, and no other', () => {
    const rows = rowsOf(under(README, '### Settings')).slice(2);
    expect(rows).toEqual(
      describeSettings().map(({ name, fallback, description }) => [
        code(name),
        fallback ? code(fallback) : '',
        description.replaceAll('|', '\\|'),
      ]),
    );
  });

  it('has every element and every attribute of it', () => {
    const rows = new Map(
      rowsOf(under(README, '### Elements')).map(([tag, attributes]) => [tag, attributes]),
    );
    const files = readdirSync(join(ROOT, 'src/elements')).filter((file) => file.endsWith('.ts'));
    const listing = read('src/elements/listing-attributes.ts');
    let tags = 0;
    for (const file of files) {
      const text = read(`src/elements/${file}`);
      const tag = /\bdefine\(\s*'([a-z-]+)'/.exec(text)?.[1];
      if (!tag || tag.startsWith('deskbell-')) continue;
      tags++;
      const attributes = attributesOf(text);
      expect(rows.has(code(tag)), tag).toBe(true);
      for (const attribute of attributes.filter((name) => name !== 'locale')) {
        expect(rows.get(code(tag)), `${tag} ${attribute}`).toContain(code(attribute));
      }
    }
    expect(tags).toBeGreaterThanOrEqual(5);
    for (const attribute of attributesOf(listing)) expect(README).toContain(code(attribute));
  });

  it('has every event', () => {
    const names = ['src/client/session-events.ts', 'src/elements/events.ts'].flatMap((file) =>
      [...read(file).matchAll(/^ {2}'([a-z]+(?:-[a-z]+)+)': /gm)].map(([, name = '']) => name),
    );
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect(README).toContain(code(name));
  });
});

/** Names of the attributes that an element's decorated properties have. */
function attributesOf(text: string): string[] {
  return [...text.matchAll(/@property\(([^)]*)\)\s+(?:accessor\s+)?([a-zA-Z]+)/g)]
    .filter(([, options = '']) => !options.includes('attribute: false'))
    .map(
      ([, options = '', name = '']) =>
        /attribute: '([^']+)'/.exec(options)?.[1] ?? name.toLowerCase(),
    );
}

describe('the protocol page', () => {
  it('has every frame of every side', () => {
    const device = firstCells(under(PROTOCOL, '### What a device says')).slice(2);
    expect(device).toEqual(Object.keys(clientFrames).map(code));
    const broker = firstCells(under(PROTOCOL, '### What the broker says')).slice(2);
    expect(broker).toEqual(Object.keys(brokerFrames).map(code));
    for (const type of Object.keys(peerFrames)) {
      expect(under(PROTOCOL, '## Peer socket')).toContain(code(type));
    }
    for (const type of Object.keys(dataFrames)) {
      expect(under(PROTOCOL, '## Data channel')).toContain(code(type));
    }
  });

  it('has every close code with its advice', () => {
    const advice = { later: 'later', never: 'never', newToken: 'with a new token' };
    expect(rowsOf(under(PROTOCOL, '## Close codes')).slice(2)).toEqual(
      Object.entries(CLOSE_CODES).map(([name, entry]) => [
        String(entry.code),
        code(name),
        advice[entry.retry],
      ]),
    );
  });

  it('has every rate that is fixed in code', () => {
    const most = rowsOf(under(PROTOCOL, '## Limits')).map(([, number]) => number);
    const units: Record<number, string> = { 5_000: '5s', 60_000: '1m', 3_600_000: '1h' };
    const rates = Object.values(FIXED_RATES).map(
      ({ points, windowMs }) => `${points}/${units[windowMs]}`,
    );
    const { framesPerSecond, frameBurst, refusedOfferCost, badFrames } = GATE_LIMITS;
    const { linksPerPeer, candidatesPerLink, dialBytes } = GATE_LIMITS;
    const frames = [framesPerSecond, frameBurst, refusedOfferCost, badFrames];
    const socket = [...frames, linksPerPeer, candidatesPerLink, dialBytes].map(String);
    const head = ['at most', expect.stringMatching(/^-+$/)];
    expect(most).toEqual([...head, ...rates, ...head, ...socket]);
  });

  it('has every error code under its status', () => {
    const rows = rowsOf(under(PROTOCOL, '### Refusals')).slice(2);
    const written = rows.flatMap(([status, codes = '']) =>
      [...codes.matchAll(/`([a-z_]+)`/g)].map(([, name]) => [name, Number(status)]),
    );
    expect(written).toEqual(Object.entries(ERROR_STATUS));
  });

  it('has every route of the broker, and no other', async () => {
    const built = await describedRoutes();
    const written = firstCells(PROTOCOL).filter((cell) =>
      /^`(GET|POST|PUT|PATCH|DELETE) /.test(cell ?? ''),
    );
    expect([...written].sort()).toEqual(built.map(code).sort());
  });
});

describe('the embedding page', () => {
  it('has every token of the styles', () => {
    const names = ['tokens', 'chat-tokens', 'call-tokens'].flatMap((file) =>
      [...read(`src/styles/${file}.ts`).matchAll(/^ {2}'?([a-z][a-z-]*)'?: [['`]/gm)].map(
        ([, name]) => name,
      ),
    );
    expect(names.length).toBeGreaterThan(20);
    expect(firstCells(under(EMBEDDING, '## Looks')).slice(2)).toEqual(
      expect.arrayContaining(names.map((name) => code(name ?? ''))),
    );
  });

  it('has every attribute that the script tag reads', () => {
    const [, names = ''] =
      /const \{([^}]+)\}\s*=\s*script\?\.dataset/.exec(read('src/embed.ts')) ?? [];
    const attributes = names
      .split(',')
      .map(
        (name) => `data-${name.trim().replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      );
    expect(attributes.length).toBeGreaterThan(5);
    expect(firstCells(under(EMBEDDING, '## The script tag')).slice(2).sort()).toEqual(
      attributes.map(code).sort(),
    );
  });

  it('has every verb of a running call', () => {
    for (const verb of CALL_VERBS) expect(EMBEDDING).toContain(code(verb));
  });

  it('has every verb of the headless session', () => {
    const types = read('src/client/types.ts');
    for (const name of ['Messaging', 'Calls']) {
      const [, body = ''] = types.split(`export interface ${name} `);
      const verbs = [...(body.split('\n}')[0] ?? '').matchAll(/^ {2}([a-z][A-Za-z]+)\(/gm)];
      expect(verbs.length).toBeGreaterThan(8);
      for (const [, verb = ''] of verbs) {
        if (!['deliveryStateOf', 'dismiss'].includes(verb)) expect(EMBEDDING).toContain(code(verb));
      }
    }
  });
});

describe('every page', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md']
    .concat(
      readdirSync(join(ROOT, 'docs'), { recursive: true }).map((path) => `docs/${String(path)}`),
    )
    .filter((path) => path.endsWith('.md'));

  it.each(pages)('%s links to what is there', (page) => {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = join(ROOT, dirname(page), path || `../${page}`);
      expect(existsSync(path ? file : join(ROOT, page)), target).toBe(true);
      if (!anchor) continue;
      const headings = [
        ...readFileSync(path ? file : join(ROOT, page), 'utf8').matchAll(/^#+ (.+)$/gm),
      ];
      expect(headings.map(([, text = '']) => text.toLowerCase().replaceAll(' ', '-'))).toContain(
        anchor,
      );
    }
  });

  it('names files that are there', () => {
    for (const page of pages) {
      for (const [, path = ''] of read(page).matchAll(
        /`((?:src|signaling|test|scripts|docs|bench)\/[\w./-]+)`/g,
      )) {
        const generated = path.startsWith('bench/results');
        expect(generated || existsSync(join(ROOT, path)), `${page}: ${path}`).toBe(true);
      }
    }
  });
});

describe('the security page', () => {
  const page = read('SECURITY.md');

  it('names tests that there are', () => {
    const tests = [...page.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path!);
    expect(tests.length).toBeGreaterThan(10);
    expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names settings that there are', () => {
    const names = [...page.matchAll(/`([A-Z][A-Z_]{3,})(?:=[^`]*)?`/g)].map(([, name]) => name!);
    const known = describeSettings().map(({ name }) => name);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('the hardening guide', () => {
  const page = read('docs/hardening.md');
  const turn = read('deploy/turnserver.conf');
  const valueIn = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(turn)?.[1];

  it('is found from the README and the security page', () => {
    expect(README).toContain('(docs/hardening.md)');
    expect(read('SECURITY.md')).toContain('(docs/hardening.md)');
  });

  it('names settings that there are, and those a careful owner must know', () => {
    const known = describeSettings().map(({ name }) => name);
    const named = [...page.matchAll(/`([A-Z][A-Z_]{3,})(?:=[^`]*)?`/g)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'USER' && name !== 'ALL');
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    for (const needed of [
      ...['AUTH_SECRET', 'AUTH_JWKS_URL', 'AUTH_AUDIENCE', 'AUTH_ISSUER', 'PUBLIC_URL', 'HOST'],
      ...[
        'TRUSTED_PROXIES',
        'ALLOWED_ORIGINS',
        'TURN_SECRET',
        'DIRECT',
        'RATE_LIMITS',
        'METRICS_TOKEN',
      ],
      ...['MAX_UPLOAD_BYTES', 'DATA_DIR', 'LOG_LEVEL'],
    ]) {
      expect(named, needed).toContain(needed);
    }
  });

  it('opens the ports that the samples listen on', () => {
    const table = rowsOf(under(page, '## 4. Firewall')).join('\n');
    for (const name of ['listening-port', 'tls-listening-port', 'min-port', 'max-port']) {
      expect(table, name).toContain(valueIn(name));
    }
    const port = describeSettings().find(({ name }) => name === 'PORT')!.fallback;
    expect(table).toContain(`${port}/tcp`);
  });

  it('says of the samples what is in them', () => {
    const samples = [
      'compose.yaml',
      'Dockerfile',
      'deskbell.service',
      'Caddyfile',
      'turnserver.conf',
    ]
      .map((name) => read(`deploy/${name}`))
      .join('\n');
    for (const said of [
      ...['USER node', 'read_only', 'cap_drop: [ALL]', 'DynamicUser', 'ProtectSystem=strict'],
      ...['CapabilityBoundingSet', 'EnvironmentFile', 'LimitNOFILE', 'denied-peer-ip', '/metrics'],
    ]) {
      expect(page, said).toContain(said);
      expect(samples, said).toContain(said);
    }
  });

  it('names commands that there are', () => {
    const cli = read('signaling/cli.ts');
    const commands = [...page.matchAll(/`npx deskbell (\w+)/g)].map(([, name]) => name!);
    expect(commands.length).toBeGreaterThan(2);
    for (const command of commands) expect(cli).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });
});
