import { integer, rate } from './setting-values.js';
import type { Setting } from './settings.js';

/**
 * How much of what: of one person, and of one address with room for an office, so that nobody is locked
 * out by a neighbour and nobody gains by being many. An address of IPv6 is its /64.
 */
export const limitSettings = {
  RATE_LIMIT_REQUESTS: {
    description: 'HTTP requests of one person, and sockets they open.',
    fallback: '600/1m',
    schema: rate,
  },
  RATE_LIMIT_ADDRESS_REQUESTS: {
    description: 'HTTP requests of one address, and sockets it opens.',
    fallback: '6000/1m',
    schema: rate,
  },
  RATE_LIMIT_GUESTS: {
    description: 'Guests made from one address.',
    fallback: '60/1m',
    schema: rate,
  },
  RATE_LIMIT_CONVERSATIONS: {
    description: 'Conversations begun by one person.',
    fallback: '60/1h',
    schema: rate,
  },
  RATE_LIMIT_MESSAGES: {
    description: 'Messages of one person, and changes to messages.',
    fallback: '120/1m',
    schema: rate,
  },
  RATE_LIMIT_UPLOADS: {
    description: 'Files sent by one person.',
    fallback: '240/1h',
    schema: rate,
  },
  RATE_LIMIT_UPLOAD_BYTES: {
    description: 'Bytes of files sent by one person.',
    fallback: '2147483648/1h',
    schema: rate,
  },
  RATE_LIMIT_CALLS: {
    description: 'Calls begun by one person.',
    fallback: '12/1m',
    schema: rate,
  },
  RATE_LIMIT_DECLINED_CALLS: {
    description:
      'Calls that one person declines of another in a row, or twice as many missed, before the caller cannot ring them for as long, then for twice as long each time.',
    fallback: '3/10m',
    schema: rate,
  },
  RATE_LIMIT_UNANSWERED_CALLS: {
    description:
      'Calls of one person that nobody takes, a declined one counted twice, before they ring only who knows them.',
    fallback: '60/1h',
    schema: rate,
  },
  RATE_LIMIT_FRAMES: {
    description: 'Frames on one app socket.',
    fallback: '1200/1m',
    schema: rate,
  },
  RATE_LIMIT_PERSON_FRAMES: {
    description: 'Frames on all sockets of one person, those of PeerJS too.',
    fallback: '6000/1m',
    schema: rate,
  },
  RATE_LIMIT_ADDRESS_CONVERSATIONS: {
    description: 'Conversations begun from one address.',
    fallback: '600/1h',
    schema: rate,
  },
  RATE_LIMIT_ADDRESS_MESSAGES: {
    description: 'Messages from one address, and changes to messages.',
    fallback: '2400/1m',
    schema: rate,
  },
  RATE_LIMIT_ADDRESS_UPLOADS: {
    description: 'Files sent from one address.',
    fallback: '2400/1h',
    schema: rate,
  },
  RATE_LIMIT_ADDRESS_UPLOAD_BYTES: {
    description: 'Bytes of files sent from one address.',
    fallback: '10737418240/1h',
    schema: rate,
  },
  RATE_LIMIT_ADDRESS_CALLS: {
    description: 'Calls begun from one address.',
    fallback: '120/1m',
    schema: rate,
  },
  RATE_LIMIT_ADDRESS_FRAMES: {
    description: 'Frames on all sockets of one address, those of PeerJS too.',
    fallback: '60000/1m',
    schema: rate,
  },
  RATE_LIMIT_SOCKETS: {
    description: 'Sockets one person has open at a time.',
    fallback: '64',
    schema: integer(1, 1_000_000, 'expected a number from 1 to 1000000'),
  },
  RATE_LIMIT_ADDRESS_SOCKETS: {
    description: 'Sockets one address has open at a time.',
    fallback: '2000',
    schema: integer(1, 1_000_000, 'expected a number from 1 to 1000000'),
  },
  RATE_LIMIT_ADDRESS_CONNECTIONS: {
    description: 'Connections for requests one address has open at a time; of trusted proxies any.',
    fallback: '2000',
    schema: integer(1, 1_000_000, 'expected a number from 1 to 1000000'),
  },
} as const satisfies Record<string, Setting>;
