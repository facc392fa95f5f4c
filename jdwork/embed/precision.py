"""Which number format a model runs in: bfloat16 where the processor multiplies it in hardware."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

Precision = Literal["auto", "float32", "bfloat16"]

BFLOAT16_MARK = "+bf16"
"""End of the id of an encoder that runs in bfloat16: its vectors are not quite those of float32."""

_FLAGS = frozenset({"amx_bf16", "avx512_bf16"})


def resolve(precision: Precision, *, device: str = "cpu") -> Literal["float32", "bfloat16"]:
    """Settle what ``auto`` means here.

    Parameters
    ----------
    precision
        As set.
    device
        Torch device; elsewhere than on the CPU ``auto`` stays with float32.

    Returns
    -------
    str
        ``bfloat16`` on processors that multiply it in hardware (with AVX512-BF16 some twice as fast as
        float32, with AMX some five times); else ``float32``.
    """
    if precision != "auto":
        return precision
    return "bfloat16" if device == "cpu" and multiplies_bfloat16() else "float32"


@cache
def multiplies_bfloat16(processor: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor has AMX or AVX-512 instructions for bfloat16 (where Linux lists them)."""
    try:
        flags = next(line for line in processor.read_text().splitlines() if line.startswith("flags"))
    except (OSError, StopIteration):
        return False
    return not _FLAGS.isdisjoint(flags.split())


def precision_of(encoder_id: str) -> Precision:
    """Tell from an encoder's id which precision it ran in, so that a run can be executed again alike."""
    return "bfloat16" if encoder_id.endswith(BFLOAT16_MARK) else "float32"
