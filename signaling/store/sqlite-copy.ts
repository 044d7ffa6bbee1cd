import Database from 'better-sqlite3';

const PAGES_AT_ONCE = 1000;

/**
 * Copies a database as it is at one moment, while others write to it.
 *
 * @param onProgress percent of it, rising
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: (percent: number) => void,
): Promise<void> {
  const database = new Database(from, { readonly: true, fileMustExist: true });
  try {
    await database.backup(to, {
      progress({ totalPages, remainingPages }) {
        onProgress(Math.floor((100 * (totalPages - remainingPages)) / totalPages));
        return PAGES_AT_ONCE;
      },
    });
  } finally {
    database.close();
  }
}

/** Whether a file is a database, and a whole one. Looks at every page. */
export function isSoundDatabase(file: string): boolean {
  try {
    const database = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return database.pragma('integrity_check', { simple: true }) === 'ok';
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}
