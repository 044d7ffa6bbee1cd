import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  bin: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
  dependencies: Record<string, string>;
};

/** What `npm publish` would send. */
const packed = (
  JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as { files: { path: string }[] }[]
)[0]?.files.map(({ path }) => path);

function scriptsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Every module a built file imports, statically or not. */
function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

const ENTRIES = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [{ name: name.replace('.', 'deskbell'), ...target }],
);

describe('the npm package', () => {
  it('holds what its entries, its program and the broker need', () => {
    const needed = [
      ...ENTRIES.flatMap(({ types, default: file }) => [types, file]),
      ...Object.values(manifest.bin),
      './dist/browser/deskbell.js',
      './dist/signaling/main.js',
      './demo/index.html',
      './README.md',
      './LICENSE',
    ].map((path) => path.replace('./', ''));
    expect(packed).toEqual(expect.arrayContaining(needed));
    for (const path of needed) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });

  it('holds no test, no source, no state of a build and no data', () => {
    const strange = packed?.filter((path) =>
      /^(src|signaling|test|scripts|bench|docs|data)\/|tsbuildinfo|\.types|test-results/.test(path),
    );
    expect(strange).toEqual([]);
  });

  it.each(ENTRIES)('$name is imported in Node without a browser', ({ name }) => {
    const program = `import(${JSON.stringify(name)}).then((m) => console.log(Object.keys(m).join()))`;
    const names = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    if (name === 'deskbell') expect(names.trim().split(',')).toContain('createSession');
    if (name === 'deskbell/api') expect(names.trim()).toBe('DeskbellError,createApiClient');
  });

  it('has a client of the API that brings nothing of the browser along', () => {
    const seen = new Set<string>();
    const outside = new Set<string>();
    const follow = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const name of importsOf(readFileSync(file, 'utf8'))) {
        if (name.startsWith('.')) follow(join(file, '..', name));
        else outside.add(name);
      }
    };
    follow(join(ROOT, 'dist/lib/api.js'));
    expect([...outside]).toEqual(['valibot']);
    const bytes = [...seen].reduce((sum, file) => sum + readFileSync(file).length, 0);
    expect(bytes).toBeLessThan(64 * 1024);
  });

  it('imports nothing that it does not depend on', () => {
    const strangers = [...scriptsIn('dist/lib'), ...scriptsIn('dist/signaling')].flatMap((file) =>
      importsOf(readFileSync(file, 'utf8'))
        .filter((specifier) => !/^(\.|node:)/.test(specifier))
        .map((specifier) => (/^(@[^/]+\/)?[^/]+/.exec(specifier) ?? [''])[0])
        .filter((name) => !Object.hasOwn(manifest.dependencies, name))
        .map((name) => `${file.slice(ROOT.length)} imports ${name}`),
    );
    expect(strangers).toEqual([]);
  });

  it('brings PeerJS along without its adapter', () => {
    const text = scriptsIn('dist/lib').map((file) => readFileSync(file, 'utf8'));
    expect(text.flatMap(importsOf)).not.toContain('peerjs');
    const all = text.join('\n');
    expect(all.includes('iceConnectionState')).toBe(true);
    expect(/adapter\.browserShim|shimPeerConnection/.test(all)).toBe(false);
  });

  it('has a program that says how it is used', () => {
    const file = join(ROOT, manifest.bin.deskbell ?? '');
    expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(execFileSync(process.execPath, [file, 'help'], { encoding: 'utf8' })).toMatch(/serve/);
  });
});

describe('the lock file', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { version?: string; optionalDependencies?: Record<string, string> }>;
  };

  it('names the parts of every platform, so that npm ci accepts it on each', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe('the script for browsers', () => {
  const files = scriptsIn('dist/browser');

  it('imports nothing from elsewhere', () => {
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const absolute = importsOf(readFileSync(file, 'utf8')).filter(
        (name) => !/^\.{1,2}\//.test(name),
      );
      expect(absolute, file).toEqual([]);
    }
  });

  it('never comes back to the entry, whose address may carry a query', () => {
    const chunks = files.filter((file) => file.includes('/chunks/'));
    for (const file of chunks) {
      const back = importsOf(readFileSync(file, 'utf8')).filter((name) =>
        name.endsWith('deskbell.js'),
      );
      expect(back, file).toEqual([]);
    }
  });

  it('makes no code from text and no script or link element', () => {
    const refused = [
      /\beval\(|\bnew Function\(|\bFunction\(["'`]/,
      /createElement\(["'`](link|script|iframe)["'`]\)/,
      /document\.write|insertAdjacentHTML|setAttribute\(["'`]style["'`]/,
    ];
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      expect(
        refused.filter((pattern) => pattern.test(text)),
        file,
      ).toEqual([]);
    }
  });

  it('names no third party', () => {
    for (const file of files) {
      const addresses = readFileSync(file, 'utf8').match(
        /\b(?:https?|wss?|stun|turn):\/?\/?[a-z0-9][\w.-]*\.[a-z]{2,}/g,
      );
      // The map is a link that a person may press; nothing of it is loaded.
      const known = /w3\.org|lit\.dev|www\.openstreetmap\.org/;
      expect(
        (addresses ?? []).filter((address) => !known.test(address)),
        file,
      ).toEqual([]);
    }
  });

  it('comes compressed as well, and from the same text', async () => {
    const { gunzipSync, brotliDecompressSync } = await import('node:zlib');
    const plain = readFileSync(join(ROOT, 'dist/browser/deskbell.js'));
    expect(gunzipSync(readFileSync(join(ROOT, 'dist/browser/deskbell.js.gz')))).toEqual(plain);
    expect(brotliDecompressSync(readFileSync(join(ROOT, 'dist/browser/deskbell.js.br')))).toEqual(
      plain,
    );
  });
});
