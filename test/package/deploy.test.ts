import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../signaling/config.js';
import { settings } from '../../signaling/settings.js';

const fileOf = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const textOf = (name: string) => readFileSync(fileOf(name), 'utf8');

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string>;
  entrypoint?: string[];
  command?: string[];
  security_opt?: string[];
  cap_drop?: string[];
  cap_add?: string[];
  read_only?: boolean;
  restart?: string;
  volumes?: string[];
  networks?: string[];
  ports?: string[];
}
interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { ipam: { config: { subnet: string }[] } }>;
  volumes: Record<string, unknown>;
}

describe('the Dockerfile', () => {
  const text = textOf('deploy/Dockerfile');

  it('has nothing that its linter knows better', () => {
    expect(validate(text).map(({ message }) => message)).toEqual([]);
  });

  it('copies what there is, and runs as nobody with rights', () => {
    const sources = [...text.matchAll(/^COPY --from=build \/app\/(\S+)/gm)].map(
      ([, path]) => path!,
    );
    const { files } = JSON.parse(textOf('package.json')) as { files: string[] };
    expect(sources).toEqual(expect.arrayContaining(['package.json', 'node_modules', 'dist']));
    for (const folder of files) expect(sources).toContain(folder.split('/')[0]);
    const last = text.slice(text.lastIndexOf('FROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).not.toMatch(/apt-get|npm /);
  });
});

describe('the compose file', () => {
  const compose = parse(textOf('deploy/compose.yaml')) as Compose;
  const example = textOf('deploy/.env.example');

  it('starts the broker with settings that it takes', () => {
    const filled: Record<string, string> = { DOMAIN: 'chat.example.com' };
    for (const [, name] of example.matchAll(/^(\w+)=/gm)) filled[name!] ??= 'x'.repeat(64);
    filled.ALLOWED_ORIGINS = 'https://shop.example.com';
    const env = Object.entries(compose.services.broker?.environment ?? {}).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{(\w+)[^}]*\}/g, (_whole, variable: string) => filled[variable] ?? ''),
    ]);
    for (const [name] of env) expect(Object.keys(settings)).toContain(name);
    const config = readConfig(Object.fromEntries(env) as Record<string, string>);
    expect(config).toMatchObject({
      publicUrl: 'https://chat.example.com',
      trustedProxies: compose.networks.front?.ipam.config.map(({ subnet }) => subnet),
    });
  });

  it('asks for every variable that the example names, and no other', () => {
    const text = textOf('deploy/compose.yaml');
    const used = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    const named = [...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect([...used].sort()).toEqual(named.sort());
    expect(example).not.toMatch(/^(AUTH|TURN)_SECRET=.+/m);
  });

  it.each(Object.entries(compose.services))('gives %s no more than it needs', (name, service) => {
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.cap_add ?? []).toEqual(name === 'broker' ? [] : ['NET_BIND_SERVICE']);
    expect(service.restart).toBe('unless-stopped');
    expect(service.image ?? '').not.toMatch(/:latest$|^[^:]+$/);
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      const exists = source.startsWith('./')
        ? existsSync(fileOf(`deploy/${source}`))
        : source in compose.volumes;
      expect(exists, volume).toBe(true);
    }
  });

  it('tells the relay its secret in a file, and on no command line', () => {
    const { entrypoint = [], command = [] } = compose.services.turn ?? {};
    expect([...entrypoint, ...command].join(' ')).not.toContain('${TURN_SECRET');
    const folder = mkdtempSync(join(tmpdir(), 'deskbell-relay-'));
    try {
      // Says how it was started, and with what settings.
      const stub = '#!/bin/sh\necho "$@"; stat -c %a "$2"; cat "$2"\n';
      writeFileSync(join(folder, 'turnserver'), stub, { mode: 0o755 });
      const [program = '', ...words] = [...entrypoint, ...command].map((word) =>
        word
          // First: this tree may lie in /tmp itself.
          .replaceAll('/tmp/', `${folder}/`)
          .replaceAll('/etc/turnserver.conf', fileOf('deploy/turnserver.conf'))
          .replaceAll('${DOMAIN}', 'chat.example.com')
          .replaceAll('$$', '$'),
      );
      const env = { PATH: `${folder}:${process.env.PATH}`, TURN_SECRET: 'the very secret' };
      const { stdout } = spawnSync(program, words, { encoding: 'utf8', env });
      const [started, mode, ...lines] = stdout.trimEnd().split('\n');
      expect(started).toContain('--realm=chat.example.com');
      expect(started).not.toContain('secret');
      expect(mode).toBe('600');
      expect(lines.at(-1)).toBe('static-auth-secret=the very secret');
      expect(lines).toContain('use-auth-secret');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('shows the world the proxy, not the broker', () => {
    expect(compose.services.broker?.ports).toBeUndefined();
    expect(compose.services.proxy?.ports).toEqual(['80:80', '443:443']);
    expect(textOf('deploy/Caddyfile')).toMatch(/^\s*respond \/metrics 404$/m);
  });

  it('lets no visitor choose the id under which the broker notes a request', () => {
    expect(textOf('deploy/Caddyfile')).toMatch(
      /^\s*header_up X-Request-Id \{http\.request\.uuid\}$/m,
    );
  });
});

const lacksSystemd = spawnSync('systemd-analyze', ['--version']).error !== undefined;

describe.skipIf(lacksSystemd)('the systemd unit', () => {
  it('is understood by systemd, every line', () => {
    const unit = fileOf('deploy/deskbell.service');
    const { stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    const complaints = stderr.split('\n').filter((line) => line.includes('deskbell.service:'));
    expect(complaints.filter((line) => !line.includes('is not executable'))).toEqual([]);
  });
});
