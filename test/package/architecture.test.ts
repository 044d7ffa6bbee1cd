import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MOST_LINES = 250;

/** What each folder may import from, beside itself: the law of design, left to right. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'src/protocol': [],
  'src/core': ['src/protocol'],
  'src/client': ['src/protocol', 'src/core'],
  'src/api': ['src/protocol', 'src/core', 'src/client'],
  'src/locales': ['src/protocol', 'src/core'],
  'src/styles': [],
  'src/controllers': ['src/protocol', 'src/core', 'src/client', 'src/locales'],
  'src/elements': [
    'src/protocol',
    'src/core',
    'src/client',
    'src/controllers',
    'src/locales',
    'src/styles',
  ],
  src: [
    'src/protocol',
    'src/core',
    'src/client',
    'src/controllers',
    'src/elements',
    'src/locales',
    'src/styles',
  ],
  'signaling/domain': ['src/protocol', 'types of signaling/store'],
  'signaling/store': ['src/protocol', 'signaling/domain'],
  'signaling/bus': ['src/protocol', 'types of signaling/domain'],
  'signaling/socket': ['src/protocol', 'signaling/domain', 'types of signaling/bus'],
  'signaling/gate': ['src/protocol', 'types of signaling/domain'],
  'signaling/files': ['src/protocol', 'signaling/domain', 'types of signaling/store', 'signaling'],
  'signaling/auth': ['src/protocol', 'signaling/domain', 'signaling'],
  'signaling/metrics': ['types of signaling/domain'],
  'signaling/http': [
    'src/protocol',
    'signaling/domain',
    'signaling/auth',
    'signaling/files',
    'types of signaling/store',
    'types of signaling/metrics',
    'signaling',
  ],
  'signaling/operate': ['src/protocol', 'signaling/store', 'signaling/auth', 'signaling'],
  signaling: ['src/protocol', 'signaling/*'],
};

/** Packages only one place may know. */
const ONLY_IN: Record<string, RegExp> = {
  kysely: /^signaling\/store\//,
  'better-sqlite3': /^signaling\/store\//,
  peerjs: /^src\/client\/peerjs-peer\.ts$/,
  peer: /^signaling\/gate\//,
  'rate-limiter-flexible': /^signaling\/domain\/counter\.ts$/,
  sharp: /^signaling\/files\/pictures\.ts$/,
  'file-type': /^signaling\/files\/sniff\.ts$/,
  '@fastify/multipart': /^signaling\/http\//,
  lit: /^src\/(controllers|elements|styles)\//,
  '@lit/context': /^src\/(controllers|elements)\//,
  fastify: /^signaling\/(http\/|[^/]+\.ts$)/,
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

const FILES = [...sources('src'), ...sources('signaling')];
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** Every `import`, `export … from` and `import()` of a file. */
function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean, dynamic = false) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const { text } = specifier;
    const to = text.startsWith('.')
      ? relative(ROOT, resolve(ROOT, dirname(file), text)).replace(/\.js$/, '.ts')
      : text;
    found.push({ from: file, to, typeOnly, dynamic });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false, true);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest));
  return found;
}

const IMPORTS = FILES.flatMap(importsOf);
const isOurs = (to: string) => /^(src|signaling)\//.test(to);

/** The most exact folder of the law that holds a file. */
function folderOf(file: string): string {
  const folders = Object.keys(MAY_IMPORT).filter((folder) => file.startsWith(`${folder}/`));
  const folder = folders.sort((a, b) => b.length - a.length)[0];
  if (folder === undefined) throw new Error(`${file} stands in no folder of the house`);
  return folder;
}

const TYPES_OF = 'types of ';

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const here = folderOf(from);
  if (to.startsWith(`${here}/`) && folderOf(to) === here) return true;
  const law = MAY_IMPORT[here] ?? [];
  const all = law.flatMap((allowed) =>
    !allowed.startsWith(TYPES_OF) ? allowed : typeOnly ? allowed.slice(TYPES_OF.length) : [],
  );
  return all.some((allowed) =>
    allowed.endsWith('/*')
      ? to.startsWith(allowed.slice(0, -1))
      : to.startsWith(`${allowed}/`) && (allowed !== 'signaling' || !to.slice(10).includes('/')),
  );
}

const packageOf = (to: string) =>
  to
    .split('/')
    .slice(0, to.startsWith('@') ? 2 : 1)
    .join('/');

