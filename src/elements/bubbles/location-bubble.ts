import { html, nothing, svg, type TemplateResult } from 'lit';
import { tileOf } from '../../core/map-tile.js';
import type { MessageContext } from '../message-view.js';
import type { EntryRow } from '../message-rows.js';
import { placeIcon } from './icons.js';

const DIGITS = 5;
const TILE_PX = 256;

/** A place: where it is in words and figures, and a link to a map. Nothing of it is fetched. */
export function locationBubble({ entry }: EntryRow, context: MessageContext): TemplateResult {
  const { locale, log } = context;
  const { latitude = 0, longitude = 0, address } = entry.location ?? {};
  const figures = `${latitude.toFixed(DIGITS)}, ${longitude.toFixed(DIGITS)}`;
  const place = address ?? figures;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return html`<div class="place" part="media">
    ${tile(tileUrlOf(log), latitude, longitude, locale.t('mapAround', { place }))}
    <div class="place-about">
      ${placeIcon}
      <div>
        ${address ? html`<bdi class="place-name">${address}</bdi>` : nothing}
        <bdi class="faint" dir="ltr">${figures}</bdi>
      </div>
    </div>
    <a class="wide" href=${map} target="_blank" rel="noopener noreferrer nofollow"
      >${locale.t('openMap')}</a
    >
  </div>`;
}

/** One picture of a map, only where the site names who draws it. */
function tile(
  pattern: string | undefined,
  latitude: number,
  longitude: number,
  label: string,
): TemplateResult | typeof nothing {
  const found = pattern && tileOf(pattern, latitude, longitude);
  if (!found) return nothing;
  return html`<div class="tile">
    <img
      src=${found.url}
      width=${TILE_PX}
      height=${TILE_PX}
      alt=${label}
      referrerpolicy="no-referrer"
    />
    <svg viewBox="0 0 1 1" aria-hidden="true">
      ${svg`<circle cx=${found.x} cy=${found.y} r="0.030" />`}
    </svg>
  </div>`;
}

/** The `tile-url` of the panel or session around, across shadow roots. */
function tileUrlOf(element: HTMLElement): string | undefined {
  for (let at: Node | null = element; at; at = parentOf(at)) {
    const pattern = at instanceof Element && at.getAttribute('tile-url');
    if (pattern) return pattern;
  }
  return undefined;
}

function parentOf(node: Node): Node | null {
  return node.parentNode instanceof ShadowRoot ? node.parentNode.host : node.parentNode;
}
