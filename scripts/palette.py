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
    packed = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    there, place, count = np.unique(packed, return_inverse=True, return_counts=True)
    colours = np.stack([there >> 16 & 255, there >> 8 & 255, there & 255], axis=1).astype(np.int16)
    common = np.argsort(-count, kind="stable")
    _, first = np.unique(colours[common] >> 3, axis=0, return_index=True)  # one of each 32 × 32 × 32 shades
    palette = colours[common[np.sort(first)[:COLOURS]]]
    away = np.abs(colours[:, None, :] - palette[None, :, :]).sum(axis=2)
    index = away.argmin(axis=1).astype(np.uint8)[place.reshape(-1)].reshape(height, width)
    rows = np.concatenate([np.zeros((height, 1), np.uint8), index], axis=1)  # filter 0 before each row
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette.astype(np.uint8).tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
