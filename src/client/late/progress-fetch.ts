import type { Fetch } from '../http.js';

/** `fetch` by XMLHttpRequest, which alone tells how much of a body has gone out. */
export function fetchWithProgress(onProgress: (sentBytes: number) => void): Fetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(init.method ?? 'GET', String(input));
      for (const [name, value] of new Headers(init.headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded }) => onProgress(loaded);
      request.onload = () => resolve(answerOf(request));
      request.onerror = request.onabort = () => reject(new TypeError('the request failed'));
      init.signal?.addEventListener('abort', () => request.abort(), { once: true });
      if (init.signal?.aborted) request.abort();
      else request.send(init.body as XMLHttpRequestBodyInit | null);
    });
}

function answerOf(request: XMLHttpRequest): Response {
  const wait = request.getResponseHeader('retry-after');
  return new Response(request.responseText || null, {
    status: request.status,
    ...(wait && { headers: { 'retry-after': wait } }),
  });
}
