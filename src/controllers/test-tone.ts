import { playThrough } from './speaker.js';

const NOTES_HZ = [523, 659, 784] as const;
const NOTE_S = 0.18;
const VOLUME = 0.2;
const FADE_S = 0.02;
/** A browser without a way to play never ends a note. */
const LONGEST_MS = 3_000;

/** Three short notes through this speaker; resolves when they are over. Leaves nothing open. */
export async function playTestTone(speakerId?: string): Promise<void> {
  if (typeof AudioContext === 'undefined') return;
  const context = new AudioContext();
  const player = new Audio();
  try {
    const target = context.createMediaStreamDestination();
    // An element is what a speaker can be chosen for in every browser that lets one choose.
    player.srcObject = target.stream;
    await playThrough(player, speakerId);
    await Promise.all([player.play(), context.resume()]);
    await sound(context, target);
  } catch {
    // Refused: then nothing is heard, which is what was to be found out.
  } finally {
    player.pause();
    player.srcObject = null;
    await context.close();
  }
}

function sound(context: AudioContext, target: AudioNode): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, LONGEST_MS);
    const last = NOTES_HZ.map((hz, index) => {
      const start = context.currentTime + index * NOTE_S;
      const envelope = context.createGain();
      envelope.gain.setValueAtTime(0, start);
      envelope.gain.linearRampToValueAtTime(VOLUME, start + FADE_S);
      envelope.gain.linearRampToValueAtTime(0, start + NOTE_S);
      envelope.connect(target);
      const note = context.createOscillator();
      note.frequency.value = hz;
      note.connect(envelope);
      note.start(start);
      note.stop(start + NOTE_S);
      return note;
    }).at(-1);
    if (!last) return;
    last.onended = () => {
      clearTimeout(limit);
      resolve();
    };
  });
}
