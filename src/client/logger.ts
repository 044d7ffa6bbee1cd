/**
 * The one place of the browser side that writes to the console. For the developer of the page:
 * says what is wrong with it, never what people write, nor tokens.
 */
export function warn(message: string, cause?: unknown): void {
  if (cause === undefined) console.warn(`Deskbell: ${message}`);
  else console.warn(`Deskbell: ${message}`, cause);
}
