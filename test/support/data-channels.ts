/** Two ends of one connection within the page. */
export interface Connected {
  readonly a: RTCPeerConnection;
  readonly b: RTCPeerConnection;
  /** Opens a channel at `a`; resolves with both of its ends, open. */
  channel(label?: string): Promise<{ near: RTCDataChannel; far: RTCDataChannel }>;
  close(): void;
}

export async function connectPair(): Promise<Connected> {
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  a.onicecandidate = ({ candidate }) => void b.addIceCandidate(candidate ?? undefined);
  b.onicecandidate = ({ candidate }) => void a.addIceCandidate(candidate ?? undefined);
  const first = a.createDataChannel('first', { negotiated: true, id: 1_000 });
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription!);
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription!);
  await opened(first);
  return {
    a,
    b,
    async channel(label = 'test') {
      const arriving = new Promise<RTCDataChannel>((resolve) => {
        b.ondatachannel = ({ channel }) => resolve(channel);
      });
      const near = a.createDataChannel(label);
      const far = await arriving;
      await Promise.all([opened(near), opened(far)]);
      return { near, far };
    },
    close() {
      a.close();
      b.close();
    },
  };
}

async function opened(channel: RTCDataChannel): Promise<void> {
  if (channel.readyState === 'open') return;
  await new Promise((resolve) => channel.addEventListener('open', resolve, { once: true }));
}
