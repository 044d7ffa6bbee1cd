import type { nothing } from 'lit';
import { html, type TemplateResult } from 'lit';
import { mediaStream } from '../../controllers/media-stream.js';
import type { CallView } from './call-view.js';

/** The pictures of a call: the other side, oneself, and the other side's screen. */
export type TileName = 'screen' | 'remote' | 'local';
export type TilePlace = 'main' | 'side' | 'side second';

/**
 * Which pictures there are, and where each stands: the large one is what the person chose, else the
 * screen, else the other side; oneself while waiting for them.
 */
export function placesOf({ call, media, running }: CallView): ReadonlyMap<TileName, TilePlace> {
  const places = new Map<TileName, TilePlace>();
  if (call.phase === 'ended') return places;
  const isConnected = call.phase === 'active' || call.phase === 'reconnecting';
  const isVideo = call.type === 'VIDEO';
  const shown: TileName[] = [];
  if (isConnected && media.remoteScreen) shown.push('screen');
  if (isConnected && isVideo && media.remoteVideo) shown.push('remote');
  const hasOwn = isVideo && !media.cameraOff && media.localStream?.getVideoTracks().length;
  if (hasOwn) shown.push('local');
  const pinned = running?.pinned;
  const first = pinned && shown.includes(pinned) ? pinned : shown[0];
  const main = first === 'local' && isConnected && pinned !== 'local' ? undefined : first;
  const sides: TilePlace[] = ['side', 'side second'];
  for (const name of shown) places.set(name, name === main ? 'main' : (sides.shift() ?? 'side'));
  return places;
}

/** The two faces. They stay what they are wherever they stand, so that no picture starts anew. */
export function tiles(view: CallView): TemplateResult {
  const { call, media, name, locale } = view;
  if (call.type === 'VOICE' || call.phase === 'ended') return html``;
  const places = placesOf(view);
  const facing = media.localStream?.getVideoTracks()[0]?.getSettings().facingMode;
  return html`${tile('remote', name, media.remoteStream, places)}${tile(
    'local',
    locale.t('you'),
    media.localStream,
    places,
    facing === 'environment' ? '' : 'mirrored',
  )}`;
}

/** One picture without its sound, which is played by itself. */
export function tile(
  name: TileName,
  label: string,
  stream: MediaStream | null | undefined,
  places: ReadonlyMap<TileName, TilePlace>,
  look = '',
): TemplateResult | typeof nothing {
  const place = places.get(name);
  return html`<video
    class="tile ${name} ${place ?? ''} ${look}"
    part="${name}-video"
    aria-label=${label}
    ?hidden=${!place}
    .muted=${true}
    playsinline
    autoplay
    ${mediaStream(stream ?? null)}
  ></video>`;
}
