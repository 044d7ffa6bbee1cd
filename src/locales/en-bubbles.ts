/** The English of messages beyond text, and of what one can do with a message. */
export const bubblesEnglish = {
  error_not_editable: 'This message can no longer be changed.',
  error_bid_open: 'There is an open offer already. Answer or withdraw it first.',
  error_bid_closed: 'This offer has been decided already.',
  error_bid_expired: 'This offer has expired.',
  error_bid_not_yours: 'Only the other side can do this with the offer.',
  error_link_not_allowed: 'No direct link to this person is possible yet.',
} as const;
