import { html, nothing, render } from 'lit';
import { callView, type CallView, type RunningParts } from '../call-view.js';
import { roundButton } from '../call-controls.js';
import { notices } from './notices.js';
import type { RunningCall } from './running-call.js';
import { expandIcon } from './running-icons.js';
import { fitTiles, screenTile } from './running-tiles.js';

interface PictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

const SIZE = { width: 340, height: 440 };
const WIDE = { width: 480, height: 330 };

const api = (): PictureInPicture | undefined =>
  (globalThis as { documentPictureInPicture?: PictureInPicture }).documentPictureInPicture;

/** The call in a window of its own, above all others, with its buttons. */
export interface PipWindow {
  readonly document: Document;
  draw(view: CallView): void;
  /** Idempotent. */
  close(): void;
}

/**
 * @param onClose the window is gone, whoever closed it
 * @throws where the browser refuses
 */
export async function openPip(
  running: RunningCall,
  isWide: boolean,
  onClose: () => void,
): Promise<PipWindow> {
  const pip = await api()!.requestWindow(isWide ? WIDE : SIZE);
  const { document } = pip;
  wear(running.element.renderRoot as ShadowRoot, pip);
  pip.addEventListener('pagehide', onClose, { once: true });
  const parts = partsOf(running);
  return {
    document,
    draw(view) {
      const { lang, dir } = view.locale;
      document.title = view.name;
      const content = callView({ ...view, running: parts }, running.basics);
      render(
        html`<div
          class="root pip"
          part="dialog"
          role="dialog"
          aria-labelledby="title"
          lang=${lang}
          dir=${dir}
        >
          ${content}
        </div>`,
        document.body,
      );
      fitTiles(document);
    },
    close: () => pip.close(),
  };
}

/** Only the way back, and what has to be decided: the window is small. */
function partsOf({ actions, expand }: RunningCall): RunningParts {
  return {
    pinned: undefined,
    shape: 'window',
    head: () => html``,
    tiles: (view) => html`${screenTile(view)}`,
    bubble: () => html``,
    notices: (view) => notices(view, actions),
    hold: () => nothing,
    share: () => nothing,
    more: (view) =>
      roundButton(view, { part: 'expand', key: 'backToCall', icon: expandIcon, run: expand }),
  };
}

/** A document takes only the sheets that were made in it. */
function wear({ adoptedStyleSheets }: ShadowRoot, pip: Window): void {
  const { CSSStyleSheet: Sheet } = pip as Window & typeof globalThis;
  pip.document.adoptedStyleSheets = adoptedStyleSheets.map((each) => {
    const sheet = new Sheet();
    sheet.replaceSync([...each.cssRules].map(({ cssText }) => cssText).join('\n'));
    return sheet;
  });
}
