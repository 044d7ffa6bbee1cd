import { html, nothing, type TemplateResult } from 'lit';
import { moreIcon } from '../../icons.js';
import { roundButton } from '../call-controls.js';
import { qualityBars } from '../quality-bars.js';
import type { CallView } from '../call-view.js';
import type { RunningCall } from './running-call.js';
import { holdIcon, minimiseIcon, resumeIcon, shareIcon, stopShareIcon } from './running-icons.js';

const canShare = (): boolean =>
  typeof navigator !== 'undefined' && 'getDisplayMedia' in (navigator.mediaDevices ?? {});

export function shareButton(
  view: CallView,
  { actions }: RunningCall,
): TemplateResult | typeof nothing {
  const isSharing = view.media.localScreen !== undefined;
  if (!isConnected(view) || (!isSharing && !canShare())) return nothing;
  return roundButton(view, {
    part: 'share',
    key: isSharing ? 'stopSharing' : 'shareScreen',
    icon: isSharing ? stopShareIcon : shareIcon,
    run: actions.toggleShare,
    isOff: isSharing,
  });
}

export function holdButton(
  view: CallView,
  { actions }: RunningCall,
): TemplateResult | typeof nothing {
  const { call } = view;
  if (!isConnected(view)) return nothing;
  const isHeld = call.phase === 'active' && (call.hold === 'own' || call.hold === 'both');
  return roundButton(view, {
    part: 'hold',
    key: isHeld ? 'resume' : 'hold',
    icon: isHeld ? resumeIcon : holdIcon,
    run: actions.toggleHold,
    isOff: isHeld,
    shortcut: 'H',
  });
}

export function moreButton(view: CallView, running: RunningCall): TemplateResult {
  return roundButton(view, {
    part: 'more',
    key: 'more',
    icon: moreIcon,
    run: ({ currentTarget }) => openMore(view, running, currentTarget as HTMLElement),
  });
}

const isConnected = ({ call: { phase } }: CallView): boolean =>
  phase === 'active' || phase === 'reconnecting';

/** Over the pictures: the way into the bubble, and how the call is. */
export function head(view: CallView, running: RunningCall): TemplateResult {
  const { call, media, locale } = view;
  if (call.phase === 'ended') return html``;
  const name = locale.t('minimise');
  return html`<div class="head" part="head">
    <button
      class="plain"
      part="minimise-button"
      type="button"
      aria-label=${name}
      aria-keyshortcuts="Escape"
      title=${name}
      @click=${running.minimise}
    >
      ${minimiseIcon}
    </button>
    <span class="badges"
      >${recordingBadge(media.recording, locale.t('callIsRecorded'))}${qualityButton(view, running)}</span
    >
  </div>`;
}

/** Five bars; behind them the numbers. */
function qualityButton(
  { call, media, locale }: CallView,
  { showsDetails, toggleDetails }: RunningCall,
): TemplateResult | typeof nothing {
  if (!media.quality || call.phase !== 'active') return nothing;
  return html`<button
    class="plain"
    part="quality-button"
    type="button"
    aria-expanded=${showsDetails ? 'true' : 'false'}
    title=${locale.t('connectionDetails')}
    @click=${toggleDetails}
  >
    ${qualityBars(media.quality, locale)}
  </button>`;
}

/** The numbers of the connection, over the call. */
export function details(
  { call, media, locale }: CallView,
  { showsDetails }: RunningCall,
): TemplateResult | typeof nothing {
  if (!showsDetails || call.phase === 'ended') return nothing;
  return html`<deskbell-call-quality
    class="details"
    part="quality-panel"
    exportparts="quality-details"
    locale=${locale.lang}
    .quality=${media.quality}
  ></deskbell-call-quality>`;
}

/** Shown to both, for as long as somebody records. */
export function recordingBadge(
  recording: CallView['media']['recording'],
  words: string,
): TemplateResult | typeof nothing {
  if (!recording) return nothing;
  return html`<span class="recording" part="recording" role="status">${words}</span>`;
}

function openMore(view: CallView, running: RunningCall, anchor: HTMLElement): void {
  import('./more-menu.js')
    .then(({ openMoreMenu }) => openMoreMenu(view, running, anchor))
    .catch(() => running.door.onProblem('error_network'));
}
