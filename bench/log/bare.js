import { html, render } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

const ROWS = 60;

/** The least a windowed list can do: the newest rows, as text. @param {HTMLElement} stage */
export function prepare(stage) {
  const draw = (/** @type {{ id: string, text: string }[]} */ all) => {
    const rows = all.slice(-ROWS);
    render(
      html`<div style="overflow-y:auto;block-size:600px">
        ${repeat(
          rows,
          ({ id }) => id,
          ({ text }) => html`<article><p>${text}</p></article>`,
        )}
      </div>`,
      stage,
    );
    const scroller = /** @type {HTMLElement} */ (stage.firstElementChild);
    scroller.scrollTop = scroller.scrollHeight;
  };
  const holds = (/** @type {string} */ text) => (stage.textContent ?? '').includes(text);
  return { show: draw, append: draw, holds };
}
