import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { fetchKeySet } from '../auth/key-set.js';
import { readConfig, type Config } from '../config.js';
import { LOOPBACK_HOSTS } from '../network-of.js';
import { answersStun, reachBroker, relayAddressOf } from './reach.js';

/** One thing that was looked at. */
export interface Finding {
  readonly level: 'fine' | 'warning' | 'wrong';
  readonly what: string;
  /** What to do about it. */
  readonly fix?: string;
}

const LITTLE_BYTES = 1024 ** 3;

const fine = (what: string): Finding => ({ level: 'fine', what });
const warning = (what: string, fix: string): Finding => ({ level: 'warning', what, fix });
const wrong = (what: string, fix: string): Finding => ({ level: 'wrong', what, fix });

/** Looks at what an owner can get wrong, in the order they would mend it. Rejects for nothing. */
export async function* examine(
  env: Readonly<Record<string, string | undefined>>,
): AsyncGenerator<Finding> {
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    yield wrong('The settings', error instanceof Error ? error.message : String(error));
    return;
  }
  yield fine('The settings can be read.');
  yield* identity(config);
  yield* origins(config);
  yield* address(config);
  yield* relays(config);
  yield* data(config);
}

async function* identity({ authSecrets, keySetUrl, audience }: Config): AsyncGenerator<Finding> {
  if (authSecrets.length === 0 && keySetUrl === undefined) {
    yield warning(
      'Development mode: anybody can have a token of any name.',
      'Set AUTH_SECRET, for example to the output of: openssl rand -hex 32',
    );
  }
  if (keySetUrl === undefined) return;
  try {
    await fetchKeySet(keySetUrl);
    yield fine('The issuer at AUTH_JWKS_URL tells its keys.');
  } catch (error) {
    yield wrong(
      `The issuer at AUTH_JWKS_URL tells no keys: ${(error as Error).message}.`,
      'Look at the address, and whether this machine may reach it.',
    );
  }
  if (audience === undefined) {
    yield warning(
      'Tokens are taken that the issuer made for other services.',
      'Set AUTH_AUDIENCE to the name under which the issuer knows this broker.',
    );
  }
}

function* origins({ allowedOrigins }: Config): Generator<Finding> {
  if (!allowedOrigins) {
    yield warning(
      'Any site may embed this broker.',
      'Set ALLOWED_ORIGINS to the sites that should, by commas.',
    );
    return;
  }
  const insecure = allowedOrigins.filter((origin) => !isSecure(origin));
  yield insecure.length === 0
    ? fine('Only the sites of ALLOWED_ORIGINS may embed.')
    : warning(
        `Browsers give no microphone to ${insecure.join(', ')}.`,
        'Serve those sites over https.',
      );
}

async function* address({ publicUrl, trustedProxies }: Config): AsyncGenerator<Finding> {
  if (publicUrl === undefined) {
    yield warning('PUBLIC_URL is not set.', 'Set it to the address that browsers use.');
    return;
  }
  if (!isSecure(publicUrl)) {
    yield wrong(
      `PUBLIC_URL is ${publicUrl}: browsers give no microphone and no camera over http.`,
      'Put a proxy that speaks TLS in front, such as the Caddy of deploy/compose.yaml.',
    );
  }
  switch (await reachBroker(publicUrl)) {
    case 'ready':
      yield fine(`${publicUrl} answers, and passes sockets on.`);
      break;
    case 'no answer':
      yield wrong(
        `${publicUrl} does not answer.`,
        'Start the broker; look at the name, the certificate and the proxy.',
      );
      break;
    case 'no socket':
      yield wrong(
        `${publicUrl} answers, but passes no sockets on.`,
        'Let the proxy pass WebSocket upgrades (Connection and Upgrade) to the broker.',
      );
  }
  if (publicUrl.startsWith('https:') && trustedProxies.length === 0) {
    yield warning(
      'Behind a proxy everybody seems to come from one address, and shares its limits.',
      'Set TRUSTED_PROXIES to the address or network of the proxy.',
    );
  }
}

async function* relays({ ice }: Config): AsyncGenerator<Finding> {
  if (!ice.turn) {
    yield warning(
      'There is no TURN server: about one call in ten finds no path.',
      'Run coturn with deploy/turnserver.conf, and set TURN_URLS and TURN_SECRET.',
    );
  }
  const urls = [...ice.stunUrls, ...(ice.turn?.urls ?? [])];
  const answers = await Promise.all(urls.map((url) => answersStun(relayAddressOf(url))));
  for (const [index, url] of urls.entries()) {
    yield answers[index]
      ? fine(`${url} answers.`)
      : wrong(
          `${url} does not answer.`,
          'Start the server; open its ports to the world, those for relaying too.',
        );
  }
}

async function* data({ dataDir }: Config): AsyncGenerator<Finding> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK);
    const { bavail, bsize } = await statfs(dataDir);
    yield bavail * bsize > LITTLE_BYTES
      ? fine(`${dataDir} can be written, and has room.`)
      : warning(`${dataDir} has less than 1 GiB left.`, 'Make room, or move DATA_DIR.');
  } catch {
    yield wrong(`${dataDir} cannot be written.`, 'Give it to the user that runs the broker.');
  }
}

function isSecure(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || LOOPBACK_HOSTS.includes(hostname);
}
