import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';

/** The last is none that a broker takes. */
export type IssuerAlgorithm = 'RS256' | 'ES256' | 'EdDSA' | 'PS256';

/** One key of an issuer: its public half as published, and what it signs. */
export interface IssuerKey {
  readonly published: JWK;
  sign(payload: JWTPayload, header?: object): Promise<string>;
}

export async function makeKey(alg: IssuerAlgorithm, kid: string): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    published: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    sign: (payload, header = {}) =>
      new SignJWT(payload).setProtectedHeader({ alg, kid, ...header }).sign(privateKey),
  };
}

/** Who signs people in elsewhere: a real HTTP server with a key set that a test changes. */
export class Issuer {
  keys: unknown[] = [];
  /** How often the keys were asked for. */
  asked = 0;
  /** Answers in place of the keys. */
  answer: ((response: ServerResponse) => void) | undefined;
  readonly #server = createServer((_request, response) => {
    this.asked++;
    if (this.answer) return this.answer(response);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: this.keys }));
  });

  static async start(...keys: IssuerKey[]): Promise<Issuer> {
    const issuer = new Issuer();
    issuer.keys = keys.map(({ published }) => published);
    issuer.#server.listen(0, '127.0.0.1');
    await once(issuer.#server, 'listening');
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/jwks.json`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
