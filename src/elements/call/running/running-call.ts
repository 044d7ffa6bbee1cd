import {
  html,
  type LitElement,
  type nothing,
  type ReactiveController,
  type TemplateResult,
} from 'lit';
import { CallKeys } from '../../../controllers/call-keys.js';
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
import type { Bubble } from './bubble-view.js';
import { notices } from './notices.js';
import type { PipWindow } from './pip-window.js';
import { RunningActions } from './running-actions.js';
import { details, head, holdButton, moreButton, shareButton } from './running-controls.js';
import { runningStyles } from './running.styles.js';
import { fitTiles, runningTiles } from './running-tiles.js';
import { screenSound } from './screen-sound.js';

addEnglish(runningEnglish);

/** A call under way, on its element: everything beside taking and ending it. */
export class RunningCall implements ReactiveController, RunningParts {
  shape: RunningParts['shape'] = 'window';
  pinned: TileName | undefined;
  /** The numbers of the connection are on show. */
  showsDetails = false;
  readonly actions: RunningActions;
  readonly #keys: CallKeys;
  /** Absent until the call was small for the first time. */
  #bubble: Bubble | undefined;
  #pip: PipWindow | undefined;
  #callId: string | undefined;

  constructor(
    readonly element: LitElement,
    readonly door: CallDoor,
    readonly basics: CallActions,
  ) {
    for (const styles of [runningStyles, qualityBarsStyles]) adoptStyles(element, styles);
    this.actions = new RunningActions(door);
    element.addController(this);
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
    this.#loadBubble().then(
      () => this.#becomeSmall(),
      () => this.door.onProblem('error_network'),
    );
  };

  #becomeSmall(): void {
    if (this.isFullScreen) void document.exitFullscreen();
    this.shape = 'bubble';
    this.#update();
    if (this.element.matches(':focus-within')) void this.#focus('.mini');
  }

  async #loadBubble(): Promise<void> {
    const { Bubble } = await import('./bubble-view.js');
    this.#bubble ??= new Bubble(this);
  }

  readonly expand = (): void => {
    this.shape = 'window';
    this.#update();
  };

  /** Into a window of its own, which lies above all others; back when that is closed. */
  async openPip(view: CallView): Promise<void> {
    const [{ openPip }] = await Promise.all([import('./pip-window.js'), this.#loadBubble()]);
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
    this.#becomeSmall();
  }

  get isInPip(): boolean {
    return this.#pip !== undefined;
  }

  readonly toggleFullScreen = (): void => {
    this.door.onProblem(undefined);
    // Not the dialog itself: what is shown as a popover cannot be full screen.
    const change = this.isFullScreen
      ? document.exitFullscreen()
      : this.#find('.stage')?.requestFullscreen();
    change?.catch(() => this.door.onProblem('noFullScreen'));
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
    return html`${screenSound(view)}${notices(view, this.actions)}`;
  }

  tiles(view: CallView): TemplateResult {
    return runningTiles(view, this);
  }

  hold(view: CallView): TemplateResult | typeof nothing {
    return holdButton(view, this);
  }

  more(view: CallView): TemplateResult {
    return moreButton(view, this);
  }

  share(view: CallView): TemplateResult | typeof nothing {
    return shareButton(view, this);
  }

  bubble(view: CallView): TemplateResult {
    this.#pip?.draw(view);
    return html`${this.notices(view)}${this.#bubble?.draw(view)}`;
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
