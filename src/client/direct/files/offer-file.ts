import type { OfferFile } from './file-sink.js';

/** The browser has begun to read it by then. */
const READ_LIMIT_MS = 60_000;

/** Hands a file to the browser's downloads. */
export const offerDownload: OfferFile = (file, name) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ_LIMIT_MS);
};
