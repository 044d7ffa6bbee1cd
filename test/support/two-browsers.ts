import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { CHROMIUM_FLAGS, withoutFeatures } from '../../scripts/chromium-flags.js';
import { findChromium } from '../../scripts/chromium.js';
import { findFirefox } from '../../scripts/firefox.js';

const WAIT_MS = 15_000;

/** Fake devices and candidates that need no name service, so that media works in a sandbox. */
const FIREFOX_PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  'permissions.default.geo': 1,
  'geo.provider.testing': true,
  'geo.provider.network.url':
    'data:application/json,{"location":{"lat":52.52,"lng":13.405},"accuracy":20}',
};

export function launchFirefox(
  preferences: Record<string, string | number | boolean> = {},
): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox()!,
    headless: true,
    extraPrefsFirefox: { ...FIREFOX_PREFERENCES, ...preferences },
  });
}

export function launchChromium(): Promise<Browser> {
  return puppeteer.launch({
    executablePath: findChromium()!,
    headless: true,
    args: [...CHROMIUM_FLAGS, withoutFeatures(), '--use-fake-device-for-media-stream'],
  });
}

/** A person in either browser, by what they see and press. */
export class Visitor {
  readonly errors: string[] = [];

  private constructor(readonly page: Page) {
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  /** @param prepare runs in the page before its own scripts */
  static async enter(browser: Browser, address: string, prepare?: () => void): Promise<Visitor> {
    const context = await browser.createBrowserContext();
    const visitor = new Visitor(await context.newPage());
    if (prepare) await visitor.page.evaluateOnNewDocument(prepare);
    await visitor.page.goto(address);
    return visitor;
  }

  /** The first element of this selector, through open shadow roots (`>>>`), once it is shown. */
  async see(selector: string): Promise<ElementHandle> {
    const handle = await this.page.waitForSelector(selector, { visible: true });
    return handle!;
  }

  async press(selector: string): Promise<void> {
    const handle = await this.see(selector);
    await handle.click();
  }

  /** Waits until this holds for an element. */
  async until(element: ElementHandle, holds: (element: Element) => boolean): Promise<void> {
    await this.page.waitForFunction(holds, {}, element as ElementHandle<Element>);
  }

  async write(text: string): Promise<void> {
    const box = await this.see('body >>> textarea');
    await box.type(text);
    await box.press('Enter');
  }

  /** A line of the open chat with these words in it, and the words of its state if named. */
  async seeLine(...words: string[]): Promise<string> {
    const found = await this.page.waitForFunction(linesWith, {}, words);
    return (await found.jsonValue()) as string;
  }
}

/** Runs in the page: the text of the line of the log, in whatever shadow, that holds all of these. */
function linesWith(words: string[]): string | false {
  const childrenOf = (node: Node): Node[] => [
    ...((node as Element).shadowRoot?.childNodes ?? []),
    ...node.childNodes,
  ];
  const textOf = (node: Node): string => {
    if (node instanceof Text) return node.data;
    return node instanceof HTMLStyleElement ? '' : childrenOf(node).map(textOf).join('');
  };
  const linesIn = (node: Node): string[] =>
    node instanceof Element && node.matches('[role=article], article')
      ? [textOf(node).replace(/\s+/g, ' ')]
      : childrenOf(node).flatMap(linesIn);
  const lines = linesIn(document.body);
  return lines.find((text) => words.every((word) => text.includes(word))) ?? false;
}
