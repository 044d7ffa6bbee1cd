import type { Page } from '@playwright/test';

/** How a page's call reaches the other side, by the browser's own account. */
export interface Path {
  /** Types of the candidates of the pair in use: `host`, `srflx`, `prflx`, `relay`. */
  readonly own: string;
  readonly theirs: string;
  /** `udp`, `tcp` or `tls` to the TURN server; undefined without one. */
  readonly relayProtocol?: string;
  /** Types of all that this side offers, and of all it was told of. */
  readonly ownTypes: string[];
  readonly theirTypes: string[];
}

/** The path of the connection that carries media now. */
export function pathOf(page: Page): Promise<Path> {
  return page.evaluate(async () => {
    const [connection] = window.recordedConnections.filter(
      (each) => each.connectionState === 'connected' && each.getTransceivers().length > 0,
    );
    const reports = new Map<string, Record<string, string>>();
    (await connection?.getStats())?.forEach((report: Record<string, string>, id: string) =>
      reports.set(id, report),
    );
    const all = [...reports.values()];
    const typesOf = (type: string) => [
      ...new Set(all.filter((each) => each.type === type).map((each) => each.candidateType!)),
    ];
    const transport = all.find(({ type }) => type === 'transport');
    const pair = reports.get(transport?.selectedCandidatePairId ?? '');
    const own = reports.get(pair?.localCandidateId ?? '');
    const theirs = reports.get(pair?.remoteCandidateId ?? '');
    return {
      own: own?.candidateType ?? '',
      theirs: theirs?.candidateType ?? '',
      ...(own?.relayProtocol && { relayProtocol: own.relayProtocol }),
      ownTypes: typesOf('local-candidate'),
      theirTypes: typesOf('remote-candidate'),
    };
  });
}

/** The types of candidates that a browser finds with these ICE servers. */
export function gather(page: Page, iceServers: RTCIceServer[]): Promise<string[]> {
  return page.evaluate(async (servers) => {
    const connection = new RTCPeerConnection({ iceServers: servers });
    connection.createDataChannel('any');
    const found: string[] = [];
    const done = new Promise<void>((resolve) => {
      connection.addEventListener('icecandidate', ({ candidate }) => {
        if (!candidate) resolve();
        else if (candidate.type) found.push(candidate.type);
      });
    });
    await connection.setLocalDescription();
    await done;
    connection.close();
    return found;
  }, iceServers);
}
