import { test as base, expect, type BrowserContextOptions, type Page } from '@playwright/test';
import { E2eBroker } from './e2e-broker.js';
import { recordConnections } from './e2e-media.js';

export { expect } from '@playwright/test';

/** One person in a browser of their own. */
export interface Person {
  readonly page: Page;
  /** Addresses of every request and socket of the page. */
  readonly requests: string[];
  /** Errors of the console and of scripts, and violations of the page's policy. */
  readonly complaints: string[];
  /** Resolves when the broker first welcomes the page: from then on it can be rung. */
  readonly online: Promise<void>;
}

export interface PersonOptions extends BrowserContextOptions {
  /** Complaints that this story brings about itself, such as of a broker that is away. */
  expectComplaints?: RegExp;
}

interface Fixtures {
  /** Settings of this story's broker. */
  settings: Record<string, string>;
  broker: E2eBroker;
  /**
   * Opens an address of the broker (or of another site) as somebody new. Whoever sits at a desk
   * can be rung when this resolves.
   */
  enter: (address: string, options?: PersonOptions) => Promise<Person>;
}

const DESK = /\/seller\.html$/;

function untilWelcome(page: Page): Promise<void> {
  return new Promise((resolve) => {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).includes('"type":"welcome"')) resolve();
      });
    });
  });
}

/** Reports a refused resource, script or style to the test. */
function reportViolations(): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(
      `refused by policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
    );
  });
}

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],

  broker: async ({ settings }, use) => {
    const broker = await E2eBroker.start(settings);
    await use(broker);
    await broker.close();
  },

  enter: async ({ browser, broker }, use) => {
    const close: (() => Promise<void>)[] = [];
    const everybody: { person: Person; expected: RegExp | undefined }[] = [];
    await use(async (address, { expectComplaints, ...options } = {}) => {
      const context = await browser.newContext(options);
      close.push(() => context.close());
      await context.addInitScript(recordConnections);
      await context.addInitScript(reportViolations);
      const requests: string[] = [];
      const complaints: string[] = [];
      context.on('request', (request) => requests.push(request.url()));
      context.on('page', (page) => {
        page.on('websocket', (socket) => requests.push(socket.url()));
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('console', (message) => {
          if (message.type() !== 'error') return;
          complaints.push(`${message.text()} (${message.location().url})`);
        });
      });
      const page = await context.newPage();
      const person = { page, requests, complaints, online: untilWelcome(page) };
      everybody.push({ person, expected: expectComplaints });
      const { href, pathname } = new URL(address, broker.url);
      await page.goto(href);
      if (DESK.test(pathname)) await person.online;
      return person;
    });
    for (const leave of close) await leave();
    for (const { person, expected } of everybody) {
      expect(person.complaints.filter((complaint) => !expected?.test(complaint))).toEqual([]);
    }
  },
});
