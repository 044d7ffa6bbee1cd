import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A line to the broker that can be cut: requests and sockets that are open end, and new ones are
 * refused. (What browsers call offline leaves open WebSockets alone.)
 */
export class Line {
  readonly #ends = new Set<Socket>();
  #isCut = false;

  private constructor(
    readonly url: string,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  static async to(brokerPort: number): Promise<Line> {
    const server = createServer((near) => line.#join(near, brokerPort));
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const line = new Line(`http://localhost:${(server.address() as AddressInfo).port}`, server);
    return line;
  }

  cut(): void {
    this.#isCut = true;
    for (const end of this.#ends) end.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  #join(near: Socket, brokerPort: number): void {
    if (this.#isCut) return void near.destroy();
    const far = connect(brokerPort, 'localhost');
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#ends.add(end);
      end.pipe(other);
      // One end gone is the end of both.
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.#ends.delete(end);
        other.destroy();
      });
    }
  }
}
