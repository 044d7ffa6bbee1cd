import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { page, startSite, type Site, type SitePage } from './e2e-site.js';

const BUILT = new URL('../../dist/browser/', import.meta.url);
const LISTING = `<p id="estate-car"><contact-button to="seller-42" name="Blue Door Motors"
  listing-id="estate-car" listing-title="Estate car, 2016" listing-price="8400" currency="EUR"
></contact-button></p>`;

/**
 * A site with one listing of seller-42 that serves the widget's files itself, as one that got them
 * from the package: its pages can be loaded while the broker is away.
 * @param brokers the pages by their paths, with the address of the broker that each of them uses
 */
export async function startOwnSite(brokers: Readonly<Record<string, string>>): Promise<Site> {
  const names = await readdir(fileURLToPath(BUILT), { recursive: true });
  const scripts = await Promise.all(
    names
      .filter((name) => name.endsWith('.js'))
      .map(async (name): Promise<[string, SitePage]> => {
        const body = await readFile(new URL(name, BUILT));
        return [`/widget/${name}`, { body, type: 'text/javascript' }];
      }),
  );
  const pages = Object.entries(brokers).map(([path, broker]): [string, SitePage] => {
    const script = `<script type="module" src="/widget/deskbell.js" data-broker="${broker}"></script>`;
    return [path, { body: page(script, LISTING) }];
  });
  return startSite(Object.fromEntries([...scripts, ...pages]));
}
