import { request, tell, type CallDoor } from '../call-door.js';

/** What a person can do in a call that is under way: asks the page, then the session. */
export class RunningActions {
  constructor(readonly door: CallDoor) {}

  readonly toggleHold = (): void => {
    const { call } = this.door.look();
    if (call?.phase !== 'active') return;
    const active = call.hold === undefined || call.hold === 'theirs';
    tell(
      this.door,
      request(this.door, 'call-hold-request', call, { active }, (calls) =>
        active ? calls.holdCall() : calls.resumeCall(),
      ),
    );
  };

  readonly toggleShare = (): void => {
    const { call, media } = this.door.look();
    if (!call) return;
    const active = !media.localScreen;
    tell(
      this.door,
      request(this.door, 'call-share-request', call, { active }, (calls) =>
        active ? calls.shareScreen() : calls.stopSharing(),
      ),
    );
  };

  readonly toggleRecording = (): void => {
    const { call, media } = this.door.look();
    if (!call) return;
    const active = media.recording !== 'own' && media.recording !== 'both';
    tell(
      this.door,
      request(this.door, 'call-record-request', call, { active }, (calls) =>
        active ? calls.askFor('recording') : calls.stopRecording(),
      ),
    );
  };

  readonly askForVideo = (): void => {
    const { call } = this.door.look();
    if (!call) return;
    tell(
      this.door,
      request(this.door, 'call-video-request', call, {}, (calls) => calls.askFor('video')),
    );
  };

  readonly grant = (): void => this.#reply(true);
  readonly refuse = (): void => this.#reply(false);

  readonly acceptOther = (): void => {
    const { other } = this.door.look();
    if (!other) return;
    tell(
      this.door,
      request(this.door, 'call-answer-request', other, {}, (calls) =>
        calls.answerCall(other.callId),
      ),
    );
  };

  readonly rejectOther = (): void => {
    const { other } = this.door.look();
    if (!other) return;
    tell(
      this.door,
      request(this.door, 'call-decline-request', other, {}, (calls) =>
        calls.declineCall(other.callId),
      ),
    );
  };

  readonly swap = (): void => {
    const { other } = this.door.look();
    if (!other) return;
    tell(
      this.door,
      request(this.door, 'call-swap-request', other, {}, (calls) => calls.swapCalls()),
    );
  };

  /** Unmuted for as long as a key is held. */
  talk(active: boolean): void {
    const { call } = this.door.look();
    if (!call) return;
    const more = { active: !active };
    tell(
      this.door,
      request(this.door, 'call-mute-request', call, more, (calls) => calls.pushToTalk(active)),
    );
  }

  #reply(accepted: boolean): void {
    const { call, media } = this.door.look();
    if (!call || !media.wish) return;
    const more = { wish: media.wish.wish, accepted };
    tell(
      this.door,
      request(this.door, 'call-reply-request', call, more, (calls) => calls.reply(accepted)),
    );
  }
}
