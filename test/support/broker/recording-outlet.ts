import type { Device, Outlet, Watchers } from '../../../signaling/domain/types.js';
import type { BrokerFrame, BrokerFrameOf, BrokerFrameType } from '../../../src/protocol/index.js';

export interface SentFrame {
  readonly frame: BrokerFrame;
  readonly userIds: readonly string[];
  readonly deviceId?: string;
  readonly except?: Device;
  readonly watchers?: Watchers;
}

/** Hears what would have gone out to people. */
export class RecordingOutlet implements Outlet {
  readonly sent: SentFrame[] = [];

  toUsers(userIds: readonly string[], frame: BrokerFrame, options: { except?: Device } = {}): void {
    this.sent.push({ userIds, frame, ...options });
  }

  toDevice({ userId, deviceId }: Device, frame: BrokerFrame): void {
    this.sent.push({ userIds: [userId], deviceId, frame });
  }

  toWatchers(userId: string, frame: BrokerFrame, watchers?: Watchers): void {
    this.sent.push({ userIds: [`watchers of ${userId}`], frame, ...(watchers && { watchers }) });
  }

  framesOf<T extends BrokerFrameType>(type: T): BrokerFrameOf<T>[] {
    return this.sent.flatMap(({ frame }) =>
      frame.type === type ? [frame as BrokerFrameOf<T>] : [],
    );
  }
}
