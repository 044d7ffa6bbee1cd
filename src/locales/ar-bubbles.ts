import type { bubblesEnglish } from './en-bubbles.js';
import type { StringsOf } from './types.js';

export const arBubbles: StringsOf<typeof bubblesEnglish> = {
  error_not_editable: 'لم يعد من الممكن تعديل هذه الرسالة.',
  error_bid_open: 'هناك عرض مفتوح بالفعل. أجب عنه أو اسحبه أولًا.',
  error_bid_closed: 'حُسم هذا العرض من قبل.',
  error_bid_expired: 'انتهت مدة هذا العرض.',
  error_bid_not_yours: 'الطرف الآخر وحده يستطيع فعل ذلك بهذا العرض.',
  error_link_not_allowed: 'لا يمكن بعد فتح اتصال مباشر مع هذا الشخص.',
};
