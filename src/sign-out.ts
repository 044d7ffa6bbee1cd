/**
 * For a site's “Sign out”: `import { signOut } from '…/sign-out.js'`. Needs no session on the page, and
 * does nothing until it is called.
 */
export { signOut } from './client/sign-out.js';
