/** Told in one line; not a fault of ours. */
export class OperateError extends Error {
  override readonly name = 'OperateError';
}
