import { html, nothing, type TemplateResult } from 'lit';
import { hangUpIcon, ringingIcon, soundIcon } from './call-icons.js';
import type { CallActions } from './call-actions.js';
import type { CallView } from './call-view.js';
import { cameraIcon, phoneIcon } from '../contact-icons.js';

/** The green pop-up of a call that rings here. */
export function incomingView(
  { call, name, locale, onUnsilence }: CallView,
  { accept, reject }: CallActions,
): TemplateResult {
  const isVideo = call.type === 'VIDEO';
  return html`<div class="ringing" part="incoming">
    <span class="bell" part="ringing-icon">${ringingIcon}</span>
    <div class="caller">
      <p class="title" id="title" part="title">${locale.t('isCallingYou', { name })}</p>
      <p class="kind">${locale.t(isVideo ? 'incomingVideoCall' : 'incomingVoiceCall')}</p>
    </div>
    ${
      canBeHeard()
        ? nothing
        : html`<button class="soft hear" part="sound-button" type="button" @click=${onUnsilence}>
            ${soundIcon}${locale.t('tapToHear')}
          </button>`
    }
    <div class="answers">
      <button class="reject" part="reject-button" type="button" @click=${reject}>
        ${hangUpIcon}${locale.t('reject')}
      </button>
      <button class="accept" part="accept-button" type="button" @click=${accept}>
        ${isVideo ? cameraIcon : phoneIcon}${locale.t('accept')}
      </button>
    </div>
  </div>`;
}

/** A page that nobody has touched makes no sound. Browsers that do not tell are taken to make some. */
function canBeHeard(): boolean {
  return navigator.userActivation?.hasBeenActive !== false;
}
