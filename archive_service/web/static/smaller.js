// Makes the photo of a page small enough for a slow line, and no smaller than its words can be read. What was measured
// stands in docs/decisions/0096-photos-are-sent-small-by-choice.md; benchmarks/photo_sizes.py measures it again.
"use strict";

const SMALL_SIDE = 3000; // pixels: 256 dpi where a page of A4 fills the picture
const SMALL_QUALITY = 0.6;
const SMALL_ENOUGH = 400_000; // bytes: a picture of this size is sent as it is

// The smaller picture, or the file itself where that gains nothing. `picture` is the file, decoded.
async function madeSmaller(file, picture) {
  const scale = Math.min(1, SMALL_SIDE / Math.max(picture.width, picture.height));
  if (file.size <= SMALL_ENOUGH) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d", { alpha: false });
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", SMALL_QUALITY));
  if (!made || made.size >= file.size) return file;
  const stem = file.name.replace(/\.[^.]*$/, "");
  return new File([made], `${stem}.thu-gon.jpg`, { type: "image/jpeg" });
}
