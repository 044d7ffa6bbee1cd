import { expect } from '@open-wc/testing';
import { storedDevices } from '../../src/client/device-memory.js';
import { CallDevices, type DeviceHandlers, type Devices } from '../../src/client/media.js';
import type { DeviceChoices } from '../../src/client/types.js';
import { endTrack, FakeDevices } from '../support/fake-devices.js';
import { memoryStorage } from '../support/sessions.js';
import { waitUntil } from '../support/wait-until.js';

const BROKER = 'https://chat.example.com';
const idOf = (track: MediaStreamTrack | undefined) => track?.getSettings().deviceId;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (cause: { code?: string }) => cause.code,
  );
const refusal = (name: string, message = '') => new DOMException(message, name);

/** The devices of one call, and what was told of them. */
function callWith(devices: Devices, storage = memoryStorage()) {
  const memory = storedDevices(storage, BROKER);
  const media = new CallDevices(devices, memory);
  const told: string[] = [];
  const choices: DeviceChoices[] = [];
  const handlers: DeviceHandlers = {
    onReplaced: (kind, track) => told.push(`${kind} is ${idOf(track)}`),
    onLost: (kind, { code }) => told.push(`${kind} lost: ${code}`),
    onChoices: (each) => choices.push(each),
  };
  media.connect(handlers);
  return { media, memory, storage, told, choices };
}

interface Bench {
  readonly devices: Devices;
  readonly tracks: readonly MediaStreamTrack[];
  readonly asked: readonly MediaStreamConstraints[];
  close(): void;
}

