import { join } from 'node:path';

/** Where things are in `DATA_DIR`, and in a backup of it. */
export const DATABASE = 'deskbell.db';
/** The signing secret, where the broker made one itself. */
export const SECRET = 'secret';
export const FILES = 'files';
/** Below `FILES`: those that are whole, and those that are still sent. */
export const BLOBS = 'blobs';
export const ARRIVING = 'arriving';
export const FILE_BLOBS = join(FILES, BLOBS);
