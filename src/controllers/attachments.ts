import { MESSAGING_LIMITS } from '../protocol/messaging-limits.js';

export type FileProblem = 'empty_file' | 'file_too_large' | 'unreadable_file';

/** A file that a person is about to send. */
export interface Attachment {
  readonly file: File;
  readonly caption: string;
  /** Why it cannot be sent. */
  readonly problem?: FileProblem;
}

/** Looks at a file before it is offered for sending: a folder, for one, cannot be read. */
export async function attachmentOf(file: File): Promise<Attachment> {
  const problem = await problemOf(file);
  return { file, caption: '', ...(problem && { problem }) };
}

async function problemOf(file: File): Promise<FileProblem | undefined> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    return 'unreadable_file';
  }
  if (file.size === 0) return 'empty_file';
  return file.size > MESSAGING_LIMITS.directFileBytes ? 'file_too_large' : undefined;
}

/** The message type a file goes as. */
export function messageTypeOf({ type }: Blob): 'IMAGE' | 'VIDEO' | 'FILE' {
  // What no browser shows as a picture or video goes as a file.
  if (/^image\/(png|jpeg|gif|webp|avif|heic|heif)$/.test(type)) return 'IMAGE';
  return type.startsWith('video/') ? 'VIDEO' : 'FILE';
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** “3.4 MB”. */
export function formatSize(lang: string, bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(lang, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: step < 2 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}