function inBrowser(): Bench {
  const tracks: MediaStreamTrack[] = [];
  const asked: MediaStreamConstraints[] = [];
  const { mediaDevices } = navigator;
  const devices: Devices = {
    async getUserMedia(constraints = {}) {
      asked.push(constraints);
      const stream = await mediaDevices.getUserMedia(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    },
    enumerateDevices: () => mediaDevices.enumerateDevices(),
    addEventListener: mediaDevices.addEventListener.bind(mediaDevices),
    removeEventListener: mediaDevices.removeEventListener.bind(mediaDevices),
  };
  return { devices, tracks, asked, close() {} };
}

function standIn(): Bench {
  const fake = new FakeDevices();
  return { devices: fake.port, tracks: fake.tracks, asked: fake.asked, close: () => fake.close() };
}

const BENCHES = { 'of the browser': inBrowser, 'that stand in': standIn };

for (const [name, make] of Object.entries(BENCHES)) {
  describe(`devices ${name}`, () => {
    let bench: Bench;
    let media: CallDevices;
    let call: ReturnType<typeof callWith>;

    beforeEach(() => {
      bench = make();
      call = callWith(bench.devices);
      ({ media } = call);
    });
    afterEach(() => {
      media.release();
      expect(bench.tracks.filter(({ readyState }) => readyState === 'live')).to.have.length(0);
      bench.close();
    });

    const other = async (kind: 'microphone' | 'camera') => {
      const { choices, chosenId } = (await media.list())[kind];
      return choices.find(({ id }) => id !== chosenId)!.id;
    };

    it('are listed with their names, and which is in use', async () => {
      await media.acquire('VIDEO');
      const { microphone, camera, speaker } = await media.list();
      for (const { choices } of [microphone, camera, speaker]) {
        expect(choices.length).to.be.at.least(2);
        for (const { id, label } of choices)
          expect(id && label)
            .to.be.a('string')
            .not.equal('');
      }
      expect(microphone.chosenId).to.equal(idOf(media.microphone));
      expect(camera.chosenId).to.equal(idOf(media.camera));
      expect(speaker.chosenId).to.equal(undefined);
    });

    it('are asked for with echo, noise and loudness taken care of, whichever it is', async () => {
      await media.acquire('VOICE');
      await media.use('microphone', await other('microphone'));
      expect(bench.asked).to.have.length(2);
      for (const { audio } of bench.asked) {
        const { echoCancellation, noiseSuppression, autoGainControl } =
          audio as MediaTrackConstraints;
        expect([echoCancellation, noiseSuppression, autoGainControl]).to.deep.equal([
          true,
          true,
          true,
        ]);
      }
    });

    for (const kind of ['microphone', 'camera'] as const) {
      it(`change while in use, and are remembered: ${kind}`, async () => {
        await media.acquire('VIDEO');
        const former = media[kind];
        const id = await other(kind);
        const track = await media.use(kind, id);
        expect(track).to.equal(media[kind]);
        expect(idOf(track)).to.equal(id);
        expect(track?.readyState).to.equal('live');
        expect(former?.readyState).to.equal('ended');
        await waitUntil(() => call.choices.at(-1)?.[kind].chosenId === id);
        media.release();
        await media.acquire('VIDEO');
        expect(idOf(media[kind])).to.equal(id);
      });
    }

    it('that are remembered and gone give way to others', async () => {
      call.memory.set('microphone', 'gone-for-good');
      call.memory.set('camera', 'gone-too');
      expect(await media.acquire('VIDEO')).to.equal(undefined);
      expect(media.microphone?.readyState).to.equal('live');
      expect(media.camera?.readyState).to.equal('live');
    });

    it('that are chosen and gone leave those in use, and are not remembered', async () => {
      await media.acquire('VIDEO');
      const { microphone, camera } = media;
      const cameraId = idOf(camera)!;
      expect(await codeOf(media.use('microphone', 'nothing'))).to.equal('device_missing');
      expect(media.microphone).to.equal(microphone);
      expect(microphone?.readyState).to.equal('live');
      expect(await codeOf(media.use('camera', 'nothing'))).to.equal('device_missing');
      expect(idOf(media.camera)).to.equal(cameraId);
      expect(call.told).to.deep.equal([`camera is ${cameraId}`]);
      expect(call.storage.keys()).to.deep.equal([]);
    });

    it('stay off when a camera is chosen that is off', async () => {
      await media.acquire('VIDEO');
      const { camera } = media;
      const id = await other('camera');
      media.closeCamera();
      expect(camera?.readyState).to.equal('ended');
      const count = bench.asked.length;
      expect(await media.use('camera', id)).to.equal(undefined);
      expect(bench.asked).to.have.length(count);
      expect(idOf(await media.openCamera())).to.equal(id);
    });

    it('are only remembered when nothing is in use', async () => {
      await media.use('microphone', 'mic-2');
      await media.use('speaker', 'out-2');
      expect(bench.asked).to.have.length(0);
      expect(call.memory.get('microphone')).to.equal('mic-2');
      await media.use('microphone', '');
      expect(call.memory.get('microphone')).to.equal(undefined);
      expect(call.memory.get('speaker')).to.equal('out-2');
    });

    it('are as muted as before when another is chosen', async () => {
      await media.acquire('VOICE');
      media.microphone!.enabled = false;
      const track = await media.use('microphone', await other('microphone'));
      expect(track?.enabled).to.equal(false);
      expect(media.talkWhile(true)).to.equal(true);
      expect(track?.enabled).to.equal(true);
      expect(media.talkWhile(false)).to.equal(false);
      expect(track?.enabled).to.equal(false);
    });

    it('are replaced when the track of one ends, as muted as it was', async () => {
      await media.acquire('VIDEO');
      const { microphone, camera } = media;
      microphone!.enabled = false;
      endTrack(microphone!);
      endTrack(camera!);
      await waitUntil(() => call.told.length === 2);
      expect(call.told.map((each) => each.split(' ')[0])).to.have.members(['microphone', 'camera']);
      expect(media.microphone).to.not.equal(microphone);
      expect(media.microphone?.enabled).to.equal(false);
      expect(media.camera?.enabled).to.equal(true);
    });
  });
}

describe('the microphone of the browser', () => {
  it('has echo, noise and loudness taken care of', async () => {
    const media = new CallDevices(navigator.mediaDevices);
    await media.acquire('VOICE');
    const settings = media.microphone!.getSettings();
    media.release();
    expect(settings).to.include({
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    });
  });
});

describe('a device that is pulled out', () => {
  let fake: FakeDevices;
  let media: CallDevices;
  let call: ReturnType<typeof callWith>;

  beforeEach(() => {
    fake = new FakeDevices();
    call = callWith(fake.port);
    ({ media } = call);
  });
  afterEach(() => {
    media.release();
    expect(fake.live()).to.have.length(0);
    expect(fake.listeners, 'nobody listens after the end').to.equal(0);
    fake.close();
  });

  for (const silent of [false, true]) {
    const how = silent ? 'without a word of its track' : 'with the end of its track';
    it(`gives way to another of its kind, ${how}`, async () => {
      await media.acquire('VIDEO');
      fake.unplug('cam-1', { silent });
      await waitUntil(() => call.told.length > 0);
      expect(call.told).to.deep.equal(['camera is cam-2']);
      expect(idOf(media.camera)).to.equal('cam-2');
      expect(idOf(media.microphone)).to.equal('mic-1');
      await waitUntil(() => call.choices.at(-1)?.camera.chosenId === 'cam-2');
      expect(call.choices.at(-1)?.camera.choices).to.have.length(1);
    });
  }

  it('was the last one: it is lost, and what else there is goes on', async () => {
    await media.acquire('VIDEO');
    fake.unplug('mic-2');
    fake.unplug('mic-1');
    await waitUntil(() => call.told.length > 0);
    expect(call.told).to.deep.equal(['microphone lost: device_missing']);
    expect(media.microphone).to.equal(undefined);
    expect(media.camera?.readyState).to.equal('live');
    expect(media.outgoing('VIDEO').getTracks()).to.have.length(2);
    expect(media.talkWhile(true)).to.equal(false);
  });

  it('and comes back is offered, not taken', async () => {
    await media.acquire('VOICE');
    fake.unplug('mic-2');
    fake.unplug('mic-1');
    await waitUntil(() => call.told.length > 0);
    const count = fake.asked.length;
    fake.plug({ kind: 'audioinput', id: 'mic-3', label: 'New' });
    await waitUntil(() => call.choices.at(-1)?.microphone.choices[0]?.id === 'mic-3');
    expect(fake.asked).to.have.length(count);
    expect(media.microphone).to.equal(undefined);
    // Chosen, it is there; but nobody is heard before they say so.
    const track = await media.use('microphone', 'mic-3');
    expect(track?.enabled).to.equal(false);
    expect(media.microphone).to.equal(track);
  });

  it('is offered again when it was remembered, and the one in use stays', async () => {
    call.memory.set('microphone', 'mic-2');
    await media.acquire('VOICE');
    fake.unplug('mic-2');
    await waitUntil(() => call.told.length > 0);
    expect(call.told).to.deep.equal(['microphone is mic-1']);
    fake.plug({ kind: 'audioinput', id: 'mic-2', label: 'Back' });
    await waitUntil(() => call.choices.at(-1)?.microphone.choices.length === 2);
    expect(idOf(media.microphone)).to.equal('mic-1');
    media.release();
    await media.acquire('VOICE');
    expect(idOf(media.microphone)).to.equal('mic-2');
  });

  it('is not one that the person took back in the browser: nobody is asked again', async () => {
    const { permissions } = navigator;
    Object.defineProperty(navigator, 'permissions', {
      configurable: true,
      value: { query: async () => ({ state: 'prompt' }) },
    });
    try {
      await media.acquire('VOICE');
      endTrack(media.microphone!);
      await waitUntil(() => call.told.length > 0);
      expect(call.told).to.deep.equal(['microphone lost: permission_denied']);
      expect(fake.asked).to.have.length(1);
    } finally {
      Object.defineProperty(navigator, 'permissions', { configurable: true, value: permissions });
    }
  });

  it('leaves a camera off that was switched off at once', async () => {
    await media.acquire('VIDEO');
    fake.unplug('cam-1');
    media.closeCamera();
    // Goes after what the plug began.
    await media.use('speaker', 'out-1');
    expect(fake.asked).to.have.length(1);
    expect(call.told).to.deep.equal([]);
  });

  it('leaves a camera off that was switched off meanwhile', async () => {
    await media.acquire('VIDEO');
    let grant = () => {};
    fake.prompt = new Promise((resolve) => (grant = resolve));
    fake.unplug('cam-1');
    await waitUntil(() => fake.asked.length === 2);
    media.closeCamera();
    grant();
    await waitUntil(() => fake.tracks.length === 3);
    expect(media.camera).to.equal(undefined);
    expect(call.told).to.deep.equal([]);
  });
});

describe('a choice of devices', () => {
  let fake: FakeDevices;
  let media: CallDevices;
  let call: ReturnType<typeof callWith>;
  const open = (devices: FakeDevices) => {
    fake = devices;
    call = callWith(fake.port);
    ({ media } = call);
  };

  beforeEach(() => open(new FakeDevices()));
  afterEach(() => {
    media.release();
    expect(fake.live()).to.have.length(0);
    fake.close();
  });

  it('made twice at once ends with the last one, and nothing is left open', async () => {
    await media.acquire('VIDEO');
    const tracks = await Promise.all([media.use('camera', 'cam-2'), media.use('camera', 'cam-1')]);
    expect(tracks.map(idOf)).to.deep.equal(['cam-2', 'cam-1']);
    expect(fake.live()).to.have.members([media.microphone, media.camera]);
    expect(call.memory.get('camera')).to.equal('cam-1');
  });

  it('that is granted after the end is let go, and the call hears “aborted”', async () => {
    await media.acquire('VOICE');
    let grant = () => {};
    fake.prompt = new Promise((resolve) => (grant = resolve));
    const using = codeOf(media.use('microphone', 'mic-2'));
    await waitUntil(() => fake.asked.length === 2);
    media.release();
    grant();
    expect(await using).to.equal('aborted');
    expect(fake.live()).to.have.length(0);
  });

  it('of a camera in use elsewhere opens the former one again', async () => {
    await media.acquire('VIDEO');
    fake.refuse = ({ video }) =>
      JSON.stringify(video).includes('cam-2') ? refusal('NotReadableError') : undefined;
    expect(await codeOf(media.use('camera', 'cam-2'))).to.equal('device_in_use');
    expect(call.told).to.deep.equal(['camera is cam-1']);
    expect(call.memory.get('camera')).to.equal(undefined);
  });

  it('by hand wins over turning the device around, until the end', async () => {
    open(
      new FakeDevices([
        { kind: 'audioinput', id: 'mic' },
        { kind: 'videoinput', id: 'front', facing: 'user' },
        { kind: 'videoinput', id: 'back', facing: 'environment' },
      ]),
    );
    await media.acquire('VIDEO');
    expect(idOf(media.camera)).to.equal('front');
    expect(idOf(await media.openOtherCamera())).to.equal('back');
    // Off and on again, it is the one that was turned to.
    media.closeCamera();
    expect(idOf(await media.openCamera())).to.equal('back');
    expect(idOf(await media.openOtherCamera())).to.equal('front');
    expect(call.memory.get('camera'), 'turning around is no choice for ever').to.equal(undefined);
    await media.use('camera', 'back');
    media.closeCamera();
    expect(idOf(await media.openCamera())).to.equal('back');
  });

  it('of a camera that is off while it is opened keeps it off', async () => {
    await media.acquire('VIDEO');
    media.closeCamera();
    let grant = () => {};
    fake.prompt = new Promise((resolve) => (grant = resolve));
    const opening = codeOf(media.openCamera());
    media.closeCamera();
    grant();
    expect(await opening).to.equal('aborted');
    expect(media.camera).to.equal(undefined);
  });
});
