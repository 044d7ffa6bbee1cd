import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { storedDevices } from '../../../src/client/device-memory.js';
import { keyValueStorage } from '../../../src/client/storage.js';
import { DeskbellError } from '../../../src/core/errors.js';
import { openDevicePanel, type DevicePanel } from '../../../src/elements/call/device-panel.js';
import { accessibleNodes, button, find, findAll, namesOf } from '../../support/accessible.js';
import { FakeDevices, TWO_OF_EACH } from '../../support/fake-devices.js';
import { callFacts, fakeHost, type FakeHost } from '../../support/fake-session.js';
import { openInbox, numbered } from '../../support/inbox.js';
import { cleanUp } from '../../support/page.js';
import { showPanel } from '../../support/panel.js';
import { waitUntil } from '../../support/wait-until.js';

const BROKER = 'https://broker.invalid';
const memory = () =>
  storedDevices(
    keyValueStorage(() => localStorage),
    BROKER,
  );

let contexts: AudioContext[];
let tracks: MediaStreamTrack[];
let copies: MediaStreamTrack[];
let opener: HTMLButtonElement;
const { mediaDevices } = navigator;
const { AudioContext: NativeContext } = globalThis;
const nativeClone = MediaStreamTrack.prototype.clone;

/** Replaces the browser's devices, or watches them. */
function useDevices(devices: unknown): void {
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: devices });
}

function watchDevices(): void {
  Object.defineProperty(mediaDevices, 'getUserMedia', {
    configurable: true,
    value: async (constraints: MediaStreamConstraints) => {
      const stream = await MediaDevices.prototype.getUserMedia.call(mediaDevices, constraints);
      tracks.push(...stream.getTracks());
      return stream;
    },
  });
}

async function open(fake: FakeHost = fakeHost()): Promise<FakeHost & { panel: DevicePanel }> {
  const root = await fixture(html`<div><button>Open</button></div>`);
  opener = root.querySelector('button')!;
  opener.focus();
  openDevicePanel({ root, host: fake.host });
  const panel = root.querySelector('deskbell-devices')!;
  await waitUntil(() => findAll(panel.shadowRoot!, 'dialog[open]').length === 1);
  return { ...fake, panel };
}

async function openCalling(media = {}): Promise<FakeHost & { panel: DevicePanel }> {
  const fake = fakeHost();
  await fake.host.session();
  fake.session.setCall({ phase: 'active', connectedAtMs: 0, ...callFacts() }, media);
  return open(fake);
}

const picker = (panel: DevicePanel, name: string) =>
  [...panel.shadowRoot!.querySelectorAll('label')]
    .find((label) => label.textContent?.trim().startsWith(name))!
    .querySelector('select')!;

const optionsOf = (select: HTMLSelectElement) => [...select.options].map(({ text }) => text);
const level = (panel: DevicePanel) => Number(find(panel, '.meter').ariaValueNow) / 100;
const video = (panel: DevicePanel) => find<HTMLVideoElement>(panel, 'video');
const alertOf = (panel: DevicePanel) => findAll(panel.shadowRoot!, '[role=alert]')[0];
const idIn = (panel: DevicePanel) => {
  const stream = video(panel).srcObject as MediaStream | null;
  return stream?.getVideoTracks()[0]?.getSettings().deviceId;
};

function choose(panel: DevicePanel, name: string, id: string): void {
  const select = picker(panel, name);
  select.value = id;
  select.dispatchEvent(new Event('change'));
}

beforeEach(() => {
  contexts = [];
  tracks = [];
  copies = [];
  MediaStreamTrack.prototype.clone = function (this: MediaStreamTrack) {
    const copy = nativeClone.call(this);
    copies.push(copy);
    return copy;
  };
  globalThis.AudioContext = class extends NativeContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.push(this);
    }
  };
});

