import type { Words } from './e2e-walk.js';

/** What a person reads on an Arabic page. Written out here, so that a wrong locale is noticed. */
export const ARABIC: Words & { sent: string; read: string; callWithLength: RegExp } = {
  chat: 'محادثة',
  voiceCall: 'مكالمة صوتية',
  videoCall: 'مكالمة فيديو',
  chatWith: /^محادثة مع /,
  message: 'رسالة',
  send: 'إرسال',
  conversations: 'المحادثات',
  isCalling: /يتصل بك…$/,
  accept: 'قبول',
  reject: 'رفض',
  inProgress: 'المكالمة جارية',
  endCall: 'إنهاء المكالمة',
  sent: 'أُرسلت',
  read: 'قُرئت',
  callWithLength: /مكالمة فيديو · [\d٠-٩]/,
};
