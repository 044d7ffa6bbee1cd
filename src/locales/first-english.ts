/** The English a page needs before anybody touched it; the rest comes with what shows it. */
export const firstEnglish = {
  chat: 'Chat',
  voiceCall: 'Voice call',
  videoCall: 'Video call',
  contactGroup: 'Contact {name}',
  online: 'Online',
  unreadMessages: { one: '{count} unread message', other: '{count} unread messages' },
  error_network: 'No connection. Check your network and try again.',
} as const;
