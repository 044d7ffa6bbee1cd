import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { base } from '../../styles/shared.js';
import { chatTokens } from '../../styles/chat-tokens.js';
import { tokens } from '../../styles/tokens.js';
import { property, query, state } from '../decorators.js';
import { define } from '../define-element.js';
import { fileIcon } from './tool-icons.js';

const SIZE_PX = 72;

/** A small picture of a local file, on a canvas: pages may forbid `blob:` pictures; not public. */
export class FileThumbnail extends LitElement {
  static override styles = [
    tokens,
    chatTokens,
    base,
    css`
      .root,
      canvas {
        display: grid;
        place-items: center;
        inline-size: 72px;
        block-size: 72px;
        border-radius: 8px;
        overflow: hidden;
        background: var(--_canvas);
        color: var(--_text-muted);
      }
    `,
  ];

  @property({ attribute: false }) file?: File;

  @query('canvas') private canvas!: HTMLCanvasElement | null;
  @state() private isPicture = false;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('file')) this.isPicture = this.file?.type.startsWith('image/') === true;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('file')) void this.#draw();
  }

  protected override render(): TemplateResult {
    return html`<div class="root" aria-hidden="true">
      ${
        this.isPicture
          ? html`<canvas width=${SIZE_PX * 2} height=${SIZE_PX * 2}></canvas>`
          : fileIcon
      }
    </div>`;
  }

  async #draw(): Promise<void> {
    const { file, canvas } = this;
    if (!file || !canvas) return;
    try {
      const picture = await createImageBitmap(file);
      if (file === this.file) cover(canvas, picture);
      picture.close();
    } catch {
      // Called a picture, but none that this browser can draw.
      this.isPicture = false;
    }
  }
}

/** Draws the middle of a picture as large as it fits. */
function cover(canvas: HTMLCanvasElement, picture: ImageBitmap): void {
  const { width, height } = picture;
  const side = Math.min(width, height);
  canvas
    .getContext('2d')
    ?.drawImage(
      picture,
      (width - side) / 2,
      (height - side) / 2,
      side,
      side,
      0,
      0,
      canvas.width,
      canvas.height,
    );
}

define('deskbell-thumbnail', FileThumbnail);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-thumbnail': FileThumbnail;
  }
}
