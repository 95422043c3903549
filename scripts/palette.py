"""PNG files of at most 256 colours: a quarter of the size, for pictures kept in the repository."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

COLOURS = 256


def indexed_png(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG with a palette of the picture's commonest colours; the others take the nearest of them.

    Source: PNG specification, third edition (2025), sections 5, 10 and 11.
    Parameters: `pixels`, height × width × 3.
    """
    height, width, _ = pixels.shape
    coarse = (pixels & 0xF8 | pixels >> 5).reshape(-1, 3)  # 32 steps a channel: shades of letters' edges join
    there, place, count = np.unique(coarse, axis=0, return_inverse=True, return_counts=True)
    palette = there[np.argsort(-count)[:COLOURS]]
    away = np.abs(there[:, None, :].astype(np.int16) - palette[None, :, :]).sum(axis=2)
    index = away.argmin(axis=1).astype(np.uint8)[place.reshape(-1)].reshape(height, width)
    rows = np.concatenate([np.zeros((height, 1), np.uint8), index], axis=1)  # filter 0 before each row
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette.tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
