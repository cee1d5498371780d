"""Pictures to test with: honest ones with hidden canaries, and hostile ones."""

import io
import struct
import zlib

from PIL import Image

GPS_CANARY = "KANARI-POSISI-7781"
COMMENT_CANARY = b"KANARI-KOMENTAR-5512"


def jpeg(width: int = 640, height: int = 480, *, orientation: int = 1) -> bytes:
    """This function will return a photo as a phone sends it: red left, blue right, position and serial number inside."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0xA431] = "KANARI-MEREK", "KANARI-SERI-9913"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4], gps[0x1D] = "S", (6.0, 59.0, 6.0), "E", (112.0, 56.0, 38.0), GPS_CANARY
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=COMMENT_CANARY, quality=90)
    return out.getvalue()


def png(width: int = 40, height: int = 30, mode: str = "RGBA") -> bytes:
    """This function will return a half transparent PNG."""
    out = io.BytesIO()
    Image.new(mode, (width, height), (0, 128, 0, 0)[: len(mode)]).save(out, "PNG")
    return out.getvalue()


def webp() -> bytes:
    """This function will return a small WebP."""
    out = io.BytesIO()
    Image.new("RGB", (50, 50), "green").save(out, "WEBP")
    return out.getvalue()


def png_bomb(side: int = 50_000) -> bytes:
    """This function will return a PNG of a few hundred kilobytes that unpacks to gigabytes."""
    row = zlib.compressobj(9)
    packed = b"".join(row.compress(b"\0" * (1 + side // 8)) for _ in range(side)) + row.flush()
    return _png(side, side, packed)


def png_claiming(width: int, height: int) -> bytes:
    """This function will return a PNG whose header claims a size that its data does not have."""
    return _png(width, height, zlib.compress(b"\0" * 100))


def _png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML_POLYGLOT_TAIL = b"<html><script>alert('KANARI-EKOR')</script></html>"
ZIP_TAIL = b"PK\x03\x04KANARI-ZIP"


def gif() -> bytes:
    """This function will return a GIF, which is no photo for us."""
    out = io.BytesIO()
    Image.new("P", (10, 10)).save(out, "GIF")
    return out.getvalue()


def tiff() -> bytes:
    """This function will return a TIFF, which is no photo for us."""
    out = io.BytesIO()
    Image.new("RGB", (10, 10)).save(out, "TIFF")
    return out.getvalue()
