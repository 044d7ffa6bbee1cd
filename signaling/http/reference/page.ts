import type { JsonSchema } from '@valibot/to-json-schema';
import { Markup, markup, sentence } from './markup.js';
import type { Content, Document, Operation, Parameter, Response } from './openapi.js';
import { PAGE_STYLE } from './page-style.js';
import { anchorOf, join, schemaMarkup } from './schema-markup.js';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The document for people: one page without a script, made of what programs are told and no more. */
export function renderReference(api: Document): string {
  const routes = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  );
  const groups = api.tags.map((tag) => ({
    ...tag,
    routes: routes.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  const schemas = Object.entries(api.components.schemas);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${api.info.title} API</title>
<style>${styleOf()}</style>
</head>
<body>
<a class="skip" href="#routes">Skip to the routes</a>
<header>
<h1>${api.info.title} API</h1>
<p>${sentence(api.info.description)}</p>
<p>For programs: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1), and
<a href="asyncapi.json">asyncapi.json</a> (AsyncAPI 3) for the socket.</p>
</header>
<div class="columns">
<nav aria-label="Contents">
${groups.map(({ description, routes: own }) => navigation(description, own))}
<h2>Schemas</h2>
<ul>${schemas.map(([name]) => markup`<li><a href="#${anchorOf(name)}">${name}</a></li>`)}</ul>
</nav>
<main id="routes">
${groups.map(
  ({ name, description, routes: own }) => markup`<section aria-labelledby="group-${name}">
<h2 id="group-${name}">${description}</h2>
${own.map(routeMarkup)}
</section>
`,
)}<section aria-labelledby="schemas">
<h2 id="schemas">Schemas</h2>
${schemas.map(namedSchema)}
</section>
</main>
</div>
</body>
</html>
`;
  return page.html;
}

/** Its text is ours, and hashed as it is. */
function styleOf(): Markup {
  return new Markup(PAGE_STYLE);
}

function navigation(description: string, routes: readonly Route[]): Markup {
  const links = routes.map(
    ({ operation: { operationId, summary } }) =>
      markup`<li><a href="#${operationId}">${sentence(summary)}</a></li>`,
  );
  return markup`<h2>${description}</h2><ul>${links}</ul>`;
}

function routeMarkup({ method, path, operation }: Route): Markup {
  const { operationId, summary, description, parameters = [], requestBody } = operation;
  const { responses } = operation;
  const answers = Object.entries(responses).filter(([, each]) => !isRefusal(each));
  const refusals = Object.entries(responses).filter(([, each]) => isRefusal(each));
  return markup`<article id="${operationId}" aria-labelledby="${operationId}-name">
<h3 id="${operationId}-name"><code class="method ${method}">${method.toUpperCase()}</code> <code>${path}</code></h3>
<p>${sentence(`${summary}.`)}${description !== undefined ? markup` ${sentence(description)}` : undefined}</p>
<p class="who">${whoMayAsk(operation)}</p>
${listOf('Parameters', parameters.map(parameterMarkup))}
${requestBody && bodyMarkup(requestBody.content)}
${listOf(
  'Answers',
  answers.map(([status, each]) => answerMarkup(status, each)),
)}
${listOf(
  'Refusals',
  refusals.map(
    ([status, each]) => markup`<dt>${status}</dt><dd>${sentence(each.description)}</dd>`,
  ),
)}
</article>
`;
}

function isRefusal({ content = {} }: Response): boolean {
  return 'application/problem+json' in content;
}

const WAYS: Readonly<Record<string, string>> = {
  bearer: 'a token',
  link: 'a signed link',
  admin: 'a token with the role “admin”',
  operator: 'whoever runs the broker',
};

function whoMayAsk({ security }: Operation): string {
  const [first, ...others] = security.map((way) => Object.keys(way)[0]);
  if (security.length === 0) return 'Needs no token.';
  if (first === undefined) return 'Needs no token; reads that of a former guest.';
  if (first === 'operator') return 'For whoever runs the broker.';
  return `Needs ${[first, ...others].map((way) => WAYS[way ?? ''] ?? way).join(' or ')}.`;
}

function listOf(title: string, items: readonly Markup[]): Markup | undefined {
  const name = title.toLowerCase();
  return items.length > 0 ? markup`<h4>${title}</h4><dl class="${name}">${items}</dl>` : undefined;
}

function parameterMarkup({ name, in: place, required, description, schema }: Parameter): Markup {
  const whole = { ...schema, ...(description !== undefined && { description }) } as JsonSchema;
  const note = `${place}${required ? '' : ', optional'}`;
  return markup`<dt><code>${name}</code><span class="note">${note}</span></dt><dd>${schemaMarkup(whole)}</dd>`;
}

function bodyMarkup(content: Content): Markup {
  return markup`<h4>Body</h4><div>${contentMarkup(content)}</div>`;
}

function answerMarkup(status: string, { description, content, headers = {} }: Response): Markup {
  const told = Object.entries(headers).map(
    ([name, each]) => markup`<br><code>${name}</code>: ${sentence(each.description)}`,
  );
  const body = content ? contentMarkup(content) : markup`no body`;
  return markup`<dt>${status} <span class="note">${description}</span></dt><dd>${body}${told}</dd>`;
}

function contentMarkup(content: Content): Markup {
  const each = Object.entries(content).map(([mimeType, { schema }]) => {
    const type = mimeType === '*/*' ? markup`the bytes` : markup`<code>${mimeType}</code>`;
    if (!schema) return type;
    const isJson = mimeType === 'application/json';
    return isJson ? schemaMarkup(schema) : markup`${type}: ${schemaMarkup(schema)}`;
  });
  return join(each, ' or ');
}

function namedSchema([name, schema]: [string, JsonSchema]): Markup {
  return markup`<article id="${anchorOf(name)}" aria-labelledby="${anchorOf(name)}-name">
<h3 id="${anchorOf(name)}-name"><code>${name}</code></h3>
<div>${schemaMarkup(schema)}</div>
</article>
`;
}
