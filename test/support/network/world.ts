import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserType } from '@playwright/test';
import { CHROMIUM_FLAGS, withoutFeatures } from '../../../scripts/chromium-flags.js';
import { findChromium } from '../../../scripts/chromium.js';
import { scrapLeftovers, type Host } from './host.js';
import { Internet, SERVER_ADDRESS, type Home, type HomeKind } from './internet.js';
import { startTurnServer, type TurnServer } from './turn-server.js';

export const BROKER_PORT = 8080;
export const BROKER_URL = `http://${SERVER_ADDRESS}:${BROKER_PORT}`;

const WITHOUT = [
  'WebRtcHideLocalIpsWithMdns',
  'LocalNetworkAccessChecks',
  'LocalNetworkAccessChecksWebRTC',
  'LocalNetworkAccessChecksWebSockets',
];

/** A small internet with a TURN server, and browsers in its homes. */
export class World {
  readonly #browsers = new Map<string, Browser>();
  readonly #homes = new Map<string, Home>();

  private constructor(
    readonly internet: Internet,
    readonly turn: TurnServer,
    private readonly chromium: BrowserType,
    private readonly folder: string,
  ) {}

  static async build(chromium: BrowserType): Promise<World> {
    await scrapLeftovers();
    const internet = await Internet.build();
    const turn = await startTurnServer(internet.server);
    return new World(internet, turn, chromium, await mkdtemp(join(tmpdir(), 'deskbell-world-')));
  }

  /** Somebody's home of this kind, built when it is first asked for. */
  async home(person: string, kind: HomeKind = 'open'): Promise<Home> {
    // The names of sockets are short.
    const name = `${person.slice(0, 6)}-${kind.slice(0, 3)}`;
    const home = this.#homes.get(name) ?? (await this.internet.addHome(name, kind));
    this.#homes.set(name, home);
    return home;
  }

  /** The browser in a home; another one once that has ended. */
  async browser(home: Home): Promise<Browser> {
    const running = this.#browsers.get(home.socket);
    if (running?.isConnected()) return running;
    const browser = await this.chromium.launch({
      executablePath: await this.#starter(home.computer),
      args: [
        ...CHROMIUM_FLAGS,
        '--use-fake-device-for-media-stream',
        // Neither TLS for the broker nor a name service is what is tested here; and all is private.
        `--unsafely-treat-insecure-origin-as-secure=${BROKER_URL}`,
        withoutFeatures(WITHOUT),
        `--ignore-certificate-errors-spki-list=${this.turn.certificatePin}`,
      ],
    });
    this.#browsers.set(home.socket, browser);
    return browser;
  }

  async close(): Promise<void> {
    for (const browser of this.#browsers.values()) await browser.close();
    await this.turn.close();
    await this.internet.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A program that is Chromium on that host. */
  async #starter(host: Host): Promise<string> {
    const file = join(this.folder, `chromium-${host.name}`);
    const words = [...host.inside, findChromium() ?? 'chromium'].map((word) => `'${word}'`);
    await writeFile(file, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
    await chmod(file, 0o755);
    return file;
  }
}
