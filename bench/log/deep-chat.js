import '/bench/peers/node_modules/deep-chat/dist/deepChat.bundle.js';

/** @param {HTMLElement} stage */
export function prepare(stage) {
  const element = document.createElement('deep-chat');
  const plain = (/** @type {{ senderId: string, text: string }} */ { senderId, text }) => ({
    role: senderId === 'buyer-7' ? 'user' : 'ai',
    text,
  });
  const texts = () => element.shadowRoot?.getElementById('messages')?.lastElementChild?.textContent;
  return {
    show(/** @type {{ senderId: string, text: string }[]} */ all) {
      Object.assign(element, { demo: true, history: all.map(plain) });
      stage.append(element);
    },
    append: (/** @type {{ senderId: string, text: string }[]} */ all) =>
      element.addMessage(plain(all[all.length - 1])),
    holds: (/** @type {string} */ text) => texts()?.includes(text) ?? false,
  };
}
