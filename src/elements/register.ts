/** Moves an element from one session's register to another's, when it was moved itself. */
export function register<T>(element: T, to: Set<T> | undefined, from: Set<T> | undefined): void {
  from?.delete(element);
  to?.add(element);
}
