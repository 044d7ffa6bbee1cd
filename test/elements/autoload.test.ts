import { expect } from '@open-wc/testing';
import { autoload } from '../../src/elements/autoload.js';

const { setTimeout: realTimeout, clearTimeout: realClear, console: log } = globalThis;
const { warn } = log;

/** Waits that a test lets pass; none passes by itself. */
let waits: { readonly run: () => void; readonly ms: number }[] = [];
let tags = 0;

/** A tag on the page whose chunk cannot be loaded for so many tries. */
function late(failures: number): { tag: string; tries: () => number; element: HTMLElement } {
  const tag = `x-late-${++tags}`;
  let tries = 0;
  const load = async (): Promise<void> => {
    if (++tries <= failures) throw new TypeError('Failed to fetch');
  };
  const element = document.createElement(tag);
  document.body.append(element);
  autoload(new Map([[tag, load]]));
  return { tag, tries: () => tries, element };
}

/** Until all that was settled has been heard of, observers too. */
async function settled(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
}

async function pass(): Promise<number | undefined> {
  await settled();
  const [wait] = waits;
  waits = [];
  wait?.run();
  return wait?.ms;
}

async function change(element: HTMLElement): Promise<void> {
  element.append(document.createElement('i'));
  await settled();
}

describe('a tag whose chunk could not be loaded', () => {
  beforeEach(() => {
    waits = [];
    log.warn = () => undefined;
    globalThis.setTimeout = ((run: () => void, ms: number) => {
      const wait = { run: () => run(), ms };
      waits.push(wait);
      return wait;
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = ((wait: unknown) => {
      waits = waits.filter((each) => each !== wait);
    }) as typeof clearTimeout;
  });

  afterEach(() => {
    Object.assign(globalThis, { setTimeout: realTimeout, clearTimeout: realClear });
    log.warn = warn;
    document.querySelectorAll('body > *').forEach((each) => {
      if (each.localName.startsWith('x-late')) each.remove();
    });
  });

  it('is asked for again, though nothing else is missing', async () => {
    const { tries } = late(1);
    expect(tries()).to.equal(1);
    await pass();
    expect(tries()).to.equal(2);
    await settled();
    expect(waits).to.deep.equal([]);
  });

  it('is asked for less and less often, and of itself not for ever', async () => {
    const { tries, element } = late(Infinity);
    const ms: unknown[] = [];
    for (let i = 0; i < 6; i++) ms.push(await pass());
    expect(ms).to.deep.equal([1_000, 2_000, 4_000, 8_000, 16_000, 32_000]);
    expect(tries()).to.equal(6);
    await settled();
    expect(waits).to.deep.equal([]);
    await change(element);
    expect(tries()).to.equal(7);
    await settled();
    expect(waits).to.have.length(1);
    // Not at each change of a busy page.
    await change(element);
    await change(element);
    expect(tries()).to.equal(7);
  });

  it('is asked for at once when the browser is online again', async () => {
    const { tries } = late(1);
    await settled();
    expect(waits).to.have.length(1);
    dispatchEvent(new Event('online'));
    expect(tries()).to.equal(2);
    expect(waits).to.deep.equal([]);
    dispatchEvent(new Event('online'));
    expect(tries()).to.equal(2);
  });

  it('is not asked for while the page no longer holds it', async () => {
    const { tries, element } = late(Infinity);
    await settled();
    expect(waits).to.have.length(1);
    element.remove();
    await pass();
    expect(tries()).to.equal(1);
    document.body.append(element);
    await settled();
    expect(tries()).to.equal(2);
  });
});
