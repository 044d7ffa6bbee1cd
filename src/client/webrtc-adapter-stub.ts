/**
 * Stands in for webrtc-adapter, of which PeerJS reads only `browserDetails`. The real one is 13 kB
 * gzip and replaces RTCPeerConnection's methods for the whole host page.
 */
function browserDetails(): { browser: string; version: number } {
  const agent = typeof navigator === 'undefined' ? '' : navigator.userAgent;
  const chromium = /Chrom(?:e|ium)\/(\d+)/.exec(agent);
  if (chromium) return { browser: 'chrome', version: Number(chromium[1]) };
  const firefox = /Firefox\/(\d+)/.exec(agent);
  if (firefox) return { browser: 'firefox', version: Number(firefox[1]) };
  const webkit = /AppleWebKit\/(\d+)/.exec(agent);
  if (webkit) return { browser: 'safari', version: Number(webkit[1]) };
  return { browser: 'Not a supported browser.', version: 0 };
}

export default { browserDetails: browserDetails() };
