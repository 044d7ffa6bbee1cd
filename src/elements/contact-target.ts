import type { ContactTarget } from '../controllers/session-host.js';
import { parseImageUrl, parseName, parseUserId } from './attributes.js';
import type { ListingAttributes } from './listing-attributes.js';

/** The attributes that say whom an element is about. */
export interface ContactAttributes extends ListingAttributes {
  to: string;
  conversation?: string;
  name: string;
  avatar: string;
}

/** Reads an element's attributes; what is not right is left out. */
export function targetOf(element: ContactAttributes): ContactTarget {
  const to = parseUserId(element.to);
  const name = parseName(element.name);
  const avatar = parseImageUrl(element.avatar);
  const { conversation, listing } = element;
  return {
    listing,
    ...(to && { to }),
    ...(conversation && { conversation }),
    ...(name && { name }),
    ...(avatar && { avatar }),
  };
}
