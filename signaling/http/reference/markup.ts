/** A piece of HTML; everything in it that was a text has been escaped. */
export class Markup {
  constructor(readonly html: string) {}
}

type Part = string | number | Markup | readonly Part[] | undefined;

/** Tagged templates as pages are made of: texts are escaped, markup is taken as it is. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...parts.map(htmlOf)));
}

/** A sentence in which what stands between backticks is code. */
export function sentence(text: string): Markup {
  const pieces = text.split('`').map((piece, index) => {
    return index % 2 === 1 ? markup`<code>${piece}</code>` : markup`${piece}`;
  });
  return markup`${pieces}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function htmlOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.html;
  if (typeof part === 'object') return part.map(htmlOf).join('');
  return String(part).replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
