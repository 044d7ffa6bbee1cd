/** How many pixels of a local picture are kept for showing it, on its longer side. */
const LOCAL_PX = 640;
const SIDE = 4;

/** Draws the 4 × 4 colours of a placeholder; stretched, they are a blurred picture. */
export function drawPlaceholder(canvas: HTMLCanvasElement, colors: string): void {
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext('2d');
  if (!context || !/^(?:[\da-f]{6}){16}$/i.test(colors)) return;
  for (let at = 0; at < SIDE * SIDE; at++) {
    context.fillStyle = `#${colors.slice(at * 6, at * 6 + 6)}`;
    context.fillRect(at % SIDE, Math.floor(at / SIDE), 1, 1);
  }
}

/**
 * Draws a picture that is only on this device. A strict page allows neither `blob:` nor `data:`
 * addresses, so it cannot be an <img>. @returns false when it cannot be read
 */
export async function drawLocal(canvas: HTMLCanvasElement, picture: Blob): Promise<boolean> {
  try {
    const bitmap = await createImageBitmap(picture);
    const scale = Math.min(1, LOCAL_PX / Math.max(bitmap.width, bitmap.height));
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return true;
  } catch {
    return false;
  }
}
