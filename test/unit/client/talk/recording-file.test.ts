import { describe, expect, it } from 'vitest';
import {
  chooseFormat,
  recordingName,
} from '../../../../src/client/talk/recording/recording-file.js';

describe('the format of a recording', () => {
  it('is the one most players play, of those the browser records', () => {
    expect(chooseFormat('picture', () => true)?.ending).toBe('mp4');
    expect(chooseFormat('picture', (type) => type.includes('webm'))).toEqual({
      mimeType: 'video/webm;codecs=vp8,opus',
      ending: 'webm',
    });
    expect(chooseFormat('sound', (type) => type.startsWith('audio/ogg'))?.ending).toBe('ogg');
    expect(chooseFormat('sound', () => false)).toBe(undefined);
  });
});

describe('the name of a recording', () => {
  const at = new Date(2026, 10, 7, 9, 5);

  it('tells who and when', () => {
    expect(recordingName('Sam Seller', at, 'mp4')).toBe('Sam Seller 2026-11-07 09.05.mp4');
    expect(recordingName('سامي البائع', at, 'm4a')).toBe('سامي البائع 2026-11-07 09.05.m4a');
  });

  const odd: [string, string, string][] = [
    ['a path', '../../etc/passwd', 'etc passwd 2026-11-07 09.05.mp4'],
    ['another drive', 'C:\\Users|x?', 'C Users x 2026-11-07 09.05.mp4'],
    ['a turned text', 'gpj\u202e.exe', 'gpj .exe 2026-11-07 09.05.mp4'],
    ['a hidden file', '.profile', 'profile 2026-11-07 09.05.mp4'],
    ['half a letter', 'Sam\ud83d', 'Sam 2026-11-07 09.05.mp4'],
    ['nobody', ' ', '2026-11-07 09.05.mp4'],
  ];
  for (const [name, person, file] of odd) {
    it(`is fit for every disk: ${name}`, () => {
      expect(recordingName(person, at, 'mp4')).toBe(file);
    });
  }

  it('has room for the time however long the person is', () => {
    const name = recordingName('🦊'.repeat(500), at, 'mp4');
    expect(name).toMatch(/^(🦊){80} 2026-11-07 09\.05\.mp4$/u);
  });
});
