import { openMenu, type MenuItem } from '../../desk/menu.js';
import { soundIcon } from '../call-icons.js';
import type { CallView } from '../call-view.js';
import { cameraIcon } from '../../contact-icons.js';
import type { RunningCall } from './running-call.js';
import { barsIcon, fullScreenIcon, pipIcon, recordIcon, swapIcon } from './running-icons.js';
import { canSwap, nextMain } from './running-tiles.js';

/** What a call offers beside its buttons. */
export function openMoreMenu(view: CallView, running: RunningCall, anchor: HTMLElement): void {
  const { locale } = view;
  const root = anchor.closest('.root');
  if (!root) return;
  openMenu({ anchor, root, label: locale.t('more'), lang: locale.lang }, [
    deviceItems(view, running, root),
    talkItems(view, running),
    viewItems(view, running),
  ]);
}

function deviceItems({ call, locale }: CallView, { door }: RunningCall, root: Element): MenuItem[] {
  const { host } = door.look();
  if (!host || call.phase === 'ended') return [];
  const run = () => {
    import('../device-panel.js')
      .then(({ openDevicePanel }) => openDevicePanel({ root, host }))
      .catch(() => door.onProblem('error_network'));
  };
  return [{ label: locale.t('audioAndVideo'), icon: soundIcon, run }];
}

function talkItems({ call, media, locale }: CallView, { actions }: RunningCall): MenuItem[] {
  if (call.phase !== 'active') return [];
  const items: MenuItem[] = [];
  const isFree = media.wish === undefined;
  if (call.type === 'VOICE' && isFree) {
    items.push({ label: locale.t('turnOnVideo'), icon: cameraIcon, run: actions.askForVideo });
  }
  const isRecording = media.recording === 'own' || media.recording === 'both';
  if (isRecording || (isFree && 'MediaRecorder' in globalThis)) {
    const label = locale.t(isRecording ? 'stopRecordingCall' : 'recordCall');
    items.push({ label, icon: recordIcon, run: actions.toggleRecording });
  }
  return items;
}

function viewItems(view: CallView, running: RunningCall): MenuItem[] {
  const { locale } = view;
  const items: MenuItem[] = [];
  if (canSwap(view)) {
    const next = nextMain(view);
    const run = () => next && running.pin(next);
    items.push({ label: locale.t('swapPictures'), icon: swapIcon, run });
  }
  const float = floatingOf(view, running);
  if (float) items.push({ label: locale.t('pictureInPicture'), icon: pipIcon, run: float });
  if (document.fullscreenEnabled) {
    const label = locale.t(running.isFullScreen ? 'leaveFullScreen' : 'fullScreen');
    items.push({ label, icon: fullScreenIcon, run: running.toggleFullScreen });
  }
  if (view.media.quality) {
    items.push({
      label: locale.t('connectionDetails'),
      icon: barsIcon,
      run: running.toggleDetails,
    });
  }
  return items;
}

/** A window with the call and its buttons; where there is none, one with the picture alone. */
function floatingOf(view: CallView, running: RunningCall): (() => void) | undefined {
  const { onProblem } = running.door;
  const open = (how: () => Promise<unknown>) => () => {
    onProblem(undefined);
    how().catch(() => onProblem('noPictureInPicture'));
  };
  if ('documentPictureInPicture' in globalThis) return open(() => running.openPip(view));
  const video = running.element.renderRoot.querySelector<HTMLVideoElement>('video.main');
  if (!video || !document.pictureInPictureEnabled) return undefined;
  return open(() => video.requestPictureInPicture());
}
