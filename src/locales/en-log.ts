/** The English of what a log shows when its reader has gone up in it. */
export const logEnglish = {
  jumpToNewest: 'Jump to newest',
  newMessages: { one: '{count} new message', other: '{count} new messages' },
} as const;
