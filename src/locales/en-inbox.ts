/** The English of the inbox, and of what one does with whole conversations. */
export const inboxEnglish = {
  conversations: 'Conversations',
  noConversations: 'No conversations yet',
  chooseConversation: 'Choose a conversation to read it here',
} as const;
