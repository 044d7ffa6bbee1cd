import type { devicesEnglish } from './en-devices.js';
import type { StringsOf } from './types.js';

export const arDevices: StringsOf<typeof devicesEnglish> = {
  audioAndVideo: 'الصوت والفيديو',
  microphone: 'الميكروفون',
  camera: 'الكاميرا',
  speaker: 'مكبّر الصوت',
  microphoneNumber: 'الميكروفون {number}',
  cameraNumber: 'الكاميرا {number}',
  speakerNumber: 'مكبّر الصوت {number}',
  systemDefault: 'الافتراضي في النظام',
  microphoneLevel: 'مستوى الميكروفون',
  testSpeaker: 'اختبار مكبّر الصوت',
  allowDevices: 'اسمح باستخدام الميكروفون والكاميرا لترى نفسك وتسمعها هنا…',
  noPicture: 'الكاميرا متوقفة',
  cameraMissing: 'لم يُعثر على كاميرا في هذا الجهاز. المكالمات الصوتية متاحة.',
  microphoneMissing: 'لم يُعثر على ميكروفون في هذا الجهاز. يمكنك الاستماع.',
};
