import { describe, expect, it } from 'vitest';
import { linkAt, withOrigin } from '../../../src/client/media-links.js';

const BROKER = 'https://chat.example.com';
const link = '/api/files/f1?signature=x';

describe('a signed link', () => {
  it('gets the origin of the broker wherever a message is told', () => {
    const media = () => ({ name: 'a', url: link, thumbnail: { url: `${link}&t`, width: 1 } });
    const frame = { type: 'message', message: { id: 'm1', media: media() } };
    const page = {
      items: [{ lastMessage: { media: media() }, listing: { url: 'https://shop.example/1' } }],
    };
    const upload = { id: 'u1', file: { url: link } };
    expect(withOrigin(frame, BROKER).message.media).toEqual({
      name: 'a',
      url: BROKER + link,
      thumbnail: { url: `${BROKER}${link}&t`, width: 1 },
    });
    const [item] = withOrigin(page, BROKER).items;
    expect(item?.lastMessage.media.url).toBe(BROKER + link);
    expect(item?.listing.url).toBe('https://shop.example/1');
    expect(withOrigin(upload, BROKER).file.url).toBe(BROKER + link);
  });

  it.each([
    'https://elsewhere.example/x.png',
    '//elsewhere.example/x.png',
    '/\\elsewhere.example/x.png',
    'javascript:alert(1)',
    'data:image/png;base64,AAAA',
    'http://chat.example.com/x.png',
    'https://chat.example.com.elsewhere.example/',
  ])('that leads elsewhere is dropped (%s)', (url) => {
    expect(linkAt(url, BROKER)).toBeUndefined();
    const { media } = withOrigin({ media: { url, thumbnail: { url } } }, BROKER);
    expect([media.url, media.thumbnail.url]).toEqual([undefined, undefined]);
  });

  it('leaves everything else as it is', () => {
    for (const value of [null, 7, 'text', [], { media: null, file: 'x' }, { url: link }]) {
      expect(withOrigin(structuredClone(value), BROKER)).toEqual(value);
    }
  });
});
