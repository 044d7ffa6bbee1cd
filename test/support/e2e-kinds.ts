import { expect, type Locator, type Page } from '@playwright/test';
import type { E2eBroker } from './e2e-broker.js';
import type { PersonOptions } from './e2e.js';
import type { Walk } from './e2e-walk.js';

export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A picture of 2 × 2 pixels. */
export const PICTURE: ChosenFile = {
  name: 'boot.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
    'base64',
  ),
};

/** Somebody who lets the page use what every kind of message needs. */
export const WILLING: PersonOptions = {
  permissions: ['microphone', 'geolocation'],
  geolocation: { latitude: 52.52, longitude: 13.405 },
};

/** What a browser says of a broker that is away, and of one that refuses. */
export const REFUSALS =
  /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)|WebSocket|413/;

export function button(where: Locator | Page, name: string | RegExp): Locator {
  return where.getByRole('button', { name, exact: typeof name === 'string' });
}

/** Chooses files for the open chat, without sending them yet. */
export async function choose({ page, chat }: Walk, ...files: ChosenFile[]): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await button(chat, 'Attach file').click();
  await (await choosing).setFiles(files);
}

export async function attach(walk: Walk, ...files: ChosenFile[]): Promise<void> {
  await choose(walk, ...files);
  await button(walk.page.getByRole('dialog'), 'Send').click();
}

/** Speaks for a moment and sends it. */
export async function recordNote({ chat }: Walk): Promise<void> {
  await button(chat, 'Record voice message').click();
  await expect(chat.getByRole('timer')).toHaveText(/[1-9]/);
  await button(chat, 'Send').click();
}

export async function sharePlace({ page, chat }: Walk): Promise<void> {
  await button(chat, 'Share location').click();
  await button(page.getByRole('dialog'), 'Send').click();
}

/** Fills in the sheet of an offer or of a counter-offer, which `opener` opens. */
export async function offer({ page }: Walk, opener: Locator, amount: string): Promise<void> {
  await opener.click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Amount' }).fill(amount);
  await button(page.getByRole('dialog'), 'Send offer').click();
}

/** Chooses something from the menu of a message. */
export async function act(walk: Walk, text: string | RegExp, item: string): Promise<void> {
  const line = walk.line(text);
  await line.hover();
  await button(line, 'Message actions').click();
  const menu = walk.page.getByRole('menu');
  const named = { name: item, exact: true };
  await menu.getByRole('menuitem', named).or(menu.getByRole('menuitemcheckbox', named)).click();
}

export async function edit(walk: Walk, from: string, to: string): Promise<void> {
  await act(walk, from, 'Edit');
  const box = walk.chat.getByRole('textbox', { name: 'Message', exact: true });
  await expect(box).toHaveValue(from);
  await box.fill(to);
  await box.press('Enter');
}

export async function deleteForBoth(walk: Walk, text: string): Promise<void> {
  await act(walk, text, 'Delete');
  await button(walk.page.getByRole('dialog'), 'Delete').click();
}

interface StoredMessage {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly text: string;
  readonly editedAt?: string;
  readonly deletedAt?: string;
  readonly media?: { readonly size: number };
}

/** What the broker keeps of the only conversation of seller-42, oldest first. */
export async function storedMessages(broker: E2eBroker): Promise<StoredMessage[]> {
  const token = await broker.tokenOf('seller-42');
  const ask = async <T>(path: string) => (await broker.ask(token, 'GET', path)).body as T;
  const { items } = await ask<{ items: { id: string }[] }>('/api/conversations');
  expect(items).toHaveLength(1);
  const page = await ask<{ items: StoredMessage[] }>(`/api/conversations/${items[0]?.id}/messages`);
  return page.items.reverse();
}
