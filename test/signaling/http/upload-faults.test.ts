import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readlink, rm, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logOptions } from '../../../signaling/log.js';
import { claimedPng, halves, PLACE } from '../../support/broker/media-bytes.js';
import { filesIn } from '../../support/broker/temp-folder.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';
import { createUploadClient, type UploadClient } from '../../support/upload-client.js';

const MAX_BYTES = 30_000_000;
const HTML = '<!doctype html><script>alert(document.domain)</script>';
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let broker: BrokerHandle;
let client: UploadClient;
let folder: string;
const lines: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskbell-faults-'));
  const log = pino(logOptions('info'), { write: (line: string) => void lines.push(line) });
  const settings = { DATA_DIR: folder, MAX_UPLOAD_BYTES: String(MAX_BYTES) };
  broker = await startBroker(settings, log);
  client = await createUploadClient(broker);
});
afterAll(async () => {
  await broker.close();
  await rm(folder, { recursive: true });
});

const stored = () => filesIn(join(folder, 'files'));
const arriving = () => filesIn(join(folder, 'files', 'arriving'));

/** What a browser would be given for an upload of these bytes. */
async function served(bytes: Uint8Array, name: string) {
  const { status, body } = await client.upload(bytes, name);
  if (!body.file) return { status, code: body.code };
  const { headers, text } = await broker.api(body.file.url!);
  return {
    status,
    type: headers.get('content-type'),
    disposition: headers.get('content-disposition')!.split(';')[0],
    text,
  };
}

