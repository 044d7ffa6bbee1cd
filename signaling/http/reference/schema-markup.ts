import type { JsonSchema } from '@valibot/to-json-schema';
import { SCHEMAS_AT } from './json-schemas.js';
import { type Markup, markup, sentence } from './markup.js';

/** What a value is, in a line; the members of an object follow as a list. */
export function schemaMarkup(schema: JsonSchema): Markup {
  const { description } = schema;
  const limits = limitsOf(schema);
  return markup`${kindOf(schema)}${limits && markup`, ${limits}`}${
    description !== undefined ? markup`. ${sentence(description)}` : undefined
  }${membersOf(schema)}`;
}

export function anchorOf(name: string): string {
  return `schema-${name}`;
}

function kindOf(schema: JsonSchema): Markup {
  const { $ref, anyOf, oneOf, enum: options, format, items, type } = schema;
  if ($ref !== undefined) {
    const name = $ref.slice(SCHEMAS_AT.length);
    return markup`<a href="#${anchorOf(name)}">${name}</a>`;
  }
  if (options)
    return join(
      options.map((option) => markup`<code>${String(option)}</code>`),
      ', ',
    );
  if ('const' in schema) return markup`<code>${String(schema.const)}</code>`;
  const either = (anyOf ?? oneOf) as readonly JsonSchema[] | undefined;
  if (either?.some(({ properties }) => properties)) {
    const each = either.map((one) => markup`<li>${schemaMarkup(one)}</li>`);
    return markup`one of<ul class="either">${each}</ul>`;
  }
  if (either) return join(either.map(schemaMarkup), ' or ');
  if (items) return markup`list of ${schemaMarkup(items as JsonSchema)}`;
  if (format !== undefined) return markup`${format}`;
  return markup`${type === undefined ? 'anything' : [type].flat().join(' or ')}`;
}

/** Patterns are for programs; they read the document. */
function limitsOf(schema: JsonSchema): string | undefined {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const largest = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const said = [
    between(minimum, largest, ''),
    between(minLength, maxLength, ' characters'),
    between(minItems, maxItems, ' items'),
    schema.default === undefined ? undefined : `without it ${JSON.stringify(schema.default)}`,
  ].filter((each) => each !== undefined);
  return said.length > 0 ? said.join(', ') : undefined;
}

function between(least?: number, most?: number, unit = ''): string | undefined {
  if (least === undefined && most === undefined) return undefined;
  if (most === undefined) return `at least ${least}${unit}`;
  return least === undefined ? `at most ${most}${unit}` : `${least} to ${most}${unit}`;
}

function membersOf({ properties, required = [] }: JsonSchema): Markup | undefined {
  if (!properties) return undefined;
  const members = Object.entries(properties).map(
    ([name, schema]) =>
      markup`<dt><code>${name}</code>${
        required.includes(name) ? undefined : markup`<span class="note">optional</span>`
      }</dt><dd>${schemaMarkup(schema as JsonSchema)}</dd>`,
  );
  return members.length > 0 ? markup`<dl>${members}</dl>` : undefined;
}

export function join(parts: readonly Markup[], between: string): Markup {
  return markup`${parts.map((part, index) => markup`${index > 0 ? between : ''}${part}`)}`;
}
