import { css } from 'lit';
import { plainButtons } from '../../styles/plain-buttons.js';
import { base, buttons } from '../../styles/shared.js';
import { progressStyles } from './progress.styles.js';

/** What elements inside of a message share; colours and sizes come from the list around them. */
export const partStyles = [
  base,
  buttons,
  plainButtons,
  progressStyles,
  css`
    .problem {
      margin: 4px 0 0;
      color: var(--_danger);
      font-size: 13px;
    }
    svg.solid {
      fill: currentColor;
    }
  `,
];
