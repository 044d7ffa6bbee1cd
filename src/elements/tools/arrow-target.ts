/**
 * Where a key leads in a grid that flows: rows are what stands at one height, so that it holds for
 * any width.
 */
export function arrowTarget(
  key: string,
  cells: readonly HTMLElement[],
  from: HTMLElement,
  isRightToLeft: boolean,
): HTMLElement | undefined {
  const at = cells.indexOf(from);
  if (at < 0) return undefined;
  const columns = cells.filter(({ offsetTop }) => offsetTop === cells[0]?.offsetTop).length;
  const forward = isRightToLeft ? -1 : 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: at + forward,
    ArrowLeft: at - forward,
    ArrowDown: at + columns,
    ArrowUp: at - columns,
    Home: 0,
    End: cells.length - 1,
  };
  const to = steps[key];
  return to === undefined ? undefined : cells[to];
}
