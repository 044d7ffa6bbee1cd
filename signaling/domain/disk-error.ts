const OF_DISK = /^(SQLITE_(FULL|IOERR)|ENOSPC|EDQUOT|EIO$)/;

/** The disk is full, or broken: it is nobody's fault who asked. */
export function isOfDisk(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && OF_DISK.test(code);
}
