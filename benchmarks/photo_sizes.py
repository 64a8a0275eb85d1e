"""How small a phone's photo of a page may be made before the words on it are read worse.

    python benchmarks/photo_sizes.py FOLDER [--pages 6]

FOLDER holds PDFs with text, such as the papers of the demonstration (`cli.py demo`): what stands on their pages is the
truth. Each page is photographed as a phone of 12 megapixels would: a little from the side, unevenly lit, with the grain
of a small sensor, as JPEG. The photo as it came and each smaller one is read as the archive reads photos; told are the
mean size, the time it takes on a line of 400 kbit/s, and the share of the words of the page that were read.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.extraction.recognise import recognise_page
from indexer.extraction.source import Source

CAMERA = (3024, 4032)
CAMERA_QUALITY = 93
FORMS: tuple[tuple[int, int] | None, ...] = (
    None, (3508, 80), (3508, 60), (3508, 40), (3000, 60), (2480, 80), (2480, 60), (2480, 40), (2000, 60), (1654, 60),
)  # fmt: skip
BYTES_A_SECOND = 400_000 / 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=6)
    arguments = parser.parse_args()
    pages = [(photographed(page, seed), words) for seed, (page, words) in enumerate(first_pages(arguments))]
    print("| long side, quality | KB | s at 400 kbit/s | words read |\n|---|---|---|---|")
    for form in FORMS:
        size, read, wanted = 0, 0, 0
        for photo, words in pages:
            content = photo if form is None else shrunk(photo, *form)
            size += len(content)
            read += (words & words_in(content)).total()
            wanted += words.total()
        mean = size / len(pages)
        name = "as it came" if form is None else f"{form[0]}, {form[1]}"
        print(f"| {name} | {mean / 1000:,.0f} | {mean / BYTES_A_SECOND:.0f} | {read / wanted:.1%} |", flush=True)


def first_pages(arguments: argparse.Namespace) -> Iterator[tuple[Image.Image, Counter[str]]]:
    """The first page of PDFs with enough words on it, in colour at 300 dpi, with its words."""
    paths = sorted(arguments.folder.rglob("*.pdf"))
    random.Random(5).shuffle(paths)
    return islice(filter(None, map(_first_page, paths)), arguments.pages)


def _first_page(path: Path) -> tuple[Image.Image, Counter[str]] | None:
    with pypdfium2.PdfDocument(path) as document:
        page = document[0]
        words = counted(page.get_textpage().get_text_bounded())
        return (page.render(scale=300 / 72).to_pil().convert("RGB"), words) if words.total() > 100 else None


def counted(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def photographed(page: Image.Image, seed: int) -> bytes:
    """The page on a table, from a little to the side, darker towards a corner, slightly out of focus, with grain."""
    chance, (width, height) = random.Random(seed), CAMERA
    across, down = page.width / (width * 0.9), page.height / (height * 0.9)
    lean = chance.uniform(-6e-6, 6e-6)
    left, top = -0.05 * width * across, -0.05 * height * down
    seen = page.transform(
        CAMERA, Image.Transform.PERSPECTIVE, (across, lean * 200, left, lean * 120, down, top, lean, lean / 2),
        Image.Resampling.BICUBIC, fillcolor=(96, 78, 60),
    )  # fmt: skip
    light = Image.linear_gradient("L").rotate(chance.uniform(0, 360), fillcolor=128).resize(CAMERA)
    lit = ImageChops.multiply(seen, light.point(lambda value: 165 + value * 90 // 255).convert("RGB"))
    grain = Image.effect_noise(CAMERA, 22).filter(ImageFilter.GaussianBlur(0.7)).convert("RGB")
    grainy = ImageChops.add(lit.filter(ImageFilter.GaussianBlur(1.3)), grain, offset=-128)
    return jpeg(grainy, CAMERA_QUALITY)


def shrunk(photo: bytes, long_side: int, quality: int) -> bytes:
    """As the page for photos makes it before sending: reduced to a long side, written again as JPEG."""
    image = Image.open(io.BytesIO(photo))
    scale = long_side / max(image.size)
    size = (round(image.width * scale), round(image.height * scale))
    return jpeg(image.resize(size, Image.Resampling.BICUBIC), quality)


def jpeg(image: Image.Image, quality: int) -> bytes:
    content = io.BytesIO()
    image.save(content, "JPEG", quality=quality)
    return content.getvalue()


def words_in(photo: bytes) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        path.write_bytes(photo)
        with path.open("rb") as file:
            return counted(recognise_page(Source(file, len(photo), "image/jpeg", Path(folder)), 1).text)


if __name__ == "__main__":
    main()
