import UPNG from 'upng-js';

const COLOURS = 64;

/** The same picture in few colours: pages have few, and a fourth of the bytes is left. */
export function shrinkPng(png: Buffer): Buffer {
  const image = UPNG.decode(new Uint8Array(png).buffer);
  return Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLOURS));
}
