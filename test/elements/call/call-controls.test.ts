import { expect } from '@open-wc/testing';
import { emulateMedia, setViewport } from '@web/test-runner-commands';
import type { CallModal } from '../../../src/elements/call-modal.js';
import { findAll } from '../../support/accessible.js';
import { callModal, OUTGOING, talking, VIDEO } from '../../support/call.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

type Places = ReadonlyMap<string, DOMRect>;

/** Where each button of a call is, by its name. */
function placesIn(element: CallModal): Places {
  const buttons = findAll<HTMLElement>(element.shadowRoot!, '[part=controls] button');
  return new Map(buttons.map((each) => [each.ariaLabel!, each.getBoundingClientRect()]));
}

describe('the buttons of a call', () => {
  before(() => emulateMedia({ reducedMotion: 'reduce' }));
  after(async () => {
    await emulateMedia({ reducedMotion: 'no-preference' });
    await setViewport({ width: 800, height: 600 });
  });
  afterEach(cleanUp);

  for (const [width, height] of [
    [1280, 720],
    [360, 640],
    [320, 568],
  ] as const) {
    for (const facts of [OUTGOING, VIDEO]) {
      it(`stay where they are while others come: ${facts.type}, ${width} px`, async () => {
        await setViewport({ width, height });
        const media = { canSwitchCamera: true };
        const { element, session } = await callModal({ phase: 'calling', ...facts }, media);
        const seen: Places[] = [placesIn(element)];
        const look = async (...step: Parameters<typeof session.setCall>) => {
          session.setCall(...step);
          await element.updateComplete;
          seen.push(placesIn(element));
        };
        const localStream = new MediaStream();
        await look({ phase: 'ringing', ...facts }, { ...media, localStream });
        await waitUntil(() => placesIn(element).has('More'));
        await look({ phase: 'connecting', ...facts });
        await look(talking(facts));

        const last = seen.at(-1)!;
        expect([...last.keys()]).to.include.members(['Mute', 'End call', 'More', 'Hold']);
        expect(seen[0]!.has('More'), 'nothing came').to.equal(false);
        for (const places of seen) {
          for (const [name, { left, top }] of places) {
            // To the pixel: a browser rounds.
            expect(left, name).to.be.closeTo(last.get(name)!.left, 1);
            expect(top, name).to.be.closeTo(last.get(name)!.top, 1);
          }
        }
        const box = element.shadowRoot!.querySelector('[part=stage]')!.getBoundingClientRect();
        for (const [name, { left, right, top, bottom }] of last) {
          expect(Math.min(right - left, bottom - top), name).to.be.at.least(44);
          expect(left >= box.left && right <= box.right, `${name} is in the box`).to.equal(true);
        }
        const places = [...last.values()].map(({ left }) => left);
        expect(new Set(places).size, 'one lies on another').to.equal(places.length);
      });
    }
  }
});
