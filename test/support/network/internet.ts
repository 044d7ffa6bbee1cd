import { Host } from './host.js';

/** Where everybody finds the broker and the TURN server. */
export const SERVER_ADDRESS = '10.77.0.2';
const INSIDE_NAT = '192.168.1';

/** How a home is connected. */
export type HomeKind =
  /** With an address of its own. */
  | 'open'
  /** Behind a router that masquerades, and keeps a port for all destinations. */
  | 'nat'
  /** Behind a router that takes another port for every destination. */
  | 'symmetric';

/** Where one person's computer is. */
export interface Home {
  readonly computer: Host;
  /** The first address of the computer. */
  readonly address: string;
  /** What the rest of the world sees it as. */
  readonly outerAddress: string;
  /** Its socket at the middle. */
  readonly socket: string;
}

type Rule = readonly string[];
/** Puts it back as it was. Idempotent. */
export type Mend = () => Promise<void>;

/**
 * A small internet, whole in itself:
 *
 *     computer ── middle ── computer
 *                  │  └──── NAT router ── computer
 *                server (broker, TURN)
 *
 * The middle routes between them, and is where paths are cut.
 */
export class Internet {
  readonly #hosts: Host[];
  readonly #homes: Home[] = [];
  readonly #moved = new Set<Home>();
  #moves = 0;

  private constructor(
    private readonly middle: Host,
    readonly server: Host,
  ) {
    this.#hosts = [server, middle];
  }

  static async build(): Promise<Internet> {
    const middle = await Host.boot('middle');
    const server = await Host.boot('server');
    const internet = new Internet(middle, server);
    await middle.route();
    await internet.#connect(server, 'server', '10.77.0');
    return internet;
  }

  async addHome(name: string, kind: HomeKind = 'open'): Promise<Home> {
    const net = `10.77.${this.#homes.length + 1}`;
    const computer = await Host.boot(name);
    this.#hosts.unshift(computer);
    const home =
      kind === 'open'
        ? await this.#addOpenHome(computer, name, net)
        : await this.#addHomeBehindNat(computer, name, net, kind === 'symmetric');
    for (const other of this.#homes) {
      for (const [from, to] of [
        [home, other],
        [other, home],
      ] as const) {
        // Before any of it is dropped.
        const way = ['-i', from.socket, '-o', to.socket];
        await this.middle.iptables('-t', 'mangle', '-A', 'FORWARD', ...way);
      }
    }
    this.#homes.push(home);
    return home;
  }

  /**
   * From now on this home, an open one, is in another network, as behind another Wi-Fi: what it
   * still sends from its old address goes nowhere.
   */
  async move(home: Home): Promise<void> {
    const { socket } = home;
    const net = `10.78.${++this.#moves}`;
    await this.#settle(home, net);
    this.#moved.add(home);
    await this.middle.iptables(
      '-A',
      'FORWARD',
      '-i',
      socket,
      '!',
      '-s',
      `${net}.0/24`,
      '-j',
      'DROP',
    );
  }

