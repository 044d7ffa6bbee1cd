import { test as base, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { createTokens } from '../../../signaling/auth/tokens.js';
import type { Call } from '../../../src/protocol/index.js';
import { E2eBroker } from '../e2e-broker.js';
import { recordConnections } from '../e2e-media.js';
import {
  pressAt,
  recorded,
  recordMoments,
  recordSockets,
  type Recording,
} from '../e2e-recorder.js';
import { figure } from '../figures.js';
import { page as sitePage } from '../e2e-site.js';
import { Walk } from '../e2e-walk.js';
import type { Home, HomeKind } from './internet.js';
import { BROKER_PORT, BROKER_URL, World } from './world.js';

export { expect } from '@playwright/test';

const AUTH_SECRET = 'a secret for the tests of the network and for nothing else';
const OTHER = '#other';

/** How somebody is connected, and how the site embeds the widget for them. */
export interface PersonOptions {
  readonly kind?: HomeKind;
  readonly direct?: 'auto' | 'calls' | 'never';
  /** Whom the button on their page calls. */
  readonly calls?: string;
}

/** Somebody at home, in a browser, on a page with a button that calls somebody. */
export class Person extends Walk {
  /** The frames of every socket of the page, in and out. */
  readonly frames: string[] = [];

  constructor(
    page: Page,
    readonly id: string,
    readonly home: Home,
  ) {
    super(page);
    page.on('websocket', (socket) => {
      const keep = (frame: { payload: string | Buffer }) =>
        void this.frames.push(frame.payload.toString());
      socket.on('framesent', keep);
      socket.on('framereceived', keep);
    });
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  /** Asks the API as this person. */
  ask<Answer>(path: string): Promise<Answer> {
    return this.page.evaluate(async (address) => {
      const { token } = document.querySelector<HTMLElement>('script[data-token]')!.dataset;
      const headers = { authorization: `Bearer ${token}` };
      return (await (await fetch(address, { headers })).json()) as Answer;
    }, path);
  }

  async ring(kind: 'voiceCall' | 'videoCall'): Promise<void> {
    await this.contact(kind, OTHER).click();
  }

  /** One of the buttons of the call. */
  control(name: string): Locator {
    return this.call.getByRole('button', { name, exact: true });
  }

  /** @returns when it was pressed */
  hangUpAtOnce(): Promise<number> {
    return pressAt(this.control('End call'));
  }

  /** Whether the broker shows this page what is new. */
  isOnline(): Promise<boolean> {
    return this.page.evaluate(() =>
      window.recordedSockets.some(
        (socket) => socket.readyState === WebSocket.OPEN && socket.url.includes('/api/'),
      ),
    );
  }

  /** The newest call of the person, as the broker keeps it. */
  async lastCall(): Promise<Call | undefined> {
    return (await this.ask<{ items: Call[] }>('/api/calls')).items[0];
  }
}

/** How each of two is connected. */
export interface PairOptions extends Pick<PersonOptions, 'direct'> {
  readonly guest?: HomeKind;
  readonly seller?: HomeKind;
}

interface Fixtures {
  /** Settings of this story's broker; without any there is no TURN and no STUN. */
  settings: Record<string, string>;
  broker: E2eBroker;
  enter: (id: string, options?: PersonOptions) => Promise<Person>;
  /** Two people who can call each other: the guest and the seller. */
  meet: (options?: PairOptions) => Promise<[Person, Person]>;
  /** The same, and the guest has called and the seller taken it. */
  talk: (kind: 'voiceCall' | 'videoCall', options?: PairOptions) => Promise<[Person, Person]>;
}

export const test = base.extend<Fixtures, { world: World }>({
  world: [
    async ({ playwright }, use) => {
      const world = await World.build(playwright.chromium);
      await use(world);
      await world.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  settings: [{}, { option: true }],

  broker: async ({ settings, world }, use) => {
    const broker = await E2eBroker.start(
      {
        HOST: '0.0.0.0',
        PORT: String(BROKER_PORT),
        PUBLIC_URL: BROKER_URL,
        AUTH_SECRET,
        ...settings,
      },
      world.internet.server.inside,
    );
    await use(broker);
    await broker.close();
    await world.internet.mendAll();
  },

  enter: async ({ world, broker: _running }, use) => {
    const leave: (() => Promise<void>)[] = [];
    await use(async (id, { kind = 'open', direct = 'auto', calls = 'seller' } = {}) => {
      const home = await world.home(id, kind);
      const browser = await world.browser(home);
      const context = await browser.newContext({
        permissions: ['microphone', 'camera'],
        locale: 'en-GB',
      });
      leave.push(() => context.close().catch(() => undefined));
      await context.addInitScript(recordConnections);
      await context.addInitScript(recordSockets);
      await context.addInitScript(recordMoments);
      const token = await createTokens({ secrets: [AUTH_SECRET] }).sign({
        userId: id,
        name: nameOf(id),
        ttlSeconds: 3600,
      });
      const body = sitePage(
        `<script type="module" src="/deskbell.js" data-token="${token}" data-direct="${direct}"></script>`,
        `<p id="other"><contact-button to="${calls}" name="${nameOf(calls)}"></contact-button></p>`,
      );
      await context.route(`${BROKER_URL}/talk`, (route) =>
        route.fulfill({ contentType: 'text/html', body }),
      );
      const person = new Person(await context.newPage(), id, home);
      await person.page.goto(`${BROKER_URL}/talk`);
      return person;
    });
    for (const go of leave) await go();
  },

  meet: async ({ enter }, use) => {
    await use(async ({ guest, seller, ...options } = {}) => [
      await enter('guest', { ...options, kind: guest }),
      await enter('seller', { ...options, kind: seller, calls: 'guest' }),
    ]);
  },

  talk: async ({ meet }, use) => {
    await use(async (kind, options) => {
      const [guest, seller] = await meet(options);
      await guest.ring(kind);
      await seller.accept();
      await guest.expectCallInProgress();
      await seller.expectCallInProgress();
      return [guest, seller];
    });
  },
});

/** Holds both to it that they hear each other again this soon after that moment. */
export async function expectSoundBack(
  people: Person[],
  name: string,
  sinceMs: number,
  limitMs: number,
): Promise<void> {
  for (const { id, page } of people) {
    const back = (recording: Recording) => recording.backAfterMs('soundPackets', sinceMs);
    const backMs = await recorded(page, back, 4 * limitMs + 10_000);
    figure(`${name}: sound back for the ${id}`, backMs, limitMs, 2 * limitMs);
  }
}

const nameOf = (id: string): string => id[0]!.toUpperCase() + id.slice(1);
