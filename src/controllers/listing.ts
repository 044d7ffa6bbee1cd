import * as v from 'valibot';
import { warn } from '../client/logger.js';
import { Listing } from '../protocol/index.js';
import type { ListingFields } from './session-host.js';

/** A listing from attributes; undefined without a usable id. Fields that are not right are left out. */
export function parseListing(fields: ListingFields | undefined): Listing | undefined {
  if (!fields?.id) return undefined;
  const { entries } = Listing;
  const given = { ...fields, url: absolute(fields.url), image: absolute(fields.image) };
  const kept = Object.entries(given).filter(
    ([name, value]) => value && name in entries && v.is(entries[name as keyof Listing], value),
  );
  const parsed = v.safeParse(Listing, Object.fromEntries(kept));
  if (parsed.success) return parsed.output;
  warn('the listing attributes do not make a listing');
  return undefined;
}

function absolute(url: string | undefined): string | undefined {
  if (!url) return undefined;
  try {
    return new URL(url, document.baseURI).href;
  } catch {
    return undefined;
  }
}
