import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../../../src/api/routes.js';
import { operationsText, routesText, schemasText } from '../../../support/api-client-text.js';
import { describedApi } from '../../../support/described-api.js';

describe('the typed client', () => {
  it.each([
    ['schemas', schemasText],
    ['operations', operationsText],
    ['routes', routesText],
  ] as const)('has its %s from the document, as it is now', async (name, textOf) => {
    const text = await textOf(await describedApi());
    await expect(text).toMatchFileSnapshot(`../../../../src/api/${name}.ts`);
  });

  it('covers every operation', async () => {
    const { paths } = await describedApi();
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [
        operationId,
        `${method.toUpperCase()} ${path}`,
      ]),
    );
    const covered = Object.entries(ROUTES).map(([id, { method, path }]) => [
      id,
      `${method} ${path}`,
    ]);
    expect(covered).toEqual(described);
  });
});