afterEach(async () => {
  await cleanUp();
  expect(copies.map(({ readyState }) => readyState)).to.not.include('live');
  MediaStreamTrack.prototype.clone = nativeClone;
  globalThis.AudioContext = NativeContext;
  useDevices(mediaDevices);
  Reflect.deleteProperty(mediaDevices, 'getUserMedia');
  localStorage.removeItem(`deskbell:devices:${BROKER}`);
  document.documentElement.removeAttribute('style');
});

describe('the choice of devices before a call', () => {
  it('shows and names what there is, with a picture and the level of the microphone', async () => {
    watchDevices();
    const { panel } = await open();
    await waitUntil(() => video(panel).videoWidth > 0, 'a picture');
    expect(video(panel).muted).to.equal(true);
    expect(video(panel).matches('.mirrored')).to.equal(true);
    // The browser's stand-in for a microphone beeps once a second.
    await waitUntil(() => level(panel) > 0.1, 'a level');
    const bar = getComputedStyle(find(panel, '.meter'), '::before');
    await waitUntil(() => parseFloat(bar.inlineSize) > 0);
    expect(await namesOf('dialog')).to.deep.equal(['Audio and video']);
    const nodes = await accessibleNodes();
    const names = (role: string) =>
      nodes.filter((node) => node.role === role).map((node) => node.name);
    expect(names('combobox')).to.deep.equal(['Microphone', 'Camera', 'Speaker']);
    expect(find(panel, '[role=meter]').getAttribute('aria-label')).to.equal('Microphone level');
    expect(names('button')).to.deep.equal(['Test speaker', 'Close']);
    expect(video(panel).getAttribute('aria-label')).to.equal('You');
    expect(optionsOf(picker(panel, 'Camera'))).to.have.length(2);
    expect(find(panel, 'dialog').matches(':modal:focus')).to.equal(true);
    await expect(panel).to.be.accessible();
    for (const target of findAll(panel.shadowRoot!, 'select, button')) {
      expect(target.getBoundingClientRect().height).to.be.at.least(44);
    }
  });

  it('leaves a picker alone that somebody is about to use, however loud it is', async () => {
    watchDevices();
    const { panel } = await open();
    await waitUntil(() => picker(panel, 'Camera').value === idIn(panel));
    const select = picker(panel, 'Camera');
    const other = [...select.options].find(({ value }) => value !== select.value)!.value;
    // As by the arrow keys in the open list of some browsers: chosen, but not yet said.
    select.value = other;
    const heard = level(panel);
    await waitUntil(() => level(panel) !== heard, 'a level');
    await panel.updateComplete;
    expect(select.value).to.equal(other);
  });

  it('tries another camera and microphone, and remembers them', async () => {
    watchDevices();
    const { panel } = await open();
    await waitUntil(() => picker(panel, 'Camera').value === idIn(panel));
    const former = idIn(panel);
    const other = [...picker(panel, 'Camera').options].find(({ value }) => value !== former)!;
    choose(panel, 'Camera', other.value);
    await waitUntil(() => idIn(panel) === other.value);
    await waitUntil(() => video(panel).videoWidth > 0);
    const sound = [...picker(panel, 'Microphone').options].at(-1)!.value;
    choose(panel, 'Microphone', sound);
    await waitUntil(() => memory().get('microphone') === sound);
    expect(memory().get('camera')).to.equal(other.value);
    expect(tracks.filter(({ readyState }) => readyState === 'live')).to.have.length(2);
    panel.remove();
    const again = await open();
    await waitUntil(() => idIn(again.panel) === other.value);
    await waitUntil(() => picker(again.panel, 'Microphone').value === sound);
  });

  for (const [how, leave] of [
    ['Escape', () => sendKeys({ press: 'Escape' })],
    ['“Close”', async (panel: DevicePanel) => button(panel, 'Close').click()],
    ['its removal', async (panel: DevicePanel) => panel.remove()],
  ] as const) {
    it(`lets go of everything by ${how}`, async () => {
      watchDevices();
      const { panel } = await open();
      await waitUntil(() => level(panel) > 0 && video(panel).videoWidth > 0);
      await leave(panel);
      await waitUntil(() => !panel.isConnected);
      expect(tracks.filter(({ readyState }) => readyState === 'live')).to.have.length(0);
      expect(contexts.length).to.be.at.least(1);
      await waitUntil(() => contexts.every(({ state }) => state === 'closed'));
      if (how !== 'its removal') await waitUntil(() => opener.matches(':focus'));
    });
  }

  it('lets go of what is granted only after it was closed', async () => {
    const fake = new FakeDevices();
    let grant = () => {};
    fake.prompt = new Promise((resolve) => (grant = resolve));
    useDevices(fake.port);
    const { panel } = await open();
    expect(find(panel, '[role=status]').textContent).to.contain('Allow the microphone');
    panel.remove();
    grant();
    await waitUntil(() => fake.tracks.length > 0);
    expect(fake.live()).to.have.length(0);
    fake.close();
  });

  it('gives way to a call that comes', async () => {
    const fake = new FakeDevices();
    useDevices(fake.port);
    const { panel, host, session } = await open();
    await host.session();
    await waitUntil(() => fake.live().length > 0);
    session.setCall({ phase: 'incoming', ...callFacts() });
    await waitUntil(() => !panel.isConnected);
    expect(fake.live()).to.have.length(0);
    fake.close();
  });

  for (const [name, message, sentence] of [
    ['NotAllowedError', 'Permission denied', /Your browser blocks the microphone or camera/],
    ['NotAllowedError', 'Permission dismissed', /was closed/],
    ['NotFoundError', '', /No microphone or camera was found/],
    ['NotReadableError', '', /Another program is using/],
    ['SecurityError', '', /need a secure page/],
    ['TypeError', '', /cannot make calls/],
  ] as const) {
    it(`says what is wrong, and tries again: ${name} ${message}`, async () => {
      const fake = new FakeDevices();
      fake.refuse = () =>
        name === 'TypeError' ? new TypeError(message) : new DOMException(message, name);
      useDevices(fake.port);
      const { panel } = await open();
      await waitUntil(() => sentence.test(alertOf(panel)?.textContent ?? ''));
      await expect(panel).to.be.accessible();
      fake.refuse = undefined;
      button(panel, 'Retry').click();
      await waitUntil(() => idIn(panel) === 'cam-1');
      expect(alertOf(panel)).to.equal(undefined);
      fake.close();
    });
  }

  it('says so on a page that has no devices', async () => {
    useDevices(undefined);
    const { panel } = await open();
    await waitUntil(() => alertOf(panel));
    expect(picker(panel, 'Camera').disabled).to.equal(true);
  });

  it('follows what is plugged in and out', async () => {
    const fake = new FakeDevices(TWO_OF_EACH.slice(0, 3));
    useDevices(fake.port);
    const { panel } = await open();
    await waitUntil(() => picker(panel, 'Microphone').value === 'mic-1');
    expect(optionsOf(picker(panel, 'Speaker'))).to.deep.equal(['System default']);
    fake.plug({ kind: 'audiooutput', id: 'out-9' });
    await waitUntil(() => optionsOf(picker(panel, 'Speaker')).includes('Speaker 1'));
    fake.unplug('mic-1');
    await waitUntil(() => picker(panel, 'Microphone').value === 'mic-2');
    expect(alertOf(panel)).to.equal(undefined);
    fake.unplug('cam-1');
    await waitUntil(() => alertOf(panel)?.textContent.includes('No camera was found'));
    expect(video(panel).hidden).to.equal(true);
    fake.close();
  });

  it('goes back to the device in use when the chosen one cannot be had', async () => {
    const fake = new FakeDevices();
    useDevices(fake.port);
    const { panel } = await open();
    await waitUntil(() => picker(panel, 'Camera').value === 'cam-1');
    fake.refuse = ({ video: wish }) =>
      JSON.stringify(wish).includes('cam-2') ? new DOMException('', 'NotReadableError') : undefined;
    choose(panel, 'Camera', 'cam-2');
    await waitUntil(() => alertOf(panel)?.textContent.includes('Another program'));
    await waitUntil(() => picker(panel, 'Camera').value === 'cam-1');
    expect(idIn(panel)).to.equal('cam-1');
    expect(memory().get('camera')).to.equal(undefined);
    fake.close();
  });

  it('plays a tone through the chosen speaker, and leaves nothing open', async () => {
    const fake = new FakeDevices();
    useDevices(fake.port);
    const sinks: string[] = [];
    const { setSinkId } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.setSinkId = async (id) => void sinks.push(id);
    try {
      const { panel } = await open();
      await waitUntil(() => picker(panel, 'Speaker').options.length === 3);
      choose(panel, 'Speaker', 'out-2');
      await waitUntil(() => memory().get('speaker') === 'out-2');
      await waitUntil(() => picker(panel, 'Speaker').value === 'out-2');
      const test = button(panel, 'Test speaker');
      const former = contexts.length;
      test.click();
      await waitUntil(() => test.getAttribute('aria-disabled') === 'true');
      await waitUntil(() => test.getAttribute('aria-disabled') === null);
      expect(sinks).to.deep.equal(['out-2']);
      expect(contexts.length).to.equal(former + 1);
      expect(contexts.at(-1)?.state).to.equal('closed');
    } finally {
      HTMLMediaElement.prototype.setSinkId = setSinkId;
      fake.close();
    }
  });

  it('speaks Arabic from right to left', async () => {
    document.documentElement.lang = 'ar';
    const fake = new FakeDevices();
    useDevices(fake.port);
    const { panel } = await open();
    await waitUntil(() => find(panel, '.root').dir === 'rtl');
    expect(await namesOf('combobox')).to.deep.equal(['الميكروفون', 'الكاميرا', 'مكبّر الصوت']);
    await expect(panel).to.be.accessible();
    fake.close();
  });

  it('is readable on a dark page', async () => {
    document.documentElement.style.setProperty('color-scheme', 'dark');
    const fake = new FakeDevices();
    fake.refuse = () => new DOMException('Permission denied', 'NotAllowedError');
    useDevices(fake.port);
    const { panel } = await open();
    await waitUntil(() => alertOf(panel));
    await expect(panel).to.be.accessible();
    fake.close();
  });
});

