/* Photos of sealed reports: drawn anew, padded and sealed like the words, and opened by whoever holds the group's key. */

import { joined, open, seal, unbase64 } from "../people/hpke.js";
import { redrawn } from "./pictures.js";

export const PHOTOS = 3;
const INFO = "kondusif/1 foto";
const LARGEST = 4194304;
const EDGE_OPENED = 4096;
// Each try smaller than the last: a photo without end of detail still goes.
const TRIES = [{ edge: 2048, quality: 0.85 }, { edge: 1600, quality: 0.75 }, { edge: 1024, quality: 0.6 }];
const NOTHING = new Uint8Array(0);

export class Undrawable extends Error {}

/* Steps of a half, so that a size tells little. */
function paddedSize(n) {
  for (let size = 65536; size <= LARGEST; size *= 2) {
    if (n <= size) return size;
    if (n <= size * 1.5 && size * 1.5 <= LARGEST) return size * 1.5;
  }
  return 0;
}

async function padded(file) {
  for (const way of TRIES) {
    const drawn = await redrawn(file, way);
    if (!drawn) throw new Undrawable(file.name);
    const size = paddedSize(drawn.size + 4);
    if (!size) continue;
    const whole = new Uint8Array(size);
    new DataView(whole.buffer).setUint32(0, drawn.size);
    whole.set(new Uint8Array(await drawn.arrayBuffer()), 4);
    return whole;
  }
  throw new Undrawable(file.name);
}

/* *about* is the reading key of the report: a photo sealed for one report opens in no other. */
export async function sealPhotos(files, publicKey, about) {
  const sealed = [];
  for (const file of files) {
    const bytes = await seal(unbase64(publicKey), joined(INFO, unbase64(about)), NOTHING, await padded(file));
    sealed.push(new File([bytes], "foto", { type: "application/octet-stream" }));
  }
  return sealed;
}

/* Width and height as the file itself says, before anything draws it: whoever sent it may mean harm. */
function checkSize(jpeg) {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  if (view.getUint16(0) !== 0xffd8) throw new RangeError("no photo");
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    const mark = view.getUint16(at);
    if (mark < 0xffc0 || mark > 0xffcf || [0xffc4, 0xffc8, 0xffcc].includes(mark)) continue;
    if (Math.max(view.getUint16(at + 5), view.getUint16(at + 7)) > EDGE_OPENED) throw new RangeError("too large");
    return;
  }
}

export async function openPhoto(pair, sealed, about) {
  const whole = await open(pair, sealed, joined(INFO, unbase64(about)), NOTHING);
  const n = new DataView(whole.buffer, whole.byteOffset).getUint32(0);
  const jpeg = whole.slice(4, 4 + n);
  checkSize(jpeg);
  return new Blob([jpeg], { type: "image/jpeg" });
}
