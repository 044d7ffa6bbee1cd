import { expect } from '@open-wc/testing';
import type { CSSResultGroup } from 'lit';
import * as elements from '../../src/elements/define.js';
import { ChatComposer } from '../../src/elements/chat-composer.js';
import { ChatLog } from '../../src/elements/chat-log.js';
import { AskDialog } from '../../src/elements/desk/ask-dialog.js';
import { DevicePanel } from '../../src/elements/call/device-panel.js';
import { DeskMenu } from '../../src/elements/desk/menu.js';
import { StarredDialog } from '../../src/elements/desk/starred-dialog.js';
import { CALL_COLORS } from '../../src/styles/call-tokens.js';
import { CHAT_COLORS, CHAT_SIZES } from '../../src/styles/chat-tokens.js';
import { SHARED_COLORS, SHARED_SIZES } from '../../src/styles/tokens.js';

const { CallModal, ChatInbox, ChatPanel, ContactButton, PresenceBadge } = elements;
const STYLED = {
  CallModal,
  ChatInbox,
  ChatPanel,
  ContactButton,
  PresenceBadge,
  ChatComposer,
  ChatLog,
  AskDialog,
  DeskMenu,
  StarredDialog,
  DevicePanel,
};

function textOf(styles: CSSResultGroup | undefined): string {
  if (Array.isArray(styles)) return styles.map(textOf).join('\n');
  return styles && 'cssText' in styles ? styles.cssText : '';
}

/** WCAG 2.2 contrast of two `#rrggbb`. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number =>
    [1, 3, 5]
      .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i]!, 0);
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe('styles', () => {
  it('show the dot of somebody online where colours are forced', () => {
    for (const [name, { styles }] of Object.entries({
      ...STYLED,
      CallHistory: elements.CallHistory,
    })) {
      const rules = textOf(styles).split('}');
      const dots = rules.filter((rule) => rule.includes('background: var(--_online)'));
      for (const dot of dots) expect(dot, name).to.contain('forced-color-adjust: none');
    }
  });

  for (const [name, element] of Object.entries(STYLED)) {
    const css = textOf(element.styles);

    it(`of ${name} use only tokens that are declared`, () => {
      const declared = new Set([...css.matchAll(/(--_[\w-]+):/g)].map(([, token]) => token));
      const used = [...css.matchAll(/var\((--_[\w-]+)/g)].map(([, token]) => token);
      expect(used).to.not.be.empty;
      expect(used.filter((token) => !declared.has(token))).to.deep.equal([]);
    });

    it(`of ${name} know no left and no right`, () => {
      const physical = /(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)|left|right)\s*:/;
      expect(css).to.not.match(physical);
      expect(css).to.not.match(/text-align:\s*(?:left|right)/);
    });

    it(`of ${name} let the page hide it`, () => {
      expect(css).to.match(/:host\(\[hidden\]\)\s*\{\s*display: none/);
    });
  }

  it('take every public token of the tables', () => {
    const css = Object.values(STYLED)
      .map((element) => textOf(element.styles))
      .join('');
    const tables = {
      ...SHARED_COLORS,
      ...SHARED_SIZES,
      ...CHAT_COLORS,
      ...CHAT_SIZES,
      ...CALL_COLORS,
    };
    for (const token of Object.keys(tables)) {
      expect(css, token).to.contain(`var(--deskbell-${token},`);
      expect(css, token).to.contain(`var(--_${token})`);
    }
  });

  it('have enough contrast, light and dark', () => {
    const colors = { ...SHARED_COLORS, ...CHAT_COLORS, ...CALL_COLORS };
    const pairs = [
      ['text', 'surface'],
      ['text', 'surface-raised'],
      ['text', 'bubble-own'],
      ['text', 'bubble-other'],
      ['text-muted', 'surface'],
      ['text-muted', 'surface-raised'],
      ['text-muted', 'bubble-own'],
      ['text-muted', 'bubble-other'],
      ['text-muted', 'canvas'],
      ['accent', 'canvas'],
      ['accent', 'surface-raised'],
      ['danger', 'canvas'],
      ['on-accent', 'accent'],
      ['on-danger', 'danger'],
      ['on-ring', 'ring'],
      ['on-ring', 'ring-deep'],
      ['on-call', 'call-start'],
      ['on-call', 'call-end'],
    ] as const;
    for (const [front, back] of pairs) {
      for (const theme of [0, 1] as const) {
        const found = contrast(colors[front][theme], colors[back][theme]);
        expect(found, `${front} on ${back}, ${theme === 0 ? 'light' : 'dark'}`).to.be.at.least(4.5);
      }
    }
  });
});
