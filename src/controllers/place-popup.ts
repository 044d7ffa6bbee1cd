const GAP_PX = 4;
const EDGE_PX = 8;

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PopupPlace {
  /** Of the whole page's window. */
  readonly left: number;
  readonly top: number;
}

/**
 * Where a menu stands: under its button, their ends in line; above it where there is no room; and
 * always within the window.
 */
export function placePopup(
  anchor: DOMRectReadOnly,
  popup: Size,
  view: Size,
  dir: 'ltr' | 'rtl',
): PopupPlace {
  const below = anchor.bottom + GAP_PX;
  const above = anchor.top - GAP_PX - popup.height;
  const fits = below + popup.height <= view.height - EDGE_PX;
  const left = dir === 'rtl' ? anchor.left : anchor.right - popup.width;
  return {
    left: clamp(left, view.width - popup.width),
    top: clamp(fits || above < EDGE_PX ? below : above, view.height - popup.height),
  };
}

function clamp(value: number, most: number): number {
  return Math.max(EDGE_PX, Math.min(value, most - EDGE_PX));
}
