import { existsSync } from 'node:fs';

const PLACES = [
  process.env.FIREFOX_PATH,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** Path of a Firefox on this machine; undefined if there is none: nothing here installs one. */
export function findFirefox() {
  return PLACES.find((path) => path && existsSync(path));
}
