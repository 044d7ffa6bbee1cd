import { html, nothing, type TemplateResult } from 'lit';
import { isFewEmoji, readRichText, type TextPiece } from '../../controllers/rich-text.js';

/** A text with its marks and addresses; a few emoji alone are shown large. */
export function richText(text: string): TemplateResult {
  if (isFewEmoji(text)) return html`<p class="text jumbo" part="text" dir="auto">${text}</p>`;
  return html`<p class="text" part="text" dir="auto">${readRichText(text).map(drawPiece)}</p>`;
}

function drawPiece({ text, href, code, bold, italic, strike }: TextPiece): unknown {
  let drawn: unknown = text;
  if (href) drawn = link(href, text);
  if (code) drawn = html`<code>${drawn}</code>`;
  if (bold) drawn = html`<strong>${drawn}</strong>`;
  if (italic) drawn = html`<em>${drawn}</em>`;
  if (strike) drawn = html`<s>${drawn}</s>`;
  return drawn;
}

function link(href: string, text: string): TemplateResult {
  const isPage = href.startsWith('http');
  return html`<a
    href=${href}
    target=${isPage ? '_blank' : nothing}
    rel="noopener noreferrer nofollow"
    >${text}</a
  >`;
}
