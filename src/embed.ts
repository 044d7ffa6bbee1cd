/**
 * The script tag: `<script type="module" src="…/deskbell.js" data-token="…">`. Gives the page a
 * session that is made on first use, defines `<contact-button>` and `<chat-session>`, and loads the
 * other elements when the page holds them.
 */
import { warn } from './client/logger.js';
import { setPageHost } from './controllers/session-context.js';
import type { ConnectPolicy, SessionHostOptions } from './controllers/session-host.js';
import { autoload } from './elements/autoload.js';
import './elements/chat-session.js';
import './elements/contact-button.js';
import { createHost } from './elements/create-host.js';

const LOADED = Symbol.for('deskbell.embed');

function readOptions(script: HTMLScriptElement | undefined): SessionHostOptions {
  const { broker, token, tokenUrl, name, locale, direct, connect, titleCount, consent } =
    script?.dataset ?? {};
  return {
    broker: originOf(broker),
    direct: direct === 'calls' || direct === 'never' ? direct : 'auto',
    connect: readPolicy(connect),
    titleCount: titleCount !== undefined,
    consent,
    ...(token && { token }),
    ...(tokenUrl && { tokenUrl }),
    ...(name && { name }),
    ...(locale && { locale }),
  };
}

/** The broker's origin: what `data-broker` says, else where this script came from. */
function originOf(broker: string | undefined): string {
  try {
    if (broker) return new URL(broker, location.href).origin;
  } catch {
    warn('data-broker is not an address');
  }
  return new URL(import.meta.url).origin;
}

function readPolicy(value: string | undefined): ConnectPolicy {
  return value === 'idle' || value === 'interaction' ? value : 'auto';
}

/** `document.currentScript` is null for modules; our own address finds the tag. */
function ownScript(): HTMLScriptElement | undefined {
  const scripts = document.querySelectorAll<HTMLScriptElement>('script[src]');
  return [...scripts].find(({ src }) => src === import.meta.url);
}

function start(): void {
  const script = ownScript();
  const options = readOptions(script);
  const host = createHost(document.documentElement, options);
  setPageHost(host);
  if (script) {
    new MutationObserver(() => host.setToken(script.dataset['token'])).observe(script, {
      attributeFilter: ['data-token'],
    });
  }
  autoload();
  host.start();
}

/** A second copy of the script on one page does nothing; nor does one on a server. */
if (typeof document !== 'undefined' && !Reflect.has(globalThis, LOADED)) {
  Reflect.set(globalThis, LOADED, true);
  start();
}
