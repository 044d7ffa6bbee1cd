/**
 * What is sent of our own picture when our side of the connection is weak: less and less, so that
 * the voices stay whole, and more again when it is good.
 *
 *          2 weak looks      2 weak         2 weak        2 weak
 *   full ─────────────▶ smaller ─────▶ slower ─────▶ low ─────────▶ paused
 *   (as the camera      (half the      (… and 15     (a quarter,    (audio first:
 *    takes it)           size)          a second)     10 a second)   no picture)
 *        ◀───────────── ◀───────────── ◀──────────── ◀──────────────
 *         `patience` good looks in a row, one rung at a time
 *
 * - A look is every two seconds. Weak: upload, delay or evenness at 2 of 5 or less. Good: all of
 *   them at 4 or more. In between the rung is kept. What comes to us is no reason: the other side
 *   sees the loss of it as its own upload.
 * - A look in which nothing came says that the path is cut, not that it is narrow: the rung is kept.
 * - Patience is 5 looks. Each time a rise is followed by a fall before it has proved itself, the
 *   next one waits twice as long, up to 40 looks; a proven picture at the top forgets that.
 * - The first looks count for nothing: calls begin with a small picture, and with a browser that is
 *   still finding out what the network takes.
 */
import { scoresOf, type CallQuality } from './call-quality.js';

export type PictureStep = 'full' | 'smaller' | 'slower' | 'low' | 'paused';

/** What to ask of the browser for one picture. What is undefined is left to the browser. */
export interface PictureLimits {
  readonly sendsPicture: boolean;
  readonly scaleResolutionDownBy: number;
  readonly maxFramerate?: number;
  /** Bits per second. */
  readonly maxBitrate?: number;
}

interface Rung {
  readonly step: PictureStep;
  readonly camera: PictureLimits;
  /** Letters must stay letters: a shared screen keeps its size. */
  readonly screen: PictureLimits;
}

const FULL = { sendsPicture: true, scaleResolutionDownBy: 1 } as const;

export const RUNGS: readonly Rung[] = [
  { step: 'full', camera: FULL, screen: FULL },
  {
    step: 'smaller',
    camera: { ...FULL, scaleResolutionDownBy: 2, maxBitrate: 600_000 },
    screen: { ...FULL, maxFramerate: 15 },
  },
  {
    step: 'slower',
    camera: { ...FULL, scaleResolutionDownBy: 2, maxFramerate: 15, maxBitrate: 350_000 },
    screen: { ...FULL, maxFramerate: 8 },
  },
  {
    step: 'low',
    camera: { ...FULL, scaleResolutionDownBy: 4, maxFramerate: 10, maxBitrate: 150_000 },
    screen: { ...FULL, maxFramerate: 4, maxBitrate: 300_000 },
  },
  {
    step: 'paused',
    camera: {
      sendsPicture: false,
      scaleResolutionDownBy: 4,
      maxFramerate: 10,
      maxBitrate: 150_000,
    },
    screen: { ...FULL, maxFramerate: 2, maxBitrate: 150_000 },
  },
];

export interface Ladder {
  /** 0 is the top. */
  readonly rung: number;
  /** Looks in a row. */
  readonly weak: number;
  readonly good: number;
  readonly patience: number;
  /** The last move was up, and has not proved itself yet. */
  readonly isOnTrial: boolean;
  /** Looks that still count for nothing. */
  readonly settling: number;
}

const LOWEST = RUNGS.length - 1;
const WEAK_LOOKS = 2;
const SETTLING_LOOKS = 3;
export const LEAST_PATIENCE = 5;
export const MOST_PATIENCE = 40;

export const TOP_OF_LADDER: Ladder = {
  rung: 0,
  weak: 0,
  good: 0,
  patience: LEAST_PATIENCE,
  isOnTrial: false,
  settling: SETTLING_LOOKS,
};

export type Look = 'weak' | 'fair' | 'good' | 'none';

/** What a look says to the ladder. */
export function lookOf(quality: CallQuality): Look {
  if (quality.isSilent) return 'none';
  const { upload, delay, unstable } = scoresOf(quality);
  const score = Math.min(upload, delay, unstable);
  if (score <= 2) return 'weak';
  return score >= 4 ? 'good' : 'fair';
}

/** One look further. */
export function stepLadder(ladder: Ladder, look: Look): Ladder {
  if (ladder.settling > 0) return { ...ladder, settling: ladder.settling - 1 };
  switch (look) {
    case 'weak': {
      const weak = ladder.weak + 1;
      return weak < WEAK_LOOKS ? { ...ladder, weak, good: 0 } : fall(ladder);
    }
    case 'good': {
      const good = ladder.good + 1;
      return good < ladder.patience ? { ...ladder, good, weak: 0 } : rise(ladder);
    }
    case 'fair':
    case 'none':
      return { ...ladder, good: 0 };
  }
}

export function rungOf({ rung }: Ladder): Rung {
  return RUNGS[Math.min(Math.max(rung, 0), LOWEST)] as Rung;
}

function fall(ladder: Ladder): Ladder {
  const patience = ladder.isOnTrial
    ? Math.min(MOST_PATIENCE, ladder.patience * 2)
    : ladder.patience;
  const rung = Math.min(LOWEST, ladder.rung + 1);
  return { ...ladder, rung, patience, weak: 0, good: 0, isOnTrial: false };
}

/** Good for long enough: the picture has proved itself, and the next better one is tried. */
function rise(ladder: Ladder): Ladder {
  if (ladder.rung > 0) {
    return { ...ladder, rung: ladder.rung - 1, weak: 0, good: 0, isOnTrial: true };
  }
  return { ...ladder, weak: 0, good: 0, patience: LEAST_PATIENCE, isOnTrial: false };
}
