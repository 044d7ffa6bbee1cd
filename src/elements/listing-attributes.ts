import type { LitElement } from 'lit';
import type { ListingFields } from '../controllers/session-host.js';
import { property } from './decorators.js';

/** The attributes that say what a conversation is about; they are checked where they are used. */
export interface ListingAttributes {
  listingId: string;
  listingTitle: string;
  listingUrl: string;
  listingImage: string;
  listingPrice: string;
  /** ISO 4217 code of the price. */
  currency: string;
  /** All of them together. */
  listing: ListingFields;
}

type WithListing = Pick<typeof LitElement, keyof typeof LitElement> &
  (new () => LitElement & ListingAttributes);

/** Adds `listing-id`, `-title`, `-url`, `-image`, `-price` and `currency` to an element. */
export function withListing(base: typeof LitElement): WithListing {
  class ListingElement extends base implements ListingAttributes {
    @property({ attribute: 'listing-id' }) listingId = '';
    @property({ attribute: 'listing-title' }) listingTitle = '';
    @property({ attribute: 'listing-url' }) listingUrl = '';
    @property({ attribute: 'listing-image' }) listingImage = '';
    @property({ attribute: 'listing-price' }) listingPrice = '';
    @property() currency = '';

    get listing(): ListingFields {
      return {
        id: this.listingId,
        title: this.listingTitle,
        url: this.listingUrl,
        image: this.listingImage,
        price: this.listingPrice,
        currency: this.currency,
      };
    }

    set listing({ id = '', title = '', url = '', image = '', price = '', currency = '' }) {
      this.listingId = id;
      this.listingTitle = title;
      this.listingUrl = url;
      this.listingImage = image;
      this.listingPrice = price;
      this.currency = currency;
    }
  }
  return ListingElement;
}
