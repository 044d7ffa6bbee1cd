import type { Media } from '../protocol/index.js';
import type { ConversationController } from './conversation-controller.js';

/** The address of a stored file, made absolute; only http(s) comes out. */
export function mediaUrl(
  chat: ConversationController | undefined,
  url: string | undefined,
): string | undefined {
  if (!url) return undefined;
  try {
    const { protocol, href } = new URL(url, chat?.host?.broker || document.baseURI);
    return protocol === 'https:' || protocol === 'http:' ? href : undefined;
  } catch {
    return undefined;
  }
}

/** A new link in the place of one that has aged; undefined when there is none to be had. */
export async function renewLink(
  chat: ConversationController | undefined,
  { fileId }: Media,
): Promise<string | undefined> {
  if (!fileId) return undefined;
  return mediaUrl(chat, await chat?.perform('linkOf', fileId));
}
