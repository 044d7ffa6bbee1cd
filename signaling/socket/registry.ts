import type { BrokerFrame, CloseReason } from '../../src/protocol/index.js';
import type { Bus, Envelope } from '../bus/bus.js';
import type { Device, Outlet, Watchers } from '../domain/types.js';

/** An open socket of a device, as fan-out sees it. */
export interface Line extends Device {
  /** Takes a serialised frame. Never throws, never waits. */
  send(text: string): void;
  close(reason: CloseReason): void;
}

/**
 * Which sockets people have on this process, and who watches whom. Frames go out over the bus, each
 * serialised once however many sockets get it.
 */
export class DeviceRegistry implements Outlet {
  readonly #bus: Bus;
  readonly #closeOthers: ((userId: string) => void) | undefined;
  readonly #users = new Map<string, Map<string, Line>>();
  readonly #watchers = new Map<string, Set<Line>>();
  readonly #watched = new Map<Line, ReadonlySet<string>>();

  /** @param closeOthers closes what somebody has open beside these sockets */
  constructor(bus: Bus, closeOthers?: (userId: string) => void) {
    this.#bus = bus;
    this.#closeOthers = closeOthers;
    bus.subscribe((envelope) => this.#deliver(envelope));
  }

  /** Whether this person has a socket, from this very device if one is named. */
  has(userId: string, deviceId?: string): boolean {
    const devices = this.#users.get(userId);
    return devices !== undefined && (deviceId === undefined || devices.has(deviceId));
  }

  /** The newest socket of a device is the one that counts; returns the one it replaces. */
  add(line: Line): Line | undefined {
    let devices = this.#users.get(line.userId);
    if (!devices) this.#users.set(line.userId, (devices = new Map()));
    const replaced = devices.get(line.deviceId);
    devices.set(line.deviceId, line);
    return replaced;
  }

  /** False when another socket of the device has taken over. */
  remove(line: Line): boolean {
    this.watch(line, []);
    const devices = this.#users.get(line.userId);
    if (devices?.get(line.deviceId) !== line) return false;
    devices.delete(line.deviceId);
    if (devices.size === 0) this.#users.delete(line.userId);
    return true;
  }

  /** Replaces the set of people whose presence this socket is told. */
  watch(line: Line, userIds: readonly string[]): void {
    for (const userId of this.#watched.get(line) ?? []) {
      const watchers = this.#watchers.get(userId);
      if (watchers?.delete(line) && watchers.size === 0) this.#watchers.delete(userId);
    }
    if (userIds.length === 0) return void this.#watched.delete(line);
    const watched = new Set(userIds);
    this.#watched.set(line, watched);
    for (const userId of watched) {
      const watchers = this.#watchers.get(userId);
      if (watchers) watchers.add(line);
      else this.#watchers.set(userId, new Set([line]));
    }
  }

  toUsers(userIds: readonly string[], frame: BrokerFrame, options: { except?: Device } = {}): void {
    const { except } = options;
    this.#bus.publish({
      to: 'users',
      userIds,
      ...(except && { except }),
      text: JSON.stringify(frame),
    });
  }

  toDevice(device: Device, frame: BrokerFrame): void {
    this.#bus.publish({ to: 'device', device, text: JSON.stringify(frame) });
  }

  /** Closes every socket of this person. */
  dismiss(userId: string, reason: CloseReason): void {
    this.#bus.publish({ to: 'sockets', userId, reason });
  }

  toWatchers(userId: string, frame: BrokerFrame, of?: Watchers): void {
    this.#bus.publish({ to: 'watchers', userId, ...(of && { of }), text: JSON.stringify(frame) });
  }

  #deliver(envelope: Envelope): void {
    switch (envelope.to) {
      case 'sockets':
        for (const line of this.#linesOf(envelope.userId)) line.close(envelope.reason);
        this.#closeOthers?.(envelope.userId);
        break;
      case 'users':
        for (const userId of envelope.userIds) {
          this.#toUser(userId, envelope.except, envelope.text);
        }
        break;
      case 'device': {
        const { userId, deviceId } = envelope.device;
        this.#users.get(userId)?.get(deviceId)?.send(envelope.text);
        break;
      }
      case 'watchers':
        for (const line of [...(this.#watchers.get(envelope.userId) ?? [])]) {
          if (isAmong(line.userId, envelope.of)) line.send(envelope.text);
        }
    }
  }

  #toUser(userId: string, except: Device | undefined, text: string): void {
    for (const line of this.#linesOf(userId)) {
      const isExcepted = except?.userId === userId && except.deviceId === line.deviceId;
      if (!isExcepted) line.send(text);
    }
  }

  /** A copy, because a line that is too slow leaves while it is sent to. */
  #linesOf(userId: string): Line[] {
    return [...(this.#users.get(userId)?.values() ?? [])];
  }
}

function isAmong(userId: string, watchers: Watchers = { except: [] }): boolean {
  return 'only' in watchers ? watchers.only.includes(userId) : !watchers.except.includes(userId);
}
