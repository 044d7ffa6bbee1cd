const ZOOM = 15;
/** Where the projection of web maps ends. */
const MOST_LATITUDE = 85.0511;

/** The tile of a web map that holds a place, and where in it the place is, 0 to 1 from the top left. */
export interface MapTile {
  readonly url: string;
  readonly x: number;
  readonly y: number;
}

/**
 * @param pattern an http(s) address with `{z}`, `{x}` and `{y}`
 * @returns undefined for anything else
 */
export function tileOf(pattern: string, latitude: number, longitude: number): MapTile | undefined {
  if (!/^https?:\/\//i.test(pattern)) return undefined;
  const tiles = 2 ** ZOOM;
  const radians = (Math.max(-MOST_LATITUDE, Math.min(MOST_LATITUDE, latitude)) * Math.PI) / 180;
  const east = (((longitude + 180) / 360) * tiles) % tiles;
  const south = ((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * tiles;
  const column = Math.floor(east);
  const row = Math.min(tiles - 1, Math.floor(south));
  const values: Record<string, number> = { z: ZOOM, x: column, y: row };
  const url = pattern.replace(/\{([zxy])\}/g, (_whole, name: string) => String(values[name]));
  return { url, x: east - column, y: south - row };
}
