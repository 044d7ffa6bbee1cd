import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** Answers of the API are data: nothing in them may run, load or be framed. */
const API_CSP = "default-src 'none'; frame-ancestors 'none'";

/**
 * What a page with the widget needs, written down where it is tried every day: no inline script or
 * style, no eval, no third party. Sockets of another broker origin are allowed for the demo.
 */
export const PAGE_CSP = [
  "default-src 'self'",
  "connect-src 'self' ws: wss:",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
].join('; ');

export async function installSecurityHeaders(app: FastifyInstance, secure: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    // Only over TLS does a browser heed it, and only its owner knows whether all of it is.
    strictTransportSecurity: secure && { maxAge: 31_536_000, includeSubDomains: false },
    crossOriginOpenerPolicy: false,
  });
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('content-security-policy', API_CSP);
    done();
  });
}
