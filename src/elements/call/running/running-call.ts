import { html, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { CallKeys } from '../../../controllers/call-keys.js';
import { FloatingPlace } from '../../../controllers/floating-place.js';
import { WakeLockController } from '../../../controllers/wake-lock.js';
import { runningEnglish } from '../../../locales/en-running.js';
import { addEnglish } from '../../../locales/registry.js';
import { adoptStyles } from '../../adopt-styles.js';
import { isEditable } from '../../focus.js';
import type { CallActions } from '../call-actions.js';
import type { CallDoor } from '../call-door.js';
import { placesOf, type TileName } from '../call-tiles.js';
import type { CallView, RunningParts } from '../call-view.js';
import { qualityBarsStyles } from '../quality-bars.js';
import { bubbleView } from './bubble-view.js';
import { notices } from './notices.js';
import type { PipWindow } from './pip-window.js';
import { RunningActions } from './running-actions.js';
import { details, head, runningControls } from './running-controls.js';
import { bubbleStyles, runningStyles } from './running.styles.js';
import { fitTiles, runningTiles } from './running-tiles.js';

addEnglish(runningEnglish);

/** A call under way, on its element: everything beside taking and ending it. */
export class RunningCall implements ReactiveController, RunningParts {
  shape: RunningParts['shape'] = 'window';
  pinned: TileName | undefined;
  /** The numbers of the connection are on show. */
  showsDetails = false;
  readonly actions: RunningActions;
  readonly place: FloatingPlace;
  readonly #keys: CallKeys;
  #pip: PipWindow | undefined;
  #callId: string | undefined;

  constructor(
    readonly element: LitElement,
    readonly door: CallDoor,
    readonly basics: CallActions,
  ) {
    adoptStyles(element, runningStyles);
    adoptStyles(element, bubbleStyles);
    adoptStyles(element, qualityBarsStyles);
    this.actions = new RunningActions(door);
    element.addController(this);
    this.place = new FloatingPlace(element, () => this.#find('.bubble'));
    new WakeLockController(element, () => this.#isWatched);
    this.#keys = new CallKeys(element, {
      isLive: () => this.#isLive,
      isMuted: () => this.door.look().media.muted,
      isEditable,
      toggleMute: basics.toggleMute,
      toggleCamera: basics.toggleCamera,
      toggleHold: this.actions.toggleHold,
      talk: (active) => this.actions.talk(active),
      shrink: () => this.shrink(),
    });
  }

  hostConnected(): void {
    document.addEventListener('fullscreenchange', this.#update);
  }

  hostUpdated(): void {
    fitTiles(this.element.renderRoot);
    if (this.shape === 'window' || !this.door.look().call) this.#pip?.close();
  }

  hostDisconnected(): void {
    document.removeEventListener('fullscreenchange', this.#update);
    this.#pip?.close();
  }

  /** Another call begins as a window, whatever became of the last one. */
  follow(): void {
    const { call } = this.door.look();
    if (call?.callId === this.#callId) return;
    const isSwapped = call && this.#callId && this.door.look().other;
    this.#callId = call?.callId;
    this.pinned = undefined;
    this.showsDetails = false;
    if (!isSwapped) this.shape = 'window';
  }

  get isFullScreen(): boolean {
    const { renderRoot } = this.element;
    return renderRoot instanceof ShadowRoot && renderRoot.fullscreenElement !== null;
  }

  readonly minimise = (): void => {
    if (this.isFullScreen) void document.exitFullscreen();
    this.shape = 'bubble';
    this.#update();
    if (this.element.matches(':focus-within')) void this.#focus('.mini');
  };

  readonly expand = (): void => {
    this.shape = 'window';
    this.#update();
  };

  /** Into a window of its own, which lies above all others; back when that is closed. */
  async openPip(view: CallView): Promise<void> {
    const { openPip } = await import('./pip-window.js');
    const isWide = [...placesOf(view).values()].includes('main');
    const stop: (() => void)[] = [];
    const pip = await openPip(this, isWide, () => {
      for (const each of stop) each();
      if (this.#pip !== pip) return;
      this.#pip = undefined;
      this.expand();
    });
    stop.push(this.#keys.listen(pip.document));
    this.#pip = pip;
    this.minimise();
  }

  get isInPip(): boolean {
    return this.#pip !== undefined;
  }

  readonly toggleFullScreen = (): void => {
    // Not the dialog itself: what is shown as a popover cannot be full screen.
    const change = this.isFullScreen
      ? document.exitFullscreen()
      : this.#find('.stage')?.requestFullscreen();
    change?.catch(() => undefined);
  };

  readonly toggleDetails = (): void => {
    this.showsDetails = !this.showsDetails;
    this.#update();
    import('../quality-panel.js').catch(() => this.door.onProblem('error_network'));
  };

  pin(name: TileName): void {
    this.pinned = name;
    this.#update();
  }

  /** Out of what lies over the call, of full screen, of the window, of sight. */
  shrink(): void {
    if (this.showsDetails) this.toggleDetails();
    else if (this.isFullScreen) this.toggleFullScreen();
    else if (this.door.look().call?.phase === 'ended') this.basics.dismiss();
    else this.minimise();
  }

  head(view: CallView): TemplateResult {
    return html`${head(view, this)}${details(view, this)}`;
  }

  notices(view: CallView): TemplateResult {
    return notices(view, this.actions);
  }

  tiles(view: CallView): TemplateResult {
    return runningTiles(view, this);
  }

  controls(view: CallView): TemplateResult {
    return runningControls(view, this);
  }

  bubble(view: CallView): TemplateResult {
    this.#pip?.draw(view);
    return html`${notices(view, this.actions)}${bubbleView(view, this)}`;
  }

  get #isLive(): boolean {
    const phase = this.door.look().call?.phase;
    return phase !== undefined && phase !== 'incoming';
  }

  get #isWatched(): boolean {
    const { call, media } = this.door.look();
    if (call?.phase !== 'active' && call?.phase !== 'reconnecting') return false;
    return call.type === 'VIDEO' || media.remoteScreen !== undefined;
  }

  async #focus(selector: string): Promise<void> {
    await this.element.updateComplete;
    this.#find(selector)?.focus({ preventScroll: true });
  }

  #find(selector: string): HTMLElement | undefined {
    return this.element.renderRoot.querySelector<HTMLElement>(selector) ?? undefined;
  }

  readonly #update = (): void => this.element.requestUpdate();
}
