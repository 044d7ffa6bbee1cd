import { html, nothing, type TemplateResult } from 'lit';
import { placesOf, tile, type TileName } from '../call-tiles.js';
import type { CallView } from '../call-view.js';
import type { RunningCall } from './running-call.js';

/** Beyond this a picture that fills its place would lose too much of itself. */
const MOST_CROPPED = 1.7;

/** The other side's screen, where one is shown. */
export function screenTile(view: CallView): TemplateResult | typeof nothing {
  const { media, name, locale } = view;
  const places = placesOf(view);
  if (!places.has('screen')) return nothing;
  return tile('screen', locale.t('screenOf', { name }), media.remoteScreen, places);
}

/** The other side's screen, and over each small picture the button that makes it large. */
export function runningTiles(view: CallView, running: RunningCall): TemplateResult {
  const { name, locale } = view;
  const places = placesOf(view);
  const labels: Record<TileName, string> = {
    screen: locale.t('screenOf', { name }),
    remote: name,
    local: locale.t('you'),
  };
  const small = [...places].filter(([, place]) => place !== 'main');
  return html`${screenTile(view)}${small.map(([tileName, place]) => {
    const label = locale.t('showLarge', { label: labels[tileName] });
    return html`<button
      class="pin ${place} ${tileName}"
      part="pin-button"
      type="button"
      aria-label=${label}
      title=${label}
      @click=${() => running.pin(tileName)}
    ></button>`;
  })}`;
}

/** A picture fills its place, unless too much of it would be cut off. */
export function fitTiles(root: ParentNode): void {
  for (const video of root.querySelectorAll<HTMLVideoElement>('video.main')) {
    const { videoWidth, videoHeight, clientWidth, clientHeight } = video;
    const ratio = (videoWidth * clientHeight) / (videoHeight * clientWidth);
    const isWhole = ratio > MOST_CROPPED || ratio < 1 / MOST_CROPPED;
    video.toggleAttribute('data-whole', isWhole);
  }
}

/** Whether two pictures can change places. */
export function canSwap(view: CallView): boolean {
  return placesOf(view).size > 1;
}

/** The small picture that becomes the large one. */
export function nextMain(view: CallView): TileName | undefined {
  return [...placesOf(view)].find(([, place]) => place === 'side')?.[0];
}