describe('the corpus of uploads', () => {
  it.each([
    ['an SVG with a script', Buffer.from(SVG), 'logo.svg'],
    ['an SVG named .png', Buffer.from(SVG), 'logo.png'],
    ['HTML named .png', Buffer.from(HTML), 'car.png'],
    ['HTML behind a byte order mark', Buffer.from(`\ufeff${HTML}`), 'car.txt'],
    ['XHTML', Buffer.from(`<?xml version="1.0"?><html xmlns="x">${HTML}</html>`), 'a.xml'],
    ['a script', Buffer.from(`#!/bin/sh\n${HTML}`), 'a.sh'],
  ] as const)('%s is bytes to be saved', async (_name, bytes, name) => {
    expect(await served(bytes, name)).toMatchObject({
      status: 200,
      type: 'application/octet-stream',
      disposition: 'attachment',
    });
  });

  it('a picture that is a page as well comes out a picture', async () => {
    for (const [format, type] of [
      ['png', 'image/png'],
      ['gif', 'image/gif'],
      ['jpeg', 'image/jpeg'],
    ] as const) {
      const polyglot = Buffer.concat([
        await halves().toFormat(format).toBuffer(),
        Buffer.from(HTML),
      ]);
      const answer = await served(polyglot, 'a.html');
      expect(answer).toMatchObject({ status: 200, type, disposition: 'inline' });
      expect(answer.text).not.toContain('<script>');
    }
  });

  it('a photograph forgets where it was taken, everywhere on the disk', async () => {
    const photo = await halves().jpeg().withExif(PLACE).toBuffer();
    const answer = await served(photo, 'photo.jpg');
    expect(answer).toMatchObject({ status: 200, type: 'image/jpeg' });
    expect(answer.text).not.toContain('Exif');
    expect(await arriving()).toEqual([]);
  });

  it.each([
    ['65,535² pixels', () => claimedPng(65_535, 65_535), 'unreadable_file', 422],
    [
      'a picture cut off',
      async () => (await halves(400, 300).png().toBuffer()).subarray(0, 300),
      'unreadable_file',
      422,
    ],
    ['nothing', async () => Buffer.alloc(0), 'empty_file', 422],
    ['the limit + 1', async () => Buffer.alloc(MAX_BYTES + 1), 'file_too_large', 413],
  ] as const)(
    '%s is refused, said in one line of the log, and not kept',
    async (_name, make, code, status) => {
      const before = await stored();
      const bytes = await make();
      const logged = lines.length;
      expect(await served(bytes, 'car.png')).toEqual({ status, code });
      const refusals = lines.slice(logged).filter((line) => line.includes(`"status":${status}`));
      expect(refusals).toHaveLength(1);
      const form = { conversationId: client.conversationId, file: bytes };
      const whole = await client.form('/api/messages/upload', form, 'car.png');
      expect([whole.status, whole.body.code]).toEqual([status, code]);
      expect(await stored()).toEqual(before);
    },
  );

  it('a message that is refused leaves no file', async () => {
    const before = await stored();
    const { conversationId } = client;
    const send = (fields: Record<string, string>) =>
      client.form('/api/messages/upload', { conversationId, file: randomBytes(50), ...fields });
    for (const [fields, status] of [
      [{ type: 'VIDEO' }, 415],
      [{ type: 'VOICE' }, 415],
      [{ replyTo: randomUUID() }, 404],
      [{ conversationId: randomUUID() }, 404],
      [{ duration: 'long' }, 400],
    ] as const) {
      expect((await send(fields)).status).toBe(status);
    }
    expect(await stored()).toEqual(before);
    const id = randomUUID();
    await Promise.all(Array.from({ length: 5 }, () => send({ id })));
    expect(await stored()).toHaveLength(before.length + 1);
  });

  it('a name never becomes a path', async () => {
    for (const name of ['../../x', '..\\..\\x', '/etc/x', 'CON', '.htaccess']) {
      await client.form(
        '/api/messages/upload',
        { conversationId: client.conversationId, file: randomBytes(20) },
        name,
      );
    }
    for (const path of await stored()) {
      expect(path).toMatch(/^blobs[/\\][0-9a-f]{2}[/\\][0-9a-f]{64}$/);
    }
    for (const path of await filesIn(folder)) {
      expect(path).toMatch(/^(files[/\\]|deskbell\.db)/);
    }
  });

  it('one byte a second is cut off, and goes on where it was', async () => {
    const { body } = await client.begin({ size: 100 });
    const { hostname, port } = new URL(broker.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(
      `PATCH /api/uploads/${body.id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${client.token}\r\n` +
        'Upload-Offset: 0\r\nContent-Type: application/octet-stream\r\nContent-Length: 100\r\n\r\n',
    );
    const timer = setInterval(() => socket.write('x'), 1000);
    const startedAt = performance.now();
    await closed;
    clearInterval(timer);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    const { body: state } = await broker.api<{ offset: number }>(`/api/uploads/${body.id}`, {
      token: client.token,
    });
    expect(state.offset).toBeGreaterThanOrEqual(5);
    const rest = await client.patch(body.id, state.offset, 'y'.repeat(100 - state.offset));
    expect(rest.body.file).toMatchObject({ size: 100, mimeType: 'text/plain' });
  }, 30_000);

  it('a sender who leaves in the middle of a form leaves nothing behind', async () => {
    const { hostname, port } = new URL(broker.url);
    const before = await stored();
    for (let i = 0; i < 5; i++) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.write(
        `POST /api/messages/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${client.token}\r\n` +
          'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n' +
          '--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' +
          'x'.repeat(200_000),
      );
      await expect.poll(arriving, { interval: 5 }).toHaveLength(1);
      socket.destroy();
      await expect.poll(arriving, { interval: 5 }).toEqual([]);
    }
    expect(await stored()).toEqual(before);
  });

  it('a large file passes through without being held in memory', async () => {
    const size = 24_000_000;
    const { body } = await client.begin({ size, name: 'film.bin' });
    const piece = randomBytes(1_000_000);
    let sent = 0;
    let mostHeld = 0;
    const held = () => {
      collectGarbage();
      return process.memoryUsage().arrayBuffers;
    };
    const source = new ReadableStream<Uint8Array>({
      pull(controller) {
        mostHeld = Math.max(mostHeld, held());
        if (sent === size) return controller.close();
        sent += piece.length;
        controller.enqueue(piece);
      },
    });
    const before = held();
    const { status } = await client.patch(body.id, 0, source, { duplex: 'half' });
    expect(status).toBe(200);
    expect(mostHeld - before).toBeLessThan(8_000_000);
  });

  it('left behind by a crash are gone when the broker is back', async () => {
    const own = await mkdtemp(join(tmpdir(), 'deskbell-faults-'));
    const key = 'ab'.repeat(32);
    const left = [join('arriving', randomUUID()), join('blobs', key.slice(0, 2), key)];
    const longAgo = new Date(Date.now() - 25 * 3600 * 1000);
    for (const path of left.map((name) => join(own, 'files', name))) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'left');
      await utimes(path, longAgo, longAgo);
    }
    const back = await startBroker({ DATA_DIR: own });
    await expect.poll(() => filesIn(join(own, 'files')), { interval: 5 }).toEqual([]);
    await back.close();
    await rm(own, { recursive: true });
  });

  it('leaves no file open when it is over', async () => {
    const own = await mkdtemp(join(tmpdir(), 'deskbell-faults-'));
    const short = await startBroker({ DATA_DIR: own });
    const person = await createUploadClient(short);
    const { body } = await person.upload(await halves().png().toBuffer(), 'a.png');
    // Asked for, answered, and never read.
    const unread = await fetch(short.url + body.file!.url!);
    await short.api(body.file!.url!, { headers: { range: 'bytes=9999-' } });
    await short.api(body.file!.url!, { method: 'HEAD' });
    await unread.body?.cancel();
    await person.begin({ id: randomUUID() });
    await short.close();
    if (process.platform === 'linux') {
      const handles = await readdir('/proc/self/fd');
      const targets = await Promise.all(
        handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => '')),
      );
      expect(targets.filter((target) => target.startsWith(own))).toEqual([]);
    }
    await rm(own, { recursive: true });
  });
});
