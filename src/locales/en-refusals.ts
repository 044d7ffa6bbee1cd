/** The English of why something beyond text cannot be sent: said before it is, and beside it. */
export const refusalsEnglish = {
  error_upload_offset: 'The upload has to be started again.',
  error_file_too_large: 'This file is too large to send.',
  error_empty_file: 'This file is empty.',
  error_unreadable_file: 'This file cannot be read. It may be damaged.',
  error_no_listing: 'Offers can only be made on a listing.',
} as const;
