import { expect } from '@open-wc/testing';
import type { MediaChange } from '../../../src/client/call-media.js';
import { TheirReport } from '../../../src/client/talk/their-report.js';
import { NO_MEDIA, type CallMedia } from '../../../src/client/types.js';
import { RtcPair } from '../../support/rtc-pair.js';

describe('what the other side says that it sends', () => {
  it('shows its screen anew when the sound of it comes later, and not otherwise', async () => {
    const pair = new RtcPair();
    pair.a.addTransceiver('video');
    pair.a.addTransceiver('audio');
    await pair.settled();
    const [screenMid = '', screenSoundMid = ''] = pair.b
      .getTransceivers()
      .map(({ mid }) => mid ?? '');
    let media: CallMedia = NO_MEDIA;
    let shown = 0;
    const report = new TheirReport({
      rtc: pair.b,
      media: () => media,
      show(change: MediaChange) {
        if ('remoteScreen' in change) shown++;
        media = { ...media, ...change } as CallMedia;
      },
    });
    const said = { type: 'call_media', callId: '', muted: false, cameraOff: true } as const;
    report.hear(said);
    expect(shown).to.equal(0);
    report.hear({ ...said, screenMid });
    report.hear({ ...said, screenMid });
    const screen = media.remoteScreen;
    expect([shown, screen?.getAudioTracks().length]).to.deep.equal([1, 0]);
    report.hear({ ...said, screenMid, screenSoundMid });
    report.showScreen();
    expect([shown, screen?.getAudioTracks().length]).to.deep.equal([2, 1]);
    expect(media.remoteScreen).to.equal(screen);
    report.hear(said);
    expect([shown, media.remoteScreen]).to.deep.equal([3, undefined]);
    pair.close();
  });
});
