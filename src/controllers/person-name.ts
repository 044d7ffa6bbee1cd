import type { LocaleController } from './locale-controller.js';

/** What a person is called: their name, a visitor's short mark, or the id their site gave them. */
export function personName(
  { id, name }: { readonly id: string; readonly name?: string | undefined },
  locale: LocaleController,
): string {
  if (name) return name;
  // A guest's id is a UUID that nobody can tell from another; four characters of it they can.
  const kind = /^(guest|gone)-[\da-f-]{36}$/.exec(id)?.[1];
  return kind ? locale.t(kind === 'gone' ? kind : 'visitor', { mark: id.slice(-4) }) : id;
}
