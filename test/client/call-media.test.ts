import { expect } from '@open-wc/testing';
import { CallMediaControl, type MediaChange } from '../../src/client/call-media.js';
import { CallDevices } from '../../src/client/media.js';
import type { PeerLink } from '../../src/client/peer-link.js';
import type { CallTalk, TalkPorts } from '../../src/client/talk/talk.js';
import type { CallMedia } from '../../src/client/types.js';
import type { CallState } from '../../src/core/call-state.js';
import { callFacts } from '../support/fake-session.js';
import { waitUntil } from '../support/wait-until.js';

const CALL: CallState = {
  phase: 'active',
  connectedAtMs: 0,
  ...callFacts({ type: 'VIDEO', direction: 'outgoing' }),
};

let control: CallMediaControl;
let bytes: number;
let videoFrames: number;
/** Whether another picture has come with every look. */
let isSeen: boolean;
let looks: number;
/** What the call was told. */
let told: string[];

/** Dials somebody; `talk` is what they say of themselves, if they say anything. */
async function dial(talk?: (ports: TalkPorts) => void, own: Partial<CallTalk> = {}): Promise<void> {
  const link = {
    warm: async () => 'peer-1',
    dial() {},
    close() {},
    sendFullPicture: async () => undefined,
    inbound: async () => {
      looks++;
      if (isSeen) videoFrames++;
      return { bytes: (bytes += 100), videoFrames };
    },
  };
  control = new CallMediaControl({
    devices: new CallDevices(undefined),
    screens: undefined,
    isSupported: () => true,
    areDevicesShared: () => false,
    makeLink: () => link as unknown as PeerLink,
    loadTalk: () =>
      talk
        ? Promise.resolve((ports: TalkPorts) => {
            talk(ports);
            return { close() {}, mediaChanged() {}, ...own } as unknown as CallTalk;
          })
        : new Promise(() => undefined),
    call: () => CALL,
    show() {},
    tell: ({ type }) => told.push(type),
    send: () => true,
    wake() {},
    onQuality() {},
    onSummary() {},
    onRemoteStream() {},
    onError() {},
  });
  control.run({ type: 'warm_link' });
  control.run({ type: 'dial', callId: CALL.phase, peerId: 'peer-2' });
}

const media = (): CallMedia => control.media;
const isVisible = (expected: boolean) =>
  waitUntil(() => media().remoteVideo === expected, 'the picture');

beforeEach(() => {
  bytes = videoFrames = looks = 0;
  isSeen = false;
  told = [];
});

afterEach(() => {
  control.close();
  control.own.release();
});

describe('the camera of the other side', () => {
  it('is nothing to speak of before a picture was seen, however long that takes', async () => {
    await dial();
    await waitUntil(() => looks > 3, 'looks');
    expect(media().remoteCamera).to.equal(undefined);
    isSeen = true;
    await isVisible(true);
    expect(media().remoteCamera).to.equal(undefined);
  });

  it('is off when somebody who says nothing of it is seen no more', async () => {
    isSeen = true;
    await dial();
    await isVisible(true);
    isSeen = false;
    await isVisible(false);
    expect(media().remoteCamera).to.equal('off');
  });

  it('is on again when somebody who says nothing of it is seen again', async () => {
    isSeen = true;
    await dial();
    await isVisible(true);
    isSeen = false;
    await isVisible(false);
    isSeen = true;
    await isVisible(true);
    expect(media().remoteCamera).to.equal(undefined);
  });

  it('shows no picture while they say that it is off, though a black one comes', async () => {
    isSeen = true;
    const show = await new Promise<(change: MediaChange) => void>((resolve) => {
      void dial((ports) => resolve(ports.show));
    });
    await isVisible(true);
    show({ remoteCamera: 'off' });
    expect(media().remoteVideo).to.equal(false);
    const looked = looks;
    await waitUntil(() => looks > looked + 2, 'looks');
    expect(media().remoteVideo).to.equal(false);
    expect(media().remoteCamera).to.equal('off');
    show({ remoteCamera: 'on' });
    expect(media().remoteVideo).to.equal(true);
  });

  it('is what they say where they say it, also while their picture does not come', async () => {
    isSeen = true;
    await dial(({ show }) => show({ remoteCamera: 'on' }));
    await isVisible(true);
    isSeen = false;
    await isVisible(false);
    expect(media().remoteCamera).to.equal('on');
  });
});

describe('a path that somebody else found broken', () => {
  it('is mended, and told of as soon as anything comes on it', async () => {
    const done: string[] = [];
    const own = { mend: () => done.push('mend'), resync: () => done.push('resync') };
    await new Promise<void>((resolve) => void dial(() => resolve(), own as Partial<CallTalk>));
    const flows = () => told.filter((type) => type === 'media_flowing').length;
    const looked = looks;
    await waitUntil(() => looks > looked + 2, 'looks');
    expect(flows(), 'told once while nothing is wrong').to.equal(1);
    control.run({ type: 'mend_link' });
    expect(done).to.deep.equal(['mend']);
    await waitUntil(() => flows() === 2, 'it is not told that it flows again');
    expect(done).to.deep.equal(['mend', 'resync']);
    const mended = looks;
    await waitUntil(() => looks > mended + 2, 'looks');
    expect(flows(), 'told once').to.equal(2);
    expect(told).not.to.include('link_interrupted');
  });
});
