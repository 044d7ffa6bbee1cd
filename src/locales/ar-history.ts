import type { historyEnglish } from './en-history.js';
import type { outcomesEnglish } from './en-outcomes.js';
import type { StringsOf } from './types.js';

export const arHistory: StringsOf<typeof historyEnglish & typeof outcomesEnglish> = {
  missedVoiceCall: 'مكالمة صوتية فائتة',
  missedVideoCall: 'مكالمة فيديو فائتة',
  outcome_no_answer: 'لم يُرد عليها',
  outcome_cancelled: 'أُلغيت',
  outcome_declined: 'مرفوضة',
  outcome_busy: 'الخط مشغول',
  outcome_missed_while_busy: 'كنت في مكالمة أخرى',
  outcome_failed: 'تعذّرت',
  outcome_lost: 'انقطع الاتصال',
  callHistory: 'المكالمات',
  noCalls: 'لا مكالمات بعد',
  loadingCalls: 'جارٍ تحميل المكالمات…',
  loadingOlderCalls: 'جارٍ تحميل المكالمات الأقدم…',
  kindAndOutcome: '{kind} · {outcome}',
  showOlderCalls: 'عرض الأقدم',
  incomingVoiceCall: 'مكالمة صوتية واردة',
  incomingVideoCall: 'مكالمة فيديو واردة',
  outgoingVoiceCall: 'مكالمة صوتية صادرة',
  outgoingVideoCall: 'مكالمة فيديو صادرة',
  callBack: 'معاودة الاتصال',
  connectionWasGood: 'اتصال جيد',
  connectionWasFair: 'اتصال متوسط',
  connectionWasPoor: 'اتصال ضعيف',
};
