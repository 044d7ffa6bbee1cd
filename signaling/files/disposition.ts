/** What browsers show or play by themselves and cannot run. */
const INLINE =
  /^(image\/(jpeg|png|webp|gif|avif)|audio\/(mpeg|aac|flac|wav|ogg|mp4|webm)|video\/(mp4|webm|ogg|quicktime))$/;

/** RFC 6266: the name in ASCII for the old, and as it is (RFC 8187) for all others. */
export function contentDisposition(mimeType: string, name: string): string {
  const type = INLINE.test(mimeType) ? 'inline' : 'attachment';
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${type}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
