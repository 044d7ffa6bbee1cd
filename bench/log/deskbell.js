const PEOPLE = { me: { id: 'buyer-7', name: 'Buyer' }, other: { id: 'seller-42', name: 'Seller' } };

/** `<chat-panel>` without a session, as the script tag brings it. @param {HTMLElement} stage */
export async function prepare(stage) {
  const panel = Object.assign(document.createElement('chat-panel'), { open: true });
  stage.append(panel);
  await import('/dist/browser/deskbell.js');
  await customElements.whenDefined('chat-panel');
  const log = () => panel.shadowRoot?.querySelector('deskbell-log')?.shadowRoot;
  const show = (/** @type {object[]} */ messages) => {
    Object.assign(panel, { messages, currentUser: PEOPLE.me, otherUser: PEOPLE.other });
  };
  // Once with nothing, so that what is measured is the list and not the loading of the script.
  show([]);
  await panel.updateComplete;
  const holds = (/** @type {string} */ text) => {
    const rows = log()?.querySelectorAll('article, [role=article]') ?? [];
    return rows.item(rows.length - 1)?.textContent?.includes(text) ?? false;
  };
  return { show, append: show, holds };
}