describe('the house', () => {
  it('is read as a whole', () => {
    expect(FILES.length).toBeGreaterThan(40);
    expect(IMPORTS.length).toBeGreaterThan(FILES.length);
  });

  it('imports to the left only', () => {
    const broken = IMPORTS.filter((found) => isOurs(found.to) && !isAllowed(found));
    expect(broken.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('knows a law for what it would refuse', () => {
    const refuse = (from: string, to: string) =>
      expect(isAllowed({ from, to, typeOnly: false, dynamic: false }), `${from} → ${to}`).toBe(
        false,
      );
    refuse('src/protocol/call.ts', 'src/core/uuid.ts');
    refuse('src/core/call-machine.ts', 'src/client/types.ts');
    refuse('src/client/store.ts', 'src/elements/chat-panel.ts');
    refuse('src/controllers/clock.ts', 'src/elements/events.ts');
    refuse('signaling/domain/ringing.ts', 'src/core/call-state.ts');
    refuse('src/client/store.ts', 'signaling/config.ts');
    refuse('signaling/store/messages.ts', 'signaling/socket/hub.ts');
    refuse('signaling/domain/search-desk.ts', 'signaling/store/rows.ts');
    refuse('signaling/http/files.ts', 'signaling/gate/gate.ts');
    const types = { from: 'signaling/domain/reach.ts', to: 'signaling/store/store.ts' };
    expect(isAllowed({ ...types, typeOnly: true, dynamic: false })).toBe(true);
  });

  it('tells the law of each folder of the broker in its table', () => {
    const table = textOf('docs/architecture.md');
    const said = [...table.matchAll(/^\| `(signaling\/\w+)\/` *\|[^|]*\| ([^|]*?) *\|$/gm)].map(
      ([, folder, mayImport]) => [folder, mayImport],
    );
    const law = Object.entries(MAY_IMPORT)
      .filter(([folder]) => folder.startsWith('signaling/'))
      .map(([folder, allowed]) => [
        folder,
        allowed
          .map((each) =>
            each
              .replace('signaling/', '')
              .replace('src/', '')
              .replace(/^signaling$/, '`signaling/*.ts`'),
          )
          .join(', '),
      ]);
    expect(said).toEqual(law);
    const folders = readdirSync(join(ROOT, 'signaling'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `signaling/${entry.name}`);
    expect(law.map(([folder]) => folder).sort()).toEqual(folders.sort());
  });

  it('has no import of a file that is not there', () => {
    const missing = IMPORTS.filter(({ to }) => isOurs(to) && !existsSync(join(ROOT, to)));
    expect(missing.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it.each(Object.entries(ONLY_IN))('keeps %s in one place', (name, place) => {
    const strangers = IMPORTS.filter(({ from, to }) => packageOf(to) === name && !place.test(from));
    expect(strangers.map(({ from }) => from)).toEqual([]);
    expect(IMPORTS.some(({ to }) => packageOf(to) === name)).toBe(true);
  });

  it('loads PeerJS, the calls, their view, the recorder and direct links only when they are needed', () => {
    const early = IMPORTS.filter(
      ({ to, typeOnly, dynamic }) =>
        /^(peerjs|src\/client\/(assemble-calls|talk\/recorder|direct\/.*)\.ts|src\/elements\/call-modal\.ts)$/.test(
          to,
        ) &&
        !typeOnly &&
        !dynamic,
    );
    const entries = ['src/index.ts', 'src/elements/define.ts'];
    // The recorder writes to the disk as a file does that comes over a direct link.
    entries.push('src/client/talk/recorder.ts');
    const late = (from: string) => entries.includes(from) || from.startsWith('src/client/direct/');
    expect(early.filter(({ from }) => !late(from)).map(({ from }) => from)).toEqual([]);
    expect(IMPORTS.some(({ to, dynamic }) => to === 'peerjs' && dynamic)).toBe(true);
  });

  it('has no circle among its files', () => {
    const targets = new Map<string, string[]>();
    for (const { from, to, typeOnly } of IMPORTS) {
      if (isOurs(to) && !typeOnly) targets.set(from, [...(targets.get(from) ?? []), to]);
    }
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const walk = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const next of targets.get(file) ?? []) walk(next, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of FILES) walk(file, []);
    expect(circles).toEqual([]);
  });

  it(`has no file of more than ${MOST_LINES} lines`, () => {
    const written = FILES.filter((file) => !/: not written by hand\.$/m.test(textOf(file)));
    const long = written.filter((file) => textOf(file).split('\n').length - 1 > MOST_LINES);
    expect(FILES.length - written.length).toBeLessThan(5);
    expect(long).toEqual([]);
  });

  it('reads the environment in main, config and cli only', () => {
    const readers = FILES.filter((file) =>
      /\bprocess\.env\b|\benv\b.*node:process/.test(textOf(file)),
    );
    expect(readers.filter((file) => !/^signaling\/(main|config|cli)\.ts$/.test(file))).toEqual([]);
  });

  it('says in one place where things are in the data folder', () => {
    const literal = /'(deskbell\.db|secret|blobs|arriving)'/;
    const places = FILES.filter((file) => file.startsWith('signaling/')).filter((file) =>
      literal.test(textOf(file)),
    );
    expect(places).toEqual(['signaling/data-folder.ts']);
  });

  it('keeps a tag in the file of its name', () => {
    const tags = FILES.filter((file) => file.startsWith('src/')).flatMap((file) =>
      [...textOf(file).matchAll(/\bdefine\(\s*'([a-z]+(?:-[a-z]+)+)'/g)].map((match) => ({
        tag: match[1] ?? '',
        file,
      })),
    );
    expect(tags.length).toBeGreaterThan(3);
    // Parts of an element that no page writes are named after us.
    for (const { tag, file } of tags.filter((each) => !each.tag.startsWith('deskbell-'))) {
      expect(file).toBe(`src/elements/${tag}.ts`);
    }
  });
});
