import { expect, type Locator, type Page } from '@playwright/test';

/** The words of one language that the stories press and read. */
export interface Words {
  readonly chat: string;
  readonly voiceCall: string;
  readonly videoCall: string;
  readonly chatWith: RegExp;
  readonly message: string;
  readonly send: string;
  readonly conversations: string;
  readonly isCalling: RegExp;
  readonly accept: string;
  readonly reject: string;
  readonly inProgress: string;
  readonly endCall: string;
}

export const ENGLISH: Words = {
  chat: 'Chat',
  voiceCall: 'Voice call',
  videoCall: 'Video call',
  chatWith: /^Chat with /,
  message: 'Message',
  send: 'Send',
  conversations: 'Conversations',
  isCalling: /is calling you…$/,
  accept: 'Accept',
  reject: 'Reject',
  inProgress: 'Call in progress',
  endCall: 'End call',
};

/** The listing of the demo whose seller is seller-42. */
export const LISTING = '#estate-car';

/** A person's page, by what they see and press. */
export class Walk {
  constructor(
    readonly page: Page,
    readonly words: Words = ENGLISH,
  ) {}

  /** The buttons under a listing of the market. */
  contact(name: 'chat' | 'voiceCall' | 'videoCall', listing = LISTING): Locator {
    return this.page.locator(listing).getByRole('button', { name: this.words[name], exact: true });
  }

  get chat(): Locator {
    return this.page.getByRole('region', { name: this.words.chatWith });
  }

  /** Lines of the open chat, oldest first. */
  get lines(): Locator {
    return this.chat.getByRole('log').getByRole('article');
  }

  line(text: string | RegExp): Locator {
    return this.lines.filter({ hasText: text });
  }

  async write(text: string): Promise<void> {
    await this.chat.getByRole('textbox', { name: this.words.message, exact: true }).fill(text);
    await this.chat.getByRole('button', { name: this.words.send, exact: true }).click();
  }

  /** A conversation in the seller's list. */
  conversation(text: string | RegExp): Locator {
    return this.page
      .getByRole('list', { name: this.words.conversations })
      .getByRole('listitem')
      .filter({ hasText: text });
  }

  async openConversation(text: string | RegExp): Promise<void> {
    await this.conversation(text).getByRole('button').first().click();
    await expect(this.chat).toBeVisible();
  }

  /** The pop-up of a call that comes in. */
  get incoming(): Locator {
    return this.page.getByRole('alertdialog', { name: this.words.isCalling });
  }

  async accept(): Promise<void> {
    await this.incoming.getByRole('button', { name: this.words.accept, exact: true }).click();
  }

  async reject(): Promise<void> {
    await this.incoming.getByRole('button', { name: this.words.reject, exact: true }).click();
  }

  /** The call, outgoing or taken. */
  get call(): Locator {
    return this.page.getByRole('dialog').filter({ has: this.page.getByRole('status') });
  }

  get callStatus(): Locator {
    return this.call.getByRole('status');
  }

  async expectCallInProgress(): Promise<void> {
    await expect(this.callStatus.filter({ hasText: this.words.inProgress })).toBeVisible();
  }

  async hangUp(): Promise<void> {
    await this.call.getByRole('button', { name: this.words.endCall, exact: true }).click();
  }
}
