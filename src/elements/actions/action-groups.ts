import { warn } from '../../client/logger.js';
import { mediaUrl } from '../../controllers/media-links.js';
import type { LogEntry } from '../../core/message-log.js';
import { react } from '../bubbles/act.js';
import type { ChatLog } from '../chat-log.js';
import { ask } from '../desk/ask-dialog.js';
import type { MenuItem } from '../desk/menu.js';
import { askFor } from '../events.js';
import { openForward } from './forward-dialog.js';

const QUICK_EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

/** What can be done with a message now: first the quick reactions, then the rest. */
export function actionGroups(entry: LogEntry, log: ChatLog, anchor: HTMLElement): MenuItem[][] {
  const { words: locale, chat, myId } = log;
  const conversationId = chat?.id;
  const isStored = entry.seq !== undefined && !entry.changing;
  const isOwn = entry.senderId === myId;
  const { text } = entry;
  const url = mediaUrl(chat, entry.media?.url);
  const copy: MenuItem[] = text
    ? [{ label: locale.t('copy'), run: () => void copyText(text, log) }]
    : [];
  if (!chat || !conversationId || !isStored) return [copy];

  const isStarred = log.conversation?.conversation.starredIds.includes(entry.id) ?? false;
  const about = { ...chat.about, messageId: entry.id };
  const canEdit = isOwn && (entry.type === 'TEXT' || Boolean(text));
  return [
    reactionItems(entry, log, anchor),
    [
      { label: locale.t('reply'), run: () => chat.setReply(entry) },
      ...copy,
      ...(canEdit ? [{ label: locale.t('edit'), run: () => chat.setEditing(entry) }] : []),
      ...(entry.type === 'BID'
        ? []
        : [{ label: locale.t('forward'), run: () => openForward(entry, log) }]),
      {
        label: locale.t(isStarred ? 'unstar' : 'star'),
        run: () => {
          if (!askFor(log, 'message-star-request', { ...about, active: !isStarred })) return;
          void chat.perform('star', conversationId, entry.id, !isStarred);
        },
      },
      ...(url ? [{ label: locale.t('download'), run: () => download(url, entry) }] : []),
    ],
    isOwn && entry.type !== 'BID' ? [deleteItem(entry, log)] : [],
  ];
}

function reactionItems(entry: LogEntry, log: ChatLog, anchor: HTMLElement): MenuItem[] {
  const { words: locale, chat, myId = '' } = log;
  const given = entry.message?.reactions ?? [];
  const isMine = (emoji: string): boolean =>
    given.some((each) => each.emoji === emoji && each.userIds.includes(myId));
  return [
    ...QUICK_EMOJI.map((emoji) => ({
      label: locale.t('reactWith', { emoji }),
      emoji,
      checked: isMine(emoji),
      run: () => react(log, entry.id, emoji, !isMine(emoji)),
    })),
    {
      label: locale.t('moreEmoji'),
      emoji: '＋',
      run: () => {
        void chat?.attempt(async () => {
          const { openEmojiPicker } = await import('../tools/open-emoji-picker.js');
          openEmojiPicker(anchor, (emoji) => react(log, entry.id, emoji, true));
        });
      },
    },
  ];
}

function deleteItem(entry: LogEntry, log: ChatLog): MenuItem {
  const { words: locale, chat } = log;
  const root = log.renderRoot.querySelector('.root');
  return {
    label: locale.t('delete'),
    isDanger: true,
    run: () => {
      const id = chat?.id;
      if (!root || !id) return;
      ask(root, {
        heading: locale.t('deleteQuestion'),
        confirm: locale.t('delete'),
        isDanger: true,
        run: async () => {
          const about = { ...chat.about, messageId: entry.id };
          if (!askFor(log, 'message-delete-request', about)) return;
          await (await chat.host?.session())?.messaging.deleteMessage(id, entry.id);
        },
      });
    },
  };
}

async function copyText(text: string, log: ChatLog): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    log.announce(log.words.t('copied'));
  } catch (cause) {
    warn('the text could not be copied', cause);
  }
}

function download(url: string, { media }: LogEntry): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = media?.name ?? '';
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.click();
}
