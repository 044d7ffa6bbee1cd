/**
 * One side of a connection, driven from outside by `side.…`: raw data channels, and ours over the
 * same connection.
 */
import { DirectTalk } from '/dist/src/client/direct/direct-talk.js';
import { FileIntake } from '/dist/src/client/direct/files/file-intake.js';
import { openFileSink } from '/dist/src/client/direct/files/file-sink.js';
import { sendFile } from '/dist/src/client/direct/files/send-file.js';
import { LinkChannel } from '/dist/src/client/direct/link-channel.js';

const LOW_WATER_BYTES = 64 * 1024;
const CONVERSATION = '01890a5d-ac96-774b-bcce-b302099a8057';
const TRANSFER = '01890a5d-ac96-774b-bcce-b302099a8058';

const rtc = new RTCPeerConnection();
const arrived = new Map();
rtc.ondatachannel = ({ channel }) => {
  channel.binaryType = 'arraybuffer';
  arrived.set(channel.label, channel);
};

const gathered = () =>
  new Promise((resolve) => {
    if (rtc.iceGatheringState === 'complete') return resolve(undefined);
    rtc.onicegatheringstatechange = () => {
      if (rtc.iceGatheringState === 'complete') resolve(undefined);
    };
  });

const opened = (/** @type {RTCDataChannel} */ channel) =>
  new Promise((resolve) => {
    if (channel.readyState === 'open') resolve(undefined);
    else channel.onopen = resolve;
  });

async function channelOf(/** @type {string} */ label, isCaller) {
  if (isCaller) {
    const channel = rtc.createDataChannel(label);
    channel.binaryType = 'arraybuffer';
    // The other side says that it listens: what came before would be lost.
    await new Promise((resolve) => channel.addEventListener('message', resolve, { once: true }));
    return channel;
  }
  while (!arrived.has(label)) await new Promise((resolve) => setTimeout(resolve, 5));
  const channel = arrived.get(label);
  await opened(channel);
  return channel;
}

const median = (/** @type {number[]} */ values) =>
  values.slice().sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A whole conversation as a desk has it, over one link to the other side. */
function talkOver(/** @type {RTCDataChannel} */ channel, meId, onArrived, onAck) {
  const otherId = meId === 'a' ? 'b' : 'a';
  const conversation = { id: CONVERSATION, participants: [{ id: 'a' }, { id: 'b' }] };
  const link = { userId: otherId, deviceId: otherId, send: (frame) => port.send(frame) };
  const talk = new DirectTalk({
    book: {
      get: () => ({ conversation }),
      receiveDirect: (_id, entry) => onArrived(entry),
      markDirect: (id) => onAck(id),
      assumeMark() {},
    },
    meId: () => meId,
    linksTo: () => [link],
    hearTyping() {},
    onAbuse() {
      throw new Error('taken for a flood');
    },
  });
  const port = new LinkChannel(channel, {
    onFrame: (frame) => talk.hear(link, frame),
    onEnd() {},
  });
  return talk;
}

const file = (/** @type {number} */ bytes) => {
  const block = crypto.getRandomValues(new Uint8Array(64 * 1024));
  return new Blob(Array.from({ length: bytes / block.length }, () => block));
};

globalThis.side = {
  async offer() {
    rtc.createDataChannel('first');
    await rtc.setLocalDescription();
    await gathered();
    return rtc.localDescription?.toJSON();
  },
  async answer(offer) {
    await rtc.setRemoteDescription(offer);
    await rtc.setLocalDescription();
    await gathered();
    return rtc.localDescription?.toJSON();
  },
  accept: (answer) => rtc.setRemoteDescription(answer),

  /** Sends every message back. */
  async echoRaw(label) {
    const channel = await channelOf(label, false);
    channel.onmessage = ({ data }) => channel.send(data);
    channel.send('ready');
  },
  async pingRaw(label, text, rounds) {
    const channel = await channelOf(label, true);
    const times = [];
    for (let round = 0; round < rounds; round++) {
      const startMs = performance.now();
      channel.send(text);
      await new Promise((resolve) => (channel.onmessage = resolve));
      times.push(performance.now() - startMs);
    }
    channel.close();
    return median(times);
  },

  /** Takes messages as a chat does, and acknowledges them. */
  async hearMessages(label) {
    const channel = await channelOf(label, false);
    const ignore = () => undefined;
    talkOver(channel, 'b', ignore, ignore);
    channel.send('ready');
  },
  async sendMessages(label, text, rounds) {
    const channel = await channelOf(label, true);
    let acknowledged = () => undefined;
    const talk = talkOver(
      channel,
      'a',
      () => undefined,
      () => acknowledged(),
    );
    const times = [];
    for (let round = 0; round < rounds; round++) {
      const message = { id: crypto.randomUUID(), text };
      const startMs = performance.now();
      const done = new Promise((resolve) => (acknowledged = () => resolve(undefined)));
      talk.say({ type: 'message_send', conversationId: CONVERSATION, message });
      await done;
      times.push(performance.now() - startMs);
    }
    channel.close();
    return median(times);
  },

  async takeRaw(label, bytes) {
    const channel = await channelOf(label, false);
    let got = 0;
    const done = new Promise((resolve) => {
      channel.onmessage = ({ data }) => {
        got += data.byteLength;
        if (got >= bytes) resolve(undefined);
      };
    });
    channel.send('ready');
    await done;
    channel.send('all');
  },
  /** The plainest sender there is: chunks of one buffer, with the channel's back-pressure. */
  async giveRaw(label, bytes, chunkBytes, highWaterBytes) {
    const channel = await channelOf(label, true);
    channel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    const chunk = new Uint8Array(chunkBytes);
    const done = new Promise((resolve) => (channel.onmessage = resolve));
    const startMs = performance.now();
    for (let sent = 0; sent < bytes; sent += chunkBytes) {
      if (channel.bufferedAmount > highWaterBytes) {
        await new Promise((resolve) => (channel.onbufferedamountlow = resolve));
      }
      channel.send(chunk);
    }
    await done;
    const tookMs = performance.now() - startMs;
    channel.close();
    return bytes / tookMs / 1_000;
  },

  async takeFile(label, bytes, isKept) {
    const channel = await channelOf(label, false);
    delete globalThis.showSaveFilePicker;
    const info = { name: 'bench.bin', mimeType: 'application/octet-stream', size: bytes };
    const sink = isKept ? await openFileSink(info, () => undefined) : { write: async () => {} };
    const taken = new FileIntake(bytes, sink).take(channel, TRANSFER, new AbortController().signal);
    channel.send('ready');
    await taken;
    await sink.abort?.();
  },
  async giveFile(label, bytes) {
    const blob = file(bytes);
    const channel = await channelOf(label, true);
    const startMs = performance.now();
    await sendFile({
      channel,
      transferId: TRANSFER,
      blob,
      fromBlock: 0,
      digests: [],
      onProgress() {},
      signal: new AbortController().signal,
    });
    return bytes / (performance.now() - startMs) / 1_000;
  },
};
