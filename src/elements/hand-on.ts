/**
 * Puts what comes late into an element, and makes its parts known to the page. A piece that is no
 * element of the page's own hands them on to the one it stands in.
 */
export function place(piece: HTMLElement, root: Element, ...parts: string[]): void {
  root.append(piece);
  handOn(piece, ...parts);
}

/** Makes parts of a piece reach the element of the page that it is a part of. */
export function handOn(piece: Element, ...parts: string[]): void {
  for (let at = piece; at.localName.startsWith('deskbell-');) {
    const known = at.getAttribute('exportparts')?.split(', ') ?? [];
    at.setAttribute('exportparts', [...new Set([...known, ...parts])].join(', '));
    const root = at.getRootNode();
    if (!(root instanceof ShadowRoot)) return;
    at = root.host;
  }
}
