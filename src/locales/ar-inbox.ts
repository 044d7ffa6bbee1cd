import type { inboxEnglish } from './en-inbox.js';
import type { StringsOf } from './types.js';

export const arInbox: StringsOf<typeof inboxEnglish> = {
  conversations: 'المحادثات',
  noConversations: 'لا توجد محادثات بعد',
  chooseConversation: 'اختر محادثة لقراءتها هنا',
};
