import type { refusalsEnglish } from './en-refusals.js';
import type { StringsOf } from './types.js';

export const arRefusals: StringsOf<typeof refusalsEnglish> = {
  error_upload_offset: 'يجب بدء رفع الملف من جديد.',
  error_file_too_large: 'هذا الملف أكبر من أن يُرسل.',
  error_empty_file: 'هذا الملف فارغ.',
  error_unreadable_file: 'تتعذّر قراءة هذا الملف. قد يكون تالفًا.',
  error_no_listing: 'لا تُقدَّم العروض إلا على إعلان.',
};
