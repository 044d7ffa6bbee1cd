/**
 * @typedef {{ show: (messages: object[]) => unknown, append: (all: object[]) => unknown,
 *   holds: (text: string) => boolean }} List a list of messages, prepared and empty
 */

/** Runs in the page: conversations of any length, the same for all. @param {number} count */
export function messagesOf(count) {
  return Array.from({ length: count }, (_, index) => ({
    id: `0198c0de-0000-7000-8000-${String(index).padStart(12, '0')}`,
    conversationId: '0198c0de-0000-7000-8000-ffffffffffff',
    senderId: index % 3 ? 'seller-42' : 'buyer-7',
    type: 'TEXT',
    seq: index + 1,
    rev: index + 1,
    createdAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
    text: `Message ${index}: ${'is the car still there and may I see it '.repeat(index % 4)}`,
    reactions: [],
  }));
}

/** Resolves after the frame that shows what was done before. */
function painted() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    });
  });
}

/** @param {() => boolean} isThere */
async function paintedOnce(isThere) {
  let atMs = await painted();
  while (!isThere()) atMs = await painted();
  return atMs;
}

/** @param {List} list */
export function measurable(list) {
  /** @type {object[]} */
  let all = [];
  const last = () => /** @type {{ text: string }} */ (all.at(-1)).text.trim();
  return {
    /** Milliseconds until so many messages are there and the newest can be read. */
    async showMs(/** @type {number} */ count) {
      all = messagesOf(count);
      const startMs = performance.now();
      await list.show(all);
      return (await paintedOnce(() => list.holds(last()))) - startMs;
    },
    async appendMs() {
      const [message] = messagesOf(1);
      all = [
        ...all,
        {
          ...message,
          id: crypto.randomUUID(),
          seq: all.length + 1,
          text: `And one more, ${all.length}`,
        },
      ];
      const startMs = performance.now();
      await list.append(all);
      return (await paintedOnce(() => list.holds(last()))) - startMs;
    },
  };
}
