/** A side that sends, or credits, nothing for so long is not there, though its link answers. */
export const STALL_MS = 30_000;
