import { personName } from '../../controllers/person-name.js';
import { chatEnglish } from '../../locales/en-chat.js';
import { inboxEnglish } from '../../locales/en-inbox.js';
import { addEnglish } from '../../locales/registry.js';
import { searchIcon, starIcon } from '../inbox/inbox-icons.js';
import type { PanelContext } from '../panel-context.js';
import { conversationItems, personItems } from './conversation-items.js';
import type { DeskConversation } from './desk-place.js';
import { openMenu, type MenuItem } from './menu.js';
import { settingsItems } from './settings-items.js';
import { openStarred } from './starred-dialog.js';

addEnglish({ ...chatEnglish, ...inboxEnglish });

/** The menu of an open conversation, from the head of its panel. */
export function openConversationMenu(context: PanelContext): void {
  const { button: anchor, chat, locale, root } = context;
  const { host, id: conversationId, peerId: peer = '' } = chat;
  if (!host) return;
  const name = personName({ id: peer, name: chat.name }, locale);
  const settings = settingsItems({ root, host, locale });
  const place = { anchor, root, label: locale.t('optionsFor', { name }), lang: locale.lang };
  const state = conversationId ? host.state.conversations.get(conversationId) : undefined;
  // Nothing was said yet: there is nothing to do with it but to be told of answers.
  if (!state) return openMenu(place, [settings]);
  const { conversation } = state;
  const desk: DeskConversation = {
    anchor,
    root,
    host,
    locale,
    name,
    conversationId: conversation.id,
  };
  openMenu(place, [
    lookItems(context, desk),
    conversationItems(desk, conversation, new Date()),
    personItems(desk, conversation),
    settings,
  ]);
}

/** The menu of a conversation in the list. */
export function openRowMenu(desk: DeskConversation): void {
  const { host, conversationId, anchor, root, locale, name } = desk;
  const conversation = host.state.conversations.get(conversationId)?.conversation;
  if (!conversation) return;
  openMenu({ anchor, root, label: locale.t('optionsFor', { name }), lang: locale.lang }, [
    conversationItems(desk, conversation, new Date()),
    personItems(desk, conversation),
  ]);
}

function lookItems({ search, panel }: PanelContext, desk: DeskConversation): MenuItem[] {
  const { locale } = desk;
  return [
    { label: locale.t('searchHere'), icon: searchIcon, run: () => search() },
    { label: locale.t('starredMessages'), icon: starIcon, run: () => openStarred(desk, panel) },
  ];
}
