/**
 * Calls `visit` for every node of a syntax tree.
 *
 * @param {unknown} node
 * @param {(node: Record<string, any>) => void} visit
 */
export function walk(node, visit) {
  if (Array.isArray(node)) return node.forEach((child) => walk(child, visit));
  if (!node || typeof node !== 'object') return;
  if ('type' in node) visit(node);
  Object.values(node).forEach((child) => walk(child, visit));
}
