/** What must never become an address, an id or markup. */
export const SCRIPT_URL = ['javascript', 'alert(1)'].join(':');
export const MEGABYTE = 'x'.repeat(1_048_576);
