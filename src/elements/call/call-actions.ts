import { askFor } from '../events.js';
import { request, tell, type CallDoor } from './call-door.js';

/** What a person can do in a call from its first ring: asks the page, then the session. */
export class CallActions {
  constructor(readonly door: CallDoor) {}

  readonly accept = (): void => tell(this.door, this.answer());
  readonly reject = (): void => tell(this.door, this.decline());
  readonly end = (): void => tell(this.door, this.hangUp());

  readonly dismiss = (): void => {
    const { call } = this.door.look();
    if (call)
      tell(
        this.door,
        request(this.door, 'call-close-request', call, {}, (calls) => calls.dismiss()),
      );
  };

  readonly redial = (): void => {
    const { call, calls } = this.door.look();
    if (!call) return;
    const { conversationId, peer, type } = call;
    const detail = { conversationId, to: peer.id, type, ...(peer.name && { name: peer.name }) };
    if (!askFor(this.door.element, 'call-start-request', detail) || !calls) return;
    tell(this.door, calls.startCall(conversationId, peer, type));
  };

  readonly toggleMute = (): void => {
    const { call, media } = this.door.look();
    if (!call) return;
    const more = { active: !media.muted };
    tell(
      this.door,
      request(this.door, 'call-mute-request', call, more, (calls) => calls.toggleMute()),
    );
  };

  readonly toggleCamera = (): void => {
    const { call, media } = this.door.look();
    if (call?.type !== 'VIDEO') return;
    const more = { active: media.cameraOff };
    tell(
      this.door,
      request(this.door, 'call-camera-request', call, more, (calls) => calls.toggleVideo()),
    );
  };

  readonly switchCamera = (): void => {
    const { call } = this.door.look();
    if (!call) return;
    tell(
      this.door,
      request(this.door, 'call-switch-camera-request', call, {}, (calls) => calls.switchCamera()),
    );
  };

  async answer(): Promise<void> {
    const { call } = this.door.look();
    if (call?.phase !== 'incoming') return;
    await request(this.door, 'call-answer-request', call, {}, (calls) => calls.answerCall());
  }

  async decline(): Promise<void> {
    const { call } = this.door.look();
    if (call?.phase !== 'incoming') return;
    await request(this.door, 'call-decline-request', call, {}, (calls) => calls.declineCall());
  }

  async hangUp(): Promise<void> {
    const { call } = this.door.look();
    if (!call || call.phase === 'ended') return;
    await request(this.door, 'call-end-request', call, {}, (calls) => calls.endCall());
  }
}
