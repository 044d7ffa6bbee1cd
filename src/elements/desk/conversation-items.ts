import { isMuted } from '../../controllers/muted.js';
import type { Conversation } from '../../protocol/index.js';
import { ask } from './ask-dialog.js';
import { attempt } from './attempt.js';
import { messagingOf, type DeskConversation } from './desk-place.js';
import type { MenuItem } from './menu.js';
import { openReport } from './report-dialog.js';

const HOUR_MS = 3_600_000;
/** Instants end here; so does “always”. */
const ALWAYS = '9999-12-31T23:59:59.999Z';

/** What one does with a conversation as a whole. */
export function conversationItems(
  desk: DeskConversation,
  conversation: Conversation,
  now: Date,
): MenuItem[] {
  const { locale, conversationId } = desk;
  const { archived, unreadCount } = conversation;
  const item = (label: string, run: () => Promise<unknown>): MenuItem => ({
    label,
    run: () => void attempt(desk, run),
  });
  const change = async (change: { archived?: boolean; mutedUntil?: string | null }) =>
    (await messagingOf(desk)).changeConversation(conversationId, change);
  const muteFor = (ms: number) => () =>
    change({ mutedUntil: new Date(now.getTime() + ms).toISOString() });

  const read = item(locale.t('markAsRead'), async () =>
    (await messagingOf(desk)).markAsRead(conversationId),
  );
  const mute = isMuted(conversation, now)
    ? [item(locale.t('muteEnd'), () => change({ mutedUntil: null }))]
    : [
        item(locale.t('muteForHours'), muteFor(8 * HOUR_MS)),
        item(locale.t('muteForWeek'), muteFor(7 * 24 * HOUR_MS)),
        item(locale.t('muteAlways'), () => change({ mutedUntil: ALWAYS })),
      ];
  return [
    ...(unreadCount > 0 ? [read] : []),
    item(locale.t(archived ? 'unarchive' : 'archive'), () => change({ archived: !archived })),
    ...mute,
  ];
}

/** What one does about the person on the other side. */
export function personItems(desk: DeskConversation, conversation: Conversation): MenuItem[] {
  const { host, root, locale, conversationId, name } = desk;
  const { blocked, participants } = conversation;
  const userId = participants.find(({ id }) => id !== host.state.me?.id)?.id;
  if (userId === undefined) return [];
  const block = async (active: boolean) => (await messagingOf(desk)).blockUser(userId, active);
  const unblockItem = {
    label: locale.t('unblockPerson'),
    run: () => void attempt(desk, () => block(false)),
  };
  const blockItem = {
    label: locale.t('blockPerson'),
    isDanger: true,
    run: () => {
      ask(root, {
        heading: locale.t('blockTitle', { name }),
        text: locale.t('blockText'),
        confirm: locale.t('blockPerson'),
        isDanger: true,
        run: () => block(true),
      });
    },
  };
  let isSent = false;
  const report = {
    label: locale.t('report'),
    isDanger: true,
    run: () => {
      openReport(root, {
        name,
        canBlock: !blocked,
        send: async (words, alsoBlock) => {
          const messaging = await messagingOf(desk);
          // When only the blocking failed, trying again does not report twice.
          if (!isSent) await messaging.report({ userId, conversationId, ...words });
          isSent = true;
          if (alsoBlock) await block(true);
        },
      });
    },
  };
  return [blocked ? unblockItem : blockItem, report];
}
