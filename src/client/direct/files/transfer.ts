/** How far a file is; undefined when nothing is on its way any more. */
export interface Progress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

export type TellTransfer = (
  conversationId: string,
  messageId: string,
  progress: Progress | undefined,
) => void;
