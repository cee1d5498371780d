/* Photos drawn anew on the phone: smaller, and without what a camera writes into them. */

const EDGE = 2048;

/* Some browsers hand pages a false picture of what was drawn, against being told apart: nothing can be drawn anew there. */
function drawsTruly() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 2, height: 2 });
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#123456";
  brush.fillRect(0, 0, 2, 2);
  const { data } = brush.getImageData(0, 0, 2, 2);
  return data.every((value, n) => value === [0x12, 0x34, 0x56, 255][n % 4]);
}

/* A JPEG of the same picture, or null: a kind this browser cannot draw. */
export async function redrawn(file, { edge = EDGE, quality = 0.85 } = {}) {
  try {
    if (!drawsTruly()) return null;
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)),
    });
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
  } catch { return null; }
}
