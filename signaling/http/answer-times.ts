import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** A line that takes nothing of an answer for so long is dead, or somebody holds the door. */
const STALL_MS = 20_000;

/**
 * Cuts the connection of whoever does not read what they asked for: the answer, its file and its memory
 * would be held for good. While an answer is made nothing is to be read yet, so that it counts from its
 * first byte on; Node looks at what the kernel has taken, and begins anew with each request.
 */
export function limitAnswerTimes(app: FastifyInstance, stallMs = STALL_MS): void {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    const { socket } = reply.raw;
    if (socket instanceof Socket) socket.setTimeout(stallMs);
    done();
  });
}
