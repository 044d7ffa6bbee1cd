import { unsafeCSS, type CSSResult } from 'lit';

/** A colour as [light, dark]. */
export type ColorTokens = Readonly<Record<string, readonly [light: string, dark: string]>>;

/**
 * The colours all elements share. A page overrides any of them by `--deskbell-<name>`; which of the
 * two holds follows the `color-scheme` of the page, or of the element.
 */
export const SHARED_COLORS = {
  accent: ['#0b7a5c', '#34d39e'],
  'on-accent': ['#ffffff', '#03251a'],
  surface: ['#ffffff', '#151f1d'],
  text: ['#13201d', '#e8f0ed'],
  'text-muted': ['#52615c', '#9fb2ac'],
  online: ['#17954a', '#3ddc84'],
  danger: ['#bf2419', '#ff9187'],
  'on-danger': ['#ffffff', '#3c0601'],
  focus: ['#0b57d0', '#8ab4f8'],
} as const satisfies ColorTokens;

/** What all elements share beside colours. */
export const SHARED_SIZES = {
  font: `system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', sans-serif`,
  'font-size': '15px',
  'button-radius': '999px',
  shadow: '0 1px 2px rgb(0 20 15 / 12%), 0 12px 40px rgb(0 20 15 / 22%)',
  layer: '2147483000',
} as const satisfies Record<string, string>;

/**
 * Resolves each public `--deskbell-x` to a private `--_x` on `.root`, for the styles to use.
 * Browsers without light-dark() get the light theme.
 */
export function declareColors(colors: ColorTokens): CSSResult {
  const declare = (valueOf: (light: string, dark: string) => string): string =>
    Object.entries(colors)
      .map(([name, [light, dark]]) => `--_${name}:var(--deskbell-${name},${valueOf(light, dark)});`)
      .join('');
  const both = declare((light, dark) => `light-dark(${light},${dark})`);
  return unsafeCSS(
    `.root{${declare((light) => light)}}@supports (color:light-dark(#000,#fff)){.root{${both}}}`,
  );
}

export function declareSizes(values: Readonly<Record<string, string>>): CSSResult {
  const declarations = Object.entries(values).map(
    ([name, value]) => `--_${name}:var(--deskbell-${name},${value});`,
  );
  return unsafeCSS(`.root{${declarations.join('')}}`);
}

export const tokens = [declareSizes(SHARED_SIZES), declareColors(SHARED_COLORS)];
