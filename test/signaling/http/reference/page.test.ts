import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { markup, sentence } from '../../../../signaling/http/reference/markup.js';
import type { Document } from '../../../../signaling/http/reference/openapi.js';
import { renderReference } from '../../../../signaling/http/reference/page.js';
import { bareServer, describedApi } from '../../../support/described-api.js';

let api: Document;
let html: string;
let policy: string;
beforeAll(async () => {
  api = await describedApi();
  const answer = await (await bareServer()).inject('/api/docs');
  html = answer.body;
  policy = String(answer.headers['content-security-policy']);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
});

const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, found = '']) => found);

describe('the reference page', () => {
  it('has every route, with its parameters and every code it refuses with', () => {
    for (const [path, operations] of Object.entries(api.paths)) {
      for (const [method, { operationId, parameters = [], responses }] of Object.entries(
        operations,
      )) {
        const [, rest = ''] = html.split(`<article id="${operationId}"`);
        const [part = ''] = rest.split('</article>');
        expect(part).toContain(`${method.toUpperCase()}</code> <code>${path}</code>`);
        for (const { name } of parameters) expect(part).toContain(`<code>${name}</code>`);
        for (const [status, { description }] of Object.entries(responses)) {
          expect(part).toContain(`<dt>${status}`);
          for (const [, code = ''] of description.matchAll(/`(\w+)`/g)) {
            expect(part).toContain(`<code>${code}</code>`);
          }
        }
      }
    }
  });

  it('has every schema, and no link that leads nowhere', () => {
    const anchors = new Set(all(/ id="([^"]+)"/g));
    expect(anchors.size).toBe(all(/ id="([^"]+)"/g).length);
    for (const name of Object.keys(api.components.schemas))
      expect(anchors).toContain(`schema-${name}`);
    const targets = all(/href="([^"]+)"/g);
    expect(targets.length).toBeGreaterThan(100);
    for (const target of targets) {
      if (target.startsWith('#')) expect(anchors).toContain(target.slice(1));
      else expect(Object.keys(api.paths)).toContain(`/api/${target}`);
    }
  });

  it('runs nothing, loads nothing, and may do neither', () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe| style=| on\w+=|https?:\/\//i);
    const [style = ''] = all(/<style>([^<]*)<\/style>/g);
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it('takes every text for a text', () => {
    const bad = '<img src=x onerror=alert(1)>"\'&';
    expect(markup`<p title="${bad}">${[sentence(`a \`${bad}\``)]}</p>`.html).not.toContain('<img');
    const [path = ''] = Object.keys(api.paths);
    const [method = ''] = Object.keys(api.paths[path]!);
    const operation = { ...api.paths[path]![method]!, summary: bad, description: bad };
    const page = renderReference({
      ...api,
      info: { ...api.info, title: bad, description: bad },
      paths: { [`/${bad}`]: { [method]: operation } },
    });
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });
});
