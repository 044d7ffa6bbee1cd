import { html, nothing, type TemplateResult } from 'lit';
import { FloatingPlace } from '../../../controllers/floating-place.js';
import { adoptStyles } from '../../adopt-styles.js';
import { avatar } from '../../avatar.js';
import { endButton, muteButton, roundButton } from '../call-controls.js';
import { callReason, callStatus, redialKey } from '../call-text.js';
import { placesOf, tile, type TilePlace, type TileName } from '../call-tiles.js';
import { timer, type CallView } from '../call-view.js';
import { bubbleStyles } from './bubble.styles.js';
import type { RunningCall } from './running-call.js';
import { expandIcon } from './running-icons.js';
import { phoneIcon } from '../../contact-icons.js';
import { closeIcon } from '../../icons.js';
import { recordingBadge } from './running-controls.js';

/** A small window that can be moved about, so that the page and the chat stay usable. */
export class Bubble {
  readonly #running: RunningCall;
  readonly #place: FloatingPlace;

  constructor(running: RunningCall) {
    const { element } = running;
    this.#running = running;
    adoptStyles(element, bubbleStyles);
    const box = () => element.renderRoot.querySelector<HTMLElement>('.bubble') ?? undefined;
    this.#place = new FloatingPlace(element, box);
  }

  draw(view: CallView): TemplateResult {
    return bubbleView(view, this.#running, this.#place);
  }
}

function bubbleView(view: CallView, running: RunningCall, place: FloatingPlace): TemplateResult {
  const { call, media, name, picture, locale } = view;
  const { expand } = running;
  const shown = running.isInPip ? undefined : largest(view);
  return html`<div
    class="mini"
    part="bubble"
    role="group"
    tabindex="0"
    aria-label=${locale.t('moveBubble')}
    @pointerdown=${place.grab}
    @keydown=${(event: KeyboardEvent) => place.nudge(event) && event.preventDefault()}
  >
    <div class="face ${shown ? 'pictured' : ''}" @click=${expand}>
      ${shown ?? avatar(name, picture)}
    </div>
    ${recordingBadge(media.recording, locale.t('callIsRecorded'))}
    <div class="words">
      <h2 class="title" id="title" part="title"><bdi>${name}</bdi></h2>
      <p
        class="status ${call.phase === 'active' && !call.hold ? 'visually-hidden' : ''}"
        part="status"
        role="status"
      >
        ${callReason(call, locale) || callStatus(call, locale)}
      </p>
      ${call.phase === 'ended' ? nothing : timer(view)}
    </div>
    <div class="controls" part="controls">${miniControls(view, running)}</div>
  </div>`;
}

/** The buttons of a small window. */
function miniControls(view: CallView, { basics, expand }: RunningCall): TemplateResult {
  const { call } = view;
  if (call.phase === 'ended') {
    const again = redialKey(call);
    const { redial, dismiss } = basics;
    return html`${
      again
        ? roundButton(view, { part: 'redial', key: again, icon: phoneIcon, run: redial })
        : nothing
    }${roundButton(view, { part: 'close', key: 'close', icon: closeIcon, run: dismiss })}`;
  }
  return html`${roundButton(view, {
    part: 'expand',
    key: 'backToCall',
    icon: expandIcon,
    run: expand,
  })}${muteButton(view, basics)}${endButton(view, basics)}`;
}

/** The picture that matters most, if there is any. */
function largest(view: CallView): TemplateResult | typeof nothing | undefined {
  const { media, name, locale } = view;
  const places = placesOf(view);
  const [main] = [...places].find(([, place]) => place === 'main') ?? [];
  if (!main) return undefined;
  const only = new Map<TileName, TilePlace>([[main, 'main']]);
  switch (main) {
    case 'screen':
      return tile('screen', locale.t('screenOf', { name }), media.remoteScreen, only);
    case 'remote':
      return tile('remote', name, media.remoteStream, only);
    case 'local':
      return tile('local', locale.t('you'), media.localStream, only, 'mirrored');
  }
}
