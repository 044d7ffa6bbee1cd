import MagicString from 'magic-string';
import { walk } from './walk.js';

/**
 * Takes needless white space and comments out of `css` and indentation out of `html` templates,
 * which no minifier of JavaScript may touch.
 */

/** @param {string} css raw text of one piece of a template */
export function shortenCss(css) {
  return css
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}');
}

/**
 * White space that holds a line break is indentation: one space renders the same.
 *
 * @param {string} html raw text of one piece of a template
 */
export function shortenHtml(html) {
  return html.replace(/\s*\n\s*/g, ' ');
}

/** @type {Record<string, (text: string) => string>} */
const SHORTEN = { css: shortenCss, html: shortenHtml, svg: shortenHtml };

/** @returns {import('vite').Plugin} */
export function shortenTemplates() {
  return {
    name: 'deskbell-shorten-templates',
    apply: 'build',
    enforce: 'post',
    transform: {
      filter: { id: /[\\/]src[\\/].*\.ts$/, code: /\b(css|html|svg)`/ },
      handler(code) {
        const shortened = new MagicString(code);
        walk(this.parse(code), (node) => {
          const shorten = node.type === 'TaggedTemplateExpression' && SHORTEN[node.tag.name];
          if (!shorten) return;
          for (const { start, end, value } of node.quasi.quasis) {
            // A parser may count the delimiters in: keep to the raw text itself.
            const at = code.indexOf(value.raw, start);
            if (value.raw === '' || at < 0 || at > end) continue;
            shortened.update(at, at + value.raw.length, shorten(value.raw));
          }
        });
        if (!shortened.hasChanged()) return null;
        return { code: shortened.toString(), map: shortened.generateMap({ hires: 'boundary' }) };
      },
    },
  };
}
