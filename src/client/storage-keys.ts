/**
 * The names of all that is kept on the device of a person, and where. docs/privacy.md lists them and
 * signOut() takes them away: tests hold both to this list. What ends in a colon goes on with the origin
 * of the broker. Constants only, for the build puts each where it is used.
 */

/** In `localStorage`: the token of a guest. In `sessionStorage`: which guest the tab was, and when. */
export const GUEST = 'deskbell:guest:';

/** In `localStorage`: what a guest agreed to. */
export const CONSENT = 'deskbell:consent:';

/** In `localStorage`: what somebody wrote and did not send; goes on with their id and the place, by lines. */
export const DRAFT = 'deskbell:draft:';

/** In `localStorage`: the names of the drafts, the newest last. */
export const DRAFTS = 'deskbell:drafts:';

/** In `localStorage`: the devices that were chosen. */
export const DEVICES = 'deskbell:devices:';

/** In `localStorage`: entries that the database has not stored yet, written at once: a tab may die meanwhile. */
export const JOURNAL = 'deskbell:outbox';

/** In `localStorage`: there while the database may hold something, names what was put there last. */
export const KEPT = 'deskbell:outbox:kept';

/** In `localStorage`: written and taken away again as somebody signs out, the site's other pages hear of it. */
export const SIGN_OUT_KEY = 'deskbell:sign-out';

/** In `sessionStorage`: names the tab to the broker. */
export const DEVICE = 'deskbell:device:';

/** In `sessionStorage`: the call the tab is in. */
export const CALL = 'deskbell:call:';

/** In `localStorage`: whether to be notified. */
export const NOTIFICATIONS = 'deskbell.notifications';

/** In `localStorage`: whether that makes a sound. */
export const SOUND = 'deskbell.sound';

/** In `localStorage`: the emoji that were used last. */
export const RECENT_EMOJI = 'deskbell-emoji';

/** In IndexedDB: messages and files that are not acknowledged yet. */
export const DATABASE = 'deskbell';

/** In private files: files that came by a direct link, and recordings of calls, in the origin’s own file system. */
export const FILES_FOLDER = 'deskbell-files';
