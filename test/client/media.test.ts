import { expect } from '@open-wc/testing';
import type { DeskbellErrorCode } from '../../src/core/errors.js';
import { mediaErrorOf } from '../../src/client/media-errors.js';
import { CallDevices, type Devices } from '../../src/client/media.js';

const refusal = (name: string, message = '') => new DOMException(message, name);

describe('a refusal of the browser', () => {
  const table: [string, Error, DeskbellErrorCode][] = [
    ['denied', refusal('NotAllowedError', 'Permission denied'), 'permission_denied'],
    ['dismissed', refusal('NotAllowedError', 'Permission dismissed'), 'permission_dismissed'],
    ['denied by the system', refusal('NotAllowedError', 'denied by system'), 'permission_denied'],
    ['no device', refusal('NotFoundError'), 'device_missing'],
    ['no such device', refusal('OverconstrainedError'), 'device_missing'],
    ['in use', refusal('NotReadableError'), 'device_in_use'],
    ['gave up', refusal('AbortError'), 'device_in_use'],
    ['insecure', refusal('SecurityError'), 'insecure_page'],
    ['no such thing', new TypeError('undefined'), 'calls_unsupported'],
    // As Firefox words them; it does not tell a closed prompt from a refusal.
    [
      'denied in Firefox',
      refusal('NotAllowedError', 'The request is not allowed by the user agent or the platform'),
      'permission_denied',
    ],
    [
      'no device in Firefox',
      refusal('NotFoundError', 'The object can not be found here.'),
      'device_missing',
    ],
    [
      'in use in Firefox',
      refusal('NotReadableError', 'Failed to allocate videosource'),
      'device_in_use',
    ],
    ['gave up in Firefox', refusal('AbortError', 'Starting videoinput failed'), 'device_in_use'],
    ['something newer', refusal('QuotaExceededError'), 'device_in_use'],
  ];
  for (const [name, cause, code] of table) {
    it(`“${name}” is ${code}`, () => {
      expect(mediaErrorOf(cause).code).to.equal(code);
      expect(mediaErrorOf(cause).cause).to.equal(cause);
    });
  }
});

/** The browser's devices, some of them refused. */
function devicesBut(refuse: (constraints: MediaStreamConstraints) => Error | undefined) {
  const asked: MediaStreamConstraints[] = [];
  const tracks: MediaStreamTrack[] = [];
  const devices: Devices = {
    async getUserMedia(constraints = {}) {
      asked.push(constraints);
      const error = refuse(constraints);
      if (error) throw error;
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    },
    enumerateDevices: () => navigator.mediaDevices.enumerateDevices(),
  };
  return { devices, asked, tracks };
}

const kindsOf = (stream: MediaStream) => stream.getTracks().map(({ kind }) => kind);

describe('the devices of a call', () => {
  let media: CallDevices | undefined;
  afterEach(() => media?.release());

  it('are a microphone for a voice call, with echo taken out', async () => {
    const { devices, asked } = devicesBut(() => undefined);
    media = new CallDevices(devices);
    expect(await media.acquire('VOICE')).to.equal(undefined);
    expect(asked).to.deep.equal([
      { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
    ]);
    expect(kindsOf(media.outgoing('VOICE'))).to.deep.equal(['audio']);
    expect(media.camera).to.equal(undefined);
  });

  it('are microphone and camera for a video call, and all stop at its end', async () => {
    const { devices, tracks } = devicesBut(() => undefined);
    media = new CallDevices(devices);
    await media.acquire('VIDEO');
    expect(kindsOf(media.outgoing('VIDEO'))).to.deep.equal(['audio', 'video']);
    media.release();
    expect(tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended']);
    expect(media.preview()).to.equal(null);
  });

  it('stop at once when they are granted after the end', async () => {
    const { devices, tracks } = devicesBut(() => undefined);
    media = new CallDevices(devices);
    const acquiring = media.acquire('VIDEO');
    media.release();
    const error = await acquiring.catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'aborted');
    expect(tracks.every(({ readyState }) => readyState === 'ended')).to.equal(true);
  });

  it('without a camera leave a voice call, and say why', async () => {
    const { devices } = devicesBut(({ video }) => (video ? refusal('NotFoundError') : undefined));
    media = new CallDevices(devices);
    expect(await media.acquire('VIDEO')).to.include({ code: 'device_missing', device: 'camera' });
    expect(media.microphone?.readyState).to.equal('live');
    expect(media.camera).to.equal(undefined);
    // Something holds the camera's place, so that it can be switched on later.
    expect(kindsOf(media.outgoing('VIDEO'))).to.deep.equal(['audio', 'video']);
  });

  it('without a microphone leave the camera, and say why', async () => {
    const { devices } = devicesBut(({ audio }) => (audio ? refusal('NotFoundError') : undefined));
    media = new CallDevices(devices);
    const missing = { code: 'device_missing', device: 'microphone' };
    expect(await media.acquire('VIDEO')).to.include(missing);
    expect(media.camera?.readyState).to.equal('live');
    expect(kindsOf(media.outgoing('VIDEO'))).to.deep.equal(['audio', 'video']);
  });

  it('with neither leave listening, and name neither alone', async () => {
    const { devices } = devicesBut(() => refusal('NotFoundError'));
    media = new CallDevices(devices);
    const missing = await media.acquire('VIDEO');
    expect(missing).to.have.property('code', 'device_missing');
    expect(missing).not.to.have.property('device');
    expect(await media.acquire('VOICE')).to.have.property('device', 'microphone');
  });

  it('all refused leave listening', async () => {
    const { devices } = devicesBut(() => refusal('NotAllowedError', 'Permission denied'));
    media = new CallDevices(devices);
    expect(await media.acquire('VOICE')).to.have.property('code', 'permission_denied');
    const [silence] = media.outgoing('VOICE').getTracks();
    expect(silence?.readyState).to.equal('live');
    expect(media.preview()).to.equal(null);
    media.release();
    expect(silence?.readyState).to.equal('ended');
  });

  it('are not asked for twice by someone who closed the prompt', async () => {
    const { devices, asked } = devicesBut(() => refusal('NotAllowedError', 'Permission dismissed'));
    media = new CallDevices(devices);
    expect(await media.acquire('VIDEO')).to.have.property('code', 'permission_dismissed');
    expect(asked).to.have.length(1);
  });

  it('do not exist on a page that has none', async () => {
    media = new CallDevices(undefined);
    const notice = await media.acquire('VOICE');
    expect(notice?.code).to.equal(isSecureContext ? 'calls_unsupported' : 'insecure_page');
  });

  it('give another camera, with the former one let go', async () => {
    const { devices, tracks } = devicesBut(() => undefined);
    media = new CallDevices(devices);
    await media.acquire('VIDEO');
    const former = media.camera;
    const next = await media.openOtherCamera();
    expect(former?.readyState).to.equal('ended');
    expect(next.readyState).to.equal('live');
    media.release();
    expect(tracks.every(({ readyState }) => readyState === 'ended')).to.equal(true);
  });
});
