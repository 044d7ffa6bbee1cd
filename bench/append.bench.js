/**
 * What one live change costs a conversation of 10,000 messages before anything is drawn: a message,
 * a receipt mark, an edit. `npm run bench -- append`, after `npm run build`.
 */
import {
  EMPTY_LOG,
  entriesOf,
  heard,
  withLive,
  withNewestPage,
} from '../dist/src/core/message-log.js';

const MESSAGES = 10_000;
const ROUNDS = 300;

/** @param {number} seq @param {number} [rev] */
function message(seq, rev = seq) {
  const id = `m${seq}`;
  const text = `text ${rev}`;
  const fixed = { conversationId: 'c', senderId: 'seller-42', type: /** @type {const} */ ('TEXT') };
  return { ...fixed, id, seq, rev, text, createdAt: '2026-01-01T00:00:00.000Z', reactions: [] };
}

/** @param {(round: number) => void} step */
function medianMs(step) {
  const times = Array.from({ length: ROUNDS }, (_, round) => {
    const start = performance.now();
    step(round);
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[ROUNDS / 2] ?? NaN;
}

export async function run() {
  const messages = Array.from({ length: MESSAGES }, (_, i) => message(i + 1));
  const full = withNewestPage(EMPTY_LOG, { messages, rev: MESSAGES });
  let log = full;
  const append = medianMs((round) => {
    log = withLive(log, message(MESSAGES + 1 + round));
    entriesOf(log);
  });
  let rev = MESSAGES + ROUNDS;
  const mark = medianMs(() => {
    log = heard(log, ++rev);
    entriesOf(log);
  });
  const edit = medianMs((round) => {
    log = withLive(log, message(1 + round * 30, ++rev));
    entriesOf(log);
  });
  const goal = '< 1 (a frame is 16.7)';
  return [
    { name: 'append to 10,000', value: append, unit: 'ms', goal },
    { name: 'mark in 10,000', value: mark, unit: 'ms', goal },
    { name: 'edit in 10,000', value: edit, unit: 'ms', goal },
  ];
}