  /** Nothing gets through between these two directly; each still reaches everybody else. */
  cutBetween(one: Home, other: Home): Promise<Mend> {
    return this.#drop(
      ['-i', one.socket, '-o', other.socket],
      ['-i', other.socket, '-o', one.socket],
    );
  }

  /** This home reaches nobody, and nobody reaches it. */
  cutOff(home: Home): Promise<Mend> {
    return this.#drop(['-i', home.socket], ['-o', home.socket]);
  }

  /** As some offices do. */
  blockUdp(home: Home): Promise<Mend> {
    return this.#drop(['-i', home.socket, '-p', 'udp'], ['-o', home.socket, '-p', 'udp']);
  }

  /** Of the datagrams that this home sends, this part is lost. */
  loseFrom(home: Home, part: number): Promise<Mend> {
    const chance = ['-m', 'statistic', '--mode', 'random', '--probability', String(part)];
    return this.#drop(['-i', home.socket, '-p', 'udp', ...chance]);
  }

  /** Everything that was cut is whole again, and whoever moved is back. */
  async mendAll(): Promise<void> {
    await this.middle.iptables('-F', 'FORWARD');
    for (const home of this.#moved) await this.#settle(home, home.address.replace(/\.\d+$/, ''));
    this.#moved.clear();
  }

  /** How many packets went directly from one of the two to the other, cut or not. */
  async packetsBetween(one: Home, other: Home): Promise<number> {
    const table = await this.middle.iptables('-t', 'mangle', '-vnxL', 'FORWARD');
    const isBetween = (column: string[]) =>
      column.includes(one.socket) && column.includes(other.socket);
    return table
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(isBetween)
      .reduce((sum, [packets]) => sum + Number(packets), 0);
  }

  async forgetPackets(): Promise<void> {
    // Nobody was counted yet, so that there is no table.
    if (this.#homes.length < 2) return;
    await this.middle.iptables('-t', 'mangle', '-Z', 'FORWARD');
  }

  async close(): Promise<void> {
    for (const host of this.#hosts) await host.scrap();
  }

  /** Puts an open home into another network. */
  async #settle({ computer, socket }: Home, net: string): Promise<void> {
    await this.middle.ip('address', 'flush', 'dev', socket);
    await computer.ip('address', 'flush', 'dev', 'uplink');
    await this.middle.ip('address', 'add', `${net}.1/24`, 'dev', socket);
    await computer.ip('address', 'add', `${net}.2/24`, 'dev', 'uplink');
    await computer.ip('route', 'add', 'default', 'via', `${net}.1`);
  }

  /** Gives a host the `.2` of a network whose `.1` is the middle. */
  async #connect(host: Host, socket: string, net: string): Promise<void> {
    await this.middle.plug(socket, host, 'uplink');
    await this.middle.ip('address', 'add', `${net}.1/24`, 'dev', socket);
    await host.ip('address', 'add', `${net}.2/24`, 'dev', 'uplink');
    await host.ip('route', 'add', 'default', 'via', `${net}.1`);
  }

  async #addOpenHome(computer: Host, socket: string, net: string): Promise<Home> {
    await this.#connect(computer, socket, net);
    return { computer, socket, address: `${net}.2`, outerAddress: `${net}.2` };
  }

  async #addHomeBehindNat(
    computer: Host,
    socket: string,
    net: string,
    isSymmetric: boolean,
  ): Promise<Home> {
    const router = await Host.boot(`${socket}-nat`);
    this.#hosts.push(router);
    await router.route();
    await this.#connect(router, socket, net);
    await router.plug('inside', computer, 'uplink');
    await router.ip('address', 'add', `${INSIDE_NAT}.1/24`, 'dev', 'inside');
    await computer.ip('address', 'add', `${INSIDE_NAT}.2/24`, 'dev', 'uplink');
    await computer.ip('route', 'add', 'default', 'via', `${INSIDE_NAT}.1`);
    const port = isSymmetric ? ['--random-fully'] : [];
    const out = ['-t', 'nat', '-A', 'POSTROUTING', '-o', 'uplink'];
    await router.iptables(...out, '-j', 'MASQUERADE', ...port);
    // Uninvited packets leave no trace: an answer of the router itself would take the port away.
    await router.iptables('-A', 'INPUT', '-i', 'uplink', '-j', 'DROP');
    const invited = ['-m', 'conntrack', '--ctstate', 'ESTABLISHED,RELATED', '-j', 'ACCEPT'];
    await router.iptables('-A', 'FORWARD', '-i', 'uplink', ...invited);
    await router.iptables('-A', 'FORWARD', '-i', 'uplink', '-j', 'DROP');
    return { computer, socket, address: `${INSIDE_NAT}.2`, outerAddress: `${net}.2` };
  }

  async #drop(...rules: Rule[]): Promise<Mend> {
    for (const rule of rules) await this.middle.iptables('-I', 'FORWARD', ...rule, '-j', 'DROP');
    let mending: Promise<void> | undefined;
    return () =>
      (mending ??= (async () => {
        for (const rule of rules) {
          await this.middle.iptables('-D', 'FORWARD', ...rule, '-j', 'DROP');
        }
      })());
  }
}
