import { describe, expect, it } from 'vitest';
import { placePopup } from '../../../src/controllers/place-popup.js';

const VIEW = { width: 360, height: 640 };
const MENU = { width: 200, height: 300 };

function button(left: number, top: number) {
  return { left, top, right: left + 44, bottom: top + 44 } as DOMRectReadOnly;
}

describe('the place of a menu', () => {
  it('is under its button, ends in line, whatever the writing direction', () => {
    expect(placePopup(button(300, 100), MENU, VIEW, 'ltr')).toEqual({ left: 144, top: 148 });
    expect(placePopup(button(20, 100), MENU, VIEW, 'rtl')).toEqual({ left: 20, top: 148 });
  });

  it('is above where there is no room below', () => {
    expect(placePopup(button(300, 500), MENU, VIEW, 'ltr').top).toBe(196);
  });

  it('never leaves the window', () => {
    const tall = { width: 500, height: 900 };
    for (const at of [button(0, 0), button(316, 0), button(0, 596), button(900, 900)]) {
      for (const dir of ['ltr', 'rtl'] as const) {
        const { left, top } = placePopup(at, MENU, VIEW, dir);
        expect(left).toBeGreaterThanOrEqual(8);
        expect(left + MENU.width).toBeLessThanOrEqual(VIEW.width);
        expect(top + MENU.height).toBeLessThanOrEqual(VIEW.height);
        expect(placePopup(at, tall, VIEW, dir)).toEqual({ left: 8, top: 8 });
      }
    }
  });
});
