import { a11ySnapshot } from '@web/test-runner-commands';

/** What assistive technology is told of one thing on the page. */
export interface AccessibleNode {
  readonly role: string;
  readonly name: string;
  readonly description?: string;
  readonly disabled?: boolean;
}

/** Everything the browser exposes now, in reading order. */
export async function accessibleNodes(): Promise<AccessibleNode[]> {
  const flat: AccessibleNode[] = [];
  const walk = (node: AccessibleNode & { children?: AccessibleNode[] }): void => {
    flat.push(node);
    node.children?.forEach(walk);
  };
  walk((await a11ySnapshot({})) as unknown as AccessibleNode);
  return flat;
}

/** Names of all nodes with this role. */
export async function namesOf(role: string): Promise<string[]> {
  return (await accessibleNodes()).filter((node) => node.role === role).map(({ name }) => name);
}

/** All elements that match, inside open shadow roots too. */
export function findAll<T extends HTMLElement = HTMLElement>(
  root: ParentNode,
  selector: string,
): T[] {
  const found = [...root.querySelectorAll<T>(selector)];
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) found.push(...findAll<T>(element.shadowRoot, selector));
  }
  return found;
}

/** The first element that matches, inside the element's shadow roots; fails when there is none. */
export function find<T extends HTMLElement = HTMLElement>(root: Element, selector: string): T {
  const [found] = findAll<T>(root.shadowRoot ?? root, selector);
  if (!found) throw new Error(`There is no ${selector} in <${root.localName}>.`);
  return found;
}

/** The visible button with this text or label. */
export function button(root: Element, name: string): HTMLButtonElement {
  const buttons = findAll<HTMLButtonElement>(root.shadowRoot ?? root, 'button');
  const found = buttons.find(
    (each) => (each.getAttribute('aria-label') ?? each.textContent?.trim()) === name,
  );
  if (!found) throw new Error(`There is no button “${name}” in <${root.localName}>.`);
  return found;
}