describe('the choice of devices during a call', () => {
  const DEVICES = {
    microphone: {
      choices: [
        { id: 'mic-1', label: 'Headset' },
        { id: 'mic-2', label: 'Built in' },
      ],
      chosenId: 'mic-2',
    },
    camera: { choices: [{ id: 'cam-1', label: 'Webcam' }] },
    speaker: { choices: [{ id: 'out-1', label: 'Loudspeaker' }], chosenId: 'out-1' },
  };

  it('shows those of the call, and opens none', async () => {
    watchDevices();
    const localStream = await MediaDevices.prototype.getUserMedia.call(mediaDevices, {
      audio: true,
      video: true,
    });
    const [sound] = localStream.getAudioTracks();
    sound!.enabled = false;
    const { panel } = await openCalling({ localStream, devices: DEVICES, muted: true });
    await waitUntil(() => video(panel).videoWidth > 0);
    expect(video(panel).srcObject).to.equal(localStream);
    expect(picker(panel, 'Microphone').value).to.equal('mic-2');
    expect(picker(panel, 'Speaker').value).to.equal('out-1');
    // Muted for the others; the person sees that the microphone works.
    await waitUntil(() => level(panel) > 0.1, 'a level');
    expect(sound!.enabled).to.equal(false);
    expect(tracks).to.have.length(0);
    await expect(panel).to.be.accessible();
    button(panel, 'Close').click();
    await waitUntil(() => !panel.isConnected);
    expect(localStream.getTracks().map(({ readyState }) => readyState)).to.deep.equal([
      'live',
      'live',
    ]);
    await waitUntil(() => contexts.every(({ state }) => state === 'closed'));
    for (const track of localStream.getTracks()) track.stop();
  });

  it('asks the call to use another, and says why it does not', async () => {
    const { panel, session } = await openCalling({ devices: DEVICES });
    choose(panel, 'Microphone', 'mic-1');
    await waitUntil(() => session.verbsNamed('useDevice').length === 1);
    expect(session.verbsNamed('useDevice')[0]).to.deep.equal(['useDevice', 'microphone', 'mic-1']);
    session.failures.set('useDevice', new DeskbellError('device_in_use'));
    choose(panel, 'Microphone', 'mic-1');
    await waitUntil(() => alertOf(panel)?.textContent.includes('Another program'));
    await waitUntil(() => picker(panel, 'Microphone').value === 'mic-2');
    expect(findAll(panel.shadowRoot!, '.link'), 'nothing to ask for anew').to.have.length(0);
  });

  it('asks the call for the list when it has not told it', async () => {
    const fake = fakeHost();
    fake.session.answers.set('listDevices', DEVICES);
    await fake.host.session();
    fake.session.setCall({ phase: 'active', connectedAtMs: 0, ...callFacts() });
    const { panel } = await open(fake);
    await waitUntil(() => picker(panel, 'Microphone').value === 'mic-2');
  });

  it('says why a device is not in the call', async () => {
    const { panel } = await openCalling({ notice: new DeskbellError('permission_denied') });
    await waitUntil(() => alertOf(panel)?.textContent.includes('Your browser blocks'));
    expect(find(panel, '[role=status]').textContent).to.contain('Your camera is off');
  });

  for (const [what, state] of [
    ['the call ends', { call: { phase: 'idle' } }],
    ['another call rings', { otherCall: { phase: 'incoming', ...callFacts() } }],
  ] as const) {
    it(`closes when ${what}`, async () => {
      const { panel, session } = await openCalling({ devices: DEVICES });
      session.set(state);
      await waitUntil(() => !panel.isConnected);
    });
  }
});

