import type { Page } from '@playwright/test';
import { expect, test, type Person, type PersonOptions } from '../support/e2e.js';
import { expectMediaReleased, expectMediaToFlow, expectPicture } from '../support/e2e-media.js';
import { Walk } from '../support/e2e-walk.js';

type Enter = (address: string, options?: PersonOptions) => Promise<Person>;

/** A visitor and a seller who talk. */
async function talk(enter: Enter, type: 'Voice call' | 'Video call') {
  const guest = new Walk((await enter('/')).page);
  await guest.contact('chat').click();
  await guest.write('May I call you?');
  const seller = new Walk((await enter('/seller.html')).page);
  await seller.openConversation('May I call you?');
  await guest.chat.getByRole('button', { name: type, exact: true }).click();
  await seller.accept();
  for (const side of [guest, seller]) {
    await side.expectCallInProgress();
    await expectMediaToFlow(side.page, { video: type === 'Video call' });
  }
  return { guest, seller };
}

const press = (walk: Walk, name: string) =>
  walk.call.getByRole('button', { name, exact: true }).click();

/** How loud the other side's screen is where it is played; 0 where it is not. */
const loudnessOfScreen = (page: Page) =>
  page.evaluate(async () => {
    const view = document.querySelector('call-modal')?.shadowRoot;
    const streams = [...(view?.querySelectorAll('audio') ?? [])]
      .filter(({ paused, muted }) => !paused && !muted)
      .map(({ srcObject }) => srcObject as MediaStream);
    const shown = [...(view?.querySelectorAll<HTMLVideoElement>('video.screen') ?? [])];
    const screen = streams.find((stream) => shown.some(({ srcObject }) => srcObject === stream));
    if (!screen) return 0;
    const context = new AudioContext();
    const ear = context.createAnalyser();
    context.createMediaStreamSource(screen).connect(ear);
    const samples = new Float32Array(ear.fftSize);
    let loudness = 0;
    // Both ears are open by then: longer silence is asked for again.
    for (let frame = 0; frame < 30 && loudness === 0; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      ear.getFloatTimeDomainData(samples);
      loudness = Math.max(...samples.map(Math.abs));
    }
    await context.close();
    return loudness;
  });

async function choose(walk: Walk, name: string) {
  await press(walk, 'More');
  await walk.page.getByRole('menuitem', { name, exact: true }).click();
}

test.describe('a call that goes on', () => {
  test('is put on hold by one side and silent on both until it is resumed', async ({ enter }) => {
    const { guest, seller } = await talk(enter, 'Video call');
    await press(guest, 'Hold');
    for (const side of [guest, seller]) {
      await expect(side.callStatus.filter({ hasText: 'On hold' }).first()).toBeVisible();
    }
    const sends = (walk: Walk) =>
      walk.page.evaluate(() =>
        window.recordedConnections
          .filter(({ connectionState }) => connectionState === 'connected')
          .flatMap((connection) => connection.getSenders())
          .filter(({ track }) => track?.enabled)
          .map(({ track }) => track?.kind),
      );
    for (const side of [guest, seller]) await expect.poll(() => sends(side)).toEqual([]);
    await press(guest, 'Resume');
    for (const side of [guest, seller]) {
      await side.expectCallInProgress();
      await expectMediaToFlow(side.page, { video: true });
    }
    await guest.hangUp();
    for (const side of [guest, seller]) await expectMediaReleased(side.page);
  });

  test('becomes a video call with the other side’s consent', async ({ enter }) => {
    const { guest, seller } = await talk(enter, 'Voice call');
    await choose(guest, 'Turn on video');
    await expect(seller.page.getByText(/asks to turn on video/)).toBeVisible();
    await press(seller, 'Accept');
    await expectPicture(guest.call.getByLabel('You', { exact: true }));
    await expectPicture(seller.call.locator('video.remote'));
    // Whoever agreed is seen when they want to be.
    await press(seller, 'Turn camera on');
    await expectPicture(guest.call.getByLabel('Blue Door Motors', { exact: true }));
    await seller.hangUp();
    for (const side of [guest, seller]) await expectMediaReleased(side.page);
  });

  test('shows a shared screen beside the camera, with its sound, and takes it away', async ({
    enter,
  }) => {
    const { guest, seller } = await talk(enter, 'Video call');
    // No chooser can be pressed here: the picture of a canvas stands in for the screen.
    await guest.page.evaluate(() => {
      navigator.mediaDevices.getDisplayMedia = async () => {
        const canvas = document.createElement('canvas');
        Object.assign(canvas, { width: 320, height: 180 });
        const context = canvas.getContext('2d');
        let hue = 0;
        const draw = () => {
          if (!context) return;
          context.fillStyle = `hsl(${(hue += 7)} 80% 50%)`;
          context.fillRect(0, 0, 160, 90);
          requestAnimationFrame(draw);
        };
        draw();
        const machine = new AudioContext();
        const [tone, sound] = [machine.createOscillator(), machine.createMediaStreamDestination()];
        tone.connect(sound);
        tone.start();
        return new MediaStream([
          ...canvas.captureStream(10).getTracks(),
          ...sound.stream.getTracks(),
        ]);
      };
    });
    await press(guest, 'Share screen');
    await expectPicture(seller.call.getByLabel(/’s screen$/));
    await expect.poll(() => loudnessOfScreen(seller.page)).toBeGreaterThan(0.01);
    await expect(guest.call.getByText('You are sharing your screen')).toBeVisible();
    await press(guest, 'Stop sharing');
    await expect(seller.call.getByLabel(/’s screen$/)).toBeHidden();
    await expect.poll(() => loudnessOfScreen(seller.page)).toBe(0);
    await press(guest, 'Share screen');
    await expectPicture(seller.call.getByLabel(/’s screen$/));
    await guest.hangUp();
    for (const side of [guest, seller]) await expectMediaReleased(side.page);
  });

  test('is recorded once both agree, with a sign for both', async ({ enter }) => {
    const { guest, seller } = await talk(enter, 'Voice call');
    // No file can be picked here: it comes as a download, as in browsers without a picker.
    await guest.page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
    await choose(guest, 'Record call');
    await expect(seller.page.getByText(/asks to record this call/)).toBeVisible();
    await press(seller, 'Accept');
    for (const side of [guest, seller]) {
      await expect(side.call.getByText('Recording', { exact: true })).toBeVisible();
    }
    const download = guest.page.waitForEvent('download');
    await choose(guest, 'Stop recording');
    expect((await download).suggestedFilename()).toMatch(/Blue Door Motors.*\.(webm|mp4|m4a|ogg)$/);
    for (const side of [guest, seller]) {
      await expect(side.call.getByText('Recording', { exact: true })).toBeHidden();
    }
    await guest.hangUp();
    for (const side of [guest, seller]) await expectMediaReleased(side.page);
  });

  test('waits on hold for a second one', async ({ enter }) => {
    const { guest, seller } = await talk(enter, 'Voice call');
    const third = new Walk((await enter('/')).page);
    await third.contact('voiceCall').click();
    await expect(seller.page.getByText(/is calling you…/)).toBeVisible();
    await seller.page.getByRole('button', { name: 'Hold and accept' }).click();
    await third.expectCallInProgress();
    await expectMediaToFlow(third.page, { video: false });
    await expect(guest.callStatus.filter({ hasText: 'On hold' }).first()).toBeVisible();
    await third.hangUp();
    await seller.expectCallInProgress();
    await guest.expectCallInProgress();
    await expectMediaToFlow(guest.page, { video: false });
    await guest.hangUp();
    for (const side of [guest, seller, third]) await expectMediaReleased(side.page);
  });
});