describe('“Audio and video” before a call', () => {
  const NAME = 'Audio and video';
  const itemsIn = (root: ParentNode) => findAll(root, '[role^=menuitem]');
  const itemIn = (root: ParentNode) =>
    itemsIn(root).find((item) => item.textContent?.trim() === NAME);

  it('is in the menu of the inbox', async () => {
    const fake = new FakeDevices();
    useDevices(fake.port);
    const { element } = await openInbox([numbered(1)]);
    const options = button(element, 'Options');
    options.click();
    await waitUntil(() => itemIn(element.shadowRoot!));
    itemIn(element.shadowRoot!)!.click();
    await waitUntil(async () => (await namesOf('dialog')).includes(NAME));
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => fake.live().length === 0);
    await waitUntil(() => options.matches(':focus'));
    fake.close();
  });

  it('is in the menu of a chat', async () => {
    const fake = new FakeDevices();
    useDevices(fake.port);
    const shown = await showPanel([]);
    (await shown.one('[part=menu-button]')).click();
    await waitUntil(() => itemIn(shown.panel.shadowRoot!));
    itemIn(shown.panel.shadowRoot!)!.click();
    await waitUntil(async () => (await namesOf('dialog')).includes(NAME));
    expect(shown.panel.open, 'Escape is for the dialog').to.equal(true);
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => fake.live().length === 0);
    expect(shown.panel.open).to.equal(true);
    fake.close();
  });

  it('is not where a browser cannot call', async () => {
    const { RTCPeerConnection: native } = globalThis;
    Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
    try {
      const { element } = await openInbox([numbered(1)]);
      button(element, 'Options').click();
      await waitUntil(() => itemsIn(element.shadowRoot!).length > 0);
      expect(itemIn(element.shadowRoot!)).to.equal(undefined);
    } finally {
      globalThis.RTCPeerConnection = native;
    }
  });
});
